"""The questionnaire of a definition: what stands where, that others accept it, and that it comes back."""

import json
from decimal import Decimal

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings

from assessments import fhir
from assessments.definition import empty
from assessments.fhir import sums, terms
from tests.assessments import random_definitions, samples
from tests.assessments.fhir import forms


def written(definition, **about):
    return json.loads(forms.export(definition, **about), parse_float=Decimal)


def only(**more):
    """The one item that a question becomes."""
    [item] = written(samples.definition(questions=[samples.question("q", **more)]))["item"]
    return item


def valued(item):
    return {
        one["url"].rpartition("/")[2]: next(one[name] for name in one if name != "url")
        for one in item["extension"]
    }


@pytest.mark.parametrize(
    "definition", [samples.edinburgh(), samples.audit_c(), empty()], ids=["ecq", "audit-c", "empty"]
)
def test_the_samples_come_back_and_are_accepted(definition):
    text = forms.export(definition)

    Questionnaire.model_validate_json(text)
    if definition["questions"]:
        reading = fhir.read(text)
        assert reading.leftovers == []
        assert reading.definition == definition
        assert forms.export(reading.definition) == text


@settings(max_examples=60, deadline=None)
@given(random_definitions.definitions())
def test_every_definition_comes_back_and_is_accepted(definition):
    """The same with 1,500 seeds took 5 seconds: `definition_of(seed)` draws them."""
    text = forms.export(definition)

    Questionnaire.model_validate_json(text)
    reading = fhir.read(text)
    assert reading.leftovers == []
    assert reading.definition == definition
    assert forms.export(reading.definition) == text


@settings(max_examples=30, deadline=None)
@given(random_definitions.definitions_with(random_definitions.full_answers))
def test_responses_are_accepted(both):
    made = fhir.response(*both, "https://example.org/q", "1")

    QuestionnaireResponse.model_validate_json(fhir.text(made))


def test_what_it_says_of_itself_comes_back():
    about = {
        "title": "GAD-7",
        "url": "https://example.org/gad-7",
        "version": "3",
        "description": "Seven items.",
        "language": "en-US",
        "name": "Gad7",
        "publisher": "We",
        "date": "2040-03-05",
        "copyright": "Free.",
        "purpose": "To screen.",
    }

    made = written(samples.edinburgh(), **about)
    reading = fhir.read(forms.export(samples.edinburgh(), **about))

    assert {name: made[name] for name in about} == about
    assert (reading.title, reading.description, reading.purpose) == ("GAD-7", "Seven items.", "To screen.")
    assert (reading.url, reading.version) == (about["url"], "3")
    assert (reading.language, reading.publisher, reading.copyright) == ("en-US", "We", "Free.")


def test_points_are_exact_numbers_on_the_option():
    text = forms.export(
        samples.definition(questions=[samples.question("q", options=[samples.option("a", points="0.1")])])
    )

    assert '{"url":"http://hl7.org/fhir/StructureDefinition/itemWeight","valueDecimal":0.1}' in text


def test_the_same_definition_is_always_the_same_text():
    definition = samples.audit_c()
    other = json.loads(json.dumps(definition, sort_keys=True))

    assert forms.export(definition) == forms.export(other)


def test_kinds_of_questions():
    options = [samples.option("a"), samples.option("none", exclusive=True)]

    assert only()["type"] == "choice"
    assert only(type="multi", options=options)["repeats"] is True
    assert only(type="multi", options=options)["answerOption"][1]["extension"] == [
        {"url": terms.OPTION_EXCLUSIVE, "valueBoolean": True}
    ]
    assert only(type="yes_no") == {"linkId": "q", "type": "boolean", "text": "Question q?", "required": True}
    assert only(type="notice") == {"linkId": "q", "type": "display", "text": "Question q?"}
    assert "required" not in only(required=False)


def test_limits_of_numbers():
    number = only(type="decimal", minimum="0.5", maximum="300", places=1, unit="kg")
    whole = only(type="integer", minimum="0", maximum="9999999999")

    assert valued(number) == {
        "minValue": Decimal("0.5"),
        "maxValue": 300,
        "maxDecimalPlaces": 1,
        "questionnaire-unit": {"display": "kg"},
    }
    assert whole["extension"][0] == {"url": terms.MINIMUM, "valueInteger": 0}
    # An integer of FHIR has 32 bits.
    assert whole["extension"][1] == {"url": terms.MAXIMUM, "valueDecimal": 9999999999}


def test_helps_stand_beneath_as_renderers_look_for_them():
    [beneath] = only(help="Think of last week.")["item"]

    assert beneath["linkId"] == "q-help"
    assert (beneath["type"], beneath["text"]) == ("display", "Think of last week.")
    [control] = beneath["extension"]
    assert control["valueCodeableConcept"]["coding"][0]["code"] == "help"


def test_conditions_and_sections():
    definition = samples.definition(
        sections=[
            samples.section("walking", shown_when={"any": [samples.when("q1", "=", True)]}, text="Now walk.")
        ],
        questions=[
            samples.question("q1", "yes_no"),
            samples.question(
                "q2",
                "integer",
                section="walking",
                shown_when={"all": [samples.when("q1", "answered", True), samples.when("q1", "!=", False)]},
            ),
        ],
    )

    _, group = written(definition)["item"]

    assert (group["linkId"], group["type"], group["text"]) == ("walking", "group", "Walking")
    assert group["enableBehavior"] == "any"
    assert group["enableWhen"] == [{"question": "q1", "operator": "=", "answerBoolean": True}]
    introduction, question = group["item"]
    assert (introduction["type"], introduction["text"]) == ("display", "Now walk.")
    assert question["enableBehavior"] == "all"
    assert question["enableWhen"][0] == {"question": "q1", "operator": "exists", "answerBoolean": True}
    assert fhir.read(forms.export(definition)).definition == definition


