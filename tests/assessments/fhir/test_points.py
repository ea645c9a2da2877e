"""Options and what they count, wherever a file says it."""

import json
from decimal import Decimal

import pytest

from assessments import fhir
from tests.assessments.fhir import forms
from tests.assessments.fhir.forms import coded, extension, item, questions, read

CODE = "http://example.org/codes"


def points(reading):
    return {one["key"]: one["points"] for one in reading.definition["questions"][0]["options"]}


@pytest.mark.parametrize("url", [forms.ITEM_WEIGHT, forms.ORDINAL_VALUE])
@pytest.mark.parametrize("place", ["option", "coding", "contained", "expansion", "code system"])
def test_points_are_found_under_both_extensions_in_every_place(url, place):
    weights = {"a": Decimal("0.5"), "b": 2}
    concepts = [{"code": code, "extension": [extension(url, weight)]} for code, weight in weights.items()]
    options, more, contained = {}, {}, []
    if place == "option":
        options = {"answerOption": [coded(code, weight, url, CODE) for code, weight in weights.items()]}
    elif place == "coding":
        options = {
            "answerOption": [
                {"valueCoding": {"system": CODE, "code": code, "extension": [extension(url, weight)]}}
                for code, weight in weights.items()
            ]
        }
    elif place == "contained":
        contained = [value_set({"include": [{"system": CODE, "concept": concepts}]})]
    elif place == "expansion":
        contained = [
            {**value_set(None), "expansion": {"contains": [{"system": CODE, **one} for one in concepts]}}
        ]
    else:
        system = {"resourceType": "CodeSystem", "id": "codes", "url": CODE, "concept": concepts}
        contained = [value_set({"include": [{"system": CODE}]}), system]
    if contained:
        options, more = {"answerValueSet": "#list"}, {"contained": contained}

    reading = read(item("q1", **options), **more)

    assert points(reading) == {"a": "0.5", "b": "2"}
    assert questions(reading)["q1"]["code_system"] == CODE
    assert reading.blocking == []


def value_set(compose):
    made = {"resourceType": "ValueSet", "id": "list", "status": "active"}
    return {**made, "compose": compose} if compose else made


def test_one_value_set_serves_several_questions():
    concepts = [{"code": "a", "extension": [extension(forms.ITEM_WEIGHT, 1)]}, {"code": "b"}]
    contained = [value_set({"include": [{"system": CODE, "concept": concepts}]})]

    reading = read(
        item("q1", answerValueSet="#list"), item("q2", answerValueSet="#list"), contained=contained
    )

    first, second = reading.definition["questions"]
    assert first["options"] == second["options"]
    assert [one["points"] for one in second["options"]] == ["1", None]
    assert reading.blocking == []


def test_points_of_a_code_system_count_for_the_codes_of_a_value_set():
    concepts = [{"code": "a"}, {"code": "b"}]
    system = {
        "resourceType": "CodeSystem", "id": "codes", "url": CODE,
        "concept": [{"code": "b", "extension": [extension(forms.ITEM_WEIGHT, 3)]}],
    }  # fmt: skip
    contained = [value_set({"include": [{"system": CODE, "concept": concepts}]}), system]

    reading = read(item("q1", answerValueSet="#list"), contained=contained)

    assert points(reading) == {"a": None, "b": "3"}


def code_system(*concepts):
    return {"resourceType": "CodeSystem", "id": "codes", "url": CODE, "concept": list(concepts)}


B_COUNTS_3 = {"code": "b", "display": "Beta", "extension": [extension(forms.ITEM_WEIGHT, 3)]}


def test_points_of_a_code_system_count_for_options_that_stand_in_the_question():
    options = [coded("a", system=CODE), {"valueCoding": {"system": CODE, "code": "b"}}]

    reading = read(item("q1", answerOption=options), contained=[code_system(B_COUNTS_3)])

    assert points(reading) == {"a": None, "b": "3"}
    assert reading.definition["questions"][0]["options"][1]["label"] == "Beta"
    assert reading.blocking == []


@pytest.mark.parametrize("place", ["answerOption", "answerValueSet"])
def test_a_code_system_that_contradicts_an_option_is_told(place):
    contained = [code_system(B_COUNTS_3)]
    if place == "answerOption":
        more = {place: [coded("b", 1, system=CODE)]}
    else:
        more = {place: "#list"}
        concepts = [{"code": "b", "extension": [extension(forms.ORDINAL_VALUE, 1)]}]
        contained.append(value_set({"include": [{"system": CODE, "concept": concepts}]}))

    reading = read(item("q1", **more), contained=contained)

    assert points(reading) == {"b": "1"}
    assert [one.sentence for one in reading.blocking] == ["It counts 1 and 3 at once: 1 was taken."]


