"""Copies of the template are whole, apart from one another, and shared with other processes."""

import pytest
from django.db import connection

from cms.people.models import User
from tests import people

COUNT = "from cms.people.models import User; print(User.objects.filter(is_system=False).count())"


def test_a_copy_is_shared_with_other_processes(own_database):
    people.wanda()

    assert own_database.python(COUNT) == "1\n"
    own_database.python("from tests import people; people.mila()")
    assert User.objects.filter(email="mila@example.org").exists()


def test_what_a_test_commits_is_gone_in_the_next(own_database):
    assert own_database.python(COUNT) == "0\n"


def test_rows_of_a_rolled_back_test_stay_in_it(db):
    assert not User.objects.filter(is_system=False).exists()


def test_the_copy_has_the_triggers_of_the_record(own_database):
    people.wanda()

    with connection.cursor() as cursor, pytest.raises(Exception, match=r"(?i)record|append|grow|never"):
        cursor.execute("DELETE FROM audit_entry")


def test_processes_can_be_held_at_a_line_and_let_go_together(own_database):
    code = "import sys; print('ready', flush=True); sys.stdin.readline(); print(sys.argv[1])"
    runners = [own_database.start_python(code, number) for number in (1, 2)]

    assert [runner.stdout.readline() for runner in runners] == ["ready\n", "ready\n"]
    assert [runner.communicate("go\n", timeout=30)[0] for runner in runners] == ["1\n", "2\n"]


def test_sqlite_connections_have_the_pragmas_that_the_record_relies_on(own_database):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite only")
    wanted = {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}

    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert found == wanted
