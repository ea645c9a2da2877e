"""What a file gives: texts, lists and mappings, each with its line. Pure.

A text is kept as it was written: what a key needs (a number, a date, a yes or no) is read by that key, so
that `abbreviation: NO` or `code: 0123` never becomes something else on the way.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

#: Plain words that YAML reads as nothing at all.
NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass
class Text:
    line: int
    value: str
    #: Written without quotes: then `null` and the like mean nothing.
    plain: bool = False
    #: Written as a block (`|`): the line where its text begins; 0 where lines cannot be told apart.
    first_line: int = 0

    @property
    def is_nothing(self) -> bool:
        return self.plain and self.value in NOTHING


@dataclass
class Listing:
    line: int
    items: list[Given] = field(default_factory=list)


@dataclass
class Entry:
    """One key of a mapping, at its own line."""

    line: int
    value: Given


@dataclass
class Mapping:
    line: int
    entries: dict[str, Entry] = field(default_factory=dict)

    def get(self, name: str) -> Entry | None:
        """The entry of that name; None also where it says nothing (`dek:`, `dek: null`)."""
        entry = self.entries.get(name)
        if entry and isinstance(entry.value, Text) and entry.value.is_nothing:
            return None
        return entry


@dataclass
class Value:
    """A JSON value, for keys that hold more than our own mappings do."""

    line: int
    value: object


Given = Text | Listing | Mapping | Value


class Broken(ValueError):
    """The file cannot be read on from here."""

    def __init__(self, line: int, sentence: str):
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


class Lines:
    """Which line of a text a position is on, as editors count lines."""

    def __init__(self, text: str, first: int = 1):
        self._ends = [at for at, char in enumerate(text) if char == "\n"]
        self._first = first
        self._last = first + text.rstrip("\n").count("\n")

    def at(self, position: int) -> int:
        return min(self._first + bisect_right(self._ends, position - 1), self._last)
