"""What an answer says: for each kind of question a function from what was sent to what is meant.

What is meant is a tuple of option keys (also for yes and no) or an exact whole number, see `exact`. What
cannot be taken becomes a kind of Invalid; what was sent goes no further than here.
"""

from collections.abc import Callable

from assessments.definition import Invalid

from . import exact

Meant = tuple[str, ...] | int
Reader = Callable[[object], Meant | Invalid]


def notice(value) -> Invalid:
    return Invalid.NOT_ASKED


def yes_no(value) -> Meant | Invalid:
    if value is True:
        return ("yes",)
    return ("no",) if value is False else Invalid.WRONG_TYPE


def single(keys: list[str]) -> Reader:
    meant = {key: (key,) for key in keys}

    def read(value):
        return meant.get(value, Invalid.UNKNOWN_OPTION) if isinstance(value, str) else Invalid.WRONG_TYPE

    return read


def multi(keys: list[str], exclusive: set[str]) -> Reader:
    known = frozenset(keys)

    def read(value):
        if not isinstance(value, list):
            return Invalid.WRONG_TYPE
        for item in value:
            if not isinstance(item, str):
                return Invalid.WRONG_TYPE
        chosen = set(value)
        if not chosen <= known:
            return Invalid.UNKNOWN_OPTION
        if len(chosen) < len(value):
            return Invalid.REPEATED_OPTION
        if len(chosen) > 1 and not chosen.isdisjoint(exclusive):
            return Invalid.EXCLUSIVE_OPTION
        return tuple(value)

    return read


def number(places: int | None, minimum: int | None, maximum: int | None) -> Reader:
    """A number of at most so many places; None is a whole number."""

    def read(value):
        meant = exact.of_whole_answer(value) if places is None else exact.of_answer(value, places)
        if isinstance(meant, Invalid):
            return meant
        if minimum is not None and meant < minimum:
            return Invalid.BELOW_MINIMUM
        if maximum is not None and meant > maximum:
            return Invalid.ABOVE_MAXIMUM
        return meant

    return read
