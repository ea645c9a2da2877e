"""What can be taken for an answer, and what is told where it cannot."""

from decimal import Decimal

import pytest

from assessments import evaluation
from tests.assessments.samples import definition, option, outcome, question, when


def small(*questions, **parts):
    """These questions and one outcome."""
    return definition(questions=list(questions), outcomes=[outcome("none")], default="none", **parts)


def kind_of(asked, value):
    """Why this answer cannot be taken, or None."""
    result = evaluation.evaluate(small(asked), {asked["key"]: value})
    if result["status"] != "invalid":
        return None
    [error] = result["errors"]
    assert error["question"] == asked["key"]
    return error["kind"]


MULTI = question("q", "multi", [option("a"), option("b"), option("none", exclusive=True)])
SINGLE = question("q", options=[option("a"), option("b")])
YES_NO = question("q", "yes_no")
WHOLE = question("q", "integer", minimum="-5", maximum="120")
DECIMAL = question("q", "decimal", places=1, minimum="30", maximum="45")
FREE = question("q", "decimal", places=6)
NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("asked", "value", "kind"),
    [
        (SINGLE, "a", None),
        (SINGLE, "c", "unknown_option"),
        (SINGLE, "A", "unknown_option"),
        (SINGLE, True, "wrong_type"),
        (SINGLE, ["a"], "wrong_type"),
        (SINGLE, {"key": "a"}, "wrong_type"),
        (MULTI, ["a", "b"], None),
        (MULTI, ["none"], None),
        (MULTI, "a", "wrong_type"),
        (MULTI, {"a": True}, "wrong_type"),
        (MULTI, ["a", 1], "wrong_type"),
        (MULTI, ["a", None], "wrong_type"),
        (MULTI, ["a", ["b"]], "wrong_type"),
        (MULTI, ["a", "c"], "unknown_option"),
        (MULTI, ["a", "a"], "repeated_option"),
        (MULTI, ["a", "none"], "exclusive_option"),
        (YES_NO, True, None),
        (YES_NO, False, None),
        (YES_NO, "yes", "wrong_type"),
        (YES_NO, 1, "wrong_type"),
        (YES_NO, 0, "wrong_type"),
        (WHOLE, 0, None),
        (WHOLE, -5, None),
        (WHOLE, 120, None),
        (WHOLE, -6, "below_minimum"),
        (WHOLE, 121, "above_maximum"),
        (WHOLE, True, "wrong_type"),
        (WHOLE, "3", "wrong_type"),
        (WHOLE, 3.5, "wrong_type"),
        (WHOLE, Decimal("3.5"), "wrong_type"),
        # A browser reads 3.0 and 3 as the same number, so they are the same here too.
        (WHOLE, 3.0, None),
        (WHOLE, Decimal("3.00"), None),
        (WHOLE, Decimal("1E+1"), None),
        (WHOLE, NAN, "wrong_type"),
        (WHOLE, Decimal("sNaN"), "wrong_type"),
        (WHOLE, INFINITY, "above_maximum"),
        (WHOLE, -INFINITY, "below_minimum"),
        (WHOLE, 10**400, "above_maximum"),
        (WHOLE, -(10**400), "below_minimum"),
        (WHOLE, Decimal("1E+999999"), "above_maximum"),
        (WHOLE, Decimal("1E-999999"), "wrong_type"),
        (WHOLE, Decimal("0E+999999"), None),
        (WHOLE, [3], "wrong_type"),
        (DECIMAL, 36, None),
        (DECIMAL, 36.6, None),
        (DECIMAL, Decimal("36.6"), None),
        (DECIMAL, Decimal("36.60"), None),
        (DECIMAL, "36.6", None),
        (DECIMAL, "36.60", None),
        (DECIMAL, "36.65", "too_precise"),
        (DECIMAL, 36.65, "too_precise"),
        (DECIMAL, Decimal("36.65"), "too_precise"),
        (DECIMAL, Decimal("1E-999999"), "too_precise"),
        (DECIMAL, "29.9", "below_minimum"),
        (DECIMAL, "45.1", "above_maximum"),
        (DECIMAL, True, "wrong_type"),
        (DECIMAL, NAN, "wrong_type"),
        (DECIMAL, INFINITY, "above_maximum"),
        *(
            (DECIMAL, text, "wrong_type")
            for text in ("", " 36", "36\n", "036", "+36", "36.", ".5", "3,6", "3e1")
        ),
        *(
            (DECIMAL, text, "wrong_type")
            for text in ("NaN", "Infinity", "3_6", "٣٦", "0x24", "1000000000000000")
        ),
        (FREE, "-0", None),
        (FREE, 10**15 - 1, None),
        (FREE, 10**15, "above_maximum"),
        (FREE, -(10**15), "below_minimum"),
        (FREE, "0.000001", None),
        (FREE, "0.0000001", "too_precise"),
        (FREE, "123456789.123456", None),
        (FREE, "1234567890.123456", "too_precise"),
        (question("q", "notice"), True, "not_asked"),
        (question("q", "notice"), None, None),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) and "type" in value else repr(value)[:30],
)
def test_an_answer_is_taken_or_told_why_not(asked, value, kind):
    assert kind_of(asked, value) == kind


def test_a_number_too_long_to_be_printed_is_above_all_limits():
    assert kind_of(WHOLE, 10**5000) == kind_of(FREE, 10**5000) == "above_maximum"


def test_errors_are_told_once_for_a_question_and_in_document_order():
    made = small(question("a", "yes_no"), question("b", "integer"), question("c", "yes_no"))

    result = evaluation.evaluate(made, {"zz": 1, "c": 5, "yy": 2, "a": [1, 2], "b": 3})

    assert result == {
        "status": "invalid",
        "errors": [
            {"question": "a", "kind": "wrong_type"},
            {"question": "c", "kind": "wrong_type"},
            {"question": None, "kind": "unknown_question"},
        ],
    }


@pytest.mark.parametrize("answers", [None, [], "q", 3, True, [{"q": True}]], ids=repr)
def test_answers_that_are_no_object_are_invalid(answers):
    wrong = {"status": "invalid", "errors": [{"question": None, "kind": "wrong_type"}]}

    assert evaluation.evaluate(small(YES_NO), answers) == wrong


def test_an_answer_of_a_hidden_question_is_still_looked_at():
    made = small(YES_NO, question("age", "integer", shown_when={"all": [when("q", "=", True)]}))

    result = evaluation.evaluate(made, {"q": False, "age": "old"})

    assert result["errors"] == [{"question": "age", "kind": "wrong_type"}]
