"""Ways in which somebody who holds the whole database might change it: each does one of them at random."""

import random
from contextlib import contextmanager
from string import ascii_lowercase as LETTERS

from django.apps import apps
from django.db import connection, models, transaction

from cms import canonical
from cms.audit import triggers
from cms.audit.models import Entry, Record
from cms.publishing import kinds
from cms.publishing.models import Facet, Live, Standing

RECORD = triggers.record_models()


def execute(sql, *params):
    """Run one statement; says how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def change(sql, *params):
    """Run one statement that must touch something, else a test would show nothing."""
    assert execute(sql, *params) != 0, f"nothing was tampered with by {sql}"


@contextmanager
def undone():
    """What is done inside is rolled back, so that each test finds the record as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fetch(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def name_of(field):
    return connection.ops.quote_name(field.column)


def unprotect():
    """Take the triggers away, as only the owner of a database can."""
    for model in triggers.protected_models():
        if connection.vendor == "postgresql":
            execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    if connection.vendor == "sqlite":
        for name in triggers.expected("sqlite"):
            execute(f"DROP TRIGGER {name}")


def keys_of(model):
    key = name_of(model._meta.pk)
    return [key for (key,) in fetch(f"SELECT {key} FROM {model._meta.db_table} ORDER BY {key}")]


def other_value(rng: random.Random, field, value):
    """A value that differs, of any kind that somebody might put there."""
    number = isinstance(field, models.IntegerField | models.AutoField)
    ways = ["null", "empty", "other"] + ([] if value is None else ["byte", "cut", "longer", "case"])
    if connection.vendor == "sqlite":
        ways += ["bytes", "broken", "number"]
    text = "" if value is None else str(value)
    place = rng.randrange(len(text)) if text else 0
    return {
        "null": lambda: None,
        "empty": lambda: 0 if number else "",
        "other": lambda: rng.randrange(10**6) if number else "".join(rng.choices(LETTERS, k=8)),
        "byte": lambda: value ^ 1 if isinstance(value, int) else _another_byte(text, place),
        "cut": lambda: value // 2 if isinstance(value, int) else text[:place],
        "longer": lambda: value + 1 if isinstance(value, int) else text + rng.choice(" x\n0"),
        "case": lambda: -value if isinstance(value, int) else text.swapcase(),
        "bytes": lambda: text.encode(),
        "broken": lambda: b"\xff\xfe",
        "number": lambda: str(value) if isinstance(value, int) else rng.randrange(10**6),
    }[rng.choice(ways)]()  # fmt: skip


def _another_byte(text, place):
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :] if text else "x"


class Unchanged(Exception):
    """It would have changed nothing; another one is tried."""


def _set(table, field, value, key, pk):
    column = name_of(field)
    before = fetch(f"SELECT {column} FROM {table} WHERE {key} = %s", pk)
    execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, pk)
    if fetch(f"SELECT {column} FROM {table} WHERE {key} = %s", pk) == before:
        raise Unchanged


def a_value(rng, model=None, field=None):
    """Another value in any column of any row of any table of the record."""
    model = model or rng.choice(RECORD)
    field = field or rng.choice(model._meta.concrete_fields)
    table, key = model._meta.db_table, name_of(model._meta.pk)
    pk = rng.choice(keys_of(model))
    [(value,)] = fetch(f"SELECT {name_of(field)} FROM {table} WHERE {key} = %s", pk)
    _set(table, field, other_value(rng, field, value), key, pk)
    return f"{table}.{field.column} of {pk}"


def two_values_exchanged(rng):
    """Two rows exchange what one column of them says."""
    model = rng.choice(RECORD)
    field = rng.choice([f for f in model._meta.concrete_fields if not f.unique])
    table, key, column = model._meta.db_table, name_of(model._meta.pk), name_of(field)
    keys = keys_of(model)
    if len(keys) < 2:
        raise Unchanged
    one, other = rng.sample(keys, 2)
    values = dict(fetch(f"SELECT {key}, {column} FROM {table} WHERE {key} IN (%s, %s)", one, other))
    _set(table, field, values[other], key, one)
    _set(table, field, values[one], key, other)
    return f"{table}.{field.column} of {one} and {other}"


def the_order(rng):
    """Two rows exchange their keys; entries so change places."""
    model = rng.choice([Entry, Entry, *RECORD])
    table, key = model._meta.db_table, name_of(model._meta.pk)
    keys = keys_of(model)
    if len(keys) < 2:
        raise Unchanged
    one, other = rng.sample(keys, 2)
    between = -1 if isinstance(one, int) else "between"
    before = fetch(f"SELECT * FROM {table} ORDER BY {key}")
    for old, new in ((one, between), (other, one), (between, other)):
        execute(f"UPDATE {table} SET {key} = %s WHERE {key} = %s", new, old)
    if fetch(f"SELECT * FROM {table} ORDER BY {key}") == before:
        raise Unchanged  # they said the same
    return f"{table}: {one} and {other} change places"


def rows_gone(rng):
    model = rng.choice(RECORD)
    keys = keys_of(model)
    gone = rng.sample(keys, min(len(keys), rng.choice([1, 1, 1, 2, 5])))
    for key in gone:
        execute(f"DELETE FROM {model._meta.db_table} WHERE {name_of(model._meta.pk)} = %s", key)
    return f"{model._meta.db_table}: {gone} gone"


