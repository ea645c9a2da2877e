"""The command that adds a person: what it does, and what it says when it will not."""

import io

import pytest
from django.core.management import CommandError, call_command

from cms.audit.models import Entry
from cms.people.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", PASSWORD)


def added():
    """What the trail says, apart from the system people."""
    system = User.objects.filter(is_system=True).values("uid")
    entries = Entry.objects.exclude(subject__in=system).exclude(action="roles.sync")
    return list(entries.values_list("action", "subject"))


def test_a_person_is_added_with_their_roles_in_one_entry(db, capsys):
    call_command(
        "add_person",
        "Mila@Example.org",
        "--role",
        "medical_reviewer",
        "--name",
        "Mila",
        "--credentials",
        "MD",
    )

    person = User.objects.get(email="mila@example.org")
    assert person.check_password(PASSWORD)
    assert [group.name for group in person.groups.all()] == ["medical_reviewer"]
    assert person.has_perm("publishing.sign_medical")
    assert not person.is_superuser
    assert added() == [("person.add", person.uid)]
    assert "Added Mila, MD <mila@example.org> as medical_reviewer." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "password", "answer"),
    [
        pytest.param(["nonsense", "--role", "writer"], PASSWORD, "not an e-mail address", id="no address"),
        pytest.param(["a@b.org", "--role", "king"], PASSWORD, "invalid choice: 'king'", id="no such role"),
        pytest.param(["a@b.org"], PASSWORD, "--role", id="no role"),
        pytest.param(["a@b.org", "--role", "writer"], "short", "too short", id="short password"),
        pytest.param(
            ["wanda.wright@b.org", "--role", "writer"], "wanda.wright@", "too similar", id="own address"
        ),
        pytest.param(["a@b.org", "--role", "writer"], "", "Set PERSON_PASSWORD", id="nobody to ask"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(db, monkeypatch, arguments, password, answer):
    monkeypatch.setenv("PERSON_PASSWORD", password)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match=answer):
        call_command("add_person", *arguments)

    assert not User.objects.filter(is_system=False).exists()
    assert not added()


def test_an_address_belongs_to_one_person_whatever_its_case(db):
    call_command("add_person", "wanda@example.org", "--role", "writer")

    with pytest.raises(CommandError, match="belongs to somebody already"):
        call_command("add_person", "WANDA@example.org", "--role", "publisher")
