"""Every action is one entry: opened under the lock, at a moment that never runs backwards, or not at all."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cms import canonical
from cms.audit import trail, verification
from cms.audit.models import GENESIS, Entry
from cms.publishing.models import SealRequest
from tests import people

NOON = datetime(2040, 3, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def wanda(db):
    return people.wanda()


def entry(by, *, at=NOON, action="test.act", **options):
    return trail.entry(action=action, by=by, clock=lambda: at, **options)


def note(under_way, reason="a row"):
    return under_way.add(
        SealRequest(item="art_1", reason=reason, at=under_way.at, by=under_way.by.uid, by_name="X")
    )


def test_an_entry_says_who_what_when_and_why(wanda):
    with entry(wanda, subject="art_1", reason="A typo.", detail={"n": 1}) as under_way:
        under_way.detail["more"] = "said later"

    last = Entry.objects.first()
    assert (last.action, last.actor, last.actor_name) == ("test.act", wanda.uid, "Wanda Wright")
    assert (last.at, last.subject, last.reason) == (NOON, "art_1", "A typo.")
    assert last.detail_document == {"n": 1, "more": "said later"}


def test_entries_are_a_chain(wanda):
    for number in range(3):
        with entry(wanda, reason=str(number)):
            pass

    chain = list(Entry.objects.order_by("sequence"))
    assert [e.sequence for e in chain] == list(range(1, len(chain) + 1))
    assert [e.previous for e in chain] == [GENESIS, *(e.hash for e in chain[:-1])]
    assert all(e.hash == e.compute_hash() for e in chain)


def test_an_entry_holds_the_digest_of_each_row_that_it_wrote(wanda):
    with entry(wanda) as under_way:
        rows = [note(under_way), note(under_way, "another")]

    last = Entry.objects.first()
    assert canonical.decode(last.rows) == [
        ["publishing_sealrequest", str(row.pk), row.row_digest()] for row in rows
    ]
    assert all(row.entry == last.sequence for row in rows)
    assert not list(verification.verify(connection))


def test_the_digest_of_a_row_is_that_of_what_the_database_holds(wanda):
    with entry(wanda) as under_way:
        row = note(under_way, "é — “quoted” 🫀\r\n\t ")

    [raw] = verification.raw_rows(connection, SealRequest)
    assert verification.row_digest("row/1", raw, SealRequest) == row.row_digest()


def test_one_action_does_not_call_another(wanda):
    def nested():
        with entry(wanda, action="outer.act"), entry(wanda, action="inner.act"):
            pass

    with pytest.raises(trail.NestedEntry, match=r"inner\.act was called inside outer\.act"):
        nested()

    assert not Entry.objects.filter(action__in=["outer.act", "inner.act"]).exists()
    with entry(wanda):  # and the way is free again
        pass


def test_an_action_that_fails_leaves_nothing(wanda):
    before = Entry.objects.count()

    def failing():
        with entry(wanda) as under_way:
            note(under_way)
            wanda.name = "Somebody else"
            wanda.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()

    wanda.refresh_from_db()
    assert wanda.name == "Wanda Wright"
    assert Entry.objects.count() == before
    assert not SealRequest.objects.exists()


def test_an_action_whose_entry_cannot_be_written_leaves_nothing(wanda):
    """The detail is encoded last; what it cannot hold takes everything down with it."""

    def failing():
        with entry(wanda) as under_way:
            note(under_way)
            under_way.detail["ratio"] = 0.5

    with pytest.raises(canonical.NotCanonical):
        failing()

    assert not SealRequest.objects.exists()


def test_a_clock_set_back_never_sets_the_record_back(wanda):
    for at in (NOON, NOON - timedelta(days=300), NOON + timedelta(microseconds=1)):
        with entry(wanda, at=at):
            pass

    latest, set_back, first = Entry.objects.all()[:3]
    assert first.at == set_back.at == NOON
    assert latest.at == NOON + timedelta(microseconds=1)


def test_an_action_that_changes_nothing_leaves_no_entry(wanda):
    before = Entry.objects.count()

    with entry(wanda) as under_way:
        under_way.discard()

    assert Entry.objects.count() == before


def test_rows_that_were_written_are_not_left_without_their_entry(wanda):
    def failing():
        with entry(wanda) as under_way:
            note(under_way)
            under_way.discard()

    with pytest.raises(RuntimeError, match="already written"):
        failing()

    assert not SealRequest.objects.exists()


@pytest.mark.parametrize("gap", [0, 2], ids=["a number twice", "a number left out"])
def test_the_database_refuses_an_entry_that_does_not_follow_the_last(wanda, gap):
    last = Entry.objects.first()
    forged = Entry(
        sequence=last.sequence + gap, at=NOON, action="x", actor="x", actor_name="x", previous=last.hash
    )
    forged.hash = forged.compute_hash()

    with pytest.raises(DatabaseError), transaction.atomic():
        forged.save()


def test_the_database_refuses_a_fork(wanda):
    with entry(wanda):
        pass
    before = Entry.objects.order_by("-sequence")[1]
    forged = Entry(
        sequence=before.sequence + 2,
        at=NOON, action="x", actor="x", actor_name="x", previous=before.hash, hash="f" * 64,
    )  # fmt: skip

    with pytest.raises(DatabaseError), transaction.atomic():
        forged.save()


def test_the_lock_is_taken_before_the_clock_is_read(own_database):
    """Otherwise a writer could read the clock, wait for another, and write a moment that has passed."""
    wanda = people.wanda()
    seen = []

    def clock():
        seen.append(_another_writer_would_wait())
        return NOON

    with trail.entry(action="test.act", by=wanda, clock=clock):
        assert _another_writer_would_wait()

    assert seen == [True]
    assert not _another_writer_would_wait()


def test_the_lock_is_kept_until_the_outermost_transaction_ends(own_database):
    wanda = people.wanda()
    with transaction.atomic():
        with entry(wanda):
            pass
        assert _another_writer_would_wait()

    assert not _another_writer_would_wait()


def test_the_lock_belongs_inside_a_transaction(own_database):
    with pytest.raises(RuntimeError, match="inside a transaction"):
        trail.lock()


def _another_writer_would_wait():
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        else:
            return False
        finally:
            other.close()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [trail._ADVISORY_LOCK])
            free = cursor.fetchone()[0]
            if free:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [trail._ADVISORY_LOCK])
        return not free
    finally:
        other.close()
