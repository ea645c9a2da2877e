"""Which expressions are a sum of points, which only look like one, and what scores they become."""

from decimal import Decimal

import pytest

from assessments.fhir import fhirpath, sums
from assessments.fhir.fhirpath import Chain, Number, Op, Step, Text, Variable
from tests.assessments.fhir.forms import (
    CALCULATED,
    ITEM_WEIGHT,
    ORDINAL_VALUE,
    VARIABLE,
    coded,
    expression,
    group,
    item,
    read,
)

WEIGHT = f"extension.where(url = '{ITEM_WEIGHT}').valueDecimal"


def look_up(link, weight=WEIGHT, above="item"):
    """As the PHQ-9 and the Apgar form look a weight up in the questionnaire."""
    chosen = f"%resource.{above}.where(linkId = '{link}').answer.valueCoding.code"
    options = f"%questionnaire.{above}.where(linkId = '{link}').answerOption"
    return f"{options}.where(valueCoding.code={chosen}).{weight}"


A, B = look_up("a"), look_up("b")


def found(text, **variables):
    made, _ = sums.recognised(text, variables)
    return made and (made.questions, made.skips)


@pytest.mark.parametrize(
    "text",
    [
        f"%resource.repeat(item) .answer.value.extension .where(url = '{ITEM_WEIGHT}')\n.valueDecimal .sum()",
        f"%resource.repeat(item).answer.value.extension('{ORDINAL_VALUE}').value.sum()",
        f"%resource.descendants().answer.valueCoding.{WEIGHT}.sum()",
        f"%resource.item.answer.value.ofType(Coding).{WEIGHT}.ofType(decimal).sum()",
        "%resource.repeat(item).answer.value.weight().sum()",
        "%resource.repeat(item).answer.value.ordinal().sum() // all of them",
        "QuestionnaireResponse.repeat(item).answer.select(value.weight()).sum()",
        "%resource.item.item.answer.weight().aggregate($this + $total, 0)",
    ],
)
def test_sums_of_everything(text):
    assert found(text) == (None, True)


@pytest.mark.parametrize(
    ("text", "questions", "skips"),
    [
        ("%resource.item.where(linkId='a' or linkId='b').answer.value.weight().sum()", ["a", "b"], True),
        ("%resource.item.where(linkId in ('a' | 'b')).answer.value.weight().sum()", ["a", "b"], True),
        ("%resource.item.where(linkId='a').answer.value.weight()", ["a"], False),
        (f"{A} + {B}", ["a", "b"], False),
        (f"({A}).combine({B}).sum()", ["a", "b"], True),
        (f"iif({A}.exists(), {A}, 0) + {B}", ["a", "b"], True),
        (f"iif({A}.exists(), {A}, {{}})", ["a"], False),
        (f"iif({A}.exists() and {B}.exists(), {A} + {B}, {{}})", ["a", "b"], False),
        (f"iif({A}.exists() and {B}.exists(), ({A}).combine({B}).sum(), {{}})", ["a", "b"], False),
        (f"iif({A}.exists() or {B}.exists(), ({A}).combine({B}).sum(), {{}})", ["a", "b"], True),
        (f"iif({A}.exists() or {B}.exists(), {A} + {B}, {{}})", ["a", "b"], False),
    ],
)
def test_sums_of_some_questions(text, questions, skips):
    assert found(text) == (questions, skips)


