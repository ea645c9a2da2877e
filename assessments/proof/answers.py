"""Answers to one question that nothing in the definition tells apart, as one class with an example."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ..definition import INTEGER, MOST_DIGITS, MULTI, NUMBERS, YES_NO, decimal_text
from ..evaluation.exact import SCALE
from .reading import Reading, criterion_holds, wanted


@dataclass(frozen=True)
class Answers:
    """`count` answers with the same points that make the same criteria hold."""

    example: object
    truths: tuple[bool, ...]
    points: int
    count: int = 1
    #: The last number of a run that begins with `first`.
    first: object = None
    last: object = None


def scaled(text: str | None) -> int:
    return 0 if text is None else int(Decimal(text) * SCALE)


def unscaled(points: int) -> Decimal:
    return Decimal(points) / SCALE


def of_question(question: dict, rows: list[tuple[dict, bool]], spend) -> list[Answers]:
    """All answers to the question, parted by the criteria `rows` (each with its given_only) and points.

    `spend(steps)` is told about the work and stops it when there is too much.
    """
    if question["type"] in NUMBERS:
        return list(_numbers(question, rows, spend))
    if question["type"] == MULTI:
        return _several(question, rows, spend)
    return list(_one(question, rows))


def absent(question: dict, rows: list[tuple[dict, bool]]) -> tuple[bool, ...]:
    """Which criteria hold when there is no answer."""
    return _truths(question, rows, None)


def sample(question: dict):
    """Some answer that is valid."""
    if question["type"] in NUMBERS:
        low, high = _limits(question)
        return _native(question, min(max(low, 0), high))
    key = question["options"][0]["key"]
    if question["type"] == YES_NO:
        return key == "yes"
    return [key] if question["type"] == MULTI else key


def every(question: dict, reading_rows: list[tuple[dict, bool]]) -> Iterator[tuple[object, str | None]]:
    """Every answer of its own, numbers as runs: (an example, the run in words or None)."""
    if question["type"] == MULTI:
        keys = [option["key"] for option in question["options"] if not option.get("exclusive")]
        for bits in range(1, 1 << len(keys)):
            yield [key for place, key in enumerate(keys) if bits >> place & 1], None
        yield from (([option["key"]], None) for option in question["options"] if option.get("exclusive"))
    elif question["type"] in NUMBERS:
        for run in _numbers(question, reading_rows, lambda *spent: None):
            yield run.example, str(run.first) if run.first == run.last else f"{run.first} to {run.last}"
    else:
        for answers in _one(question, []):
            yield answers.example, None


def _one(question, rows):
    for option in question["options"]:
        answer = option["key"] == "yes" if question["type"] == YES_NO else option["key"]
        yield Answers(answer, _truths(question, rows, answer), scaled(option.get("points")))


def _truths(question, rows, answer):
    return tuple(criterion_holds(row, question, answer, given_only=given) for row, given in rows)


def _several(question, rows, spend) -> list[Answers]:
    """Sets of options, folded option by option: which criteria are met so far, and the points."""
    asked = [set(wanted(row, question)) if row["operator"] != "answered" else set() for row, _ in rows]
    meets = {
        option["key"]: sum(1 << place for place, keys in enumerate(asked) if option["key"] in keys)
        for option in question["options"]
    }
    #: The empty set stays apart: it is no answer.
    empty = (-1, 0)
    folded = {empty: (1, ())}
    for option in question["options"]:
        if option.get("exclusive"):
            continue
        met, points = meets[option["key"]], scaled(option.get("points"))
        spend(len(folded), question["key"])
        more = dict(folded)
        for state, (count, example) in folded.items():
            bits, total = (0, 0) if state == empty else state
            others, first = more.get((bits | met, total + points), (0, ()))
            more[bits | met, total + points] = (others + count, first or (*example, option["key"]))
        folded = more
    del folded[empty]
    made = [(list(example), total, count) for (_, total), (count, example) in folded.items()]
    made += [
        ([option["key"]], scaled(option.get("points")), 1)
        for option in question["options"]
        if option.get("exclusive")
    ]
    spend(len(made) * (1 + len(rows)), question["key"])
    return [
        Answers(example, _truths(question, rows, example), points, count) for example, points, count in made
    ]


def _limits(question) -> tuple[int, int]:
    """The smallest and the largest number, counted in steps of the last place."""
    most = 10**MOST_DIGITS - 1
    low, high = question.get("minimum"), question.get("maximum")
    steps = 10 ** _places(question)
    return (
        -most if low is None else int((Decimal(low) * steps).to_integral_value(ROUND_CEILING)),
        most if high is None else int((Decimal(high) * steps).to_integral_value(ROUND_FLOOR)),
    )


def _places(question) -> int:
    return 0 if question["type"] == INTEGER else question.get("places") or 0


def _native(question, steps: int):
    """The number as an answer. A decimal is a text: exact, and JSON can hold it."""
    places = _places(question)
    if question["type"] == INTEGER:
        return steps
    return decimal_text(Decimal(steps).scaleb(-places))


def has_number(question: dict) -> bool:
    """Whether any number lies between its limits."""
    low, high = _limits(question)
    return low <= high


def _numbers(question, rows, spend) -> Iterator[Answers]:
    """Runs of numbers, cut wherever a criterion or a band changes."""
    low, high = _limits(question)
    if low > high:
        return
    steps = 10 ** _places(question)
    constants = [Decimal(row["value"]) for row, _ in rows if row["operator"] != "answered"]
    for band in question.get("bands") or []:
        constants += [Decimal(band[end]) for end in ("at_least", "at_most") if band.get(end) is not None]
    starts = {low}
    for constant in constants:
        floor = int((constant * steps).to_integral_value(ROUND_FLOOR))
        ceiling = int((constant * steps).to_integral_value(ROUND_CEILING))
        starts |= {start for start in (ceiling, floor + 1) if low < start <= high}
    starts = sorted(starts)
    spend(len(starts) * (1 + len(rows) + len(question.get("bands") or [])), question["key"])
    run = None
    for start, end in zip(starts, [*[start - 1 for start in starts[1:]], high], strict=True):
        example = _native(question, min(max(start, 0), end))
        first, last = _native(question, start), _native(question, end)
        piece = Answers(example, _truths(question, rows, example), band_points(question, example))
        piece = Answers(example, piece.truths, piece.points, 1, first, last)
        if run and (run.truths, run.points) == (piece.truths, piece.points):
            run = Answers(run.example, run.truths, run.points, 1, run.first, last)
            continue
        if run:
            yield run
        run = piece
    if run:
        yield run


def bands_of(question: dict, number) -> list[int]:
    """The places of the bands that a number lies in."""
    number = Decimal(number)
    return [
        place
        for place, band in enumerate(question.get("bands") or [])
        if (band.get("at_least") is None or number >= Decimal(band["at_least"]))
        and (band.get("at_most") is None or number <= Decimal(band["at_most"]))
    ]


def band_points(question: dict, number) -> int:
    bands = bands_of(question, number)
    return scaled(question["bands"][bands[0]]["points"]) if bands else 0


def completed(reading: Reading, given: dict) -> dict:
    """These answers, without those to hidden questions and with an example for each that is missing."""
    answers = {}
    for key, question in reading.questions.items():
        if question["type"] == "notice" or not reading.is_visible(key, answers):
            continue
        if key in given:
            answers[key] = given[key]
        elif question.get("required"):
            answers[key] = sample(question)
    return answers
