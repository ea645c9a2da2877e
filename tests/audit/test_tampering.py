"""Somebody who holds the whole database drops the triggers and changes the record: verification sees it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from cms.audit import triggers, verification
from cms.audit.models import Entry, Record
from cms.publishing.models import (
    Barred,
    Content,
    Live,
    Publication,
    Release,
    Requirement,
    Revision,
    SealedDigest,
    Signature,
    Standing,
)

from . import tampering

RECORD = triggers.record_models()
TABLES = [pytest.param(model, id=model._meta.db_table) for model in RECORD]


@pytest.fixture(scope="module", autouse=True)
def unprotected(rich_template, django_db_blocker):
    """A copy of the rich record without its triggers."""
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        tampering.unprotect()
        yield
    database.drop()


def findings():
    """What verification finds, apart from the triggers that are gone."""
    gone = set(triggers.missing(connection))
    return [str(found) for found in verification.verify(connection) if found.where not in gone]


def column_of(field):
    return connection.ops.quote_name(field.column)


def other_values(field, value):
    """Values that somebody could put there instead."""
    if value is None:
        yield 1 if isinstance(field, models.IntegerField | models.ForeignKey) else "x"
    elif isinstance(value, int):
        yield value + 1
    else:
        yield value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
        if value:
            yield ""
    if value is not None:
        yield None
        if connection.vendor == "sqlite":  # its columns take any type
            yield b"\xff\xfe"
            yield str(value).encode()


@pytest.mark.parametrize("model", TABLES)
def test_any_other_value_in_any_column_is_found(model):
    table, key = model._meta.db_table, column_of(model._meta.pk)
    unseen, tried = [], 0

    for field in model._meta.concrete_fields:
        column = column_of(field)
        for pk, old in one_with_and_one_without(table, key, column):
            for new in other_values(field, old):
                with tampering.undone():
                    try:
                        with transaction.atomic():
                            tampering.change(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", new, pk)
                    except DatabaseError:
                        continue  # the database has no room for such a value
                    tried += 1
                    if not findings():
                        unseen.append((field.column, old, new))

    assert tried > len(model._meta.concrete_fields) / 2
    assert not unseen


def one_with_and_one_without(table, key, column):
    """(key, value) of a row that has a value in the column and of one that has none, where there are such."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table} ORDER BY {key}")
        return {not value: (pk, value) for pk, value in cursor.fetchall()}.values()


