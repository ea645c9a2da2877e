"""Verifying the record: everything is recomputed from raw columns, and every deviation is a finding.

What it shows: no entry was changed, dropped, inserted or reordered; every row that an entry names is there,
unchanged; no row is there that no entry names; the triggers are in place. Apps above add checks of what
their rows mean (publishing: bytes match their digest, signatures match their release) with `register`.
A chain that somebody recomputed as a whole, or whose end was cut off, shows only against a checkpoint
(cms.audit.checkpoints): what is compared with, and what therefore cannot be shown, is told by Checked.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError

from cms import canonical

from . import checkpoints, comparing, keys, triggers
from .models import ENTRY_VERSION, GENESIS, ROW_VERSION, Entry, Record

_CHUNK = 2000


@dataclass(frozen=True)
class Finding:
    """One deviation. `where` names table and key, `entry` the entry it concerns (0: none)."""

    where: str
    sentence: str
    entry: int = 0

    def __str__(self):
        place = f"{self.where} (entry {self.entry})" if self.entry else self.where
        return f"{place}: {self.sentence}"


@dataclass
class Checked:
    """What a verification looked at; complete once its findings were all read."""

    entries: int = 0
    rows: int = 0
    #: Where checkpoints were looked for, how many agreed with the trail, and the last entry they vouch for.
    folders: list[Path] = field(default_factory=list)
    checkpoints: int = 0
    covered: int = 0
    #: The trail ends with the entry about its last checkpoint, so nothing has happened since.
    ends_with_a_checkpoint: bool = False

    @property
    def summary(self) -> str:
        compared = f", {count(self.checkpoints, 'checkpoint')} compared" if self.folders else ""
        return f"{count(self.entries, 'entry')} verified, {count(self.rows, 'row')} of the record{compared}"

    @property
    def not_shown(self) -> str:
        """What this verification cannot show, in a sentence; empty when it shows all of it."""
        unseen = "a trail that was recomputed as a whole, or whose end was cut off, would not be seen."
        if not self.folders:
            return f"No checkpoint was compared, because CHECKPOINT_DIR is not set: {unseen}"
        if not self.covered:
            return f"There is no checkpoint to compare with: {unseen}"
        if self.covered + self.ends_with_a_checkpoint < self.entries:
            return (
                f"No checkpoint vouches yet for what came after entry {self.covered}: there, a trail that was"
                " recomputed or cut off would not be seen."
            )
        return ""


def count(number: int, what: str) -> str:
    many = {"entry": "entries"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else many}"


Check = Callable[[object], Iterator[Finding]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Add a check that takes a connection and yields findings. For apps above, from AppConfig.ready()."""
    if check not in _checks:
        _checks.append(check)
    return check


def verify(
    connection, *, folders: Iterable[Path] | None = None, checked: Checked | None = None
) -> Iterator[Finding]:
    """Every finding about the record of this database; none means that it holds.

    `folders` hold the checkpoints to compare with, else the configured one; `checked` is filled meanwhile.
    """
    checked = Checked() if checked is None else checked
    configured = [checkpoints.folder()] if checkpoints.folder() else []
    checked.folders = configured if folders is None else list(folders)
    for name in triggers.missing(connection):
        yield Finding(name, "the trigger that protects the record is missing or altered")
    named: dict[tuple[str, str], tuple[str, int]] = {}
    said: dict[int, tuple] = {}
    trail = comparing.Trail([checkpoints.load(folder) for folder in checked.folders], keys.roots())
    yield from _verify_chain(connection, named, said, trail)
    checked.entries = len(said)
    yield from _compare(connection, trail, checked)
    checked.rows = len(named)
    yield from _verify_rows(connection, named, said)
    for check in _checks:
        yield from _run(check, connection)


def verify_chain(
    connection, folders: Iterable[Path], roots: Iterable[str], checked: Checked | None = None
) -> Iterator[Finding]:
    """The trail alone and its checkpoints, without the rows that it names: quick, for who signs a new one."""
    checked = Checked() if checked is None else checked
    checked.folders = list(folders)
    trail = comparing.Trail([checkpoints.load(folder) for folder in checked.folders], roots)
    said: dict[int, tuple] = {}
    yield from _verify_chain(connection, {}, said, trail)
    checked.entries = len(said)
    yield from _compare(connection, trail, checked)


def _compare(connection, trail: comparing.Trail, checked: Checked) -> Iterator[Finding]:
    if checked.folders:
        for where, sentence, entry in trail.contradictions(connection, checked.folders):
            yield Finding(where, sentence, entry)
        checked.checkpoints, checked.covered = len(trail.agreeing), max(trail.agreeing, default=0)
        by, _ = trail.made.get(checked.covered, (0, ()))
        checked.ends_with_a_checkpoint = by == trail.last == checked.covered + 1


