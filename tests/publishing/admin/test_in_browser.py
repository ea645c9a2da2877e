"""The pages of the workflow in Chromium: a physician signs on a phone; nothing that axe would object to."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Treatment
from cms.publishing import record
from tests import barriers, browsers, people
from tests.publishing import builders

from .browsing import change_form, page, review

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def house(own_database):
    """A live article with a change in review, a scheduled one, a draft, and a live treatment."""
    clock = timezone.now
    people.everybody()
    article = builders.article(clock)
    builders.go_live(article, clock)
    builders.edit(article, clock, dek="When to rest.")
    release = builders.submit(article, clock, when_signed=True, reason="It should say rest.")
    soon = builders.article(clock, slug="soon", title="Soon")
    builders.schedule(soon, clock, clock() + timedelta(days=2))
    draft = builders.article(clock, slug="veins", title="Veins")
    treatment = builders.save(Treatment(name="Walking", slug="walking"), clock)
    builders.go_live(treatment, clock)
    builders.edit(treatment, clock, description="On level ground.")
    return SimpleNamespace(article=article, release=release, soon=soon, draft=draft, treatment=treatment)


def addresses(house):
    """Who opens what."""
    planned = record.open_release_of(house.soon.uid, timezone.now())
    return [
        (people.mila, "/admin/"),
        (people.mila, "/admin/review/"),
        (people.mila, review(house.release)),
        (people.wanda, review(house.release)),
        (people.wanda, change_form(house.article)),
        (people.wanda, "/admin/articles/article/"),
        (people.wanda, page(house.draft, "submit")),
        (people.wanda, page(house.treatment, "submit")),
        (people.wanda, page(house.article, "history")),
        (people.wanda, page(house.article, "revisions/2")),
        (people.pia, page(house.treatment, "retire")),
        (people.pia, review(planned, "call-off/")),
        (people.pia, review(house.release, "schedule/")),
        (people.otto, page(house.article, "seal")),
        (people.otto, "/admin/audit/entry/"),
        (people.otto, "/admin/audit/entry/9/change/"),
        (people.ada, "/admin/people/user/"),
        (people.ada, f"/admin/people/user/{people.wanda().pk}/change/"),
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_no_page_of_the_workflow_has_a_barrier(open_page, server, house, troubles, scheme, size):
    found, tabs = [], {}
    for who, address in addresses(house):
        if who not in tabs:
            tabs[who] = open_page(color_scheme=scheme, **size)
            browsers.sign_in(tabs[who], server, who())
        tab = tabs[who]
        tab.goto(address)
        # The body editor's toolbar has tests of its own.
        said = barriers.of(tab, troubles, context={"exclude": [[".prose-menubar"]]})
        found += [(address, one) for one in said]
    assert found == []


def test_a_physician_signs_on_a_phone(open_page, server, house):
    tab = open_page(**PHONE)
    browsers.sign_in(tab, server, people.mila())
    tab.goto("/admin/review/")
    tab.get_by_role("link", name="Leg pain").click()

    expect(tab.frame_locator("iframe.reader").get_by_text("Walk slowly.")).to_be_visible()
    tab.get_by_role("link", name="Sign", exact=True).click()
    password = tab.get_by_label("Your password")
    password.fill("wrong")
    tab.get_by_role("button", name="Sign").click()
    expect(tab.get_by_text("That is not your password. Nothing was signed.")).to_be_visible()
    tab.get_by_label("Your password").fill(people.PASSWORD)
    tab.get_by_role("button", name="Sign").click()

    tab.get_by_text("Signed. “Leg pain” waits for compliance.").wait_for()
    signature = house.release.signatures.get()
    assert (signature.printed_name, signature.meaning) == ("Mila Moreau, MD, FACC", "medical")


def test_what_has_the_focus_never_hides_behind_the_bar(open_page, server, house):
    tab = open_page(**PHONE)
    browsers.sign_in(tab, server, people.mila())
    tab.goto(review(house.release))
    hidden = """() => {
        const focused = document.activeElement.getBoundingClientRect();
        const bar = document.querySelector('.bottom-bar').getBoundingClientRect();
        const inside = document.activeElement.closest('.bottom-bar');
        return !inside && focused.height > 0 && focused.top >= bar.top && focused.top < bar.bottom;
    }"""

    for _ in range(30):
        tab.keyboard.press("Tab")
        assert not tab.evaluate(hidden), tab.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_line_for_readers_is_asked_for_when_it_is_needed(open_page, server, house):
    tab = open_page(**WIDE)
    browsers.sign_in(tab, server, people.wanda())
    tab.goto(page(house.treatment, "submit"))
    line = tab.get_by_label("What readers are told")

    expect(line).to_be_hidden()
    tab.get_by_label("Correction").check()
    expect(line).to_be_visible()
