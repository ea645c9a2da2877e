"""One line of published text as tokens, and what became of them; a citation or a link is one token.

An old and a new line become operations. Reading the old side of every operation gives back the old line,
reading the new side gives the new one: nothing is lost between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\s+|\d[\d.,]*\d|\w+(?:['’]\w+)*|[^\w\s]")
_HAS_WORD = re.compile(r"\w")

#: Attributes of an inline node that say nothing more: names of places, numbers that follow from order.
TECHNICAL = frozenset({"id", "mention", "reference", "number", "type", "marks", "text", "label", "children"})
#: What stands in a line of text, by type, and what it is called. A draft's own tree says entityLink.
NOUNS = {"citation": "citation", "link": "link", "entityLink": "link"}


class Token(NamedTuple):
    """A word, a space or a sign; or, with a `node`, a citation, a link or another thing that is one."""

    text: str
    marks: tuple[str, ...] = ()
    node: str = ""  # type of the node; empty for plain words
    details: tuple[tuple[str, str], ...] = ()  # its other attributes, by name


@dataclass(frozen=True)
class Op:
    """What became of a stretch of text: its old wording, its new one, and what the eye would miss.

    `noun` and `verb` name the event for the summary ("citation", "replaced"); both are empty for plain words.
    """

    kind: str  # same, added, removed, formatted, replaced
    was: str = ""
    text: str = ""
    note: str = ""
    node: str = ""
    noun: str = ""
    verb: str = ""


def is_inline(value: object) -> bool:
    """Whether this is a list of inline nodes: text, citations, links."""
    return isinstance(value, list) and bool(value) and all(_is_inline_node(child) for child in value)


def _is_inline_node(child):
    if not isinstance(child, dict) or not isinstance(child.get("type"), str):
        return False
    return child["type"] == "text" or child["type"] in NOUNS or child["type"].lower().endswith("break")


def opened(node: dict) -> dict:
    """A node with its attributes beside its type, as published nodes have them; a draft's are in `attrs`."""
    attrs = node.get("attrs")
    if not isinstance(attrs, dict):
        return node
    return {**{name: value for name, value in node.items() if name != "attrs"}, **attrs}


def words(text: str, marks: Iterable[str] = ()) -> list[Token]:
    return [Token(found, tuple(marks)) for found in _WORD.findall(text)]


def line(nodes: list[dict]) -> list[Token]:
    """The tokens of inline nodes."""
    made = []
    for node in map(opened, nodes):
        marks = tuple(sorted({_mark(mark) for mark in _marks(node)}))
        if node["type"] == "text":
            made += words(str(node.get("text", "")), marks)
        elif node["type"].lower().endswith("break"):
            made.append(Token("\n", marks, "break"))
        else:
            said = str(node.get("text") or node.get("label") or node["type"])
            details = tuple(
                (name, value) for name, value in scalars(node) if name.split(" ")[0] not in TECHNICAL
            )
            made.append(Token(said, marks, NOUNS.get(node["type"], node["type"]), details))
    return made


def _marks(node):
    """Its own marks and those of the words inside a link."""
    inner = [mark for child in node.get("children") or () for mark in _marks(child)]
    return [*(node.get("marks") or ()), *inner]


def _mark(mark):
    if isinstance(mark, str):
        return mark
    rest = " ".join(str(value) for name, value in scalars(mark) if name != "type")
    return f"{mark.get('type', 'mark')} {rest}".strip()


def scalars(value: dict, prefix: str = "") -> list[tuple[str, str]]:
    """Every scalar in a dict with its path: {"target": {"slug": "pad"}} → [("target slug", "pad")]."""
    found = []
    for name in sorted(value):
        child = value[name]
        path = f"{prefix} {name}".strip().replace("_", " ")
        if isinstance(child, dict):
            found += scalars(child, path)
        elif isinstance(child, list):
            for place, part in enumerate(child, 1):
                found += scalars(part if isinstance(part, dict) else {str(place): part}, path)
        elif child is not None and child != "":
            found.append((path, said(child)))
    return found


