"""A backup holds everything, and either database is filled from it as the other was."""

import gzip
import hashlib
import json

import pytest
from django.core.management import call_command
from django.db import connection

from cms.audit import triggers
from cms.audit.models import Entry
from cms.backup import form, saving
from cms.people.models import User
from tests import databases, people, plugin
from tests.publishing import builders, records

#: Prints what readers get from each address and find, every hash of the record, and all stored bytes.
EVERYTHING = """
import json
from datetime import UTC, datetime
from django.utils import timezone
from django.test import Client
timezone.now = lambda: datetime.fromisoformat({now!r})
from cms.audit.models import Entry
from cms.publishing.models import Content, Live
client = Client(SERVER_NAME="localhost")
addresses = [f"/api/v1/{{key}}" for key in Live.objects.values_list("key", flat=True).distinct()]
addresses += ["/api/v1/articles", "/api/v1/articles?sort=title", "/api/v1/search?q=leg+veins"]
answers = {{address: client.get(address) for address in sorted(addresses)}}
served = {{
    a: [r.status_code, r.content.decode(), r.headers.get("Surrogate-Key")] for a, r in answers.items()
}}
bodies = dict(Content.objects.values_list("digest", "body"))
hashes = list(Entry.objects.order_by("sequence").values_list("sequence", "hash"))
print(json.dumps([served, bodies, hashes]))
"""


def everything(database, now):
    """In a process of its own, because this one is set up for one engine only."""
    return json.loads(database.python(EVERYTHING.format(now=now.isoformat())))


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def filled(rich_template, arrangements, clock, django_db_blocker):
    """A database with every outcome in it; `clock` then stands just after its last decision."""
    _, rich = arrangements.built(records.rich)
    clock.now = rich.clock()
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()


@pytest.fixture
def empty(pytestconfig, tmp_path):
    """Makes an empty database: of this run's engine, or of the one named."""
    made = []

    def make(vendor=None):
        engine = pytestconfig.stash[plugin.ENGINE]
        if vendor == "sqlite":
            engine = databases.SQLite(tmp_path)
        made.append(engine.create())
        return made[-1]

    yield make
    for database in made:
        database.drop()


def assert_equal(after, before):
    """The restored database answers the same, and its trail goes on after the other's."""
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[2][: len(before[2])] == before[2]


def actions_of(database):
    with database.open():
        return list(Entry.objects.order_by("sequence").values_list("action", flat=True))


def test_every_byte_and_hash_is_equal_after_a_restore(filled, clock, empty, tmp_path):
    before = everything(filled, clock.now)
    assert {status for status, *_ in before[0].values()} >= {200, 308, 410}

    said = filled.manage("backup", tmp_path / "all.backup")
    restored = empty()
    answer = restored.manage("restore", tmp_path / "all.backup")

    assert_equal(everything(restored, clock.now), before)
    assert "rows are in" in said
    assert "The record holds." in answer
    assert actions_of(filled)[-1] == "backup.save"
    assert actions_of(restored).count("backup.restore") == 1
    with restored.open():
        assert people.mila().check_password(people.PASSWORD)


def test_a_restored_database_goes_on_where_the_first_stopped(filled, clock, empty, tmp_path):
    filled.manage("backup", tmp_path / "all.backup")
    restored = empty()
    restored.manage("restore", tmp_path / "all.backup")

    # Rows get fresh numbers, entries follow the last one, and a second backup restores as well.
    restored.python(
        "from django.utils import timezone\n"
        "from articles.models import Organisation\n"
        "from cms.people.models import User\n"
        "from cms.publishing import actions\n"
        "wanda = User.objects.get(email='wanda@example.org')\n"
        "actions.save(item=Organisation(slug='new', name='New'), by=wanda, clock=timezone.now)\n"
    )
    restored.manage("backup", tmp_path / "second.backup")
    again = empty()
    again.manage("restore", tmp_path / "second.backup")

    entries = actions_of(again)
    assert entries.count("backup.restore") == 2
    assert_equal(everything(again, clock.now), [*everything(restored, clock.now)[:2], []])


@pytest.mark.parametrize("there_and_back", [("postgres", "sqlite"), ("sqlite", "postgres")], ids="→".join)
def test_either_database_is_filled_from_the_other(there_and_back, filled, clock, empty, tmp_path):
    if filled.engine.vendor == "sqlite":
        pytest.skip("this needs both databases; the PostgreSQL run has them")
    before = everything(filled, clock.now)
    filled.manage("backup", tmp_path / "1.backup")
    other = empty("sqlite")
    other.manage("restore", tmp_path / "1.backup")
    if there_and_back[0] == "sqlite":  # and from SQLite back into PostgreSQL
        other.manage("backup", tmp_path / "2.backup")
        other = empty()
        other.manage("restore", tmp_path / "2.backup")

    assert_equal(everything(other, clock.now), before)


def test_a_database_with_tables_is_not_touched(filled, clock, tmp_path):
    filled.manage("backup", tmp_path / "all.backup")
    before = everything(filled, clock.now)

    with pytest.raises(databases.Failed, match=r"holds tables already.*Nothing was restored"):
        filled.manage("restore", tmp_path / "all.backup")

    assert everything(filled, clock.now) == before


def test_a_backup_is_not_written_over(filled, tmp_path):
    (tmp_path / "all.backup").write_text("precious")

    with pytest.raises(databases.Failed, match=r"is there already\. Nothing was written"):
        filled.manage("backup", tmp_path / "all.backup")

    assert (tmp_path / "all.backup").read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["all.backup"]


