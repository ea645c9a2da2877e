"""The test machinery keeps its own promises: nothing flushes, nothing leaves this machine."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

OFFENDERS = """
import socket, urllib.request
import pytest
from django.test import LiveServerTestCase, TransactionTestCase

@pytest.mark.django_db(transaction=True)
def test_marker(): pass

def test_fixture(transactional_db): pass

class TestClass(TransactionTestCase):
    def test_class(self): pass

class TestLive(LiveServerTestCase):
    def test_live(self): pass

def test_both(db, own_database): pass

def test_network():
    with pytest.raises(RuntimeError, match="only talk to this machine"):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)

def test_without_asking():
    from django.contrib.auth.models import Group
    Group.objects.count()
"""


def test_what_flushes_or_reaches_outside_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "test_offenders.py").write_text(OFFENDERS)
    command = [
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        ROOT,
        "-p",
        "no:cacheprovider",
        "-q",
        "--tb=line",
        "-rN",
        tmp_path,
    ]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *command], cwd=ROOT, capture_output=True, text=True
    )

    said = done.stdout
    assert said.count("This test would flush the database, and the record refuses to be emptied.") == 4
    assert said.count("A test works either in a rollback (`db`) or on its own copy (`own_database`).") == 1
    assert "Database access not allowed" in said
    assert "1 failed, 1 passed, 5 errors" in said


SHARED = """
import pytest

def test_pure(): pass

def test_rows(db): pass

@pytest.mark.once("sqlite")
def test_pages(db): pass

@pytest.mark.once("postgres")
def test_table(own_database): pass
"""


def test_two_runs_side_by_side_leave_nothing_out(tmp_path):
    (tmp_path / "test_shared.py").write_text(SHARED)

    assert collected(tmp_path, "sqlite", "--divided") == {"test_pure", "test_rows", "test_pages"}
    assert collected(tmp_path, "postgres", "--divided") == {"test_rows", "test_table"}
    assert len(collected(tmp_path, "postgres")) == 4


def collected(folder, db, *options):
    options = ["-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "-p", "no:cacheprovider", *options, folder]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "--db", db, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        # Nobody is asked while tests are only named.
        env=os.environ | {"TEST_DATABASE_URL": "postgresql:///nowhere"},
    )
    return {line.rpartition("::")[2] for line in done.stdout.splitlines() if "::" in line}
