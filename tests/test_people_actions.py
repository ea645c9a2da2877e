"""Changes to people are for those who may, whoever calls the action."""

import pytest

from cms.audit.models import Entry
from cms.people import actions
from cms.people.models import User
from tests import people
from tests.publishing.builders import Clock

pytestmark = pytest.mark.django_db


def change(person, by, roles=("writer",), **fields):
    for name, value in fields.items():
        setattr(person, name, value)
    actions.change_person(person=person, roles=roles, by=by, clock=Clock())


def superuser():
    by = actions.system_person("tests")
    return actions.add_person(
        email="root@example.org", name="Root", roles=[], by=by, clock=Clock(), is_superuser=True
    )


def test_people_without_the_role_add_nobody():
    wanda, before = people.wanda(), Entry.objects.count()

    with pytest.raises(actions.NotAllowed, match="Wanda Wright may not do this to people"):
        actions.add_person(email="x@example.org", name="X", roles=["publisher"], by=wanda, clock=Clock())

    assert not User.objects.filter(email="x@example.org").exists()
    assert Entry.objects.count() == before


def test_nobody_gives_themselves_a_role_they_may_not_give():
    wanda, before = people.wanda(), Entry.objects.count()

    with pytest.raises(actions.NotAllowed):
        change(wanda, wanda, roles=["writer", "medical_reviewer"])

    assert [group.name for group in wanda.groups.all()] == ["writer"]
    assert Entry.objects.count() == before


def test_everybody_changes_their_own_password():
    wanda = people.wanda()
    wanda.set_password("another-hill-43")

    actions.change_person(person=wanda, roles=["writer"], by=wanda, clock=Clock())

    assert User.objects.get(pk=wanda.pk).check_password("another-hill-43")


def test_nobody_sets_the_password_of_another_without_the_role():
    otto = people.otto()
    otto.set_password("another-hill-43")

    with pytest.raises(actions.NotAllowed):
        actions.change_person(person=otto, roles=["compliance_officer"], by=people.wanda(), clock=Clock())


@pytest.mark.parametrize("before", [True, False])
def test_administrators_neither_make_nor_change_superusers(before):
    person = superuser() if before else people.wanda()

    with pytest.raises(actions.NotAllowed):
        change(person, people.ada(), is_superuser=not before)


def test_an_administrator_adds_no_superuser():
    with pytest.raises(actions.NotAllowed):
        actions.add_person(
            email="x@example.org", name="X", roles=[], by=people.ada(), clock=Clock(), is_superuser=True
        )
