"""Questionnaires to read: small builders, the shared examples where they are there, and how to break them."""

import copy
import json
import re
from decimal import Decimal

import pytest

from assessments import fhir
from tests.databases import ROOT

SHARED = ROOT.parent / "shared" / "instruments"
INSTRUMENTS = ("audit-c", "edinburgh-claudication", "gad-7", "hunger-vital-sign")
REAL = (
    *("01-phq9-lhc", "03-tb-risk", "04-apgar-itemweight", "06-sdc-enablewhen-messy"),
    *("07-enablewhen-operators", "09-dangling-linkid", "10-missing-question-field", "11-nested-enablewhen"),
)

ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
VARIABLE = "http://hl7.org/fhir/StructureDefinition/variable"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
CALCULATED = SDC + "calculatedExpression"


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("The shared examples are not there.")
    return path.read_bytes()


def instrument(name):
    return shared(f"{name}.questionnaire.json")


def expected(name):
    return json.loads(shared(f"{name}.expected.json"))


def real(name):
    return shared(f"real/{name}.json")


def form(*items, **more):
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": "A form",
        "item": list(items),
        **more,
    }


def item(link, type="choice", **more):
    made = {"linkId": link, "type": type, "text": f"Question {link}?"}
    if type == "choice" and "answerOption" not in more and "answerValueSet" not in more:
        made["answerOption"] = [coded("yes"), coded("no")]
    return {**made, **more}


def group(link, *items, **more):
    return {"linkId": link, "type": "group", "text": f"Group {link}", "item": list(items), **more}


def coded(code, weight=None, url=ITEM_WEIGHT, system=None, **more):
    coding = {**({"system": system} if system else {}), "code": code, "display": code.capitalize()}
    return {
        "valueCoding": coding,
        **({"extension": [extension(url, weight)]} if weight is not None else {}),
        **more,
    }


def extension(url, value, member="valueDecimal"):
    return {"url": url, member: value}


def expression(url, text, name=None, language="text/fhirpath"):
    said = {"language": language, "expression": text, **({"name": name} if name else {})}
    return {"url": url, "valueExpression": said}


def when(question, operator, **answer):
    return {"question": question, "operator": operator, **answer}


def read(*items, **more):
    return fhir.read(form(*items, **more))


def questions(reading):
    return {question["key"]: question for question in reading.definition["questions"]}


def said(reading):
    """All sentences by the place they are about."""
    return {(one.location, one.sentence) for one in reading.leftovers}


def export(definition, **more):
    about = {"title": "A form", "url": "https://example.org/q", "version": "1", **more}
    return fhir.text(fhir.questionnaire(definition=definition, **about))


def plain(location):
    """A location without the linkIds in it."""
    return re.sub(r" \(linkId [^\n]*?\)(?=\.|$)", "", location)


def places(reading):
    """Every place that some finding is about."""
    return {plain(place) for one in reading.leftovers for place in (one.location, *one.also)}


def is_named(path, named):
    """Whether the place, or something that it stands in, is among those that findings are about."""
    while path:
        if path in named:
            return True
        path = path[: max(path.rfind("."), path.rfind("["))] if ("." in path or "[" in path) else ""
    return False


def path_of(steps):
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def nodes(value, steps=()):
    """The way to everything in a document."""
    yield steps
    if isinstance(value, dict):
        for name in value:
            yield from nodes(value[name], (*steps, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from nodes(one, (*steps, index))


def at(document, steps):
    for step in steps:
        document = document[step]
    return document


ODD = [
    *(None, True, False, 0, -1, 10**30, 1.5, "", "x", "yes", "true", [], {}, [None], [{}], {"a": 1}, ["x"]),
    *(
        {"url": 1},
        float("inf"),
        "\ud800",
        "\x00",
        [[[]]],
        {"linkId": []},
        Decimal("1E999999999"),
        {"code": 3},
    ),
    *("q1" * 300, {"extension": [{"url": "x"}]}),
]
_NAMES = ("item", "extension", "valueString", "_text", "contained", "answerOption", "enableWhen", "linkId")


def mutated(chance, document):
    """The document with something taken out, replaced by nonsense, doubled or put in a wrong place."""
    document = copy.deepcopy(document)
    for _ in range(chance.choice([1, 1, 2, 5])):
        ways = [steps for steps in nodes(document) if steps]
        if not ways:
            break
        *before, last = chance.choice(ways)
        around = at(document, before)
        fate = chance.random()
        if fate < 0.4:
            del around[last]
        elif fate < 0.8:
            around[last] = copy.deepcopy(chance.choice(ODD))
        elif isinstance(around, list):
            around.append(copy.deepcopy(around[last]))
        else:
            around[chance.choice(_NAMES)] = copy.deepcopy(around[last])
    return document
