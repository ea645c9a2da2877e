"""The companion of a document over HTTP: named by its bytes, never promised past the next change."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import jsonschema
import pytest

from articles import citations
from cms.delivery import status
from cms.publishing import actions, kinds
from tests import people
from tests.articles import pages
from tests.live_rows import DAY, NOW
from tests.publishing import builders

URL = "/api/v1/articles/sore-calves/status"
CACHE = "public, max-age=0, s-maxage=30, stale-while-revalidate=60, stale-if-error=3600"


@pytest.fixture
def clock():
    return builders.Clock(NOW)


def live_now():
    return pages.live(builders.Clock(NOW))


@pytest.fixture
def leaf(arranged):
    """A live page with its sources, of which the older one still stands."""
    return arranged(live_now)


@pytest.fixture
def later(frozen, clock):
    """Let time pass for the server and for the actions."""

    def pass_(**duration):
        frozen.move_to(clock.forward(**duration))

    return pass_


def get(client, url=URL, **headers):
    response = client.get(url, headers=headers)
    if response.status_code == 200:
        jsonschema.Draft202012Validator(status.schema(), format_checker=jsonschema.FormatChecker()).validate(
            response.json()
        )
    return response


def notice(leaf, clock, **more):
    options = {
        "items": [leaf.article.uid],
        "kind": "safety",
        "severity": "urgent",
        "text": "Do not stop your medicine on your own.",
        "reason": "A recall.",
    }
    return actions.show_notice(**{**options, **more}, by=people.mila(), clock=clock)


def test_the_example_is_of_the_schema():
    jsonschema.Draft202012Validator(status.schema()).validate(status.EXAMPLE)


def test_a_page_of_which_nothing_has_changed(client, leaf):
    document = client.get("/api/v1/articles/sore-calves")

    response = get(client)

    assert response.status_code == 200
    said = response.json()
    assert said["document"] == document["ETag"].strip('"')
    assert (said["notices"], said["targets"], said["alternates"], said["related"]) == ([], [], [], [])
    assert [(one["number"], one["key"], one["status"]) for one in said["references"]] == [
        (1, "aha-acc-pad-2016", "current"),
        (2, "acc-aha-pad-2024", "current"),
    ]
    assert said["review_overdue"] is False
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["Content-Type"] == "application/json"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Cache-Control"] == CACHE
    assert response["Surrogate-Key"] == document["Surrogate-Key"]
    assert {"article:sore-calves", "citation:aha-acc-pad-2016"} <= set(response["Surrogate-Key"].split())
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Last-Modified" not in response


def test_what_was_said_of_a_source_is_heard_in_the_same_second(client, leaf, clock):
    before = get(client)

    citations.supersede(
        citation=leaf.older,
        successor=leaf.newer,
        by=people.mila(),
        clock=clock,
        reason="The 2024 guideline replaced it.",
        since=date(2024, 5, 14),
    )

    after = get(client, **{"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.json()["references"][0] == {
        "number": 1,
        "key": "aha-acc-pad-2016",
        "status": "superseded",
        "since": "2024-05-14",
        "successor": {
            "key": "acc-aha-pad-2024",
            "title": "2024 ACC/AHA Guideline on Peripheral Artery Disease",
            "href": "/citations/acc-aha-pad-2024",
        },
    }
    # The reason is for the record, and no name of anybody in the house is public.
    assert "replaced it" not in after.content.decode()
    assert "Mila" not in after.content.decode()
    own = get(client, "/api/v1/citations/aha-acc-pad-2016/status").json()
    assert own["references"][0]["status"] == "superseded"


def test_a_notice_is_shown_at_once_and_gone_when_it_is_lifted(client, leaf, clock, later):
    shown = notice(leaf, clock)

    assert get(client).json()["notices"] == [
        {
            "kind": "safety",
            "severity": "urgent",
            "text": "Do not stop your medicine on your own.",
            "since": "2041-05-06T07:08:09.000000Z",
        }
    ]
    later(minutes=1)
    actions.lift_notice(places=shown.places.all(), reason="Mended.", by=people.mila(), clock=clock)
    assert get(client).json()["notices"] == []


@pytest.mark.parametrize("known", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_a_client_that_has_it_hears_304(client, leaf, known):
    etag = get(client)["ETag"].strip('"')

    response = get(client, **{"If-None-Match": known.format(etag)})

    assert (response.status_code, response.getvalue()) == (304, b"")
    assert response["ETag"] == f'"{etag}"'
    assert response["Cache-Control"] == CACHE


def test_a_client_that_has_the_document_does_not_have_its_status(client, leaf):
    etag = client.get("/api/v1/articles/sore-calves")["ETag"]

    assert get(client, **{"If-None-Match": etag}).status_code == 200


def test_head_is_get_without_the_body(client, leaf):
    whole, head = get(client), client.head(URL)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == whole["Content-Length"]


def test_nothing_is_promised_past_what_is_scheduled(client, leaf, clock):
    builders.edit(leaf.newer, clock, volume="150")
    builders.schedule(leaf.newer, clock, clock.after(seconds=20))

    assert get(client)["Cache-Control"] == "public, max-age=0, s-maxage=20"


def test_nothing_is_promised_past_the_day_of_review(client, leaf, frozen):
    assert get(client).json()["review_overdue"] is False
    due = date.fromisoformat(client.get("/api/v1/articles/sore-calves").json()["publication"]["review_due"])
    midnight = datetime(due.year, due.month, due.day, tzinfo=UTC) + DAY

    frozen.move_to(midnight - timedelta(seconds=10))
    response = get(client)
    assert response.json()["review_overdue"] is False
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=10"

    frozen.move_to(midnight)
    response = get(client)
    assert response.json()["review_overdue"] is True
    assert response["Cache-Control"] == CACHE


def test_it_moves_with_its_page(client, leaf, clock):
    builders.edit(leaf.article, clock, slug="sore-legs")
    builders.go_live(leaf.article, clock)

    response = get(client)
    assert response.status_code == 308
    assert response["Location"] == "/api/v1/articles/sore-legs/status"
    chosen = get(client, URL + "?locale=en-US")
    assert chosen["Location"] == "/api/v1/articles/sore-legs/status?locale=en-US"
    assert get(client, chosen["Location"]).status_code == 200


def test_it_goes_with_its_page(client, leaf, clock):
    builders.retire(leaf.article, clock, note="Outdated advice.")

    response = get(client)

    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "Outdated advice."


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("/api/v1/articles/nothing/status", 404),
        ("/api/v1/articles/Sore-Calves/status", 404),
        ("/api/v1/nonsense/sore-calves/status", 404),
        (URL + "?locale=fr", 404),
        (URL + "?fields=notices", 400),
        (URL + "?locale=", 400),
    ],
)
def test_what_is_not_there_is_a_problem_document(client, leaf, url, code):
    response = get(client, url)

    assert response.status_code == code
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == code


def test_a_slash_too_many_is_taken_away(client, leaf):
    assert get(client, URL + "/")["Location"] == URL


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_for_reading(client, leaf, method):
    assert getattr(client, method)(URL).status_code == 405


def test_every_kind_has_one(client, leaf):
    for model in kinds.all():
        for item in model.objects.all():
            response = get(client, f"/api/v1/{model.kind}/{item.slug}/status")
            assert response.status_code == 200, response.content
            assert response.json()["type"] == model.type


def test_it_takes_the_same_few_queries_however_much_there_is_to_say(
    client, leaf, clock, django_assert_num_queries
):
    # The document; notices; events; sources and links; other locales; related pages;
    # assessments; what begins next.
    with django_assert_num_queries(8):
        get(client)
    for number in range(5):
        notice(leaf, clock, text=f"Notice {number}.")
        builders.go_live(builders.article(clock, slug=f"page-{number}", topic=leaf.topic), clock)
    citations.supersede(
        citation=leaf.older, successor=leaf.newer, by=people.mila(), clock=clock, reason="Newer."
    )
    builders.retire(leaf.treatment, clock)

    with django_assert_num_queries(8):
        said = get(client).json()
    assert (len(said["notices"]), len(said["related"]), len(said["targets"])) == (5, 4, 1)


def test_the_function_answers_what_the_view_answers(client, leaf):
    response = get(client)

    found = status.answer(kind="articles", slug="sore-calves", now=NOW)

    assert (found.status, found.body) == (200, response.content)
    assert json.loads(found.body) == response.json()
    assert found == status.answer(kind="articles", slug="sore-calves", now=NOW)
