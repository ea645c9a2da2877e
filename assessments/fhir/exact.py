"""JSON with exact numbers, in and out: a weight of 0.1 is never a float."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from assessments.definition import decimal_text

#: A questionnaire is a page that people read; the largest public ones are well below.
MOST_BYTES = 2_000_000
DEEPEST = 100
_LONGEST_NUMBER = 400


class Unreadable(ValueError):
    """These bytes are no JSON that can be read; the message says what to do."""


def text(value) -> str:
    """JSON with sorted keys and exact decimals: the same value is always the same text."""
    return "".join(pieces(value))


def pieces(value) -> Iterator[str]:
    """The same bit by bit, for whoever wants only the beginning of it."""
    if isinstance(value, dict):
        for index, key in enumerate(sorted(value)):
            yield f"{',' if index else '{'}{_quoted(key)}:"
            yield from pieces(value[key])
        yield "}" if value else "{}"
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield "," if index else "["
            yield from pieces(one)
        yield "]" if value else "[]"
    else:
        yield _scalar(value)


def _scalar(value) -> str:
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, Decimal):
        # 1E999999999 is short, and nobody could write it out.
        if not value.is_finite() or abs(value.adjusted()) > _LONGEST_NUMBER:
            raise ValueError("This number cannot be written.")
        return decimal_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    raise TypeError(f"{type(value).__name__} has no exact form in JSON.")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


class Twice(NamedTuple):
    """A name that stands twice in one object: JSON keeps the last value, these are the others."""

    around: dict
    name: str
    lost: list


def parse(data: bytes | str) -> tuple[object, list[Twice]]:
    """The value, and the names that stand twice in one object."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB: take the questionnaire apart."
        )
    if not data.strip():
        raise Unreadable("The file is empty.")
    twice: list[Twice] = []

    def pairs(found):
        made = dict(found)
        if len(made) < len(found):
            values: dict[str, list] = {}
            for name, value in found:
                values.setdefault(name, []).append(value)
            twice.extend(Twice(made, name, lost) for name, (*lost, _) in values.items() if lost)
        return made

    try:
        if isinstance(data, bytes):
            data = data.decode("utf-8-sig")
        value = json.loads(data, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=pairs)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Byte {error.start} is no UTF-8: save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(
            f"This is not JSON at {where} ({error.msg}). Only FHIR in JSON can be read."
        ) from error
    except RecursionError as error:
        raise Unreadable(f"It is nested deeper than {DEEPEST} levels.") from error
    except Unreadable:
        raise
    except (ValueError, InvalidOperation) as error:
        raise Unreadable("It holds a number that no program can read.") from error
    return value, twice


def depth_of(value, enough: int = DEEPEST) -> int:
    """How deep lists and objects stand in one another, counted no further than just beyond enough."""
    level, depth = [value], 0
    while level and depth <= enough:
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        depth += bool(level)
    return depth


def _no_number(name):
    raise Unreadable(f"It holds {name}, which is no number in JSON.")