def test_sums_through_variables():
    variables = {
        "url": f"'{ORDINAL_VALUE}'",
        "a": look_up("qa", "extension.where(url=%url).valueDecimal"),
        "b": look_up("qb", "extension.where(url=%url).valueDecimal"),
        "any": "%a.exists() or %b.exists()",
        "more": "'nobody uses this'",
    }
    text = "iif(%any, iif(%a.exists(), %a, 0) + iif(%b.exists(), %b, 0), {})"

    made, used = sums.recognised(text, variables)

    assert (made.questions, made.skips, made.urls) == (["qa", "qb"], True, {ORDINAL_VALUE})
    assert used == {"url", "a", "b", "any"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "%a",
        "%resource.repeat(item).answer.value.weight().sum() * 2",
        "%resource.repeat(item).answer.value.weight().sum() + 1",
        "%resource.repeat(item).answer.value.weight().avg()",
        "%resource.repeat(item).answer.value.weight().count()",
        "%resource.repeat(item).answer.value.sum()",
        "%resource.repeat(item).where(answer.exists()).answer.value.weight().sum()",
        "%resource.repeat(item).where(linkId != 'a').answer.value.weight().sum()",
        "%resource.repeat(item).answer.value.extension('http://example.org/own').value.sum()",
        "%resource.repeat(item).answer.value.weight().distinct().sum()",
        "%patient.repeat(item).answer.value.weight().sum()",
        f"({A} | {B}).sum()",
        f"{A} + {A}",
        f"{A} - {B}",
        f"iif({A} > 3, {A}, {{}})",
        f"iif({A}.exists(), {B}, 0)",
        f"iif({A}.exists(), {A}, 1)",
        # The points of several questions, or of all, that nobody adds up.
        "%resource.item.answer.value.weight()",
        f"%resource.item.answer.value.{WEIGHT}",
        "%resource.item.where(linkId = 'a' or linkId = 'b').answer.value.weight()",
        # There only while something else, or some of it, is answered.
        "iif(%resource.item.where(linkId = 'z').answer.exists(), "
        "%resource.item.answer.value.weight().sum(), {})",
        f"iif({A}.exists(), ({A}).combine({B}).sum(), {{}})",
        f"iif({A}.exists() and {look_up('c')}.exists(), {A}, {{}})",
        f"iif({A}.exists() or {B}.exists(), ({A}).combine({B}).combine({look_up('c')}).sum(), {{}})",
        f"iif(({A}.exists() or {B}.exists()) and {look_up('c')}.exists(), "
        f"({A}).combine({B}).combine({look_up('c')}).sum(), {{}})",
        look_up("a").replace("%resource.item.where(linkId = 'a')", "%resource.item.where(linkId = 'b')"),
        "%resource.repeat(item)[0].answer.value.weight().sum()",
        "%loop + 1",
        "(" * 500 + "1" + ")" * 500,
        "'unclosed",
        "%resource.",
        "a b",
        "§",
        "1 + " * 6000 + "1",
    ],
)
def test_what_is_nearly_a_sum_is_none(text):
    assert found(text, loop="%loop") is None


def test_trees_are_read_with_their_precedence():
    assert fhirpath.parse("1 + 2 = 3") == Op(
        "=", Op("+", Number(Decimal(1)), Number(Decimal(2))), Number(Decimal(3))
    )
    assert fhirpath.parse("%a.b('x').c") == Chain(Variable("a"), (Step("b", (Text("x"),)), Step("c", None)))
    assert fhirpath.parse(r"'it\'s'") == Text("it's")


# In a questionnaire.

OPTIONS = [coded("a", 0), coded("b", 1)]


def total(text, *more, **rest):
    return item(
        "total",
        "decimal",
        readOnly=True,
        text="Total",
        extension=[*more, expression(CALCULATED, text)],
        **rest,
    )


def scores(*items):
    return read(*items).definition["scores"]


def test_a_sum_of_everything_becomes_a_score():
    text = "%resource.repeat(item).answer.value.weight().sum()"

    made = scores(item("q1", answerOption=OPTIONS, required=True), item("q2"), total(text))

    assert made == [{"key": "total", "label": "Total", "questions": ["q1"], "when_missing": "wait"}]


def test_a_total_that_is_empty_at_first_is_noted():
    text = f"iif({look_up('q1')}.exists() or {look_up('q2')}.exists(), {{0}}.sum(), {{{{}}}})"
    text = text.format(f"({look_up('q1')}).combine({look_up('q2')})")
    optional = [item("q1", answerOption=OPTIONS), item("q2", answerOption=OPTIONS)]
    required = [optional[0] | {"required": True}, optional[1]]

    assert "here it is 0 then" in read(*optional, total(text)).notes[0].sentence
    assert read(*required, total(text)).leftovers == []


def test_a_sum_that_leaves_out_optional_questions_skips_them():
    text = "%resource.repeat(item).answer.value.weight().sum()"

    [made] = scores(item("q1", answerOption=OPTIONS), total(text))

    assert made["when_missing"] == "skip"


