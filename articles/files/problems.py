"""What is wrong with content files: each problem at its file and line, with what to do about it. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class Problem(NamedTuple):
    path: str
    line: int
    sentence: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.sentence}"


class Report:
    """Collects problems; each is kept once."""

    def __init__(self):
        self._found: dict[Problem, None] = {}

    def add(self, path: str, line: int, sentence: str) -> None:
        self._found[Problem(path, line, printable(sentence))] = None

    def sorted(self) -> list[Problem]:
        return sorted(self._found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """“ Did you mean x?”, with its leading space; nothing when no known word is close."""
    close = get_close_matches(word[:200], list(known), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def short(text: object, most: int = 60) -> str:
    text = printable(str(text))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def printable(text: str) -> str:
    """One line that any terminal can show, whatever a file holds."""
    return "".join(char if char.isprintable() else "�" for char in text)


def storable(text: str) -> str:
    """Why no database can hold this text; empty when it can."""
    if "\x00" in text:
        return "holds a NUL character, which cannot be stored: take it out"
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "holds half a character (a lone surrogate), which cannot be stored: write the character itself"
    return ""
