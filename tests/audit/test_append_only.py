"""The record only grows: each table refuses what would change it, from the ORM as from raw SQL."""

import pytest
from django.apps import apps
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cms.audit import triggers
from cms.audit.models import Immutable
from cms.publishing.models import Content, Release, Seal, SealedDigest, SealRequest

TABLES = [pytest.param(model, id=model._meta.db_table) for model in triggers.record_models()]


def execute(sql, params=None):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture(scope="module")
def harmless(rich_template, django_db_blocker):
    """The rich record itself: what these tests try must leave it as it is."""
    with django_db_blocker.unblock(), rich_template.open():
        yield


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.usefixtures("harmless")
class TestEachTable:
    def test_holds_a_row(self, model):
        assert model.objects.exists(), "tests.publishing.records.rich() should write one"

    def test_refuses_an_update_of_each_column(self, model):
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            column = connection.ops.quote_name(field.column)
            with pytest.raises(DatabaseError, match=rf"the record only grows: {table}"):
                execute(f"UPDATE {table} SET {column} = {column}")

    def test_refuses_a_delete(self, model):
        with pytest.raises(DatabaseError, match="the record only grows"):
            execute(f"DELETE FROM {model._meta.db_table}")

    def test_refuses_an_upsert(self, model):
        table, key = model._meta.db_table, connection.ops.quote_name(model._meta.pk.column)
        with pytest.raises(DatabaseError):
            execute(
                f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
                f" ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
            )

    def test_refuses_what_replaces_or_empties(self, model):
        """REPLACE deletes and TRUNCATE empties without firing the trigger of DELETE."""
        table, key = model._meta.db_table, connection.ops.quote_name(model._meta.pk.column)
        statements = {
            "sqlite": [
                f"REPLACE INTO {table} SELECT * FROM {table}",
                # The newest alone: an entry would follow its own forerunner.
                f"REPLACE INTO {table} SELECT * FROM {table} ORDER BY {key} DESC LIMIT 1",
            ],
            "postgresql": [f"TRUNCATE {table} CASCADE"],
        }
        for statement in statements[connection.vendor]:
            with pytest.raises(DatabaseError):
                execute(statement)

    def test_refuses_the_orm(self, model):
        row = model.objects.order_by("pk").first()
        with pytest.raises(Immutable):
            row.save()
        with pytest.raises(Immutable):
            row.delete()
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{model._meta.concrete_fields[-1].attname: None})
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete(using="default")

    def test_refuses_to_be_written_again_under_its_key(self, model):
        row = model.objects.order_by("-pk").first()
        row._state.adding = True
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save()


@pytest.mark.usefixtures("harmless")
class TestSealing:
    """The one UPDATE there is: bytes may be blanked once two people agreed, and nothing else of the row."""

    def sealed(self):
        return Content.objects.get(pk=SealedDigest.objects.get().digest)

    def test_lets_sealed_bytes_be_blanked(self):
        with transaction.atomic():
            assert Content.objects.filter(pk=self.sealed().pk).update(body="") == 1
            transaction.set_rollback(True)

    @pytest.mark.parametrize(
        "change",
        [{"body": "something else"}, {"body": "", "entry": 1}, {"body": "", "digest": "0" * 64}],
        ids=["other bytes", "another entry", "another name"],
    )
    def test_lets_nothing_else_of_them_change(self, change):
        with pytest.raises(DatabaseError, match="the record only grows"), transaction.atomic():
            Content.objects.filter(pk=self.sealed().pk).update(**change)

    def test_leaves_all_other_bytes_alone(self):
        with pytest.raises(DatabaseError, match="the record only grows"), transaction.atomic():
            Content.objects.exclude(pk=self.sealed().pk).update(body="")

    def test_needs_the_second_person(self):
        digest = Release.objects.first().members.first().content
        with transaction.atomic():
            request = SealRequest(item="x", reason="x", at="2040-03-05T09:00:00.000000Z", by="per_1", entry=1)
            request.save()
            SealedDigest(request=request, digest=digest, entry=1).save()
            with pytest.raises(DatabaseError, match="the record only grows"), transaction.atomic():
                Content.objects.filter(pk=digest).update(body="")
            with pytest.raises(DatabaseError, match="sealing takes two people"), transaction.atomic():
                Seal(request=request, at=request.at, by="per_1", entry=1).save()
            transaction.set_rollback(True)


