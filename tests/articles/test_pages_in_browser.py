"""The reference page and the comparison in a real browser: on a phone and a desk, by day and by night."""

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import expect

from cms.publishing.diff import compare
from tests import barriers
from tests.articles import sample_document
from tests.articles.test_pages import put_live, several

pytestmark = pytest.mark.once("postgres")

SCREENS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]


def complaints(page):
    found = [(one["id"], one["nodes"][0]["html"]) for one in barriers.violations(page, rules=None)]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(("scrolls sideways", page.url))
    return found


def test_pages_fit_and_can_be_used_by_everybody(open_page):
    several(3)
    put_live(sample_document.article())

    for width, scheme in SCREENS:
        page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        for address in ("/", "/articles/sore-calves", "/?topic=pad"):
            page.goto(address)
            assert complaints(page) == []


def test_the_text_comes_after_one_step_of_the_keyboard(page):
    put_live(sample_document.article())
    page.goto("/articles/sore-calves")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_print_shows_the_text_and_nothing_around_it(page):
    put_live(sample_document.article())
    page.goto("/articles/sore-calves")
    page.emulate_media(media="print")

    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".toc")).to_be_hidden()
    expect(page.locator("#ref-1")).to_be_visible()
    expect(page.locator(".disclaimer")).to_be_visible()


def test_a_comparison_fits_and_can_be_read_by_everybody(browser):
    old, new = sample_document.article(), sample_document.article()
    source = (
        sample_document.BODY.replace("p. 12", "p. 14").replace("3 times", "5 times").replace("**age**", "age")
    )
    new["body"]["blocks"] = sample_document.blocks(source)
    new["faqs"]["items"].reverse()
    new["tags"] = []
    drawn = render_to_string("publishing/difference.html", {"difference": compare(old, new)})

    for width, scheme in SCREENS:
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        page.set_content(
            '<!doctype html><html lang="en"><title>Difference</title>'
            "<style>:root { color-scheme: light dark; background: Canvas }</style>"
            f"<main><h1>Difference</h1><h2>Article</h2>{drawn}</main></html>"
        )
        page.add_style_tag(path=finders.find("publishing/difference.css"))
        assert complaints(page) == []
        page.close()
