"""Responses in FHIR say the same as native answers, or are refused without an echo."""

import copy
import json
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import evaluation, fhir
from assessments.definition import INVALID
from tests.assessments import random_definitions, samples
from tests.assessments.fhir import forms

LOINC = "http://loinc.org"
DEFINITION = samples.definition(
    sections=[samples.section("part")],
    questions=[
        samples.question(
            "one", options=[samples.option("a", points="1"), samples.option("b")], code_system=LOINC
        ),
        samples.question("many", "multi", [samples.option("a"), samples.option("b")], section="part"),
        samples.question("agree", "yes_no", section="part"),
        samples.question("age", "integer", help="In years."),
        samples.question("weight", "decimal", places=2),
        samples.question("note", "notice"),
    ],
    scores=[samples.score("total", ["one"])],
)


def response(*items):
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items)}


def answered(link, *values, **more):
    return {"linkId": link, "answer": list(values), **more}


def coding(code, system=None):
    return {"valueCoding": {"code": code, **({"system": system} if system else {})}}


def test_each_kind_of_answer_is_read():
    answers, errors = fhir.answers(
        response(
            answered("one", coding("a", LOINC)),
            {
                "linkId": "part",
                "item": [
                    answered("many", coding("a"), coding("b")),
                    answered("agree", {"valueBoolean": False}),
                ],
            },
            answered("age", {"valueInteger": 41}),
            answered("weight", {"valueDecimal": Decimal("70.25")}),
        ),
        DEFINITION,
    )

    assert errors == []
    assert answers == {"one": "a", "many": ["a", "b"], "agree": False, "age": 41, "weight": Decimal("70.25")}


def test_a_flat_response_and_answers_beneath_answers_are_read_too():
    answers, errors = fhir.answers(
        response(
            {
                "linkId": "many",
                "answer": [{**coding("a"), "item": [answered("agree", {"valueBoolean": True})]}],
            }
        ),
        DEFINITION,
    )

    assert (answers, errors) == ({"many": ["a"], "agree": True}, [])


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"linkId": "one"}, {"linkId": "part", "item": []}],
        [answered("one"), answered("many")],
        [
            answered(
                "one", {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}]}
            )
        ],
        [answered("total", {"valueDecimal": 999})],
        [answered("age-help", {"valueString": "x"})],
        [answered("part", {"valueString": "x"})],
    ],
)
def test_what_is_no_answer_is_none(items):
    assert fhir.answers(response(*items), DEFINITION) == ({}, [])


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (answered("nobody", {"valueBoolean": True}), (None, "unknown_question")),
        (answered("note", {"valueBoolean": True}), ("note", "not_asked")),
        (answered("one", coding("a")), ("one", "unknown_option")),
        (answered("one", coding("a", "http://x.example")), ("one", "unknown_option")),
        (answered("one", coding("z", LOINC)), ("one", "unknown_option")),
        (answered("one", coding("a", LOINC), coding("b", LOINC)), ("one", "wrong_type")),
        (answered("one", {"valueString": "a"}), ("one", "wrong_type")),
        (answered("one", {"valueCoding": "a"}), ("one", "wrong_type")),
        (answered("one", {"valueCoding": {"code": ["a"]}}), ("one", "wrong_type")),
        (answered("agree", coding("yes")), ("agree", "wrong_type")),
        (answered("agree", {"valueBoolean": "true"}), ("agree", "wrong_type")),
        (answered("agree", {"valueBoolean": 1}), ("agree", "wrong_type")),
        (answered("age", {"valueInteger": True}), ("age", "wrong_type")),
        (answered("age", {"valueDecimal": 41}), ("age", "wrong_type")),
        (answered("age", {"valueQuantity": {"value": 41}}), ("age", "wrong_type")),
        (answered("weight", {"valueDecimal": "70"}), ("weight", "wrong_type")),
        (answered("weight", {"valueDecimal": 70, "valueInteger": 70}), ("weight", "wrong_type")),
        ({"linkId": "age", "answer": {"valueInteger": 41}}, ("age", "wrong_type")),
        ({"linkId": "age", "answer": [41]}, ("age", "wrong_type")),
        ({"linkId": ["age"], "answer": []}, (None, "wrong_type")),
        ({"linkId": "part", "item": {}}, (None, "wrong_type")),
        ("age", (None, "wrong_type")),
    ],
)
def test_what_cannot_be_taken_is_told_without_the_value(item, error):
    answers, errors = fhir.answers(response(item), DEFINITION)

    assert errors == [dict(zip(("question", "kind"), error, strict=True))]
    assert answers == {}


