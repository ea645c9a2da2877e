"""People in the admin: added, changed, switched off and never deleted, each in one entry."""

import json

import pytest

from cms.audit.models import Entry
from cms.people.models import User
from tests import people
from tests.publishing.admin.browsing import Desk

pytestmark = pytest.mark.django_db

NEW = {"name": "Nils Neu", "email": "nils@example.org", "credentials": "RN", "roles": ["writer"]}


@pytest.fixture
def ada():
    return Desk(people.ada())


def last():
    return Entry.objects.order_by("-sequence").first()


def test_a_person_is_added_in_one_entry(ada):
    before = Entry.objects.count()

    said = ada.open("/admin/people/user/add/").send(**NEW, password="walking-downhill-42")

    nils = User.objects.get(email="nils@example.org")
    assert said.status == 200
    assert nils.check_password("walking-downhill-42")
    assert list(nils.groups.values_list("name", flat=True)) == ["writer"]
    assert Entry.objects.count() == before + 1
    assert (last().action, last().subject, last().actor_name) == ("person.add", nils.uid, "Ada Archer")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"email": "ADA@example.org"}, "ada@example.org belongs to somebody already."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"name": ""}, "This field is required."),
        (
            {"password": "short"},
            "This password is too short. It must contain at least 12 characters.",
        ),
        (
            {"roles": ["king"]},
            "Select a valid choice. king is not one of the available choices.",
        ),
    ],
)
def test_a_mistake_stands_beside_its_field(ada, wrong, error):
    before = Entry.objects.count()

    said = ada.open("/admin/people/user/add/").send(**{**NEW, **wrong})

    assert error in said.errors
    assert Entry.objects.count() == before


def test_roles_and_activity_change_in_one_entry_with_old_and_new(ada):
    wanda = people.wanda()
    before = Entry.objects.count()

    ada.open(f"/admin/people/user/{wanda.pk}/change/").send(
        roles=["writer", "publisher"], is_active="", reason="She moves."
    )

    wanda.refresh_from_db()
    assert not wanda.is_active
    assert Entry.objects.count() == before + 1
    assert last().reason == "She moves."
    assert json.loads(last().detail)["changes"] == {
        "is_active": ["True", "False"],
        "roles": ["writer", "publisher writer"],
    }


def test_saving_a_person_unchanged_leaves_no_entry(ada):
    wanda = people.wanda()
    before = Entry.objects.count()

    ada.open(f"/admin/people/user/{wanda.pk}/change/").send()

    assert Entry.objects.count() == before


def test_people_are_never_deleted(ada):
    wanda = people.wanda()

    assert ada.client.post(f"/admin/people/user/{wanda.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "Delete" not in ada.open("/admin/people/user/").words
    assert User.objects.filter(pk=wanda.pk).exists()


def test_a_password_is_set_in_one_entry_that_does_not_hold_it(ada):
    wanda = people.wanda()
    before = Entry.objects.count()
    address = f"/admin/people/user/{wanda.pk}/password/"

    different = ada.open(address).send(password1="walking-downhill-42", password2="another-one-42")
    assert different.errors == ["The two password fields didn’t match."]
    ada.open(address).send(password1="walking-downhill-42", password2="walking-downhill-42")

    wanda.refresh_from_db()
    assert wanda.check_password("walking-downhill-42")
    assert Entry.objects.count() == before + 1
    assert json.loads(last().detail)["changes"] == {"password": ["", "set anew"]}


def test_ones_own_password_is_changed_in_one_entry(ada):
    wanda = Desk(people.wanda())
    before = Entry.objects.count()
    new = "walking-downhill-42"

    wanda.open("/admin/password_change/").send(
        old_password=people.PASSWORD, new_password1=new, new_password2=new
    )

    assert people.wanda().check_password(new)
    assert Entry.objects.count() == before + 1
    assert (last().subject, last().actor) == (wanda.person.uid, wanda.person.uid)
    assert wanda.client.get("/admin/").status_code == 200  # still signed in


def test_ones_own_password_takes_the_old_one_for_an_administrator_too(ada):
    new = {"password1": "walking-downhill-42", "password2": "walking-downhill-42"}

    said = ada.post(f"/admin/people/user/{ada.person.pk}/password/", **new)

    assert said.address == "/admin/password_change/"
    assert people.ada().check_password(people.PASSWORD)


def test_an_administrator_cannot_take_over_somebody_who_may_do_more(ada):
    root = User.objects.create_superuser("root@example.org", "walking-downhill-42", name="Root")

    assert ada.client.get(f"/admin/people/user/{root.pk}/password/").status_code == 403
    assert ada.client.post(f"/admin/people/user/{root.pk}/change/", NEW).status_code == 403
    assert "superuser" not in ada.open(f"/admin/people/user/{people.wanda().pk}/change/").words.lower()
    ada.open(f"/admin/people/user/{people.wanda().pk}/change/").send(is_superuser="on")
    assert not people.wanda().is_superuser


def test_system_people_stay_out_of_sight(ada):
    assert "tests@system.invalid" not in ada.open("/admin/people/user/").words


def test_compliance_reads_people_and_changes_none():
    otto, ada = Desk(people.otto()), people.ada()
    for address in ("", f"{ada.pk}/change/"):
        assert otto.client.get(f"/admin/people/user/{address}").status_code == 200
    for address in ("add/", f"{ada.pk}/password/"):
        assert otto.client.get(f"/admin/people/user/{address}").status_code == 403
    assert otto.client.post(f"/admin/people/user/{ada.pk}/change/", NEW).status_code == 403


@pytest.mark.parametrize("who", ["wanda", "mila", "pia", "nobody"])
def test_only_administrators_reach_people(who):
    desk = Desk(getattr(people, who)())
    for address in ("", "add/", f"{people.ada().pk}/change/", f"{people.ada().pk}/password/"):
        assert desk.client.get(f"/admin/people/user/{address}").status_code == 403


def test_the_trail_is_read_by_those_who_may_and_written_by_nobody(ada):
    wanda = people.wanda()
    ada.open(f"/admin/people/user/{wanda.pk}/change/").send(credentials="MA", reason="A degree.")
    entry = last()
    otto = Desk(people.otto())

    assert "A degree." in otto.open("/admin/audit/entry/", q="degree").words
    assert "A degree." in otto.open("/admin/audit/entry/", about="person", when="7").words
    assert "A degree." not in otto.open("/admin/audit/entry/", about="release").words
    shown = otto.open(f"/admin/audit/entry/{entry.pk}/change/")
    assert entry.hash in shown.words
    assert "credentials" in shown.words
    for address in ("add/", f"{entry.pk}/delete/"):
        assert otto.client.get(f"/admin/audit/entry/{address}").status_code == 403
    assert otto.client.post(f"/admin/audit/entry/{entry.pk}/change/", {"reason": "x"}).status_code == 403
    for who in (people.wanda(), people.mila(), people.pia(), people.nobody()):
        assert Desk(who).client.get("/admin/audit/entry/").status_code == 403


def test_the_history_of_a_person_is_the_trail():
    ada = Desk(people.ada())
    said = ada.open(f"/admin/people/user/{people.wanda().pk}/history/")
    assert said.address == "/admin/audit/entry/"
    assert "person.add" in said.words
