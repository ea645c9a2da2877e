"""What FHIR has no place for: it stands in extensions of our own, which are trusted no more than the rest.

A questionnaire has one with scores, outcomes, red flags, rules and default. An item has one where its
question says more than FHIR can (points of yes and no, points of a number), or where it is no question but
the introduction of a section or a computed score. Each holds canonical JSON as a valueString.
"""

import json
import re

from assessments.definition import (
    ANSWERED,
    CRITERIA,
    EQUALITY,
    IN,
    KEY,
    MOST_OPTIONS,
    MOST_PLACES,
    NUMBERS,
    OPERATORS,
    SCORE_OPERATORS,
    SKIP,
    STEPS,
    URGENCIES,
    WAIT,
    YES_NO,
)
from cms import canonical

from .numbers import is_decimal_text
from .terms import OURS

PARTS = ("scores", "outcomes", "red_flags", "rules", "default")
#: What our extension says of items that are no questions.
SCORE, INTRODUCTION = '{"role":"score"}', '{"role":"introduction"}'

_KEY = re.compile(KEY)
_ON_QUESTION, _ON_SCORE = ("question", "operator", "value"), ("score", "operator", "value")


def extension(said: dict) -> dict:
    return {"url": OURS, "valueString": canonical.encode(said).decode()}


def read(node) -> dict:
    """What our extension of this node says, {} without one. Told where it is not as we write it."""
    found = node.extension(OURS)
    if found is None:
        return {}
    text = found.text("valueString")
    try:
        said = json.loads(text, parse_float=_refused, parse_constant=_refused)
        canonical.encode(said)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        found.tell("This is not as this system writes it: what it said of rules and points is lost.", text)
        return {}
    return said


def _refused(text):
    raise ValueError(text)


class Refused(ValueError):
    """A part is not as we write it; the message says where and why."""


def scores(said, questions: dict[str, dict]) -> list[dict]:
    found = _rows(
        said, {"key": _key, "label": _text, "questions": _texts, "when_missing": _one_of(WAIT, SKIP)}
    )
    for one in found:
        _known(one["questions"], questions, "question")
    return _unique(found)


def outcomes(said) -> list[dict]:
    step = {
        "kind": _one_of(*STEPS),
        "label": _text,
        "href": _text,
        "phone": _text_or_none,
        "target": _anything,
        "promotes": _boolean,
    }
    shape = {
        "key": _key,
        "title": _text,
        "urgency": _one_of(*URGENCIES),
        "show_score": _boolean,
        "content": _content,
        "does_not_rule_out": _text,
        "promotes": _boolean,
        "next_steps": lambda value: _rows(value, step),
    }
    return _unique(_rows(said, shape))


def rules(said, questions: dict[str, dict], scores: set[str] | None, outcomes: set[str]) -> list[dict]:
    """Rules, or, where there are no scores to ask, red flags."""
    found = []
    for rule in _rows(said, {"key": _key, "outcome": _text}, or_=("all", "any")):
        _known([rule["outcome"]], outcomes, "outcome")
        match = [name for name in ("all", "any") if name in rule]
        if len(match) != 1 or not isinstance(rule[match[0]], list):
            raise Refused(f"rule {rule['key']} has neither all nor any")
        for criterion in rule[match[0]]:
            _criterion(criterion, questions, scores)
        found.append(rule)
    return _unique(found)


def _criterion(said, questions, scores):
    if not isinstance(said, dict):
        raise Refused("a criterion is no object")
    if scores is not None and "score" in said:
        _only(said, _ON_SCORE)
        _known([said["score"]], scores, "score")
        if said.get("operator") not in SCORE_OPERATORS or not is_decimal_text(said.get("value")):
            raise Refused("a criterion on a score is not understood")
        return
    condition(said, questions, CRITERIA)


def condition(said, questions: dict[str, dict], operators) -> None:
    """Refuse a condition or a criterion that cannot be one of these questions."""
    if not isinstance(said, dict):
        raise Refused("a condition is no object")
    _only(said, _ON_QUESTION)
    _known([said.get("question")], questions, "question")
    question, operator, value = questions[said["question"]], said.get("operator"), said.get("value")
    options = [one["key"] for one in question["options"]]
    if operator not in operators:
        raise Refused("an operator is not known")
    if operator == ANSWERED:
        right = isinstance(value, bool)
    elif question["type"] in NUMBERS:
        right = operator != IN and is_decimal_text(value)
    elif operator == IN:
        right = isinstance(value, list) and all(one in options for one in value)
    elif operator in EQUALITY:
        right = isinstance(value, bool) if question["type"] == YES_NO else value in options
    else:
        right = False
    if not right:
        raise Refused(f"a criterion on {said['question']} does not fit the question")


