"""As of a moment: the status and the bytes of then, and what would be right when that cannot be said."""

import hashlib

import pytest

from articles.models import Treatment
from cms import instant
from cms.audit.models import Entry
from cms.publishing.models import Publication
from tests import people
from tests.publishing import builders

from .. import histories
from .readers import ROOT, Reader

pytestmark = pytest.mark.django_db


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
