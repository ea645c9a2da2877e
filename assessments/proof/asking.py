"""Faults in what conditions, rules and red flags ask and lead to: references, order, operators and values."""

from decimal import Decimal

from ..definition import ANSWERED, CHOICES, EQUALITY, IN, NOTICE, NUMBERS, ORDER, SCORE_OPERATORS, YES_NO
from . import numbers
from .fault import Fault
from .reading import Reading


def faults(reading: Reading) -> list[Fault]:
    return _conditions(reading) + _deciders(reading)


def _conditions(reading: Reading) -> list[Fault]:
    found, earlier, entered = [], [], set()
    for key, question in reading.questions.items():
        section = question.get("section")
        if section in reading.sections and section not in entered:
            entered.add(section)
            group = reading.sections[section].get("shown_when")
            where = f"sections/{section}/shown_when"
            found += _group_faults(reading, group, where, earlier, before=f"the section “{section}”")
        found += _group_faults(
            reading,
            question.get("shown_when"),
            f"questions/{key}/shown_when",
            earlier,
            before=reading.name(key),
            itself=key,
        )
        earlier.append(key)
    for key, section in reading.sections.items():
        if key not in entered:
            group = section.get("shown_when")
            where = f"sections/{key}/shown_when"
            found += _group_faults(reading, group, where, earlier, before=f"the section “{key}”")
    return found


def _deciders(reading: Reading) -> list[Fault]:
    found, default = [], reading.definition["default"]
    if default is not None and default not in reading.outcomes:
        found.append(Fault("unknown-outcome", f"The default “{default}” is not an outcome.", "default"))
    for name in ("red_flags", "rules"):
        for row in reading.definition[name]:
            where = f"{name}/{row['key']}"
            if row.get("outcome") not in reading.outcomes:
                found.append(
                    Fault(
                        "unknown-outcome",
                        f"“{row['key']}” leads to “{row.get('outcome')}”, which is not an outcome.",
                        where,
                    )
                )
            group = {part: row[part] for part in ("all", "any") if part in row}
            found += _group_faults(reading, group, where, None, is_flag=name == "red_flags")
    return found


def _group_faults(reading, group, where, earlier, *, before="", itself=None, is_flag=False) -> list[Fault]:
    """Faults in a condition, which asks only `earlier` questions, or in a rule, which asks any."""
    if group is None:
        return []
    if ("all" in group) == ("any" in group):
        return [Fault("criteria-form", "Say whether all or any of the criteria must hold.", where)]
    rows = group.get("all", group.get("any"))
    if not rows:
        return [Fault("criteria-empty", "There is no criterion yet. Add one, or leave the whole out.", where)]
    found = []
    for place, row in enumerate(rows):
        at = f"{where}/{place}"
        if row.get("score") is not None:
            found += _score_criterion(reading, row, at, is_rule=earlier is None, is_flag=is_flag)
            continue
        key = row.get("question")
        if not isinstance(key, str) or key not in reading.questions:
            found.append(Fault("unknown-question", f"“{key}” is not a question here.", at))
        elif earlier is not None and key == itself:
            found.append(Fault("self-reference", f"{reading.name(key)} asks for its own answer.", at))
        elif earlier is not None and key not in earlier:
            found.append(
                Fault(
                    "later-reference",
                    f"{reading.name(key)} comes after {before}. Ask only for what was answered before.",
                    at,
                )
            )
        else:
            found += _answer_criterion(reading, key, row, at, is_rule=earlier is None)
    return found


def _score_criterion(reading, row, where, *, is_rule, is_flag) -> list[Fault]:
    if is_flag or not is_rule:
        what = "A red flag" if is_flag else "A condition"
        return [
            Fault(
                "score-too-early",
                f"{what} asks only questions: no score is known before the end.",
                where,
            )
        ]
    if row["score"] not in reading.scores:
        return [Fault("unknown-score", f"“{row['score']}” is not a score here.", where)]
    if row.get("operator") not in SCORE_OPERATORS:
        return [Fault("operator", f"A score cannot be asked “{row.get('operator')}”.", where)]
    wrong = numbers.trouble(row.get("value"))
    return [Fault("value", f"“{row.get('value')}” {wrong}.", where)] if wrong else []


def _answer_criterion(reading, key, row, where, *, is_rule) -> list[Fault]:
    question, operator, value = reading.questions[key], row.get("operator"), row.get("value")
    kind, name = question["type"], reading.name(key)
    if kind == NOTICE:
        return [Fault("notice-asked", f"{name} is a notice: nobody answers it.", where)]
    known = {ANSWERED, *EQUALITY}
    known |= set(ORDER) if kind in NUMBERS else set()
    known |= {IN} if kind in CHOICES and is_rule else set()
    if operator not in known:
        return [Fault("operator", f"The answer to {name} cannot be asked “{operator}”.", where)]
    if operator == ANSWERED:
        wrong = not isinstance(value, bool)
        return [Fault("value", f"{name}: “answered” is either yes or no.", where)] if wrong else []
    if kind in NUMBERS:
        return _number_value(question, name, value, where)
    options = [option["key"] for option in question.get("options") or []]
    if operator == IN:
        if not isinstance(value, list) or not value:
            return [Fault("value", f"{name}: choose at least one option.", where)]
        return [fault for one in value for fault in _option_value(options, name, one, where)]
    if kind == YES_NO:
        wrong = not isinstance(value, bool)
        return [Fault("value", f"{name}: the answer is either yes or no.", where)] if wrong else []
    return _option_value(options, name, value, where)


def _option_value(options, name, value, where) -> list[Fault]:
    if not isinstance(value, str):
        return [Fault("value", f"{name}: choose one of its options.", where)]
    if value not in options:
        return [Fault("unknown-option", f"{name} has no option “{value}”.", where)]
    return []


def _number_value(question, name, value, where) -> list[Fault]:
    wrong = numbers.trouble(value)
    if wrong:
        return [Fault("value", f"{name}: “{value}” {wrong}.", where)]
    for end, limit in (("minimum", question.get("minimum")), ("maximum", question.get("maximum"))):
        if numbers.trouble(limit):
            continue
        beyond = Decimal(value) < Decimal(limit) if end == "minimum" else Decimal(value) > Decimal(limit)
        if beyond:
            return [
                Fault(
                    "value-outside",
                    f"{name}: {value} is beyond its {end} {limit}, so nobody can answer it.",
                    where,
                )
            ]
    return []
