"""How the keys of content files read and are written: texts, numbers, dates, references."""

import re
from dataclasses import dataclass
from datetime import date

from articles import addresses, tokens
from articles.body import markdown

from .given import Listing, Mapping, Text
from .kinds import BAD
from .problems import did_you_mean, short
from .yaml_out import Flow, FlowMap, Plain

_WHOLE = re.compile(r"[+-]?\d{1,9}")
#: Stands for a token's value while a text with tokens is checked.
_STAND_IN = "token-0"


def text_of(given, reading, name):
    """The text that was given, without white space around it; BAD when it is no text."""
    if not isinstance(given, Text):
        kind = "a list" if isinstance(given, Listing) else "keys of its own"
        reading.report(given.line, f"Give a text for “{name}”, not {kind}.")
        return BAD
    return given.value.strip()


def items_of(given, reading, name):
    if not isinstance(given, Listing):
        reading.report(given.line, f"Give a list for “{name}”: [first, second], or one per line after “- ”.")
        return BAD
    return given.items


@dataclass(frozen=True)
class Line:
    """A text on one line."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        if "\n" in text:
            reading.report(given.line, "This text must stand on one line: take the line breaks out.")
            return BAD
        return reading.checked(column, text, given.line)

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Prose:
    """A text that may have several lines."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        return BAD if text is BAD else reading.checked(column, text, given.line)

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Inherited:
    """A text with tokens such as {topic.name}; a rich one may also hold links and marks."""

    rich: bool = False

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        unknown = tokens.unknown(text)
        for one in unknown:
            hint = did_you_mean(one.token, tokens.KNOWN) or f" Use one of: {', '.join(sorted(tokens.KNOWN))}."
            reading.report(given.line, f"There is no token {{{short(one.token)}}}.{hint}")
        if unknown:
            return BAD
        if self.rich:
            self._check_markup(text, given, reading)
        return reading.checked(column, text, given.line)

    def _check_markup(self, text, given, reading):
        said, _ = tokens.substitute(text, dict.fromkeys(tokens.KNOWN, _STAND_IN), markdown=True)

        def resolve(type_, slug):
            if type_ == "citation":
                reading.report(given.line, "A text that articles inherit cannot cite: cite in the article.")
                return "tok_0"
            return "tok_0" if slug == _STAND_IN else reading.find(type_, slug)

        for sentence in markdown.inline(said, resolve)[1]:
            reading.report(given.line, sentence)

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Choice:
    """One of the model's choices."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        choices = [value for value, _ in reading.field(column).flatchoices]
        if text not in choices:
            hint = did_you_mean(text, choices)
            reading.report(given.line, f"“{short(text)}” is not one of {', '.join(choices)}.{hint}")
            return BAD
        return text

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        if not _WHOLE.fullmatch(text):
            reading.report(given.line, f"“{short(text)}” is not a whole number, such as 12.")
            return BAD
        return reading.checked(column, int(text), given.line)

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is not BAD and text.lower() not in ("true", "false"):
            reading.report(given.line, f"“{short(text)}” is neither true nor false.")
            return BAD
        return BAD if text is BAD else text.lower() == "true"

    def write(self, value, writing):
        return value


@dataclass(frozen=True)
class Day:
    """A day, as YYYY-MM-DD."""

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError(text)
            return date.fromisoformat(text).isoformat()
        except ValueError:
            reading.report(
                given.line, f"“{short(text)}” is not a day: write it as YYYY-MM-DD, such as 2026-07-01."
            )
            return BAD

    def write(self, value, writing):
        return Plain(value) if value else None


@dataclass(frozen=True)
class One:
    """A reference to one item, by its slug."""

    type: str

    def read(self, given, reading, column):
        text = text_of(given, reading, reading.name)
        if text is BAD:
            return BAD
        return reading.wanted(self.type, text, given.line) or BAD

    def write(self, value, writing):
        return writing.slug_of(self.type, value) if value else None


@dataclass(frozen=True)
class Many:
    """References to items, by their slugs, in order."""

    type: str

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        if items is BAD:
            return BAD
        return distinct([(one.line, self.one(one, reading, column)) for one in items], reading)

    def one(self, given, reading, column):
        text = text_of(given, reading, f"each of {reading.name}")
        return BAD if text is BAD else reading.wanted(self.type, text, given.line) or BAD

    def write(self, value, writing):
        return Flow(writing.slug_of(self.type, uid) for uid in value)


@dataclass(frozen=True)
class Words:
    """A list of short texts."""

    most: int

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        return BAD if items is BAD else self.words(items, reading, column)

    def words(self, items, reading, column):
        found = []
        for one in items:
            text = text_of(one, reading, f"each of {reading.name}")
            if text is BAD:
                continue
            if not text or "\n" in text or len(text) > self.most:
                reading.report(
                    one.line,
                    f"Each of {reading.name} must have from 1 to {self.most} characters, on one line.",
                )
            found.append((one.line, text))
        return distinct(found, reading, fold=str.casefold)

    def write(self, value, writing):
        return Flow(value)


@dataclass(frozen=True)
class Tags(Words):
    """Tags: a set, so their order says nothing."""

    def read(self, given, reading, column):
        found = super().read(given, reading, column)
        return found if found is BAD else sorted(found, key=lambda name: (name.casefold(), name))


@dataclass(frozen=True)
class WebAddresses:
    """A list of addresses, kept one per line."""

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        if items is BAD:
            return BAD
        found = []
        for one in items:
            text = text_of(one, reading, f"each of {reading.name}")
            if text is BAD:
                continue
            if not re.fullmatch(r"https?://[^\s]+", text):
                reading.report(
                    one.line, f"“{short(text)}” is not a web address such as https://example.org/."
                )
            found.append((one.line, text))
        found = distinct(found, reading)
        return BAD if found is BAD else "\n".join(found)

    def write(self, value, writing):
        return [line.strip() for line in value.splitlines() if line.strip()]


@dataclass(frozen=True)
class Listed:
    """A list of texts, kept one per line."""

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        if items is BAD:
            return BAD
        found = []
        for one in items:
            text = text_of(one, reading, f"each of {reading.name}")
            if text is not BAD and len(text.splitlines()) != 1:
                reading.report(one.line, f"Each of {reading.name} must stand on one line.")
                text = BAD
            found.append((one.line, text))
        found = distinct(found, reading)
        return BAD if found is BAD else "\n".join(found)

    def write(self, value, writing):
        return [line.strip() for line in value.splitlines() if line.strip()]


@dataclass(frozen=True)
class Rows:
    """A list of small records, such as codes. A row with only its first column may be that text alone."""

    columns: tuple[tuple[str, int], ...]
    flag: str = ""

    def read(self, given, reading, column):
        items = items_of(given, reading, reading.name)
        if items is BAD:
            return BAD
        found = [(one.line, self.row(one, reading, column)) for one in items]
        bad = any(row is BAD for _, row in found)
        said = distinct(
            [(line, tuple(sorted(row.items()))) for line, row in found if row is not BAD], reading
        )
        return BAD if bad or said is BAD else [row for _, row in found]

    def row(self, given, reading, column):
        if isinstance(given, Text) and len(self.columns) == 1:
            entries = {self.columns[0][0]: given}
        elif isinstance(given, Mapping):
            entries = {name: entry.value for name, entry in given.entries.items()}
        else:
            names = ", ".join(f"{name}: …" for name, _ in self.columns)
            reading.report(given.line, f"Each of {reading.name} must be {{{names}}}.")
            return BAD
        row, good = {}, True
        for name, most in self.columns:
            value = entries.pop(name, None)
            text = text_of(value, reading, name) if value is not None else ""
            if text is BAD or not text or "\n" in text or len(text) > most:
                line = value.line if value is not None else given.line
                if text is not BAD:
                    reading.report(line, f"“{name}” must have from 1 to {most} characters, on one line.")
                good = False
            row[name] = text
        if self.flag:
            value = entries.pop(self.flag, None)
            row[self.flag] = Flag().read(value, reading, self.flag) if value is not None else False
            good = good and row[self.flag] is not BAD
        for name, value in entries.items():
            known = [name for name, _ in self.columns] + ([self.flag] if self.flag else [])
            hint = did_you_mean(name, known) or f" Known are: {', '.join(known)}."
            reading.report(value.line, f"There is no key “{short(name)}” here.{hint}")
            good = False
        return row if good else BAD

    def write(self, value, writing):
        return [self._row(row) for row in value]

    def _row(self, row):
        said = {name: row[name] for name, _ in self.columns}
        if self.flag and row[self.flag]:
            said[self.flag] = True
        return next(iter(said.values())) if len(said) == 1 else FlowMap(said)


@dataclass(frozen=True)
class Routes:
    """Address patterns by kind of page; what is left out has the usual one."""

    def read(self, given, reading, column):
        if not isinstance(given, Mapping):
            reading.report(given.line, "Give the routes as keys, such as “article: /articles/{slug}”.")
            return BAD
        found, good = {}, True
        for name, entry in given.entries.items():
            text = text_of(entry.value, reading, name)
            sentences = [] if text is BAD else addresses.problems({name: text})
            for sentence in sentences:
                reading.report(entry.line, sentence + did_you_mean(name, set(addresses.ROUTES) - {name}))
            good = good and text is not BAD and not sentences
            found[name] = text
        return addresses.complete(found) if good else BAD

    def write(self, value, writing):
        known = addresses.complete(value)
        return {name: known[name] for name in addresses.ROUTES if known[name] != addresses.ROUTES[name]}


def distinct(found, reading, fold=lambda value: value):
    """The values, each of which may stand only once; BAD when one of them is."""
    seen, good = {}, True
    for line, value in found:
        if value is BAD:
            good = False
        elif fold_key := fold(value):
            if fold_key in seen:
                reading.report(line, f"This is listed twice (first in line {seen[fold_key]}): keep one.")
                good = False
            seen.setdefault(fold_key, line)
    return [value for _, value in found] if good else BAD
