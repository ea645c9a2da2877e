"""Filling an empty database from a backup, whichever database either of them is."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from cms.audit import trail

from . import form, saving

_BATCH = 500


class NotRestored(RuntimeError):
    """The backup does not fit this version or this database; the database is as it was."""


def restore(path: Path, *, by, clock: trail.Clock) -> dict:
    """Fill the database, which must have no tables, from the backup; returns the backup's head.

    `by` is called once there are people, and names who acts. Whatever fails, the database is as empty
    as before. Raises form.Unreadable, NotRestored, OSError.
    """
    head = form.check(path)
    migrations = [(app, name) for app, name in head["migrations"]]
    known = MigrationExecutor(None).loader.disk_migrations
    if unknown := [node for node in migrations if node not in known]:
        raise NotRestored(
            f"The backup has the migration {'.'.join(unknown[0])}: it comes from another or a newer version."
        )
    if connection.introspection.table_names():
        raise NotRestored(
            "The database holds tables already. Make a new, empty one and name it in DATABASE_URL."
        )
    try:
        with _all_or_nothing():
            MigrationExecutor(connection).migrate(_last_of_each(migrations))
            _fill(path, migrations)
            # From here on as every start does: later migrations, triggers, permissions, roles.
            call_command("migrate", verbosity=0, interactive=False)
            call_command("rebuild_live", stdout=io.StringIO())
            with trail.entry(action="backup.restore", by=by(), clock=clock, detail={"backup": _said(head)}):
                pass
    except DatabaseError as error:
        raise NotRestored(f"The database refused: {str(error).splitlines()[0]}.") from error
    return head


def _said(head: dict) -> dict:
    return {"made_at": head["made_at"], **(head["head"] or {})}


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """PostgreSQL builds tables inside a transaction; for SQLite the file takes its name when it is ready."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    settings = connections.settings["default"]
    name = str(settings["NAME"])
    unfinished = f"{name}.restoring-{os.getpid()}"
    connection.close()
    settings["NAME"] = unfinished
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        os.replace(unfinished, name)
    finally:
        connection.close()
        settings["NAME"] = name
        for ending in ("", "-wal", "-shm"):
            Path(unfinished + ending).unlink(missing_ok=True)


def _last_of_each(migrations: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The applied migrations that no other applied one follows: migrating to them applies exactly these."""
    graph = MigrationExecutor(connection).loader.graph
    followed = {parent.key for node in migrations for parent in graph.node_map[node].parents}
    return [node for node in migrations if node not in followed]


def _fill(path: Path, migrations: list[tuple[str, str]]) -> None:
    known = {model._meta.label: model for model in saving.historical_models(migrations)}
    filled = []
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # A migration may have left constraints that are checked at once; rows come in any order.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model, fields, rows in _tables(path, known):
            filled.append(model)
            made = []
            for row in rows:
                made.append(model(**{f.attname: _value(f, v) for f, v in zip(fields, row, strict=True)}))
                if len(made) == _BATCH:
                    _insert(model, fields, made)
                    made = []
            if made:
                _insert(model, fields, made)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), filled):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # Checked here, because a table with checks still to come cannot be altered.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.check_constraints()


def _tables(path: Path, known: dict) -> Iterator[tuple]:
    """Each table of the file as (model, fields, rows); read the rows before you ask for the next table."""
    lines = form.lines(path)
    next(lines)  # the head
    line = next(lines, None)
    while line is not None:
        model = known.get(line["table"])
        if model is None:
            raise NotRestored(f"The backup has a table {line['table']} that its own migrations do not make.")
        fields = [_field(model, name) for name in line["columns"]]
        following = []

        def rows(following=following):
            for one in lines:
                if isinstance(one, dict):
                    following.append(one)
                    return
                yield one

        yield model, fields, rows()
        line = following[0] if following else None


def _field(model, attname: str) -> models.Field:
    found = {field.attname: field for field in model._meta.concrete_fields}.get(attname)
    if found is None:
        raise NotRestored(f"The backup has a column {model._meta.label}.{attname} that is not known.")
    return found


def _value(field: models.Field, value):
    """What the field holds in Python. Columns of JSON hold what JSON holds."""
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.to_python(value)


def _insert(model, fields, rows) -> None:
    # Raw, as loaddata does it: dates that a field would set to now stay what they were.
    size = max(1, connection.ops.bulk_batch_size(fields, rows))
    for begin in range(0, len(rows), size):
        model._base_manager.all()._insert(rows[begin : begin + size], fields=fields, raw=True)
