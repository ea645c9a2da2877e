"""From sources to a plan: the state that each draft is to have, and every problem there is."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from articles import body
from articles.body import markdown

from . import library, sources
from .faq_lists import INLINE_KEYS
from .folder import File
from .given import Mapping, Text, Value
from .kinds import BAD, Group, Key, Kind, Part, all_kinds, of_type
from .problems import Problem, Report, did_you_mean, short, storable
from .sources import Source

_GONE = re.compile(r"There is no (\w+) “")


@dataclass
class Planned:
    """One draft as the files want it. `item` is the row that exists, if one does."""

    source: Source
    state: dict
    item: object | None = None

    @property
    def address(self) -> str:
        return f"{self.source.kind.kind}/{self.source.slug}"


@dataclass
class Plan:
    items: list[Planned]
    problems: list[Problem]
    names: library.Names


def read(files: list[File], report: Report, known) -> Plan:
    """Understand every file; `known` is what exists already: library.Database() or library.Nowhere()."""
    found = [source for file in files for source in sources.of_file(file, report)]
    shelf = _index(found, report, known)
    names = library.Names(shelf, known.shelf)
    _check_defaults(found, report, known)
    planned = []
    for source in sorted(
        found, key=lambda source: [kind.kind for kind in all_kinds()].index(source.kind.kind)
    ):
        if source.is_broken:
            _text(source, Reading(source, report, names), None)
        elif source.uid:
            item = known.item(source.kind, source.uid)
            state = _state(source, item, Reading(source, report, names))
            planned.append(Planned(source, state, item))
    _check_inline(planned, report, known)
    return Plan(planned, report.sorted(), names)


class Reading:
    """What a form needs to know of the source it reads, and where it reports."""

    def __init__(self, source: Source, report: Report, names: library.Names):
        self.source = source
        self.names = names
        self._report = report
        self._model = source.kind.model
        #: The key that is being read, for sentences.
        self.name = ""
        self.inline = {key: one.uid for key, one in source.inline.items() if one.uid}

    def report(self, line: int, sentence: str) -> None:
        self._report.add(self.source.path, line, sentence)

    def field(self, column: str):
        return self._model._meta.get_field(column)

    def checked(self, column: str, value, line: int):
        """The value when the model's own checks accept it, else BAD."""
        try:
            if value not in ("", None):
                self.field(column).run_validators(value)
        except ValidationError as error:
            self.report(line, f"“{self.name}”: {' '.join(error.messages)}")
            return BAD
        return value

    def find(self, type_: str, reference: str) -> str | None:
        return self.names.find(type_, reference, self.source.locale)

    def prose(self, text: str, first: int, has_lines: bool, profile: str, previous: dict | None) -> dict:
        """The tree of a Markdown text that begins in line `first`; names of blocks stay what they were.

        Where its lines are no lines of the file (a text in quotes), all problems are told at its first.
        """
        if why := storable(text):
            self.report(first, f"The text {why}.")
            return body.EMPTY
        asked: list[str] = []

        def resolve(type_, slug):
            uid = self.find(type_, slug)
            if not uid:
                asked.append(missing(type_, slug, self.names))
            return uid

        tree, problems = markdown.parse(text, resolve, first, profile)
        for line, sentence in problems:
            if _GONE.match(sentence) and asked:
                sentence = asked.pop(0)
            self.report(line if has_lines else first, sentence)
        return body.identify(tree, previous)

    def wanted(self, type_: str, reference: str, line: int) -> str | None:
        """The uid that a reference means; a problem when it means nothing."""
        uid = self.find(type_, reference)
        if not uid:
            self.report(line, missing(type_, reference, self.names))
        return uid


def missing(type_: str, reference: str, names: library.Names) -> str:
    """The sentence for a reference that means nothing."""
    kind = of_type(type_)
    where = (
        kind.file if kind.file else f"{kind.kind}/{library.split(short(reference))[0] or '…'}{kind.ending}"
    )
    hint = names.guess(type_, library.split(reference)[0])
    return f"There is no {kind.label} “{short(reference)}”: add it ({where}), or correct the name.{hint}"


# Addresses: who is who, before anything refers to anything.


