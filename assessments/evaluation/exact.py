"""Exact numbers as whole ones: 1.5 is 1500000 wherever numbers are summed or compared.

A number that was sent may be whole, a Decimal, a float (which means the shortest text that reads back as it)
or a text. What counts is its value, not how it was written: 3.0 is the whole number 3, and 1.50 has one
place, because a browser cannot tell them apart either.
"""

import re
from decimal import Decimal

from assessments.definition import MOST_DIGITS, MOST_PLACES, Invalid

SCALE = 10**MOST_PLACES
_BEYOND = 10**MOST_DIGITS

#: A number as a definition or an answer may write it. No sign but minus, no exponent, no leading zero.
TEXT = re.compile(rf"-?(?:0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}})(?:\.[0-9]{{1,{MOST_DIGITS}}})?")


def of_text(text) -> int | None:
    """The number that a definition writes, or None if it is none."""
    if not isinstance(text, str) or not TEXT.fullmatch(text):
        return None
    number = _of_decimal(Decimal(text), MOST_PLACES)
    return None if isinstance(number, Invalid) else number


def of_whole_answer(value) -> int | Invalid:
    """A whole number that was sent, or why it cannot be taken."""
    if isinstance(value, str):
        return Invalid.WRONG_TYPE
    number = of_answer(value, 0)
    return Invalid.WRONG_TYPE if number is Invalid.TOO_PRECISE else number


def of_answer(value, places: int) -> int | Invalid:
    """A number that was sent, or why it cannot be taken. One that is too large is beyond every limit."""
    kind = type(value)
    if kind is int:
        if -_BEYOND < value < _BEYOND:
            return value * SCALE
        return Invalid.ABOVE_MAXIMUM if value > 0 else Invalid.BELOW_MINIMUM
    if kind is str and TEXT.fullmatch(value):
        return _of_decimal(Decimal(value), places)
    if kind is float:
        return _of_decimal(Decimal(repr(value)), places)
    return _of_decimal(value, places) if kind is Decimal else Invalid.WRONG_TYPE


def text(scaled: int) -> str:
    """The number as a definition writes it."""
    whole, rest = divmod(abs(scaled), SCALE)
    said = f"{whole}.{rest:0{MOST_PLACES}}".rstrip("0") if rest else str(whole)
    return f"-{said}" if scaled < 0 else said


def _of_decimal(number: Decimal, places: int) -> int | Invalid:
    # The exponent is looked at first: 1E+999999 must not become a million digits.
    if number.is_nan():
        return Invalid.WRONG_TYPE
    if not number:
        return 0
    if number.is_infinite() or number.adjusted() >= MOST_DIGITS:
        return Invalid.BELOW_MINIMUM if number.is_signed() else Invalid.ABOVE_MAXIMUM
    sign, digits, exponent = number.as_tuple()
    said = "".join(map(str, digits))
    significant = said.rstrip("0")
    exponent += len(said) - len(significant)
    if exponent < -places or max(number.adjusted() + 1, 0) - min(exponent, 0) > MOST_DIGITS:
        return Invalid.TOO_PRECISE
    scaled = int(significant) * 10 ** (exponent + MOST_PLACES)
    return -scaled if sign else scaled
