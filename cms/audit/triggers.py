"""The triggers that let the record only grow, on SQLite and on PostgreSQL.

Every table of the record refuses UPDATE and DELETE, on PostgreSQL also TRUNCATE, on SQLite also REPLACE
(which would delete without firing the DELETE trigger unless a pragma is set, so INSERT refuses any row whose
key is already there). A model may add guards: conditions under which the database refuses a new row.

A table outside the record may hold what the record names (`Kept`, such as people): its rows change, but one
that is named keeps its uid and is never deleted.

Django rebuilds a table on SQLite to alter it, and the rebuild drops its triggers: so they are installed anew
after every migrate, and a system check compares what is there with what should be.
"""

import re

from django.apps import apps
from django.db import connections, models

from .models import AppendOnly, Kept

REFUSAL = "the record only grows"
KEPT = "the record names this row"


def record_models() -> list[type[AppendOnly]]:
    """Every model whose rows are append-only, the entries included."""
    found = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
    return sorted(found, key=lambda model: model._meta.db_table)


def kept_models() -> list[type[Kept]]:
    """Every model outside the record whose rows the record may name."""
    found = [model for model in apps.get_models() if issubclass(model, Kept)]
    return sorted(found, key=lambda model: model._meta.db_table)


def protected_models() -> list[type[models.Model]]:
    return [*record_models(), *kept_models()]


def expected(vendor: str) -> dict[str, str]:
    """Trigger name → the SQL that creates it. Names start with `record_`, so that stray ones show."""
    build = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    return {name: sql for model in protected_models() for name, sql in build(model)}


def install(connection) -> None:
    """Bring the triggers of every record table that exists to what they should be."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in protected_models():
            if model._meta.db_table not in tables:
                continue
            if connection.vendor == "sqlite":
                for name, sql in _sqlite(model):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(sql, None)
            else:
                for _, sql in _postgresql_functions(model):
                    cursor.execute(sql, None)
                for name, sql in _postgresql(model):
                    table = model._meta.db_table
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}", None)
                    cursor.execute(sql, None)
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}", None)


def missing(connection) -> list[str]:
    """Names of triggers that are absent, altered or switched off."""
    tables = set(connection.introspection.table_names())
    present = [model for model in protected_models() if model._meta.db_table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            installed = dict(cursor.fetchall())
            return [name for model in present for name, sql in _sqlite(model) if installed.get(name) != sql]
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND n.nspname = current_schema()"
        )
        installed = {(name, _events(sql)): body for name, sql, body in cursor.fetchall()}
        return [
            name
            for model in present
            for name, sql in _postgresql(model)
            if installed.get((name, _events(sql))) != _body_of(model, name)
        ]


_DEFINITION = re.compile(
    r"CREATE TRIGGER \S+ BEFORE ([A-Z ]+) ON (?:\w+\.)?(\w+) FOR EACH (ROW|STATEMENT)"
    r" EXECUTE FUNCTION (?:\w+\.)?(\w+)\(\)"
)


def _events(sql: str) -> tuple | None:
    """When a trigger fires, on which table and what it runs; None where it is no plain trigger of ours."""
    found = _DEFINITION.fullmatch(sql)
    return found and (frozenset(found[1].split(" OR ")), *found.groups()[1:])


def before_migrate(sender, using, **kwargs) -> None:
    """On SQLite, set aside the triggers that look at other tables while tables are rebuilt.

    SQLite re-reads every trigger when a table is renamed, and fails on one that names the table just being
    rebuilt. The refusals of UPDATE and DELETE name only their own table and stay.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not _is_first(sender):
        return
    with connection.cursor() as cursor:
        for model in protected_models():
            for name, sql in _sqlite(model):
                if "SELECT 1 FROM" in sql and name != _name(model, "replace"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def after_migrate(sender, using, **kwargs) -> None:
    if _is_last(sender):
        install(connections[using])


def _is_first(sender) -> bool:
    return sender == next(iter(apps.get_app_configs()))


def _is_last(sender) -> bool:
    return sender == list(apps.get_app_configs())[-1]


def _name(model, what: str) -> str:
    return f"record_{model._meta.db_table}_{what}"


def _unique_columns(model) -> list[list[str]]:
    sets = [[field.column] for field in model._meta.concrete_fields if field.unique]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            sets.append([model._meta.get_field(name).column for name in constraint.fields])
    return sets


def _sqlite(model):
    table = model._meta.db_table
    if issubclass(model, Kept):
        for event in ("delete", "rename"):
            when = "DELETE" if event == "delete" else f"UPDATE OF {model.kept_as}"
            changed = "" if event == "delete" else f" AND NEW.{model.kept_as} IS NOT OLD.{model.kept_as}"
            yield (
                _name(model, event),
                f"CREATE TRIGGER {_name(model, event)} BEFORE {when} ON {table}"
                f" WHEN ({model.kept_when}){changed} BEGIN SELECT RAISE(ABORT, '{KEPT}: {table}'); END",
            )
        return
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}: {table}');"
    allowed = f" WHEN NOT ({model.may_change_when})" if model.may_change_when else ""
    yield (
        _name(model, "update"),
        f"CREATE TRIGGER {_name(model, 'update')} BEFORE UPDATE ON {table}{allowed} BEGIN {refuse} END",
    )
    yield (
        _name(model, "delete"),
        f"CREATE TRIGGER {_name(model, 'delete')} BEFORE DELETE ON {table} BEGIN {refuse} END",
    )
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in _unique_columns(model)
    )
    yield (
        _name(model, "replace"),
        f"CREATE TRIGGER {_name(model, 'replace')} BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) BEGIN {refuse} END",
    )
    for guard in model.guards:
        name = _name(model, guard.name)
        yield (
            name,
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {guard.refuse_when}"
            f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END",
        )


def _postgresql(model):
    table = model._meta.db_table
    for what, event, level in (
        ("change", "UPDATE OR DELETE", "ROW"),
        ("truncate", "TRUNCATE", "STATEMENT"),
        *((guard.name, "INSERT", "ROW") for guard in getattr(model, "guards", ())),
    ):
        name = _name(model, what)
        yield (
            name,
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {level} EXECUTE FUNCTION {name}()",
        )


def _postgresql_functions(model):
    for name, _ in _postgresql(model):
        yield (
            name,
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $body${_body_of(model, name)}$body$",
        )


def _body_of(model, name: str) -> str:
    table = model._meta.db_table
    raise_ = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
    if issubclass(model, Kept):
        refuse = raise_.format(f"{KEPT}: {table}")
        if name == _name(model, "truncate"):
            return f" BEGIN {refuse} END "
        return (
            f" BEGIN IF ({model.kept_when}) AND (TG_OP = 'DELETE' OR NEW.{model.kept_as} <>"
            f" OLD.{model.kept_as}) THEN {refuse} END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END "
        )
    refuse = raise_.format(f"{REFUSAL}: {table}")
    for guard in model.guards:
        if name == _name(model, guard.name):
            return (
                f" BEGIN IF {guard.refuse_when} THEN {raise_.format(guard.message)} END IF; RETURN NEW; END "
            )
    if name == _name(model, "change") and model.may_change_when:
        return (
            f" BEGIN IF TG_OP = 'UPDATE' THEN IF {model.may_change_when}"
            f" THEN RETURN NEW; END IF; END IF; {refuse} END "
        )
    return f" BEGIN {refuse} END "
