"""The operations of the API of assessments in OpenAPI, with examples."""

from cms.delivery.describing import SLUG, parameters_of, problem
from cms.delivery.parameters import Parameter

from . import editions, sent

TAG = editions.KIND
_REF = "#/components/schemas/"
_TEXT = {"type": "string"}
#: Not there where there is no limit.
_LIMIT = {
    "RateLimit": {"description": 'As in `"evaluations";r=239;t=60`.', "schema": _TEXT},
    "RateLimit-Policy": {"description": 'As in `"evaluations";q=240;w=60`.', "schema": _TEXT},
}
#: Seconds.
_AFTER = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
_EXAMPLE_DIGEST = "9f2c5c7a3f4de1b0b7a1d7b53c5f0f0a3c3b5a2a7b9d6c1e0f4a8b2d6e7c9a10"
_PAD = {
    "assessment": "pad",
    "version": 2,
    "digest": _EXAMPLE_DIGEST,
    "superseded": False,
    "current_version": 2,
}
_STEP = {
    "kind": "phone",
    "label": "Call 999",
    "phone": "999",
    "href": "tel:999",
    "target": None,
    "promotes": False,
}
_TOLD = {
    "key": "emergency",
    "title": "Get help now",
    "urgency": "emergency",
    "show_score": False,
    "content": {"blocks": [], "html": "<p>Read on.</p>", "text": "Read on."},
    "does_not_rule_out": "",
    "promotes": False,
    "next_steps": [_STEP],
}
_DISCLAIMER = "This is general information, not medical advice."
_COMPLETE = {
    "status": "complete",
    **_PAD,
    "disclaimer": _DISCLAIMER,
    "visible": ["age", "cold", "pain"],
    "ignored": [],
    "outcome": {
        **_TOLD,
        "key": "see-doctor",
        "title": "See your doctor",
        "urgency": "soon",
        "show_score": True,
    },
    "rule": "likely",
    "red_flag": False,
    "scores": [{"key": "risk", "label": "Risk points", "value": "4"}],
}
_INCOMPLETE = {
    "status": "incomplete",
    **_PAD,
    "disclaimer": _DISCLAIMER,
    "visible": ["age", "cold", "pain"],
    "ignored": [],
    "missing": ["pain"],
    "next": "pain",
    "urgent": {"rule": "cold-leg", "outcome": _TOLD},
}
_INVALID = {
    "type": "/api/problems/invalid-answers",
    "title": "Some answers can't be taken",
    "status": 422,
    "code": "invalid_answers",
    "detail": "“How old are you?”: give at least 18 years.",
    "errors": [
        {
            "question": "age",
            "kind": "below_minimum",
            "message": "“How old are you?”: give at least 18 years.",
        }
    ],
}
_WITHDRAWN = {
    "type": "/api/problems/version-withdrawn",
    "title": "This version can't be used any more",
    "status": 409,
    "code": "version_withdrawn",
    "detail": "That version was taken down. Ask again with version 2, which is live.",
    "reason": "retired",
    "current_version": 2,
    "current_digest": _EXAMPLE_DIGEST,
}
_RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "https://example.org/assessments/pad|2",
    "status": "completed",
    "item": [{"linkId": "pain", "answer": [{"valueBoolean": True}]}],
}
_VECTORS = {
    "schema": "vectors/1",
    "version": 2,
    "digest": _EXAMPLE_DIGEST,
    "cases": [
        {
            "name": "no answers",
            "answers": {},
            "expected": {
                "status": "incomplete",
                "visible": ["pain"],
                "missing": ["pain"],
                "next": "pain",
                "urgent": None,
                "ignored": [],
            },
        }
    ],
}
_VERSION = {
    "name": "version",
    "in": "path",
    "required": True,
    "description": "Counts what was published, as `version` in the document.",
    "schema": {"type": "integer", "minimum": 0},
    "example": 2,
}


