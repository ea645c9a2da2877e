"""An officer asks in Chromium what a page said on a day; nothing on the way that axe would object to."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cms.publishing.models import Publication
from tests import barriers, browsers, people
from tests.publishing import builders

from .test_in_browser import PHONE, WIDE

pytestmark = pytest.mark.once("postgres")

ADDRESS = "/admin/review/as-of/"


@pytest.fixture
def house(own_database):
    """An article with two versions, and one that moved and was taken down."""
    clock = timezone.now
    people.everybody()
    article = builders.article(
        clock, title="Leg pain with a rather long title that goes on and on for a while"
    )
    builders.go_live(article, clock)
    builders.edit(article, clock, dek="When to rest.")
    builders.go_live(article, clock, change="correction")
    old = builders.article(clock, slug="old", title="Old")
    builders.go_live(old, clock)
    builders.edit(old, clock, slug="newer")
    builders.go_live(old, clock)
    builders.retire(old, clock, successor=article)
    return SimpleNamespace(article=article, old=old)


def moment(number):
    at = Publication.objects.filter(key="articles/leg-pain").order_by("number")[number].effective_at
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


def addresses(house):
    yield ADDRESS
    yield f"{ADDRESS}?address=articles/leg-pain&time={moment(0)}"
    yield f"{ADDRESS}?address=articles/leg-pain&time={timezone.localdate():%Y-%m-%d}"
    yield f"{ADDRESS}?address=articles/newer"
    yield f"{ADDRESS}?address=articles/old"
    yield f"{ADDRESS}?address=Old"
    yield f"{ADDRESS}?address=nothing&time=never"
    yield f"{ADDRESS}?address=articles/leg-pain&time=2001-01-01"
    yield "/admin/people/token/"
    yield "/admin/people/token/add/"


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_no_page_of_the_past_has_a_barrier(open_page, server, house, troubles, scheme, size):
    found = []
    tab = open_page(color_scheme=scheme, **size)
    browsers.sign_in(tab, server, people.otto())
    for address in addresses(house):
        assert tab.goto(address).status == 200
        found += [(address, one) for one in barriers.of(tab, troubles)]
    assert found == []


def test_an_officer_asks_with_the_keyboard_and_goes_through_the_versions(open_page, server, house):
    tab = open_page(**WIDE)
    browsers.sign_in(tab, server, people.otto())
    tab.goto("/admin/")
    tab.get_by_role("link", name="What a page said").click()
    tab.get_by_label("Address of the page").fill("http://127.0.0.1/articles/leg-pain")
    tab.locator("#as-of-day").fill(f"{timezone.localdate():%Y-%m-%d}")
    tab.locator("#as-of-day").press("Enter")

    tab.get_by_role("link", name="Revision 1").click()
    expect(tab.frame_locator("iframe.reader").get_by_text("When to walk.")).to_be_visible()
    tab.get_by_role("link", name="After: Revision 2").click()
    expect(tab.frame_locator("iframe.reader").get_by_text("When to rest.")).to_be_visible()
    expect(tab.get_by_role("region", name="Signatures").get_by_text("Mila Moreau, MD, FACC")).to_be_visible()


def test_a_token_is_made_copied_and_gone(open_page, server, house):
    tab = open_page(**WIDE)
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browsers.sign_in(tab, server, people.otto())
    tab.goto("/admin/people/token/add/")
    tab.get_by_label("What uses it").fill("audit")
    tab.get_by_role("button", name="Make the token").click()

    text = tab.get_by_label("The token of Otto Oberman").input_value()
    tab.get_by_role("button", name="Copy").click()
    tab.get_by_text("Copied.").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == text
    answer = tab.request.get(
        "/api/v1/compliance/articles/leg-pain/verify", headers={"Authorization": f"Bearer {text}"}
    )
    assert answer.json()["holds"] is True
    tab.get_by_role("link", name="Done").click()
    assert text not in tab.content()