def _run(check: Check, connection) -> Iterator[Finding]:
    """A check reads rows as models do, and a tampered row may not even be readable: that is a finding too."""
    try:
        yield from check(connection)
    except (ValueError, TypeError, LookupError, ObjectDoesNotExist, DatabaseError) as error:
        yield Finding(check.__name__, f"what it reads cannot be read: {error}")


def raw_rows(connection, model) -> Iterator[dict[str, canonical.Raw]]:
    """The table of a model as raw columns, in the order of its key."""
    columns = _table_columns(connection, model._meta.db_table)
    quoted = [connection.ops.quote_name(column) for column in columns]
    key = connection.ops.quote_name(model._meta.pk.column)
    if connection.vendor == "sqlite":
        # A tampered text may not be valid UTF-8 and a tampered number may be text: read bytes and type.
        listed = ", ".join(f"typeof({c}), CAST({c} AS BLOB)" for c in quoted)
    else:
        listed = ", ".join(quoted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {model._meta.db_table} ORDER BY {key}")
        while chunk := cursor.fetchmany(_CHUNK):
            for row in chunk:
                values = sqlite_values(row) if connection.vendor == "sqlite" else row
                yield dict(zip(columns, values, strict=True))


def row_digest(version: str, row: dict[str, canonical.Raw], model) -> str:
    pairs = [(name, value) for name, value in row.items() if name not in model.outside_digest]
    try:
        return canonical.columns_digest(version, pairs)
    except canonical.NotCanonical:
        return "a column has a type it never had"


def _verify_chain(connection, named, said, trail: comparing.Trail) -> Iterator[Finding]:
    previous, expected, moment = GENESIS, 1, ""
    for row in raw_rows(connection, Entry):
        sequence = row["sequence"]
        where = f"entry {sequence}"
        if sequence != expected:
            yield Finding(where, f"entry {expected} should stand here")
        if row["version"] != ENTRY_VERSION:
            yield Finding(where, "the version of its format is unknown")
        if row["previous"] != previous:
            yield Finding(where, "it does not follow the entry before it")
        if row["hash"] != row_digest(ENTRY_VERSION, row, Entry):
            yield Finding(where, "its columns do not match its hash")
        if isinstance(row["at"], str):
            if row["at"] < moment:
                yield Finding(where, "its moment lies before that of the entry before it")
            moment = row["at"]
        said[sequence] = (row["at"], row["actor"])
        trail.goes_on(row)
        previous = row["hash"]
        expected = sequence + 1 if isinstance(sequence, int) else expected + 1
        try:
            for table, key, digest in canonical.decode(row["rows"]):
                named[table, key] = (digest, sequence)
        except (ValueError, TypeError):
            yield Finding(where, "the list of its rows cannot be read")


def _verify_rows(connection, named, said) -> Iterator[Finding]:
    for model in triggers.record_models():
        if not issubclass(model, Record):
            continue
        table, key_column = model._meta.db_table, model._meta.pk.column
        for row in raw_rows(connection, model):
            key = _key_text(row[key_column])
            digest, sequence = named.pop((table, key), (None, 0))
            if digest is None:
                yield Finding(f"{table} {key}", "no entry names this row")
            elif digest != row_digest(ROW_VERSION, row, model):
                yield Finding(f"{table} {key}", "the row is not what its entry recorded", sequence)
            elif row["entry"] != sequence:
                yield Finding(f"{table} {key}", "the row names another entry", sequence)
            elif not _agrees(row, *said[sequence]):
                yield Finding(f"{table} {key}", "the row says another who or when than its entry", sequence)
    for (table, key), (_, sequence) in named.items():
        yield Finding(f"{table} {key}", "the row that its entry recorded is gone", sequence)


def _agrees(row, at, actor) -> bool:
    """Whether the moment and the person in a row, where it has them, are those of its entry."""
    who = row.get("by", row.get("signer", actor))
    return row.get("at", at) == at and who == actor


def _table_columns(connection, table: str) -> list[str]:
    # Not Django's introspection: on SQLite it parses the SQL of the table, which takes longer than the rest.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        return [column[0] for column in cursor.description]


def _key_text(value: canonical.Raw) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def sqlite_values(row) -> list[canonical.Raw]:
    """Raw columns that were read in pairs of their typeof() and their bytes."""
    return [_sqlite_value(row[i], row[i + 1]) for i in range(0, len(row), 2)]


def _sqlite_value(kind: str, data: bytes | None) -> canonical.Raw:
    if kind == "null" or data is None:
        return None
    if kind == "integer":
        return int(data)
    if kind == "text":
        try:
            return data.decode()
        except UnicodeDecodeError:
            return data
    return data
