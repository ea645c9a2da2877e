"""Options, bands and lists as writers type them, one per line, and what is wrong by line number. Pure.

calf | Calf | 2
none | None of these | 0 | alone
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from . import definition

#: Ends the line of an option that goes with no other.
ALONE = "alone"
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")
_KEY = re.compile(definition.KEY)
#: What comes along when text is pasted and nobody sees, and the dots before the items of a list.
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u00ad]")
_DOT = re.compile(r"\s*[•·▪◦‣●○]\s+")
#: A word processor makes a dash of a minus.
_MINUS = str.maketrans("−–", "--")
#: In characters.
LONGEST_LABEL = 300


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line, counted from 1."""

    line: int
    sentence: str

    @property
    def said(self) -> str:
        return f"Line {self.line}: {self.sentence}"


def number(text: str) -> str | None:
    """The decimal text of a number as somebody typed it; None when it is none."""
    text = text.strip().translate(_MINUS)
    return definition.decimal_text(Decimal(text)) if _NUMBER.fullmatch(text) else None


def options(text: str) -> tuple[list[dict], list[Problem]]:
    """The options of a question, and what is wrong with their lines. A bad line gives no option."""
    found, problems, seen = [], [], set()
    for line, cells in _rows(text):
        try:
            made = _option(cells)
            if made["key"] in seen:
                raise ValueError(f"The code “{made['key']}” stands twice: give each option its own.")
        except ValueError as error:
            problems.append(Problem(line, str(error)))
        else:
            seen.add(made["key"])
            found.append(made)
    if len(found) > definition.MOST_OPTIONS:
        problems.append(
            Problem(
                definition.MOST_OPTIONS + 1,
                f"There are more than {definition.MOST_OPTIONS} options: leave some out.",
            )
        )
    return found, problems


def _option(cells: list[str]) -> dict:
    exclusive = len(cells) > 2 and cells[-1].casefold() == ALONE
    if exclusive:
        cells = cells[:-1]
    if len(cells) > 3:
        raise ValueError("There are too many bars: write code | label | points.")
    code, label, points = [*cells, "", ""][:3]
    label = label or code
    code = code if len(cells) > 1 else key_from(code)
    if not code:
        raise ValueError("There is no code: write code | label | points.")
    if not _KEY.fullmatch(code):
        raise ValueError(
            f"The code “{code[:40]}” may hold only letters, digits and . _ - / : take the rest out."
        )
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"The label is longer than {LONGEST_LABEL} characters: shorten it.")
    counted = number(points) if points else None
    if points and counted is None:
        raise ValueError(f"“{points[:40]}” is no number of points: write such as 2 or 0.5, or leave it out.")
    return {"key": code, "label": label, "points": counted, "exclusive": exclusive}


def key_from(label: str) -> str:
    """A code from a label: “More than half the days” → more-than-half-the-days."""
    # static/assessments/form-says.js makes the same.
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:60]


def write_options(options: list[dict]) -> str:
    """The same as lines."""
    return "\n".join(
        " | ".join(
            [one["key"], one["label"]]
            + ([one["points"] or ""] if one["points"] is not None or one["exclusive"] else [])
            + ([ALONE] if one["exclusive"] else [])
        )
        for one in options
    )


def bands(text: str) -> tuple[list[dict], list[Problem]]:
    """Points by value, and what is wrong with their lines."""
    found, problems = [], []
    for line, cells in _rows(text):
        if len(cells) != 3 or not cells[2]:
            problems.append(Problem(line, "Write from | to | points, such as 65 | 74 | 1."))
            continue
        values = [number(cell) if cell else None for cell in cells]
        wrong = next(
            (cell for cell, value in zip(cells, values, strict=True) if cell and value is None), None
        )
        if wrong is not None:
            problems.append(Problem(line, f"“{wrong[:40]}” is no number: write such as 65 or 0.5."))
            continue
        found.append(dict(zip(("at_least", "at_most", "points"), values, strict=True)))
    return found, problems


def write_bands(bands: list[dict]) -> str:
    """The same as lines."""
    names = ("at_least", "at_most", "points")
    return "\n".join(" | ".join(one[name] or "" for name in names) for one in bands)


def doubtful(options: list[dict]) -> Iterator[tuple[int, str]]:
    """Labels that may have been meant as points or as “alone”, with their places: `Calf | 2`."""
    if any(one["points"] is not None for one in options):
        return
    for place, one in enumerate(options):
        label = one["label"]
        if number(one["key"]) is None and (number(label) is not None or label.casefold() == ALONE):
            said = one["key"]
            right = f"{said} | {said} | {label}" if number(label) else f"{said} | {said} | | {ALONE}"
            yield (
                place,
                f"Readers are offered “{label}” as an answer. If it is not their answer, write {right}.",
            )


def listed(text: str) -> list[str]:
    """What stands on the lines, without empty ones."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def _rows(text: str):
    """The lines that say something with their cells; those of a pasted table stand between tabs."""
    for line, raw in enumerate(text.splitlines(), start=1):
        seen = _UNSEEN.sub("", raw)
        dot = _DOT.match(seen)
        said = seen[dot.end() :] if dot else seen
        if said.strip():
            yield line, [cell.strip() for cell in re.split(r"[|\t]", said.strip())]
