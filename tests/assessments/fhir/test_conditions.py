"""When something is shown: single conditions, groups, and what probably was meant."""

import pytest

from assessments import evaluation
from tests.assessments.fhir.forms import CALCULATED, coded, expression, group, item, questions, read, when

NUMBERED = [coded("1"), coded("2"), coded("3")]


def condition(question, operator, value):
    return {"question": question, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("asked", "enabled", "expected"),
    [
        (item("q", "boolean"), when("q", "=", answerBoolean=False), condition("q", "=", False)),
        (item("q", "boolean"), when("q", "!=", answerBoolean=True), condition("q", "!=", True)),
        (item("q", "boolean"), when("q", "exists", answerBoolean=True), condition("q", "answered", True)),
        (item("q"), when("q", "exists", answerBoolean=False), condition("q", "answered", False)),
        (item("q"), when("q", "=", answerCoding={"code": "yes"}), condition("q", "=", "yes")),
        (item("q", repeats=True), when("q", "!=", answerCoding={"code": "no"}), condition("q", "!=", "no")),
        (item("q", "integer"), when("q", ">", answerInteger=5), condition("q", ">", "5")),
        (item("q", "decimal"), when("q", "<=", answerDecimal=5), condition("q", "<=", "5")),
        (item("q", "decimal"), when("q", "=", answerInteger=5), condition("q", "=", "5")),
    ],
)
def test_conditions_become_conditions(asked, enabled, expected):
    reading = read(asked, item("then", "boolean", enableWhen=[enabled]))

    assert questions(reading)["then"]["shown_when"] == {"all": [expected]}
    assert reading.blocking == []


@pytest.mark.parametrize(
    ("asked", "enabled", "said"),
    [
        (item("q"), when("q", "=", answerString="yes"), "never holds. It probably meant: the answer"),
        (item("q"), when("q", "=", answerString="Yes"), "It probably meant: the answer is “yes” (Yes)"),
        (item("q"), when("q", "!=", answerString="no"), "always holds. It probably meant: the answer is not"),
        (item("q"), when("q", "=", answerString="maybe"), "Choose an option"),
        (item("q", answerOption=NUMBERED), when("q", ">=", answerInteger=2), "is “2” or “3”"),
        (item("q"), when("q", "=", answerCoding={"code": "maybe"}), "none of the options"),
        (item("q"), when("q", "=", answerCoding="yes"), "must be an object"),
        (item("q", "boolean"), when("q", "=", answerString="yes"), "never equals the answer yes or no"),
        (item("q", "boolean"), when("q", ">", answerBoolean=True), "more or less"),
        (item("q", "boolean"), when("q", "=", answerBoolean="true"), "true or false"),
        (item("q", "integer"), when("q", "=", answerString="5"), "never equals a number"),
        (item("q", "integer"), when("q", "=", answerInteger="5"), "no number"),
        (item("q", "integer"), when("q", "=", answerQuantity={"value": 5}), "never equals a number"),
        (item("q", "display"), when("q", "exists", answerBoolean=True), "only text"),
        (item("q"), when("q", "~", answerBoolean=True), "no operator"),
        (item("q"), when("q", "exists", answerString="x"), "que-7"),
        (item("q"), when("q", "="), "one answer"),
        (item("q"), when("q", "=", answerString="a", answerInteger=1), "one answer"),
        (item("q"), when("gone", "=", answerBoolean=True), "No question has the linkId “gone”"),
        (item("q"), when("then", "=", answerBoolean=True), "comes later, or is where it stands"),
        (item("q"), when("later", "=", answerBoolean=True), "comes later"),
        (item("q"), {"operator": "=", "answerBoolean": True}, "which question"),
    ],
)  # fmt: skip
def test_conditions_that_cannot_hold_say_what_was_meant(asked, enabled, said):
    reading = read(asked, item("then", "boolean", enableWhen=[enabled]), item("later", "boolean"))

    assert questions(reading)["then"]["shown_when"] is None
    [one] = [one for one in reading.blocking if one.location.startswith("item[1]")]
    assert one.location.startswith("item[1] (linkId then).enableWhen[0]")
    assert said in one.sentence


def test_a_missing_code_system_is_compared_by_code_and_noted():
    reading = read(
        item(
            "q",
            answerOption=[coded("yes", system="http://x.example"), coded("no", system="http://x.example")],
        ),
        item("then", enableWhen=[when("q", "=", answerCoding={"code": "yes"})]),
    )

    assert questions(reading)["then"]["shown_when"] == {"all": [condition("q", "=", "yes")]}
    assert "by code" in reading.notes[0].sentence