def said(value: object) -> str:
    """A scalar in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def joined(tokens: Iterable[Token]) -> str:
    return "".join(token.text for token in tokens)


def compare(old: list[Token], new: list[Token]) -> list[Op]:
    """The operations that lead from the old line to the new one."""
    ops: list[Op] = []
    for same, before, after in _runs(old, new):
        if same:
            for was, now in zip(before, after, strict=True):
                _append(ops, _kept(was, now))
        else:
            _changed(ops, before, after)
    return ops


def _runs(old, new):
    """(same, old tokens, new tokens), where signs and spaces between two changes belong to the change."""
    matcher = SequenceMatcher(
        None, [_key(token) for token in old], [_key(token) for token in new], autojunk=False
    )
    runs: list[tuple[bool, list, list]] = []
    codes = matcher.get_opcodes()
    for place, (tag, i, j, k, m) in enumerate(codes):
        before, after = old[i:j], new[k:m]
        same = tag == "equal"
        if (
            same
            and 0 < place < len(codes) - 1
            and not any(t.node or _HAS_WORD.search(t.text) for t in before)
        ):
            same = False
        if runs and runs[-1][0] is same:
            runs[-1][1].extend(before)
            runs[-1][2].extend(after)
        else:
            runs.append((same, list(before), list(after)))
    return runs


def _key(token):
    return (token.node, token.text)


def _kept(was: Token, now: Token) -> Op:
    """The same wording; its marks or what is behind it may have changed."""
    notes = []
    if now.node and was.details != now.details:
        notes.append(_details_note(was, now))
    if was.marks != now.marks:
        notes.append(f"{_marks_said(was.marks)} → {_marks_said(now.marks)}")
    if not notes:
        return Op("same", now.text, now.text, node=now.node)
    if was.details != now.details:
        return Op("replaced", was.text, now.text, "; ".join(notes), now.node, *_event(was, now))
    noun, verb = (now.node, "formatted differently") if now.node else ("", "")
    return Op("formatted", was.text, now.text, "; ".join(notes), now.node, noun, verb)


def _marks_said(marks):
    return ", ".join(marks) if marks else "plain"


def _event(was, now):
    noun = now.node
    if was.details == now.details:
        return noun, "reworded"
    if now.node == "link":
        return noun, "retargeted"
    before, after = dict(was.details), dict(now.details)
    swapped = any(before.get(name) != after.get(name) for name in ("key", "target"))
    return noun, "replaced" if swapped else "changed"


def _details_note(was, now):
    """Only what differs: "target slug: pad-2min → pad-3min"."""
    before, after = dict(was.details), dict(now.details)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if len(names) > 1 and "href" in names:
        names.remove("href")  # the address follows from the target
    return "; ".join(f"{name}: {before.get(name, 'none')} → {after.get(name, 'none')}" for name in names)


def _changed(ops, before, after):
    """A stretch with new wording; its citations and links are paired in order, each as one replacement."""
    while before or after:
        pair = _first_pair(before, after)
        if pair is None:
            _plain(ops, before, after)
            return
        i, j = pair
        _plain(ops, before[:i], after[:j])
        was, now = before[i], after[j]
        note = _details_note(was, now) or "other wording, same target"
        _append(ops, Op("replaced", was.text, now.text, note, now.node, *_event(was, now)))
        before, after = before[i + 1 :], after[j + 1 :]


def _first_pair(before, after):
    for i, was in enumerate(before):
        if was.node in NOUNS.values():
            for j, now in enumerate(after):
                if now.node == was.node:
                    return i, j
    return None


def _plain(ops, before, after):
    for kind, tokens in (("removed", before), ("added", after)):
        for token in tokens:
            note = "; ".join(f"{name}: {value}" for name, value in token.details)
            noun = token.node if token.node in NOUNS.values() else ""
            side = {"was": token.text} if kind == "removed" else {"text": token.text}
            _append(ops, Op(kind, note=note, node=token.node, noun=noun, verb=kind if noun else "", **side))


def _append(ops, op):
    """Neighbouring words with one fate are one operation; a citation or link stays alone."""
    last = ops[-1] if ops else None
    if last and not last.node and not op.node and (last.kind, last.note) == (op.kind, op.note):
        ops[-1] = Op(op.kind, last.was + op.was, last.text + op.text, op.note)
    else:
        ops.append(op)
