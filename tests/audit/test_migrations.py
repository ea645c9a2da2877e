"""From whatever state a database was left in, migrate ends with every trigger in place."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from cms.audit import triggers, verification
from tests import plugin


def ours():
    """Every migration of ours: each was the newest one of its application once."""
    tops = ("cms.", "articles", "assessments")
    labels = {one.label for one in apps.get_app_configs() if one.name.startswith(tops)}
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in labels)


@pytest.fixture
def empty_database(pytestconfig, django_test_environment, django_db_blocker):
    database = pytestconfig.stash[plugin.ENGINE].create()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()


def older():
    """Those that another of their application follows: who stands there is behind this version."""
    return [key for key in ours() if any(key[0] == later[0] and key[1] < later[1] for later in ours())]


@pytest.mark.slow
@pytest.mark.parametrize("state", older(), ids=".".join)
def test_every_trigger_is_there_after_migrating_from(empty_database, state):
    # Without the signals of migrate, so with no trigger at all: the worst that may be found.
    MigrationExecutor(connection).migrate([state])

    call_command("migrate", verbosity=0, interactive=False)

    assert triggers.missing(connection) == []
    assert [str(one) for one in verification.verify(connection)] == []


@pytest.mark.slow
def test_going_back_and_forth_keeps_them(own_database):
    """A rebuild on SQLite drops triggers; whatever is done to the tables, migrate brings them back."""
    for label, name in reversed(ours()):
        earlier = [key for key in ours() if key[0] == label and key[1] < name]
        if not earlier:
            continue
        MigrationExecutor(connection).migrate([earlier[-1]])
        call_command("migrate", verbosity=0, interactive=False)

        assert triggers.missing(connection) == [], f"after {label} {name}"
