"""The evaluation once more, slow and straight from the docstring of `assessments.definition`.

It shares no code with the product and looks everything up anew each time, so that where the two agree
over many random definitions, neither is likely to be wrong in its own way.
"""

import re
from decimal import Decimal


def evaluate(definition, answers):
    if type(answers) is not dict:
        return {"status": "invalid", "errors": [{"question": None, "kind": "wrong_type"}]}
    questions = definition["questions"]
    names = [question["key"] for question in questions]
    errors = [
        {"question": question["key"], "kind": wrong}
        for question in questions
        if (wrong := wrong_with(question, answers.get(question["key"])))
    ]
    if set(answers) - set(names):
        errors.append({"question": None, "kind": "unknown_question"})
    if errors:
        return {"status": "invalid", "errors": errors}
    shown = [question for question in questions if is_visible(definition, question, answers)]
    visible = [question["key"] for question in shown]
    ignored = [name for name in names if name not in visible and is_answer(answers.get(name))]
    missing = [
        question["key"]
        for question in shown
        if question["type"] != "notice"
        and question["required"]
        and not is_answer(answers.get(question["key"]))
    ]
    flags = [flag for flag in definition["red_flags"] if holds(definition, flag, answers, urgent=True)]
    if missing:
        urgent = {"rule": flags[0]["key"], "outcome": flags[0]["outcome"]} if flags else None
        told = {"visible": visible, "missing": missing, "next": missing[0], "ignored": ignored}
        return {"status": "incomplete", "urgent": urgent, **told}
    rules = flags or [rule for rule in definition["rules"] if holds(definition, rule, answers)]
    return {
        "status": "complete",
        "outcome": rules[0]["outcome"] if rules else definition["default"],
        "rule": rules[0]["key"] if rules else None,
        "red_flag": bool(flags),
        "scores": {each["key"]: written(total(definition, each, answers)) for each in definition["scores"]},
        "visible": visible,
        "ignored": ignored,
    }


def is_answer(value):
    return value is not None and value != []


def wrong_with(question, value):
    """The kind of error, or None."""
    if not is_answer(value):
        return None
    keys = [option["key"] for option in question["options"]]
    alone = [option["key"] for option in question["options"] if option["exclusive"]]
    match question["type"]:
        case "notice":
            return "not_asked"
        case "yes_no":
            return None if type(value) is bool else "wrong_type"
        case "single":
            if type(value) is not str:
                return "wrong_type"
            return None if value in keys else "unknown_option"
        case "multi":
            if type(value) is not list or [one for one in value if type(one) is not str]:
                return "wrong_type"
            if [one for one in value if one not in keys]:
                return "unknown_option"
            if [one for one in value if value.count(one) > 1]:
                return "repeated_option"
            return "exclusive_option" if len(value) > 1 and [one for one in value if one in alone] else None
    return wrong_with_number(question, value)


def wrong_with_number(question, value):
    whole = question["type"] == "integer"
    if type(value) is str:
        if whole or not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", value):
            return "wrong_type"
    elif type(value) not in (int, float, Decimal):
        return "wrong_type"
    number = Decimal(str(value)) if type(value) is not int else value
    if "nan" in str(number).lower():
        return "wrong_type"
    if number >= Decimal(10) ** 15:
        return "above_maximum"
    if number <= -(Decimal(10) ** 15):
        return "below_minimum"
    plain = format(Decimal(number), "f").lstrip("-")
    before, _, after = plain.partition(".")
    before, after = before.lstrip("0"), after.rstrip("0")
    if whole and after:
        return "wrong_type"
    if len(after) > question["places"] or len(before) + len(after) > 15:
        return "too_precise"
    if question["minimum"] is not None and number < Decimal(question["minimum"]):
        return "below_minimum"
    if question["maximum"] is not None and number > Decimal(question["maximum"]):
        return "above_maximum"
    return None


def is_visible(definition, question, answers):
    """By going back through the questions it depends on, as far as they go."""
    section = next((each for each in definition["sections"] if each["key"] == question["section"]), None)
    groups = [section["shown_when"] if section else None, question["shown_when"]]
    return all(holds(definition, group, answers) for group in groups if group)


def holds(definition, group, answers, urgent=False):
    if "all" in group:
        return all(criterion_holds(definition, each, answers, urgent) for each in group["all"])
    return any(criterion_holds(definition, each, answers, urgent) for each in group["any"])


def criterion_holds(definition, criterion, answers, urgent):
    operator, value = criterion["operator"], criterion["value"]
    if "score" in criterion:
        score = next(each for each in definition["scores"] if each["key"] == criterion["score"])
        number = total(definition, score, answers)
        return number is not None and compare(number, operator, Decimal(value))
    question = next(each for each in definition["questions"] if each["key"] == criterion["question"])
    said = answers_of(definition, question, answers)
    if urgent and not said:
        return False
    if operator == "answered":
        return bool(said) is value
    if operator == "in":
        return any(one in value for one in said)
    if question["type"] in ("integer", "decimal"):
        value = Decimal(value)
    if operator == "!=":
        return all(one != value for one in said)
    return any(compare(one, operator, value) for one in said)


def compare(left, operator, right):
    match operator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case ">":
            return left > right
        case "<":
            return left < right
        case ">=":
            return left > right or left == right
        case "<=":
            return left < right or left == right


def answers_of(definition, question, answers):
    """What was answered, as a list; nothing where the question is not visible."""
    value = answers.get(question["key"])
    if not is_answer(value) or not is_visible(definition, question, answers):
        return []
    if question["type"] in ("integer", "decimal"):
        return [Decimal(str(value))]
    return value if question["type"] == "multi" else [value]


def total(definition, score, answers):
    points = []
    for question in definition["questions"]:
        if question["key"] not in score["questions"] or not is_visible(definition, question, answers):
            continue
        countable = question["bands"] or [each for each in question["options"] if each["points"] is not None]
        said = answers_of(definition, question, answers)
        if countable and not said and score["when_missing"] == "wait":
            return None
        points += [points_of(question, one) for one in said]
    return sum(points, Decimal(0))


def points_of(question, said):
    if question["type"] in ("integer", "decimal"):
        for band in question["bands"]:
            low = Decimal(band["at_least"] if band["at_least"] is not None else "-Infinity")
            high = Decimal(band["at_most"] if band["at_most"] is not None else "Infinity")
            if low <= said <= high:
                return Decimal(band["points"])
        return Decimal(0)
    key = {True: "yes", False: "no"}.get(said, said)
    option = next(option for option in question["options"] if option["key"] == key)
    return Decimal(option["points"] or "0")


def written(number):
    if number is None:
        return None
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
