"""`checkpoint` and `verify_audit` as an operator meets them: what they do, refuse and say."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.audit import keys
from cms.audit.models import Entry
from tests import people
from tests.publishing import builders

from .test_checkpoints import execute, findings, happen


@pytest.fixture
def clock(db):
    people.ada(), people.wanda()
    return builders.Clock()


class TestCommands:
    @pytest.fixture
    def configured(self, tmp_path, settings, clock):
        settings.CHECKPOINT_DIR = str(tmp_path / "out")
        settings.CHECKPOINT_KEY = str(tmp_path / "key.pem")
        run("checkpoint", new_key=tmp_path / "key.pem")
        happen(clock, 2)
        return tmp_path

    def test_a_key_is_made_and_printed(self, tmp_path, db):
        out = run("checkpoint", new_key=tmp_path / "key.pem")

        assert keys.Key.read(tmp_path / "key.pem").public in out
        assert "apart from the database" in out
        assert not Entry.objects.filter(action="checkpoint.make").exists()
        with pytest.raises(CommandError, match="is there already"):
            run("checkpoint", new_key=tmp_path / "key.pem")

    def test_one_is_made_and_a_second_one_is_not(self, configured):
        assert "Signed the trail up to entry" in run("checkpoint")
        assert "Nothing has happened since checkpoint-" in run("checkpoint")
        assert len(list((configured / "out").iterdir())) == 1

    def test_keys_are_handed_over(self, configured, settings, clock):
        run("checkpoint")
        settings.CHECKPOINT_TRUSTED = [keys.Key.read(settings.CHECKPOINT_KEY).public]
        run("checkpoint", new_key=configured / "next.pem")
        assert "Both keys signed" in run("checkpoint", hand_over=configured / "next.pem")
        happen(clock)

        with pytest.raises(CommandError, match="was handed over to another"):
            run("checkpoint")
        settings.CHECKPOINT_KEY = str(configured / "next.pem")
        run("checkpoint")

        assert findings() == []

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"key": "/nowhere/key.pem"}, "/nowhere/key.pem cannot be read"),
            ({"to": "/proc/nothing"}, "cannot be written"),
            ({"hand_over": "/nowhere/next.pem"}, "/nowhere/next.pem cannot be read"),
            ({"new_key": "/nowhere/key.pem"}, "/nowhere/key.pem cannot be written"),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_what_is_wrong_is_said(self, configured, options, sentence):
        before = Entry.objects.filter(action="checkpoint.make").count()

        with pytest.raises(CommandError, match=sentence):
            run("checkpoint", **options)

        assert Entry.objects.filter(action="checkpoint.make").count() == before

    def test_without_configuration_it_says_what_is_missing(self, clock, tmp_path):
        happen(clock)

        with pytest.raises(CommandError, match="set CHECKPOINT_DIR"):
            run("checkpoint")
        with pytest.raises(CommandError, match="set CHECKPOINT_KEY"):
            run("checkpoint", to=tmp_path)

    def test_verification_says_what_it_cannot_show(self, clock, configured, settings):
        assert "There is no checkpoint to compare with" in run("verify_audit", checkpoints=[configured])
        run("checkpoint")
        assert "1 checkpoint compared; the record holds." in run("verify_audit")
        happen(clock)
        assert "No checkpoint vouches yet for what came after entry" in run("verify_audit")
        settings.CHECKPOINT_DIR = ""
        assert "No checkpoint was compared, because CHECKPOINT_DIR is not set" in run("verify_audit")

    def test_monitoring_gets_json(self, configured, capsys):
        run("checkpoint")
        answer = json.loads(run("verify_audit", json=True))
        assert answer["holds"]
        assert answer["findings"] == []
        assert answer["checkpoints"] == 1
        assert answer["entries"] == Entry.objects.count() == answer["vouched_for_until"] + 1
        execute("UPDATE audit_entry SET reason = 'another' WHERE sequence = 2")

        out = StringIO()
        with pytest.raises(CommandError) as failure:
            call_command("verify_audit", json=True, stdout=out)

        assert failure.value.returncode == 1
        answer = json.loads(out.getvalue())
        assert not answer["holds"]
        assert {"where": "entry 2", "sentence": "its columns do not match its hash", "entry": 0} in answer[
            "findings"
        ]

    def test_a_folder_that_is_not_there_is_said(self, db):
        with pytest.raises(CommandError, match="There is no folder /nowhere"):
            run("verify_audit", checkpoints=["/nowhere"])


def run(name, **options):
    out = StringIO()
    call_command(
        name,
        stdout=out,
        **{k: str(v) if k != "checkpoints" and k != "json" else v for k, v in options.items()},
    )
    return out.getvalue()
