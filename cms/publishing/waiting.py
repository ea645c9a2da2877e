"""What waits for somebody: groups of tasks for the start page, from the engine and from whoever registers.

    @waiting.register("recalls", order=25)
    def recalls(person, now, window):          None when this person has nothing to do with it
        rows = RecallPlace.objects.filter(assignee=person.uid)…
        return waiting.Group("Recalled pages", rows.count(), [waiting.Row(…) for one in rows[window]])

A provider asks a fixed number of questions to the database, returns the oldest first, and shows only what
the person may view. `register_question` adds an entry point for whoever reads the record, `register_remark`
a line about the installation itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

#: So many rows of a group stand on the start page, and so many on a page of its own.
SHOWN = 10
PER_PAGE = 50


@dataclass
class Row:
    """One task: what it is about, where it is done, and what to know about it."""

    title: str
    url: str
    type_name: str = ""
    said: str = ""
    #: Further items that go along.
    also: int = 0
    #: A second way to act, as (label, address).
    act: tuple[str, str] | None = None
    late: bool = False


@dataclass
class Group:
    """Tasks of one sort: how many there are in all, and the rows of the window asked for."""

    title: str
    count: int
    rows: list[Row] = field(default_factory=list)
    help: str = ""
    late: bool = False
    #: Where all of them stand; empty: on a page that the start page makes itself.
    all_url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Question:
    """A question to the record that begins with a search: a form with one field, sent by GET."""

    title: str
    label: str
    url: str
    name: str = "q"
    button: str = "Find"


@dataclass(frozen=True)
class Remark:
    """One line about the installation, for those who look after it."""

    text: str
    url: str = ""
    late: bool = False


Provider = Callable[[object, datetime, slice], Group | None]

_groups: dict[str, tuple[int, Provider]] = {}
_questions: list[Callable[[object], Question | None]] = []
_remarks: list[Callable[[object, datetime], list[Remark]]] = []


def register(key: str, *, order: int):
    """Add a group of tasks under this key; a lower order stands further up."""

    def add(provider: Provider) -> Provider:
        _groups[key] = (order, provider)
        return provider

    return add


def register_question(provider):
    _questions.append(provider)
    return provider


def register_remark(provider):
    _remarks.append(provider)
    return provider


def groups(person, now: datetime) -> list[Group]:
    """Every group in which something waits for this person."""
    found = []
    for key, _ in sorted(_groups.items(), key=lambda pair: (pair[1][0], pair[0])):
        one = group(key, person, now, slice(0, SHOWN))
        if one and one.count:
            found.append(one)
    return found


def group(key: str, person, now: datetime, window: slice) -> Group | None:
    """One group, with the rows of this window; None when there is none for this person."""
    if key not in _groups:
        return None
    found = _groups[key][1](person, now, window)
    if found:
        found.key = key
    return found


def questions(person) -> list[Question]:
    return [one for ask in _questions if (one := ask(person))]


def remarks(person, now: datetime) -> list[Remark]:
    return [one for say in _remarks for one in say(person, now)]
