"""What follows from answers: visibility, what is missing, scores, outcomes."""

import pytest

from assessments import evaluation
from tests.assessments.samples import (
    definition,
    on_score,
    option,
    outcome,
    question,
    rule,
    score,
    section,
    when,
    yes_no_options,
)


def small(*questions, **parts):
    """These questions and one outcome."""
    return definition(questions=list(questions), outcomes=[outcome("none")], default="none", **parts)


def shown_with(condition, *sources, **answers):
    """Whether a question with this condition is visible, given these answers of `sources`."""
    asked = question("asked", "yes_no", shown_when={"all": [condition]})
    return "asked" in evaluation.visible(small(*sources, asked), answers)


MULTI = question("q", "multi", [option("a"), option("b"), option("none", exclusive=True)])
DECIMAL = question("q", "decimal", places=1, minimum="30", maximum="45")


@pytest.mark.parametrize(
    ("operator", "value", "said", "shown"),
    [
        ("=", "a", ["a", "b"], True),
        ("=", "a", ["b"], False),
        ("=", "a", None, False),
        ("!=", "a", ["a", "b"], False),
        ("!=", "a", ["b"], True),
        ("!=", "a", None, True),
        ("!=", "a", [], True),
        ("answered", True, ["a"], True),
        ("answered", True, [], False),
        ("answered", False, None, True),
        ("answered", False, ["none"], False),
    ],
)
def test_conditions_on_several_options(operator, value, said, shown):
    assert shown_with(when("q", operator, value), MULTI, q=said) is shown


@pytest.mark.parametrize(
    ("operator", "holds"),
    [("=", "010"), ("!=", "101"), (">", "001"), (">=", "011"), ("<", "100"), ("<=", "110")],
)
def test_conditions_on_numbers(operator, holds):
    condition = when("q", operator, "36.6")
    said = [shown_with(condition, DECIMAL, q=value) for value in ("36.5", "36.6", 36.7)]

    assert said == [digit == "1" for digit in holds]
    assert shown_with(condition, DECIMAL) is (operator == "!=")


def test_what_is_hidden_gives_no_answer_to_what_comes_after():
    """A stale answer behind a changed branch neither shows, nor blocks, nor counts."""
    made = small(
        question("leg", "yes_no"),
        question("walk", "yes_no", yes_no_options("5", "0"), shown_when={"all": [when("leg", "=", True)]}),
        question("far", "yes_no", shown_when={"all": [when("walk", "=", True)]}),
        question("rest", "yes_no", shown_when={"all": [when("walk", "!=", True)]}),
        scores=[score("total", ["walk"])],
    )

    stale = evaluation.evaluate(made, {"leg": False, "walk": True, "far": True, "rest": False})

    assert stale["visible"] == ["leg", "rest"]
    assert stale["ignored"] == ["walk", "far"]
    assert stale["scores"] == {"total": "0"}


def test_a_section_hides_all_that_stands_in_it():
    made = small(
        question("leg", "yes_no"),
        question("note", "notice", section="pain"),
        question("where", "yes_no", section="pain", shown_when={"any": [when("leg", "=", False)]}),
        sections=[section("pain", shown_when={"all": [when("leg", "=", True)]})],
    )

    assert evaluation.visible(made, {"leg": False}) == ["leg"]
    assert evaluation.visible(made, {"leg": True}) == ["leg", "note"]


def test_all_of_nothing_holds_and_any_of_nothing_does_not():
    made = small(
        question("a", "yes_no", shown_when={"all": []}), question("b", "yes_no", shown_when={"any": []})
    )

    assert evaluation.visible(made, {}) == ["a"]


def test_what_is_missing_is_told_in_order_and_what_need_not_be_answered_is_not():
    made = small(
        question("note", "notice", required=True),
        question("maybe", "yes_no", required=False),
        question("a", "multi", [option("x")]),
        question("b", "yes_no"),
    )

    assert evaluation.evaluate(made, {"a": [], "b": None}) == {
        "status": "incomplete",
        "visible": ["note", "maybe", "a", "b"],
        "missing": ["a", "b"],
        "next": "a",
        "urgent": None,
        "ignored": [],
    }
    assert evaluation.next_question(made, {}) == "note"
    assert evaluation.next_question(made, {}, "note") == "maybe"
    assert evaluation.next_question(made, {}, "b") is None
    assert evaluation.next_question(made, {}, "never-heard-of") == "note"


