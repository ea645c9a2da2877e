"""What becomes of each part of a questionnaire, one small form at a time."""

from decimal import Decimal

import pytest

from assessments.fhir import terms
from tests.assessments.fhir import forms
from tests.assessments.fhir.forms import coded, extension, item, questions, read, when


def leftovers(reading, blocking=True):
    return {one.location: one.sentence for one in reading.leftovers if one.blocking == blocking}


def only(reading):
    [one] = reading.blocking
    return one


def test_a_form_of_every_kind_of_question():
    reading = read(
        item("single", required=True),
        item("multi", repeats=True),
        item("agree", "boolean"),
        item(
            "age",
            "integer",
            extension=[extension("http://hl7.org/fhir/StructureDefinition/minValue", 18, "valueInteger")],
        ),
        item("weight", "decimal"),
        item("note", "display"),
    )

    assert reading.leftovers == []
    made = questions(reading)
    assert {key: one["type"] for key, one in made.items()} == {
        "single": "single",
        "multi": "multi",
        "agree": "yes_no",
        "age": "integer",
        "weight": "decimal",
        "note": "notice",
    }
    assert made["single"]["required"]
    assert not made["multi"]["required"]
    assert made["age"]["minimum"] == "18"
    assert made["weight"]["places"] == 6
    assert reading.definition["default"] is None
    assert reading.definition["outcomes"] == []


# What things are called.


@pytest.mark.parametrize(
    "link", ["69725-0", "/88122-7", "3239e619-e2b9-492c-bf05-88b314fbe3e4", "a.b_c/d", "1"]
)
def test_linkids_of_the_usual_kinds_stay(link):
    reading = read(item(link))

    assert list(questions(reading)) == [link]
    assert reading.leftovers == []


@pytest.mark.parametrize(
    ("link", "key"), [("a b", "a-b"), ("größe", "gr-e"), ("?", "x"), ("a" * 130, "a" * 120), ("-a-", "a")]
)
def test_other_linkids_are_renamed_and_conditions_follow(link, key):
    reading = read(item(link, "boolean"), item("q2", enableWhen=[when(link, "=", answerBoolean=True)]))

    first, second = reading.definition["questions"]
    assert first["key"] == key
    assert second["shown_when"] == {"all": [{"question": key, "operator": "=", "value": True}]}
    assert reading.blocking == []
    assert "here" in reading.notes[0].sentence


def test_a_linkid_that_stands_twice_is_told():
    reading = read(item("q1"), item("q1"))

    assert "que-2" in only(reading).sentence
    assert list(questions(reading)) == ["q1", "q1-2"]


def test_a_missing_linkid_is_told():
    reading = read({"type": "boolean", "text": "Do you smoke?"})

    assert "no linkId" in only(reading).sentence
    assert list(questions(reading)) == ["Do-you-smoke"]


def test_options_that_are_texts_or_numbers_become_codes():
    reading = read(
        item("q1", "string", answerOption=[{"valueString": "Once a week"}, {"valueString": "Never"}]),
        item("q2", "integer", answerOption=[{"valueInteger": 12}, {"valueInteger": 34}]),
        item("q3", enableWhen=[when("q1", "=", answerString="Once a week")]),
        item("q4", enableWhen=[when("q2", "!=", answerInteger=34)]),
    )

    made = questions(reading)
    assert [one["key"] for one in made["q1"]["options"]] == ["Once-a-week", "Never"]
    assert [one["label"] for one in made["q2"]["options"]] == ["12", "34"]
    assert made["q3"]["shown_when"]["all"][0]["value"] == "Once-a-week"
    assert made["q4"]["shown_when"]["all"][0]["value"] == "34"
    assert reading.blocking == []


def test_the_same_code_of_two_systems_is_two_options():
    reading = read(
        item(
            "q1", answerOption=[coded("a", system="http://x.example"), coded("a", system="http://y.example")]
        ),
        item("q2", enableWhen=[when("q1", "=", answerCoding={"system": "http://y.example", "code": "a"})]),
    )

    made = questions(reading)
    assert [one["key"] for one in made["q1"]["options"]] == ["a", "a-2"]
    assert made["q1"]["code_system"] is None
    assert made["q2"]["shown_when"]["all"][0]["value"] == "a-2"


