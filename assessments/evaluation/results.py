"""The order of an evaluation: shape, visibility in document order, hidden answers dropped, what is missing,
scores, red flags, the first rule, the default.

An error is told once for a question, in document order; questions that are not there are told together, as
one error without a question, at the end. Answers that are not an object at all are one such error too, of the
wrong type. So a result never grows with what was sent.
"""

from typing import NamedTuple

from assessments.definition import Invalid

from . import exact
from .compiling import Compiled, Given, Rule, Totals, compiled
from .reading import Meant


class Taken(NamedTuple):
    """What is visible of an assessment with these answers."""

    visible: list[str]
    given: Given  # answers of visible questions
    missing: list[str]
    ignored: list[str]


def evaluate(definition: dict | Compiled, answers) -> dict:
    """The result, as `assessments.definition` describes it."""
    tool = compiled(definition)
    meant, errors = _read(tool, answers)
    if errors:
        return {"status": "invalid", "errors": errors}
    seen = _look(tool, meant)
    flag = _first(tool.red_flags, seen.given, {})
    if seen.missing:
        return {
            "status": "incomplete",
            "visible": seen.visible,
            "missing": seen.missing,
            "next": seen.missing[0],
            "urgent": {"rule": flag.key, "outcome": flag.outcome} if flag else None,
            "ignored": seen.ignored,
        }
    sums = totals(tool, seen)
    rule = flag or _first(tool.rules, seen.given, sums)
    return {
        "status": "complete",
        "outcome": rule.outcome if rule else tool.default,
        "rule": rule.key if rule else None,
        "red_flag": flag is not None,
        "scores": {key: None if total is None else exact.text(total) for key, total in sums.items()},
        "visible": seen.visible,
        "ignored": seen.ignored,
    }


def taken(definition: dict | Compiled, answers) -> Taken:
    """What is visible with these answers. Those that cannot be taken are no answers."""
    tool = compiled(definition)
    return _look(tool, _read(tool, answers)[0])


def visible(definition: dict | Compiled, answers) -> list[str]:
    """The questions that are shown, in document order. Answers that cannot be taken are no answers."""
    return taken(definition, answers).visible


def next_question(definition: dict | Compiled, answers, after: str | None = None) -> str | None:
    """What comes after this question, or first: for one question at a time. None at the end.

    Also questions that need no answer and notices come up. `after` may be a question that is hidden by now.
    """
    tool = compiled(definition)
    shown = set(visible(tool, answers))
    keys = list(tool.by_key)
    start = keys.index(after) + 1 if after in tool.by_key else 0
    return next((key for key in keys[start:] if key in shown), None)


def totals(definition: dict | Compiled, seen: Taken) -> Totals:
    """The scores of what was taken, as exact whole numbers, see `exact`; those that wait are None."""
    return {score.key: _total(score, seen) for score in compiled(definition).scores}


def _read(tool: Compiled, answers) -> tuple[dict[str, Meant], list[dict]]:
    if not isinstance(answers, dict):
        return {}, [_error(None, Invalid.WRONG_TYPE)]
    meant, refused, unknown = {}, {}, False
    for key, value in answers.items():
        question = tool.by_key.get(key)
        if question is None:
            unknown = True
        elif value is not None and value != []:
            read = question.read(value)
            if isinstance(read, Invalid):
                refused[key] = read
            else:
                meant[key] = read
    errors = [_error(key, refused[key]) for key in tool.by_key if key in refused] if refused else []
    if unknown:
        errors.append(_error(None, Invalid.UNKNOWN_QUESTION))
    return meant, errors


def _error(question: str | None, kind: Invalid) -> dict:
    return {"question": question, "kind": kind.value}


def _look(tool: Compiled, meant: dict[str, Meant]) -> Taken:
    seen = Taken([], {}, [], [])
    shown, given, missing, ignored = seen
    for question in tool.questions:
        key = question.key
        if question.shown is not None and not question.shown(given, {}):
            if key in meant:
                ignored.append(key)
            continue
        shown.append(key)
        if key in meant:
            given[key] = meant[key]
        elif question.required:
            missing.append(key)
    return seen


def _total(score, seen: Taken) -> int | None:
    total, given = 0, seen.given
    for key, points in score.parts:
        if key in given:
            total += points(given[key])
        elif score.waits and key in seen.visible:
            return None
    return total


def _first(rules: tuple[Rule, ...], given: Given, totals: Totals) -> Rule | None:
    for rule in rules:
        if rule.holds(given, totals):
            return rule
    return None