class TestTriggers:
    """A missing trigger is noticed, and migrate brings it back."""

    def drop(self, name):
        tables = [m._meta.db_table for m in triggers.protected_models()]
        table = next(table for table in tables if name.startswith(f"record_{table}_"))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )

    def errors(self):
        return [error for error in checks.run_checks(databases=["default"]) if error.id == "audit.E001"]

    def test_every_table_of_the_record_has_them(self, db):
        guarded = {m._meta.db_table for m in triggers.record_models()}
        assert {"audit_entry", "publishing_content", "publishing_signature"} <= guarded
        assert triggers.missing(connection) == []
        assert self.errors() == []

    @pytest.mark.parametrize("name", sorted(triggers.expected(connection.vendor)))
    def test_each_is_missed(self, db, name):
        self.drop(name)

        assert triggers.missing(connection) == [name]
        assert name in self.errors()[0].msg

        triggers.install(connection)
        assert triggers.missing(connection) == []

    def test_one_that_was_altered_is_missed(self, db):
        name = "record_audit_entry_" + ("update" if connection.vendor == "sqlite" else "change")
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
                cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END")
            else:
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
                    " AS $$ BEGIN RETURN NEW; END $$"
                )

        assert triggers.missing(connection) == [name]

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite cannot switch a trigger off")
    @pytest.mark.parametrize(
        "how", ["DISABLE TRIGGER {0}", "ENABLE TRIGGER {0}", "ENABLE REPLICA TRIGGER {0}"]
    )
    def test_one_that_was_switched_off_is_missed(self, db, how):
        name = "record_audit_entry_change"
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_entry " + how.format(name))

        assert triggers.missing(connection) == [name]

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite keeps the whole text of a trigger")
    @pytest.mark.parametrize(
        "instead",
        [
            "BEFORE UPDATE ON audit_entry FOR EACH ROW",
            "BEFORE UPDATE OR DELETE ON publishing_live FOR EACH ROW",
            "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW WHEN (OLD.sequence < 0)",
            "BEFORE UPDATE OF reason OR DELETE ON audit_entry FOR EACH ROW",
        ],
    )
    def test_one_that_fires_at_another_time_or_place_is_missed(self, db, instead):
        name = "record_audit_entry_change"
        table = instead.partition(" ON ")[2].split()[0]
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {name} ON audit_entry")
            cursor.execute(f"CREATE TRIGGER {name} {instead} EXECUTE FUNCTION {name}()")
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

        assert triggers.missing(connection) == [name]

    @pytest.mark.usefixtures("own_database")
    def test_migrate_brings_them_back(self):
        for name in sorted(triggers.expected(connection.vendor))[:3]:
            self.drop(name)

        call_command("migrate", verbosity=0)

        assert triggers.missing(connection) == []

    @pytest.mark.usefixtures("own_database")
    def test_they_survive_the_rebuild_of_a_table(self):
        """SQLite copies a table to alter it, and its triggers stay behind; migrate puts them back."""
        last = list(apps.get_app_configs())[-1]
        first = next(iter(apps.get_app_configs()))
        triggers.before_migrate(sender=first, using="default")
        with connection.schema_editor() as editor:
            for model in triggers.protected_models():
                if connection.vendor == "sqlite":
                    editor._remake_table(model)

        triggers.after_migrate(sender=last, using="default")

        assert triggers.missing(connection) == []
