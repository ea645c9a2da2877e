"""Numbers of a questionnaire as a definition may hold them: exact, and not longer than anybody means."""

import re
from decimal import Decimal

from assessments.definition import MOST_DIGITS, MOST_PLACES, decimal_text

_TEXT = re.compile(r"(0|-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,5}[1-9])?)")


def decimal_of(value) -> str | None:
    """A JSON number as a decimal text; None for anything else, and for one with too many digits."""
    if isinstance(value, float):
        # Only where somebody hands in a parsed document; its shortest form is what was written.
        value = Decimal(repr(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    # Looked at before it is written out: 1E999999999 has that many digits.
    if not number.is_finite() or (number and not -MOST_PLACES * 4 <= number.adjusted() < MOST_DIGITS):
        return None
    text = decimal_text(number)
    return text if is_decimal_text(text) else None


def is_decimal_text(value) -> bool:
    """Whether it is a number as decimal_text() writes it."""
    if not isinstance(value, str) or not _TEXT.fullmatch(value) or value == "-0":
        return False
    return sum(letter.isdigit() for letter in value) <= MOST_DIGITS


def json_number(text: str) -> int | Decimal:
    """The same as a JSON number."""
    return Decimal(text) if "." in text else int(text)
