"""Recording that the audit trail was reviewed: what the entry holds, what is unusual, when one is due."""

import pytest
from django.utils import timezone

from cms.audit import trail_reviews, verification
from cms.audit.models import Entry
from cms.people import actions as people_actions
from cms.publishing import actions, waiting
from tests import people
from tests.audit import tampering
from tests.publishing.admin.browsing import Desk

from . import builders

PAGE = "/admin/review/trail/"


@pytest.fixture
def clock(db):
    people.everybody()
    return builders.Clock()


@pytest.fixture
def otto(clock):
    return Desk(people.otto())


def review(clock, first=1, last=None, **said):
    said = {"looked_at": "Every lock-out.", "findings": "", "by": people.otto(), **said}
    return actions.review_trail(first=first, last=last or trail_reviews.newest(), clock=clock, **said)


def test_a_review_says_what_was_looked_at_and_of_which_trail_it_speaks(clock):
    last = Entry.objects.first()

    made = review(clock, findings="Entry 3: ask Ada.", seed="a" * 64)

    entry = Entry.objects.get(pk=made.entry)
    said = entry.detail_document
    assert (entry.action, entry.reason) == ("trail.review", "Every lock-out.")
    assert (said["from"], said["to"], said["to_hash"]) == (1, last.sequence, last.hash)
    assert (said["findings"], said["seed"]) == ("Entry 3: ask Ada.", "a" * 64)
    assert said["verification"] == {
        "holds": True,
        "entries": last.sequence,
        "checkpoints": 0,
        "vouched_for_until": 0,
        "findings": 0,
        "named": [],
    }


def test_the_next_review_begins_where_nobody_looked_yet(clock):
    review(clock, 1, 3)
    assert trail_reviews.begins() == 4
    review(clock, 6, 8)
    # Entries 4 and 5 were left out.
    assert trail_reviews.begins() == 4
    review(clock, 4, 5)
    assert trail_reviews.begins() == 9


@pytest.mark.parametrize(
    ("first", "last", "looked_at", "sentence"),
    [
        (0, 1, "All.", "before the first"),
        (3, 2, "All.", "before the first"),
        (1, 10**6, "All.", "The trail ends at entry"),
        (1, 2, " \0 ", "Say what was looked at"),
        (1, 2, "x" * 5001, "longer than 5000"),
    ],
)
def test_a_review_of_nothing_is_refused_and_leaves_no_entry(clock, first, last, looked_at, sentence):
    before = Entry.objects.count()

    with pytest.raises(actions.NotPossible, match=sentence):
        review(clock, first, last, looked_at=looked_at)

    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", [people.wanda, people.mila, people.pia, people.ada, people.nobody])
def test_only_compliance_reviews_the_trail(clock, who):
    with pytest.raises(actions.NotAllowed):
        review(clock, by=who())

    assert Desk(who()).client.get(PAGE).status_code == 403
    assert not Entry.objects.filter(action__in=["trail.review", "record.read"]).exists()


def test_a_trail_that_does_not_hold_is_reviewed_and_the_entry_says_so(own_database):
    people.everybody()
    tampering.unprotect()
    tampering.execute("UPDATE audit_entry SET reason = 'another' WHERE sequence = 2")

    made = review(builders.Clock())

    said = Entry.objects.get(pk=made.entry).detail_document["verification"]
    assert not said["holds"]
    assert said["named"] == ["entry 2: its columns do not match its hash"]
    assert isinstance(made.findings[0], verification.Finding)


def test_a_record_that_cannot_even_be_read_is_said_and_not_a_failure(own_database):
    people.everybody()
    otto, clock = Desk(people.otto()), builders.Clock()
    review(clock)
    tampering.unprotect()
    tampering.execute("UPDATE audit_entry SET detail = '{' WHERE action IN ('trail.review', 'person.add')")

    assert otto.open(PAGE).status == 200
    today = timezone.localdate().isoformat()
    refused = otto.open("/admin/review/register/", begins=today, ends=today)
    assert "Run verify_audit" in refused.words
    assert refused.status == 403


def test_what_is_unusual_stands_on_top(otto, clock):
    people_actions.change_person(
        person=people.pia(), roles=["writer"], by=people.ada(), clock=clock, reason="She moved."
    )
    item = builders.article(clock)
    type(item).objects.filter(pk=item.pk).update(dek="By hand.")
    builders.edit(item, clock, title="Again")

    found = {one.label: one.count for one in trail_reviews.unusual(1, trail_reviews.newest())}

    assert found["Roles given or taken"] == 1
    assert found["Drafts changed outside the application"] == 1
    assert "Drafts changed outside the application 1" in otto.open(PAGE).words


def test_the_page_records_a_review_and_lists_it(otto):
    visit = otto.open(PAGE)

    done = visit.send(looked_at="Every lock-out.", found="none")

    assert done.messages[0].endswith("The chain of the whole trail holds.")
    assert "Every lock-out." in done.words
    assert Entry.objects.filter(action="trail.review").count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"looked_at": ""}, "Say what you looked at."),
        ({"found": "some", "findings": " "}, "Describe what you found."),
        ({"found": "none", "findings": "A thing."}, "You described something below. Choose which it is."),
        ({"first": "5", "last": "2"}, "The last entry comes before the first one."),
        ({"last": "99999999"}, "The trail ends at entry"),
        ({"seed": "abc"}, "A seed has 64 digits from 0 to 9 and a to f."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_typed_text_stays(otto, said, sentence):
    typed = {"looked_at": "All of it, twice.", "found": "none", **said}

    done = otto.open(PAGE).send(**typed)

    assert any(error.startswith(sentence) for error in done.errors)
    assert not Entry.objects.filter(action="trail.review").exists()
    if typed["looked_at"]:
        assert typed["looked_at"] in done.tree.xpath("//textarea[@name='looked_at']")[0].text


def test_own_signatures_are_pointed_out(otto, clock):
    assert "of your own" not in otto.open(PAGE).words
    builders.go_live(builders.article(clock), clock)

    assert "of your own" in otto.open(PAGE).words
    assert Entry.objects.get(pk=review(clock).entry).detail_document["own_signatures"] > 0


def test_opening_the_page_is_one_entry(otto):
    before = Entry.objects.count()

    otto.open(PAGE)

    [entry] = Entry.objects.order_by("sequence")[before:]
    assert entry.detail_document["what"] == "trail since the last review"


def test_the_page_is_not_had_without_an_entry_by_sending_a_wrong_form(otto):
    before = Entry.objects.count()

    assert otto.post(PAGE).errors

    [entry] = Entry.objects.order_by("sequence")[before:]
    assert entry.detail_document["what"] == "trail since the last review"


def test_a_review_is_due_after_ninety_days(clock):
    made = review(clock)
    otto, at = people.otto(), Entry.objects.get(pk=made.entry).at
    clock.now = at

    def due(person):
        group = waiting.group("trail-review", person, clock(), slice(0, 10))
        return bool(group and group.count)

    assert not due(otto)
    clock.forward(days=90)
    assert due(otto)
    assert not due(people.wanda())
    review(clock)
    assert not due(otto)


def test_the_trail_leads_to_its_review(otto):
    page = otto.open("/admin/audit/entry/").tree

    assert page.xpath(f"//a[@href='{PAGE}']")
    assert not Desk(people.ada()).open("/admin/audit/entry/").tree.xpath(f"//a[@href='{PAGE}']")
