"""A tree of blocks as a flat list of lines: what a reader reads in order, each with the blocks around it.

Nothing here knows the block types of a content type. A list of inline nodes is a line; a list of dicts is
nested blocks; a list of cells is one line; every other value is an attribute of its block.
"""

import re
from dataclasses import dataclass

from . import align, tokens
from .tokens import Op, Token

#: Renderings of the same content, and names of places.
UNREAD = frozenset({"id", "uid", "type", "html"})
_INNER_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
_SEPARATOR = Token(" │ ", node="separator")


@dataclass(frozen=True)
class Line:
    kind: str
    id: str
    around: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    tokens: tuple[Token, ...]

    @property
    def label(self) -> str:
        """“Callout › paragraph”; a paragraph that only fills a list item is that list item."""
        names = [*self.around, self.kind]
        if len(names) > 1 and self.kind == "paragraph" and names[-2] == "list item":
            names.pop()
        # "List › list item" says it twice.
        inner = [*names[1:], ""]
        said = " › ".join(
            name for name, next_ in zip(names, inner, strict=True) if not next_.startswith(name)
        )
        return said[:1].upper() + said[1:]

    @property
    def aligned(self) -> align.Block:
        content = (self.kind, self.around, self.attributes, self.tokens)
        words = [token.text for token in self.tokens if token.text.strip() and token is not _SEPARATOR]
        return align.Block(content, self.id, align.bag(words), self.kind)


@dataclass
class Row:
    """One line of the comparison. `noun` and `verb` count in the summary; empty where another row counts."""

    kind: str  # same, added, removed, changed, moved, skipped
    label: str
    ops: list[Op]
    notes: list[str]
    noun: str = ""
    verb: str = ""
    countable: bool = True  # there may be several: "2 tags added", but "title changed"


def are_blocks(value: object) -> bool:
    """Whether this is a list of blocks: dicts with a type, and with an id or nested content."""
    return (
        isinstance(value, list)
        and bool(value)
        and not tokens.is_inline(value)
        and all(
            isinstance(block, dict)
            and isinstance(block.get("type"), str)
            and ({"id", "attrs"} & block.keys() or any(isinstance(part, list) for part in block.values()))
            and not ("slug" in block or "key" in block)
            for block in value
        )
    )


def lines(blocks: list, around: tuple[str, ...] = (), default_kind: str = "block") -> list[Line]:
    found = []
    for block in blocks:
        if _are_cells(block):
            found.append(Line(default_kind, "", around, (), tuple(_row(block))))
        elif isinstance(block, dict):
            found += _lines_of(block, around, default_kind)
        elif isinstance(block, list):
            found += lines(block, around, default_kind)
        else:
            found.append(Line(default_kind, "", around, (), tuple(tokens.words(tokens.said(block)))))
    return found


def _lines_of(block, around, default_kind):
    block = tokens.opened(block)
    kind = _INNER_CAPITAL.sub(r" \1", str(block.get("type") or default_kind)).replace("_", " ").lower()
    own: list[Token] = []
    nested, attributes, said = [], [], False
    for name in sorted(block):
        value = block[name]
        if _are_cells(value):
            nested.append(Line(f"{kind} {one_of(name)}", "", (*around, kind), (), tuple(_row(value))))
        elif tokens.is_inline(value) and not said:
            own, said = tokens.line(value), True
        elif tokens.is_inline(value):
            nested.append(Line(name.replace("_", " "), "", (*around, kind), (), tuple(tokens.line(value))))
        elif isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
            nested += lines(value, (*around, kind), f"{kind} {one_of(name)}")
        elif name not in UNREAD and not (name == "text" and any(isinstance(v, list) for v in block.values())):
            attributes += tokens.scalars({name: value})
    if not said and not nested:
        # A button or a figure has no line of its own; its label is what a reader reads.
        shown = next((name for name in ("label", "text", "caption", "alt", "title") if block.get(name)), None)
        if shown and isinstance(block[shown], str):
            own = tokens.words(block[shown])
            attributes = [pair for pair in attributes if pair[0] != shown]
    line = Line(kind, str(block.get("id") or ""), around, tuple(attributes), tuple(own))
    holds_only = nested and not own and not attributes and "type" not in block
    return nested if holds_only else [line, *nested]


def _are_cells(value):
    """A row of a table: dicts that hold words and have neither a type nor an id."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(cell, dict)
            and isinstance(cell.get("children"), list)
            and not {"type", "id"} & cell.keys()
            for cell in value
        )
    )


def _row(cells):
    own: list[Token] = []
    for place, cell in enumerate(cells):
        own += [*([_SEPARATOR] if place else []), *tokens.line(cell["children"])]
    return own


def one_of(name: str) -> str:
    """The word for one thing of a list: "items" → "item"."""
    word = name.replace("_", " ")
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def compare(old: list, new: list) -> list[Row]:
    """Every line of both, in the order of the new text; removed lines stand where they stood."""
    before, after = lines(old), lines(new)
    rows = []
    for pair in align.align([line.aligned for line in before], [line.aligned for line in after]):
        was = None if pair.old is None else before[pair.old]
        now = None if pair.new is None else after[pair.new]
        earlier = (
            [tokens.joined(line.tokens) for line in after[: pair.new] if line.tokens] if pair.moved else []
        )
        made = row(was, now, moved=moved_note(earlier) if pair.moved else "")
        if made.ops or made.kind != "same":  # an unchanged list is seen in its items
            rows.append(made)
    return rows


def moved_note(earlier: list[str]) -> str:
    """Where a block or a record stands now, by what comes before it."""
    if not earlier:
        return "moved here, to the beginning"
    said = earlier[-1]
    return f"moved here, after “{said[:60]}{'…' if len(said) > 60 else ''}”"


def row(was: Line | None, now: Line | None, moved: str = "") -> Row:
    line = now or was
    ops = tokens.compare(list(was.tokens) if was else [], list(now.tokens) if now else [])
    if was is None or now is None:
        kind = "removed" if now is None else "added"
        notes = [f"{name}: {value}" for name, value in line.attributes]
        return Row(kind, line.label, ops, notes, line.kind, kind)
    notes = [moved] if moved else []
    changes = []
    if was.kind != now.kind:
        changes.append(f"{was.kind} → {now.kind}")
    if was.around != now.around:
        changes.append(f"{_inside(was)} → {_inside(now)}")
    changes += differences(was.attributes, now.attributes)
    notes += changes
    verb = verb_of(ops) if not changes else "changed"
    if moved:
        return Row(
            "moved",
            line.label,
            ops,
            notes,
            line.kind,
            "moved" if verb in ("", "counted") else "moved and changed",
        )
    if not verb:
        return Row("same", line.label, ops, notes)
    counted = verb == "counted"
    return Row("changed", line.label, ops, notes, "" if counted else line.kind, "" if counted else verb)


def _inside(line):
    return f"in {' › '.join(line.around)}" if line.around else "in the text itself"


def differences(was: tuple, now: tuple) -> list[str]:
    before, after = dict(was), dict(now)
    return [
        f"{name}: {before.get(name) or 'none'} → {after.get(name) or 'none'}"
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def verb_of(ops: list[Op]) -> str:
    """What happened to a line: "" nothing, "counted" only events that count for themselves, else a verb."""
    changed = [op for op in ops if op.kind != "same"]
    if not changed:
        return ""
    if any(not op.noun and op.kind != "formatted" for op in changed):
        return "changed"
    if all(op.noun for op in changed):
        return "counted"
    return "formatted differently"
