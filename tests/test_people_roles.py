"""Roles become groups by migration, and system people come about by the way: the trail says both."""

import pytest
from django.contrib.auth.models import Group, Permission

from cms.audit import trail
from cms.audit.models import Entry
from cms.people import actions, role_sync
from cms.people.models import User
from cms.people.roles import Role
from tests import people
from tests.publishing.builders import Clock

pytestmark = pytest.mark.django_db


def syncs():
    return Entry.objects.filter(action=role_sync.ACTION).order_by("sequence")


def test_the_first_migrate_of_an_empty_database_is_one_entry():
    entry = syncs().get()

    assert entry.sequence == 1
    assert entry.actor_name == "migrate"
    assert set(entry.detail_document["roles"]) == set(Role.values)
    assert entry.detail_document["system_people_added"] == [entry.actor]
    assert "publishing.sign_medical" in entry.detail_document["roles"]["medical_reviewer"]["add"]


def test_a_sync_that_changes_nothing_leaves_no_entry():
    before = Entry.objects.count()

    role_sync.sync()

    assert Entry.objects.count() == before


def test_a_sync_that_changes_a_role_is_one_entry_with_what_was_added_and_removed():
    group = Group.objects.get(name=Role.WRITER)
    publish = Permission.objects.get(codename="publish", content_type__app_label="publishing")
    submit = Permission.objects.get(codename="submit", content_type__app_label="publishing")
    with trail.entry(action="test.tamper", by=people.ada(), clock=Clock()):
        group.permissions.add(publish)
        group.permissions.remove(submit)
    before = Entry.objects.count()

    role_sync.sync()

    assert Entry.objects.count() == before + 1
    assert syncs().last().detail_document["roles"] == {
        "writer": {"add": ["publishing.submit"], "remove": ["publishing.publish"]}
    }
    held = set(group.permissions.values_list("codename", flat=True))
    assert "submit" in held
    assert "publish" not in held


def test_a_system_person_comes_about_in_one_entry_of_their_own():
    before = Entry.objects.count()

    person = actions.system_person("robot")
    again = actions.system_person("robot")

    assert again == person
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert (entry.action, entry.subject, entry.actor) == ("person.add", person.uid, person.uid)


def test_within_an_action_its_entry_notes_the_system_person():
    ada, before = people.ada(), Entry.objects.count()

    with trail.entry(action="test.outer", by=ada, clock=Clock()) as entry:
        person = actions.system_person("robot")
        entry.detail = {"said": "anew"}

    assert Entry.objects.count() == before + 1
    assert Entry.objects.first().detail_document == {"said": "anew", "system_people_added": [person.uid]}


def test_an_action_that_made_a_system_person_is_not_discarded():
    ada, before = people.ada(), Entry.objects.count()

    with trail.entry(action="test.outer", by=ada, clock=Clock()) as entry:
        actions.system_person("robot")
        entry.discard()

    assert Entry.objects.count() == before + 1
    assert User.objects.filter(name="robot").exists()