def _index(found: list[Source], report: Report, known) -> library.Shelf:
    shelf = library.Shelf()
    first: dict[tuple, Source] = {}
    for source in found:
        if source.is_broken or not _read_address(source, report):
            _stand_in(source, shelf)
            continue
        address = (source.kind.type, source.slug, source.locale)
        if address in first:
            other = first[address]
            line = source.line_of(source.slug_key)
            sentence = f"The {source.kind.label} “{source.slug}” is in {other.path}:{other.line} already: "
            hint = "refer to it by its slug, or give this one a slug of its own."
            report.add(source.path, line, sentence + (hint if source.inline_in else "keep one of the two."))
            continue
        first[address] = source
        source.uid = known.shelf.by_address.get(address) or new_uid(source.kind)
        shelf.put(*address, source.uid)
        owner = known.key_owner(f"{source.kind.kind}/{source.slug}", source.locale)
        if owner and owner != source.uid:
            report.add(
                source.path,
                source.line_of(source.slug_key),
                f"The address {source.kind.kind}/{source.slug} belongs to another page for ever: "
                "choose another.",
            )
    return shelf


def _stand_in(source: Source, shelf: library.Shelf) -> None:
    """What refers to a file that cannot be read is no fault of its own."""
    source.locale = source.locale or settings.DEFAULT_LOCALE
    if source.kind.file or source.inline_in:
        shelf.unread.add(source.kind.type)
    else:
        shelf.put(source.kind.type, source.file_name, source.locale, library.UNREAD)


def new_uid(kind: Kind) -> str:
    return f"{kind.model.uid_prefix}_{secrets.token_hex(10)}"


def _read_address(source: Source, report: Report) -> bool:
    """Fill in slug and locale; whether they can be worked with."""
    given = sources.slug_given(source)
    if given is None:
        if not source.inline_in:
            report.add(source.path, source.line, f"“{source.slug_key}” is missing: add it.")
        return False
    slug, line = given
    try:
        _check(source.kind, "slug", slug)
    except ValidationError as error:
        hint = (
            "Give this FAQ a “slug” of its own. "
            if source.inline_in and not source.mapping.get("slug")
            else ""
        )
        report.add(source.path, line, f"“{short(slug)}” is no slug. {hint}{' '.join(error.messages)}")
        return False
    source.slug = slug
    source.locale = _locale(source, report)
    if not source.inline_in and not source.kind.file:
        name = source.file_name
        if name not in (slug, f"{slug}.{source.locale}"):
            report.add(
                source.path,
                line,
                f"The file is named {name}, and its slug is {slug}: rename the file to "
                f"{slug}{source.kind.ending}, or correct the slug.",
            )
    return True


def _locale(source: Source, report: Report) -> str:
    if source.inline_in:
        return source.inline_in.locale or _locale(source.inline_in, Report())
    entry = source.mapping.get("locale")
    if source.kind.file:
        custom = source.mapping.entries.get("custom")
        entry = custom.value.entries.get("locale") if custom and isinstance(custom.value, Mapping) else None
    if entry is None:
        return settings.DEFAULT_LOCALE
    value = entry.value.value if isinstance(entry.value, Text | Value) else None
    try:
        _check(source.kind, "locale", value)
        return value
    except ValidationError as error:
        report.add(source.path, entry.line, f"“{short(value)}” is no locale. {' '.join(error.messages)}")
        return settings.DEFAULT_LOCALE


def _check(kind: Kind, column: str, value) -> None:
    if not isinstance(value, str) or not value:
        raise ValidationError("Give a text.")
    kind.model._meta.get_field(column).run_validators(value)


# States.


def _state(source: Source, item, reading: Reading) -> dict:
    """The whole state: what the file says, the usual where it says nothing; what no file says stays."""
    kind = source.kind
    state = item.state() if item else _unsaved(kind)
    previous = state.get(kind.body) if kind.body else None
    usual = defaults(kind)
    if kind.read:
        state |= {**usual, **kind.read(source, reading)}
    else:
        state |= {**usual, **_read_keys(source, reading, dict(state))}
    state |= {"slug": source.slug, "locale": source.locale}
    if kind.body:
        state[kind.body] = _text(source, reading, previous)
    for rule in kind.rules:
        rule(state, source, reading)
    return state


def defaults(kind: Kind) -> dict:
    """What the columns hold where a file says nothing."""
    if kind.read:
        return {"status": "current", "status_reason": "", "superseded_by": None}
    columns = [column for one in kind.keys if isinstance(one, Part) for column in one.columns]
    columns += [key.column for _, key in keys(kind)]
    return {column: default(kind, column) for column in columns}


