"""Notices: on many live pages in one entry, by a medical reviewer alone, until somebody lifts them."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms import canonical
from cms.audit import trail
from cms.audit.models import Entry
from cms.publishing import actions, record
from cms.publishing.actions import noticing
from cms.publishing.companion import companion
from cms.publishing.models import Notice, NoticeEnd, NoticePlace
from tests import people
from tests.publishing.admin.browsing import Desk, change_form, review

from . import builders

pytestmark = pytest.mark.django_db

TEXT = "Do not stop your medicine on your own."
SHOW, LIST = "/admin/review/notices/show/", "/admin/review/notices/"


@pytest.fixture
def pages(clock):
    """Two live pages."""
    veins = builders.fresh()
    builders.go_live(veins, clock)
    clock.forward(hours=1)
    return [builders.changed(), veins]


@pytest.fixture
def at_the_clock(pages, clock):
    """The pages of the admin are opened at the time of the clock."""
    with time_machine.travel(clock(), tick=False):
        yield


def show(items, clock, by=None, **more):
    options = {"kind": "safety", "severity": "warning", "text": TEXT, "reason": "A recall.", **more}
    return actions.show_notice(
        items=[item.uid for item in items], by=by or people.mila(), clock=clock, **options
    )


def lift(notice, clock, *items, by=None, reason="It is mended."):
    places = notice.places.filter(item__in=[item.uid for item in items]) if items else notice.places.all()
    return actions.lift_notice(places=places, reason=reason, by=by or people.mila(), clock=clock)


def texts(item, clock, at=None):
    moment = at or clock()
    live = record.live_publication(item.uid, moment)
    return [notice["text"] for notice in companion(live, moment)["notices"]]


def test_one_person_tells_readers_of_many_pages_in_one_entry(pages, clock):
    entries = Entry.objects.count()
    served = [builders.live_bytes(page, clock) for page in pages]

    notice = show(pages, clock, cause="rec_0123456789")

    assert [texts(page, clock) for page in pages] == [[TEXT], [TEXT]]
    assert [builders.live_bytes(page, clock) for page in pages] == served
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.order_by("-sequence").first()
    assert (entry.action, entry.subject, entry.reason) == ("notice.show", notice.uid, "A recall.")
    detail = canonical.decode(entry.detail)
    assert detail["items"] == [page.uid for page in pages]
    assert detail["purge"] == ["article:leg-pain", "article:veins"]
    assert (notice.by_name, notice.at, notice.cause) == ("Mila Moreau, MD, FACC", clock(), "rec_0123456789")
    assert [place.title for place in notice.places.order_by("pk")] == ["Leg pain", "Veins"]


def test_it_ends_where_it_is_lifted_and_nowhere_else(pages, clock):
    leg_pain, veins = pages
    notice = show(pages, clock)
    clock.forward(hours=1)
    shown_at = clock()
    clock.forward(hours=1)

    lift(notice, clock, veins)

    assert (texts(leg_pain, clock), texts(veins, clock)) == ([TEXT], [])
    assert texts(veins, clock, shown_at) == [TEXT]
    entry = Entry.objects.order_by("-sequence").first()
    assert (entry.action, entry.subject, entry.reason) == ("notice.lift", veins.uid, "It is mended.")
    assert canonical.decode(entry.detail) == {
        "lifted": [[notice.uid, veins.uid]],
        "purge": ["article:veins"],
    }


def test_it_outlasts_a_new_text_and_a_time_without_the_page(pages, clock):
    leg_pain = pages[0]
    show([leg_pain], clock)

    builders.edit(leg_pain, clock, dek="A new text.")
    builders.go_live(leg_pain, clock)
    assert texts(leg_pain, clock) == [TEXT]

    live = builders.live(leg_pain, clock)
    builders.retire(leg_pain, clock)
    builders.restore(live, clock)
    assert texts(leg_pain, clock) == [TEXT]


def test_the_loudest_comes_first_then_the_newest(pages, clock):
    for severity, text in [("info", "One."), ("urgent", "Two."), ("info", "Three."), ("warning", "Four.")]:
        clock.forward(minutes=1)
        show(pages[:1], clock, severity=severity, text=text)

    assert texts(pages[0], clock) == ["Two.", "Four.", "Three.", "One."]


def test_an_item_is_named_once_however_often_it_is_given(pages, clock):
    assert show([pages[0], pages[0]], clock).places.count() == 1


def test_lines_and_spaces_are_one_paragraph(pages, clock):
    assert show(pages, clock, text="  Do not\n\n stop.\t").text == "Do not stop."


@pytest.mark.parametrize("who", [people.wanda, people.otto, people.pia, people.ada, people.nobody])
def test_only_a_medical_reviewer_may(pages, clock, who):
    notice = show(pages, clock)

    with pytest.raises(actions.NotAllowed, match="may not put a notice on pages"):
        show(pages, clock, by=who())
    with pytest.raises(actions.NotAllowed):
        lift(notice, clock, by=who())
    assert (Notice.objects.count(), NoticeEnd.objects.count()) == (1, 0)


REFUSED = [
    ({"text": "   "}, "Write what readers are told"),
    ({"text": "x" * 601}, "at most 600 characters; it has 601"),
    ({"text": "Stop <b>now</b>."}, "plain text"),
    ({"text": "Stop <script>x()</script>"}, "plain text"),
    ({"text": "Stop\u202enow"}, "cannot be shown"),
    ({"text": "Stop\x00now"}, "cannot be shown"),
    ({"reason": " "}, "Say why"),
    ({"kind": "gossip"}, "what the notice is about"),
    ({"severity": "loud"}, "how urgent"),
]


@pytest.mark.parametrize(("more", "sentence"), REFUSED)
def test_what_cannot_be_shown_is_refused_with_a_sentence(pages, clock, more, sentence):
    entries = Entry.objects.count()

    with pytest.raises(actions.NotPossible, match=sentence):
        show(pages, clock, **more)
    assert (Notice.objects.count(), Entry.objects.count()) == (0, entries)


def test_smaller_and_greater_are_plain_text(pages, clock):
    assert show(pages, clock, text="Call if it is <90 or >180.").text == "Call if it is <90 or >180."


def test_what_is_not_live_takes_no_notice_and_is_named(pages, clock):
    draft = builders.article(clock, slug="draft", title="A draft")

    with pytest.raises(actions.NotPossible, match="Not live, so nobody would see it there: A draft"):
        show([*pages, draft], clock)
    with pytest.raises(actions.NotPossible, match="at least one live page"):
        show([], clock)
    assert not NoticePlace.objects.exists()


def test_lifting_twice_is_said_to_be_done(pages, clock):
    notice = show(pages, clock)
    lift(notice, clock, pages[0])

    assert [place.item for place in lift(notice, clock)] == [pages[1].uid]
    with pytest.raises(actions.NotPossible, match="not shown there any more"):
        lift(notice, clock)
    with pytest.raises(actions.NotPossible, match="Say why"):
        lift(notice, clock, reason="")


def test_another_action_can_end_notices_within_its_own_entry(pages, clock):
    notice = show(pages, clock)
    entries = Entry.objects.count()

    with trail.entry(action="test.settle", by=people.mila(), clock=clock) as entry:
        ended = noticing.end_for(entry, notice.places.all(), "Its recall is settled.")
        again = noticing.end_for(entry, notice.places.all(), "Its recall is settled.")

    assert (len(ended), again) == (2, [])
    assert Entry.objects.count() == entries + 1
    assert noticing.in_force(None, clock()) == []
    assert canonical.decode(Entry.objects.order_by("-sequence").first().detail)["purge"] == [
        "article:leg-pain",
        "article:veins",
    ]


# The pages of the admin.


def filled(**more):
    return {"text": TEXT, "severity": "urgent", "kind": "safety", "reason": "A recall.", **more}


def test_from_a_live_item_to_its_readers_and_back(pages, clock, at_the_clock):
    leg_pain = pages[0]
    desk = Desk(people.mila())
    form = desk.open(change_form(leg_pain))
    [link] = form.tree.xpath("//a[normalize-space()='Put a notice on it']/@href")

    visit = desk.open(link)
    assert "Leg pain" in visit.words
    done = visit.send(**filled())

    assert done.address == change_form(leg_pain)
    assert done.messages == ["Readers are told now on “Leg pain”."]
    assert f"Readers see this notice now (urgent): “{TEXT}”" in done.words
    [lift_link] = done.tree.xpath("//a[normalize-space()='Lift it']/@href")
    lifted = desk.open(lift_link).send(reason="It is mended.")
    assert lifted.address == LIST
    assert lifted.messages == ["Lifted from “Leg pain”."]
    assert "Readers see no notice on any page." in lifted.words


def test_many_pages_are_chosen_by_their_address_and_each_can_be_left_out(pages, clock, at_the_clock):
    leg_pain, veins = pages
    draft = builders.article(clock, slug="draft", title="A draft")
    desk = Desk(people.mila())

    visit = desk.open(SHOW, item=[leg_pain.uid, veins.uid, draft.uid], cause="cit_0123456789")
    assert "1 of the pages you chose is not live" in visit.words
    done = visit.send(**filled(items=[veins.uid]))

    assert done.messages == ["Readers are told now on “Veins”."]
    place = NoticePlace.objects.get()
    assert (place.item, place.notice.cause) == (veins.uid, "cit_0123456789")


def test_another_page_may_hand_over_more_than_fits_an_address(pages, clock, at_the_clock):
    leg_pain, veins = pages
    desk = Desk(people.mila())

    visit = desk.post(SHOW, item=[leg_pain.uid, veins.uid])
    assert visit.status == 200
    assert visit.errors == []
    both = [leg_pain.uid, veins.uid]
    done = visit.send(**filled(item=both, items=both))

    assert done.messages == ["Readers are told now on “Leg pain” and “Veins”."]


def test_a_mistake_keeps_what_was_typed(pages, clock, at_the_clock):
    visit = Desk(people.mila()).open(SHOW, item=pages[0].uid)

    again = visit.send(**filled(text="Stop <b>now</b>, it is dangerous."))

    assert "Write plain text: readers would see the tags as they stand." in again.errors
    assert again.form().fields["text"].strip() == "Stop <b>now</b>, it is dangerous."
    assert again.form().fields["reason"].strip() == "A recall."
    assert "How urgent is it" in " ".join(visit.send(text=TEXT).words.split())


@pytest.mark.parametrize("asked", [{}, {"item": "art_00000000000000000000"}, {"item": "'; drop"}])
def test_without_a_live_page_it_says_where_to_begin(pages, clock, at_the_clock, asked):
    visit = Desk(people.mila()).open(SHOW, **asked)

    assert visit.status == 200
    assert "There is no live page to put it on." in visit.words


def test_the_list_names_what_is_shown_where_and_by_whom(pages, clock, at_the_clock):
    show(pages, clock, text="Call below <90 & above >180.")

    visit = Desk(people.otto()).open(LIST)

    assert "Call below <90 & above >180." in visit.words
    assert "On Leg pain, Veins." in visit.words
    assert "by Mila Moreau, MD, FACC: A recall." in visit.words
    assert visit.tree.xpath("//a[normalize-space()='Lift it']") == []


def test_who_signs_sees_what_readers_are_told(pages, clock, at_the_clock):
    leg_pain = pages[0]
    show(pages, clock)
    builders.edit(leg_pain, clock, dek="Another.")
    release = builders.submit(leg_pain, clock)

    assert (
        f"Readers see this notice now (warning): “{TEXT}”" in Desk(people.otto()).open(review(release)).words
    )


@pytest.mark.parametrize(
    ("who", "page", "status"),
    [
        *[(name, SHOW, 403) for name in ("wanda", "otto", "pia", "ada", "nobody")],
        *[(name, LIST, 200) for name in ("wanda", "otto", "pia", "ada", "mila")],
        ("nobody", LIST, 403),
    ],
)
def test_each_role_may_open_its_pages(pages, clock, at_the_clock, who, page, status):
    notice = show(pages, clock)
    desk = Desk(getattr(people, who)())

    assert desk.client.get(page).status_code == status
    if page == SHOW:
        assert desk.client.get(f"{LIST}{notice.uid}/lift/").status_code == 403


def test_an_unknown_notice_is_a_404(pages, clock, at_the_clock):
    assert Desk(people.mila()).client.get(f"{LIST}not_0/lift/").status_code == 404


def test_the_list_takes_the_same_queries_however_long_it_is(pages, clock, at_the_clock):
    desk = Desk(people.otto())
    counts = []
    for _ in range(2):
        show(pages, clock)
        with CaptureQueriesContext(connection) as queries:
            desk.open(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