BANDS = [
    {"at_least": None, "at_most": "64", "points": "0"},
    {"at_least": "65", "at_most": "74", "points": "0.1"},
    {"at_least": "75", "at_most": None, "points": "-1.5"},
]


@pytest.mark.parametrize(
    ("policy", "answers", "total"),
    [
        ("wait", {"a": True, "b": ["x", "y"], "age": 70}, "0.6"),
        ("wait", {"a": False, "b": ["z"], "age": 64}, "0"),
        ("wait", {"a": False, "b": ["z"], "age": 75}, "-1.5"),
        ("wait", {"a": True, "b": ["x"]}, None),
        ("wait", {"b": ["x"], "age": 70}, None),
        ("skip", {"a": True, "b": ["x"]}, "0.3"),
        ("skip", {}, "0"),
    ],
)
def test_a_score_is_exact_and_waits_for_what_could_count(policy, answers, total):
    made = small(
        question("a", "yes_no", yes_no_options("0.1", None), required=False),
        question(
            "b", "multi", [option("x", points="0.2"), option("y", points="0.2"), option("z")], required=False
        ),
        question("age", "integer", bands=BANDS, required=False),
        question("other", "yes_no", required=False),  # has no points, so nobody waits for it
        scores=[score("total", ["a", "b", "age", "other"], policy)],
    )

    assert evaluation.evaluate(made, answers)["scores"] == {"total": total}


def test_a_number_in_no_band_counts_nothing_and_the_first_band_of_two_counts():
    bands = [
        {"at_least": "1", "at_most": "2", "points": "1"},
        {"at_least": "2", "at_most": "3", "points": "5"},
    ]
    made = small(question("n", "integer", bands=bands), scores=[score("total", ["n"])])
    totals = [evaluation.evaluate(made, {"n": number})["scores"]["total"] for number in range(5)]

    assert totals == ["0", "1", "1", "5", "0"]


def test_a_score_that_waits_meets_no_criterion():
    made = definition(
        questions=[question("a", "yes_no", yes_no_options("1", "0"), required=False)],
        scores=[score("total", ["a"])],
        outcomes=[outcome("some"), outcome("none")],
        rules=[rule("other", "some", any=[on_score("total", "!=", "7"), on_score("total", "<=", "7")])],
        default="none",
    )

    assert evaluation.evaluate(made, {})["outcome"] == "none"
    assert evaluation.evaluate(made, {"a": True})["outcome"] == "some"


def urgent(*criteria, **parts):
    return definition(
        questions=[question("q", "multi", MULTI["options"]), question("then", "yes_no")],
        outcomes=[outcome("call", "emergency"), outcome("low"), outcome("none")],
        red_flags=[rule("flag", "call", any=list(criteria))],
        rules=[
            rule("first", "low", all=[when("q", "!=", "none")]),
            rule("second", "none", any=[when("q", "=", "a")]),
        ],
        default="none",
        **parts,
    )


def test_a_red_flag_is_told_before_the_end_and_beats_every_rule():
    made = urgent(when("q", "=", "a"))

    early = evaluation.evaluate(made, {"q": ["a"]})
    late = evaluation.evaluate(made, {"q": ["a"], "then": True})

    assert early["urgent"] == {"rule": "flag", "outcome": "call"}
    assert (late["outcome"], late["rule"], late["red_flag"]) == ("call", "flag", True)


@pytest.mark.parametrize("criterion", [when("q", "!=", "a"), when("q", "answered", False)], ids=str)
def test_a_red_flag_never_holds_without_an_answer(criterion):
    assert evaluation.evaluate(urgent(criterion), {})["urgent"] is None


def test_the_first_rule_that_holds_decides_and_else_the_default():
    made = urgent(when("q", "=", "b"))

    assert evaluation.evaluate(made, {"q": ["a"], "then": True})["rule"] == "first"
    rest = evaluation.evaluate(made, {"q": ["none"], "then": True})
    assert (rest["outcome"], rest["rule"], rest["red_flag"]) == ("none", None, False)


def test_one_of_several_options_is_enough():
    made = small(MULTI, rules=[rule("any", "none", all=[when("q", "in", ["a", "b"])])])

    assert evaluation.evaluate(made, {"q": ["b"]})["rule"] == "any"
    assert evaluation.evaluate(made, {"q": ["none"]})["rule"] is None


def test_without_a_default_there_may_be_no_outcome():
    """A draft that is not finished can be tried; publishing it is refused."""
    assert evaluation.evaluate(definition(), {})["outcome"] is None
