"""The kinds of content files there are, and what each key of theirs says of a draft's state, both ways.

A kind is registered once, by the application that owns its content type:

    register(Kind("treatments", keys=(Key("name", "name", forms.Line(), required=True), …)))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cms.publishing import kinds as publishing

#: What a form returns for a value that it reported.
BAD = object()


class Form(Protocol):
    """How one key reads and is written."""

    def read(self, given, reading, column: str):
        """The value of the column in a state, or BAD once the problem is reported."""

    def write(self, value, writing):
        """What the file says for that value; None when it says nothing."""


@dataclass(frozen=True)
class Key:
    """One key of a file and the column of the draft's state that it fills."""

    name: str
    column: str
    form: Form
    required: bool = False
    #: Written also where it says what would be so without it.
    always: bool = False


@dataclass(frozen=True)
class Group:
    """A key that holds keys: `providers: {heading: …, content: …}`."""

    name: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Part:
    """Keys that fill several columns together, such as questions with the conditions that stand in them."""

    #: The keys of the file.
    names: tuple[str, ...]
    columns: tuple[str, ...]
    #: read(mapping, reading, before) -> the columns; `before` is the state as it stood.
    read: Callable
    #: write(state, writing) -> the keys, without those that say nothing.
    write: Callable


@dataclass(frozen=True)
class Kind:
    """One kind of content file. `kind` is the content type's, and the folder's name."""

    kind: str
    keys: tuple[Key | Group | Part, ...] = ()
    #: The column that the text under the front matter fills, and the profile of that text.
    body: str = ""
    profile: str = "article"
    #: All items stand in this one file.
    file: str = ""
    #: Functions of its own instead of keys: read(source, reading) -> state, write(state, writing) -> entry.
    read: Callable | None = None
    write: Callable | None = None
    #: What stands against a state as a whole: rule(state, reading) reports it.
    rules: tuple[Callable, ...] = ()
    own_names: tuple[str, ...] = field(default=("slug", "locale"))

    @property
    def ending(self) -> str:
        if self.file:
            return ".json"
        return ".md" if self.body else ".yaml"

    @property
    def model(self):
        return publishing.model(self.kind)

    @property
    def type(self) -> str:
        return self.model.type

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


_KINDS: dict[str, Kind] = {}

#: What is referred to comes before what refers to it; other kinds come between, in order of their names.
_FIRST = ("organizations", "topics", "treatments", "authors", "citations")
_LAST = ("faqs", "articles")


def register(kind: Kind) -> None:
    _KINDS[kind.kind] = kind


def all_kinds() -> list[Kind]:
    """Every registered kind, in the order in which drafts are saved."""
    between = sorted(name for name in _KINDS if name not in (*_FIRST, *_LAST))
    return [_KINDS[name] for name in (*_FIRST, *between, *_LAST) if name in _KINDS]


def kind_of(name: str) -> Kind:
    return _KINDS[name]


def of_type(type_: str) -> Kind | None:
    """The kind that links name so: `topic`, `article`."""
    return next((kind for kind in _KINDS.values() if kind.type == type_), None)