def test_the_variables_of_a_score_are_no_leftovers():
    variables = [expression(VARIABLE, look_up(link), link) for link in ("q1", "q2")]
    reading = read(
        item("q1", answerOption=OPTIONS), item("q2", answerOption=OPTIONS), total("%q1 + %q2", *variables)
    )

    assert reading.leftovers == []
    assert reading.definition["scores"][0]["questions"] == ["q1", "q2"]
    assert reading.definition["scores"][0]["when_missing"] == "wait"


def test_variables_around_it_count_and_others_are_noted():
    reading = read(
        group("g", item("q1", answerOption=OPTIONS), total("%w", expression(VARIABLE, "1", "x")),
              extension=[expression(VARIABLE, look_up("q1", above="repeat(item)"), "w")]),
    )  # fmt: skip

    assert reading.definition["scores"][0]["questions"] == ["q1"]
    assert [one.said for one in reading.notes] == ["x = 1"]


def test_a_sum_that_looks_in_the_wrong_place_is_a_score_and_a_question():
    """As an example of HL7 does: its items stand one level deeper than its total looks."""
    reading = read(group("g", item("q1", answerOption=OPTIONS)), total(f"{look_up('q1')}"))

    assert reading.definition["scores"][0]["questions"] == ["q1"]
    [one] = reading.blocking
    assert "another level of items" in one.sentence


def test_a_look_up_for_answers_in_the_wrong_place_is_a_score_and_a_question():
    """It looks into the right place of the questionnaire, and into the wrong one of the response."""
    text = look_up("q1").replace("%questionnaire.item", "%questionnaire.item.item")
    reading = read(group("g", item("q1", answerOption=OPTIONS)), total(text))

    assert "another level of items" in reading.blocking[0].sentence


def test_a_sum_that_looks_for_the_other_extension_is_a_score_and_a_question():
    reading = read(item("q1", answerOption=[coded("a", 1, ORDINAL_VALUE)]), total(look_up("q1")))

    assert reading.definition["scores"][0]["questions"] == ["q1"]
    assert "another extension" in reading.blocking[0].sentence


def test_a_question_without_points_is_told():
    reading = read(item("q1", answerOption=OPTIONS), item("q2"), total(f"{look_up('q1')} + {look_up('q2')}"))

    assert "“q2”, which has no points" in reading.blocking[0].sentence


@pytest.mark.parametrize("language", ["text/cql", "application/x-fhir-query"])
def test_another_language_is_left_over(language):
    said = expression(CALCULATED, "%resource.repeat(item).answer.value.weight().sum()", language=language)

    reading = read(item("q1", answerOption=OPTIONS), item("total", "decimal", extension=[said]))

    assert reading.definition["scores"] == []
    assert "no sum of points" in reading.blocking[0].sentence


def test_another_calculation_is_quoted():
    reading = read(item("q1", "boolean"), total("%resource.item.answer.value.not()"), item("q3", "boolean"))

    [one] = reading.blocking
    assert one.location == "item[1] (linkId total)"
    assert one.said == "%resource.item.answer.value.not()"
    assert [one["key"] for one in reading.definition["questions"]] == ["q1", "q3"]


@pytest.mark.parametrize(
    ("more", "place", "blocks"),
    [
        ({"type": "string"}, "type", True),
        ({"type": None}, "type", True),
        ({"readOnly": False}, "readOnly", False),
    ],
)
def test_a_total_that_is_more_than_a_number_to_read_is_told(more, place, blocks):
    reading = read(item("q1", answerOption=OPTIONS), total(look_up("q1")) | more)

    [one] = reading.leftovers
    assert (one.location, one.blocking) == (f"item[1] (linkId total).{place}", blocks)
    assert len(reading.definition["scores"]) == 1


def test_two_totals_are_two_scores():
    first = "%resource.item.where(linkId = 'q1').answer.value.weight().sum()"
    made = scores(
        item("q1", answerOption=OPTIONS),
        item("q2", answerOption=OPTIONS),
        total(first),
        {**total("%resource.item.answer.value.weight().sum()"), "linkId": "all"},
    )

    assert [(one["key"], one["questions"]) for one in made] == [("total", ["q1"]), ("all", ["q1", "q2"])]