@pytest.mark.parametrize("model", TABLES)
def test_any_row_that_is_gone_is_found(model):
    table, key = model._meta.db_table, column_of(model._meta.pk)
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for pk in {keys[0], keys[len(keys) // 2], keys[-1]}:
        with tampering.undone():
            tampering.change(f"DELETE FROM {table} WHERE {key} = %s", pk)
            assert findings()


@pytest.mark.parametrize("model", [p for p in TABLES if issubclass(p.values[0], Record)])
def test_a_row_that_no_entry_names_is_found(model):
    row = model.objects.order_by("-pk").first()
    names = [field.attname for field in model._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names}
    # A twin of it that the constraints of its table let in.
    for field in model._meta.concrete_fields:
        unique = field.unique or any(
            field.name in c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)
        )
        if unique:
            value = values[field.attname]
            values[field.attname] = value + 900 if isinstance(value, int) else f"{value[:-2]}zz"
    columns = ", ".join(column_of(field) for field in model._meta.concrete_fields)
    marks = ", ".join(["%s"] * len(names))
    params = [
        field.get_db_prep_save(values[field.attname], connection) for field in model._meta.concrete_fields
    ]

    with tampering.undone():
        tampering.change(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", *params)
        assert any("no entry names this row" in found for found in findings())


class TestTheChain:
    def test_is_whole_where_nobody_tampered(self, rich_database):
        assert Entry.objects.count() > 40
        assert list(verification.verify(connection)) == []

    def test_shows_two_entries_that_changed_places(self):
        with tampering.undone():
            for old, new in ((5, -1), (6, 5), (-1, 6)):
                tampering.change("UPDATE audit_entry SET sequence = %s WHERE sequence = %s", new, old)
            found = findings()
        assert any(f.startswith("entry 5") for f in found)
        assert any(f.startswith("entry 6") for f in found)

    def test_shows_an_entry_whose_own_hash_was_recomputed(self):
        """Who changes an entry and its hash breaks the link of the next one."""
        entry = Entry.objects.get(sequence=7)
        entry.reason = "another reason"
        with tampering.undone():
            tampering.change(
                "UPDATE audit_entry SET reason = %s, hash = %s WHERE sequence = 7",
                entry.reason,
                entry.compute_hash(),
            )
            found = findings()
        assert found == ["entry 8: it does not follow the entry before it"]

    def test_shows_an_entry_put_in_between(self):
        with tampering.undone():
            last = Entry.objects.order_by("sequence").last()
            forged = Entry(
                sequence=last.sequence + 2, at=last.at, action="x", actor="x", actor_name="x",
                previous=last.hash,
            )  # fmt: skip
            forged.hash = forged.compute_hash()
            forged.save()
            found = findings()
        assert found == [f"entry {last.sequence + 2}: entry {last.sequence + 1} should stand here"]

    def test_shows_an_entry_before_the_last_one(self):
        with tampering.undone():
            tampering.change("UPDATE audit_entry SET at = '2019-01-01T00:00:00.000000Z' WHERE sequence = 7")
            _recompute_chain()
            found = findings()
        assert "entry 7: its moment lies before that of the entry before it" in found

    def test_shows_a_row_that_was_moved_to_another_entry(self):
        with tampering.undone():
            tampering.change("UPDATE publishing_revision SET entry = entry + 1 WHERE number = 2")
            assert any("is not what its entry recorded" in found for found in findings())


class TestWhatRowsMean:
    """Rows whose own digests were repaired, entries and all, still contradict each other."""

    def test_a_signature_moved_to_another_release(self, forge):
        other = Release.objects.exclude(signatures__isnull=False).first()
        signature = Signature.objects.filter(meaning="compliance").first()
        found = forge(signature, release=other)
        assert any("altered or moved" in f for f in found)
        assert any("other content than its release" in f for f in found)

    @pytest.mark.parametrize(
        "change",
        [
            {"signer": "per_other"},
            {"meaning": "attested"},
            {"printed_name": "Dr. X"},
            {"signed_digest": "0" * 64},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_a_signature_that_says_something_else(self, forge, change):
        signature = Signature.objects.filter(meaning="compliance").first()
        assert any("altered or moved" in f for f in forge(signature, **change))

    @pytest.mark.parametrize("change", [{"by": "per_other"}, {"at": "2039-01-01T00:00:00.000000Z"}])
    def test_a_revision_by_another_person_or_at_another_time(self, forge, change):
        revision = Revision.objects.order_by("entry").first()
        found = forge(revision, **change)
        assert "the row says another who or when than its entry" in found[0]

    def test_a_signature_by_somebody_who_was_barred(self, forge):
        signature = Signature.objects.filter(meaning="medical").first()
        barred = Barred.objects.filter(release=signature.release_id).first()
        found = forge(barred, person=signature.signer)
        assert f"publishing_signature {signature.pk}: the signer was not free to sign this" in found

    def test_a_signature_by_somebody_who_wrote(self, forge):
        signature = Signature.objects.filter(meaning="medical").first()
        member = signature.release.members.first()
        revision = Revision.objects.get(item=member.item, number=member.revision)
        found = forge(revision, by=signature.signer)
        assert f"publishing_signature {signature.pk}: the signer was not free to sign this" in found

    def test_a_page_under_another_address_than_was_signed(self, forge):
        page = Publication.objects.filter(outcome="document", kind="articles").first()
        found = forge(page, revision=99)
        place = f"publishing_publication {page.pk}"
        assert f"{place}: it stands under another address or number than was signed" in found

    def test_a_release_that_requires_less(self, forge):
        requirement = Requirement.objects.filter(meaning="compliance").first()
        found = forge(requirement, meaning="any")
        assert (
            f"publishing_release {requirement.release_id}: its digest is not that of what it holds" in found
        )

    def test_a_page_published_before_it_was_signed(self, forge, rich_template):
        unsigned = Release.objects.filter(signatures__isnull=True, members__kind="articles").first()
        publication = Publication.objects.filter(outcome="document").first()
        found = forge(publication, release=unsigned)
        assert f"publishing_publication {publication.pk}: it was published without every signature" in found

    def test_a_page_that_shows_another_document(self, forge):
        first, *_, last = Publication.objects.filter(outcome="document", kind="articles").order_by("number")
        found = forge(first, snapshot=last.snapshot)
        assert any("shows what was signed for something else" in f for f in found)

    def test_bytes_that_were_exchanged_for_other_signed_bytes(self):
        one, other = Content.objects.exclude(body="").order_by("pk")[:2]
        with tampering.undone():
            tampering.change(
                "UPDATE publishing_content SET body = %s WHERE digest = %s", one.body, other.digest
            )
            assert (
                findings()[0] == f"publishing_content {other.digest}: the stored bytes are not what they were"
            )

    def test_bytes_blanked_without_a_seal(self):
        digest = Content.objects.exclude(body="").first().digest
        with tampering.undone():
            tampering.change("UPDATE publishing_content SET body = '' WHERE digest = %s", digest)
            assert f"publishing_content {digest}: the stored bytes are not what they were" in findings()

    def test_sealed_bytes_that_came_back(self):
        digest = SealedDigest.objects.get().digest
        with tampering.undone():
            tampering.change("UPDATE publishing_content SET body = '{}' WHERE digest = %s", digest)
            assert any("its bytes are still there" in found for found in findings())

    @pytest.fixture
    def forge(self):
        """Change a row, and recompute its digest and the whole chain: only meaning can betray it."""

        def change(row, **values):
            with tampering.undone():
                for name, value in values.items():
                    setattr(row, name, value)
                assignments = ", ".join(f"{column_of(f)} = %s" for f in row._meta.concrete_fields)
                params = [
                    f.get_db_prep_save(getattr(row, f.attname), connection) for f in row._meta.concrete_fields
                ]
                key = column_of(row._meta.pk)
                tampering.change(
                    f"UPDATE {row._meta.db_table} SET {assignments} WHERE {key} = %s", *params, row.pk
                )
                _recompute_chain()
                return findings()

        return change


def _recompute_chain():
    from cms import canonical

    previous = "0" * 64
    for entry in Entry.objects.order_by("sequence"):
        rows = canonical.decode(entry.rows)
        for named in rows:
            model = next(m for m in RECORD if m._meta.db_table == named[0])
            named[2] = model.objects.get(pk=named[1]).row_digest()
        entry.rows, entry.previous = canonical.encode(rows).decode(), previous
        entry.hash = previous = entry.compute_hash()
        tampering.change(
            "UPDATE audit_entry SET rows = %s, previous = %s, hash = %s WHERE sequence = %s",
            entry.rows, entry.previous, entry.hash, entry.sequence,
        )  # fmt: skip


class TestWhatReadersAreShown:
    """The live table is no record and may be rebuilt, but it decides what is served."""

    @pytest.mark.parametrize(
        "change",
        [
            "etag = (SELECT digest FROM publishing_content WHERE body <> '' ORDER BY digest LIMIT 1)",
            "live_until = '2039-01-01T00:00:00.000000Z'",
            "live_from = '2039-01-01T00:00:00.000000Z'",
            "key = 'articles/elsewhere'",
            "outcome = 'gone'",
            "card = '{}'",
            "title = 'Another title'",
            "tags = ''",
            "review_due = '2050-01-01'",
        ],
        ids=lambda change: change.partition(" ")[0],
    )
    def test_is_what_was_decided(self, change):
        number = Live.objects.filter(outcome="document").latest("publication").publication
        with tampering.undone():
            tampering.change(f"UPDATE publishing_live SET {change} WHERE publication = %s", number)
            found = [one for one in findings() if not one.startswith("search_words")]  # which follows
        assert found == [f"publishing_live {number}: readers are not shown what was decided: rebuild_live"]

    def test_is_filtered_by_what_was_signed(self):
        number = Live.objects.filter(outcome="document", kind="articles").latest("publication").publication
        with tampering.undone():
            tampering.change(
                "UPDATE publishing_facet SET value = 'other' WHERE name = 'topic' AND live_id = %s", number
            )
            found = findings()
        assert found == [f"publishing_live {number}: readers are not shown what was decided: rebuild_live"]

    @pytest.mark.parametrize("change", ["waits_for = ''", "release = ''", "revision = 99", "title = 'Other'"])
    def test_writers_are_told_where_an_item_stands(self, change):
        item = Standing.objects.exclude(waits_for="").get().item
        with tampering.undone():
            tampering.change(f"UPDATE publishing_standing SET {change} WHERE item = %s", item)
            found = findings()
        assert found == [f"publishing_standing {item}: its state is not what was decided: rebuild_live"]

    def test_lacks_nothing(self):
        with tampering.undone():
            live = Live.objects.filter(outcome="document").latest("publication")
            number = live.publication
            live.delete()
            assert findings() == [
                f"publishing_live {number}: readers are not shown what was decided: rebuild_live",
                f"search_words {number}: a search finds what is not there: rebuild_live",
            ]


class TestTheCommand:
    def test_says_that_the_record_holds(self, capsys, rich_database):
        call_command("verify_audit")

        out = capsys.readouterr().out
        assert out.startswith(f"{Entry.objects.count()} entries verified, ")
        assert "the record holds." in out

    def test_fails_and_names_every_finding(self, capsys):
        with tampering.undone():
            tampering.change("UPDATE publishing_revision SET title = 'x' WHERE number = 2")
            with pytest.raises(CommandError) as failure:
                call_command("verify_audit")

        assert failure.value.returncode == 1
        err = capsys.readouterr().err
        assert "the row is not what its entry recorded" in err
        assert "the trigger that protects the record is missing or altered" in err

    @pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL refuses text that is none")
    def test_reads_what_is_not_even_text(self, capsys):
        with tampering.undone():
            for model in RECORD:
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.CharField | models.TextField) and field.name != "outcome":
                        tampering.change(
                            f"UPDATE {model._meta.db_table} SET {column_of(field)} = CAST(x'fffe' AS TEXT)"
                            f" WHERE rowid = (SELECT MIN(rowid) FROM {model._meta.db_table})"
                        )
            with pytest.raises(CommandError):
                call_command("verify_audit")
