"""Writing everything a database holds into one file, as it stood at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from . import form

#: Sign-ins end with a restore; they are nobody's record.
LEFT_OUT = {"sessions.Session"}
_CHUNK = 2000


@dataclass(frozen=True)
class Saved:
    """A backup that was written: the digest of its lines, and how many rows it holds."""

    digest: str
    rows: int


class NotSaved(RuntimeError):
    """The database cannot be backed up as it is; nothing was written."""


def save(path: Path, *, made_at: datetime) -> Saved:
    """Back up the whole database, whatever version of this software it was migrated to.

    Nothing is written to the database itself. Raises FileExistsError, OSError, NotSaved.
    """
    migrations = applied_migrations()
    with one_moment(), form.writing(path) as writer:
        writer.head(
            made_at=made_at.isoformat(), migrations=[list(node) for node in migrations], head=_last_entry()
        )
        for model in historical_models(migrations):
            write_table(writer, model)
        digest = writer.end()
    return Saved(digest, writer.rows)


def write_table(writer: form.Writer, model) -> None:
    fields = model._meta.concrete_fields
    writer.table(model._meta.label, [field.attname for field in fields])
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=_CHUNK):
        writer.row([field.get_prep_value(v) for field, v in zip(fields, row, strict=True)])


def applied_migrations() -> list[tuple[str, str]]:
    """What this database was migrated to, in a stable order. Raises NotSaved."""
    loader = MigrationExecutor(connection).loader
    if unknown := sorted(set(loader.applied_migrations) - set(loader.disk_migrations)):
        app, name = unknown[0]
        raise NotSaved(f"The database has the migration {app}.{name}, which this version does not know.")
    if not loader.applied_migrations:
        raise NotSaved("The database is empty: there is nothing to back up.")
    return sorted(loader.applied_migrations)


def historical_models(migrations: list[tuple[str, str]]) -> list:
    """The models as these migrations left them: a newer version can read and fill an older database."""
    apps = MigrationExecutor(connection).loader.project_state(migrations).apps
    models = apps.get_models(include_auto_created=True)
    kept = (m for m in models if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT)
    return sorted(kept, key=lambda model: model._meta.label)


def _last_entry() -> dict | None:
    # By hand: the table may be that of an earlier version.
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return row and {"sequence": row[0], "hash": row[1]}


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as of one moment, without making writers wait."""
    if connection.vendor == "sqlite":
        # By hand, because Django's own transactions take the writers' lock here.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
