"""The compliance API: who may ask, what a page was, its history, stored bytes, and whether they hold."""

import hashlib
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Treatment
from cms import instant
from cms.audit.models import Entry
from cms.delivery import openapi
from cms.people import tokens
from cms.people.models import Token, User
from cms.publishing.models import Publication, Revision, Signature
from tests import people
from tests.delivery.test_openapi import check
from tests.publishing import builders

from . import histories

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/compliance"
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def frozen(clock):
    """The server's clock is the workflow's."""
    with time_machine.travel(clock.now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def otto(clock, frozen):
    return Reader(people.otto(), clock)


@pytest.fixture
def api():
    return json.loads(openapi.rendered()[0])


@pytest.fixture
def page(clock, otto, frozen):
    """Live, corrected an hour later, moved, and gone; each an hour after the other, with what GET said."""
    from django.test import Client

    item = builders.article(clock, slug="leg-pain", title="Leg pain", words="Walk.")
    said, moments = [], []

    def look(slug="leg-pain"):
        clock.forward(minutes=1)
        frozen.move_to(clock.now)
        said.append(Client().get(f"/api/v1/articles/{slug}"))
        moments.append(clock.now)
        clock.forward(minutes=59)

    look()
    builders.go_live(item, clock)
    look()
    builders.edit(item, clock, dek="When to rest.")
    builders.go_live(item, clock, change="correction")
    look()
    builders.edit(item, clock, slug="claudication")
    builders.go_live(item, clock)
    look()
    other = builders.article(clock, slug="veins", title="Veins")
    builders.go_live(other, clock)
    builders.retire(item, clock, note="It was <wrong>.", successor=other)
    look()
    clock.forward(days=30)
    frozen.move_to(clock.now)
    return SimpleNamespace(item=item, said=said, moments=moments)


class Reader:
    """A program with a token."""

    def __init__(self, person, clock, **terms):
        from django.test import Client

        terms = {"name": "audit", "scopes": ["compliance"], **terms}
        self.person, self.client = person, Client()
        self.token, self.text = tokens.make(
            person=person, by=person, clock=clock, expires_at=clock.after(days=399), **terms
        )

    def get(self, address, **query):
        return self.client.get(f"{ROOT}/{address}", query, headers={"Authorization": f"Bearer {self.text}"})

    def at(self, moment, address="articles/leg-pain", **query):
        return self.get(f"{address}/at", time=instant.to_text(moment), **query)


# Who may ask


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


# As of


def test_the_answer_of_then_is_given_again(otto, page):
    statuses = []
    for moment, then in zip(page.moments, page.said, strict=True):
        now = otto.at(moment)
        statuses.append(now.status_code)
        assert now.status_code == then.status_code
        assert now.content == then.content
        for name in ("ETag", "Content-Type", "Content-Language", "Last-Modified"):
            assert now.headers.get(name) == then.headers.get(name)
        assert "Memento-Datetime" in now
        assert now["Cache-Control"] == "private, no-store"
        assert "Surrogate-Key" not in now
    assert statuses == [404, 200, 200, 308, 410]


def test_a_memento_says_since_when_and_what_comes_before_and_after(otto, page):
    first, second, third = Publication.objects.filter(key="articles/leg-pain").order_by("number")

    response = otto.at(page.moments[2])

    assert response["Memento-Datetime"] == "Mon, 05 Mar 2040 11:00:00 GMT"
    assert (
        response["ETag"] == f'"{second.snapshot_id}"' == f'"{hashlib.sha256(response.content).hexdigest()}"'
    )
    links = response["Link"]
    base = f"{ROOT}/articles/leg-pain/at?time="
    assert '</api/v1/articles/leg-pain>; rel="original"' in links
    assert f'<{base}{instant.to_text(first.effective_at)}>; rel="first prev memento"' in links
    assert f'<{base}{instant.to_text(second.effective_at)}>; rel="memento"; datetime="Mon, 05 Mar' in links
    assert f'<{base}{instant.to_text(third.effective_at)}>; rel="last next memento"' in links


def test_what_had_moved_leads_on_at_the_same_moment(otto, page):
    response = otto.at(page.moments[3])

    assert response.status_code == 308
    assert response["Location"] == (
        f"{ROOT}/articles/claudication/at?time={instant.to_text(page.moments[3])}"
    )
    followed = otto.get(
        response["Location"].removeprefix(f"{ROOT}/").partition("?")[0], time=instant.to_text(page.moments[3])
    )
    assert followed.json()["slug"] == "claudication"


def test_a_page_that_had_another_locale_leads_on_too(otto, clock, frozen):
    item = builders.save(Treatment(name="Walking", slug="walking"), clock)
    builders.go_live(item, clock)
    clock.forward(hours=1)
    builders.edit(item, clock, locale="es-US")
    builders.go_live(item, clock)
    frozen.move_to(clock.forward(hours=1))

    response = otto.at(clock.now, "treatments/walking")

    assert response.status_code == 308
    assert response["Location"].endswith("&locale=es-US")


NO_MOMENTS = [
    ("", "empty", "it is empty"),
    ("2040-03-05", "invalid", "a day holds many moments"),
    ("2040-03-05T09:30:00", "invalid", "without an offset"),
    ("2040-03-05T09:30:00 01:00", "invalid", "give a moment with its offset"),
    ("yesterday", "invalid", "2026-03-14T09:00:00Z"),
    ("2040-02-30T09:30:00Z", "invalid", "give a moment"),
    ("0001-01-01T00:00:00Z", "invalid", "give a moment"),
    ("9999-12-31T23:59:59-12:00", "invalid", "give a moment"),
    ("2041-03-05T09:30:00Z", "in_the_future", "lies ahead"),
    ("2001-03-05T09:30:00Z", "before_the_record", "the record here begins at"),
]


def test_a_moment_that_cannot_be_answered_says_what_would_be_right(otto, page):
    before = Entry.objects.count()
    for time, code, said in NO_MOMENTS:
        response = otto.get("articles/leg-pain/at", time=time)

        assert response.status_code == 400
        assert "Memento-Datetime" not in response
        [error] = response.json()["errors"]
        assert (error["parameter"], error["code"]) == ("time", code)
        assert said in error["detail"]
    assert Entry.objects.count() == before


def test_moments_are_read_in_any_offset(otto, page):
    utc = otto.get("articles/leg-pain/at", time="2040-03-05T10:30:00Z")

    assert utc.status_code == 200
    for same in ("2040-03-05T12:30:00+02:00", "2040-03-05T10:30:00.000000z", "2040-03-05T10:30Z"):
        assert otto.get("articles/leg-pain/at", time=same).content == utc.content


WRONG = [
    ("articles/leg-pain/at", {}, 400, "time"),
    ("articles/leg-pain/at", {"time": "2040-03-05T10:30:00Z", "fields": "x"}, 400, "fields"),
    ("articles/leg-pain/at", {"time": "2040-03-05T10:30:00Z", "locale": "klingon"}, 400, "locale"),
    ("articles/leg-pain/history", {"type": "gossip"}, 400, "type"),
    ("articles/leg-pain/history", {"limit": "0"}, 400, "limit"),
    ("articles/leg-pain/history", {"cursor": "x"}, 400, "cursor"),
    ("articles/leg-pain/verify", {"x": "1"}, 400, "x"),
    ("articles/nothing/history", {}, 404, None),
    ("articles/leg-pain/history", {"locale": "fr"}, 404, None),
    ("articles/nothing/verify", {}, 404, None),
    ("passwords/leg-pain/verify", {}, 404, None),
    (f"documents/{'0' * 64}", {}, 404, None),
    (f"documents/{'0' * 63}", {}, 404, None),
    ("documents/x/uses", {}, 404, None),
]


def test_what_is_wrong_or_unknown_is_a_problem(otto, page):
    for address, query, status, parameter in WRONG:
        response = otto.get(address, **query)

        assert response.status_code == status
        problem = response.json()
        assert problem["status"] == status
        if parameter:
            assert parameter in [error["parameter"] for error in problem["errors"]]


def test_it_is_only_for_reading(otto, page, client):
    headers = {"Authorization": f"Bearer {otto.text}"}
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(f"{ROOT}/articles/leg-pain/verify", headers=headers)
        assert response.status_code == 405
    assert client.options(f"{ROOT}/articles/leg-pain/verify").status_code == 204
    head = client.head(f"{ROOT}/articles/leg-pain/verify", headers=headers)
    assert (head.status_code, head.content) == (200, b"")


def test_the_client_gets_what_the_function_answers(frozen):
    """The 10,000 pairs are asked of the function; some of them go the whole way."""
    newsroom = histories.Newsroom(7)
    newsroom.live_through(steps=20, looks=12)
    frozen.move_to(newsroom.clock.now)
    otto = Reader(people.otto(), newsroom.clock)
    newsroom.chance.shuffle(newsroom.seen)

    for seen in newsroom.seen[:60]:
        query = {"locale": seen.locale} if seen.locale else {}
        response = otto.at(seen.moment, f"treatments/{seen.slug}", **query)
        assert response.status_code == seen.status
        assert hashlib.sha256(response.content).hexdigest() == seen.digest


# History


def test_the_history_is_everything_that_happened_newest_first(otto, page, api):
    response = otto.get("articles/leg-pain/history")

    body = response.json()
    check(api, "ComplianceHistory", body)
    assert body["item"] == page.item.uid
    kinds = [event["type"] for event in body["items"]]
    assert kinds[0] == "retirement"
    assert kinds[-1] == "revision"
    assert {"submission", "signature", "publication", "move"} <= set(kinds)
    places = [event["entry"] for event in body["items"]]
    assert places == sorted(places, reverse=True)
    gone = body["items"][0]
    assert (gone["note"], gone["reason"], gone["by_name"]) == (
        "It was <wrong>.",
        "It was wrong.",
        "Pia Palmer",
    )
    signature = next(event for event in body["items"] if event["type"] == "signature")
    assert Signature.objects.filter(binding=signature["binding"]).exists()
    assert otto.get("articles/claudication/history").json()["items"] == body["items"]


def test_the_history_is_paged_both_ways_and_stays_put(otto, page, clock):
    whole = otto.get("articles/leg-pain/history", limit=200).json()["items"]
    first = otto.get("articles/leg-pain/history", limit=4).json()
    builders.edit(page.item, clock, dek="Later.")
    seen, answer = list(first["items"]), first
    while answer["page"]["next"]:
        answer = otto.get(answer["page"]["next"].removeprefix(f"{ROOT}/")).json()
        seen += answer["items"]
    back = otto.get(answer["page"]["previous"].removeprefix(f"{ROOT}/")).json()

    assert seen == whole
    assert back["items"] == whole[-len(answer["items"]) - 4 : -len(answer["items"])]


def test_the_history_is_narrowed_by_type(otto, page):
    body = otto.get("articles/leg-pain/history", type="signature,retirement").json()

    assert {event["type"] for event in body["items"]} == {"signature", "retirement"}


def test_a_draft_that_was_never_published_has_a_history(otto, page, clock):
    builders.article(clock, slug="fresh", title="Fresh")

    body = otto.get("articles/fresh/history").json()

    assert [event["type"] for event in body["items"]] == ["revision"]


# Stored bytes


def test_bytes_are_found_by_their_digest_with_their_uses(otto, page, api):
    publication = Publication.objects.filter(key="articles/leg-pain").earliest("number")
    digests = {
        "publication": publication.snapshot_id,
        "signed_content": publication.snapshot.content,
        "revision": Revision.objects.get(item=page.item.uid, number=1).digest,
    }
    for as_, digest in digests.items():
        response = otto.get(f"documents/{digest}")

        assert hashlib.sha256(response.content).hexdigest() == digest
        assert response["ETag"] == f'"{digest}"'
        uses = otto.get(f"documents/{digest}/uses").json()
        check(api, "ComplianceUses", uses)
        assert as_ in {use["as"] for use in uses["uses"]}
    shown = next(
        use
        for use in otto.get(f"documents/{publication.snapshot_id}/uses").json()["uses"]
        if use["as"] == "publication"
    )
    assert otto.get(shown["at"].removeprefix(f"{ROOT}/")).json()["title"] == "Leg pain"


def test_what_is_only_scheduled_leads_to_no_moment(otto, page, clock):
    item = builders.article(clock, slug="soon", title="Soon")
    builders.schedule(item, clock, clock.after(days=1))
    publication = Publication.objects.get(key="articles/soon")

    uses = otto.get(f"documents/{publication.snapshot_id}/uses").json()["uses"]

    assert [use["at"] for use in uses if use["as"] == "publication"] == [None]


def test_sealed_bytes_are_gone_and_say_under_which_entry(otto, page, clock, frozen, api):
    from cms.publishing import actions

    publication = Publication.objects.filter(key="articles/leg-pain").earliest("number")
    digests = [publication.snapshot_id, publication.snapshot.content]
    request = actions.request_seal(
        item=page.item.uid, digests=digests, by=people.otto(), clock=clock, reason="It names a patient."
    )
    actions.confirm_seal(request=request, by=people.pia(), clock=clock)
    entry = Entry.objects.first().sequence

    for response in (
        otto.get(f"documents/{publication.snapshot_id}"),
        otto.at(page.moments[1]),
    ):
        assert response.status_code == 410
        check(api, "Sealed", response.json())
        assert response.json()["sealed_under"] == entry
    uses = otto.get(f"documents/{publication.snapshot_id}/uses").json()
    assert (uses["stored"], uses["sealed_under"]) == (False, entry)
    assert otto.get("articles/leg-pain/verify").json()["holds"]
    kinds = [event["type"] for event in otto.get("articles/leg-pain/history").json()["items"]]
    assert kinds[:2] == ["seal", "seal_request"]


# Verify


def test_an_item_that_holds_says_so_and_what_was_not_checked(otto, page, api):
    body = otto.get("articles/leg-pain/verify").json()

    check(api, "ComplianceVerdict", body)
    assert body["holds"], body["checks"]
    assert body["sentence"] == "Everything that the record says of this item holds."
    assert min(one["checked"] for one in body["checks"]) > 0
    assert any("verify_audit" in sentence for sentence in body["not_checked"])


def test_verifying_and_history_ask_as_much_for_many_revisions_as_for_few(otto, page, clock):
    def queries(end):
        with CaptureQueriesContext(connection) as captured:
            assert otto.get(f"articles/leg-pain/{end}").status_code == 200
        return len(captured)

    few = queries("history")
    for n in range(12):
        builders.edit(page.item, clock, dek=f"Number {n}")

    assert queries("history") == few <= 30
    assert queries("verify") <= 90
    assert Article.objects.get(pk=page.item.pk).version > 12