def test_a_code_that_counts_twice_is_told():
    twice = [B_COUNTS_3, {"code": "b", "extension": [extension(forms.ITEM_WEIGHT, 4)]}]
    option = {"valueCoding": {"system": CODE, "code": "b"}}

    reading = read(item("q1", answerOption=[option]), contained=[code_system(*twice)])

    assert points(reading) == {"b": "3"}
    assert [one.sentence for one in reading.blocking] == ["This code stands twice: only the first was read."]


@pytest.mark.parametrize("weighs", [True, False])
def test_a_part_that_nothing_uses_blocks_where_it_says_what_options_count(weighs):
    concept = B_COUNTS_3 if weighs else {"code": "b"}

    reading = read(item("q1"), contained=[code_system(concept)])

    assert [one.location for one in reading.leftovers] == ["contained[0]"]
    assert bool(reading.blocking) == weighs


def test_a_list_that_stands_elsewhere_is_left_over():
    reading = read(item("q1", answerValueSet="http://example.org/ValueSet/x"), item("q2"))

    assert any("stands elsewhere" in one.sentence for one in reading.blocking)
    assert questions(reading)["q1"]["options"] == []


@pytest.mark.parametrize("url", [forms.ITEM_WEIGHT, forms.ORDINAL_VALUE])
def test_points_of_a_text_or_a_number_stand_beside_its_value(url):
    """As FHIR hangs something on what is no object."""
    options = [
        {"valueString": "a", "_valueString": {"extension": [extension(url, 2)]}},
        {"valueString": "b", "_valueString": {"extension": [extension("http://example.org/strange", 2)]}},
    ]

    reading = read(item("q1", answerOption=options))

    assert points(reading) == {"a": "2", "b": None}
    assert [one.location for one in reading.blocking] == [
        "item[0] (linkId q1).answerOption[1]._valueString.extension[0]"
    ]


def test_points_that_contradict_each_other_are_told():
    option = coded("a", 1)
    option["extension"].append(extension(forms.ORDINAL_VALUE, 2))

    reading = read(item("q1", answerOption=[option]))

    assert reading.blocking[0].location == "item[0] (linkId q1).answerOption[0]"
    assert points(reading) == {"a": "1"}


@pytest.mark.parametrize("weight", ["1", True, 10**16, Decimal("1E999999999"), Decimal("0.1234567"), None])
def test_points_that_are_no_usable_number_are_told(weight):
    reading = read(
        item(
            "q1",
            answerOption=[coded("a"), {**coded("b"), "extension": [extension(forms.ITEM_WEIGHT, weight)]}],
        )
    )

    assert "type them" in reading.blocking[0].sentence
    assert points(reading) == {"a": None, "b": None}


def test_points_are_exact():
    text = json.dumps(forms.form(item("q1", answerOption=[coded("a", 0), coded("b", 1)])))

    reading = fhir.read(text.replace('"valueDecimal": 1', '"valueDecimal": 0.1000').encode())

    assert points(reading) == {"a": "0", "b": "0.1"}


def test_a_total_that_nobody_adds_up_is_noted():
    reading = read(item("q1", answerOption=[coded("a", 0), coded("b", 1)]))

    assert "add a score" in reading.notes[0].sentence


def test_a_list_that_nobody_can_choose_from_is_told_once():
    concepts = [{"code": f"c{number}"} for number in range(61)]
    contained = [value_set({"include": [{"system": CODE, "concept": concepts}]})]

    reading = read(
        item("q1", answerValueSet="#list"), item("q2", answerValueSet="#list"), contained=contained
    )

    assert len([one for one in reading.blocking if "61 codes, more than 60" in one.sentence]) == 1
    assert questions(reading)["q1"]["options"] == []


def test_a_list_beside_its_expansion_is_told():
    concepts = [{"code": "a", "extension": [extension(forms.ITEM_WEIGHT, 1)]}]
    both = {
        **value_set({"include": [{"system": CODE, "concept": concepts}]}),
        "expansion": {"contains": [{"code": "a"}]},
    }

    reading = read(item("q1", answerValueSet="#list"), contained=[both])

    assert points(reading) == {"a": None}
    assert "Only the expansion" in reading.blocking[0].sentence


def test_nested_concepts_are_told():
    contained = [value_set({"include": [{"concept": [{"code": "a", "concept": [{"code": "b"}]}]}]})]

    reading = read(item("q1", answerValueSet="#list"), contained=contained)

    assert reading.blocking[0].location == "contained[0].compose.include[0].concept[0].concept"
