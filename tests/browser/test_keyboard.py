"""The article's form without a mouse: a sane order, no trap, and every dialog closes with Escape."""

import pytest
from django.utils import timezone

from articles.body import markdown
from articles.models import Article
from cms.publishing import actions
from tests import people

from . import keyboard, screens

pytestmark = pytest.mark.once("sqlite")

BODY = f".field-body {keyboard.EDITOR}"
TEXT = """First words.

- One
- Two

| Sign | What it means |
|------|---------------|
| Cold | Ask today     |

Last words."""

FOCUSED = """() => {
    const element = document.activeElement
    const all = [...document.querySelectorAll('*')]
    const inside = element.closest('.ProseMirror[contenteditable]')
    return {place: all.indexOf(element), name: element.name, inside: !!inside}
}"""


@pytest.fixture
def form(own_database, open_page, server):
    tree, problems = markdown.parse(TEXT, lambda kind, slug: None)
    assert problems == []
    article = Article(slug="legs", title="Legs", body=tree)
    actions.save(item=article, by=people.wanda(), clock=timezone.now)
    page = screens.at_desk(open_page, server, people.wanda())
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator(BODY).wait_for()
    return page


def test_tab_walks_the_form_from_top_to_bottom_and_through_the_editor(form):
    form.locator("[name=title]").focus()
    places, inside = [], []
    for _ in range(80):
        focused = form.evaluate(FOCUSED)
        places.append(focused["place"])
        inside.append(focused["inside"])
        if focused["name"] == "_save":
            break
        form.keyboard.press("Tab")

    assert focused["name"] == "_save"
    assert places == sorted(places)
    assert inside.count(True) == 1


def caret_in(form, words):
    form.locator(BODY).get_by_text(words, exact=True).click()


def test_escape_and_tab_lead_out_of_the_editor_wherever_the_caret_is(form):
    before = form.locator(BODY).inner_text()

    for words in ("First words.", "One", "Two", "Cold", "Ask today", "Last words."):
        caret_in(form, words)
        form.keyboard.press("Escape")
        form.keyboard.press("Tab")
        assert not form.evaluate(FOCUSED)["inside"], words
        form.keyboard.press("Shift+Tab")
        assert form.evaluate(FOCUSED)["inside"], words

    assert form.locator(BODY).inner_text() == before


def test_the_way_out_is_said(form):
    assert "Escape" in form.locator(BODY).get_attribute("aria-description")


def test_escape_closes_each_dialog_and_the_caret_is_back(form):
    for shortcut in ("Control+Shift+C", "Control+Shift+K", "Control+K"):
        caret_in(form, "First words.")
        form.keyboard.press(shortcut)
        form.locator("dialog[open]").wait_for()

        form.keyboard.press("Escape")

        form.locator("dialog").wait_for(state="detached")
        assert form.evaluate(FOCUSED)["inside"], shortcut


def test_a_list_of_choices_closes_with_escape(form):
    form.locator("[name=topic] + .select2 .select2-selection").focus()
    form.keyboard.press("Enter")
    form.locator(".select2-search__field").wait_for()

    form.keyboard.press("Escape")

    form.locator(".select2-search__field").wait_for(state="detached")
