"""The editor in a real Chromium: it writes what the server writes, and its dialogs work from the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from articles import body
from articles.body import markdown, wire
from articles.models import Article, Citation, Topic, Treatment
from assessments.models import Assessment
from tests import barriers, browsers, people
from tests.articles.body import sample

pytestmark = pytest.mark.once("sqlite")

EDITOR = ".field-body .ProseMirror[contenteditable]"


@pytest.fixture
def records(server):
    topic = Topic.objects.create(slug="pad", name="Peripheral arterial disease", abbreviation="PAD")
    return {
        ("topic", "pad"): topic,
        ("citation", "guideline-2024"): Citation.objects.create(
            slug="guideline-2024", title="The 2024 guideline on legs", short_title="2024 guideline"
        ),
        ("citation", "trial"): Citation.objects.create(slug="trial", title="A trial", status="retracted"),
        ("assessment", "pad"): Assessment.objects.create(slug="pad", title="2-minute PAD assessment"),
        ("treatment", "pad-treatments"): Treatment.objects.create(
            slug="pad-treatments", name="Minimally invasive PAD treatments", topic=topic
        ),
    }


@pytest.fixture
def article(records):
    known = {pair: record.uid for pair, record in records.items()}
    tree, problems = markdown.parse(
        sample.MARKDOWN, lambda kind, slug: known.get((kind, slug), f"{kind[:3]}_missing")
    )
    assert problems == []
    return Article.objects.create(
        slug="legs", title="Legs", dek="About legs.", topic=records["topic", "pad"], body=tree
    )


@pytest.fixture
def open_editor(page, server):
    browsers.sign_in(page, server, people.wanda())

    def open_one(path):
        page.goto(path)
        page.wait_for_selector(EDITOR)
        return page.locator(EDITOR)

    return open_one


def html_of(editor):
    return editor.evaluate("element => element.editor.getHTML()")


def pick(page, words):
    """In the open picker: find, choose with Enter, and leave the words in the text as they are."""
    page.keyboard.type(words)
    page.locator(".body-picker__status", has_text=re.compile(r"^1 found")).wait_for()
    page.locator(".body-picker__list:not([aria-busy])").wait_for()
    page.keyboard.press("Enter")
    page.locator(".body-picker input[name=label]:focus").wait_for()


def save(page):
    page.locator("[name=_continue]").first.click()
    page.wait_for_load_state("load")
    page.wait_for_selector(EDITOR)


def test_the_editor_writes_what_the_server_writes(open_editor, page, article):
    editor = open_editor(f"/admin/articles/article/{article.pk}/change/")

    assert html_of(editor) == wire.to_html(article.body)
    assert page.locator(".body-locked").count() == 0

    save(page)

    assert Article.objects.get().body == article.body
    editor = page.locator(EDITOR)
    editor.locator("cite.is-retracted").first.wait_for()
    assert editor.locator("cite.is-retracted").all_inner_texts() == ["one trial"]
    assert editor.locator("a[data-entity].is-missing").all_inner_texts() == ["heart", "the team"]


def test_a_text_is_written_with_its_sources_from_the_keyboard(open_editor, page, records):
    editor = open_editor("/admin/articles/article/add/")
    page.fill("[name=title]", "Typed")
    page.fill("[name=slug]", "typed")
    editor.click()
    keys = page.keyboard

    keys.type("Exercise helps (")
    keys.press("Control+Shift+C")
    pick(page, "legs 2024")
    keys.press("Enter")
    page.locator("dialog").wait_for(state="detached")
    keys.type("). Take our ")
    keys.press("Control+Shift+K")
    pick(page, "minute")
    keys.type("assessment of 2 minutes")
    keys.press("Enter")
    page.locator("dialog").wait_for(state="detached")
    keys.type(" now.")
    keys.press("Control+Shift+C")
    page.locator(".body-picker__option").first.wait_for()
    keys.press("Escape")
    keys.type(" Today.")

    guideline, pad = records["citation", "guideline-2024"], records["assessment", "pad"]
    assert html_of(editor) == (
        f'<p>Exercise helps (<cite data-citation="{guideline.uid}">2024 guideline</cite>). Take our '
        f'<a data-entity="assessment" data-target="{pad.uid}">assessment of 2 minutes</a> now. Today.</p>'
    )


def test_a_mention_is_edited_in_place_and_a_button_never_replaced(open_editor, page, article):
    editor = open_editor(f"/admin/articles/article/{article.pk}/change/")
    before = [reference.mention for reference in body.references(article.body)]

    editor.locator("cite").first.dblclick()
    page.fill(".body-picker input[name=locator]", "table 2")
    page.locator(".body-dialog__button--main").click()
    page.locator("dialog").wait_for(state="detached")
    editor.locator("[data-cta]").first.click()
    page.keyboard.press("Control+Shift+C")
    pick(page, "legs 2024")
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for(state="detached")
    save(page)

    stored = Article.objects.get().body
    cited = [node for node in body.tree.walk(stored) if node["type"] == "citation"]
    assert cited[0]["attrs"]["locator"] == "table 2"
    assert [mention for mention in before if mention] == [
        reference.mention for reference in body.references(stored) if reference.mention
    ][: len([mention for mention in before if mention])]
    assert [block["type"] for block in stored["content"]].count("cta") == 2
    assert len(cited) == 4


def test_a_source_is_added_on_the_way_without_leaving_the_article(open_editor, page, article):
    editor = open_editor(f"/admin/articles/article/{article.pk}/change/")
    editor.locator("p").first.click()
    page.keyboard.press("Control+Shift+C")
    page.locator(".body-picker__add").wait_for()

    with page.expect_popup() as opening:
        page.locator(".body-picker__add").click()
    popup = opening.value
    popup.fill("[name=title]", "Found on the way")
    popup.fill("[name=short_title]", "On the way")
    popup.fill("[name=slug]", "on-the-way")
    popup.locator("[name=_save]").first.click()
    page.locator(".body-picker__chosen", has_text="Found on the way").wait_for()
    page.locator(".body-dialog__button--main").click()
    page.locator("dialog").wait_for(state="detached")

    assert "On the way" in editor.locator("cite").all_inner_texts()


def test_what_the_editor_would_drop_locks_it_and_stays_as_it_is(open_editor, page, article):
    page.route(
        "**/articles/body-nodes*.js",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace("Callout, ", "").replace("wrapIn", "x"),
        ),
    )

    editor = open_editor(f"/admin/articles/article/{article.pk}/change/")

    page.locator(".body-locked").wait_for()
    assert editor.get_attribute("contenteditable") == "false"
    assert page.locator("textarea[name=body]").input_value() == wire.to_html(article.body)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_and_its_dialog_have_no_known_barrier(open_page, server, article, scheme):
    page = open_page(color_scheme=scheme, bypass_csp=True)
    browsers.sign_in(page, server, people.wanda())
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector(EDITOR)
    assert page.locator(EDITOR).get_attribute("aria-label") == "Body"

    for state in ("editor", "dialog"):
        if state == "dialog":
            page.locator(EDITOR).locator("p").first.click()
            page.keyboard.press("Control+Shift+C")
            page.locator(".body-picker__option").first.wait_for()
        assert barriers.violations(page, ".field-body" if state == "editor" else "dialog") == []


def test_a_phone_shows_the_whole_dialog(open_page, server, article):
    page = open_page(viewport={"width": 390, "height": 720})
    browsers.sign_in(page, server, people.wanda())
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.wait_for_selector(EDITOR)
    page.locator(EDITOR).locator("p").first.click()
    page.keyboard.press("Control+Shift+C")
    page.locator(".body-picker__option").first.wait_for()

    box = page.locator("dialog").bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 720
    expect(page.locator(".body-dialog__button--main")).to_be_visible()
