"""The search endpoint; what is found is tested with the search itself."""

import pytest

from tests.live_rows import NOW, SECOND, document, slugs

pytestmark = pytest.mark.django_db
URL = "/api/v1/search"


def test_hits_are_cards_that_say_what_they_are(client):
    document("leg-pain")
    document("pad", kind="topics", title="Leg arteries", text={"body": "pain"})

    response = client.get(f"{URL}?q=leg+pain")

    assert response.status_code == 200
    body = response.json()
    assert [(item["type"], item["slug"]) for item in body["items"]] == [
        ("article", "leg-pain"),
        ("topic", "pad"),
    ]
    assert body["query"] == {"match": "all", "words": ["leg", "pain"]}
    assert body["page"] == {"limit": 20, "next": None, "previous": None}
    assert body["items"][0]["href"] == "/read/leg-pain"


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", [("q", "missing")]),
        ("q=", [("q", "empty")]),
        ("q=a&q=b", [("q", "repeated")]),
        ("q=%00", [("q", "invalid")]),
        ("q=" + "a" * 201, [("q", "invalid")]),
        ("q=" + "a" * 10_000, [("", "too_long")]),
        ("q=a&kind=people", [("kind", "invalid")]),
        ("q=a&topic=A+B", [("topic", "invalid")]),
        ("q=a&limit=-1", [("limit", "invalid")]),
        ("q=a&cursor=zzz", [("cursor", "invalid")]),
        ("q=a&sort=rank", [("sort", "unknown")]),
        ("query=a", [("query", "unknown"), ("q", "missing")]),
    ],
)
def test_what_a_search_refuses(client, query, errors):
    response = client.get(f"{URL}?{query}")

    assert response.status_code == 400
    assert [(e["parameter"], e["code"]) for e in response.json()["errors"]] == errors


@pytest.mark.parametrize("q", ["the", "%F0%9F%AB%80", "%22", "*", "%27OR+1%3D1", "AND", "NEAR%28", "%5C"])
def test_odd_questions_find_nothing_and_break_nothing(client, q):
    document()

    response = client.get(f"{URL}?q={q}")

    assert response.status_code == 200
    assert response.json()["items"] == []


def test_pages_follow_each_other(client):
    for number in range(5):
        document(f"page-{number}", title="Leg pain" if number < 3 else "Other", text={"body": "leg pain"})
    address, seen = f"{URL}?q=leg+pain&limit=2", []
    while address:
        response = client.get(address)
        seen += slugs(response)
        address = response.json()["page"]["next"]

    assert seen == ["page-2", "page-1", "page-0", "page-4", "page-3"]


def test_pages_of_some_of_the_words_stay_with_some_of_them(client):
    for number in range(3):
        document(f"page-{number}", title=f"Leg {number}")
    first = client.get(f"{URL}?q=leg+unheardof&limit=2").json()

    second = client.get(first["page"]["next"]).json()

    assert first["query"]["match"] == second["query"]["match"] == "any"
    assert [item["slug"] for item in second["items"]] == ["page-0"]


def test_a_cursor_is_bound_to_its_question(client):
    for number in range(3):
        document(f"page-{number}")
    following = client.get(f"{URL}?q=leg&limit=1").json()["page"]["next"]

    assert client.get(following.replace("q=leg", "q=pain")).status_code == 400


def test_a_schedule_holds_to_the_second(client, frozen):
    at = NOW + 100 * SECOND
    document(start=at)

    frozen.move_to(at - SECOND)
    before = client.get(f"{URL}?q=leg")
    frozen.move_to(at)
    after = client.get(f"{URL}?q=leg", headers={"If-None-Match": before["ETag"]})

    assert before.json()["items"] == []
    assert before["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert slugs(after) == ["leg-pain"]
    assert client.get(f"{URL}?q=leg", headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_a_search_costs_no_more_queries_the_more_there_is(client, django_assert_num_queries):
    for _ in range(2):
        document("leg-pain" if not slugs(client.get(f"{URL}?q=leg")) else "more-pain")

        with django_assert_num_queries(5):  # state, synonyms, three tiers
            client.get(f"{URL}?q=leg+pain")
