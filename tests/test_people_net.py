"""Below the actions: nobody is deleted, and no permission changes without an entry."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from cms.audit.models import Entry
from cms.people import actions
from cms.people.models import User
from cms.people.net import NeverDeleted
from tests import people
from tests.publishing import builders
from tests.publishing.builders import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mila():
    clock = Clock()
    builders.sign(builders.submit(builders.article(clock), clock), "medical", clock)
    return people.mila()


def new_entries(before):
    return [
        (e.action, e.subject, {k: v for k, v in e.detail_document.items() if k != actions.MADE})
        for e in Entry.objects.filter(sequence__gt=before).exclude(action="person.add").order_by("sequence")
    ]


def publish():
    return Permission.objects.get(codename="publish", content_type__app_label="publishing")


@pytest.mark.parametrize(
    "delete",
    [
        lambda person: person.delete(),
        lambda person: User.objects.filter(pk=person.pk).delete(),
        lambda person: person.groups.get().user_set.all().delete(),
    ],
    ids=["row", "rows", "through a group"],
)
def test_a_person_is_never_deleted(mila, delete):
    with pytest.raises(NeverDeleted, match="Deactivate the account instead"), transaction.atomic():
        delete(mila)

    assert User.objects.filter(pk=mila.pk).exists()


@pytest.mark.parametrize("change", ["DELETE FROM people_user", "UPDATE people_user SET uid = 'per_other'"])
def test_the_database_keeps_whoever_signed(mila, change):
    refused = pytest.raises(DatabaseError, match="the record names this row")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{change} WHERE id = %s", [mila.pk])

    assert User.objects.get(pk=mila.pk).uid == mila.uid


def test_the_database_lets_the_rest_of_a_person_change(mila):
    User.objects.filter(pk=mila.pk).update(is_active=False, name="Mila M. Moreau")


@pytest.mark.parametrize(
    ("change", "action", "detail"),
    [
        pytest.param(
            lambda p: p.user_permissions.add(publish()),
            "person.permissions",
            {"table": "people_user_user_permissions", "add": ["publishing.publish"]},
            id="a permission of one's own",
        ),
        pytest.param(
            lambda p: p.groups.add(Group.objects.get(name="publisher")),
            "person.permissions",
            {"table": "people_user_groups", "add": ["publisher"]},
            id="a group",
        ),
        pytest.param(
            lambda p: p.groups.remove(Group.objects.get(name="writer")),
            "person.permissions",
            {"table": "people_user_groups", "remove": ["writer"]},
            id="a group less",
        ),
        pytest.param(
            lambda p: p.groups.clear(),
            "person.permissions",
            {"table": "people_user_groups", "clear": ["writer"]},
            id="no group at all",
        ),
        pytest.param(
            lambda p: p.groups.set([Group.objects.get(name="writer")]), None, None, id="the same group"
        ),
        pytest.param(
            lambda p: p.groups.add(Group.objects.get(name="writer")), None, None, id="a group held already"
        ),
    ],
)
def test_what_a_person_may_changes_in_one_entry(change, action, detail):
    wanda = people.wanda()
    before = Entry.objects.count()

    change(wanda)

    wanted = [(action, wanda.uid, {"of": wanda.uid, **detail})] if action else []
    assert new_entries(before) == wanted


def test_what_a_group_may_changes_in_one_entry():
    group, before = Group.objects.get(name="writer"), Entry.objects.count()

    group.permissions.add(publish())

    detail = {"table": "auth_group_permissions", "of": "writer", "add": ["publishing.publish"]}
    assert new_entries(before) == [("group.permissions", "", detail)]


def test_a_group_gets_a_member_in_one_entry():
    wanda, before = people.wanda(), Entry.objects.count()

    Group.objects.get(name="publisher").user_set.add(wanda)

    detail = {"table": "people_user_groups", "of": "publisher", "add": [wanda.uid]}
    assert new_entries(before) == [("person.permissions", "", detail)]


def test_a_group_goes_in_one_entry():
    wanda, before = people.wanda(), Entry.objects.count()

    Group.objects.get(name="writer").delete()

    assert new_entries(before) == [("group.delete", "", {"of": "writer", "members": [wanda.uid]})]


def test_an_action_leaves_no_second_entry():
    wanda, before = people.wanda(), Entry.objects.count()

    actions.change_person(person=wanda, roles=["publisher"], by=people.ada(), clock=Clock())

    assert [action for action, _, _ in new_entries(before)] == ["person.change"]


def test_groups_and_second_factors_are_no_pages_of_the_admin():
    assert not {m._meta.app_label for m in admin.site._registry} & {"auth", "axes", "otp_totp", "otp_static"}


def test_createsuperuser_leaves_an_entry(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "walking-downhill-42")
    before = Entry.objects.count()

    call_command("createsuperuser", email="Root@example.org", name="Root", interactive=False, verbosity=0)

    root = User.objects.get(email="root@example.org")
    entry = Entry.objects.filter(sequence__gt=before).exclude(detail__contains='"system":true').get()
    assert (entry.action, entry.subject, entry.actor_name) == ("person.add", root.uid, "command")
    assert entry.detail_document["superuser"] is True
    assert root.is_superuser
    assert root.check_password("walking-downhill-42")
