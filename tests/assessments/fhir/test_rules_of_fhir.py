"""What R4 asks of a questionnaire beyond its shape, and fhir.resources does not look at: exports keep it."""

import json
import re
from decimal import Decimal

import pytest

from tests.assessments import random_definitions, samples
from tests.assessments.fhir import forms

_CODE = re.compile(r"[^\s]+(\s[^\s]+)*")
_CHOICES = ("choice", "open-choice")
#: The answers of each type, as enableWhen compares them.
_COMPARED = {"choice": "answerCoding", "boolean": "answerBoolean", "integer": "answerInteger"}
_STATES = ("draft", "active", "retired", "unknown")
_TYPES = ("group", "display", "boolean", "decimal", "integer", "choice")
_OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")


def items_of(document):
    for item in document.get("item", []):
        yield item
        yield from items_of(item)


def texts_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, str):
        yield value


def extensions_of(value):
    if isinstance(value, dict):
        yield from value.get("extension", [])
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from extensions_of(one)


def broken(document):
    """The rules that it breaks, by their names in the standard or in words."""
    items = list(items_of(document))
    links = [item["linkId"] for item in items]
    found = {"que-2"} if len(set(links)) < len(links) else set()
    if document.get("status") not in _STATES:
        found.add("status")
    if any(not text.strip() or "\x00" in text for text in texts_of(document)):
        found.add("a text that is empty")
    for one in extensions_of(document):
        if len([name for name in one if name.startswith("value")]) != 1 or "extension" in one:
            found.add("ext-1")
    for place, item in enumerate(items):
        found |= _broken(item, {one["linkId"]: one for one in items[:place]})
    return found


def _broken(item, earlier):
    kind, found = item["type"], set()
    listed = "answerOption" in item or "answerValueSet" in item
    conditions = item.get("enableWhen", [])
    rules = {
        "type": kind in _TYPES,
        "que-1": bool(item.get("item")) if kind == "group" else kind != "display" or "item" not in item,
        "que-3": kind != "display" or "code" not in item,
        "que-4": not ("answerOption" in item and "answerValueSet" in item),
        "que-5": kind in (*_CHOICES, "decimal", "integer", "date", "string") or not listed,
        "que-6": kind != "display" or not ({"required", "repeats"} & set(item)),
        "que-8": kind not in ("group", "display") or "initial" not in item,
        "que-9": kind != "display" or "readOnly" not in item,
        "que-10": "maxLength" not in item,
        "que-11": "answerOption" not in item or "initial" not in item,
        "que-12": len(conditions) < 2 or item.get("enableBehavior") in ("all", "any"),
        "que-13": len(item.get("initial", [])) < 2,
        "options": kind not in _CHOICES or all(_is_option(one) for one in item.get("answerOption", [])),
        "32 bits": all(abs(number) < 2**31 for number in _integers(item)),
    }
    found |= {name for name, holds in rules.items() if not holds}
    for one in conditions:
        [answer] = [name for name in one if name.startswith("answer")]
        if one["operator"] not in _OPERATORS:
            found.add("operator")
        if one["operator"] == "exists" and not isinstance(one.get("answerBoolean"), bool):
            found.add("que-7")
        source = earlier.get(one["question"])
        if source is None:
            found.add("a condition on nothing that came before")
        elif one["operator"] != "exists" and answer not in (_COMPARED.get(source["type"]), "answerDecimal"):
            found.add("a condition of another type")
    return found


def _is_option(option):
    return _CODE.fullmatch(option["valueCoding"]["code"]) is not None


def _integers(item):
    for one in [*item.get("extension", []), *item.get("enableWhen", [])]:
        yield from (value for name, value in one.items() if name.endswith("Integer"))


def _document(definition):
    return json.loads(forms.export(definition), parse_float=Decimal)


@pytest.mark.parametrize("definition", [samples.edinburgh(), samples.audit_c()], ids=["ecq", "audit-c"])
def test_the_samples_keep_the_rules(definition):
    assert broken(_document(definition)) == set()


def test_random_definitions_keep_the_rules():
    """150 seeds; 5,000 took 6 seconds."""
    for seed in range(150):
        assert broken(_document(random_definitions.definition_of(seed))) == set(), seed


def test_sections_without_a_title_or_a_question_keep_the_rules():
    question = samples.question("q", "integer", section="s", minimum="-3000000000", maximum="3000000000")
    definition = samples.definition(
        sections=[samples.section("s", title=""), samples.section("empty")], questions=[question]
    )

    assert broken(_document(definition)) == set()


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("que-1", {"type": "group"}),
        ("que-2", {"linkId": "a2"}),
        ("que-3", {"type": "display", "code": [{"code": "x"}]}),
        ("que-4", {"answerValueSet": "#x"}),
        ("que-5", {"type": "boolean"}),
        ("que-6", {"type": "display", "required": True}),
        ("que-9", {"type": "display", "readOnly": True}),
        ("que-11", {"initial": [{"valueBoolean": True}]}),
        ("que-12", {"enableWhen": [{"question": "x", "operator": "=", "answerBoolean": True}] * 2}),
        ("que-7", {"enableWhen": [{"question": "x", "operator": "exists", "answerString": "true"}]}),
    ],
)
def test_a_questionnaire_that_breaks_a_rule_is_found(rule, change):
    """Else the tests above would hold of anything."""
    document = _document(samples.audit_c())
    document["item"][0] |= change

    assert rule in broken(document)
