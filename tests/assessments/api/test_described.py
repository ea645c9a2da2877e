"""The API of assessments is what OpenAPI says of it, in every answer."""

import json
import re

import jsonschema
import pytest

from assessments.models import Assessment
from cms.delivery import openapi
from tests.assessments.api import staging
from tests.assessments.api.staging import ANSWERS, post
from tests.delivery.test_openapi import check
from tests.publishing import builders

pytestmark = pytest.mark.django_db

ROOT = f"{staging.BASE}/{{slug}}"
PATHS = ["/evaluations", "/fhir", "/vectors", "/versions/{version}", "/versions/{version}/fhir"]


@pytest.fixture(scope="module")
def api():
    return json.loads(openapi.rendered()[0])


def operations(api):
    return {path: api["paths"][ROOT + path] for path in PATHS}


def test_every_address_is_described_with_an_example(api):
    for path, methods in operations(api).items():
        ((method, operation),) = methods.items()
        assert method == ("post" if path == "/evaluations" else "get")
        assert operation["tags"] == ["assessments"]
        assert set(re.findall(r"\{(\w+)\}", ROOT + path)) == {
            one["name"] for one in operation["parameters"] if one["in"] == "path"
        }
        contents = operation["responses"]["200"]["content"].values()
        assert path == "/versions/{version}" or all("example" in one or "examples" in one for one in contents)


def test_every_example_is_one_of_what_it_is_an_example_for(api):
    checked = 0
    for methods in operations(api).values():
        for operation in methods.values():
            described = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in [one for part in described for one in part.get("content", {}).values()]:
                examples = [one["value"] for one in content.get("examples", {}).values()]
                for example in examples + ([content["example"]] if "example" in content else []):
                    holds(api, content["schema"], example)
                    checked += 1
    assert checked >= 10


def holds(api, schema, instance):
    """Hold an instance against a schema that may refer to the components."""
    components = json.loads(json.dumps(api["components"]["schemas"]))
    whole = {"components": {"schemas": components}, **schema}
    jsonschema.Draft202012Validator(whole).validate(instance)


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({"answers": ANSWERS}, 200, "EvaluationResult"),
        ({"answers": ANSWERS, "mode": "partial"}, 200, "CompleteResult"),
        ({"answers": {}}, 200, "EvaluationResult"),
        ({"answers": {"cold": True}, "mode": "partial"}, 200, "IncompleteResult"),
        ({"answers": {"age": 1, "x": 2}}, 422, "InvalidAnswers"),
        ({"answers": {}, "version": 7}, 409, "VersionWithdrawn"),
        ({"answers": {}, "x": 7}, 400, "Problem"),
        ("x" * 20_000, 413, "Problem"),
    ],
)
def test_answers_to_evaluations_are_as_described(client, pad, api, body, status, name):
    response = post(client, body)

    assert response.status_code == status
    described = operations(api)["/evaluations"]["post"]["responses"][str(status)]
    assert {"RateLimit", "RateLimit-Policy"} <= set(described["headers"])
    assert response["Content-Type"] in described["content"]
    check(api, name, response.json())
    if status == 200:
        check(api, "EvaluationRequest", body)


def test_the_description_tells_a_wrong_answer_from_a_right_one(client, pad, api):
    found = post(client, {"answers": ANSWERS}).json()

    for wrong in (found | {"outcome": "see-doctor"}, found | {"more": 1}, found | {"status": "incomplete"}):
        with pytest.raises(jsonschema.ValidationError):
            check(api, "EvaluationResult", wrong)


def test_what_is_read_beside_is_as_described(client, pad, api):
    base = f"{staging.BASE}/pad"

    check(api, "Vectors", client.get(f"{base}/vectors").json())
    check(api, "Assessment", client.get(f"{base}/versions/1").json())
    assert (
        client.get(f"{base}/fhir")["Content-Type"]
        in api["paths"][f"{ROOT}/fhir"]["get"]["responses"]["200"]["content"]
    )
    check(api, "Problem", client.get(f"{base}/versions/7").json())


def test_what_was_taken_down_is_as_described(client, pad, api, clock):
    builders.retire(pad, clock)
    clock.forward(hours=1)

    check(api, "Gone", post(client, {"answers": {}}).json())
    for path in ("fhir", "vectors", "versions/1"):
        check(api, "Gone", client.get(f"{staging.BASE}/pad/{path}").json())


def test_the_page_of_the_document_is_described_once(api):
    assert set(api["paths"][f"{staging.BASE}/{{slug}}"]) == {"get"}
    assert Assessment.schema()["properties"]["schema"]["const"] == "assessment/1"
