"""Answers go in, the outcome comes out: what `POST …/evaluations` says to each body."""

import json
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import document, fhir
from assessments.api import counting, editions, evaluations
from assessments.api.sent import MOST_BYTES
from assessments.models import Assessment
from tests.assessments.api import staging
from tests.assessments.api.staging import ANSWERS, post
from tests.publishing import builders

pytestmark = pytest.mark.django_db


def evaluated(client, answers, **members):
    response = post(client, {"answers": answers, **members})
    assert response.status_code == 200, response.content
    return response.json()


def test_complete_answers_lead_to_an_outcome_with_all_that_is_shown(client, pad):
    found = evaluated(client, ANSWERS)

    outcome = found.pop("outcome")
    assert (outcome["title"], outcome["urgency"]) == ("See your doctor", "soon")
    assert outcome["next_steps"][0]["label"] == "Find a doctor"
    assert found == {
        "status": "complete",
        "assessment": "pad",
        "version": 1,
        "digest": found["digest"],
        "superseded": False,
        "current_version": 1,
        "disclaimer": "This is general information, not medical advice.",
        "visible": ["age", "sores", "cold", "pain", "site", "eases", "distance", "risks"],
        "ignored": [],
        "rule": "likely",
        "red_flag": False,
        "scores": [{"key": "risk", "label": "Risk points", "value": "7"}],
    }


def test_no_score_is_told_where_the_outcome_shows_none(client, pad):
    found = evaluated(client, ANSWERS | {"cold": True})

    assert (found["outcome"]["key"], found["red_flag"]) == ("emergency", True)
    assert found["scores"] == []


def test_incomplete_answers_say_what_is_missing_and_what_is_urgent(client, pad):
    found = evaluated(client, {"age": 67, "cold": True})

    assert (found["status"], found["missing"], found["next"]) == (
        "incomplete",
        ["sores", "pain", "risks"],
        "sores",
    )
    assert found["urgent"]["rule"] == "cold-leg"
    assert found["urgent"]["outcome"]["next_steps"][0]["phone"] == "999"
    assert "items" not in found


def test_partial_mode_says_what_to_ask_and_needs_no_answer(client, pad):
    before = evaluated(client, {}, mode="partial")
    after = evaluated(client, {"pain": True}, mode="partial")

    assert [item["key"] for item in before["items"]] == before["visible"]
    assert (before["urgent"], before["sections"]) == (None, [])
    assert "site" in [item["key"] for item in after["items"]]
    assert after["sections"] == [{"key": "walking", "title": "When you walk", "text": ""}]
    assert {item["key"]: item for item in after["items"]}["eases"]["options"][0]["label"] == (
        "Within 10 minutes"
    )


def test_partial_mode_answers_with_the_outcome_in_the_end(client, pad):
    found = evaluated(client, ANSWERS, mode="partial")

    assert (found["status"], found["outcome"]["key"]) == ("complete", "see-doctor")
    assert len(found["items"]) == len(found["visible"])


def test_answers_of_hidden_questions_are_named_and_count_nothing(client, pad):
    found = evaluated(client, ANSWERS | {"pain": False})

    assert found["ignored"] == ["site", "eases"]
    assert found["scores"][0]["value"] == "4"


def test_wrong_answers_are_told_by_question_in_words_and_never_repeated(client, pad):
    response = post(
        client, {"answers": {"age": 17, "cold": "canary-1", "canary-2": 1, "risks": ["canary-3"]}}
    )

    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert b"canary" not in response.content
    assert response.json()["errors"] == [
        {
            "question": "age",
            "kind": "below_minimum",
            "message": "“How old are you?”: give at least 18 years.",
        },
        {
            "question": "cold",
            "kind": "wrong_type",
            "message": "“Has one leg suddenly become cold, pale and painful?”: answer yes or no.",
        },
        {
            "question": "risks",
            "kind": "unknown_option",
            "message": "“Which of these do you have?”: choose one of the answers offered.",
        },
        {
            "question": None,
            "kind": "unknown_question",
            "message": "There is an answer to a question that is not asked here.",
        },
    ]


@pytest.mark.parametrize(
    "forged",
    [
        {"scores": {"risk": "999"}},
        {"weights": {"risks": {"smoking": 999}}},
        {"points": 999},
        {"outcome": "low"},
        {"definition": {"questions": []}},
        {"rule": "likely", "red_flag": True},
    ],
    ids=lambda forged: ", ".join(forged),
)
def test_points_and_outcomes_that_a_client_sends_are_refused(client, pad, forged):
    response = post(client, {"answers": ANSWERS, **forged})

    assert response.status_code == 400
    assert "Points and scores come from the definition alone." in response.json()["detail"]
    assert "999" not in response.content.decode()


