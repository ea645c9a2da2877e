"""How hard a text is to read: sentences, words and the Flesch-Kincaid school grade. Pure; English only."""

import re

_END = re.compile(r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
#: Fewer words than this say nothing about a text.
FEWEST = 60


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _END.split(text) if sentence.strip()]


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def grade(text: str) -> int | None:
    """The school grade that reads this with ease, to the nearest whole one; None for a short text."""
    words = _WORD.findall(text)
    if len(words) < FEWEST:
        return None
    count = len(sentences(text)) or 1
    syllables = sum(_syllables(word) for word in words)
    return round(0.39 * len(words) / count + 11.8 * syllables / len(words) - 15.59)


def _syllables(word: str) -> int:
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(letters))
    if letters.endswith("e") and not letters.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(groups, 1)