def default(kind: Kind, column: str):
    model = kind.model
    if column in model.rows or column == "tags":
        return []
    field = model._meta.get_field(column)
    return None if field.is_relation else field.get_default()


def keys(kind: Kind):
    """(group or None, key) of every key, in the order of the file."""
    for one in kind.keys:
        if isinstance(one, Group):
            yield from ((one, key) for key in one.keys)
        elif isinstance(one, Key):
            yield None, one


def _read_keys(source: Source, reading: Reading, before: dict) -> dict:
    if source.inline_in:
        refuse_unknown(source.mapping, INLINE_KEYS, reading, "an inline FAQ")
    else:
        names = [*source.kind.own_names, *_names(source.kind)]
        refuse_unknown(source.mapping, names, reading, f"{_article(source.kind.label)} {source.kind.label}")
    state = {}
    for one in source.kind.keys:
        if isinstance(one, Key):
            _read_key(one, source.mapping, reading, state)
            continue
        if isinstance(one, Part):
            state |= one.read(source.mapping, reading, before)
            continue
        entry = source.mapping.get(one.name)
        if entry is None:
            continue
        if not isinstance(entry.value, Mapping):
            names = ", ".join(f"{key.name}: …" for key in one.keys)
            reading.report(entry.line, f"“{one.name}” holds keys: {names}.")
            continue
        refuse_unknown(entry.value, [key.name for key in one.keys], reading, f"“{one.name}”")
        for key in one.keys:
            _read_key(key, entry.value, reading, state)
    return state


def _names(kind: Kind) -> list[str]:
    """Every key that a file of this kind may have at its top."""
    return [name for one in kind.keys for name in (one.names if isinstance(one, Part) else [one.name])]


def _read_key(key: Key, mapping: Mapping, reading: Reading, state: dict) -> None:
    entry = mapping.get(key.name)
    if entry is None:
        if key.required:
            given = mapping.entries.get(key.name)
            line = given.line if given else mapping.line
            reading.report(line, f"“{key.name}” is {'empty: fill it in' if given else 'missing: add it'}.")
        return
    reading.name = key.name
    value = key.form.read(entry.value, reading, key.column)
    if key.required and value == "":
        reading.report(entry.line, f"“{key.name}” is empty: fill it in.")
    elif value is not BAD:
        state[key.column] = value


def refuse_unknown(mapping: Mapping, known, reading: Reading, where: str) -> None:
    for name, entry in mapping.entries.items():
        if name not in known:
            hint = did_you_mean(name, known) or f" Known are: {', '.join(known)}."
            reading.report(entry.line, f"{where[0].upper()}{where[1:]} has no key “{short(name)}”.{hint}")


def _article(word: str) -> str:
    return "an" if word[0] in "aeioF" else "a"


def _text(source: Source, reading: Reading, previous: dict | None) -> dict:
    """The body of a Markdown text, with the identifiers of what was there before."""
    profile = source.kind.profile
    return reading.prose(source.text, source.text_line, source.text_has_lines, profile, previous)


# What only several files, or files and rows together, can be wrong about.


def _check_defaults(found: list[Source], report: Report, known) -> None:
    """One organisation is the default, over files and database together."""
    standing = known.default_organizations()
    for source in found:
        standing.pop(source.uid, None)
    for source in found:
        entry = source.mapping.get("default")
        if source.kind.kind != "organizations" or not entry or not isinstance(entry.value, Text):
            continue
        if entry.value.value.strip().lower() == "true":
            if standing:
                other = next(iter(standing.values()))
                report.add(
                    source.path,
                    entry.line,
                    f"“{other}” is the default already: only one organization can be.",
                )
            standing[source.uid] = source.slug


def _check_inline(planned: list[Planned], report: Report, known) -> None:
    """An inline FAQ is this article's alone: what others show too is referred to by its slug."""
    here = {one.source.uid for one in planned if one.source.kind.kind == "articles"}
    for one in planned:
        if one.source.inline_in and one.item:
            others = set(known.users_of_faq(one.source.uid)) - here
            if others or one.item.topic_id:
                reason = "other articles show it" if others else "it has a topic of its own"
                report.add(
                    one.source.path,
                    one.source.line,
                    f"The FAQ “{one.source.slug}” exists already and {reason}: refer to it by its slug, "
                    "or give this one a slug of its own.",
                )


def _unsaved(kind: Kind) -> dict:
    """The state of a row that does not exist yet."""
    return {field.name: default(kind, field.name) for field in kind.model._kept_fields()} | defaults(kind)