def evaluation(takes: list[Parameter]) -> dict:
    return {
        "operationId": "evaluate_assessment",
        "summary": "What follows from answers",
        "description": "Answers go in, the outcome comes out, and nothing is kept: no row, no log line, no"
        " statistic. Points come from the published definition alone. Never put answers or outcomes into an"
        " address. To keep answers on the reader's device, evaluate there; see `/vectors`.",
        "tags": [TAG],
        "parameters": [SLUG, *parameters_of(takes)],
        "requestBody": {
            "required": True,
            "description": f"At most {sent.MOST_BYTES // 1024} KiB.",
            "content": {
                sent.NATIVE: {
                    "schema": {
                        "oneOf": [
                            {"$ref": f"{_REF}EvaluationRequest"},
                            {"$ref": f"{_REF}QuestionnaireResponse"},
                        ]
                    },
                    "examples": {
                        "complete": {
                            "value": {"answers": {"age": 67, "cold": False, "pain": True}, "version": 2}
                        },
                        "partial": {"value": {"answers": {"age": 67, "cold": True}, "mode": "partial"}},
                        "fhir": {"value": _RESPONSE},
                    },
                },
                sent.FHIR: {"schema": {"$ref": f"{_REF}QuestionnaireResponse"}, "example": _RESPONSE},
            },
        },
        "responses": {
            "200": {
                "description": "The result. It is kept by no cache",
                "headers": {"Cache-Control": {"schema": _TEXT}, **_LIMIT},
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"{_REF}EvaluationResult"},
                        "examples": {
                            "complete": {"value": _COMPLETE},
                            "incomplete": {"summary": "Incomplete, and urgent", "value": _INCOMPLETE},
                        },
                    }
                },
            },
            "308": _moved(),
            "400": _limited(problem("The body, or the address, is not one that is read here")),
            "404": _limited(problem("Nothing that can be taken is published under this address")),
            "409": _limited(_example(problem("The version can't be used", "VersionWithdrawn"), _WITHDRAWN)),
            "410": _limited(problem("It has been taken down", "Gone")),
            "413": _limited(problem("The body is too large")),
            "415": _limited(problem("The body is neither JSON nor FHIR JSON")),
            "422": _limited(_example(problem("Answers can't be taken", "InvalidAnswers"), _INVALID)),
            "429": _limited(
                problem("Too many evaluations from this address"),
                _AFTER,
            ),
            "500": problem("Something went wrong here; what was sent is in no log"),
            "503": {**problem("The database does not answer"), "headers": _AFTER},
        },
    }


def _limited(described: dict, more: dict | None = None) -> dict:
    """An answer that says how many evaluations are left."""
    return {**described, "headers": {**_LIMIT, **(more or {})}}


def version(takes: list[Parameter]) -> dict:
    return {
        "operationId": "get_assessment_version",
        "summary": "One version of an assessment, complete",
        "description": "The stored bytes that readers got last under this number, also while a newer version"
        " is live. A version that is still to come, or was called off, is not there.",
        "tags": [TAG],
        "parameters": [SLUG, _VERSION, *parameters_of(takes)],
        "responses": _of_edition("The document", {"schema": {"$ref": f"{_REF}Assessment"}}),
    }


def questionnaire(takes: list[Parameter], *, of_version: bool = False) -> dict:
    example = {"resourceType": "Questionnaire", "url": "https://example.org/assessments/pad", "version": "2"}
    return {
        "operationId": "get_assessment_version_fhir" if of_version else "get_assessment_fhir",
        "summary": f"{'One version' if of_version else 'An assessment'} as a FHIR R4 Questionnaire",
        "description": "The text that was signed with the document, named by its own ETag. Outcomes and"
        " points for numbers stand in extensions of ours: FHIR has no place for them.",
        "tags": [TAG],
        "parameters": [SLUG, *([_VERSION] if of_version else []), *parameters_of(takes)],
        "responses": _of_edition(
            "The questionnaire",
            {"schema": {"type": "object"}, "example": example},
            media_type="application/fhir+json; fhirVersion=4.0",
        ),
    }


def vectors(takes: list[Parameter]) -> dict:
    return {
        "operationId": "get_assessment_vectors",
        "summary": "Golden cases of an assessment",
        "description": "Answers, and what an evaluation makes of them: for whoever evaluates in the browser"
        " and wants to know that it says the same. Always the same bytes for one definition.",
        "tags": [TAG],
        "parameters": [SLUG, *parameters_of(takes)],
        "responses": _of_edition("The cases", {"schema": {"$ref": f"{_REF}Vectors"}, "example": _VECTORS}),
    }


def _of_edition(description: str, content: dict, media_type: str = "application/json") -> dict:
    headers = {name: {"schema": _TEXT} for name in ("ETag", "Cache-Control", "Repr-Digest")}
    return {
        "200": {"description": description, "headers": headers, "content": {media_type: content}},
        "304": {"description": "What the client has is still good"},
        "308": _moved(),
        "400": problem("Parameters are not right"),
        "404": problem("There is no such assessment, or no such version; `versions` names those that are"),
        "410": problem("The assessment, or this version, has been taken down", "Gone"),
    }


def _moved() -> dict:
    return {
        "description": "It has another address now",
        "headers": {"Location": {"required": True, "schema": _TEXT}},
    }


def _example(described: dict, example: dict) -> dict:
    content = {name: {**inner, "example": example} for name, inner in described["content"].items()}
    return {**described, "content": content}