def a_row_put_in(rng):
    """A twin of a row under another key, with whatever its constraints ask to be different."""
    model = rng.choice([m for m in RECORD if issubclass(m, Record)])
    table, fields = model._meta.db_table, model._meta.concrete_fields
    columns = ", ".join(map(name_of, fields))
    row = rng.choice(fetch(f"SELECT {columns} FROM {table}"))
    together = {
        name for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) for name in c.fields
    }
    values = [
        _other_key(rng, value) if field.unique or field.name in together else value
        for field, value in zip(fields, row, strict=True)
    ]
    marks = ", ".join(["%s"] * len(values))
    execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *values)
    return f"{table}: a twin of {row[0]}"


def _other_key(rng, value):
    number = rng.randrange(900, 10**6)
    return value + number if isinstance(value, int) else f"{str(value)[:-6]}{number:06}"


def a_signature_moved(rng):
    """To another release, person or meaning, with every digest and the whole chain made anew."""
    model = apps.get_model("publishing", "Signature")
    key = rng.choice(keys_of(model))
    field = rng.choice(
        [f for f in model._meta.concrete_fields if f.name in ("release", "signer", "meaning", "at")]
    )
    values = {value for (value,) in fetch(f"SELECT {name_of(field)} FROM {model._meta.db_table}")}
    if field.name == "release":
        values = {uid for (uid,) in fetch("SELECT uid FROM publishing_release")}
    _set(model._meta.db_table, field, rng.choice(sorted(values)), name_of(model._meta.pk), key)
    recompute()
    return f"signature {key}: another {field.name}"


def the_tail_cut(rng, upto: int):
    """The end of the trail is gone, at or before the last checkpoint, with every row of it."""
    first = rng.randrange(2, upto + 2)
    for model in RECORD:
        column = "sequence" if model is Entry else "entry"
        execute(f"DELETE FROM {model._meta.db_table} WHERE {column} >= %s", first)
    return f"everything from entry {first} on"


def the_chain_recomputed(rng, upto: int):
    """Something in it was changed, and every hash after it made anew, as the product would have."""
    if rng.random() < 0.5:
        field = Entry._meta.get_field(
            rng.choice(["action", "actor", "actor_name", "subject", "reason", "at"])
        )
        pk = rng.randrange(1, upto + 1)
        table, key = Entry._meta.db_table, "sequence"
    else:
        model = rng.choice([m for m in RECORD if issubclass(m, Record)])
        field = rng.choice(
            [f for f in model._meta.concrete_fields if not (f.unique or f.is_relation or f.name == "entry")]
        )
        table, key = model._meta.db_table, name_of(model._meta.pk)
        pks = [pk for (pk,) in fetch(f"SELECT {key} FROM {table} WHERE entry <= %s", upto)]
        if not pks:
            raise Unchanged
        pk = rng.choice(pks)
    [(value,)] = fetch(f"SELECT {name_of(field)} FROM {table} WHERE {key} = %s", pk)
    if isinstance(value, int):
        new = value + 1
    elif field.name == "at":
        new = value[:-2] + str((int(value[-2]) + 1) % 10) + "Z"
    else:
        new = f"{value or ''}x"
    _set(table, field, new, key, pk)
    recompute()
    return f"{table}.{field.column} of {pk}, and the chain"


def recompute():
    """Every digest of a row and every hash of the chain, made anew from what the tables now say."""
    by_table = {model._meta.db_table: model for model in RECORD}
    kept = {}
    from cms.audit import verification

    for table, model in by_table.items():
        if model is not Entry:
            for row in verification.raw_rows(connection, model):
                key = str(row[model._meta.pk.column])
                kept[table, key] = verification.row_digest("row/1", row, model)
    previous = "0" * 64
    for row in list(verification.raw_rows(connection, Entry)):
        rows = [
            [table, key, kept.get((table, key), digest)]
            for table, key, digest in canonical.decode(row["rows"])
        ]
        row["rows"], row["previous"] = canonical.encode(rows).decode(), previous
        digest = verification.row_digest("entry/1", row, Entry)
        execute(
            "UPDATE audit_entry SET rows = %s, previous = %s, hash = %s WHERE sequence = %s",
            row["rows"], previous, digest, row["sequence"],
        )  # fmt: skip
        previous = digest


#: Columns of plain tables that say what the record says, or what readers and writers are told of it.
PLAIN = {
    Live: [f.name for f in Live._meta.concrete_fields],
    Facet: ["name", "value", "live"],
    Standing: ["kind", "title", "revision"],
}


def a_plain_table(rng):
    """Something in the live table, its filters, the states of items, or a draft."""
    model = rng.choice([*PLAIN, *PLAIN, *kinds.all()])
    names = PLAIN.get(model) or [f.name for f in model._kept_fields() if f.name != "slug"]
    if not model.objects.exists():
        raise Unchanged
    field = model._meta.get_field(rng.choice(names))
    a_value(rng, model, field)
    return f"{model._meta.db_table}.{field.column}"


def bytes_changed(rng):
    """The stored bytes of a revision or a document, of which the row's own digest knows nothing."""
    model = apps.get_model("publishing", "Content")
    return a_value(rng, model, model._meta.get_field("body"))
