"""How our own endpoints are described in OpenAPI: from the same declarations that the endpoints read.

Written by hand, because responses are stored bytes and no serializer knows them. Views that use serializers
(other applications have some) are described by drf-spectacular itself.
"""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from cms.publishing.models import Publishable

from .parameters import Parameter

PROBLEM = {
    "type": "object",
    "description": "Why the request could not be answered (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Leads to an explanation."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "What is wrong, and what to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "code", "detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "additionalProperties": False,
            },
        },
    },
}
GONE = {
    "description": "A page that was taken down, with the note for readers.",
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "required": ["replaced_by"],
            "properties": {
                "page_title": {"type": ["string", "null"]},
                "retired_at": {"type": "string", "format": "date-time"},
                "replaced_by": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["type", "slug", "title", "href", "api"],
                            "properties": {
                                "type": {"type": "string"},
                                "slug": {"type": "string"},
                                "title": {"type": "string"},
                                "href": {"type": "string", "description": "Where readers find it."},
                                "api": {"type": "string", "description": "Where this API has it."},
                            },
                            "additionalProperties": False,
                        },
                        {"type": "null"},
                    ]
                },
            },
        },
    ],
}
PAGE = {
    "type": "object",
    "required": ["limit", "next", "previous"],
    "properties": {
        "limit": {"type": "integer"},
        "next": {"type": ["string", "null"], "format": "uri-reference"},
        "previous": {"type": ["string", "null"], "format": "uri-reference"},
    },
    "additionalProperties": False,
}
QUERY = {
    "type": "object",
    "required": ["match", "words"],
    "properties": {
        "match": {
            "type": "string",
            "enum": ["all", "any"],
            "description": "“any” when nothing has all the words and the items have some of them.",
        },
        "words": {"type": "array", "items": {"type": "string"}, "description": "The stems looked for."},
    },
    "additionalProperties": False,
}
SLUG = {
    "name": "slug",
    "in": "path",
    "required": True,
    "description": "The last part of its address.",
    "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120},
}
SHARED = {"Problem": PROBLEM, "Gone": GONE, "Page": PAGE, "SearchQuery": QUERY}


class Described(AutoSchema):
    """Takes the operation from the view's own `describe()`, and the schemas in its `components`."""

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        for name, schema in getattr(self.view, "components", {}).items():
            registry.register_on_missing(ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, name))
        return self.view.describe()


def component(model: type[Publishable]) -> str:
    """Name of the kind's document among the components: "Article"."""
    return "".join(part.capitalize() for part in model.type.split("_"))


def kind_list(model: type[Publishable], takes: list[Parameter]) -> dict:
    return {
        "operationId": f"list_{model.kind}",
        "summary": f"List {model._meta.verbose_name_plural}",
        "description": "What is live now, newest first unless `sort` says otherwise.",
        "tags": [model.kind],
        "parameters": parameters_of(takes),
        "responses": {
            "200": _json("A page of entries", {"$ref": f"#/components/schemas/{component(model)}List"}, True),
            "304": {"description": "The client's answer is still good"},
            "400": problem("Parameters are not right"),
        },
    }


def kind_detail(model: type[Publishable], takes: list[Parameter]) -> dict:
    named = model._meta.verbose_name
    return {
        "operationId": f"get_{model.type}",
        "summary": f"One {named}, complete",
        "description": "The published document as it was signed: the stored bytes, named by their ETag.",
        "tags": [model.kind],
        "parameters": [SLUG, *parameters_of(takes)],
        "responses": _of_one("The document", component(model)),
    }


def kind_status(model: type[Publishable], takes: list[Parameter], example: dict) -> dict:
    responses = _of_one("What has changed since", "Status")
    responses["200"]["content"]["application/json"]["example"] = example
    return {
        "operationId": f"get_{model.type}_status",
        "summary": f"What has changed about one {model._meta.verbose_name} without a signature",
        "description": "The one companion of the document: notices for readers, sources as they stand now,"
        " links that lead nowhere any more, other locales, related pages. Ask again every minute or so.",
        "tags": [model.kind],
        "parameters": [SLUG, *parameters_of(takes)],
        "responses": responses,
    }


def _of_one(description: str, name: str) -> dict:
    """The answers under the address of one document."""
    return {
        "200": _json(description, {"$ref": f"#/components/schemas/{name}"}, True),
        "304": {"description": "What the client has is still good"},
        "308": {
            "description": "It has another address now",
            "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
        },
        "400": problem("Parameters are not right"),
        "404": problem("Nothing is published under this address"),
        "410": problem("It has been taken down", "Gone"),
    }


def search(takes: list[Parameter]) -> dict:
    return {
        "operationId": "search",
        "summary": "Find published content",
        "description": "All words must match, stemmed and widened by the synonyms of live topics.",
        "tags": ["search"],
        "parameters": parameters_of(takes),
        "responses": {
            "200": _json("What was found, best first", {"$ref": "#/components/schemas/SearchResults"}, True),
            "304": {"description": "The client's answer is still good"},
            "400": problem("Parameters are not right"),
        },
    }


def index() -> dict:
    schema = {
        "type": "object",
        "required": ["version", "links"],
        "properties": {
            "version": {"type": "string"},
            "links": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": False,
    }
    return {
        "operationId": "index",
        "summary": "Where everything is",
        "tags": ["index"],
        "responses": {"200": _json("Links by name", schema), "400": problem("Parameters are not right")},
    }


def problem(description: str, name: str = "Problem") -> dict:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _json(description: str, schema: dict, tagged: bool = False) -> dict:
    headers = {"ETag": {"schema": {"type": "string"}}, "Cache-Control": {"schema": {"type": "string"}}}
    return {
        "description": description,
        **({"headers": headers} if tagged else {}),
        "content": {"application/json": {"schema": schema}},
    }


def parameters_of(takes: list[Parameter]) -> list[dict]:
    """Query parameters as OpenAPI has them."""
    return [
        {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            **({"required": True} if parameter.required else {}),
            # Commas stand between several values of one parameter.
            "schema": parameter.schema,
        }
        for parameter in takes
    ]