def options(said) -> list[dict]:
    """The options of a yes-or-no question."""
    shape = {"key": _one_of("yes", "no"), "label": _text, "points": _number_or_none, "exclusive": _boolean}
    found = _unique(_rows(said, shape))
    if len(found) != 2:
        raise Refused("options are not yes and no")
    return [{name: one[name] for name in shape} for one in found]


def bands(said) -> list[dict]:
    shape = {"at_least": _number_or_none, "at_most": _number_or_none, "points": _number}
    found = _rows(said, shape)
    if len(found) > MOST_OPTIONS:
        raise Refused("there are too many bands")
    return [{name: one[name] for name in shape} for one in found]


def sections(said, read: list[dict], questions: dict[str, dict]) -> list[dict]:
    """All sections, where some have no question; those that have one are as they were read."""
    found = _unique(
        _rows(said, {"key": _key, "title": _text, "text": _text, "shown_when": _shown_when(questions)})
    )
    by_key = {one["key"]: one for one in read}
    if [one["key"] for one in found if one["key"] in by_key] != list(by_key):
        raise Refused("sections are in another order than their questions")
    return [_completed(by_key.get(one["key"], one), one) for one in found]


def _completed(read: dict, said: dict) -> dict:
    """A section as it was read, with an empty list of conditions, which only our extension can say."""
    empty = read["shown_when"] is None and said["shown_when"] in ({"all": []}, {"any": []})
    return {**read, "shown_when": said["shown_when"]} if empty else read


def _shown_when(questions):
    def check(value):
        if value is None:
            return
        if not isinstance(value, dict) or list(value) not in (["all"], ["any"]):
            raise Refused("conditions are neither all nor any")
        for one in _list(next(iter(value.values()))):
            condition(one, questions, OPERATORS)

    return check


def default(said, outcomes: set[str]) -> str | None:
    if said is not None:
        _known([said], outcomes, "outcome")
    return said


def _list(said) -> list:
    if not isinstance(said, list):
        raise Refused("a list is missing")
    return said


def _only(said: dict, names) -> None:
    """Refuse what is not known: no row would keep it."""
    strange = sorted(set(said) - set(names))
    if strange:
        raise Refused(f"“{strange[0][:40]}” is not known here")


def _rows(said, shape: dict, *, or_: tuple[str, ...] = ()) -> list[dict]:
    for one in _list(said):
        if not isinstance(one, dict):
            raise Refused("a list holds something else than objects")
        _only(one, (*shape, *or_))
        for name, check in shape.items():
            if name not in one:
                raise Refused(f"{name} is missing")
            check(one[name])
    return said


def _unique(found: list[dict]) -> list[dict]:
    keys = [one["key"] for one in found]
    if len(set(keys)) < len(keys):
        raise Refused("a key stands twice")
    return found


def _known(names, known, what):
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise Refused(f"it asks for a {what} that is not there")


def _must(fits, what):
    def check(value):
        if not fits(value):
            raise Refused(what)

    return check


def _one_of(*known):
    return _must(
        lambda value: isinstance(value, str) and value in known, f"one of {', '.join(known)} is missing"
    )


def _anything(value):
    pass


_text = _must(lambda value: isinstance(value, str), "a text is missing")
_text_or_none = _must(lambda value: value is None or isinstance(value, str), "a text is missing")
_boolean = _must(lambda value: isinstance(value, bool), "true or false is missing")
_key = _must(lambda value: isinstance(value, str) and _KEY.fullmatch(value), "a key cannot be one")
_number = _must(is_decimal_text, "a number is missing")
_number_or_none = _must(lambda value: value is None or is_decimal_text(value), "a number is missing")
_texts = _must(
    lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value), "texts are missing"
)
_content = _must(
    lambda value: (
        isinstance(value, dict)
        and set(value) == {"blocks", "html", "text"}
        and isinstance(value.get("blocks"), list)
        and isinstance(value.get("html"), str)
        and isinstance(value.get("text"), str)
    ),
    "a content is missing",
)


def text(said) -> str:
    _text(said)
    return said


def boolean(said) -> bool:
    _boolean(said)
    return said


def number(said) -> str:
    _number(said)
    return said


def places(said) -> int:
    _must(lambda value: type(value) is int and 0 <= value <= MOST_PLACES, "decimal places are missing")(said)
    return said


def never_or_always(said) -> dict:
    """A list of conditions without any: FHIR has no way to write it."""
    _must(lambda value: value in ({"all": []}, {"any": []}), "it is no empty list of conditions")(said)
    return said
