"""What the actions would never write is refused by the database when it is written past them."""

import pytest
from django.db import DatabaseError, transaction

from cms.audit.models import Entry
from cms.publishing.models import (
    Barred,
    Base,
    CallOff,
    Closing,
    Member,
    Publication,
    Requirement,
    Signature,
)
from tests import people

from . import builders

HOURS = 3


@pytest.fixture
def article(clock):
    return builders.changed()


def write(row, **fields):
    """Write a copy of a row, or the row itself where it is new, straight into its table."""
    if not row._state.adding:
        row.pk, row._state.adding = None, True
    for name, value in fields.items():
        setattr(row, name, value)
    row.entry = Entry.objects.count() + 1
    with transaction.atomic():
        row.save()


ADDED = {
    "member": lambda release: Member.objects.exclude(release=release).first(),
    "requirement": lambda release: Requirement(meaning="attested"),
    "base": lambda release: Base(role="embeds", item="top_x", title="X", publication=1),
    "barred": lambda release: Barred(person="per_x", because="wrote"),
}


@pytest.mark.parametrize("part", ADDED)
def test_a_signed_release_gets_no_further_part(article, clock, part):
    release = builders.submit(article, clock)
    builders.sign(release, "medical", clock)

    with pytest.raises(DatabaseError, match="does not change once it is signed"):
        write(ADDED[part](release), release=release, position=9)


def test_a_signature_that_nobody_asked_for(article, clock):
    otto = people.otto()
    release = builders.submit(article, clock)
    signature = Signature(
        signer=otto.uid, meaning="attested", printed_name="Otto", means="password", at=clock(),
        signed_digest=release.digest, binding="0" * 64,
    )  # fmt: skip

    with pytest.raises(DatabaseError, match="asks for no such signature"):
        write(signature, release=release)


@pytest.mark.parametrize(("field", "value"), [("key", "articles/old"), ("revision", 1), ("locale", "de-DE")])
def test_a_document_under_another_key_or_number_than_was_signed(article, clock, field, value):
    release = builders.go_live(article, clock)
    live = Publication.objects.get(release=release)

    with pytest.raises(DatabaseError), transaction.atomic():
        Publication(**{**_values(live), "number": live.number + 1, field: value}).save()


def _values(publication):
    return {field.attname: getattr(publication, field.attname) for field in publication._meta.concrete_fields}


def test_a_publication_that_claims_an_earlier_moment(article, clock):
    release = builders.go_live(article, clock)
    live = Publication.objects.get(release=release)
    earlier = clock.after(hours=-HOURS)

    values = {**_values(live), "number": live.number + 1, "at": earlier, "effective_at": earlier}

    with pytest.raises(DatabaseError, match="in the past"), transaction.atomic():
        Publication(**values).save()


def test_calling_off_what_has_begun_with_an_earlier_moment(article, clock):
    release = builders.schedule(article, clock, clock.after(hours=1))
    planned = Publication.objects.get(release=release)
    said = clock()
    clock.forward(hours=HOURS)
    builders.edit(builders.fresh(), clock, dek="Any later entry.")

    with pytest.raises(DatabaseError, match="has begun"):
        write(CallOff(by="per_x", by_name="X", reason="x"), publication=planned, at=said)


def test_ending_what_is_still_scheduled(article, clock):
    release = builders.schedule(article, clock, clock.after(hours=1))

    with pytest.raises(DatabaseError, match="does not end"):
        write(Closing(end="called_off", by="per_x", by_name="X"), release=release, at=clock())


def test_an_entry_before_the_last_one(article, clock):
    builders.edit(article, clock, dek="Any entry.")
    last = Entry.objects.first()
    earlier = Entry(
        sequence=last.sequence + 1, at=clock.after(hours=-HOURS), action="x", actor="x", actor_name="x",
        previous=last.hash,
    )  # fmt: skip
    earlier.hash = earlier.compute_hash()

    with pytest.raises(DatabaseError, match="not before the last one"), transaction.atomic():
        earlier.save()