def test_a_score_is_a_sum_that_we_know_ourselves():
    *_, total = written(samples.audit_c())["item"]

    assert (total["linkId"], total["type"], total["readOnly"]) == ("total", "decimal", True)
    assert "required" not in total
    said = valued(total)["sdc-questionnaire-calculatedExpression"]
    made, _ = sums.recognised(said["expression"], {})
    assert made.questions == ["a1", "a2", "a3"]


@pytest.mark.parametrize(
    "counted",
    [
        samples.question("q", "yes_no", samples.yes_no_options("1", "0")),
        samples.question("q", "integer", bands=[{"at_least": "65", "at_most": None, "points": "1"}]),
    ],
    ids=["yes or no", "bands"],
)
def test_a_score_that_fhir_cannot_sum_has_no_expression(counted):
    definition = samples.definition(
        questions=[counted, samples.question("r", options=[samples.option("a", points="1")])],
        scores=[samples.score("total", ["q", "r"])],
    )

    *_, total = written(definition)["item"]

    assert [one["url"] for one in total["extension"]] == [terms.OURS]
    assert fhir.read(forms.export(definition)).definition == definition


def test_names_beside_the_questions_stay_out_of_their_way():
    definition = samples.definition(
        sections=[samples.section("part", text="Read this.")],
        questions=[
            samples.question("q", "yes_no", help="Help."),
            samples.question("q-help", "yes_no", section="part"),
            samples.question("part-introduction", "yes_no", section="part"),
            samples.question("total", options=[samples.option("a", points="1")], section="part"),
        ],
        scores=[samples.score("total", ["total"])],
    )

    text = forms.export(definition)

    reading = fhir.read(text)
    assert reading.leftovers == []
    assert reading.definition == definition


def test_a_section_without_questions_comes_back():
    definition = samples.definition(
        sections=[samples.section("a"), samples.section("b")],
        questions=[samples.question("q", "yes_no", section="b")],
    )

    reading = fhir.read(forms.export(definition))

    assert reading.definition == definition


# What others change in our file.


def changed(change):
    document = written(samples.audit_c())
    change(document)
    return fhir.read(document)


def test_a_total_that_others_changed_is_told():
    def change(document):
        said = document["item"][-1]["extension"][1]["valueExpression"]
        said["expression"] = said["expression"].replace("'a1'", "'a2'", 1)

    reading = changed(change)

    assert "changed after the export" in reading.blocking[0].sentence
    assert reading.definition["scores"] == samples.audit_c()["scores"]


def test_a_question_that_others_took_out_takes_its_rules_along():
    reading = changed(lambda document: document["item"].pop(0))

    [one] = reading.blocking
    assert "of rules cannot be taken: it asks for a question that is not there" in one.sentence
    assert reading.definition["rules"] == []
    assert len(reading.definition["outcomes"]) == 2


@pytest.mark.parametrize(
    "said", ["", "x", "[]", "1.5", '{"rules": 1.5}', '{"a": NaN}', "[" * 5000, '{"a": "\\u0000"}']
)
def test_our_extension_is_trusted_no_more_than_the_rest(said):
    def change(document):
        document["extension"][0]["valueString"] = said

    reading = changed(change)

    assert "not as this system writes it" in reading.blocking[0].sentence
    assert reading.definition["outcomes"] == []
    # The total can be read without it.
    assert reading.definition["scores"][0]["questions"] == ["a1", "a2", "a3"]


def rule(**criteria):
    return [samples.rule("r", "positive", **criteria)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcomes", [{"key": "x"}]),
        ("outcomes", {}),
        ("scores", [{"key": "a b", "label": "", "questions": [], "when_missing": "wait"}]),
        ("scores", [{"key": "a", "label": "", "questions": ["nobody"], "when_missing": "wait"}]),
        ("rules", [{"key": "r", "outcome": "nowhere", "all": []}]),
        ("rules", rule(all=[], any=[])),
        ("rules", rule(all=[{"score": "total", "operator": ">", "value": "01"}])),
        ("rules", rule(all=[{"question": "sex", "operator": ">", "value": "1"}])),
        ("red_flags", rule(any=[{"score": "total", "operator": ">", "value": "1"}])),
        ("default", "nowhere"),
        ("newer", 1),
        # What is not known in a row would get lost with the row.
        ("outcomes", [samples.outcome("x") | {"newer": 1}]),
        ("outcomes", [samples.outcome("x", next_steps=[samples.step() | {"newer": 1}])]),
        ("outcomes", [samples.outcome("x", content={"blocks": [], "html": "", "text": "", "newer": ""})]),
        ("scores", [samples.score("a", ["a1"]) | {"newer": 1}]),
        ("rules", [samples.rule("r", "positive", all=[], newer=1)]),
        ("rules", rule(all=[samples.on_score("total", ">", "1") | {"newer": 1}])),
        ("rules", rule(all=[samples.when("sex", "=", "female") | {"newer": 1}])),
    ],
)  # fmt: skip
def test_parts_that_are_not_as_we_write_them_are_told(name, value):
    def change(document):
        said = json.loads(document["extension"][0]["valueString"])
        said[name] = value
        document["extension"][0]["valueString"] = json.dumps(said)

    reading = changed(change)

    assert any(name in one.sentence for one in reading.blocking)
    assert reading.definition.get(name) in ([], None)
