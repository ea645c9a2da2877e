"""A signature moved to something else, with every digest, binding and hash worked out anew, is found."""

import pytest
from django.db import connection, transaction

from cms import canonical
from cms.audit import triggers, verification
from cms.audit.models import Entry
from cms.people.models import User
from cms.publishing.models import Release, Signature

from . import tampering

RECORD = {model._meta.db_table: model for model in triggers.record_models()}


@pytest.fixture(scope="module", autouse=True)
def unprotected(rich_template, django_db_blocker):
    """A copy of the rich record without its triggers."""
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        tampering.unprotect()
        yield
    database.drop()


def move(signature, **values):
    """Change the row, then make everything agree with it that can be made to agree without another entry."""
    for name, value in values.items():
        setattr(signature, name, value)
    signature.binding = signature.compute_binding()
    fields = signature._meta.concrete_fields
    columns = ", ".join(f"{tampering.name_of(f)} = %s" for f in fields)
    params = [f.get_db_prep_save(getattr(signature, f.attname), connection) for f in fields]
    tampering.execute(f"UPDATE publishing_signature SET {columns} WHERE id = %s", *params, signature.pk)
    _work_out_the_chain()


def _work_out_the_chain():
    previous = "0" * 64
    for entry in Entry.objects.order_by("sequence"):
        rows = canonical.decode(entry.rows)
        for named in rows:
            named[2] = RECORD[named[0]].objects.get(pk=named[1]).row_digest()
        entry.rows, entry.previous = canonical.encode(rows).decode(), previous
        entry.hash = previous = entry.compute_hash()
        tampering.execute(
            "UPDATE audit_entry SET rows = %s, previous = %s, hash = %s WHERE sequence = %s",
            entry.rows, entry.previous, entry.hash, entry.sequence,
        )  # fmt: skip


def to_another_release(signature):
    other = Release.objects.exclude(pk=signature.release_id).exclude(signatures__meaning=signature.meaning)
    release = other.order_by("-entry").first()
    move(signature, release=release, signed_digest=release.digest)


def to_another_release_with_the_digest_of_before(signature):
    other = Release.objects.exclude(pk=signature.release_id).exclude(signatures__meaning=signature.meaning)
    move(signature, release=other.order_by("-entry").first())


def to_another_person(signature):
    signers = Signature.objects.filter(release=signature.release_id).values("signer")
    other = User.objects.exclude(uid__in=signers).filter(is_system=False).first()
    move(signature, signer=other.uid, printed_name=other.printed_name)


def to_another_name(signature):
    move(signature, printed_name="Dr. X, MD")


def to_another_time(signature):
    move(signature, at="2040-03-05T09:00:00.000001Z")


def to_another_meaning(signature):
    move(signature, meaning="attested")


def to_another_digest(signature):
    move(signature, signed_digest="0" * 64)


def to_other_means(signature):
    """The binding does not cover how it was proved; the row's digest and its entry's detail do."""
    signature.means = "password and code"
    tampering.execute(
        "UPDATE publishing_signature SET means = %s WHERE id = %s", signature.means, signature.pk
    )


@pytest.mark.parametrize(
    "transplant",
    [
        to_another_release,
        to_another_release_with_the_digest_of_before,
        to_another_person,
        to_another_name,
        to_another_time,
        to_another_meaning,
        to_another_digest,
        to_other_means,
    ],
    ids=lambda transplant: transplant.__name__.replace("_", " "),
)
@pytest.mark.parametrize("meaning", ["medical", "compliance"])
def test_a_signature_that_is_moved(transplant, meaning):
    with transaction.atomic():
        transplant(Signature.objects.filter(meaning=meaning).order_by("entry").first())
        gone = set(triggers.missing(connection))
        found = [f for f in verification.verify(connection) if f.where not in gone]
        transaction.set_rollback(True)

    assert any(f.where.startswith("publishing_signature") for f in found), found


def test_where_nothing_was_moved_nothing_is_found():
    gone = set(triggers.missing(connection))

    assert [f for f in verification.verify(connection) if f.where not in gone] == []
