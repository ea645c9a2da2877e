"""The page of a moment: an officer gives an address and a day, and sees what readers saw then."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as tree

from articles.models import Treatment
from cms import instant
from cms.audit.models import Entry
from cms.publishing import actions
from cms.publishing.models import Publication
from tests import people
from tests.publishing import builders

from .browsing import Desk, Visit, page

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/review/as-of/"
KEY = "articles/leg-pain"


def a_story():
    """Live, corrected a day later, moved, taken down; with the clock, an hour after that."""
    # The cast is added just now; the story of the page lies behind that only if it begins then.
    clock = builders.Clock(timezone.now())
    with time_machine.travel(clock.now, tick=False):
        people.everybody()
        item = builders.article(clock, title="Leg <b>pain</b>", words="Walk.")
        builders.go_live(item, clock)
        clock.forward(days=1)
        builders.edit(item, clock, dek="When to rest.")
        builders.go_live(item, clock, change="correction")
        clock.forward(days=1)
        builders.edit(item, clock, slug="claudication")
        builders.go_live(item, clock)
        clock.forward(days=1)
        other = builders.article(clock, slug="veins", title="Veins")
        builders.go_live(other, clock)
        builders.retire(item, clock, note="It was <i>wrong</i>.", successor=other, reason="A number.")
    clock.forward(hours=1)
    return clock, item


@pytest.fixture
def told(arranged):
    return arranged(a_story)


@pytest.fixture
def clock(told):
    return told[0]


@pytest.fixture
def frozen(clock):
    with time_machine.travel(clock.now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def story(told, frozen):
    """The page of it; an hour after its end the officer comes."""
    return told[1]


@pytest.fixture
def otto(story):
    return Desk(people.otto())


def reads():
    return Entry.objects.filter(action="record.read").count()


def moments(key=KEY):
    return [one.effective_at for one in Publication.objects.filter(key=key).order_by("number")]


def text(moment):
    return instant.to_text(moment)


def ask(desk, **query):
    return Visit(desk, desk.client.get(ADDRESS, query, follow=True))


def framed(said):
    """The words of the page in the frame."""
    [frame] = said.tree.xpath("//iframe[@class='reader']")
    return " ".join(tree.fromstring(frame.get("srcdoc")).text_content().split())


def test_a_moment_shows_the_page_its_period_and_its_signatures(otto, story):
    first, second = moments()[:2]
    before = reads()

    said = ask(otto, address=KEY, time=text(second - timedelta(microseconds=1)))

    assert said.status == 200
    assert "When to walk." in framed(said)
    assert "When to rest." not in framed(said)
    for words in (
        f"{first:%Y-%m-%d %H:%M:%S}",
        f"{second:%Y-%m-%d %H:%M:%S}",
        "Mila Moreau, MD, FACC",
        "Medically reviewed and approved",
        "Otto Oberman",
        "It is ready.",
        Publication.objects.get(effective_at=first, key=KEY).snapshot_id,
    ):
        assert words in said.words
    assert reads() == before + 1
    entry = Entry.objects.first()
    assert (entry.subject, entry.actor) == (story.uid, people.otto().uid)
    assert entry.detail_document["key"] == KEY


def test_the_way_through_the_versions_goes_both_ways(otto):
    first, second, third = moments()
    said = ask(otto, address=KEY, time=text(second))

    links = {a.get("rel"): a.get("href") for a in said.tree.xpath("//p[@class='as-of-neighbours']//a")}
    assert text(first) in links["prev"]
    assert text(third) in links["next"]
    after = otto.client.get(links["next"])
    assert after.status_code == 200
    assert "claudication" in after.content.decode()


def test_what_moved_leads_on_and_what_is_gone_says_what_readers_were_told(otto):
    third = moments()[2]
    moved = ask(otto, address=KEY, time=text(third))
    gone = ask(otto, address="articles/claudication")

    assert "Readers were led to articles/claudication (en-US)" in moved.words
    assert "It was <i>wrong</i>." in gone.words
    assert "A number." in gone.words
    assert "articles/veins" in gone.words
    assert "item.retire" in gone.words
    assert not gone.tree.xpath("//iframe")


def test_a_day_lists_every_version_that_was_public_on_it(otto, clock):
    second = moments()[1]
    said = ask(otto, address=KEY, time=f"{second:%Y-%m-%d}")

    rows = said.tree.xpath("//table//tbody/tr")
    assert [row.xpath(".//a")[0].text for row in rows] == ["Revision 1", "Revision 2"]
    assert "2 versions on" in said.words
    opened = otto.client.get(rows[1].xpath(".//a")[0].get("href"))
    assert "When to rest." in html.unescape(opened.content.decode())


def test_a_day_with_one_version_shows_it_at_once(story, frozen, clock):
    frozen.move_to(clock.forward(days=10))
    otto = Desk(people.otto())

    said = ask(otto, address="articles/veins", time=f"{clock.now - timedelta(days=2):%Y-%m-%d}")

    assert "Veins" in framed(said)


def test_the_form_sends_a_day_and_a_clock(otto):
    second = moments()[1]
    later = timezone.localtime(second + timedelta(hours=1))

    said = ask(otto, address=KEY, day=f"{later:%Y-%m-%d}", clock=f"{later:%H:%M}")

    assert "When to rest." in framed(said)
    assert said.tree.get_element_by_id("as-of-day").get("value") == f"{later:%Y-%m-%d}"
    assert said.tree.get_element_by_id("as-of-clock").get("value") == f"{later:%H:%M}"


def test_without_a_time_it_is_now(otto):
    assert "Taken down" in ask(otto, address="articles/claudication").words


QUESTIONS = [
    ({}, "Day and time are in"),
    ({"address": KEY, "time": "2001-01-01"}, "The record knows nothing of that time"),
    ({"address": KEY, "time": "2999-01-01"}, "That day lies ahead."),
    ({"address": KEY, "time": "soon"}, "Give a day such as 2026-03-14"),
    ({"address": KEY, "clock": "09:30"}, "Give the day as well."),
    ({"address": "articles/unheard-of"}, "Nothing that you may look at was ever published there"),
    ({"time": "2026-03-14"}, "Paste the address of a page"),
    ({"address": "\0\0", "time": "\0"}, "Day and time are in"),
    ({"address": "x" * 5000}, "Nothing that you may look at"),
    ({"address": "<script>alert(1)</script>"}, "Nothing that you may look at"),
]


def test_every_other_question_has_an_answer_and_shows_nothing_of_the_page(otto):
    for query, words in QUESTIONS:
        before = reads()

        said = ask(otto, **query)

        assert said.status == 200
        assert words in said.words
        assert reads() - before == (1 if "knows nothing" in words else 0)
        assert "<script>alert" not in said.response.content.decode()


def test_before_the_first_publication_nothing_was_there(otto):
    said = ask(otto, address="articles/veins", time=text(moments("articles/veins")[0] - timedelta(days=1)))

    assert "Nothing was published there at that moment" in said.words
    assert "The first change after it: Revision 1" in said.words


def test_words_of_a_title_lead_to_every_address_with_it(otto):
    said = ask(otto, address="Leg <b>", time="")

    links = said.tree.xpath("//ul[@class='as-of-choices']//a")
    assert len(links) == 2
    assert otto.client.get(links[0].get("href")).status_code == 200


def test_from_an_item_it_begins_at_its_newest_address(otto, story):
    said = otto.open(page(story, "as-of"))

    assert said.address == ADDRESS
    assert "articles/claudication" in said.words
    then = Visit(otto, otto.client.get(page(story, "as-of"), {"time": text(moments()[0])}, follow=True))
    assert "When to walk." in framed(then)
    never = builders.save(Treatment(name="Walking", slug="walking"), timezone.now)
    assert "Nothing that you may look at" in otto.open(page(never, "as-of")).words


def test_a_sealed_page_says_under_which_entry(otto, story, clock):
    first = Publication.objects.filter(key=KEY).earliest("number")
    request = actions.request_seal(
        item=story.uid, digests=[first.snapshot_id], by=people.otto(), clock=clock, reason="A patient."
    )
    actions.confirm_seal(request=request, by=people.pia(), clock=clock)

    said = ask(otto, address=KEY, time=text(first.effective_at))

    assert "This text was sealed under entry" in said.words
    assert "Mila Moreau" in said.words
    assert not said.tree.xpath("//iframe")


def test_only_those_who_may_read_the_record_see_it(story):
    for person in (people.wanda(), people.mila(), people.pia(), people.ada(), people.nobody()):
        desk, before = Desk(person), reads()

        assert desk.client.get(ADDRESS, {"address": KEY}).status_code == 403
        assert desk.client.get(page(story, "as-of")).status_code == 403
        assert reads() == before


def test_kinds_that_somebody_may_not_look_at_are_as_if_they_were_not_there(story):
    from django.contrib.auth.models import Permission

    nobody = people.nobody()
    nobody.user_permissions.set(Permission.objects.filter(codename__in=["read_record", "view_treatment"]))

    said = ask(Desk(nobody), address=KEY)

    assert said.status == 200
    assert "Nothing that you may look at" in said.words
    assert settings.DEFAULT_LOCALE not in said.words


def test_a_long_history_costs_no_more_questions(otto, story, frozen, clock):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert otto.client.get(ADDRESS, {"address": "articles/veins"}).status_code == 200
        return len(captured)

    few = queries()
    item = type(story).objects.get(slug="veins")
    for n in range(5):
        builders.edit(item, clock, dek=f"Number {n}")
        builders.go_live(item, clock)
        clock.forward(minutes=1)
    frozen.move_to(clock.now)

    assert queries() <= few + 3 <= 48
