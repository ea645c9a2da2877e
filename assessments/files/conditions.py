"""Conditions and criteria as a reviewer reads them, one per line. Pure.

pain is yes
site is any of calf, thigh
score:risk is at least 4
distance was answered
"""

import re

from assessments.definition import ANSWERED, CRITERIA

#: How a line says each operator; it may also give its sign.
WORDS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "answered": "was answered",
    "in": "is any of",
}
_NOT_ANSWERED = "was not answered"
_SAID = {word: sign for sign, word in WORDS.items()} | {sign: sign for sign in CRITERIA}
_OPERATOR = "|".join(re.escape(one) for one in sorted([*_SAID, _NOT_ANSWERED], key=len, reverse=True))
_LINE = re.compile(rf"(\S+)\s+({_OPERATOR})(?:\s+(.*))?")

EXAMPLE = "“pain is yes” or “score:risk is at least 4”"


def read(line: str) -> tuple[str, str, str] | None:
    """Whom it asks, the operator's sign and the value; None where the line says nothing like it."""
    found = _LINE.fullmatch(line.strip())
    if not found:
        return None
    subject, word, value = found[1], found[2], (found[3] or "").strip()
    if word == _NOT_ANSWERED:
        return None if value else (subject, ANSWERED, "no")
    return subject, _SAID[word], value


def write(subject: str, sign: str, value: str) -> str | None:
    """The line that reads so; None where no line does, as when somebody typed line breaks."""
    words = [f"{subject} {_NOT_ANSWERED}"] if (sign, value) == (ANSWERED, "no") else []
    words += [f"{subject} {word} {value}".strip() for word in (WORDS.get(sign, sign), sign)]
    return next((line for line in words if read(line) == (subject, sign, value)), None)
