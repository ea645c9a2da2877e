"""Typed text is never lost: not to a second editor, a lapsed sign-in, a crash or a failed validation."""

import contextlib

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Error, expect

from articles import body
from articles.models import Article, Author, Topic
from cms.people.actions import add_person, system_person
from cms.publishing import actions
from cms.publishing.models import Revision
from tests import browsers, people

from . import keyboard, screens
from .content_folders import OURS

pytestmark = pytest.mark.once("sqlite")

BODY = f".field-body {keyboard.EDITOR}"
TYPED = "Typed and not saved yet."


@pytest.fixture
def article(own_database):
    return saved(Article(slug="legs", title="Legs", dek="About legs.", body=paragraph("Walk every day.")))


@pytest.fixture
def wanda(open_page, server):
    return screens.at_desk(open_page, server, people.wanda())


def saved(item):
    actions.save(item=item, by=people.wanda(), clock=timezone.now)
    return item


def paragraph(words):
    return {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}


def open_form(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(BODY).wait_for()


def type_at_end(page, words=TYPED):
    page.locator(BODY).click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type(words)
    wait_for_copy(page)


def wait_for_copy(page, words=TYPED):
    page.wait_for_function(
        "words => Object.entries(localStorage).some(([name, text]) => text.includes(words))", arg=words
    )


def copies(page):
    return page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('guard:'))")


def save(page):
    with page.expect_navigation():  # until all of the new page is there
        page.get_by_role("button", name="Save and continue editing").click()
    page.locator(".messagelist, .errornote").first.wait_for()


def bring_back(page):
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("Your text is back.").wait_for()
    page.locator(BODY).wait_for()


def stored_words(article):
    return body.text(Article.objects.get(pk=article.pk).body)


def expect_safe(page, article, words=TYPED):
    """The words are in the editor, and saving stores them and leaves no copy behind."""
    assert words in page.locator(BODY).inner_text()
    save(page)
    assert "Saved" in screens.message(page)
    assert words in stored_words(article)
    page.wait_for_function("() => !Object.keys(localStorage).some(name => name.startsWith('guard:'))")


def test_saving_what_nobody_changed_makes_no_revision(own_database, wanda):
    own_database.manage("import_content", OURS.content)
    article = Article.objects.get()
    open_form(wanda, article)

    save(wanda)
    assert screens.message(wanda) == "Nothing changed, so there is no new revision."
    wanda.reload()
    wanda.locator(BODY).wait_for()
    save(wanda)

    assert screens.message(wanda) == "Nothing changed, so there is no new revision."
    assert Revision.objects.filter(item=article.uid).count() == 1


def test_a_changed_text_is_one_revision_however_often_it_is_saved(wanda, article):
    open_form(wanda, article)
    type_at_end(wanda)
    save(wanda)
    wanda.reload()
    wanda.locator(BODY).wait_for()
    save(wanda)

    assert {one.number for one in Revision.objects.filter(item=article.uid)} == {1, 2}
    assert copies(wanda) == []


def test_what_was_typed_can_be_undone_and_done_again(wanda, article):
    open_form(wanda, article)
    type_at_end(wanda)

    # The slower the typing, the more steps it is taken back in.
    steps = 0
    while wanda.locator(BODY).inner_text().strip() != "Walk every day.":
        wanda.keyboard.press("Control+Z")
        steps += 1
        assert steps < 100
    for _ in range(steps):
        wanda.keyboard.press("Control+Shift+Z")
    assert TYPED in wanda.locator(BODY).inner_text()


