"""Bringing the groups to what the roles say, after every migrate: one entry, none when nothing changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.utils import timezone

from cms.audit.models import Entry

from . import actions
from .models import User
from .roles import Role, allows

ACTION = "roles.sync"
_clock: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=timezone.now)


@dataclass(frozen=True)
class Difference:
    """What a role's group lacks, and what it holds beyond the role."""

    add: list[Permission]
    remove: list[Permission]

    def words(self) -> dict[str, list[str]]:
        return {"add": [_name(p) for p in self.add], "remove": [_name(p) for p in self.remove]}


@contextmanager
def by_clock(clock: Callable[[], datetime]) -> Iterator[None]:
    """Let a migrate read this clock: the demo tells a history, which begins with its own first entry."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


def sync() -> None:
    """Make the groups equal to the roles. Safe to run twice; groups that are no roles are left alone."""
    if not _differences():
        return
    with actions.entry_of_system("migrate", action=ACTION, clock=_clock.get()) as entry:
        differences = _differences()  # of two migrations at once, the second finds none
        if not differences:
            entry.discard()
        entry.detail["roles"] = {role: one.words() for role, one in differences.items()}
        for role, one in differences.items():
            group, _ = Group.objects.get_or_create(name=role)
            group.permissions.remove(*one.remove)
            group.permissions.add(*one.add)


def _differences() -> dict[str, Difference]:
    """Role → what its group should be given and relieved of; only roles where something differs."""
    permissions = list(Permission.objects.select_related("content_type").order_by("pk"))
    groups = {g.name: g for g in Group.objects.prefetch_related("permissions").filter(name__in=Role.values)}
    found = {}
    for role in Role:
        held = {p.pk for p in groups[role].permissions.all()} if role in groups else set()
        wanted = {p.pk for p in permissions if allows(role, p.content_type.app_label, p.codename)}
        if role not in groups or held != wanted:
            found[role.value] = Difference(
                [p for p in permissions if p.pk in wanted - held],
                [p for p in permissions if p.pk in held - wanted],
            )
    return found


def _name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def after_migrate(sender, using, **kwargs) -> None:
    # Permissions are created app by app, so the last app's signal is the first that sees them all.
    if sender == list(apps.get_app_configs())[-1] and using == "default" and _is_complete(using):
        sync()


def _is_complete(using: str) -> bool:
    """Whether people and trail have the tables that they have now: a migrate may stop halfway."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in (User, Entry):
            table = model._meta.db_table
            if table not in tables:
                return False
            columns = {c.name for c in connection.introspection.get_table_description(cursor, table)}
            if not {field.column for field in model._meta.concrete_fields} <= columns:
                return False
    return True
