"""Who may ask the compliance API, and what each read leaves behind."""

import pytest

from cms.audit.models import Entry
from cms.people import tokens
from cms.people.models import Token, User
from cms.publishing.models import Publication, Revision

from .readers import ROOT

pytestmark = pytest.mark.django_db


def addresses(item, digest):
    return [
        f"{ROOT}/articles/leg-pain/at?time=2040-03-05T09:30:00Z",
        f"{ROOT}/articles/leg-pain/history",
        f"{ROOT}/articles/leg-pain/verify",
        f"{ROOT}/documents/{digest}",
        f"{ROOT}/documents/{digest}/uses",
    ]


@pytest.mark.parametrize("number", [0, 4])
def test_without_a_good_token_nothing_is_read(client, otto, page, clock, number):
    address = addresses(page.item, Revision.objects.first().digest)[number]
    good = {"Authorization": f"Bearer {otto.text}"}

    def answers(headers):
        response = client.get(address, headers=headers)
        assert response.json()["status"] == response.status_code
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == "private, no-store"
        if response.status_code == 401:
            assert response["WWW-Authenticate"] == "Bearer"
        assert otto.text not in response.content.decode()
        return response.status_code

    assert answers({}) == 401
    assert answers({"Authorization": "Basic b3R0bzpv"}) == 401
    assert answers({"Authorization": f"Bearer {otto.text}x"}) == 401
    assert answers({"Authorization": otto.text}) == 401
    client.force_login(otto.person)
    assert answers({}) == 401  # a session is no token
    Token.objects.update(scopes="preview")
    assert answers(good) == 403
    Token.objects.update(scopes="compliance")
    otto.person.groups.clear()
    assert answers(good) == 403
    User.objects.filter(pk=otto.person.pk).update(is_active=False)
    assert answers(good) == 401
    User.objects.filter(pk=otto.person.pk).update(is_active=True, signing_suspended_at=clock.now)
    assert answers(good) == 401
    assert not Entry.objects.filter(action="record.read").exists()


def test_an_expired_and_a_revoked_token_open_nothing(otto, page, frozen, clock):
    assert otto.get("articles/leg-pain/verify").status_code == 200
    frozen.move_to(otto.token.expires_at)
    assert otto.get("articles/leg-pain/verify").status_code == 401
    frozen.move_to(clock.now)
    tokens.revoke(token=otto.token, by=otto.person, clock=clock)

    response = otto.get("articles/leg-pain/verify")

    assert response.status_code == 401
    assert response.json()["detail"] == "This token was revoked."


def test_kinds_that_the_person_may_not_look_at_stay_closed(otto, page):
    digest = Publication.objects.filter(outcome="document", item=page.item.uid).first().snapshot_id
    otto.person.groups.clear()
    from django.contrib.auth.models import Permission

    named = ["read_record", "view_treatment"]
    otto.person.user_permissions.set(Permission.objects.filter(codename__in=named))

    for end in ("at?time=2040-03-05T09:30:00Z", "history", "verify"):
        response = otto.get(f"articles/leg-pain/{end}")
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert otto.get(f"documents/{digest}").status_code == 404
    assert otto.get(f"documents/{digest}/uses").status_code == 404
    assert not Entry.objects.filter(action="record.read").exists()


def test_each_read_is_one_entry_that_names_the_token_and_not_its_text(otto, page):
    digest = Publication.objects.filter(outcome="document", item=page.item.uid).first().snapshot_id
    for address in addresses(page.item, digest):
        before = Entry.objects.count()

        assert otto.get(address.removeprefix(f"{ROOT}/")).status_code < 400 or "/at" in address

        entry = Entry.objects.first()
        assert Entry.objects.count() == before + 1
        assert (entry.action, entry.actor, entry.subject) == (
            "record.read",
            otto.person.uid,
            page.item.uid,
        )
        assert entry.detail_document["token"] == otto.token.uid
        assert otto.text not in entry.detail
