"""Faults in the numbers of a definition: decimal texts, limits, bands."""

import re
from decimal import ROUND_FLOOR, Decimal

from ..definition import INTEGER, MOST_DIGITS, MOST_PLACES, NUMBERS, decimal_text
from .answers import bands_of, completed, has_number, of_question
from .fault import Fault, warning
from .reading import Reading
from .walk import Budget

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def trouble(text) -> str | None:
    """What is wrong with a decimal text, or None."""
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        return "is not a number such as 2 or 1.5"
    whole, _, places = text.lstrip("-").partition(".")
    if len(whole) + len(places) > MOST_DIGITS or len(places) > MOST_PLACES:
        return f"has more than {MOST_DIGITS} digits, or more than {MOST_PLACES} after the point"
    if decimal_text(Decimal(text)) != text:
        return f"is to be written {decimal_text(Decimal(text))}"
    return None


def faults_of(reading: Reading, key: str) -> list[Fault]:
    """What is wrong with the points, limits and bands of a question as they are written."""
    question, where = reading.questions[key], f"questions/{key}"
    found = []

    def look(text, what, at):
        wrong = trouble(text)
        if wrong:
            found.append(
                Fault(
                    "decimal", f"{reading.name(key)}, {what}: “{text}” {wrong}.", f"{where}/{at}".rstrip("/")
                )
            )

    for place, option in enumerate(question.get("options") or []):
        if option.get("points") is not None:
            look(option["points"], f"the points of “{option.get('label')}”", f"options/{place}")
    if question["type"] not in NUMBERS:
        return found
    for name in ("minimum", "maximum"):
        if question.get(name) is not None:
            look(question[name], f"the {name}", "")
    for place, band in enumerate(question.get("bands") or []):
        for name in ("at_least", "at_most"):
            if band.get(name) is not None:
                look(band[name], f"band {place + 1}", f"bands/{place}")
        look(band.get("points"), f"the points of band {place + 1}", f"bands/{place}")
    places = question.get("places")
    if type(places) is not int or not 0 <= places <= MOST_PLACES:
        found.append(
            Fault("places", f"{reading.name(key)}: give the decimal places as 0 to {MOST_PLACES}.", where)
        )
    if found:
        return found
    low, high = question.get("minimum"), question.get("maximum")
    for limit, inwards in ((low, 1), (high, -1)):
        if limit is not None and places and len(limit.lstrip("-").partition(".")[0]) + places > MOST_DIGITS:
            number = Decimal(limit) + inwards * Decimal(1).scaleb(-places)
            return [
                Fault(
                    "places",
                    f"{reading.name(key)}: numbers as large as {limit} with {places} decimal places have "
                    f"more than {MOST_DIGITS} digits and be refused. Use narrower limits or fewer places.",
                    where,
                    witness={key: decimal_text(number)},
                    claim={"status": "invalid"},
                )
            ]
    if low is not None and high is not None and not has_number(question):
        found.append(
            Fault(
                "limits",
                f"{reading.name(key)}: no number lies between the minimum {low} and the maximum {high}.",
                where,
                witness={key: _beyond(question)},
                claim={"status": "invalid"},
            )
        )
    return found


def limits_missing(reading: Reading, key: str, shown: dict | None) -> list[Fault]:
    """A number that counts or decides and that may be anything."""
    question = reading.questions[key]
    missing = [name for name in ("minimum", "maximum") if question.get(name) is None]
    if not missing:
        return []
    number = 10**MOST_DIGITS - 1 if "maximum" in missing else 1 - 10**MOST_DIGITS
    number = number if question["type"] == INTEGER else str(number)
    witness = None if shown is None else completed(reading, {**shown, key: number})
    return [
        Fault(
            "limits-missing",
            f"{reading.name(key)} counts or decides, and has no {' and no '.join(missing)}: {number} would "
            f"be taken as an answer.",
            f"questions/{key}",
            witness=witness,
            claim=None if witness is None else {"status": "complete", "visible": [key]},
        )
    ]


def band_faults(reading: Reading, key: str, shown: dict | None, budget: Budget) -> list[Fault]:
    """Numbers that two bands take, or none between two of them. Raises TooMany."""
    question, found = reading.questions[key], []
    bands = question.get("bands") or []
    if not bands or shown is None:
        return found
    runs = _runs(question, budget)
    covered = [bands_of(question, run.example) for run in runs]
    touched = [place for place, places in enumerate(covered) if places]
    told, turned = set(), set()
    for place, band in enumerate(bands):
        ends = band.get("at_least"), band.get("at_most")
        if None in ends or Decimal(ends[0]) <= Decimal(ends[1]):
            continue
        turned.add(place)
        run = next((run for run in runs if Decimal(run.example) >= Decimal(ends[0])), runs[-1])
        found.append(
            Fault(
                "band-reversed",
                f"{reading.name(key)}: band {place + 1} begins at {ends[0]} and ends at {ends[1]}, so no "
                f"number lies in it. Turn it round.",
                f"questions/{key}/bands/{place}",
                witness=completed(reading, {**shown, key: run.example}),
                claim={"bands": {key: bands_of(question, run.example)}},
            )
        )
    for place, (run, places) in enumerate(zip(runs, covered, strict=True)):
        witness = completed(reading, {**shown, key: run.example})
        claim = {"bands": {key: places}}
        if len(places) > 1 and tuple(places[:2]) not in told:
            told.add(tuple(places[:2]))
            found.append(
                Fault(
                    "band-overlap",
                    f"{reading.name(key)}: bands {places[0] + 1} and {places[1] + 1} both hold {_span(run)}; "
                    f"only the first would count.",
                    f"questions/{key}/bands/{places[1]}",
                    witness=witness,
                    claim=claim,
                )
            )
        if touched and not places and touched[0] < place < touched[-1]:
            found.append(
                Fault(
                    "band-gap",
                    f"{reading.name(key)}: {_span(run)} lies between two bands, in none, and would count "
                    f"nothing.",
                    f"questions/{key}/bands/{covered[place - 1][0] if covered[place - 1] else 0}",
                    witness=witness,
                    claim=claim,
                )
            )
    for number in sorted(set(range(len(bands))) - {n for places in covered for n in places} - turned):
        found.append(
            warning(
                "band-unreached",
                f"{reading.name(key)}: no number that may be answered lies in band {number + 1}.",
                f"questions/{key}/bands/{number}",
            )
        )
    return found


def _runs(question: dict, budget: Budget) -> list:
    """The numbers, parted wherever a band begins or ends: each band is asked for by itself."""
    rows = [
        ({"operator": operator, "value": band[end]}, False)
        for band in question["bands"]
        for end, operator in (("at_least", ">="), ("at_most", "<="))
        if band.get(end) is not None
    ]
    return of_question(question, rows, budget.spend)


def _beyond(question):
    """A whole number that is above the maximum, where none lies between the limits."""
    return int(Decimal(question["maximum"]).to_integral_value(ROUND_FLOOR)) + 1


def _span(run) -> str:
    return f"{run.first}" if run.first == run.last else f"{run.first} to {run.last}"
