"""One address of one published document: the whole answer, for every way it can turn out."""

import base64
import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery import detail
from tests.live_rows import DAY, NOW, SECOND, document, gone, moved, stored

pytestmark = pytest.mark.django_db
URL = "/api/v1/articles/leg-pain"
ALL = "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=3600"
MISSING = "public, max-age=0, s-maxage=30, stale-while-revalidate=60, stale-if-error=3600"


def answer(slug="leg-pain", **asked):
    found = detail.answer(**{"kind": "articles", "slug": slug, "now": NOW, **asked})
    return found.status, dict(found.headers), found.body


def test_the_stored_bytes_are_the_response(client):
    live = document(tags="article:leg-pain topic:pad", words="Über Öl — 🫀")

    response = client.get(URL)

    assert response.status_code == 200
    assert response.content == stored(live)
    digest = hashlib.sha256(response.content)
    assert response["ETag"] == f'"{digest.hexdigest()}"'
    assert response["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert response["Content-Type"] == "application/json"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Content-Language"] == "en-US"
    assert response["Last-Modified"] == "Sun, 05 May 2041 07:08:09 GMT"
    assert response["Cache-Control"] == ALL
    assert response["Surrogate-Key"] == "article:leg-pain topic:pad articles"
    assert "Accept-Encoding" in response["Vary"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_a_client_that_has_it_hears_304_and_no_content_is_read(client, known):
    live = document()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(URL, headers={"If-None-Match": known.format(live.etag)})

    assert (response.status_code, response.getvalue()) == (304, b"")
    assert "Content-Type" not in response
    assert "Content-Length" not in response
    assert response["ETag"] == f'"{live.etag}"'
    assert response["Cache-Control"] == ALL
    assert len(queries) == 1


def test_a_304_does_not_touch_the_column_of_bytes():
    live = document()

    [row] = detail._read(live.key, "en-US", detail.instant.to_text(NOW), [live.etag])

    assert row.body is None


@pytest.mark.parametrize("known", ['"other"', "nonsense", '"' + "a" * 64 + '"', ", ".join(['"x"'] * 500)])
def test_a_client_that_has_another_gets_it(client, known):
    live = document()

    response = client.get(URL, headers={"If-None-Match": known})

    assert response.content == stored(live)


def test_head_is_get_without_the_body(client):
    live = document()

    get, head = client.get(URL), client.head(URL)

    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == str(len(stored(live)))
    assert dict(head.items()) == dict(get.items())


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: document(), id="document"),
        pytest.param(lambda: (moved("leg-pain", item="itm_x"), document("new", item="itm_x")), id="moved"),
        pytest.param(lambda: (gone("leg-pain", successor="itm_new"), document("new")), id="gone"),
        pytest.param(lambda: None, id="unknown"),
    ],
)
def test_every_answer_costs_one_query(client, make, django_assert_num_queries):
    make()

    with django_assert_num_queries(1):
        client.get(URL)


