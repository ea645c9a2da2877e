"""The start page in Chromium, as each role meets it: what waits, one click to act, no barrier."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cms.publishing import actions
from tests import barriers, people
from tests.publishing import builders

from . import screens

pytestmark = pytest.mark.once("postgres")
CAST = [people.wanda, people.mila, people.otto, people.pia, people.ada, people.nobody]


@pytest.fixture
def house(own_database):
    """Something for everybody: in review, sent back, signed, scheduled, a draft, and a review that is due."""
    clock = timezone.now
    people.everybody()
    topic = builders.topic(clock, review_months=1)
    live = builders.article(clock, topic=topic)
    builders.go_live(live, clock)
    for n, title in enumerate(["In review", "Sent back", "Signed", "Scheduled", "A draft"]):
        item = builders.article(clock, slug=f"page-{n}", title=title)
        if title == "In review":
            builders.submit(item, clock)
        elif title == "Sent back":
            actions.send_back(
                release=builders.submit(item, clock), by=people.mila(), note="Which number?", clock=clock
            )
        elif title == "Signed":
            builders.signed(item, clock)
        elif title == "Scheduled":
            builders.schedule(item, clock, clock() + timedelta(days=2))
    return live


@pytest.mark.parametrize("who", CAST, ids=lambda who: who.__name__)
def test_the_start_page_has_no_barrier(open_page, server, house, troubles, who):
    page = screens.at_desk(open_page, server, who())
    found = []

    for _ in barriers.looks(page):
        page.goto("/admin/")
        found += barriers.of(page, troubles)
    assert found == []


@pytest.mark.parametrize(
    "address", ["/admin/review/reviews/", "/admin/review/waiting/drafts/", "/admin/notifications/"]
)
def test_the_pages_around_it_have_none_either(open_page, server, house, troubles, address):
    page = screens.at_desk(open_page, server, people.wanda())
    found = []

    for _ in barriers.looks(page):
        page.goto(address)
        found += barriers.of(page, troubles)
    assert found == []


def test_a_reviewer_opens_what_waits_with_one_click(open_page, server, house):
    page = screens.at_desk(open_page, server, people.mila(), **screens.PHONE)
    page.goto("/admin/")

    page.get_by_role("region", name="For your signature").get_by_role("link", name="In review").click()

    page.get_by_label("Your password").wait_for()


def test_a_writer_sees_what_came_back_and_submits_a_draft(open_page, server, house):
    page = screens.at_desk(open_page, server, people.wanda())
    page.goto("/admin/")
    assert "Which number?" in page.get_by_role("region", name="Sent back").inner_text()

    page.get_by_role("link", name="Submit: A draft").click()

    page.get_by_role("heading", name="Submit").wait_for()
    page.get_by_label("What changed, and why").wait_for()


def test_a_publisher_publishes_from_the_start_page(open_page, server, house):
    page = screens.at_desk(open_page, server, people.pia())
    page.goto("/admin/")

    page.get_by_role("region", name="Signed, for you to publish").get_by_role(
        "link", name="Signed", exact=True
    ).click()
    page.get_by_role("button", name="Publish").click()

    page.locator(".messagelist").wait_for()
    page.goto("/admin/")
    expect(page.get_by_role("region", name="Signed, for you to publish")).to_be_hidden()


def test_a_writer_confirms_a_review_that_falls_due(open_page, server, house):
    page = screens.at_desk(open_page, server, people.wanda())
    page.goto("/admin/review/reviews/")

    page.get_by_role("link", name="Confirm review: Leg pain").click()
    page.get_by_label("Why").fill("Read again; it holds.")
    page.get_by_role("button", name="Ask for the signature").click()

    assert "Sent to review" in screens.message(page)


@pytest.mark.parametrize("question", ["What did it say?", "Who approved it?", "What changed since?"])
def test_an_officer_has_each_answer_with_one_click(open_page, server, house, question):
    page = screens.at_desk(open_page, server, people.otto())
    page.goto("/admin/")
    page.get_by_label("Address of a page").fill("leg-pain")

    page.get_by_role("button", name=question).click()

    page.wait_for_url(lambda address: not address.endswith("/admin/"))
    expect(page.get_by_text("Leg pain").first).to_be_visible()


def test_the_keyboard_reaches_questions_before_tasks(open_page, server, house):
    page = screens.at_desk(open_page, server, people.otto())
    page.goto("/admin/")
    page.get_by_label("Address of a page").focus()
    page.keyboard.type("leg-pain")

    page.keyboard.press("Enter")

    page.wait_for_url("**/as-of/**")


def test_a_person_chooses_how_to_be_told(open_page, server, house):
    page = screens.at_desk(open_page, server, people.mila())
    page.goto("/admin/")
    page.get_by_role("link", name="My notifications").click()
    page.get_by_label("Once a day").check()

    page.get_by_role("button", name="Save").click()

    assert "once a day" in screens.message(page)
    page.goto("/admin/notifications/")
    expect(page.get_by_label("Once a day")).to_be_checked()
