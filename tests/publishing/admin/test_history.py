"""The history of an item: everything that happened to it, narrowed, for those who may see the item."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from cms.audit.models import Entry
from cms.publishing import actions, chronicle
from cms.publishing.models import Revision
from tests import people
from tests.publishing import builders, recalls, records

from .browsing import Desk, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(arranged):
    return arranged(records.rich)


def lines(visit):
    """What each event says, newest first."""
    return [" ".join(cell.text_content().split()) for cell in visit.tree.xpath("//td[@class='what']/strong")]


def links(visit, text):
    return [link.get("href") for link in visit.tree.xpath(f"//p[@class='chronicle-links']/a[.='{text}']")]


def test_it_tells_everything_with_who_when_and_why(rich):
    visit = Desk(people.otto()).open(page(rich.leg_pain, "history"))

    told = " · ".join(lines(visit))
    for said in ("Revision 1", "Revision 2 submitted. Correction", "Signed: Medically reviewed", "live from"):
        assert said in told
    for said in ("Sent back for changes", "leads to the new address", "Taken down from", "brought back"):
        assert said in told
    assert "scheduled: live from" in told
    for said in ("Which number?", "Readers are told: We corrected a number.", "It was wrong.", "UTC"):
        assert said in visit.words
    assert "Mila Moreau, MD, FACC" in visit.words


def test_waivers_notices_recalls_and_sources_stand_in_it(rich):
    told = " · ".join(lines(Desk(people.otto()).open(page(rich.veins, "history"))))

    for said in ("A finding was accepted", "Notice put on the page", "Notice lifted", "Recalled"):
        assert said in told
    assert "Called off" in told


def test_sealing_archiving_and_what_was_written_outside_stand_in_it(rich):
    clots = Article.objects.get(slug="clots")
    otto, wanda = Desk(people.otto()), people.wanda()
    actions.archive(item=clots, by=wanda, clock=rich.clock, reason="Not needed.")
    actions.unarchive(item=clots, by=wanda, clock=rich.clock)
    Article.objects.filter(pk=clots.pk).update(dek="By hand.")
    actions.restore_draft(
        item=Article.objects.get(pk=clots.pk),
        revision=Revision.objects.get(item=clots.uid, number=2),
        by=wanda,
        clock=rich.clock,
        reason="Nobody knows who wrote that.",
    )

    told = lines(otto.open(page(clots, "history")))

    assert told[0] == "What was changed outside the application was undone"
    assert told[1:3] == ["Draft brought back from the archive", "Draft archived"]
    assert {"Stored text sealed", "Sealing asked for"} <= set(told)


def test_a_save_over_what_was_written_outside_says_so(rich):
    Article.objects.filter(pk=rich.veins.pk).update(dek="By hand.")
    builders.edit(rich.veins, rich.clock, title="Veins anew")

    visit = Desk(people.wanda()).open(page(rich.veins, "history"))

    assert "Before that, the draft had been changed outside the application." in visit.words
    assert visit.tree.xpath("//tr[contains(@class, 'warns')]")


def test_a_revision_made_beside_the_draft_says_so():
    clock = builders.Clock()
    house = recalls.house(clock)
    builders.edit(house.first, clock, dek="A rewrite.")
    recalls.supersede(house, clock)
    recalls.recall(house.old, [(house.first, "successor")], clock)

    visit = Desk(people.wanda()).open(page(house.first, "history"))

    assert any("beside the draft" in line for line in lines(visit))
    assert any("was superseded" in line for line in lines(visit))
    assert "1 findings" not in visit.words


def test_the_findings_of_a_submission_stand_under_it():
    clock = builders.Clock()
    item = builders.article(clock, slug="w", title="W", words="Studies show that it helps.")
    builders.submit(item, clock, waivers=builders.accepting(item, clock, "Common sense."))

    visit = Desk(people.wanda()).open(page(item, "history"))

    assert "Studies show that it helps." in visit.words
    assert "Accepted by name." in visit.words
    assert "Common sense." in visit.words


# What leads on.


def test_every_link_leads_somewhere(rich):
    desk = Desk(people.otto())
    for item in (rich.leg_pain, rich.veins, Article.objects.get(slug="clots")):
        visit = desk.open(page(item, "history"))
        found = {one.get("href") for one in visit.tree.xpath("//p[@class='chronicle-links']/a")}

        assert found
        for address in found:
            assert desk.client.get(address).status_code in (200, 302), address


def test_it_leads_to_revisions_comparisons_and_the_page_of_then():
    item = builders.article(timezone.now)
    for dek in ("When to rest.", "When to walk."):
        builders.go_live(item, timezone.now)
        builders.edit(item, timezone.now, dek=dek)
    builders.edit(item, timezone.now, dek="When to climb.")

    otto, wanda = (Desk(who).open(page(item, "history")) for who in (people.otto(), people.wanda()))

    compare = page(item, "compare")
    assert f"{compare}?from=r1&to=r2" in links(otto, "Compare with revision 1")
    lead = links(otto, "Compare with what is live")
    assert lead == [f"{compare}?from=r2&to=r4", f"{compare}?from=r1&to=r2"]
    assert len(links(otto, "Compare with the page before")) == 1
    assert links(wanda, "Open")
    assert len(links(otto, "As of then")) == 2
    assert not links(wanda, "As of then")


def test_entries_are_links_for_those_who_read_the_trail(rich):
    otto, wanda = (
        Desk(person).open(page(rich.veins, "history")) for person in (people.otto(), people.wanda())
    )

    entry = Revision.objects.get(item=rich.veins.uid, number=1).entry
    assert otto.tree.xpath(f"//td[@class='entry']/a[@href='/admin/audit/entry/{entry}/change/']")
    assert not wanda.tree.xpath("//td[@class='entry']/a")
    assert str(entry) in [cell.text for cell in wanda.tree.xpath("//td[@class='entry']")]


def test_who_took_evidence_is_told_to_those_who_read_the_record(rich):
    from io import BytesIO

    from cms.evidence import actions as evidence

    evidence.export(item=rich.veins, by=people.otto(), clock=rich.clock, reason="An audit.", file=BytesIO())

    otto, wanda = (
        lines(Desk(who).open(page(rich.veins, "history"))) for who in (people.otto(), people.wanda())
    )

    assert otto[0] == "Evidence pack made"
    assert "Evidence pack made" not in wanda


# Narrowing.


def test_it_is_narrowed_by_kind_person_and_days(rich):
    otto = Desk(people.otto())
    address = page(rich.leg_pain, "history")
    day = timezone.localtime(Revision.objects.get(item=rich.leg_pain.uid, number=1).at).date()

    signed = otto.open(address, kind="review", person=people.mila().uid)
    first = otto.open(address, **{"from": day.isoformat(), "to": day.isoformat()})
    later = otto.open(address, **{"from": (day + timedelta(days=1)).isoformat()})
    drafts = otto.open(address, kind="draft")

    assert lines(signed)
    assert {line.partition(":")[0] for line in lines(signed)} == {"Signed", "Sent back for changes"}
    assert "Revision 1" in lines(first)
    assert "Revision 1" not in lines(later)
    assert len(lines(first)) + len(lines(later)) == len(lines(otto.open(address)))
    assert all(line.startswith("Revision") for line in lines(drafts))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "weather"}, "There is no such kind of event."),
        ({"person": "per_nobody"}, "This person did nothing here."),
        ({"from": "yesterday"}, "There is no such day."),
        ({"to": "2026-02-30"}, "There is no such day."),
        ({"from": "2040-03-09", "to": "2040-03-05"}, "It ends before it begins."),
        ({"person": "\0<script>"}, "This person did nothing here."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(rich, asked, said):
    visit = Desk(people.wanda()).open(page(rich.leg_pain, "history"), **asked)

    assert visit.status == 200
    assert said in " ".join(visit.errors)
    assert "Mend what is marked above" in visit.words
    assert not lines(visit)


def test_nothing_found_is_said_with_how_much_there_is(rich):
    visit = Desk(people.wanda()).open(page(rich.leg_pain, "history"), to="2020-01-01")

    assert "Nothing of that kind happened in that time." in visit.words
    assert "Show everything" in visit.words


def test_a_draft_put_there_by_hand_has_no_history():
    item = Article.objects.create(uid="art_byhand", slug="by-hand", title="By hand")

    assert "It was never saved here" in Desk(people.wanda()).open(page(item, "history")).words


# Long histories.


@pytest.fixture
def long():
    """An item with two thousand events, as many saves would leave them."""
    item = builders.article(builders.Clock(), slug="long", title="Long")
    first = Revision.objects.get(item=item.uid)
    fields = ("kind", "digest", "title", "at", "by", "by_name", "entry")
    said = {name: getattr(first, name) for name in fields}
    Revision.objects.bulk_create(
        Revision(item=item.uid, number=n, parent=n - 1, reason=f"Number {n}.", **said) for n in range(2, 2001)
    )
    return item


def queries(desk, address, **query):
    desk.client.get(address, query)
    with CaptureQueriesContext(connection) as captured:
        assert desk.client.get(address, query).status_code == 200
    return len(captured)


def test_two_thousand_events_take_as_many_queries_as_a_few(long):
    otto = Desk(people.otto())
    short = builders.article(builders.Clock(), slug="short", title="Short")

    few = queries(otto, page(short, "history"))

    assert queries(otto, page(long, "history")) == few <= 40
    assert queries(otto, page(long, "history"), page="20", kind="draft") == few
    assert len(chronicle.of_item(long.uid)) == 2000


def test_pages_keep_what_was_asked(long):
    otto = Desk(people.otto())
    visit = otto.open(page(long, "history"), kind="draft", person=people.wanda().uid)
    assert "2000 events, 1 to 60 are shown." in visit.words

    (older,) = visit.tree.xpath("//nav[@aria-label='Pages of the history']/a[.='Older']/@href")
    second = otto.open(page(long, "history") + older)

    assert "61 to 120 are shown." in second.words
    assert second.values() == visit.values()
    assert lines(second)[0] == "Revision 1940"


# Who may see it.


@pytest.mark.parametrize("who", ["wanda", "mila", "otto", "pia", "ada", "nobody"])
def test_it_is_seen_by_those_who_may_see_the_item(rich, who):
    person = getattr(people, who)()
    client = Client()
    client.force_login(person)
    may = person.has_perm("articles.view_article") or person.has_perm("articles.change_article")

    status = client.get(page(rich.leg_pain, "history")).status_code

    assert (status == 200) == may
    assert may == (who != "nobody") or who == "ada"
    if not may:
        assert status in (302, 403)


def test_somebody_who_may_not_see_articles_sees_no_history_of_one(rich):
    mila = people.mila()
    group = mila.groups.get()
    group.permissions.remove(
        *group.permissions.filter(codename__in=["view_article", "change_article"]),
    )
    client = Client()
    client.force_login(type(mila).objects.get(pk=mila.pk))

    response = client.get(page(rich.leg_pain, "history"))

    assert response.status_code == 403
    assert b"Leg pain" not in response.content


def test_reading_it_writes_nothing(rich):
    before = Entry.objects.count()
    Desk(people.wanda()).open(page(rich.leg_pain, "history"))

    assert Entry.objects.count() == before
