"""An export replaces an earlier export, or fills an empty folder, and touches nothing else."""

import os

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.files import exporting
from articles.models import Article, Topic
from cms.publishing import actions
from tests import people
from tests.articles.files import folders

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(tmp_path):
    call_command("import_content", str(folders.make(tmp_path / "source", folders.GOOD)))


@pytest.fixture
def target(tmp_path):
    return tmp_path / "deep" / "target"


def export(target):
    call_command("export_content", str(target))


def test_a_new_folder_and_an_empty_one_are_filled(content, target, capsys):
    export(target)
    first = folders.read(target)
    empty = target.parent / "empty"
    empty.mkdir()
    export(empty)

    assert folders.read(empty) == first
    assert f"Exported into {target}: articles 1, assessments 1" in capsys.readouterr().out


def test_an_earlier_export_is_replaced_whole(content, target):
    export(target)
    Topic.objects.create(slug="more", name="More")
    Article.objects.update(dek="Changed.")

    export(target)

    assert b"dek: Changed." in (target / "articles/walking.md").read_bytes()
    assert (target / "topics/more.yaml").exists()
    assert os.listdir(target.parent) == ["target"]


CASES = {
    "somebody's files": (
        {"notes.txt": "Mine."},
        "is not empty: export into a new folder, or into an earlier export.",
    ),
    "content without an export": (folders.GOOD, "is not empty"),
    "an unreadable list": ({exporting.MANIFEST: "{}"}, "cannot be read: export into a new folder."),
}


@pytest.mark.parametrize(("files", "sentence"), CASES.values(), ids=CASES.keys())
def test_another_folder_is_left_alone(files, sentence, content, target):
    folders.make(target, files)
    before = folders.read(target)

    with pytest.raises(CommandError, match=sentence):
        export(target)

    assert folders.read(target) == before


def test_an_export_that_somebody_worked_in_is_left_alone(content, target):
    export(target)
    (target / "articles/walking.md").write_text("My own words.")

    with pytest.raises(CommandError, match=r"articles/walking.md was changed since the export"):
        export(target)

    assert (target / "articles/walking.md").read_text() == "My own words."


def test_an_export_with_something_added_is_left_alone(content, target):
    export(target)
    folders.make(target, {".git/HEAD": "ref"})

    with pytest.raises(CommandError, match=r".git/HEAD was not written by an export"):
        export(target)


def test_a_file_in_the_place_of_the_folder_is_left_alone(content, target):
    folders.make(target.parent, {"target": "Mine."})

    with pytest.raises(CommandError, match="is a file: name a folder"):
        export(target)


def test_a_crash_leaves_the_earlier_export_as_it_was(content, target, monkeypatch):
    export(target)
    before = folders.read(target)
    Article.objects.update(dek="Changed.")

    def crash(files, folder):
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "fill", crash)
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        export(target)

    assert folders.read(target) == before
    assert os.listdir(target.parent) == ["target"]


def test_a_crash_between_the_two_renames_brings_the_earlier_export_back(content, target, monkeypatch):
    export(target)
    before = folders.read(target)
    rename = os.rename
    monkeypatch.setattr(
        os,
        "rename",
        lambda a, b: (_ for _ in ()).throw(OSError(5, "I/O error")) if a.name == "new" else rename(a, b),
    )

    with pytest.raises(CommandError):
        export(target)

    assert folders.read(target) == before


def test_nothing_to_export_is_said(target):
    with pytest.raises(CommandError, match="There are no drafts to export"):
        export(target)

    assert not target.exists()


def test_archived_drafts_stay_out_unless_something_refers_to_them(content, target, capsys):
    wanda = people.wanda()
    lonely = Topic.objects.create(slug="lonely", name="Lonely")
    for item in (lonely, Topic.objects.get(slug="leg-pain")):
        actions.archive(item=item, by=wanda, clock=timezone.now)

    export(target)

    assert sorted(os.listdir(target / "topics")) == ["leg-pain.yaml"]
    assert "Left out, because archived: topics/lonely." in capsys.readouterr().out
