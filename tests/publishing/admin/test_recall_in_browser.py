"""A recall in Chromium: from the sentences to the release and its progress, wide and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cms.publishing.models import Recall
from tests import barriers, browsers, people
from tests.publishing import builders, recalls

from .browsing import page
from .test_in_browser import PHONE, WIDE

pytestmark = pytest.mark.once("postgres")


@pytest.fixture
def house(own_database):
    people.everybody()
    clock = builders.Clock(timezone.now() - timedelta(hours=1))
    house = recalls.house(clock)
    builders.edit(house.first, clock, dek="New.")
    builders.submit(house.first, clock)
    recalls.supersede(house, clock)
    return house


def test_from_the_sentences_to_the_release(open_page, server, house):
    tab = open_page(**WIDE)
    browsers.sign_in(tab, server, people.otto())
    tab.goto(page(house.old, "impact"))

    expect(tab.get_by_text("3 of 3 chosen")).to_be_visible()
    tab.get_by_role("button", name="Choose none").click()
    expect(tab.get_by_text("0 of 3 chosen")).to_be_visible()
    tab.get_by_label("First", exact=True).check()
    tab.get_by_label("For all chosen pages").select_option(label="Move the mention to the successor")
    tab.get_by_role("button", name="Open a release with these").click()
    tab.get_by_text("“First”: leaves review").wait_for()
    tab.get_by_label("Why").fill("There is a new edition.")
    tab.get_by_role("button", name="Recall these pages").click()
    tab.get_by_text("0 of 1 settled.").wait_for()

    [place] = Recall.objects.get().places.all()
    assert (place.title, place.decision) == ("First", "successor")


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_no_page_of_a_recall_has_a_barrier(open_page, server, house, troubles, scheme, size):
    clock = builders.Clock(timezone.now())
    done = recalls.recall(house.old, [(house.second, "pin"), (house.faq, "by_hand")], clock)
    tab, found = open_page(color_scheme=scheme, **size), []
    browsers.sign_in(tab, server, people.otto())
    for address in (
        page(house.old, "impact"),
        page(house.first.organization, "impact"),
        page(house.old, "recall"),
        f"/admin/review/recall/{done.recall.uid}/",
        "/admin/review/recall/",
    ):
        tab.goto(address)
        found += [(address, one) for one in barriers.of(tab, troubles)]
    assert found == []
