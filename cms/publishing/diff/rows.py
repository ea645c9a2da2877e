"""The rows of a comparison: each about one line, with all that became of it."""

from dataclasses import dataclass, field

from . import names, tokens
from .align import Pair
from .names import quoted, sentence
from .reading import Line
from .tokens import Change, Op


@dataclass
class Row:
    """One line of the comparison.

    same, changed   the line, as it was and as it is
    added, removed  the line that came or went
    left            where a line stood that moved; `moved` shows it where it stands now
    `line` says what kind of line it is and what is around it now. `noun` and `verb` count in the summary;
    they are empty where another row counts.
    """

    kind: str
    line: Line
    label: str = ""
    ops: list[Op] = field(default_factory=list)
    #: Attributes that changed; all of them for a line that came or went.
    changes: tuple[Change, ...] = ()
    notes: list[str] = field(default_factory=list)  # what the words of the line do not show
    sentences: list[str] = field(default_factory=list)
    noun: str = ""
    verb: str = ""
    countable: bool = True  # there may be several: "2 tags added", but "title changed"
    #: Came along with a record that moved, so its old side stands where the record stood.
    came: bool = False
    #: Belongs to something that came, went or moved as a whole, and is told there.
    part: bool = False
    #: Of a line that moved: the place of its old self among the old lines, 0, 1, 2 …
    source: int | None = None
    #: For a moved line where it went, for one that left where from: the anchor of the other row.
    anchor: str = ""
    other: str = ""
    #: The change after it; empty for the last one.
    following: str = ""
    #: Repeats what other rows say, and they do not differ: stands for no line.
    aside: bool = False
    #: For a line without words of its own: the first words in it.
    holds: str = ""
    was: Line | None = None
    group: int | None = None

    @property
    def takes_old(self) -> bool:
        """Whether it stands for the next line of the old text."""
        return self.kind in ("same", "changed", "removed", "left") and not (self.came or self.aside)

    @property
    def gives_new(self) -> bool:
        """Whether it stands for the next line of the new text."""
        return self.kind in ("same", "changed", "added", "moved") and not self.aside

    @property
    def is_read(self) -> bool:
        """Whether there is anything to read in it: a list is read in its items."""
        return self.kind != "same" or bool(self.ops)

    @property
    def said(self) -> str:
        return {"left": "Moved from here", "moved": "Moved here"}.get(self.kind, names.sentence(self.kind))

    @property
    def depth(self) -> int:
        return min(len(self.line.around), 4)

    @property
    def old_ops(self) -> list[Op]:
        """The line as it was, for the left side."""
        return [op for op in self.ops if op.kind != "added"]

    @property
    def new_ops(self) -> list[Op]:
        return [op for op in self.ops if op.kind != "removed"]


@dataclass(frozen=True)
class At:
    """Where a value stands: its kind of line, what is around it, the steps to it, and who counts for it."""

    kind: str
    noun: str
    around: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    #: The same for programs: (name of the part or field, title of the record in it).
    steps: tuple[tuple[str, str], ...] = ()
    part: bool = False  # of something that is told as a whole
    group: int | None = None  # of the record that moved with it

    def said(self, last: str = "") -> str:
        """The steps to it, and the last one: “FAQ “Is it serious?” · Answer”."""
        return " · ".join(step for step in (*self.path, last) if step)

    @property
    def subject(self) -> str:
        return self.said() or sentence(self.noun)


def of_pair(was: Line | None, now: Line | None, *, moved: bool, away: bool, label: str) -> Row:
    """The row for one pair of lines, without its words."""
    line = now or was
    if away:
        return Row("left", line, label, [Op("same", was.text, was.text)], was=was)
    ops = tokens.compare(list(was.tokens) if was else [], list(now.tokens) if now else [])
    changes = tokens.changes_of(was.attributes if was else (), now.attributes if now else ())
    row = Row("same", line, label, ops, changes, was=was)
    if was is None:
        row.kind = "added"
    elif now is None:
        row.kind = "removed"
    elif moved:
        row.kind = "moved"
    elif changes or was.kind != now.kind or any(op.kind != "same" for op in ops):
        row.kind = "changed"
    return row


def way(pair: Pair, pairs: list[Pair], was_said: list[str]) -> str:
    """“moved up, from after “…””: which way a line or record went, and where it stood."""
    stayed = [one for one in pairs if not one.moved and one.old is not None and one.new is not None]
    before = sum(one.old < pair.old for one in stayed)
    after = sum(one.new < pair.new for one in stayed)
    up = after < before or (after == before and pair.new < pair.old)
    stood = next((said for said in reversed(was_said[: pair.old]) if said.strip()), "")
    return f"moved {'up' if up else 'down'}, from {f'after {quoted(stood)}' if stood else 'the beginning'}"


def became_of(ops: list[Op]) -> str:
    """What happened to the words: "" nothing, "counted" only what counts for itself, else a verb."""
    changed = [op for op in ops if op.kind != "same"]
    if not changed:
        return ""
    if any(not op.is_event and op.kind != "formatted" for op in changed):
        return "changed"
    if all(op.is_event for op in changed):
        return "counted"
    return "formatted differently"
