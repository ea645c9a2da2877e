"""Tokens: made for one person and shown once, narrowed, ended by time or by hand, never kept or logged."""

import hashlib
import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from cms.audit.models import Entry
from cms.people import actions, tokens
from cms.people.models import Token, User
from tests import people
from tests.publishing.admin.browsing import Desk

pytestmark = pytest.mark.django_db

NOW = datetime(2041, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = timedelta(days=1)
ADDRESS = "/admin/people/token/"


def make(person=None, by=None, **terms):
    person = person or people.otto()
    terms = {"name": "audit", "scopes": ["compliance"], "expires_at": NOW + 90 * DAY, **terms}
    return tokens.make(person=person, by=by or person, clock=lambda: NOW, **terms)


def last():
    return Entry.objects.order_by("-sequence").first()


def test_a_token_opens_until_its_end_and_only_its_digest_is_kept():
    token, text = make()

    assert tokens.authenticate(text, now=NOW).person == people.otto()
    assert tokens.authenticate(text, now=NOW + 90 * DAY - timedelta(microseconds=1)) == token
    assert token.digest == hashlib.sha256(text.encode()).hexdigest()
    assert len(text) == 47
    for table in ("people_token", "audit_entry"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            assert text not in repr(cursor.fetchall())
    with pytest.raises(tokens.NotValid, match="expired"):
        tokens.authenticate(text, now=NOW + 90 * DAY)


def test_making_and_revoking_are_one_entry_each():
    people.everybody()
    before = Entry.objects.count()

    token, _ = make(by=people.ada(), reason="For the yearly audit.")

    made = last()
    assert Entry.objects.count() == before + 1
    assert (made.action, made.subject, made.actor) == ("token.make", people.otto().uid, people.ada().uid)
    assert made.reason == "For the yearly audit."
    assert made.detail_document["token"] == token.uid
    tokens.revoke(token=token, by=people.otto(), clock=lambda: NOW + DAY)
    tokens.revoke(token=token, by=people.otto(), clock=lambda: NOW + 2 * DAY)
    assert Entry.objects.count() == before + 2
    assert last().action == "token.revoke"
    assert token.revoked_at == NOW + DAY


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        pytest.param({"name": "  "}, "name", id="no name"),
        pytest.param({"name": "x" * 101}, "name", id="a name too long"),
        pytest.param({"scopes": []}, "scopes", id="nothing to open"),
        pytest.param({"scopes": ["everything"]}, "scopes", id="an unknown scope"),
        pytest.param({"expires_at": NOW}, "expires_at", id="no time left"),
        pytest.param({"expires_at": NOW + 400 * DAY + timedelta(seconds=1)}, "expires_at", id="for too long"),
        pytest.param({"person": "wanda"}, "scopes", id="for somebody who may not do it"),
    ],
)
def test_terms_that_make_no_token(terms, field):
    by = people.ada()
    terms["person"] = getattr(people, terms.get("person", "otto"))()
    before = Entry.objects.count()

    with pytest.raises(tokens.BadTerms) as refused:
        make(by=by, **terms)

    assert refused.value.field == field
    assert Entry.objects.count() == before
    assert not Token.objects.exists()


def test_only_oneself_or_an_administrator_makes_and_revokes():
    root = User.objects.create_superuser("root@example.org", "walking-downhill-42", name="Root")

    token, _ = make(by=people.ada())
    for by, person in ((people.wanda(), people.otto()), (people.ada(), root)):
        with pytest.raises(actions.NotAllowed):
            make(person=person, by=by)
    with pytest.raises(actions.NotAllowed):
        tokens.revoke(token=token, by=people.wanda(), clock=lambda: NOW)
    assert make(person=root, by=root)[0].person == root


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"is_active": False}, "may not sign in", id="deactivated"),
        pytest.param({"is_staff": False}, "may not sign in", id="may not sign in"),
        pytest.param({"signing_suspended_at": NOW}, "waits for compliance", id="suspended"),
    ],
)
def test_a_token_is_worth_as_much_as_its_person(change, said):
    _, text = make()
    User.objects.filter(pk=people.otto().pk).update(**change)

    with pytest.raises(tokens.NotValid, match=said):
        tokens.authenticate(text, now=NOW)


@pytest.mark.parametrize("text", ["", "mct_", "mct_" + "x" * 43, "mct_" + "é" * 43, "x" * 100_000])
def test_what_is_no_token_opens_nothing(text):
    make()

    with pytest.raises(tokens.NotValid):
        tokens.authenticate(text, now=NOW)


