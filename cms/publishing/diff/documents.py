"""The difference of two documents: a section for each part that differs, and all of it in one line.

Each line of either document stands in exactly one row, see applying.py. What only repeats another part in
another form (html beside blocks) is shown when nothing else explains it.
"""

from dataclasses import dataclass, field
from itertools import count, pairwise

from . import parts, reading, sentences
from .names import Names, sentence
from .reading import Line
from .rows import Row


@dataclass
class Section:
    """One part of the document that differs. `aside`: it only repeats others, which do not differ."""

    key: str
    label: str
    rows: list[Row]
    aside: bool = False

    def stretches(self) -> list["Stretch"]:
        """The rows as they are shown: unchanged stretches are folded, but for a line on either side."""
        read = [row for row in self.rows if row.is_read]
        near = {place + step for place, row in enumerate(read) if row.kind != "same" for step in (-1, 0, 1)}
        found: list[Stretch] = []
        for place, row in enumerate(read):
            folded = place not in near or (row.kind == "left" and row.part)
            if not found or found[-1].folded != folded:
                found.append(Stretch(folded))
            found[-1].rows.append(row)
        return found


@dataclass
class Stretch:
    """Neighbouring rows that are shown, or folded, together."""

    folded: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def said(self) -> str:
        one = len(self.rows) == 1
        if any(row.kind == "left" for row in self.rows):
            return "1 line that moved along" if one else f"{len(self.rows)} lines that moved along"
        return "1 unchanged line" if one else f"{len(self.rows)} unchanged lines"


@dataclass
class Difference:
    """What a signer needs to see: sections in reading order, each change in a sentence, all in one line."""

    sections: list[Section] = field(default_factory=list)
    summary: str = ""
    is_new: bool = False

    def __bool__(self):
        return self.is_new or bool(self.sections)

    @property
    def sentences(self) -> list[str]:
        return [said for section in self.sections for row in section.rows for said in row.sentences]

    @property
    def changes(self) -> list[Row]:
        """The rows to stop at, from one change to the next."""
        return [row for section in self.sections for row in section.rows if row.anchor]


NOTHING = "No change that a reader can see"


def compare(old: dict | None, new: dict, names: Names | None = None) -> Difference:
    """The difference between two documents or two states; `old` is None for what was never published."""
    if old is None:
        return Difference([], "New", is_new=True)
    comparing = parts.Comparison((names or Names()).and_sources_of(old, new))
    old, new = comparing.names.read(old), comparing.names.read(new)
    sections = []
    hidden = reading.UNSIGNED | {"id", "uid"}
    for names_of, aside in ((reading.fields, False), (reading.repetitions, True)):
        for name in names_of(old, new, hidden):
            if reading.plain(old.get(name)) == reading.plain(new.get(name)):
                continue
            found = comparing.part(name, old.get(name), new.get(name))
            for row in found if aside else ():
                row.aside = True
            if any(row.kind != "same" for row in found):
                label = sentence(comparing.names.part(name))
                sections.append(Section(name, label, found, aside))
    number = count(1)
    for section in sections:
        _link(section.rows, number)
    found = Difference(sections, sentences.summary(sections) if sections else NOTHING)
    for row, following in pairwise(found.changes):
        row.following = following.anchor
    return found


def lines_of(document: dict, names: Names) -> dict[str, list[Line]]:
    """Every line of a document by its part: what there is to read in it."""
    comparing = parts.Comparison(names)
    document = names.read(document)
    found = {}
    for name in reading.fields({}, document, reading.UNSIGNED | {"id", "uid"}):
        if lines := [row.line.read for row in comparing.part(name, None, document[name])]:
            found[name] = lines
    return found


def _link(found: list[Row], number) -> None:
    """Number the changes, and tie each line that moved to the place that it left."""
    left: dict[int | None, list[tuple[int, Row]]] = {}
    place = 0
    for row in found:
        if row.takes_old:
            if row.kind == "left":
                left.setdefault(row.group, []).append((place, row))
            place += 1
        if row.kind != "same" and not (row.part and row.kind in ("left", "moved")):
            row.anchor = f"change-{next(number)}"
    for row in found:
        if (row.came or row.kind == "moved") and row.was is not None and not row.aside:
            waiting = left[row.group]
            here = next(at for at, (_, other) in enumerate(waiting) if other.was == row.was)
            row.source, other = waiting.pop(here)
            row.other, other.other = other.anchor, row.anchor
