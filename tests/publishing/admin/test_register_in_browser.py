"""An auditor reads and prints the register of a period, and an officer records that they read the trail."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cms.audit.models import Entry
from tests import barriers, browsers, people
from tests.publishing import builders

from .test_in_browser import PHONE, WIDE

pytestmark = pytest.mark.once("postgres")

REGISTER, TRAIL = "/admin/review/register/", "/admin/review/trail/"


@pytest.fixture
def item(own_database):
    people.everybody()
    item = builders.article(timezone.now, title="Leg pain with a rather long title that goes on and on")
    builders.go_live(item, timezone.now, reason="w" * 400)
    builders.edit(item, timezone.now, dek="When to rest.")
    builders.go_live(item, timezone.now, change="correction")
    return item


def addresses():
    day = timezone.localdate().isoformat()
    return [
        REGISTER,
        f"{REGISTER}?begins={day}&ends={day}",
        f"{REGISTER}?begins={day}&ends=2001-01-01&sample=0",
        f"{REGISTER}?begins=2001-01-01&ends=2001-01-02",
        TRAIL,
    ]


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_neither_page_has_a_barrier(open_page, server, item, troubles, scheme, size):
    found = []
    tab = open_page(color_scheme=scheme, **size)
    browsers.sign_in(tab, server, people.otto())

    for address in addresses():
        assert tab.goto(address).status == 200
        found += [(address, one) for one in barriers.of(tab, troubles)]

    assert found == []


def test_the_register_prints_without_what_only_a_screen_needs(page, server, item):
    browsers.sign_in(page, server, people.otto())
    page.goto(addresses()[1])

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Random sample")).to_be_visible()
    expect(page.get_by_text("We corrected a number.").first).to_be_visible()
    for gone in ("#header", ".as-of-question", ".take-away", ".breadcrumbs"):
        expect(page.locator(gone).first).to_be_hidden()
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.register .table-scroll')]
            .filter(one => getComputedStyle(one).overflowX !== 'visible').length"""
    )
    assert cut == 0
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_a_file_is_taken_away(page, server, item):
    browsers.sign_in(page, server, people.otto())
    page.goto(addresses()[1])

    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()

    assert taken.value.suggested_filename.endswith(".json")
    assert Entry.objects.first().detail_document["export"] == "json"


def test_an_officer_records_a_review_of_the_trail(page, server, item):
    browsers.sign_in(page, server, people.otto())
    page.goto("/admin/")
    page.get_by_role("link", name="Review of the audit trail").click()
    expect(page.get_by_text("signatures of your own")).to_be_visible()
    page.get_by_label("What you looked at").fill("Every change of roles, and the correction.")

    page.get_by_role("button", name="Record the review").click()
    expect(page.get_by_text("Say whether you found something.")).to_be_visible()
    assert page.get_by_label("What you looked at").input_value().startswith("Every change")
    page.get_by_label("Nothing that needs following up").check()
    page.get_by_role("button", name="Record the review").click()

    expect(page.get_by_text("The chain of the whole trail holds.")).to_be_visible()
    expect(page.get_by_role("region", name="Recorded reviews").get_by_text("Otto Oberman")).to_be_visible()