def test_a_schedule_holds_to_the_second(client, frozen):
    at = NOW + 100 * SECOND
    old = document(until=at, words="old")
    new = document(start=at, words="new")

    frozen.move_to(at - SECOND)
    before = client.get(URL)
    frozen.move_to(at)
    after = client.get(URL)

    assert before.content == stored(old)
    assert before["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert after.content == stored(new)
    assert after["Cache-Control"] == ALL


def test_what_is_not_live_yet_is_missing_until_it_is(client, frozen):
    at = NOW + 10 * SECOND
    live = document(start=at)

    before = client.get(URL)
    frozen.move_to(at)
    after = client.get(URL)

    assert before.status_code == 404
    assert before["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert "leg pain" not in before.content.decode().lower()
    assert after.content == stored(live)


def test_what_is_unknown_is_a_problem_that_a_purge_finds(client):
    response = client.get(URL)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == MISSING
    assert response["Surrogate-Key"] == "articles article:leg-pain"
    assert response.json() == {
        "type": "/api/problems/unknown-page",
        "title": "There is no such page",
        "status": 404,
        "code": "unknown_page",
        "detail": "Nothing is published under this address and locale now."
        " The lists name everything that is.",
    }


@pytest.mark.parametrize("query", ["", "?locale=en-US"])
def test_an_old_address_leads_to_the_new_one(client, query):
    moved("leg-pain", item="itm_legs")
    document("walking-pain", item="itm_legs")

    response = client.get(URL + query)

    assert response.status_code == 308
    assert response["Location"] == "/api/v1/articles/walking-pain" + query
    assert response["Cache-Control"] == ALL
    assert response["Surrogate-Key"] == "articles article:leg-pain"


@pytest.mark.parametrize(
    ("old", "new", "query", "location"),
    [
        ("en-US", "es-US", "", "/api/v1/articles/leg-pain?locale=es-US"),
        ("en-US", "es-US", "?locale=en-US", "/api/v1/articles/leg-pain?locale=es-US"),
        ("es-US", "en-US", "?locale=es-US", "/api/v1/articles/leg-pain?locale=en-US"),
    ],
)
def test_a_page_that_changed_its_locale_is_found_from_its_old_one(
    client, old, new, query, location, django_assert_num_queries
):
    moved("leg-pain", item="itm_legs", locale=old)
    live = document("leg-pain", item="itm_legs", locale=new)

    with django_assert_num_queries(1):
        response = client.get(URL + query)

    assert (response.status_code, response["Location"]) == (308, location)
    assert client.get(location).content == stored(live)


def test_an_old_locale_of_what_is_gone_is_gone_too(client):
    moved("leg-pain", item="itm_legs")
    gone("leg-pain", item="itm_legs", locale="es-US", note="Outdated.")

    response = client.get(URL)

    assert (response.status_code, response.json()["detail"]) == (410, "Outdated.")


def test_a_redirect_is_promised_only_until_the_address_changes_again(client):
    moved("leg-pain", item="itm_legs")
    document("walking-pain", item="itm_legs", until=NOW + 50 * SECOND)

    assert client.get(URL)["Cache-Control"] == "public, max-age=0, s-maxage=50"


def test_what_is_gone_says_why_and_what_to_read_instead(client):
    gone("leg-pain", title="Leg pain", note="The advice is outdated.", successor="itm_walking")
    document("walking", title="Walking")

    response = client.get(URL)

    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == MISSING
    assert response.json() == {
        "type": "/api/problems/gone",
        "title": "This page has been taken down",
        "status": 410,
        "code": "gone",
        "detail": "The advice is outdated.",
        "page_title": "Leg pain",
        "retired_at": "2041-05-05T07:08:09.000000Z",
        "replaced_by": {
            "type": "article",
            "slug": "walking",
            "title": "Walking",
            "href": "/read/walking",
            "api": "/api/v1/articles/walking",
        },
    }


@pytest.mark.parametrize(
    "successor",
    [
        pytest.param(lambda: "", id="none"),
        pytest.param(lambda: gone("next").item, id="gone as well"),
        pytest.param(lambda: document("next", start=NOW + DAY).item, id="not live yet"),
        pytest.param(lambda: document("next", until=NOW).item, id="no longer live"),
    ],
)
def test_only_what_is_live_replaces(client, successor):
    gone("leg-pain", successor=successor())

    assert client.get(URL).json()["replaced_by"] is None


def test_an_old_address_of_what_is_gone_is_gone_too(client):
    moved("leg-pain", item="itm_legs")
    gone("walking-pain", item="itm_legs", title="Walking", note="Outdated.", successor="itm_new")
    document("new", title="New")

    response = client.get(URL)

    assert response.status_code == 410
    assert response.json()["detail"] == "Outdated."
    assert response.json()["page_title"] == "Walking"
    assert response.json()["replaced_by"]["slug"] == "new"


def test_an_old_address_of_what_is_not_live_now_is_missing(client):
    moved("leg-pain", item="itm_legs")
    document("walking-pain", item="itm_legs", start=NOW + 5 * SECOND)

    response = client.get(URL)

    assert response.status_code == 404
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=5"


def test_a_page_that_comes_back_is_a_page(client):
    gone("leg-pain", until=NOW)
    live = document(start=NOW)

    assert client.get(URL).content == stored(live)


def test_each_locale_is_a_page_of_its_own(client):
    document()
    spanish = document(locale="es-US", words="dolor")

    response = client.get(URL + "?locale=es-US")

    assert response.content == stored(spanish)
    assert response["Content-Language"] == "es-US"
    assert client.get(URL + "?locale=fr").status_code == 404


def test_sealed_bytes_are_gone(client):
    document()
    rows = detail._read("articles/leg-pain", "en-US", detail.instant.to_text(NOW), [])

    found = detail._document(rows[0]._replace(body=""), [], "en-US", "articles", ALL)

    assert found.status == 410


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("fields=title", [("fields", "unknown")]),
        ("locale=", [("locale", "empty")]),
        ("locale=en-US&locale=en-US", [("locale", "repeated")]),
        ("locale=klingon", [("locale", "invalid")]),
        ("locale=%00", [("locale", "invalid")]),
        ("locale=%ff", [("", "not_utf8")]),
        ("a=1&b=2", [("a", "unknown"), ("b", "unknown")]),
    ],
)
def test_a_query_that_is_not_right_is_refused_and_says_what_is_allowed(client, query, errors):
    document()

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [(e["parameter"], e["code"]) for e in response.json()["errors"]] == errors
    if errors[0][1] == "unknown":
        assert "allowed are: locale." in response.json()["errors"][0]["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_for_reading(client, method):
    response = getattr(client, method)(URL)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["code"] == "method_not_allowed"


def test_a_slash_too_many_is_taken_away(client):
    response = client.get(URL + "/?locale=en-US")

    assert response.status_code == 308
    assert response["Location"] == URL + "?locale=en-US"


ODD = [
    "Leg-Pain",
    "leg--pain",
    "%00",
    "%ff",
    "..%2f",
    "a" * 121,
    "leg pain",
    "<script>",
    "💊",
    "'--",
    "%2e%2e",
]


@pytest.mark.parametrize("slug", ODD)
def test_an_odd_address_is_a_plain_404(client, slug, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"/api/v1/articles/{slug}")

    assert response.status_code == 404
    assert json.loads(response.content)["status"] == 404


def test_the_function_answers_what_the_view_answers(client):
    document(tags="article:leg-pain")
    response = client.get(URL)

    status, headers, body = answer()

    assert (status, body) == (200, response.content)
    # Cross-origin and policy headers that the middleware adds to every response are no part of it.
    assert {name: response[name] for name in headers if name != "Vary"} == {
        name: value for name, value in headers.items() if name != "Vary"
    }


def test_an_unknown_kind_is_an_unknown_route():
    status, _, body = answer(kind="passwords")

    assert (status, json.loads(body)["code"]) == (404, "unknown_route")
