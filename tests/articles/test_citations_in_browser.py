"""A source falls, in Chromium: somebody says so, readers are told, and no page of it has a barrier."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import SourceEvent
from cms.publishing import actions, kinds
from cms.publishing.models import NoticeEnd, NoticePlace
from tests import barriers, browsers, people
from tests.articles import pages
from tests.publishing import builders
from tests.publishing.admin.browsing import change_form
from tests.publishing.admin.browsing import page as address

pytestmark = pytest.mark.once("postgres")

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 900}}
LONG = "Do not change your walking plan before you have talked to your care team. " * 8


@pytest.fixture
def house(own_database):
    """A live page that cites two guidelines, of which both stand."""
    people.everybody()
    page = pages.build()
    page.older.status, page.older.superseded_by = "current", None
    page.older.save()
    for model in kinds.all():
        for item in model.objects.all():
            builders.save(item, timezone.now)
    builders.go_live(pages.fresh(page.article), timezone.now)
    return SimpleNamespace(page=page, article=page.article, older=page.older, newer=page.newer)


def notice(house):
    return actions.show_notice(
        items=[house.article.uid, house.older.uid],
        kind="evidence",
        severity="urgent",
        text=LONG.strip(),
        reason="Retracted.",
        by=people.mila(),
        clock=timezone.now,
    )


def test_what_became_of_a_source_is_said_from_the_keyboard(open_page, server, house):
    tab = open_page(**WIDE)
    browsers.sign_in(tab, server, people.mila())
    tab.goto(change_form(house.older))
    tab.get_by_role("link", name="Say what became of this source").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")

    tab.get_by_label("Superseded: a newer edition takes its place").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    with tab.expect_response(lambda answer: "/sources/?q=" in answer.url):
        tab.keyboard.type("2024")
    tab.locator("datalist#sources option[value='acc-aha-pad-2024']").wait_for(state="attached")
    tab.keyboard.type(" guideline nobody knows")
    tab.get_by_label("How do you know?").fill("The 2024 guideline says so.")
    tab.get_by_role("button", name="Say it now").click()

    tab.get_by_text("No other source here has this title or key.").wait_for()
    assert tab.get_by_label("How do you know?").input_value() == "The 2024 guideline says so."
    expect(tab.get_by_label("Superseded: a newer edition takes its place")).to_be_checked()
    tab.get_by_label("What takes its place").fill("acc-aha-pad-2024")
    tab.get_by_role("button", name="Say it now").click()

    tab.get_by_text("is now said to be superseded. 1 live page tells front ends so.").wait_for()
    assert SourceEvent.objects.get().successor == house.newer.uid
    tab.goto("/articles/sore-calves")
    assert "Superseded since" in tab.locator("#ref-1").inner_text()


def test_a_reviewer_on_a_phone_tells_readers_and_takes_it_back(open_page, server, house):
    tab = open_page(**PHONE)
    browsers.sign_in(tab, server, people.mila())
    tab.goto(change_form(house.article))
    tab.get_by_role("link", name="Put a notice on it").click()
    tab.get_by_label("What readers are told").fill("Call <b>us</b> first.")
    tab.get_by_label("Urgent: somebody may come to harm who does not know it").check()
    tab.get_by_label("Somebody's safety").check()
    tab.get_by_label("Why").fill("A recall.")
    tab.get_by_role("button", name="Show it to readers now").click()

    tab.get_by_text("Write plain text: readers would see the tags as they stand.").wait_for()
    tab.get_by_label("What readers are told").fill("Call us first.")
    tab.get_by_role("button", name="Show it to readers now").click()

    tab.get_by_text("Readers see this notice now (urgent):").wait_for()
    assert NoticePlace.objects.get().item == house.article.uid
    reader = open_page(**PHONE)
    reader.goto("/articles/sore-calves")
    alert = reader.get_by_role("alert")
    assert "Call us first." in alert.inner_text()
    assert alert.bounding_box()["y"] < reader.get_by_role("heading", level=1).bounding_box()["y"]

    tab.get_by_role("link", name="Lift it").click()
    tab.get_by_label("Why").fill("It is mended.")
    tab.get_by_role("button", name="Lift it now").click()
    tab.get_by_text("Readers see no notice on any page.").wait_for()
    assert NoticeEnd.objects.get().reason == "It is mended."
    reader.reload()
    assert reader.get_by_role("alert").count() == 0


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["wide", "phone"])
def test_no_page_has_a_barrier(open_page, server, house, troubles, scheme, size):
    shown = notice(house)
    several = "&".join(f"item={one.uid}" for one in (house.article, house.older))
    addresses = [
        address(house.older, "became"),
        f"/admin/review/notices/show/?{several}",
        "/admin/review/notices/",
        f"/admin/review/notices/{shown.uid}/lift/",
        change_form(house.older),
        "/articles/sore-calves",
        "/citations/aha-acc-pad-2016",
    ]
    found, tab = [], open_page(color_scheme=scheme, **size)
    browsers.sign_in(tab, server, people.mila())
    for where in addresses:
        tab.goto(where)
        found += [(where, one) for one in barriers.of(tab, troubles)]
    assert found == []
