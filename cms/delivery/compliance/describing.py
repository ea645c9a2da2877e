"""The compliance API in OpenAPI: its operations, with examples, and the schemas of its answers."""

from cms.publishing import chronicle, kinds

from ..describing import component, parameters_of, problem
from ..parameters import Parameter

TAG = "compliance"
SECURITY = [{"token": []}]
SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token with the scope `compliance`, from the admin or `manage.py add_token`.",
    }
}

_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MOMENT = {"type": "string", "format": "date-time"}
_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_EXAMPLE_DIGEST = "9f2c5c7a3f4de1b0b7a1d7b53c5f0f0a3c3b5a2a7b9d6c1e0f4a8b2d6e7c9a10"


def _or_null(schema: dict) -> dict:
    return {**schema, "type": [schema["type"], "null"]}


def _object(properties: dict, *, optional: tuple[str, ...] = (), more: bool = False) -> dict:
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": more,
    }


_EVENT = {
    "description": "One thing that happened. What else it holds depends on `type`: "
    + " ".join(f"`{name}`: {meaning}" for name, meaning in chronicle.TYPES.items()),
    **_object(
        {
            "type": {"type": "string", "enum": list(chronicle.TYPES)},
            "at": {**_MOMENT, "description": "When, in UTC."},
            "entry": {**_WHOLE, "description": "Number of its entry in the audit trail."},
            "entry_hash": _DIGEST,
            "action": {**_TEXT, "description": "What the entry calls it."},
            "by": {**_TEXT, "description": "uid of the person."},
            "by_name": {**_TEXT, "description": "The name as it was printed then."},
            "reason": _TEXT,
        },
        more=True,
    ),
}
_CHECK = _object(
    {
        "name": {
            "type": "string",
            "enum": ["bytes", "releases", "signatures", "signed", "rows", "entries", "shown"],
        },
        "question": _TEXT,
        "holds": {"type": "boolean"},
        "checked": _WHOLE,
        "findings": {"type": "array", "items": _TEXT},
    }
)
_USE = _object(
    {
        "as": {"type": "string", "enum": ["revision", "signed_content", "snapshot", "publication"]},
        "item": _TEXT,
        "kind": _TEXT,
        "entry": _WHOLE,
    },
    more=True,
)
SCHEMAS = {
    "ComplianceEvent": _EVENT,
    "ComplianceHistory": _object(
        {
            "item": _TEXT,
            "kind": _TEXT,
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/ComplianceEvent"}},
            "page": {"$ref": "#/components/schemas/Page"},
        }
    ),
    "ComplianceUses": _object(
        {
            "digest": _DIGEST,
            "stored": {"type": "boolean", "description": "False: the bytes were sealed."},
            "size": _WHOLE,
            "sealed_under": _or_null({**_WHOLE, "description": "The entry that sealed them."}),
            "uses": {"type": "array", "items": _USE},
        }
    ),
    "ComplianceVerdict": _object(
        {
            "item": _TEXT,
            "kind": _TEXT,
            "checked_at": _MOMENT,
            "holds": {"type": "boolean", "description": "Whether every check holds."},
            "sentence": _TEXT,
            "checks": {"type": "array", "items": _CHECK},
            "entries": {
                "oneOf": [_object({"count": _WHOLE, "first": _WHOLE, "last": _WHOLE}), {"type": "null"}]
            },
            "checkpoint": {
                "oneOf": [
                    _object(
                        {
                            "sequence": _WHOLE,
                            "at": _MOMENT,
                            "key": _TEXT,
                            "covered_entries": _WHOLE,
                            "entries": _WHOLE,
                        }
                    ),
                    {"type": "null"},
                ]
            },
            "not_checked": {"type": "array", "items": _TEXT},
        }
    ),
    "Sealed": {
        "description": "The bytes were blanked by two people; what speaks about them stays.",
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {
                "type": "object",
                "required": ["digest", "sealed_under", "sealed_at"],
                "properties": {"digest": _DIGEST, "sealed_under": _WHOLE, "sealed_at": _MOMENT},
            },
        ],
    },
}


def _kind() -> dict:
    schema = {"type": "string", "enum": [model.kind for model in kinds.all()]}
    return {"name": "kind", "in": "path", "required": True, "schema": schema}


def _slug() -> dict:
    schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 120}
    return {
        "name": "slug",
        "in": "path",
        "required": True,
        "description": "The last part of the address: any that the item ever had.",
        "schema": schema,
    }


def _digest() -> dict:
    return {"name": "digest", "in": "path", "required": True, "schema": _DIGEST, "example": _EXAMPLE_DIGEST}


def _operation(name: str, summary: str, description: str, parameters: list[dict], answers: dict) -> dict:
    return {
        "operationId": f"compliance_{name}",
        "summary": summary,
        "description": f"{description} Each read is one entry in the audit trail.",
        "tags": [TAG],
        "security": SECURITY,
        "parameters": parameters,
        "responses": {
            **answers,
            "400": problem("Parameters are not right"),
            "401": {
                **problem("The token is missing, unknown, revoked or expired"),
                "headers": {"WWW-Authenticate": {"required": True, "schema": _TEXT}},
            },
            "403": problem("The token, or its person, may not read this"),
            **({} if "404" in answers else {"404": problem("There is nothing under this address")}),
        },
    }


def _json(description: str, name: str, example: dict) -> dict:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {
        "description": description,
        "content": {"application/json": {"schema": schema, "example": example}},
    }


