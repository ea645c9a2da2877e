"""What the API of assessments takes and answers, as schemas of OpenAPI."""

from .. import definition
from . import editions, sent

_REF = "#/components/schemas/"
_TEXT = {"type": "string"}
_NUMBER = {"type": "integer", "minimum": 1}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_KEYS = {"type": "array", "items": _TEXT}
_ANSWER = {
    "description": "An option's key, a list of them, true or false, or a number; a decimal number may be a"
    " text. Null and the empty list are no answer.",
    "type": ["string", "array", "boolean", "number", "null"],
    "items": _TEXT,
}


def _object(properties: dict, *, optional: tuple[str, ...] = (), **more) -> dict:
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
        **more,
    }


def _or_null(schema: dict) -> dict:
    return {"oneOf": [schema, {"type": "null"}]}


_URGENT = _object({"rule": _TEXT, "outcome": {"$ref": f"{_REF}AssessmentOutcome"}})
_OF_EVERY_RESULT = {
    "assessment": {**_TEXT, "description": "Its slug."},
    "version": {**_NUMBER, "description": "The version that was evaluated."},
    "digest": {**_DIGEST, "description": "Its `definition_digest`."},
    "superseded": {"type": "boolean", "description": "A newer version is live; say so, and offer it."},
    "current_version": _NUMBER,
    "disclaimer": {**_TEXT, "description": "Show it with every outcome."},
    "visible": {**_KEYS, "description": "The questions that are shown, in order."},
    "ignored": {
        **_KEYS,
        "description": "Questions that were answered and are not shown: nothing counts them.",
    },
    "items": {
        "type": "array",
        "items": {"$ref": f"{_REF}Question"},
        "description": "Only with `mode: partial`: the visible questions in full.",
    },
    "sections": {
        "type": "array",
        "items": _object({"key": _TEXT, "title": _TEXT, "text": _TEXT}),
        "description": "Only with `mode: partial`: the sections that they stand in.",
    },
}
_OPTIONAL = ("items", "sections")
COMPONENTS = {
    "Answers": {
        "type": "object",
        "description": "Answers by the key of their question.",
        "additionalProperties": _ANSWER,
    },
    "EvaluationRequest": _object(
        {
            "answers": {"$ref": f"{_REF}Answers"},
            "version": {**_NUMBER, "description": "The version that was shown; without it the live one."},
            "digest": {**_DIGEST, "description": "Or the `definition_digest` that was shown."},
            "mode": {"const": sent.PARTIAL, "description": "Also answer with what is to be asked."},
        },
        optional=("version", "digest", "mode"),
    ),
    "QuestionnaireResponse": {
        "type": "object",
        "description": "FHIR R4, R4B or R5. Weights, totals, the subject and all else but `item` are not"
        " looked at. `status: in-progress` is `mode: partial`.",
        "required": ["resourceType"],
        "properties": {
            "resourceType": {"const": "QuestionnaireResponse"},
            "questionnaire": {**_TEXT, "description": "Which one was shown: url, or url|version."},
            "status": _TEXT,
            "item": {"type": "array", "items": {"type": "object"}},
        },
    },
    "CompleteResult": _object(
        {
            "status": {"const": "complete"},
            **_OF_EVERY_RESULT,
            "outcome": _or_null({"$ref": f"{_REF}AssessmentOutcome"}),
            "rule": {"type": ["string", "null"], "description": "What decided; null: nothing else did."},
            "red_flag": {"type": "boolean"},
            "scores": {
                "type": "array",
                "description": "Empty unless the outcome's `show_score` is true.",
                "items": _object(
                    {
                        "key": _TEXT,
                        "label": _TEXT,
                        "value": {"type": ["string", "null"], "description": "A decimal number as text."},
                    }
                ),
            },
        },
        optional=_OPTIONAL,
    ),
    "IncompleteResult": _object(
        {
            "status": {"const": "incomplete"},
            **_OF_EVERY_RESULT,
            "missing": {**_KEYS, "description": "Questions that still need an answer, in order."},
            "next": {"type": ["string", "null"], "description": "The first of them."},
            "urgent": {
                **_or_null(_URGENT),
                "description": "Readers must be told this now, whatever they answer next.",
            },
        },
        optional=_OPTIONAL,
    ),
    "EvaluationResult": {
        "oneOf": [{"$ref": f"{_REF}CompleteResult"}, {"$ref": f"{_REF}IncompleteResult"}],
        "discriminator": {
            "propertyName": "status",
            "mapping": {"complete": f"{_REF}CompleteResult", "incomplete": f"{_REF}IncompleteResult"},
        },
    },
    "InvalidAnswers": _object(
        {
            **dict.fromkeys(("type", "title", "detail"), _TEXT),
            "code": {"const": "invalid_answers"},
            "status": {"const": 422},
            "errors": {
                "type": "array",
                "description": "One for each question. What was sent is never repeated.",
                "items": _object(
                    {
                        "question": {
                            "type": ["string", "null"],
                            "description": "Null: an answer to a question that there is not.",
                        },
                        "kind": {"type": "string", "enum": list(definition.INVALID)},
                        "message": {**_TEXT, "description": "In words; put it beside the question."},
                    }
                ),
            },
        }
    ),
    "VersionWithdrawn": _object(
        {
            **dict.fromkeys(("type", "title", "detail"), _TEXT),
            "code": {"const": "version_withdrawn"},
            "status": {"const": 409},
            "reason": {"type": "string", "enum": list(editions.REASONS)},
            "current_version": _NUMBER,
            "current_digest": _DIGEST,
        }
    ),
    "Vectors": _object(
        {
            "schema": {"const": "vectors/1"},
            "version": _NUMBER,
            "digest": _DIGEST,
            "cases": {
                "type": "array",
                "items": _object(
                    {
                        "name": _TEXT,
                        "answers": {"type": "object", "description": "Right ones and wrong ones."},
                        "expected": {
                            "type": "object",
                            "description": "What `evaluate()` of the published evaluator is to say: `status`"
                            " is complete, incomplete or invalid; outcomes stand by their keys.",
                        },
                    }
                ),
            },
        }
    ),
}
