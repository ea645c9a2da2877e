"""Responses to a questionnaire: from FHIR to answers and back.

A response may nest its items as the questionnaire does or not at all. Points, totals and anything else that
a client computed are not looked at: what counts stands in the definition. What was sent is never repeated.
"""

from collections.abc import Iterator
from decimal import Decimal

from assessments.definition import DECIMAL, INTEGER, MULTI, NOTICE, SINGLE, YES_NO, Invalid

from .writing import silent_links

#: A page of questions has no more, and a response no deeper levels.
_MOST_ITEMS = 5_000
_DEEPEST = 50
#: It changes the meaning of what it stands in: that the answer is denied, say.
_MODIFIES = "modifierExtension"


def answers(response: dict, definition: dict) -> tuple[dict, list[dict]]:
    """The answers that a QuestionnaireResponse gives, and what cannot be one: {"question", "kind"}."""
    questions = {one["key"]: one for one in definition["questions"]}
    silent = None
    found: dict = {}
    errors: list[dict] = []

    def wrong(key, kind):
        error = {"question": key, "kind": str(kind)}
        if error not in errors:
            errors.append(error)

    if not isinstance(response, dict) or response.get("resourceType") != "QuestionnaireResponse":
        return {}, [{"question": None, "kind": str(Invalid.WRONG_TYPE)}]
    seen: set[str] = set()
    for item in _items(response):
        if item is None:
            wrong(None, Invalid.WRONG_TYPE)
            continue
        link, given = item.get("linkId"), item.get("answer")
        if not isinstance(link, str):
            wrong(None, Invalid.WRONG_TYPE)
            continue
        if _MODIFIES in item:
            # FHIR: what stands in something that is modified must not be used by whoever does not know how.
            wrong(link if link in questions else None, Invalid.WRONG_TYPE)
            continue
        if given is None or given == []:
            continue
        question = questions.get(link)
        if question is None:
            silent = silent_links(definition) if silent is None else silent
            if link not in silent:
                wrong(None, Invalid.UNKNOWN_QUESTION)
            continue
        if question["type"] == NOTICE:
            wrong(link, Invalid.NOT_ASKED)
            continue
        if link in seen:
            wrong(link, Invalid.WRONG_TYPE)
            continue
        seen.add(link)
        value = _answer(question, given)
        if isinstance(value, Invalid):
            wrong(link, value)
        elif value is not None:
            found[link] = value
    return found, errors


def _items(response: dict) -> Iterator[dict | None]:
    """Every item, wherever it is nested; None for what is none."""
    waiting: list[tuple[object, int]] = [(response.get("item"), 0)]
    count = 0
    while waiting:
        items, depth = waiting.pop()
        if items is None:
            continue
        if not isinstance(items, list) or depth > _DEEPEST:
            yield None
            continue
        for item in items:
            count += 1
            if count > _MOST_ITEMS:
                yield None
                return
            if not isinstance(item, dict):
                yield None
                continue
            yield item
            waiting.append((item.get("item"), depth + 1))
            given = item.get("answer")
            for one in given if isinstance(given, list) else []:
                if isinstance(one, dict):
                    waiting.append((one.get("item"), depth + 1))


def _answer(question: dict, given):
    """What a question is answered with, None for nothing, or why it is no answer."""
    if not isinstance(given, list):
        return Invalid.WRONG_TYPE
    values = []
    for one in given:
        if not isinstance(one, dict) or _MODIFIES in one:
            return Invalid.WRONG_TYPE
        members = [name for name in one if name.startswith("value")]
        if not members:
            # Only the items beneath it, or why there is no answer.
            continue
        value = _value(question, one, members)
        if isinstance(value, Invalid):
            return value
        values.append(value)
    if question["type"] == MULTI:
        return values or None
    if len(values) > 1:
        return Invalid.WRONG_TYPE
    return values[0] if values else None


def _value(question: dict, one: dict, members: list[str]):
    wanted = {SINGLE: "valueCoding", MULTI: "valueCoding", YES_NO: "valueBoolean", INTEGER: "valueInteger"}
    if members != [wanted.get(question["type"], "valueDecimal")]:
        return Invalid.WRONG_TYPE
    value = one[members[0]]
    if question["type"] in (SINGLE, MULTI):
        return _option(question, value)
    fits = {YES_NO: bool, INTEGER: int, DECIMAL: int | float | Decimal}[question["type"]]
    if not isinstance(value, fits) or (isinstance(value, bool) and question["type"] != YES_NO):
        return Invalid.WRONG_TYPE
    return value


def _option(question: dict, coding):
    if not isinstance(coding, dict) or not isinstance(coding.get("code"), str):
        return Invalid.WRONG_TYPE
    system = question["code_system"]
    if system and coding.get("system") != system:
        return Invalid.UNKNOWN_OPTION
    code = coding["code"]
    return code if any(one["key"] == code for one in question["options"]) else Invalid.UNKNOWN_OPTION


def response(definition: dict, answers: dict, url: str, version: str) -> dict:
    """A QuestionnaireResponse that gives these answers."""
    groups: dict[str, dict] = {}
    items: list[dict] = []
    for question in definition["questions"]:
        key = question["key"]
        given = answers.get(key)
        if given is None or given == []:
            continue
        said = {"linkId": key, "answer": _given(question, given)}
        section = question["section"]
        if section is None:
            items.append(said)
            continue
        if section not in groups:
            groups[section] = {"linkId": section, "item": []}
            items.append(groups[section])
        groups[section]["item"].append(said)
    made = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{url}|{version}",
        "status": "completed",
    }
    return {**made, "item": items} if items else made


def _given(question: dict, value) -> list[dict]:
    if question["type"] in (SINGLE, MULTI):
        labels = {one["key"]: one["label"] for one in question["options"]}
        system = {"system": question["code_system"]} if question["code_system"] else {}
        chosen = value if question["type"] == MULTI else [value]
        return [
            {"valueCoding": {**system, "code": one, **({"display": labels[one]} if labels.get(one) else {})}}
            for one in chosen
        ]
    if question["type"] == YES_NO:
        return [{"valueBoolean": value}]
    if question["type"] == INTEGER:
        return [{"valueInteger": value}]
    return [{"valueDecimal": Decimal(value) if isinstance(value, str) else value}]
