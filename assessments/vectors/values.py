"""Answers to a question worth trying, right and wrong."""

from itertools import pairwise

from assessments.definition import CHOICES, INTEGER, MOST_PLACES, NUMBERS, SINGLE, YES_NO, Invalid
from assessments.evaluation import exact
from assessments.evaluation.compiling import Question

#: Up to so many options all their combinations are tried.
_FEW = 4


def right(definition: dict) -> dict[str, list]:
    """For each question that asks something, answers at which something may change."""
    compared = _numbers_compared(definition)
    found = {}
    for question in definition["questions"]:
        if question["type"] in NUMBERS:
            found[question["key"]] = _numbers(question, compared.get(question["key"], []))
        elif question["type"] in CHOICES:
            found[question["key"]] = _choices(question)
    return found


def wrong(definition: dict, compiled: dict[str, Question], good: dict[str, list]):
    """(key, answer) pairs of which most are wrong, each in its own way."""
    for question in definition["questions"]:
        key = question["key"]
        keys = [option["key"] for option in question["options"]]
        match question["type"]:
            case "notice":
                tried = [True]
            case "single":
                tried = [unused("no-such-option", keys), True, 1, keys[:1], {}]
            case "multi":
                alone = [option["key"] for option in question["options"] if option["exclusive"]]
                others = [one for one in keys if one not in alone[:1]]
                tried = [
                    *keys[:1],
                    [unused("no-such-option", keys)],
                    keys[:1] * 2,
                    [1],
                    alone[:1] + others[:1],
                ]
            case "yes_no":
                tried = ["yes", 1, 0]
            case _:
                tried = _wrong_numbers(question, good[key])
        for value in tried:
            if isinstance(compiled[key].read(value), Invalid):
                yield key, value


def unused(word: str, keys) -> str:
    while word in keys:
        word += "-"
    return word


def _choices(question: dict) -> list:
    keys = [option["key"] for option in question["options"]]
    if question["type"] == YES_NO:
        return [True, False]
    if question["type"] == SINGLE:
        return keys
    alone = [[option["key"]] for option in question["options"] if option["exclusive"]]
    free = [option["key"] for option in question["options"] if not option["exclusive"]]
    if len(free) <= _FEW:
        sets = [
            [key for at, key in enumerate(free) if number >> at & 1] for number in range(1, 2 ** len(free))
        ]
    else:
        pairs = [list(pair) for pair in pairwise(free)]
        sets = [*([key] for key in free), *pairs, [free[0], free[-1]], free]
    return sets + alone


def _numbers(question: dict, compared: list[int]) -> list:
    step = _step(question)
    low, high = (exact.of_text(question[name]) for name in ("minimum", "maximum"))
    edges = [exact.of_text(band[name]) for band in question["bands"] for name in ("at_least", "at_most")]
    points = [point for point in (low, high, *edges, *compared) if point is not None] or [0]
    near = sorted({point // step * step + shift * step for point in points for shift in (-1, 0, 1)})
    inside = [
        number for number in near if (low is None or number >= low) and (high is None or number <= high)
    ]
    return [_told(question, number) for number in inside]


def _wrong_numbers(question: dict, good: list) -> list:
    low, high = (exact.of_text(question[name]) for name in ("minimum", "maximum"))
    step, beyond = _step(question), 10**15
    outside = [
        *([] if low is None else [_told(question, (low // step - 1) * step)]),
        *([] if high is None else [_told(question, (high // step + 1) * step)]),
    ]
    if question["type"] == INTEGER:
        return [*outside, "1", True, [1], beyond, -beyond]
    middle = str(good[0]) if good else "0"
    finer = middle + ("" if "." in middle else ".") + "0" * (question["places"] - _places(middle)) + "1"
    return [*outside, finer, True, ["1"], "01", "1.", "1e1", "+1", " 1", "", beyond, -beyond]


def _numbers_compared(definition: dict) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    groups = [each["shown_when"] for each in (*definition["sections"], *definition["questions"])]
    for group in [*groups, *definition["red_flags"], *definition["rules"]]:
        for one in (group or {}).get("all", []) + (group or {}).get("any", []):
            if "question" in one and isinstance(one["value"], str):
                number = exact.of_text(one["value"])
                found.setdefault(one["question"], []).extend([] if number is None else [number])
    return found


def _step(question: dict) -> int:
    return 10 ** (MOST_PLACES - (0 if question["type"] == INTEGER else question["places"]))


def _told(question: dict, number: int):
    return number // exact.SCALE if question["type"] == INTEGER else exact.text(number)


def _places(text: str) -> int:
    return len(text.partition(".")[2])