def test_nobody_else_may_read_a_backup(filled, tmp_path):
    filled.manage("backup", tmp_path / "all.backup")

    assert (tmp_path / "all.backup").stat().st_mode & 0o777 == 0o600


def rewritten(path, change):
    with gzip.open(path, "rb") as stream:
        lines = stream.read().split(b"\n")
    path.write_bytes(gzip.compress(b"\n".join(change(lines))))


def newer(lines):
    head = json.loads(lines[0])
    head["migrations"].append(["people", "9999_from_tomorrow"])
    return [json.dumps(head).encode(), *lines[1:]]


DAMAGES = {
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-200]), "cut|altered|damaged"),
    "one byte": (
        lambda path: path.write_bytes(
            (data := path.read_bytes())[: len(data) // 2]
            + bytes([data[len(data) // 2] ^ 1])
            + data[len(data) // 2 + 1 :]
        ),
        "altered|damaged",
    ),
    "one row left out": (lambda path: rewritten(path, lambda ls: ls[:40] + ls[41:]), "digest does not match"),
    "its end left out": (lambda path: rewritten(path, lambda ls: ls[:-2]), "its end is missing"),
    "something after its end": (
        lambda path: rewritten(path, lambda ls: [*ls[:-1], b"[]"]),
        "goes on",
    ),
    "another file": (lambda path: path.write_text("Hello"), "altered, damaged or cut"),
    "another format": (lambda path: path.write_bytes(gzip.compress(b'{"format":"x"}\n')), "not a backup"),
    "a newer version": (lambda path: rewritten(path, newer), "digest does not match"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=str)
def test_a_damaged_file_is_noticed(damage, tmp_path):
    file = tmp_path / "all.backup"
    with form.writing(file) as writer:
        writer.head(made_at="2026-11-23T09:00:00+00:00", migrations=[["people", "0001_initial"]], head=None)
        writer.table("people.User", ["id", "name"])
        for number in range(200):
            writer.row([number, hashlib.sha256(str(number).encode()).hexdigest()])
        writer.end()
    form.check(file)
    harm, sentence = DAMAGES[damage]

    harm(file)

    with pytest.raises(form.Unreadable, match=sentence):
        form.check(file)


def test_a_damaged_file_restores_nothing(own_database, empty, tmp_path):
    file = tmp_path / "all.backup"
    own_database.manage("backup", file)
    whole = file.read_bytes()
    file.write_bytes(whole[:-200])
    target = empty()

    with pytest.raises(databases.Failed, match=r"altered, damaged or cut.*Nothing was restored"):
        target.manage("restore", file)

    file.write_bytes(whole)
    target.manage("restore", file)  # the target is still empty


def test_a_backup_of_a_newer_version_is_refused(own_database, empty, tmp_path):
    file = tmp_path / "all.backup"
    own_database.manage("backup", file)

    def honest(lines):
        lines = newer(lines)
        digest = hashlib.sha256(b"\n".join(lines[:-2]) + b"\n").hexdigest()
        end = {"end": digest, "rows": json.loads(lines[-2])["rows"]}
        return [*lines[:-2], json.dumps(end).encode(), b""]

    rewritten(file, honest)

    with pytest.raises(databases.Failed, match=r"people\.9999_from_tomorrow.*Nothing was restored"):
        empty().manage("restore", file)


def test_an_upgrade_backs_up_migrates_and_verifies(filled, clock, tmp_path):
    before = everything(filled, clock.now)
    file = tmp_path / "before.backup"

    said = filled.manage("upgrade", "--backup", file)

    assert "0 migrations applied." in said
    assert "The record holds." in said
    assert file.exists()
    assert_equal(everything(filled, clock.now), before)
    assert actions_of(filled)[-1] == "system.upgrade"


def test_an_upgrade_puts_back_a_trigger_that_was_dropped(filled, tmp_path):
    with filled.open():
        from django.db import connection

        with connection.cursor() as cursor:
            on = "" if connection.vendor == "sqlite" else " ON publishing_signature"
            names = sorted(n for n in triggers.expected(connection.vendor) if "publishing_signature" in n)
            cursor.execute(f"DROP TRIGGER {names[0]}{on}")

    said = filled.manage("upgrade", "--backup", tmp_path / "before.backup")

    assert "The record holds." in said


def test_an_older_backup_is_brought_up_to_this_version(empty, tmp_path, django_db_blocker):
    older = empty()
    with django_db_blocker.unblock(), older.open():
        call_command("migrate", "publishing", "0002", verbosity=0, interactive=False)
        call_command("migrate", "people", "0001", verbosity=0, interactive=False)
        call_command("migrate", "audit", verbosity=0, interactive=False)
        write_as_then()
    file = tmp_path / "older.backup"
    older.python(
        "from datetime import datetime, UTC\n"
        "from pathlib import Path\n"
        "from cms.backup import saving\n"
        f"saving.save(Path({str(file)!r}), made_at=datetime.now(UTC))\n"
    )

    restored = empty()
    restored.manage("restore", file)

    with django_db_blocker.unblock(), restored.open():
        assert User.objects.get(email="old@example.org").signing_suspended_at is None


def write_as_then():
    models = {m._meta.label: m for m in saving.historical_models(saving.applied_migrations())}
    assert "signing_suspended_at" not in [f.name for f in models["people.User"]._meta.concrete_fields]
    models["people.User"]._base_manager.create(
        email="old@example.org", name="Old Person", password="!", uid="per_old"
    )
    connection.close()
