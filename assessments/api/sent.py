"""What a client may send to be evaluated, and how it is read: strict JSON, nothing ignored. Pure.

    {"answers": {"pain": "yes"}, "version": 3, "mode": "partial"}
    {"resourceType": "QuestionnaireResponse", "questionnaire": "https://…/assessments/pad|3", "item": […]}

A fault is told in words that hold nothing of what was sent: not a value, not a name.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

#: The largest body that is read. An assessment of 200 questions takes about half of it.
MOST_BYTES = 16 * 1024
#: A questionnaire response nests two levels for each level of groups.
DEEPEST = 32

NATIVE, FHIR = "application/json", "application/fhir+json"
MEDIA_TYPES = (NATIVE, FHIR)

#: What FHIR wants refused by whoever does not know what it means.
_MODIFIERS = {"modifierExtension", "implicitRules"}

PARTIAL = "partial"
MEMBERS = ("answers", "version", "digest", "mode")

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_VERSIONS = 10**9


class Malformed(ValueError):
    """The body is not one that is read here; the text says what would be right."""


class Pin(NamedTuple):
    """The version or the definition that the answers were given to; neither: whatever is live."""

    version: int | None = None
    digest: str | None = None


class Asked(NamedTuple):
    pin: Pin
    partial: bool
    answers: dict | None = None
    #: Instead of answers, a FHIR QuestionnaireResponse, and the canonical address it names.
    response: dict | None = None
    questionnaire: str | None = None


def media_type(content_type: str) -> str | None:
    """One of MEDIA_TYPES, or None where the header says something else."""
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    for parameter in parameters:
        if parameter.startswith("charset=") and parameter[8:].strip('"') not in ("utf-8", "utf8"):
            return None
    return name if name in MEDIA_TYPES else None


def read(data: bytes, type_: str) -> Asked:
    """What is asked. Raises Malformed."""
    body = _decoded(data)
    if not isinstance(body, dict):
        raise Malformed("Send a JSON object.")
    if "resourceType" in body or type_ == FHIR:
        return _response(body)
    return _native(body)


def _native(body: dict) -> Asked:
    if not set(body) <= set(MEMBERS):
        raise Malformed(
            f"The body has a member that is not known here; known are: {', '.join(MEMBERS)}."
            " Points and scores come from the definition alone."
        )
    if not isinstance(body.get("answers"), dict):
        raise Malformed("`answers` is to be an object of answers by the key of their question.")
    if body.get("mode", PARTIAL) != PARTIAL:
        raise Malformed(f"`mode` is to be “{PARTIAL}”, or left out.")
    version, digest = body.get("version"), body.get("digest")
    if "version" in body and not (type(version) is int and 1 <= version < _MOST_VERSIONS):
        raise Malformed("`version` is to be a whole number from 1 up, as the document has it, or left out.")
    if "digest" in body and not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
        raise Malformed("`digest` is to be the document's `definition_digest`, or left out.")
    return Asked(Pin(version, digest), "mode" in body, answers=body["answers"])


def _response(body: dict) -> Asked:
    if body.get("resourceType") != "QuestionnaireResponse":
        raise Malformed("The resource is to be a QuestionnaireResponse.")
    if not _MODIFIERS.isdisjoint(body):
        raise Malformed(
            f"Send the response without {' and '.join(sorted(_MODIFIERS))}: they change its meaning."
        )
    if body.get("status") == "entered-in-error":
        raise Malformed("The response says that it was entered in error, so nothing follows from it.")
    canonical = body.get("questionnaire")
    if canonical is not None and not (isinstance(canonical, str) and canonical):
        raise Malformed("`questionnaire` is to be the address of the questionnaire, as in url|version.")
    url, bar, version = (canonical or "").partition("|")
    if bar and not re.fullmatch(r"[1-9][0-9]{0,8}", version, re.ASCII):
        raise Malformed(
            "The version in `questionnaire` is to be a whole number from 1 up, as in url|version."
        )
    return Asked(
        Pin(int(version) if bar else None),
        body.get("status") == "in-progress",
        response=body,
        questionnaire=url or None,
    )


def _decoded(data: bytes):
    if not data.strip():
        raise Malformed("The body is empty: send a JSON object, with its Content-Length.")
    try:
        body = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except Malformed:
        raise
    except RecursionError:
        raise Malformed(f"The body is nested deeper than {DEEPEST} levels.") from None
    except UnicodeDecodeError:
        raise Malformed("The body is not valid UTF-8.") from None
    except ValueError:
        # The parser's own words would name the place, and may hold the text.
        raise Malformed("The body is not valid JSON.") from None
    if any(depth > DEEPEST for depth in _depths(body)):
        raise Malformed(f"The body is nested deeper than {DEEPEST} levels.")
    return body


def _object(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("A name is given twice in one object; give it once.")
    return found


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Malformed("A number has an exponent that is too large.") from None


def _whole(text: str) -> int | Decimal:
    # Thousands of digits cost quadratic time as a whole number, and nothing as a decimal.
    return int(text) if len(text) < 30 else Decimal(text)


def _constant(text: str):
    raise Malformed("NaN and Infinity are not JSON.")


def _depths(body) -> Iterator[int]:
    waiting = [(body, 1)]
    while waiting:
        value, depth = waiting.pop()
        yield depth
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