def test_none_of_these_goes_with_no_other():
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive"
    none = {**coded("none"), "extension": [extension(url, True, "valueBoolean")]}

    reading = read(item("q1", repeats=True, answerOption=[coded("a"), none]))

    assert [one["exclusive"] for one in questions(reading)["q1"]["options"]] == [False, True]


# R5.


def test_r5_says_coding_for_choice():
    reading = read(item("q1", "coding", answerOption=[coded("a")], disabledDisplay="hidden"))

    assert questions(reading)["q1"]["type"] == "single"
    assert reading.blocking == []


@pytest.mark.parametrize(
    "more", [{"type": "open-choice"}, {"type": "coding", "answerConstraint": "optionsOrString"}]
)
def test_an_answer_of_ones_own_is_left_over(more):
    reading = read({**item("q1"), **more})

    assert "of their own" in only(reading).sentence


# Helps, units and texts.

CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"


def control(code):
    return {"url": CONTROL, "valueCodeableConcept": {"coding": [{"code": code}]}}


def test_a_help_beneath_a_question_becomes_its_help():
    help_ = item("q1-help", "display", text="Think of the last week.", extension=[control("help")])

    reading = read(item("q1", item=[help_]))

    assert questions(reading)["q1"]["help"] == "Think of the last week."
    assert reading.leftovers == []


def test_another_text_beneath_a_question_follows_it():
    reading = read(
        item("q1", "boolean"),
        item(
            "q2",
            enableWhen=[when("q1", "=", answerBoolean=True)],
            item=[item("t", "display", text="Note this.")],
        ),
    )

    text = questions(reading)["t"]
    assert (text["type"], text["text"]) == ("notice", "Note this.")
    assert text["shown_when"] == {"all": [{"question": "q1", "operator": "=", "value": True}]}


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ({"url": terms.PLACES, "valueInteger": 9}, "at most 6 decimal places"),
        (
            {"url": terms.UNIT, "valueCoding": {"system": "u", "code": "kg", "display": "kg"}},
            "codes of units",
        ),
    ],
)
def test_what_numbers_cannot_keep_is_noted(extension, said):
    [note] = read(item("q1", "decimal", extension=[extension])).leftovers

    assert said in note.sentence
    assert not note.blocking


def test_limits_units_and_places_are_kept():
    base = "http://hl7.org/fhir/StructureDefinition/"
    reading = read(
        item(
            "q1",
            "decimal",
            extension=[
                extension(base + "minValue", Decimal("35.5")),
                extension(base + "maxValue", 42, "valueInteger"),
                extension(base + "maxDecimalPlaces", 1, "valueInteger"),
                extension(base + "questionnaire-unit", {"code": "Cel", "display": "°C"}, "valueCoding"),
            ],
        )
    )

    made = questions(reading)["q1"]
    assert (made["minimum"], made["maximum"], made["places"], made["unit"]) == ("35.5", "42", 1, "°C")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"repeats": True}, "answered once"),
        ({"initial": [{"valueInteger": 3}]}, "filled in beforehand"),
        (
            {"extension": [extension("http://hl7.org/fhir/StructureDefinition/regex", "x", "valueString")]},
            "pattern",
        ),
        (
            {"extension": [extension("http://hl7.org/fhir/StructureDefinition/minValue", "x", "valueDate")]},
            "no number",
        ),
        (
            {
                "extension": [
                    extension(
                        "http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs", 2, "valueInteger"
                    )
                ]
            },
            "At least 2",
        ),
        ({"extension": [forms.expression(forms.SDC + "enableWhenExpression", "true")]}, "as conditions"),
        (
            {"extension": [forms.expression(forms.SDC + "initialExpression", "1")]},
            "filled in by an expression",
        ),
        ({"extension": [{"url": "http://example.org/own", "valueBoolean": True}]}, "not understood"),
        (
            {"modifierExtension": [{"url": "http://example.org/own", "valueBoolean": True}]},
            "changes the meaning",
        ),
        ({"strange": 1}, "not understood"),
        ({"required": "perhaps"}, "must be true or false"),
        ({"text": 7}, "must be a text"),
        ({"enableWhen": {}}, "must be a list"),
    ],
)
def test_what_changes_the_meaning_blocks(more, said):
    reading = read(item("q1", "integer", **more))

    assert said in only(reading).sentence
    assert only(reading).location.startswith("item[0] (linkId q1).")


