"""The test machinery keeps its own promises: nothing flushes, nothing leaves this machine."""

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
