"""Ordered rows in Chromium: moved by buttons, from the keyboard too, and saved in the order of the page."""

import pytest
from django.utils import timezone

from articles.models import Topic, TopicSynonym
from cms.publishing.models import Revision
from tests import browsers, people
from tests.publishing import builders

from .browsing import change_form

pytestmark = pytest.mark.once("postgres")


@pytest.fixture
def topic(own_database):
    people.wanda()
    topic = Topic(name="PAD", slug="pad")
    return builders.save(
        topic,
        timezone.now,
        write=lambda item: TopicSynonym.objects.bulk_create(
            TopicSynonym(topic=item, position=place, text=text)
            for place, text in enumerate(("first", "second", "third"))
        ),
    )


def words(topic):
    return [row.text for row in topic.synonym_rows.order_by("position", "pk")]


def test_rows_are_saved_in_the_order_they_were_moved_to(topic, server, page):
    browsers.sign_in(page, server, people.wanda())
    page.goto(change_form(topic))

    page.get_by_role("button", name="Move up").nth(2).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add another Synonym").click()
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("as revision 2").wait_for()
    assert words(topic) == ["third", "first", "second"]


def test_looking_at_rows_changes_nothing(topic, server, page):
    browsers.sign_in(page, server, people.wanda())
    page.goto(change_form(topic))
    page.get_by_role("button", name="Move up").first.wait_for()

    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("Nothing changed").wait_for()
    assert Revision.objects.filter(item=topic.uid).count() == 1


def up(page, row, times):
    row.locator("button.move-row").first.focus()
    for _ in range(times):
        page.keyboard.press("Enter")


def row_of(page, number):
    return page.locator(f"#synonym_rows-{number}")


def test_a_save_that_failed_keeps_the_order(topic, server, page):
    browsers.sign_in(page, server, people.wanda())
    page.goto(change_form(topic))
    up(page, row_of(page, 2), 2)
    page.locator("#id_name").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Please correct the error below").wait_for()

    page.locator("#id_name").fill("PAD")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("as revision 2").wait_for()
    assert words(topic) == ["third", "first", "second"]


def test_removing_a_new_row_mixes_up_no_others(topic, server, page):
    browsers.sign_in(page, server, people.wanda())
    page.goto(change_form(topic))
    for text in ("fourth", "fifth"):
        page.get_by_role("button", name="Add another Synonym").click()
        page.locator("tr.dynamic-synonym_rows").last.locator("input[type=text]").first.fill(text)
    up(page, row_of(page, 3), 3)

    row_of(page, 4).locator(".inline-deletelink").click()
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_text("as revision 2").wait_for()
    assert words(topic) == ["fourth", "first", "second", "third"]
