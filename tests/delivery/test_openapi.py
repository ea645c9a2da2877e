"""The OpenAPI document: valid, complete, and true of what is served."""

import json

import jsonschema
import pytest
from drf_spectacular.validation import validate_schema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from cms.delivery import components, openapi
from cms.publishing import kinds
from tests.live_rows import document

URL = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def api():
    return json.loads(openapi.rendered()[0])


def check(api, name, instance):
    """Hold an instance against a component of the document."""
    whole = Resource.from_contents(api, default_specification=DRAFT202012)
    jsonschema.Draft202012Validator(
        {"$ref": f"urn:api#/components/schemas/{name}"},
        registry=Registry().with_resource("urn:api", whole),
    ).validate(instance)


def references(value):
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "$ref":
                yield child
            elif key == "mapping":
                yield from child.values()
            else:
                yield from references(child)
    elif isinstance(value, list):
        for child in value:
            yield from references(child)


def test_it_is_valid_openapi(api):
    assert api["openapi"].startswith("3.1")
    validate_schema(api)


def test_every_reference_leads_somewhere(api):
    for reference in references(api):
        assert reference.startswith("#/components/schemas/")
        assert reference.rpartition("/")[2] in api["components"]["schemas"]


def test_every_component_is_a_json_schema(api):
    for schema in api["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_kind_has_its_list_and_its_document(api):
    assert kinds.all()
    for model in kinds.all():
        assert f"/api/v1/{model.kind}" in api["paths"]
        assert f"/api/v1/{model.kind}/{{slug}}" in api["paths"]
    assert {"/api/v1", "/api/v1/search"} <= set(api["paths"])


def test_every_operation_is_told_apart_and_says_how_it_fails(api):
    operations = [operation for path in api["paths"].values() for operation in path.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert operation["summary"]
        assert any(status.startswith("4") for status in operation["responses"])


def test_nothing_is_nullable_in_the_manner_of_an_older_version(api):
    assert '"nullable"' not in json.dumps(api)


@pytest.mark.django_db
def test_it_is_served_with_a_tag_and_the_same_bytes_each_time(client):
    first = client.get(URL)

    assert first.status_code == 200
    assert first["Content-Type"] == "application/json"
    assert first.content == client.get(URL).content
    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(URL + "?format=yaml").status_code == 400


@pytest.mark.django_db
def test_answers_are_as_described(client, api):
    document("leg-pain")
    document("pad", kind="topics", title="Leg arteries", text={"body": "pain"})

    check(api, "Problem", client.get("/api/v1/articles/nothing").json())
    check(api, "Problem", client.get("/api/v1/articles?x=1").json())
    check(api, "Page", client.get("/api/v1/articles").json()["page"])
    check(api, "SearchQuery", client.get("/api/v1/search?q=leg").json()["query"])


@pytest.mark.django_db
def test_the_index_links_to_what_is_there(client):
    links = client.get("/api/v1").json()["links"]

    for name, address in links.items():
        assert client.get(address.replace("{words}", "leg")).status_code == 200, name


def test_definitions_that_differ_are_kept_apart(monkeypatch):
    found = {}
    one = {"$defs": {"part": {"type": "string"}, "sum": {"$ref": "#/$defs/part"}}, "$ref": "#/$defs/sum"}
    other = {"$defs": {"part": {"type": "integer"}, "sum": {"$ref": "#/$defs/part"}}, "$ref": "#/$defs/sum"}

    components._add(found, "One", one)
    components._add(found, "Other", other)

    assert found["Part"] == {"type": "string"}
    assert found["OtherPart"] == {"type": "integer"}
    assert found["OtherSum"] == {"$ref": "#/components/schemas/OtherPart"}
    assert found["Other"] == {"$ref": "#/components/schemas/OtherSum"}


def test_a_schema_may_refer_to_itself_and_tell_its_parts_apart():
    found = {}
    tree = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {"children": {"items": {"$ref": "#"}}, "one": {"$ref": "#/$defs/a_leaf"}},
        "discriminator": {"propertyName": "type", "mapping": {"leaf": "#/$defs/a_leaf"}},
        "$defs": {"a_leaf": {"type": "object"}},
    }

    components._add(found, "Tree", tree)

    assert found["Tree"] == {
        "properties": {
            "children": {"items": {"$ref": "#/components/schemas/Tree"}},
            "one": {"$ref": "#/components/schemas/ALeaf"},
        },
        "discriminator": {"propertyName": "type", "mapping": {"leaf": "#/components/schemas/ALeaf"}},
    }
