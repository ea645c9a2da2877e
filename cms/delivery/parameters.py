"""Query parameters: which an endpoint takes, how each is read, and every fault in a request at once. Pure.

Nothing is ever ignored: a name that is unknown, given twice, empty or not of its type is a fault, because a
front end that misspells a filter must not be shown everything.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote_to_bytes

#: The longest query string that is looked at; a full list of ids or slugs fits.
LONGEST = 8000
MOST_PAIRS = 100

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UID = re.compile(r"[a-z]{2,10}_[a-z0-9]{1,34}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request, in words that say what would be right."""

    parameter: str
    code: str
    detail: str


class BadQuery(ValueError):
    """The query string is not one that the endpoint takes; `faults` holds every reason."""

    def __init__(self, faults: Sequence[Fault]):
        super().__init__("; ".join(fault.detail for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Parameter:
    """One parameter: `read` makes a value of its text or raises ValueError with what would be right."""

    name: str
    description: str
    read: Callable[[str], Any]
    schema: dict = field(default_factory=lambda: {"type": "string"})
    required: bool = False


def read(query: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The values by name, only those that were given. Raises BadQuery with every fault."""
    if not query and not any(parameter.required for parameter in parameters):
        return {}
    known = {parameter.name: parameter for parameter in parameters}
    allowed = ", ".join(known) if known else "none"
    faults: list[Fault] = []
    given: dict[str, str] = {}
    for name, text in _pairs(query):
        shown = _shown(name)
        if name not in known:
            faults.append(
                Fault(shown, "unknown", f"“{shown}” is not a parameter here; allowed are: {allowed}.")
            )
        elif name in given:
            faults.append(Fault(shown, "repeated", f"“{shown}” is given more than once; give it once."))
        else:
            given[name] = text
    values = {}
    for name, text in given.items():
        try:
            values[name] = _value(known[name], text)
        except ValueError as error:
            faults.append(Fault(name, "invalid" if text else "empty", f"“{name}”: {error}"))
    for parameter in parameters:
        if parameter.required and parameter.name not in given:
            faults.append(
                Fault(parameter.name, "missing", f"“{parameter.name}” is missing: {parameter.description}")
            )
    if faults:
        raise BadQuery(list(dict.fromkeys(faults)))
    return values


def _value(parameter: Parameter, text: str):
    if not text:
        raise ValueError("it is empty; give a value or leave the parameter out.")
    if any(ord(char) < 32 or ord(char) == 127 for char in text):
        raise ValueError("it holds a control character.")
    return parameter.read(text)


def _pairs(query: str):
    if len(query) > LONGEST:
        raise BadQuery([Fault("", "too_long", f"The query is longer than {LONGEST} characters.")])
    pieces = [piece for piece in query.split("&") if piece]
    if len(pieces) > MOST_PAIRS:
        raise BadQuery([Fault("", "too_many", f"The query has more than {MOST_PAIRS} parameters.")])
    for piece in pieces:
        name, _, text = piece.partition("=")
        yield _decoded(name), _decoded(text)


def _decoded(text: str) -> str:
    # A WSGI server hands over bytes that a client forgot to encode as Latin-1.
    try:
        return unquote_to_bytes(text.replace("+", " ").encode("latin-1")).decode()
    except UnicodeError as error:
        raise BadQuery(
            [Fault("", "not_utf8", "The query is not valid UTF-8 in percent encoding.")]
        ) from error


def _shown(name: str) -> str:
    """A name that we did not choose, fit to be repeated."""
    clean = "".join(char if char.isprintable() else "�" for char in name)
    return clean if len(clean) <= 60 else f"{clean[:60]}…"


# Kinds of parameters.


def slug(name: str, description: str) -> Parameter:
    return Parameter(name, description, _read_slug, {"type": "string", "pattern": f"^{_SLUG.pattern}$"})


def locale(description: str) -> Parameter:
    return Parameter(
        "locale", description, _read_locale, {"type": "string", "pattern": f"^{_LOCALE.pattern}$"}
    )


def day(name: str, description: str) -> Parameter:
    return Parameter(name, description, _read_day, {"type": "string", "format": "date"})


def moment(name: str, description: str) -> Parameter:
    """A moment, or a day that means its first second in UTC."""
    return Parameter(name, description, _read_moment, {"type": "string"})


def choice(name: str, description: str, options: Sequence[str], default: str | None = None) -> Parameter:
    def read_choice(text: str) -> str:
        if text not in options:
            raise ValueError(f"give one of: {', '.join(options)}.")
        return text

    schema = {"type": "string", "enum": list(options)}
    return Parameter(name, description, read_choice, schema | ({"default": default} if default else {}))


def whole(name: str, description: str, *, least: int, most: int, default: int) -> Parameter:
    def read_whole(text: str) -> int:
        # int() would take underscores, signs and digits of other scripts.
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"give a whole number from {least} to {most}.")
        return int(text)

    schema = {"type": "integer", "minimum": least, "maximum": most, "default": default}
    return Parameter(name, description, read_whole, schema)


def several(name: str, description: str, *, of: str, most: int = 100) -> Parameter:
    """Names with commas between them: `of` is "slug" or "uid"."""
    pattern = {"slug": _SLUG, "uid": _UID}[of]

    def read_several(text: str) -> tuple[str, ...]:
        parts = text.split(",")
        if len(parts) > most:
            raise ValueError(f"give at most {most}.")
        if any(len(part) > 150 or not pattern.fullmatch(part) for part in parts):
            raise ValueError(f"give {of}s with commas between them.")
        return tuple(dict.fromkeys(parts))

    return Parameter(name, description, read_several)


def names(name: str, description: str, allowed: Sequence[str]) -> Parameter:
    """Names out of a list, with commas between them."""

    def read_names(text: str) -> tuple[str, ...]:
        parts = text.split(",")
        unknown = [part for part in parts if part not in allowed]
        if unknown:
            raise ValueError(f"“{_shown(unknown[0])}” is not one of: {', '.join(allowed)}.")
        return tuple(dict.fromkeys(parts))

    return Parameter(name, description, read_names)


def text(name: str, description: str, *, longest: int, required: bool = False) -> Parameter:
    def read_text(given: str) -> str:
        if len(given) > longest:
            raise ValueError(f"give at most {longest} characters.")
        return given

    schema = {"type": "string", "maxLength": longest}
    return Parameter(name, description, read_text, schema, required)


def _read_slug(text: str) -> str:
    if len(text) > 150 or not _SLUG.fullmatch(text):
        raise ValueError("give a slug: lower-case letters, digits and single hyphens.")
    return text


def _read_locale(text: str) -> str:
    if not _LOCALE.fullmatch(text):
        raise ValueError("give a locale such as en-US.")
    return text


def _read_day(text: str) -> date:
    try:
        if _DAY.fullmatch(text) and text.isascii():
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("give a day such as 2026-07-01.")


def _read_moment(text: str) -> datetime:
    try:
        if _DAY.fullmatch(text) and text.isascii():
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        elif _MOMENT.fullmatch(text) and text.isascii():
            moment = datetime.fromisoformat(text)
        else:
            raise ValueError
        if moment.year < 1000:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("give a moment such as 2026-07-01T08:00:00Z (a plus sign is written %2B) or a day.")