HOSTILE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style>
</head><body><!--StartFragment--><h1 style="mso-style: x">A pasted heading</h1>
<p class=MsoNormal onclick="alert(1)"
style="margin:0"><b style="mso-bidi-font-weight:normal">Bold words</b> and <o:p>office words</o:p>
<a href="javascript:alert(2)">a link</a><img src=x onerror="document.title='taken'"></p>
<script>document.title = "taken"</script><ul><li>An item</li></ul><!--EndFragment--></body></html>"""


def test_pasting_from_a_word_processor_keeps_the_words_and_no_script(wanda, article, troubles):
    open_form(wanda, article)
    wanda.locator(BODY).click()
    wanda.keyboard.press("Control+End")
    wanda.locator(BODY).evaluate(
        """(element, html) => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            const how = {clipboardData: data, bubbles: true, cancelable: true}
            element.dispatchEvent(new ClipboardEvent("paste", how))
        }""",
        HOSTILE,
    )
    save(wanda)

    stored = Article.objects.get(pk=article.pk).body
    for words in ("A pasted heading", "Bold words", "office words", "a link", "An item"):
        assert words in body.text(stored)
    assert "Walk every day." in body.text(stored)
    assert not {"script", "javascript", "onclick", "taken", "mso"} & set(
        str(stored).replace("'", " ").split()
    )
    assert "javascript" not in str(stored)
    # What the policy keeps from running in the pasted text, the browser reports; nothing else.
    troubles[:] = [one for one in troubles if "Content Security Policy" not in one]
    assert "taken" not in wanda.title()


def test_a_second_editor_is_told_and_keeps_every_word(open_page, server, wanda, article):
    other = screens.at_desk(open_page, server, people.wanda())
    open_form(wanda, article)
    open_form(other, article)
    other.locator("[name=dek]").fill("The other was faster.")
    save(other)
    type_at_end(wanda)

    save(wanda)

    assert "Nothing of yours was saved yet" in wanda.locator(".errorlist").first.inner_text()
    assert Article.objects.get(pk=article.pk).dek == "The other was faster."
    assert "faster" in wanda.locator(".stale").inner_text()
    wanda.get_by_label("I have compared").check()
    expect_safe(wanda, article)


def test_a_failed_validation_keeps_every_word(wanda, article):
    open_form(wanda, article)
    wanda.locator("[name=title]").fill("")
    row = keyboard.add_row(wanda, "author_rows")
    type_at_end(wanda)

    save(wanda)

    assert wanda.locator(".field-title .errorlist").inner_text() == "This field is required."
    expect(wanda.locator(f"#{row}")).to_have_count(1)
    wanda.locator("[name=title]").fill("Legs again")
    wanda.locator(f"#{row} .inline-deletelink").click()
    expect_safe(wanda, article)


def test_a_sign_in_that_lapsed_loses_nothing(wanda, article):
    open_form(wanda, article)
    type_at_end(wanda)
    Session.objects.all().delete()

    wanda.get_by_role("button", name="Save and continue editing").click()
    wanda.get_by_label("E-mail").fill(people.wanda().email)
    wanda.get_by_label("Password").fill(people.PASSWORD)
    wanda.get_by_role("button", name="Log in").click()

    wanda.locator(BODY).wait_for()
    assert TYPED not in wanda.locator(BODY).inner_text()
    bring_back(wanda)
    expect_safe(wanda, article)


def test_who_is_signed_out_for_a_while_stays_on_the_page(open_page, server, article, troubles):
    page = open_page()
    page.clock.install()
    browsers.sign_in(page, server, people.wanda())
    open_form(page, article)
    type_at_end(page)
    Session.objects.all().delete()
    page.clock.fast_forward(30_000)

    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("You are signed out.").wait_for()
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Sign in in a new tab").click()
    login = opening.value
    login.get_by_label("E-mail").fill(people.wanda().email)
    login.get_by_label("Password").fill(people.PASSWORD)
    login.get_by_role("button", name="Log in").click()
    login.wait_for_url("**/admin/")
    login.close()

    expect_safe(page, article)


def test_a_server_that_is_away_is_said_before_anything_is_sent(open_page, server, article, troubles):
    page = open_page()
    page.clock.install()
    browsers.sign_in(page, server, people.wanda())
    open_form(page, article)
    type_at_end(page)
    page.route("**/alive/", lambda route: route.abort())
    page.clock.fast_forward(30_000)

    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("The server cannot be reached.").wait_for()
    page.unroute("**/alive/")
    troubles.clear()  # the request that was cut off

    expect_safe(page, article)


def test_a_crash_loses_at_most_a_second(wanda, article):
    open_form(wanda, article)
    type_at_end(wanda)
    context = wanda.context

    wanda.on("dialog", lambda dialog: dialog.accept())
    with wanda.expect_event("crash"), contextlib.suppress(Error):
        wanda.goto("chrome://crash")
    again = context.new_page()
    open_form(again, article)

    bring_back(again)
    expect_safe(again, article)


def test_reloading_asks_first_and_then_offers_what_was_typed(wanda, article):
    asked = []
    wanda.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    open_form(wanda, article)
    type_at_end(wanda)

    wanda.reload()
    wanda.locator(BODY).wait_for()

    assert asked == ["beforeunload"]
    bring_back(wanda)
    expect_safe(wanda, article)


def test_leaving_with_unsaved_words_asks_first(wanda, article):
    asked = []
    wanda.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    open_form(wanda, article)
    type_at_end(wanda)

    wanda.get_by_role("link", name="Home").click()

    assert asked == ["beforeunload"]
    expect_safe(wanda, article)


def test_a_new_article_comes_back_with_its_rows_and_choices(own_database, wanda):
    topic = saved(Topic(slug="veins", name="Veins", inline_label="veins"))
    author = saved(Author(slug="team", name="The Team", author_type="team"))
    wanda.on("dialog", lambda dialog: dialog.accept())
    wanda.goto("/admin/articles/article/add/")
    wanda.locator(BODY).wait_for()
    keyboard.fill(wanda, title="A new article", slug="new")
    keyboard.choose(wanda, "topic", topic.name)
    row = keyboard.add_row(wanda, "author_rows")
    keyboard.choose(wanda, f"{row}-author", author.name)
    type_at_end(wanda)

    wanda.reload()
    bring_back(wanda)

    save(wanda)
    article = Article.objects.get()
    assert (article.title, article.topic, article.ordered_authors()) == ("A new article", topic, [author])
    assert TYPED in stored_words(article)


def another_writer():
    return add_person(
        email="willa@example.org",
        name="Willa Wood",
        roles=["writer"],
        password=people.PASSWORD,
        by=system_person("tests"),
        clock=timezone.now,
    )


def test_nobody_is_offered_the_words_of_somebody_else(server, wanda, article):
    open_form(wanda, article)
    type_at_end(wanda)
    wanda.on("dialog", lambda dialog: dialog.accept())
    browsers.sign_in(wanda, server, another_writer())

    open_form(wanda, article)

    assert wanda.get_by_role("button", name="Bring it back").count() == 0


def test_a_window_that_saved_leaves_no_copy(wanda, article):
    open_form(wanda, article)
    with keyboard.add_related(wanda, "topic") as window:
        keyboard.fill(window, name="Veins", slug="veins")
        wait_for_copy(window, "Veins")

    assert not any("/topic/" in name for name in copies(wanda))
