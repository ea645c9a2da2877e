import json
from decimal import Decimal

import pytest

from assessments.api import sent
from assessments.api.sent import FHIR, NATIVE, Asked, Malformed, Pin

DIGEST = "0123456789abcdef" * 4


def read(body, type_=NATIVE):
    return sent.read(body if isinstance(body, bytes) else json.dumps(body).encode(), type_)


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({"answers": {}}, Asked(Pin(), False, {})),
        ({"answers": {"a": 1}, "version": 3}, Asked(Pin(3), False, {"a": 1})),
        ({"answers": {}, "digest": DIGEST}, Asked(Pin(None, DIGEST), False, {})),
        ({"answers": {}, "mode": "partial"}, Asked(Pin(), True, {})),
        (b' \n{"answers": {"a": 0.10}}', Asked(Pin(), False, {"a": Decimal("0.10")})),
        (b'{"answers": {"a": 1E400}}', Asked(Pin(), False, {"a": Decimal("1E400")})),
        (b'{"answers": {"a": ' + b"9" * 5000 + b"}}", Asked(Pin(), False, {"a": Decimal("9" * 5000)})),
    ],
    ids=lambda value: str(value)[:30],
)
def test_native_answers_are_read_with_exact_numbers(body, asked):
    assert read(body) == asked


@pytest.mark.parametrize(
    ("more", "pin", "partial", "url"),
    [
        ({}, Pin(), False, None),
        ({"questionnaire": "https://x.example/a"}, Pin(), False, "https://x.example/a"),
        ({"questionnaire": "https://x.example/a|12"}, Pin(12), False, "https://x.example/a"),
        ({"questionnaire": "|3", "status": "in-progress"}, Pin(3), True, None),
        ({"status": "completed", "subject": {"display": "Somebody"}}, Pin(), False, None),
    ],
)
@pytest.mark.parametrize("type_", [NATIVE, FHIR])
def test_a_questionnaire_response_says_what_it_belongs_to(more, pin, partial, url, type_):
    body = {"resourceType": "QuestionnaireResponse", **more}

    assert read(body, type_) == Asked(pin, partial, response=body, questionnaire=url)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  ", "empty"),
        (b"canary", "not valid JSON"),
        (b'\xef\xbb\xbf{"answers": {}}', "not valid JSON"),
        (b'{"answers": {"canary": 1', "not valid JSON"),
        (b'{"answers": {"canary": "\xff"}}', "not valid UTF-8"),
        (b'{"answers": {"canary": NaN}}', "NaN and Infinity"),
        (b'{"answers": {"canary": -Infinity}}', "NaN and Infinity"),
        (b'{"answers": {"canary": 1e9999999999999999999}}', "exponent"),
        (b'{"answers": {"canary": 1, "canary": 1}}', "twice"),
        (b'{"answers": {}, "answers": {}}', "twice"),
        (b"[" * 8000 + b"]" * 8000, "deeper than 32"),
        (b'{"answers": {"canary": ' + b"[" * 31 + b"]" * 31 + b"}}", "deeper than 32"),
        (["canary"], "JSON object"),
        (None, "JSON object"),
        ({"answers": {}, "canary": 1}, "known are: answers, version, digest, mode"),
        ({}, "`answers`"),
        ({"answers": ["canary"]}, "`answers`"),
        ({"answers": None}, "`answers`"),
        ({"answers": {}, "mode": "canary"}, "`mode`"),
        ({"answers": {}, "mode": None}, "`mode`"),
        ({"answers": {}, "version": True}, "`version`"),
        ({"answers": {}, "version": "canary"}, "`version`"),
        ({"answers": {}, "version": 0}, "`version`"),
        ({"answers": {}, "version": 1.5}, "`version`"),
        ({"answers": {}, "version": None}, "`version`"),
        ({"answers": {}, "version": 10**12}, "`version`"),
        ({"answers": {}, "digest": "canary"}, "`digest`"),
        ({"answers": {}, "digest": DIGEST.upper()}, "`digest`"),
        ({"resourceType": "canary"}, "QuestionnaireResponse"),
        ({"resourceType": "QuestionnaireResponse", "implicitRules": "canary"}, "change its meaning"),
        ({"resourceType": "QuestionnaireResponse", "modifierExtension": ["canary"]}, "change its meaning"),
        ({"resourceType": "QuestionnaireResponse", "status": "entered-in-error"}, "entered in error"),
        ({"resourceType": "QuestionnaireResponse", "questionnaire": ["canary"]}, "`questionnaire`"),
        ({"resourceType": "QuestionnaireResponse", "questionnaire": "x|canary"}, "version"),
        ({"resourceType": "QuestionnaireResponse", "questionnaire": "x|٣"}, "version"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_not_read_is_told_without_a_word_of_it(body, words):
    with pytest.raises(Malformed, match=words) as refused:
        read(body)

    assert "canary" not in str(refused.value)
    assert "canary" not in repr(refused.value.__cause__)


def test_thirty_two_levels_are_read():
    body = {"answers": {"a": json.loads("[" * 30 + "]" * 30)}}

    assert read(body).answers == body["answers"]


def test_native_answers_are_no_resource():
    with pytest.raises(Malformed):
        read({"answers": {}}, FHIR)


@pytest.mark.parametrize(
    ("header", "type_"),
    [
        ("application/json", NATIVE),
        ("Application/JSON ; charset=UTF-8", NATIVE),
        ('application/json;charset="utf-8"', NATIVE),
        ("application/fhir+json; fhirVersion=4.0", FHIR),
        ("application/json; charset=latin-1", None),
        ("application/jsonx", None),
        ("text/json", None),
        ("", None),
    ],
)
def test_two_media_types_in_one_encoding_are_read(header, type_):
    assert sent.media_type(header) == type_
