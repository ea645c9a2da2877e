"""The entry points of a compliance officer: a page's address, perhaps a day, and one of three questions."""

import pytest
from django.utils import timezone

from tests import people
from tests.publishing import builders

from .admin.browsing import Desk, Visit

pytestmark = pytest.mark.django_db


def ask(person, **said):
    desk = Desk(person)
    return Visit(desk, desk.client.get("/admin/review/ask/", said, follow=True))


@pytest.fixture
def page(db):
    people.everybody()
    item = builders.article(timezone.now)
    builders.go_live(item, timezone.now)
    return item


@pytest.mark.parametrize(
    "address",
    [
        "articles/leg-pain",
        "leg-pain",
        "/api/v1/articles/leg-pain",
        "https://www.example.org/conditions/leg-pain/?utm=1#top",
        "  leg-pain  ",
    ],
)
def test_a_page_is_found_however_its_address_is_written(page, address):
    shown = ask(people.otto(), address=address, ask="approved")

    assert shown.status == 200
    assert "Leg pain" in shown.words
    assert shown.address != "/admin/review/ask/"


@pytest.mark.parametrize("question", ["said", "approved", "changed", "", "nonsense"])
@pytest.mark.parametrize("day", ["", timezone.now().date().isoformat()])
def test_every_question_leads_somewhere(page, question, day):
    shown = ask(people.otto(), address="leg-pain", ask=question, day=day)

    assert shown.status == 200
    assert shown.address != "/admin/review/ask/"


def test_who_approved_it_shows_the_names(page):
    shown = ask(people.otto(), address="leg-pain", ask="approved")

    assert "Mila Moreau, MD, FACC" in shown.words
    assert "Otto Oberman" in shown.words


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"address": ""}, "Paste the address of a page"),
        ({"address": "no-such-page"}, "No page was ever published at this address."),
        ({"address": "https://[bad"}, "No page was ever published at this address."),
        ({"address": "\0"}, "Paste the address of a page"),
        ({"address": "leg-pain", "day": "14 March"}, "Give a day such as 2026-03-14"),
        ({"address": "leg-pain", "day": "2026-02-31"}, "There is no day 2026-02-31."),
        ({"address": "leg-pain", "day": "2999-12-31"}, "That day lies ahead."),
        ({"address": "leg-pain", "day": "0001-01-01"}, "The record knows nothing of 0001-01-01."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_stays_typed(page, said, error):
    shown = ask(people.otto(), ask="approved", **said)

    assert shown.status == 200
    assert error in shown.words
    if error and "\0" not in said["address"]:
        assert shown.tree.get_element_by_id("ask-address").get("value") == said["address"]


def test_an_old_address_leads_to_where_the_page_lives_now(page):
    builders.edit(page, timezone.now, slug="leg-pains")
    builders.go_live(page, timezone.now)

    old, new = (ask(people.otto(), address=slug, ask="approved") for slug in ("leg-pain", "leg-pains"))

    assert old.address == new.address


def test_what_a_page_said_is_asked_of_the_page_for_that(page):
    shown = ask(people.otto(), address="leg-pain", ask="said", day=timezone.now().date().isoformat())

    assert shown.address == "/admin/review/as-of/"
    assert "Leg pain" in shown.words


def test_one_address_of_two_pages_asks_which(page):
    builders.go_live(builders.topic(timezone.now, slug="leg-pain", name="Pain"), timezone.now)

    shown = ask(people.otto(), address="leg-pain", ask="approved")

    assert "Which of these do you mean?" in shown.words
    assert "topics/leg-pain" in shown.words


@pytest.mark.parametrize("who", [people.wanda, people.mila, people.pia, people.ada, people.nobody])
def test_only_those_who_read_the_record_may_ask(page, who):
    desk = Desk(who())

    assert ask(who(), address="leg-pain").status == 403
    assert "Ask the record" not in desk.open("/admin/").words


@pytest.mark.parametrize("page_name", ["", "submit/", "confirm_review/", "history/", "retire/"])
def test_a_link_by_uid_leads_to_the_item(page, page_name):
    shown = Desk(people.pia()).open(f"/admin/review/item/{page.uid}/{page_name}")

    assert shown.status == 200
    assert f"/article/{page.pk}/" in shown.address


@pytest.mark.parametrize("end", ["art_none/", "x/", "{uid}/delete/", "{uid}/password/"])
def test_a_link_to_nothing_is_not_found(page, end):
    assert Desk(people.pia()).open(f"/admin/review/item/{end.format(uid=page.uid)}").status == 404


class TestTheQueueOfReviews:
    def test_lists_by_due_date_with_a_way_to_confirm(self, page):
        shown = Desk(people.wanda()).open("/admin/review/reviews/")

        assert "Leg pain" in shown.words
        assert "Confirm review" in shown.words
        assert "Due in 36" in shown.words

    @pytest.mark.parametrize("due", ["overdue", "30", "90"])
    def test_can_be_narrowed(self, page, due):
        shown = Desk(people.wanda()).open("/admin/review/reviews/", due=due)

        assert "No review falls into this." in shown.words

    @pytest.mark.parametrize("query", [{"due": "x"}, {"page": "99"}, {"page": "x"}, {"due": "\0"}])
    def test_answers_whatever_is_asked(self, page, query):
        assert Desk(people.wanda()).open("/admin/review/reviews/", **query).status == 200

    def test_stands_in_the_list_and_the_panel_of_articles(self, page):
        wanda = Desk(people.wanda())

        assert "the next review falls due on" in wanda.open(f"/admin/review/item/{page.uid}/").words
        assert "Leg pain" in wanda.open("/admin/articles/article/").words
        assert "Leg pain" not in wanda.open("/admin/articles/article/", review="overdue").words
        assert "By review" in wanda.open("/admin/articles/article/").words
        assert "By review" not in wanda.open("/admin/articles/treatment/").words
