"""Rows of the record as the database holds them: what was hashed, not what models make of it."""

from collections.abc import Iterable

from django.db import connection

from cms import canonical
from cms.audit.verification import sqlite_values

#: SQLite takes a limited number of values in one statement.
_AT_ONCE = 500

Row = dict[str, canonical.Raw]


def rows(model, keys: Iterable) -> list[Row]:
    """The rows with these keys, in the order of the keys, without columns that stand outside the digest."""
    wanted = sorted(set(keys))
    columns = [f.column for f in model._meta.concrete_fields if f.column not in model.outside_digest]
    return list(_read(model, columns, wanted))


def entries(model, sequences: Iterable[int]) -> list[Row]:
    """The same for entries of the trail, with their hash, which is outside itself."""
    columns = [field.column for field in model._meta.concrete_fields]
    return list(_read(model, columns, sorted(set(sequences))))


def _read(model, columns, keys):
    quote = connection.ops.quote_name
    listed = [quote(column) for column in columns]
    sqlite = connection.vendor == "sqlite"
    if sqlite:
        # A tampered text may not be valid UTF-8 and a tampered number may be text: read type and bytes.
        listed = [f"typeof({column}), CAST({column} AS BLOB)" for column in listed]
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    for begin in range(0, len(keys), _AT_ONCE):
        some = keys[begin : begin + _AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(listed)} FROM {table} WHERE {key} IN ({marks}) ORDER BY {key}", some
            )
            for found in cursor.fetchall():
                values = sqlite_values(found) if sqlite else found
                yield dict(zip(columns, values, strict=True))


def as_json(row: Row) -> dict:
    """The row for a JSON file; bytes, which no untouched row holds, as {"bytes": hexadecimal digits}."""
    return {name: {"bytes": v.hex()} if isinstance(v, bytes) else v for name, v in row.items()}


def bodies(model, digests: Iterable[str]):
    """Stored bytes by the digest that names them: (digest, bytes); empty where they were sealed."""
    for row in _read(model, ["digest", "body"], sorted(set(digests))):
        body = row["body"]
        yield row["digest"], body.encode() if isinstance(body, str) else bytes(body or b"")
