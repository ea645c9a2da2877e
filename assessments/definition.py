"""The frozen form of an assessment: what is asked, when, what counts, and which outcome follows. Pure.

A definition is canonical JSON (no floats), part of the signed public document, and all that an evaluation,
a proof, a questionnaire or a front end needs:

    {"sections":  [{"key": "walking", "title": "When you walk", "text": "", "shown_when": null}],
     "questions": [{"key": "pain", "section": "walking", "type": "single", "text": "Do you get leg pain?",
                    "help": "", "required": true, "shown_when": null,
                    "options": [{"key": "yes", "label": "Yes", "points": "1", "exclusive": false}, …],
                    "unit": null, "minimum": null, "maximum": null, "places": 0, "bands": [],
                    "code_system": null}],
     "scores":    [{"key": "total", "label": "Total", "questions": ["pain"], "when_missing": "wait"}],
     "outcomes":  [{"key": "see-doctor", "title": "See a doctor", "urgency": "soon", "show_score": true,
                    "content": {"blocks": […], "html": "…", "text": "…"},
                    "does_not_rule_out": "", "promotes": false,
                    "next_steps": [{"kind": "phone", "label": "Call", "href": "tel:111", "phone": "111",
                                    "target": null, "promotes": false}]}],
     "red_flags": [{"key": "cold-foot", "outcome": "emergency", "any": [criterion, …]}],
     "rules":     [{"key": "high", "outcome": "see-doctor", "all": [criterion, …]}],
     "default":   "low-risk"}

**Questions** stand in the order in which they are asked; those of one section stand together. `type` is one
of TYPES. Numbers in a definition are decimal texts ("1.5"), see decimal_text(). `single`, `multi` and
`yes_no` have options, a `yes_no` exactly "yes" and "no"; `points` is null where an option does not count.
`exclusive` ("none of these") goes with no other option. A number lies in [minimum, maximum], with at most
`places` decimal places; its `bands` [{"at_least": "65", "at_most": "74", "points": "1"}] are closed
intervals, null is open, and the first that holds counts. A `notice` asks nothing.

**Answers** are {question: value}: an option's key (single), a list of them (multi), true or false (yes_no),
a whole number (integer), a number or its text, "36.6" (decimal): vectors use the text, as they hold no
floats. A number counts by its value: 3.0 is whole. Null and the empty list are no answer.

**Conditions** (`shown_when` of a section or a question) are null, {"all": […]} or {"any": […]} of
{"question": earlier question, "operator": one of OPERATORS, "value": …}. The value is an option's key, a
boolean (yes_no, `answered`) or a decimal text. Semantics are those of FHIR's enableWhen as R5 corrected it:
`=` holds if at least one answer equals, `!=` if none does, so also while unanswered; `> >= < <=` hold only
on an answer. An answer of a question that is not visible is no answer. A question is visible if its
section's condition and its own hold.

**Scores** are sums of points over their questions: of chosen options, of the band of a number. What is
hidden counts nothing. If a visible question of the score that could count is unanswered, the score is null
under `wait` and the rest is summed under `skip`. No score is told before the assessment is complete.

**Rules** have the key of their own, an outcome, and `all` or `any` of criteria: a condition; one with the
operator `in` and a list of option keys (at least one of them was chosen); or {"score": key, "operator": …,
"value": text} with `= != > >= < <=`. A criterion on a score that is null never holds. Red flags come first,
then the rules in order, the first that holds decides, else `default`.

**Red flags** ask only questions, and a criterion holds only on an answer that was given (`!=` too), so that
what holds on part of the answers holds whatever comes after.

**Results** of an evaluation:

    {"status": "complete", "outcome": key, "rule": key or null (default), "red_flag": bool,
     "scores": {key: decimal text or null}, "visible": [keys], "ignored": [keys]}
    {"status": "incomplete", "visible": [keys], "missing": [keys], "next": key or null,
     "urgent": {"rule": key, "outcome": key} or null, "ignored": [keys]}
    {"status": "invalid", "errors": [{"question": key or null, "kind": one of INVALID}]}

`visible` and `missing` are in document order; `missing` holds required ones; `next` is the first visible
question that is unanswered and required; `ignored` are questions that were answered and are not visible. An
unknown question is told as null: what a client sends is never repeated.
"""

from decimal import Decimal
from enum import StrEnum

#: What sections and questions (one space of names), options, scores, outcomes and rules are called by.
#: It takes the linkIds and codes that questionnaires have: 69725-0, /88122-7, a UUID.
KEY = r"[A-Za-z0-9_/][A-Za-z0-9_./-]{0,119}"

SINGLE, MULTI, YES_NO, INTEGER, DECIMAL, NOTICE = "single", "multi", "yes_no", "integer", "decimal", "notice"
TYPES = (SINGLE, MULTI, YES_NO, INTEGER, DECIMAL, NOTICE)
CHOICES = (SINGLE, MULTI, YES_NO)
NUMBERS = (INTEGER, DECIMAL)

EQUALITY = ("=", "!=")
ORDER = (">", ">=", "<", "<=")
ANSWERED, IN = "answered", "in"
OPERATORS = (*EQUALITY, *ORDER, ANSWERED)
#: What a criterion may ask of an answer, and of a score.
CRITERIA = (*OPERATORS, IN)
SCORE_OPERATORS = (*EQUALITY, *ORDER)

WAIT, SKIP = "wait", "skip"

URGENCIES = ("none", "routine", "soon", "urgent", "emergency")
#: These begin with a phone step and promote nothing.
PRESSING = ("urgent", "emergency")

STEPS = ("phone", "link", "article", "treatment", "offer")
#: Steps that sell something.
PROMOTING = ("treatment", "offer")

#: An assessment is a page that people read, and one evaluation must stay cheap.
MOST_QUESTIONS = 200
MOST_OPTIONS = 60
#: Digits of a number in a definition or an answer, on either side of the point together.
MOST_DIGITS = 15
MOST_PLACES = 6


class Invalid(StrEnum):
    """Why an answer cannot be taken."""

    UNKNOWN_QUESTION = "unknown_question"
    NOT_ASKED = "not_asked"  # a notice
    WRONG_TYPE = "wrong_type"
    UNKNOWN_OPTION = "unknown_option"
    REPEATED_OPTION = "repeated_option"
    EXCLUSIVE_OPTION = "exclusive_option"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    TOO_PRECISE = "too_precise"


INVALID = tuple(Invalid)


def decimal_text(number: Decimal | int) -> str:
    """A number as a definition writes it: no exponent, no trailing zero, no minus before zero.

    >>> decimal_text(Decimal("1.50")), decimal_text(Decimal("1E+2")), decimal_text(Decimal("-0"))
    ('1.5', '100', '0')
    """
    number = Decimal(number)
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def empty() -> dict:
    """A definition that asks nothing."""
    return {
        "sections": [],
        "questions": [],
        "scores": [],
        "outcomes": [],
        "red_flags": [],
        "rules": [],
        "default": None,
    }