def test_a_revoked_token_opens_nothing():
    token, text = make()
    tokens.revoke(token=token, by=people.otto(), clock=lambda: NOW)

    with pytest.raises(tokens.NotValid, match="revoked"):
        tokens.authenticate(text, now=NOW)


# The pages.


def said_day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_somebody_makes_their_own_and_sees_it_once(caplog):
    caplog.set_level(logging.DEBUG)
    otto = Desk(people.otto())

    page = otto.open(f"{ADDRESS}add/")
    made = page.send(name="audit <b>2041</b>", last_day=said_day(30), reason="Yearly.")

    text = made.tree.get_element_by_id("token").get("value")
    token = tokens.authenticate(text, now=timezone.now())
    assert token.person == people.otto()
    assert "audit <b>2041</b>" in made.words
    assert "no-store" in made.response["Cache-Control"]
    assert text not in otto.open(ADDRESS).response.content.decode()
    assert text not in otto.open(f"{ADDRESS}{token.pk}/change/").response.content.decode()
    assert text not in caplog.text
    assert last().reason == "Yearly."


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"last_day": said_day(401)}, "A token is valid for at most 400 days."),
        ({"last_day": said_day(-1)}, "Choose a day that lies ahead."),
        ({"last_day": "soon"}, "Enter a valid date."),
        ({"last_day": "9999-12-31"}, "A token is valid for at most 400 days."),
        ({"name": " "}, "This field is required."),
        ({"scopes": ["all"]}, "Select a valid choice. all is not one of the available choices."),
    ],
)
def test_a_mistake_stands_beside_its_field_and_the_text_stays(wrong, error):
    said = Desk(people.otto()).open(f"{ADDRESS}add/").send(**{"name": "yearly", "reason": "R.", **wrong})

    assert error in said.errors
    assert "R." in said.values().values()
    assert not Token.objects.exists()


def test_an_administrator_makes_one_for_somebody_and_revokes_it():
    ada, otto = Desk(people.ada()), people.otto()

    made = ada.open(f"{ADDRESS}add/").send(person=otto.pk, name="audit")
    token = Token.objects.get()

    assert token.person == otto
    assert "Otto Oberman" in made.words
    page = ada.open(f"{ADDRESS}{token.pk}/change/")
    assert "Valid" in page.words
    done = ada.open(f"{ADDRESS}{token.pk}/revoke/").send(reason="Lost.")
    assert done.messages == ["“audit” is revoked. It opens nothing any more."]
    assert "Revoked" in done.words
    assert (last().action, last().reason) == ("token.revoke", "Lost.")
    assert "Revoked" in ada.open(ADDRESS, state="revoked").words
    assert "audit" not in ada.open(ADDRESS, state="valid").tree.xpath("string(//div[@id='changelist'])")


def test_tokens_of_others_are_out_of_sight():
    token, _ = make()
    wanda, pia = Desk(people.wanda()), Desk(people.pia())

    assert wanda.client.get(ADDRESS).status_code == 403
    for desk in (wanda, pia):
        assert desk.client.get(f"{ADDRESS}add/").status_code == 403
        assert desk.client.get(f"{ADDRESS}{token.pk}/change/").status_code in (302, 403, 404)
        assert desk.client.post(f"{ADDRESS}{token.pk}/revoke/").status_code in (302, 403, 404)
    token.refresh_from_db()
    assert token.revoked_at is None
    assert Desk(people.otto()).client.get(f"{ADDRESS}99999/change/").status_code == 404
    assert Desk(people.otto()).client.post(f"{ADDRESS}{token.pk}/delete/").status_code == 403


# The command.


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("add_token", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_the_token_alone():
    otto = people.otto()

    out, err = run(otto.email.upper(), "--name", "audit", "--scope", "compliance", "--days", "400")

    assert tokens.authenticate(out.strip(), now=timezone.now()).person == otto
    assert "Otto Oberman" in err
    assert json.loads(last().detail)["scopes"] == ["compliance"]


@pytest.mark.parametrize(
    ("who", "days", "said"),
    [
        ("otto", "401", "from 1 to 400"),
        ("otto", "0", "from 1 to 400"),
        ("nil", "10", "Nobody here"),
        ("wanda", "10", "may not do what"),
    ],
)
def test_the_command_says_what_is_wrong(who, days, said):
    people.everybody()

    with pytest.raises(CommandError, match=said):
        run(f"{who}@example.org", "--name", "audit", "--scope", "compliance", "--days", days)
