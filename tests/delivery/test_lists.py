"""Lists of one kind: what they hold, in which order, page by page, and what they refuse."""

import json
from datetime import UTC, datetime

import pytest

from tests.live_rows import DAY, NOW, SECOND, document, gone, moved, slugs

pytestmark = pytest.mark.django_db
URL = "/api/v1/articles"


@pytest.fixture
def shelf():
    """Five articles, the oldest first; two of them share the moment of their first publication."""
    document(
        "a-veins", title="apples", start=NOW - 5 * DAY, review_due="2041-07-01", facets={"topic": ["veins"]}
    )
    document("b-legs", title="Bananas", start=NOW - 4 * DAY, updated=NOW - SECOND, facets={"topic": ["pad"]})
    document("c-heart", title="Zest", start=NOW - 3 * DAY, review_due="2041-06-01", facets={"tag": ["heart"]})
    document("d-statins", title="cherries", start=NOW - 3 * DAY, facets={"cites": ["aha"], "topic": ["pad"]})
    document("e-walking", title="Dates", start=NOW - DAY, facets={"author": ["team"], "topic": ["pad"]})


def test_a_list_holds_the_cards_of_what_is_live(client):
    live = document("leg-pain")
    document("veins", start=NOW + SECOND)
    document("heart", until=NOW)
    document("dolor", locale="es-US")
    document("pad", kind="topics")
    gone("arms")
    moved("legs", item=live.item)

    response = client.get(URL)

    assert response.json() == {
        "items": [json.loads(live.card)],
        "page": {"limit": 20, "next": None, "previous": None},
    }
    assert response["Content-Type"] == "application/json"
    assert response["Surrogate-Key"] == "articles"


def test_an_empty_list_is_a_list(client):
    response = client.get(URL)

    assert response.json() == {"items": [], "page": {"limit": 20, "next": None, "previous": None}}
    assert response["ETag"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["e-walking", "d-statins", "c-heart", "b-legs", "a-veins"]),
        ("sort=-published_at", ["e-walking", "d-statins", "c-heart", "b-legs", "a-veins"]),
        ("sort=published_at", ["a-veins", "b-legs", "c-heart", "d-statins", "e-walking"]),
        ("sort=-updated_at", ["b-legs", "e-walking", "d-statins", "c-heart", "a-veins"]),
        ("sort=title", ["a-veins", "b-legs", "d-statins", "e-walking", "c-heart"]),
        ("sort=review_due", ["c-heart", "a-veins", "b-legs", "d-statins", "e-walking"]),
        ("topic=pad", ["e-walking", "d-statins", "b-legs"]),
        ("topic=pad&author=team", ["e-walking"]),
        ("tag=heart", ["c-heart"]),
        ("cites=aha", ["d-statins"]),
        ("topic=nothing", []),
        ("updated_after=2041-05-06", ["b-legs"]),
        ("updated_after=2041-05-06T07:08:08Z", []),
        ("updated_after=2041-05-06T09:08:07.999999%2B02:00", ["b-legs"]),
        ("review_due_before=2041-07-01", ["c-heart"]),
        ("review_due_before=2041-07-02", ["c-heart", "a-veins"]),
        ("slugs=b-legs,c-heart,z", ["c-heart", "b-legs"]),
        ("ids=itm_nobody", []),
        ("locale=es-US", []),
        ("limit=2", ["e-walking", "d-statins"]),
    ],
)
def test_filters_and_orders(client, shelf, query, expected):
    assert slugs(client.get(f"{URL}?{query}")) == expected


def test_only_the_fields_asked_for(client, shelf):
    items = client.get(f"{URL}?fields=title,slug&limit=1").json()["items"]

    assert items == [{"slug": "e-walking", "title": "Dates"}]