def test_another_code_system_is_another_option():
    reading = read(
        item("q", answerOption=[coded("yes", system="http://x.example")]),
        item("then", enableWhen=[when("q", "=", answerCoding={"system": "http://y.example", "code": "yes"})]),
    )

    assert "none of the options" in reading.blocking[0].sentence


A, B, C = (when(name, "=", answerBoolean=True) for name in "abc")
ASKED = [item(name, "boolean") for name in "abc"]
IS = {name: condition(name, "=", True) for name in "abc"}


def shown(reading, key):
    """What must hold for a question: its section's conditions and its own."""
    question = questions(reading)[key]
    sections = {one["key"]: one for one in reading.definition["sections"]}
    section = sections.get(question["section"])
    return section and section["shown_when"], question["shown_when"]


def test_conditions_of_groups_in_groups_all_hold():
    reading = read(*ASKED, group("g", group("h", item("q"), enableWhen=[B]), item("p"), enableWhen=[A]))

    assert shown(reading, "q") == ({"all": [IS["a"], IS["b"]]}, None)
    assert shown(reading, "p") == ({"all": [IS["a"]]}, None)
    assert reading.blocking == []


def test_any_of_a_group_and_all_of_its_questions():
    reading = read(*ASKED, group("g", item("q", enableWhen=[C]), enableWhen=[A, B], enableBehavior="any"))

    assert shown(reading, "q") == ({"any": [IS["a"], IS["b"]]}, {"all": [IS["c"]]})
    assert reading.blocking == []


def test_any_and_any_find_two_places():
    inner = item("q", enableWhen=[B, C], enableBehavior="any")

    reading = read(*ASKED, group("g", inner, enableWhen=[A, B], enableBehavior="any"))

    assert shown(reading, "q") == ({"any": [IS["a"], IS["b"]]}, {"any": [IS["b"], IS["c"]]})
    assert reading.blocking == []


def test_what_has_no_place_is_told():
    inner = group(
        "h", item("q", enableWhen=[A, C], enableBehavior="any"), enableWhen=[B, C], enableBehavior="any"
    )

    reading = read(*ASKED, group("g", inner, enableWhen=[A, B], enableBehavior="any"))

    [one] = reading.blocking
    assert one.location == "item[3].item[0].item[0] (linkId q)"
    assert "cannot be said together" in one.sentence
    assert '"any"' in one.said


def test_a_group_that_goes_on_after_an_inner_group_is_two_sections():
    reading = read(*ASKED, group("g", item("p"), group("h", item("q")), item("r"), enableWhen=[A]))

    assert [(one["key"], one["title"]) for one in reading.definition["sections"]] == [
        ("g", "Group g"), ("h", "Group h"), ("g-2", "Group g"),
    ]  # fmt: skip
    assert shown(reading, "r") == ({"all": [IS["a"]]}, None)
    assert reading.blocking == []
    evaluation.compiled(reading.definition)


def test_questions_beneath_a_question_follow_it_under_its_conditions():
    reading = read(*ASKED, item("q", enableWhen=[A], item=[item("r", enableWhen=[B])]))

    assert shown(reading, "r") == (None, {"all": [IS["a"], IS["b"]]})
    assert any("beneath" in one.sentence for one in reading.notes)


SUM = "%resource.repeat(item).answer.value.weight().sum()"


def test_a_condition_on_a_group_or_a_total_is_told():
    total = item("total", "decimal", readOnly=True, extension=[expression(CALCULATED, SUM)])
    asks = [when("g", "exists", answerBoolean=True), when("total", ">", answerDecimal=1)]
    reading = read(
        group("g", item("q", answerOption=[coded("a", 1), coded("b", 2)])),
        total,
        item("then", "boolean", enableWhen=asks, enableBehavior="all"),
    )

    told = [one.sentence for one in reading.blocking]
    assert len(told) == 2
    assert "is a group" in told[0]
    assert "is calculated" in told[1]


@pytest.mark.parametrize("more", [{"repeats": True}, {"required": True}, {"readOnly": True}])
def test_what_a_group_cannot_be_here_is_told(more):
    reading = read(group("g", item("q"), **more))

    [one] = reading.blocking
    assert one.location == f"item[0] (linkId g).{next(iter(more))}"
    assert list(questions(reading)) == ["q"]


def test_conditions_of_a_group_without_a_question_are_told():
    reading = read(*ASKED, group("g", item("d", "date"), enableWhen=[A]))

    assert any("its conditions are gone" in one.sentence for one in reading.blocking)
    assert reading.definition["sections"] == []