@pytest.mark.parametrize("key", ["risk", "total", "scores", "itemWeight"])
def test_a_score_among_the_answers_is_no_answer(client, pad, key):
    response = post(client, {"answers": ANSWERS | {key: 999}})

    assert response.status_code == 422
    assert response.json()["errors"][0]["kind"] == "unknown_question"


def response_of(pad, answers, **more):
    definition = document.draft_definition(pad)
    return fhir.response(definition, answers, url=f"{staging.BASE}/pad", version="1") | more


@pytest.mark.parametrize("content_type", ["application/fhir+json", "application/json"])
def test_a_questionnaire_response_says_the_same_as_native_answers(client, pad, content_type):
    body = json.dumps(response_of(pad, ANSWERS))

    response = post(client, body, content_type=content_type)

    assert response.json() == evaluated(client, ANSWERS)


def test_a_response_in_progress_is_answered_with_what_to_ask(client, pad):
    body = response_of(pad, {"age": 67}, status="in-progress")

    found = post(client, body, content_type="application/fhir+json; charset=utf-8").json()

    assert found["status"] == "incomplete"
    assert found["items"]


@pytest.mark.parametrize("name", ["itemWeight", "ordinalValue"])
def test_weights_and_totals_in_a_response_change_nothing(client, pad, name):
    body = response_of(pad, ANSWERS | {"risks": ["none"], "eases": "longer"})
    honest = post(client, body).json()
    weight = [{"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueDecimal": 999}]
    for item in every_item(body):
        for answer in item.get("answer", []):
            answer["extension"] = weight
            if isinstance(answer.get("valueCoding"), dict):
                answer["valueCoding"]["extension"] = weight
    body["item"].append({"linkId": "risk", "answer": [{"valueDecimal": 999}]})
    body["extension"] = weight

    forged = post(client, body).json()

    assert honest["scores"] == [{"key": "risk", "label": "Risk points", "value": "2"}]
    assert forged == honest


def every_item(body):
    for item in body.get("item", []):
        yield item
        yield from every_item(item)


def test_errors_of_a_response_are_told_together(client, pad):
    body = response_of(pad, ANSWERS | {"age": 5})
    body["item"].append({"linkId": "cold", "answer": [{"valueString": "canary"}]})
    body["item"] = [item for item in body["item"] if item.get("answer") != [{"valueBoolean": False}]]

    response = post(client, body)

    assert response.status_code == 422
    assert {(one["question"], one["kind"]) for one in response.json()["errors"]} == {
        ("cold", "wrong_type"),
        ("age", "below_minimum"),
    }
    assert b"canary" not in response.content


def test_a_response_to_another_questionnaire_is_refused(client, pad):
    response = post(client, response_of(pad, ANSWERS, questionnaire="https://canary.example/other|1"))

    assert response.status_code == 400
    assert "canary" not in response.content.decode()
    assert "/api/v1/assessments/pad" in response.json()["detail"]


def test_the_answers_may_come_from_everywhere(client, pad):
    response = post(client, {"answers": {}}, headers={"Origin": "https://hospital.example"})
    preflight = client.options(
        f"{staging.BASE}/pad/evaluations",
        headers={
            "Origin": "https://hospital.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )

    assert response["Access-Control-Allow-Origin"] == "*"
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert "content-type" in preflight["Access-Control-Allow-Headers"]


def test_nothing_is_kept_of_an_answer_by_browsers_and_caches(pad):
    client = Client(enforce_csrf_checks=True)
    response = post(client, {"answers": ANSWERS})

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert response["Vary"] == "Accept-Encoding"
    assert not {"etag", "surrogate-key"} & {name.lower() for name in response.headers}


@pytest.mark.parametrize(
    ("address", "body", "content_type"),
    [
        (f"{staging.BASE}/pad/evaluations", '{"answers": {"site": ["kanarienvogel"]}}', "application/json"),
        ("/assessments/pad", "go=next&answer:site=kanarienvogel", "application/x-www-form-urlencoded"),
    ],
)
def test_no_middleware_can_look_at_what_was_sent(client, pad, settings, address, body, content_type):
    settings.MIDDLEWARE = ["tests.assessments.api.staging.Curious", *settings.MIDDLEWARE]
    staging.Curious.seen.clear()

    response = client.post(address, body, content_type=content_type)

    assert response.status_code in (200, 422)
    assert len(staging.Curious.seen) == 4
    assert "kanarienvogel" not in "".join(staging.Curious.seen)


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_other_methods_are_refused(client, pad, method):
    response = getattr(client, method)(f"{staging.BASE}/pad/evaluations")

    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/fhir+xml",
        "application/json; charset=utf-16",
        "",
    ],
)
def test_other_media_types_are_refused(client, pad, content_type):
    response = post(client, '{"answers": {}}', content_type=content_type)

    assert response.status_code == 415
    assert "application/json or application/fhir+json" in response.json()["detail"]


