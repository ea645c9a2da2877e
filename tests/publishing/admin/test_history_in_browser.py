"""A writer looks for what became of a page, with the keyboard and on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import browsers, people
from tests.publishing import builders

from .browsing import page as address

pytestmark = pytest.mark.once("postgres")

LONG = "Becausewithoutanyplacetobreakthisreasongoesonandon" * 4


@pytest.fixture
def article(own_database):
    people.everybody()
    item = builders.article(timezone.now, words="Studies show that walking helps.")
    builders.go_live(item, timezone.now, waivers=builders.accepting(item, timezone.now, LONG))
    builders.edit(item, timezone.now, dek="When to rest.", reason=LONG)
    return item


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)], ids=["wide", "phone"])
def test_a_writer_narrows_the_history_and_compares(article, server, open_page, troubles, scheme, width):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 844})
    browsers.sign_in(page, server, people.wanda())
    page.goto(address(article, "history"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_label("Kind of event").focus()
    page.keyboard.type("Review and signatures")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=review**")

    told = page.locator("td.what strong").all_inner_texts()
    assert "A finding was accepted" in told
    assert not any(line.startswith("Revision 2") for line in told)
    expect(page.locator("td.why").filter(has_text=LONG[:40]).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("link", name="Show everything").click()
    page.get_by_role("link", name="Compare with revision 1: Revision 2").click()
    expect(page.locator("#content-main")).to_contain_text("Changed Summary")
    assert troubles == []


def test_what_must_be_accepted_is_asked_for_beside_each_finding(article, server, open_page, troubles):
    page = open_page(viewport={"width": 390, "height": 844})
    browsers.sign_in(page, server, people.wanda())
    page.goto(address(article, "submit"))
    why = page.get_by_role("textbox", name="Why it may stay")
    assert why.input_value() == LONG
    why.fill("")

    page.get_by_role("button", name="Submit").click()

    error = page.locator(".waivable .errorlist")
    error.wait_for()
    assert error.inner_text() == "Mend it, or say why it may stay."
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("textbox", name="Why it may stay").fill("The organization stands by it.")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/change/**")
    assert troubles == []
