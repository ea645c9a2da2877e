"""The table of every path through a definition as CSV, for a medical reviewer to read through. Pure."""

import csv
import re
from collections.abc import Iterator
from itertools import chain

from . import proof
from .proof.walk import TooMany

#: A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: A score below zero is no formula, and is sorted as a number.
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
_UNCOUNTED = "There are too many paths to tell. Simplify the rules, then this table can be made."


def as_csv(definition: dict) -> Iterator[str]:
    """The lines of the table: each question, each score, the rule, the outcome, how many paths."""
    asked = [one for one in definition["questions"] if one["type"] != "notice"]
    scores = definition["scores"]
    titles = {one["key"]: one["title"] for one in definition["outcomes"]}
    head = [
        *(one["text"] for one in asked),
        *(one["label"] or one["key"] for one in scores),
        *("rule", "outcome", "urgency", "paths", "note"),
    ]
    rows = (
        [
            *(row.answers.get(one["key"], "(not asked)") for one in asked),
            *(row.scores.get(one["key"]) or "" for one in scores),
            *(row.rule or "(no rule holds)", titles[row.outcome], row.urgency, row.paths, row.note),
        ]
        for row in proof.path_table(definition)
    )
    writer = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets then read it as UTF-8
    try:
        for row in chain([head], rows):
            yield writer.writerow([cell(value) for value in row])
    except TooMany:
        yield writer.writerow([_UNCOUNTED])


def cell(value) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


class _Line:
    """What a writer of CSV writes to: it hands each line on."""

    def write(self, line):
        return line
