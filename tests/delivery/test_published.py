"""What the workflow published is what the API serves, as described, from its second on."""

import hashlib
import json

import pytest
import time_machine

from cms.delivery import openapi
from cms.publishing import kinds
from tests.delivery.test_openapi import check
from tests.live_rows import slugs
from tests.publishing import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def frozen(clock):
    """The server's clock is the workflow's."""
    with time_machine.travel(clock.now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def article(clock):
    article = builders.article(clock, slug="leg-pain", title="Leg pain", words="Cramps when climbing stairs.")
    builders.go_live(article, clock)
    return article


def test_every_published_document_is_served_and_is_as_described(client, article):
    api = json.loads(openapi.rendered()[0])
    seen = 0
    for model in kinds.all():
        name = model.type.capitalize()
        listing = client.get(f"/api/v1/{model.kind}").json()
        check(api, f"{name}List", listing)
        for card in listing["items"]:
            response = client.get(f"/api/v1/{model.kind}/{card['slug']}")
            check(api, name, response.json())
            assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
            assert f"{model.type}:{card['slug']}" in response["Surrogate-Key"].split()
            assert model.kind in response["Surrogate-Key"].split()
            seen += 1
    results = client.get("/api/v1/search?q=leg").json()
    check(api, "SearchResults", results)
    assert results["items"]
    assert seen >= 3


def test_a_draft_reaches_nobody(client, article, clock):
    before = client.get("/api/v1/articles/leg-pain")

    builders.edit(article, clock, title="Secret words")

    assert client.get("/api/v1/articles/leg-pain").content == before.content
    assert b"Secret" not in client.get("/api/v1/articles").content
    assert client.get("/api/v1/search?q=secret").json()["items"] == []


def test_a_schedule_begins_at_its_second_everywhere(client, article, clock, frozen):
    builders.edit(article, clock, title="Aching calves")
    at = clock.after(hours=1)
    builders.schedule(article, clock, at)

    frozen.move_to(clock.after(minutes=59, seconds=59))
    before = [
        client.get(f"/api/v1/{path}") for path in ("articles/leg-pain", "articles", "search?q=leg+pain")
    ]
    frozen.move_to(at)
    after = [client.get(f"/api/v1/{path}") for path in ("articles/leg-pain", "articles", "search?q=aching")]

    assert before[0].json()["title"] == before[1].json()["items"][0]["title"] == "Leg pain"
    assert slugs(before[2])[0] == "leg-pain"
    assert {response["Cache-Control"] for response in before} == {"public, max-age=0, s-maxage=1"}
    assert after[0].json()["title"] == after[1].json()["items"][0]["title"] == "Aching calves"
    assert slugs(after[2]) == ["leg-pain"]


def test_a_retired_page_is_gone_everywhere(client, article, clock):
    tag = client.get("/api/v1/articles")["ETag"]

    builders.retire(article, clock, note="We no longer recommend this.")

    response = client.get("/api/v1/articles/leg-pain")
    assert response.status_code == 410
    assert response.json()["detail"] == "We no longer recommend this."
    assert response.json()["page_title"] == "Leg pain"
    assert slugs(client.get("/api/v1/articles", headers={"If-None-Match": tag})) == []
    assert "leg-pain" not in slugs(client.get("/api/v1/search?q=cramps"))


def test_an_old_slug_leads_to_the_new_one(client, article, clock):
    builders.edit(article, clock, slug="claudication")
    builders.go_live(article, clock)

    response = client.get("/api/v1/articles/leg-pain")

    assert (response.status_code, response["Location"]) == (308, "/api/v1/articles/claudication")
    assert client.get(response["Location"]).json()["slug"] == "claudication"