@pytest.mark.parametrize("sort", ["-published_at", "published_at", "-updated_at", "title", "review_due"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_lead_there_and_back(client, shelf, sort, limit):
    whole = slugs(client.get(f"{URL}?sort={sort}"))
    address, forth, back = f"{URL}?sort={sort}&limit={limit}", [], []
    while address:
        response = client.get(address)
        last, address = response, response.json()["page"]["next"]
        forth.append(slugs(response))
    while address := last.json()["page"]["previous"]:
        last = client.get(address)
        back.append(slugs(last))

    assert [slug for page in forth for slug in page] == whole
    assert back == forth[-2::-1] if len(forth) > 1 else back == []


def test_pages_stay_put_while_content_changes(client, shelf):
    first = client.get(f"{URL}?limit=2")
    document("f-new", start=NOW)
    # The last one of the first page is published anew, under the same date.
    again = document("d-statins", title="cherries", published=NOW - 3 * DAY, start=NOW, words="again")
    type(again).objects.filter(slug="d-statins").exclude(pk=again.pk).update(live_until=NOW)

    second = client.get(first.json()["page"]["next"])

    assert slugs(first) + slugs(second) == ["e-walking", "d-statins", "c-heart", "b-legs"]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        pytest.param("topics=pad", [("topics", "unknown")], id="unknown"),
        pytest.param("topic=pad&topic=pad", [("topic", "repeated")], id="repeated"),
        pytest.param("topic=", [("topic", "empty")], id="empty"),
        pytest.param("topic=PAD", [("topic", "invalid")], id="not a slug"),
        pytest.param("topic=%00", [("topic", "invalid")], id="NUL"),
        pytest.param("topic=%ff", [("", "not_utf8")], id="not UTF-8"),
        pytest.param("limit=0", [("limit", "invalid")], id="limit too small"),
        pytest.param("limit=101", [("limit", "invalid")], id="limit too large"),
        pytest.param("limit=ten", [("limit", "invalid")], id="limit in words"),
        pytest.param("sort=slug", [("sort", "invalid")], id="no such order"),
        pytest.param("fields=password", [("fields", "invalid")], id="no such field"),
        pytest.param("fields=title,,slug", [("fields", "invalid")], id="empty field"),
        pytest.param("updated_after=yesterday", [("updated_after", "invalid")], id="no moment"),
        pytest.param("review_due_before=2041-13-01", [("review_due_before", "invalid")], id="no day"),
        pytest.param("ids='", [("ids", "invalid")], id="no ids"),
        pytest.param("cursor=abc", [("cursor", "invalid")], id="no cursor"),
        pytest.param("cursor=%F0%9F%AB%80", [("cursor", "invalid")], id="an emoji as a cursor"),
        pytest.param("cursor=" + "a" * 1001, [("cursor", "invalid")], id="a long cursor"),
        pytest.param("locale=en_US", [("locale", "invalid")], id="no locale"),
        pytest.param(
            "x=1&limit=0&sort=y",
            [("x", "unknown"), ("limit", "invalid"), ("sort", "invalid")],
            id="every fault at once",
        ),
    ],
)
def test_what_a_list_refuses(client, query, errors):
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert [(e["parameter"], e["code"]) for e in body["errors"]] == errors
    assert (body["status"], body["code"]) == (400, "bad_parameters")


def test_a_kind_without_a_facet_refuses_its_filter(client):
    response = client.get("/api/v1/citations?topic=pad")

    assert response.status_code == 400
    detail = response.json()["errors"][0]["detail"]
    assert detail.startswith("“topic” is not a parameter here; allowed are: locale, updated_after,")


def test_a_cursor_is_bound_to_its_request(client, shelf):
    following = client.get(f"{URL}?topic=pad&limit=1").json()["page"]["next"]

    refused = client.get(following.replace("topic=pad", "topic=veins"))

    assert refused.status_code == 400
    assert "another request" in refused.json()["errors"][0]["detail"]
    assert client.get(following.replace("limit=1", "limit=2")).status_code == 200


def test_a_cursor_that_was_touched_is_refused(client, shelf):
    following = client.get(f"{URL}?limit=1").json()["page"]["next"]
    cursor = following.partition("cursor=")[2].partition("&")[0]
    other = "A" if cursor[3] != "A" else "B"

    response = client.get(f"{URL}?limit=1&cursor={cursor[:3]}{other}{cursor[4:]}")

    assert response.status_code == 400


def test_a_page_costs_one_query_and_never_more_than_two(client, shelf, django_assert_num_queries):
    address = f"{URL}?topic=pad&sort=title&limit=2"
    with django_assert_num_queries(1):
        response = client.get(address)
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    with django_assert_num_queries(2):
        client.get(URL, headers={"If-None-Match": '"other"'})


def test_the_etag_names_the_answer(client, shelf):
    first = client.get(URL)

    again = client.get(URL, headers={"If-None-Match": f"W/{first['ETag']}"})

    assert (again.status_code, again.getvalue()) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "Content-Length" not in again
    assert client.get(URL + "?limit=3")["ETag"] != first["ETag"]
    assert client.get(URL + "?topic=pad&limit=3")["ETag"] == client.get(URL + "?limit=3&topic=pad")["ETag"]


def test_a_schedule_shows_in_list_and_etag_at_its_second(client, frozen, shelf):
    at = NOW + 100 * SECOND
    document("f-new", start=at)

    frozen.move_to(at - SECOND)
    before = client.get(URL)
    frozen.move_to(at)
    after = client.get(URL, headers={"If-None-Match": before["ETag"]})

    assert "f-new" not in slugs(before)
    assert before["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert after.status_code == 200
    assert slugs(after)[0] == "f-new"


def test_an_end_shows_in_the_etag_too(client, frozen):
    document(until=NOW + SECOND)
    before = client.get(URL)

    frozen.shift(1)

    assert client.get(URL, headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_the_next_change_of_another_kind_shortens_nothing(client, shelf):
    document("pad", kind="topics", start=NOW + SECOND)

    assert "s-maxage=300" in client.get(URL)["Cache-Control"]


def test_a_list_is_only_for_reading(client):
    response = client.post(URL, {}, content_type="application/json")

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert "GET" in response["Allow"]


def test_what_a_client_accepts_makes_no_difference(client, shelf):
    assert client.get(URL, headers={"Accept": "text/html"})["Content-Type"] == "application/json"


def test_a_moment_may_be_a_day(client, shelf):
    day = client.get(f"{URL}?updated_after=2041-05-06")
    moment = client.get(f"{URL}?updated_after={datetime(2041, 5, 6, tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}")

    assert day["ETag"] == moment["ETag"]


def test_options_says_what_is_possible(client):
    response = client.options(URL)

    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
