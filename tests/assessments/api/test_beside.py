"""What is read beside the document: earlier versions, the questionnaire, golden cases."""

import hashlib
import json

import pytest

from assessments import evaluation
from cms.publishing import actions, record
from tests import people
from tests.articles import pages
from tests.assessments.api import staging
from tests.assessments.api.staging import new_version, renamed
from tests.publishing import builders

pytestmark = pytest.mark.django_db

PAD = f"{staging.BASE}/pad"
PATHS = ("fhir", "vectors", "versions/1", "versions/1/fhir")


def test_a_version_is_the_bytes_that_readers_got(client, pad, clock):
    first = client.get(PAD)
    new_version(pad, clock, "Less likely")

    found = client.get(f"{PAD}/versions/1")

    assert found.content == first.content
    assert found["ETag"] == first["ETag"]
    assert found["Content-Type"] == "application/json"
    assert client.get(f"{PAD}/versions/2").content == client.get(PAD).content != first.content


def test_a_confirmed_review_is_the_newer_bytes_of_the_same_version(client, pad, clock):
    first = client.get(PAD)
    confirmed = actions.confirm_review(item=pad, by=people.wanda(), clock=clock, reason="Still right.")
    builders.sign_all(confirmed, clock)  # goes live with the last of them
    clock.forward(hours=1)

    found = client.get(f"{PAD}/versions/1")

    assert found.content == client.get(PAD).content != first.content
    assert client.get(f"{PAD}/versions/2").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_each_has_an_etag_of_its_own_bytes_and_says_when_it_is_still_good(client, pad, path):
    found = client.get(f"{PAD}/{path}")
    tag = found["ETag"]

    assert found.status_code == 200
    assert tag == f'"{hashlib.sha256(found.content).hexdigest()}"'
    assert found["Surrogate-Key"] == client.get(PAD)["Surrogate-Key"]
    assert client.get(f"{PAD}/{path}").content == found.content
    for known in (tag, f"W/{tag}", "*", f'"other", {tag}'):
        again = client.get(f"{PAD}/{path}", headers={"If-None-Match": known})
        assert (again.status_code, again.getvalue(), again["ETag"]) == (304, b"", tag)
    assert client.get(f"{PAD}/{path}", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(f"{PAD}/{path}")["ETag"] == tag


@pytest.mark.parametrize("path", PATHS)
def test_no_cache_keeps_it_past_the_next_change(client, pad, clock, path):
    usual = client.get(f"{PAD}/{path}")["Cache-Control"]
    renamed(pad, clock, "Less likely")
    builders.schedule(pad, clock, at=clock.after(seconds=90))

    assert usual == "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=3600"
    assert client.get(f"{PAD}/{path}")["Cache-Control"] == "public, max-age=0, s-maxage=90"


@pytest.mark.parametrize("path", PATHS)
def test_what_was_taken_down_takes_it_along(client, pad, clock, path):
    builders.retire(pad, clock)
    clock.forward(hours=1)

    response = client.get(f"{PAD}/{path}")

    assert (response.status_code, response.json()["code"]) == (410, "gone")
    assert response.content == client.get(PAD).content


@pytest.mark.parametrize("path", ["versions/0", "versions/7", "versions/7/fhir", "vectors?version=7"])
def test_a_version_that_there_is_not_is_answered_with_those_that_there_are(client, pad, clock, path):
    new_version(pad, clock, "Less likely")

    response = client.get(f"{PAD}/{path}")

    assert response.status_code == 404
    assert response.json()["versions"] == [1, 2]
    assert response.json()["detail"].endswith("There are: 1, 2.")


def test_a_version_that_was_taken_down_is_gone_while_a_later_one_is_live(client, pad, clock):
    builders.retire(pad, clock)
    clock.forward(hours=1)
    new_version(pad, clock, "Less likely")

    response = client.get(f"{PAD}/versions/1")

    assert (response.status_code, response.json()["versions"]) == (410, [2])
    assert client.get(f"{PAD}/versions/2").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_draft_is_nowhere_to_be_read(client, pad, clock, path):
    before = client.get(f"{PAD}/{path}").content
    renamed(pad, clock, "canary")
    builders.signed(pad, clock)

    assert client.get(f"{PAD}/{path}").content == before
    assert client.get(f"{PAD}/versions/2").status_code == 404


@pytest.mark.parametrize(
    "path", ["fhir?x=1", "versions/1?version=1", "vectors?version=x", "vectors?version=1&version=1"]
)
def test_a_parameter_that_is_not_known_is_refused(client, pad, path):
    assert client.get(f"{PAD}/{path}").status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_they_are_only_read(client, pad, path):
    response = client.post(f"{PAD}/{path}", {}, content_type="application/json")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_the_questionnaire_is_the_text_that_was_signed(client, pad, clock):
    document = client.get(PAD).json()
    found = client.get(f"{PAD}/fhir")
    resource = json.loads(found.content)

    assert found["Content-Type"] == "application/fhir+json; fhirVersion=4.0"
    assert found.content.decode() == document["questionnaire"]["text"]
    assert found["ETag"] == f'"{document["questionnaire"]["sha256"]}"'
    assert (resource["resourceType"], resource["status"]) == ("Questionnaire", "active")
    assert (resource["url"], resource["version"]) == ("/api/v1/assessments/pad", "1")
    assert resource["language"] == "en-US"

    new_version(pad, clock, "Less likely")
    assert json.loads(client.get(f"{PAD}/fhir").content)["version"] == "2"
    assert client.get(f"{PAD}/versions/1/fhir").content == found.content


def test_the_questionnaire_is_named_by_the_address_on_the_site(client, pad, clock):
    site = builders.organisation(clock, url="https://pad.example", is_default=True)
    builders.go_live(site, clock)
    new_version(pad, clock, "Less likely")

    assert json.loads(client.get(f"{PAD}/fhir").content)["url"] == "https://pad.example/assessments/pad"


def test_the_questionnaire_is_part_of_what_is_signed(pad, clock):
    publication = record.live_publication(pad.uid, clock())
    signed = json.loads(record.bytes_of(publication.snapshot.content))

    assert signed["questionnaire"] == record.document_of(publication)["questionnaire"]
    assert "publication" not in signed


def test_a_draft_that_means_nothing_has_no_questionnaire(pad, clock):
    row = pad.condition_rows.get()
    row.question = "nothing"
    row.save()
    pad.refresh_from_db()

    assert pages.composed(pad)["questionnaire"] is None


def test_the_golden_cases_are_what_an_evaluation_says(client, pad, clock):
    document = client.get(PAD).json()
    found = client.get(f"{PAD}/vectors").json()

    assert (found["schema"], found["version"]) == ("vectors/1", 1)
    assert found["digest"] == document["definition_digest"]
    assert {one["expected"]["status"] for one in found["cases"]} == {"complete", "incomplete", "invalid"}
    for one in found["cases"]:
        assert evaluation.evaluate(document["definition"], one["answers"]) == one["expected"], one["name"]


def test_the_golden_cases_of_a_version_stay_as_they_were(client, pad, clock):
    first = client.get(f"{PAD}/vectors").content
    new_version(pad, clock, "Less likely")

    assert client.get(f"{PAD}/vectors?version=1").content == first
    assert client.get(f"{PAD}/vectors").json()["version"] == 2


@pytest.mark.parametrize(
    ("path", "queries"), [("fhir", 1), ("vectors", 1), ("versions/1", 2), ("versions/1/fhir", 1)]
)
def test_what_is_known_costs_one_query_and_the_bytes_another(
    client, pad, path, queries, django_assert_num_queries
):
    tag = client.get(f"{PAD}/{path}")["ETag"]

    with django_assert_num_queries(queries):
        assert client.get(f"{PAD}/{path}").status_code == 200
    with django_assert_num_queries(1):
        assert client.get(f"{PAD}/{path}", headers={"If-None-Match": tag}).status_code == 304