_MEMENTO = {
    "Memento-Datetime": {
        "description": "Since when the address answered so (RFC 7089); whole seconds, the fraction left out.",
        "schema": _TEXT,
        "example": "Wed, 01 Jul 2026 00:00:00 GMT",
    },
    "Link": {
        "description": "rel original, first, prev, next, last and memento, with `datetime`.",
        "schema": _TEXT,
    },
}


def at(takes: list[Parameter]) -> dict:
    parameters = parameters_of(takes)
    parameters[0]["example"] = "2026-07-01T00:00:00Z"
    documents = [{"$ref": f"#/components/schemas/{component(model)}"} for model in kinds.all()]
    then = "as readers were told then"
    return _operation(
        "at",
        "What an address answered at a moment",
        "Exactly the status and bytes that `GET /api/v1/{kind}/{slug}` answered at `time`. An answer of the"
        " past has `Memento-Datetime`; an error of today has none.",
        [_kind(), _slug(), *parameters],
        {
            "200": {
                "description": "The document, byte for byte",
                "headers": {
                    **_MEMENTO,
                    "ETag": {"description": "SHA-256 of the bytes", "schema": _TEXT},
                    "Repr-Digest": {"schema": _TEXT},
                },
                "content": {"application/json": {"schema": {"anyOf": documents}}},
            },
            "308": {
                "description": f"It had moved, {then}. `Location` is this address for where it led",
                "headers": {**_MEMENTO, "Location": {"required": True, "schema": _TEXT}},
            },
            "404": {
                **problem(f"Nothing was published there, {then}; or, without Memento-Datetime, no such kind"),
                "headers": _MEMENTO,
            },
            "410": {
                "description": f"It had been taken down, {then}; or the bytes of then were sealed since",
                "headers": _MEMENTO,
                "content": {
                    "application/problem+json": {
                        "schema": {
                            "anyOf": [
                                {"$ref": "#/components/schemas/Gone"},
                                {"$ref": "#/components/schemas/Sealed"},
                            ]
                        }
                    }
                },
            },
        },
    )


def history(takes: list[Parameter]) -> dict:
    example = {
        "item": "itm_5f0c2b7d9e1a4c3b8d6f",
        "kind": kinds.all()[0].kind,
        "items": [
            {
                "type": "signature",
                "at": "2026-06-30T14:05:00.000000Z",
                "entry": 41,
                "entry_hash": _EXAMPLE_DIGEST,
                "action": "release.sign",
                "by": "per_1d2c3b4a5f6e7d8c",
                "by_name": "Mila Moreau, MD, FACC",
                "reason": "",
                "release": "rel_0a1b2c3d4e5f6a7b8c9d",
                "meaning": "medical",
                "means": "password",
                "signed_digest": _EXAMPLE_DIGEST,
                "binding": _EXAMPLE_DIGEST,
            }
        ],
        "page": {"limit": 50, "next": None, "previous": None},
    }
    return _operation(
        "history",
        "Everything that happened to an item",
        "Newest first, all times in UTC. It speaks of the item that the address belongs to, under every"
        " address it ever had.",
        [_kind(), _slug(), *parameters_of(takes)],
        {"200": _json("A page of events", "ComplianceHistory", example)},
    )


def verify(takes: list[Parameter]) -> dict:
    example = {
        "item": "itm_5f0c2b7d9e1a4c3b8d6f",
        "kind": kinds.all()[0].kind,
        "checked_at": "2026-07-02T08:00:00.000000Z",
        "holds": True,
        "sentence": "Everything that the record says of this item holds.",
        "checks": [
            {
                "name": "bytes",
                "question": "Do the stored bytes have the digests that name them?",
                "holds": True,
                "checked": 7,
                "findings": [],
            }
        ],
        "entries": {"count": 9, "first": 12, "last": 41},
        "checkpoint": None,
        "not_checked": ["Entries about other items: run manage.py verify_audit."],
    }
    return _operation(
        "verify",
        "Whether the record of an item holds",
        "Recomputes every digest, signature and entry of this item. It says what it did not check.",
        [_kind(), _slug(), *parameters_of(takes)],
        {"200": _json("The verdict, also when it does not hold", "ComplianceVerdict", example)},
    )


def stored_document() -> dict:
    return _operation(
        "document",
        "Stored bytes by their digest",
        "What readers got, what was signed, or what a revision said: the bytes whose SHA-256 this is.",
        [_digest()],
        {
            "200": {
                "description": "The bytes, byte for byte",
                "headers": {
                    "ETag": {"schema": _TEXT},
                    "Repr-Digest": {"schema": _TEXT},
                    "Link": {"description": "Where they were shown, and `/uses`.", "schema": _TEXT},
                },
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "410": problem("They were sealed: `sealed_under` is the entry", "Sealed"),
        },
    )


def uses() -> dict:
    example = {
        "digest": _EXAMPLE_DIGEST,
        "stored": True,
        "size": 5120,
        "sealed_under": None,
        "uses": [
            {
                "as": "revision",
                "item": "itm_5f0c2b7d9e1a4c3b8d6f",
                "kind": kinds.all()[0].kind,
                "entry": 12,
                "title": "Leg pain",
                "revision": 1,
            }
        ],
    }
    return _operation(
        "uses",
        "Where stored bytes belong",
        "Every revision, release and publication that names these bytes.",
        [_digest()],
        {"200": _json("Its uses, oldest first", "ComplianceUses", example)},
    )