def test_a_compressed_body_is_refused(client, pad):
    assert post(client, "x", headers={"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("length", [MOST_BYTES, MOST_BYTES + 1])
def test_a_body_is_read_up_to_its_limit(client, pad, length):
    body = json.dumps({"answers": {}})
    body += " " * (length - len(body))

    response = post(client, body)

    assert response.status_code == (200 if length == MOST_BYTES else 413)


@pytest.mark.parametrize(
    ("status", "before", "content_type"), [(415, 0, "text/plain"), (429, 1, "application/json")]
)
def test_what_is_refused_is_read_to_its_end(client, pad, settings, monkeypatch, status, before, content_type):
    """Else servers close the connection, sometimes before the client has the answer."""
    monkeypatch.setattr(evaluations, "_counts", counting.Counts())
    settings.EVALUATIONS_PER_MINUTE = 1
    body = b'{"answers": {}}'
    for _ in range(before):
        post(client, body)
    stream = BytesIO(body)

    response = post(client, body, content_type=content_type, **{"wsgi.input": stream})

    assert response.status_code == status
    assert stream.tell() == len(body)


def test_a_body_that_says_it_is_shorter_is_read_so_far(client, pad):
    body = json.dumps({"answers": {}})

    response = post(client, body + "x" * 100_000, CONTENT_LENGTH=len(body))

    assert response.status_code == 200


def test_a_name_in_the_address_is_refused_and_not_repeated(client, pad):
    response = post(client, {"answers": {}}, query="?canary=yes")

    assert response.status_code == 400
    assert b"canary" not in response.content
    assert "Answers are sent in the body" in response.json()["detail"]


def test_an_address_without_an_assessment_is_not_there(client, pad):
    assert post(client, {"answers": {}}, "nothing").json()["code"] == "unknown_page"
    assert post(client, {"answers": {}}, "Not-A-Slug").status_code == 404
    assert post(client, {"answers": {}}, query="?locale=es-US").status_code == 404


def test_an_assessment_that_asks_nothing_has_nothing_to_evaluate(client, pad, clock):
    empty = builders.save(Assessment(slug="empty", title="Empty", topic=pad.topic), clock)
    builders.go_live(empty, clock)

    response = post(client, {"answers": {}}, "empty")

    assert response.status_code == 404
    assert "asks nothing yet" in response.json()["detail"]


def test_a_warm_evaluation_asks_the_database_once_and_writes_nothing(client, pad):
    response = response_of(pad, ANSWERS)
    evaluated(client, ANSWERS)

    with CaptureQueriesContext(connection) as asked:
        evaluated(client, ANSWERS)
        post(client, response)
        evaluated(client, ANSWERS, version=1)

    assert len(asked.captured_queries) == 3
    assert all(query["sql"].lstrip().startswith("SELECT") for query in asked.captured_queries)


def test_an_evaluation_needs_no_right_to_write(client, pad):
    def refuse(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith("SELECT"):
            raise AssertionError(f"An evaluation wrote: {sql}")
        return execute(sql, params, many, context)

    editions._hints.clear()
    with connection.execute_wrapper(refuse):
        for answers in (ANSWERS, {}, {"age": "x"}):
            for version in (1, 7):
                response = post(client, {"answers": answers, "version": version})
                assert response.status_code in (200, 422, 409)


def test_too_many_evaluations_are_put_off(client, pad, settings, monkeypatch):
    seconds = [1000.0]
    monkeypatch.setattr(evaluations, "_counts", counting.Counts(lambda: seconds[0]))
    settings.EVALUATIONS_PER_MINUTE = 2

    first, second, third = (post(client, {"answers": {}}) for _ in range(3))
    elsewhere = post(client, {"answers": {}}, REMOTE_ADDR="192.0.2.7")
    seconds[0] += 60
    later = post(client, {"answers": {}})

    assert [one.status_code for one in (first, second, third, elsewhere, later)] == [200, 200, 429, 200, 200]
    assert third["Retry-After"] == "60"
    assert third["RateLimit"] == '"evaluations";r=0;t=60'
    assert first["RateLimit-Policy"] == '"evaluations";q=2;w=60'
    assert third.json()["code"] == "too_many_requests"
    assert third["Cache-Control"] == "no-store"