MODIFIED = {"modifierExtension": [{"url": "http://example.org/denied", "valueBoolean": True}]}


@pytest.mark.parametrize(
    ("item", "question"),
    [
        (answered("agree", {"valueBoolean": True}) | MODIFIED, "agree"),
        (answered("agree", {"valueBoolean": True} | MODIFIED), "agree"),
        ({"linkId": "part", "item": []} | MODIFIED, None),
    ],
)
def test_what_is_modified_is_no_answer(item, question):
    assert fhir.answers(response(item), DEFINITION) == ({}, [{"question": question, "kind": "wrong_type"}])


def test_a_question_that_is_answered_twice_is_told():
    twice = [answered("age", {"valueInteger": 41}), answered("age", {"valueInteger": 42})]

    assert fhir.answers(response(*twice), DEFINITION)[1] == [{"question": "age", "kind": "wrong_type"}]


@pytest.mark.parametrize("data", [None, [], "x", {}, {"resourceType": "Questionnaire"}])
def test_what_is_no_response_is_refused(data):
    assert fhir.answers(data, DEFINITION) == ({}, [{"question": None, "kind": "wrong_type"}])


def test_a_response_that_is_too_deep_or_too_long_is_refused():
    deep = {"linkId": "part"}
    for _ in range(80):
        deep = {"linkId": "part", "item": [deep]}
    for data in (response(deep), response(*[{"linkId": "part"}] * 6000)):
        assert fhir.answers(data, DEFINITION)[1] == [{"question": None, "kind": "wrong_type"}]


def test_points_that_a_client_sends_change_nothing():
    forged = {"url": forms.ITEM_WEIGHT, "valueDecimal": 999}
    answer = coding("a", LOINC)
    answer["valueCoding"]["extension"] = [forged]
    answer["extension"] = [forged]

    honest, _ = fhir.answers(response(answered("one", coding("a", LOINC))), DEFINITION)
    sent, errors = fhir.answers(
        response(answered("one", answer, extension=[forged]), answered("total", {"valueDecimal": 999})),
        DEFINITION,
    )

    assert (sent, errors) == (honest, [])


@settings(max_examples=60, deadline=None)
@given(random_definitions.definitions_with(random_definitions.some_answers))
def test_a_response_is_evaluated_as_the_answers_are(both):
    definition, answers = both
    tool = evaluation.compiled(definition)
    text = fhir.text(fhir.response(definition, answers, "https://example.org/q", "3"))

    sent = json.loads(text, parse_float=Decimal)
    found, errors = fhir.answers(sent, definition)

    assert errors == []
    assert evaluation.evaluate(tool, found) == evaluation.evaluate(tool, answers)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_a_mutilated_response_never_fails_and_never_echoes(seed):
    chance = random.Random(seed)
    definition = random_definitions.definition(chance)
    answers = random_definitions.full_answers(chance, definition)
    honest = fhir.response(definition, answers, "https://example.org/q", "1")

    found, errors = fhir.answers(forms.mutated(chance, copy.deepcopy(honest)), definition)

    keys = {one["key"] for one in definition["questions"]}
    assert set(found) <= keys
    for error in errors:
        assert error["question"] is None or error["question"] in keys
        assert error["kind"] in INVALID
    evaluation.evaluate(evaluation.compiled(definition), found)
