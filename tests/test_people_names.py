"""Who stands in the record keeps who they are: names, addresses, sessions of people who left."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cms.audit.models import Entry
from cms.people import actions
from cms.people.models import PastEmail, User
from tests import people
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk
from tests.publishing.builders import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mila():
    """She signed."""
    clock = Clock()
    builders.sign(builders.submit(builders.article(clock), clock), "medical", clock)
    return people.mila()


@pytest.fixture
def page(mila):
    return Desk(people.ada()).open(f"/admin/people/user/{mila.pk}/change/")


def test_a_new_name_needs_a_reason(page, mila):
    before = Entry.objects.count()

    assert page.send(name="Mila Monet").errors == ["Say why the name changes: it stands in the record."]
    assert Entry.objects.count() == before
    page.send(name="Mila Monet", reason="She married.")

    entry = Entry.objects.first()
    assert entry.reason == "She married."
    assert entry.detail_document["changes"] == {"name": ["Mila Moreau", "Mila Monet"]}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"name": "otto OBERMAN"},
            "Somebody else is called otto OBERMAN. The record must tell them apart: add a middle name.",
        ),
        (
            {"name": "Zoe Zander", "email": "zoe@example.org"},
            "Change the name or the e-mail address, not both at once: the record names this person.",
        ),
    ],
)
def test_nobody_who_signed_becomes_somebody_else(page, mila, change, error):
    people.otto()

    assert page.send(**change, reason="A mistake.").errors == [error]
    for name, value in change.items():
        setattr(mila, name, value)
    with pytest.raises(actions.NotThisName):
        actions.change_person(
            person=mila, roles=["medical_reviewer"], by=people.ada(), clock=Clock(), reason="x"
        )
    assert User.objects.get(pk=mila.pk).name == "Mila Moreau"


def test_what_was_typed_is_still_there_after_a_refusal(page):
    said = page.send(name="Mila Monet", credentials="MD, PhD")

    assert said.values()["name"] == "Mila Monet"
    assert said.values()["credentials"] == "MD, PhD"


def test_who_does_not_stand_in_the_record_is_renamed_freely():
    nobody = people.nobody()
    page = Desk(people.ada()).open(f"/admin/people/user/{nobody.pk}/change/")

    assert page.send(name="Norma Nemo", email="norma@example.org").errors == []


def test_an_address_of_before_is_never_given_to_another_person(page, mila):
    page.send(email="moreau@example.org", reason="Her wish.")
    assert PastEmail.objects.get().email == "mila@example.org"
    ada = Desk(people.ada())
    sentence = "mila@example.org belonged to somebody before. An address is never given to another person."

    new = {"name": "Mila Two", "email": "Mila@example.org", "credentials": "", "roles": ["writer"]}
    assert ada.open("/admin/people/user/add/").send(**new).errors == [sentence]
    wanda = people.wanda()
    other = ada.open(f"/admin/people/user/{wanda.pk}/change/")
    assert other.send(email="mila@example.org").errors == [sentence]
    with pytest.raises(actions.EmailTaken):
        actions.add_person(email="MILA@example.org", name="X", roles=[], by=people.ada(), clock=timezone.now)


def test_ones_own_address_of_before_may_come_back(page, mila):
    page.send(email="moreau@example.org", reason="Her wish.")
    again = page.desk.open(page.address).send(email="mila@example.org", reason="Back.")

    assert again.errors == []
    assert User.objects.get(pk=mila.pk).email == "mila@example.org"


def test_who_signed_is_deactivated_and_stays_in_what_they_signed(page, mila):
    page.send(is_active="")

    assert not User.objects.get(pk=mila.pk).is_active
    assert Entry.objects.filter(action="release.sign", actor_name="Mila Moreau, MD, FACC").exists()


def addresses():
    """Every page of the admin that needs nothing but an address, and those about the person at hand."""
    yield from ("/admin/", "/admin/review/", "/admin/review/alive/", "/admin/password_change/")
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        for page in ("changelist", "add"):
            try:
                yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            except NoReverseMatch:
                continue


class TestADeactivatedPerson:
    @pytest.fixture
    def gone(self):
        """The session of somebody who might do everything a moment ago."""
        root = User.objects.create_superuser("root@example.org", people.PASSWORD, name="Root")
        desk = Desk(root)
        assert desk.client.get("/admin/").status_code == 200
        root.is_active = False
        actions.change_person(person=root, roles=[], by=actions.system_person("tests"), clock=timezone.now)
        return desk

    def test_gets_nothing_at_the_next_request(self, gone):
        opened = []
        for address in addresses():
            for send in (gone.client.get, gone.client.post):
                answer = send(address)
                if answer.status_code == 200 and address != "/admin/review/alive/":
                    opened.append(address)
                assert answer.status_code < 500, address
        assert opened == []

    def test_is_told_by_the_page_that_is_still_open(self, gone):
        assert gone.client.get("/admin/review/alive/").json()["person"] == ""

    def test_changes_nothing(self, gone):
        before = Entry.objects.count()
        wanda = people.wanda()
        count = Entry.objects.count()

        gone.client.post(f"/admin/people/user/{wanda.pk}/change/", {"name": "X", "email": "x@example.org"})

        assert User.objects.get(pk=wanda.pk).name == "Wanda Wright"
        assert Entry.objects.count() == count >= before

    def test_does_not_sign_in_again(self, gone):
        gone.client.logout()
        gone.client.post("/admin/login/", {"username": "root@example.org", "password": people.PASSWORD})

        assert gone.client.get("/admin/").status_code == 302
