"""`manage.py register` writes the register of a period into a file, and leaves one entry."""

import hashlib
import json
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.audit.models import Entry
from tests import people
from tests.publishing import builders

pytestmark = pytest.mark.django_db


def one_live_page():
    people.everybody()
    builders.go_live(builders.article(timezone.now), timezone.now)


@pytest.fixture(autouse=True)
def house(arranged):
    arranged(one_live_page)


def run(file, *said, by="otto@example.org"):
    out = StringIO()
    call_command("register", str(file), *said, "--by", by, stdout=out)
    return out.getvalue()


def today():
    day = timezone.localdate().isoformat()
    return ("--from", day, "--to", day)


def test_it_writes_tables(tmp_path):
    before, file = Entry.objects.count(), tmp_path / "register.zip"

    said = run(file, *today(), "--sample", "3")

    with zipfile.ZipFile(file) as pack:
        assert {"README.txt", "figures.csv", "sample.csv", "01-publications.csv"} <= set(pack.namelist())
        assert len(pack.read("sample.csv").decode().strip().splitlines()) == 4
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest in said
    assert "The period goes on" in said
    [entry] = Entry.objects.order_by("sequence")[before:]
    assert entry.detail_document["sha256"] == digest


def test_without_days_it_takes_the_last_quarter(tmp_path):
    file = tmp_path / "register.json"

    said = run(file)

    assert json.loads(file.read_text())["goes_on"] is False
    assert "goes on" not in said


@pytest.mark.parametrize(
    ("name", "said", "by", "sentence"),
    [
        ("r.json", ("--from", "soon", "--to", "later"), "otto@example.org", "“soon” is no day"),
        ("r.json", ("--from", "2026-02-30", "--to", "2026-03-01"), "otto@example.org", "is no day"),
        ("r.json", ("--from", "2026-03-01"), "otto@example.org", "Give both days"),
        ("r.json", ("--from", "2026-03-02", "--to", "2026-03-01"), "otto@example.org", "ends before"),
        ("r.json", ("--from", "2026-03-02", "--to", "2999-03-01"), "otto@example.org", "has not come yet"),
        ("r.json", ("--sample", "0"), "otto@example.org", "1 to 200"),
        ("r.pdf", (), "otto@example.org", "ends in neither"),
        ("r.json", (), "who@example.org", "Nobody here"),
        ("r.json", (), "wanda@example.org", "may not read the record"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path, name, said, by, sentence):
    before = Entry.objects.count()

    with pytest.raises(CommandError, match=sentence):
        run(tmp_path / name, *said, by=by)

    assert list(tmp_path.iterdir()) == []
    assert Entry.objects.count() == before


def test_a_file_that_is_there_is_left_alone(tmp_path):
    file = tmp_path / "r.json"
    file.write_text("Mine.")

    with pytest.raises(CommandError, match="there already"):
        run(file)

    assert file.read_text() == "Mine."
