"""Passwords by command, and what production demands of signing in."""

import io

import pytest
from django.core import checks
from django.core.management import CommandError, call_command

from cms.audit.models import Entry
from cms.people.models import User
from tests import people

NEW = "walking-downhill-42"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", NEW)


def test_a_password_by_command_is_one_entry_with_all_its_consequences(db, password, capsys):
    mila = people.mila()
    call_command("changepassword", "MILA@example.org")
    before = Entry.objects.count()
    call_command("changepassword", "mila@example.org")

    mila = User.objects.get(pk=mila.pk)
    assert mila.check_password(NEW)
    assert mila.must_change_password
    assert mila.signing_suspended_at
    assert list(mila.groups.values_list("name", flat=True)) == ["medical_reviewer"]
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert (entry.action, entry.subject, entry.actor_name) == ("person.change", mila.uid, "command")
    assert NEW not in entry.detail
    assert "chooses their own at the next sign-in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email", "said", "answer"),
    [
        ("nobody@elsewhere.org", NEW, "Nobody here has the e-mail address nobody@elsewhere.org."),
        ("tests@system.invalid", NEW, "Nobody here has the e-mail address"),
        ("mila@example.org", "short", "too short"),
        ("mila@example.org", "", "Set PERSON_PASSWORD"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(db, monkeypatch, email, said, answer):
    mila, before = people.mila(), Entry.objects.count()
    monkeypatch.setenv("PERSON_PASSWORD", said)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match=answer):
        call_command("changepassword", email)

    assert Entry.objects.count() == before
    assert User.objects.get(pk=mila.pk).check_password(people.PASSWORD)


@pytest.mark.parametrize(
    ("local", "on", "found"), [(False, False, True), (False, True, False), (True, False, False)]
)
def test_production_without_a_second_factor_is_an_error_of_the_deployment_check(settings, local, on, found):
    settings.LOCAL, settings.TWO_FACTOR = local, on

    errors = checks.run_checks(tags=["security"], include_deployment_checks=True)

    assert ("people.E001" in [error.id for error in errors]) == found


def test_a_second_factor_is_asked_where_the_world_can_reach(own_database):
    said = "from django.conf import settings; print(settings.TWO_FACTOR)"

    assert own_database.python(said).strip() == "False"
    assert own_database.python(said, ALLOWED_HOSTS="cms.example.org", SECRET_KEY="x" * 60).strip() == "True"
    off = {"ALLOWED_HOSTS": "cms.example.org", "SECRET_KEY": "x" * 60, "TWO_FACTOR": "false"}
    assert own_database.python(said, **off).strip() == "False"
