"""Whatever is sent, the answer is a sentence: never an error of the server, never silence."""

import pytest
from django.utils import timezone

from articles.models import Treatment
from cms.publishing import record
from cms.publishing.models import Release
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form, page, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    item = builders.save(Treatment(name="Walking", slug="walking"), timezone.now)
    builders.go_live(item, timezone.now)
    builders.edit(item, timezone.now, name="Walking plans")
    builders.submit(item, timezone.now)
    return item


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"change": ""}, "Say what kind of change it is."),
        ({"change": "attested"}, "Select a valid choice. attested is not one of the available choices."),
        ({"reason": " "}, "Say what changed and why."),
        ({"reason": "x\0y"}, "Null characters are not allowed."),
        ({"reason": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"also": "art_\0"}, "Select a valid choice. art_"),
        ({"publish_at_0": "2020-01-01", "publish_at_1": "10:00"}, "That moment has passed."),
        ({"publish_at_0": "9999-12-31", "publish_at_1": "23:59"}, "Choose a moment in the next 10 years."),
        ({"publish_at_0": "soon"}, "Enter a valid date."),
        (
            {"publish_at_0": "2030-01-01", "publish_at_1": "10:00", "when_signed": ""},
            "A date needs “Publish when signed”.",
        ),
    ],
)
def test_a_submission_with_a_mistake(item, said, error):
    before = Release.objects.count()

    answer = Desk(people.wanda()).open(page(item, "submit")).send(**{"reason": "It is ready.", **said})

    assert answer.status == 200
    assert any(error in one for one in answer.errors)
    assert Release.objects.count() == before


@pytest.mark.parametrize(
    "address",
    [
        "/admin/articles/treatment/?state=nowhere",
        "/admin/articles/treatment/?archived=perhaps",
        "/admin/articles/treatment/?p=99999",
        "/admin/articles/treatment/?q=%00",
        "/admin/articles/treatment/?o=99.x",
        "/admin/audit/entry/?when=x&about=y&q=%00",
        "/admin/people/user/?role=king",
        "/admin/articles/treatment/1/history/?page=x",
        "/admin/articles/treatment/1/live-pages/?q=%00",
        "/admin/articles/treatment/99999999999999999999/submit/",
        "/admin/articles/treatment/1/revisions/99999999999999999999/",
        "/admin/review/rel_%00/",
        "/admin/review/" + "x" * 300 + "/",
        "/admin/review/sealing/99999999999999999999/",
    ],
)
def test_an_address_with_nonsense_is_answered(item, address):
    superuser = people.ada()
    superuser.is_superuser = True
    superuser.save()
    answer = Desk(superuser).client.get(address.replace("/1/", f"/{item.pk}/"), follow=True)
    assert answer.status_code in (200, 404)


def test_signing_with_nonsense_signs_nothing(item):
    otto = Desk(people.otto())
    release = record.open_release_of(item.uid, timezone.now())
    for said in (
        {},
        {"meaning": "king"},
        {"password": "\0"},
        {"meaning": "medical", "password": people.PASSWORD},
    ):
        answer = otto.post(review(release), **said)
        assert answer.status == 200
        assert answer.errors
    assert not release.signatures.exists()


def test_a_reason_with_nonsense_saves_nothing(item):
    answer = Desk(people.wanda()).open(change_form(item)).send(name="Other", save_reason="x\0y")
    assert "Null characters are not allowed." in answer.errors
    item.refresh_from_db()
    assert item.name == "Walking plans"