@pytest.mark.parametrize(
    "more",
    [
        {"prefix": "1."},
        {"code": [{"system": "http://loinc.org", "code": "1"}]},
        {"maxLength": 3},
        {"extension": [control("slider")]},
        {
            "_text": {
                "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation", "extension": []}]
            }
        },
        {
            "_text": {
                "extension": [
                    extension(
                        "http://hl7.org/fhir/StructureDefinition/rendering-xhtml", "<b/>", "valueString"
                    )
                ]
            }
        },
        {
            "extension": [
                extension("http://hl7.org/fhir/StructureDefinition/designNote", "x", "valueMarkdown")
            ]
        },
        {"repeats": "false"},
    ],
)
def test_what_changes_nothing_is_noted(more):
    reading = read(item("q1", "integer", **more))

    assert reading.blocking == []
    assert len(reading.notes) == 1


@pytest.mark.parametrize(
    "type_",
    [
        "string",
        "text",
        "url",
        "date",
        "dateTime",
        "time",
        "attachment",
        "reference",
        "quantity",
        "question",
        7,
        None,
    ],
)
def test_what_cannot_be_asked_is_left_over_with_its_conditions(type_):
    strange = {
        "linkId": "q2",
        "type": type_,
        "text": "Which?",
        "enableWhen": [when("q1", "=", answerBoolean=True)],
    }
    if type_ is None:
        del strange["type"]

    reading = read(
        item("q1", "boolean"), strange, item("q3", enableWhen=[when("q2", "exists", answerBoolean=True)])
    )

    assert list(questions(reading)) == ["q1", "q3"]
    left = next(one for one in reading.blocking if one.location == "item[1] (linkId q2)")
    assert "It was shown when q1 = true." in left.sentence
    assert "Which?" in left.said
    assert left.also == ("item[1] (linkId q2).enableWhen[0]",)
    assert "could not be taken over" in leftovers(reading)["item[2] (linkId q3).enableWhen[0]"]


@pytest.mark.parametrize(
    "more",
    [
        {"readOnly": True},
        {
            "extension": [
                extension(
                    "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", True, "valueBoolean"
                )
            ]
        },
    ],
)
def test_what_readers_cannot_answer_is_not_asked(more):
    reading = read(item("q1", "boolean"), item("q2", "boolean", **more))

    assert list(questions(reading)) == ["q1"]
    assert only(reading).location == "item[1] (linkId q2)"


ANSWERED = when("q1", "exists", answerBoolean=True)


@pytest.mark.parametrize(
    ("items", "rule"),
    [
        ([item("q1"), {"linkId": "g", "type": "group"}], "que-1"),
        ([item("q1"), item("t", "display", item=[item("q2")])], "que-1"),
        ([item("q1"), item("q1")], "que-2"),
        ([item("q1", answerValueSet="#x")], "que-4"),
        ([item("q1", "boolean", answerOption=[coded("a")])], "que-5"),
        ([item("q1"), item("t", "display", required=True)], "que-6"),
        ([item("q1"), item("q2", enableWhen=[when("q1", "exists", answerString="x")])], "que-7"),
        ([item("q1"), item("t", "display", readOnly=True)], "que-9"),
        ([item("q0"), item("q1"), item("q2", enableWhen=[ANSWERED, ANSWERED])], "que-12"),
    ],
)  # fmt: skip
def test_broken_rules_of_fhir_are_told_by_name(items, rule):
    if rule == "que-4":
        items[0]["answerOption"] = [coded("a")]

    reading = read(*items)

    assert any(rule in one.sentence for one in reading.leftovers)


def test_a_long_form_is_told_and_cut():
    reading = read(*(item(f"q{number}", "boolean") for number in range(203)))

    assert len(reading.definition["questions"]) == 200
    assert reading.blocking[0].location == "item[200] (linkId q200)"
    assert len(reading.blocking) == 3
