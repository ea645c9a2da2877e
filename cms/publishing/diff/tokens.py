"""One line of text as tokens, and what became of them; a citation or a link is one token.

An old and a new line become operations. Reading the old side of every operation gives back the old line,
reading the new side gives the new one: nothing is lost between them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from .names import Names, marks, quoted

_WORD = re.compile(r"\s+|\d[\d.,]*\d|\w+(?:['’]\w+)*|[^\w\s]")
_HAS_WORD = re.compile(r"\w")

#: Attributes of an inline node that say nothing more: names of places, numbers that follow from order.
TECHNICAL = frozenset({"id", "mention", "reference", "number", "type", "marks", "text", "label", "children"})
#: What stands in a line of text, by type, and what it is called. A draft's own tree says entityLink.
NOUNS = {"citation": "citation", "link": "link", "entityLink": "link"}
#: A line that keeps a smaller share of its words was written anew, not edited.
LEAST_KEPT = 0.25
EVENTS = frozenset(NOUNS.values())


class Token(NamedTuple):
    """A word, a space or a sign; or, with a `node`, a citation, a link or another thing that is one."""

    text: str
    marks: tuple[str, ...] = ()
    node: str = ""  # type of the node; empty for plain words
    details: tuple[tuple[str, str], ...] = ()  # what it leads to and its other attributes, by name


class Change(NamedTuple):
    """One attribute with its old and its new value in words; empty where there was, or is, none."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Op:
    """What became of a stretch of text: its old wording, its new one, and what the eye would miss.

    `noun` and `verb` name the event for the summary ("citation", "replaced"); both are empty for plain words.
    """

    kind: str  # same, added, removed, formatted, replaced
    was: str = ""
    text: str = ""
    node: str = ""
    noun: str = ""
    verb: str = ""
    marks_were: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def note(self) -> str:
        """What is not in the words themselves, beside them: “source: A → B; plain → bold”."""
        if self.kind in ("same", "removed") and self.node not in EVENTS:
            return ""
        if self.kind in ("added", "removed"):
            said = [f"{c.name}: {c.now or c.was}" for c in self.changes]
            looks = self.marks if self.kind == "added" else self.marks_were
            return "; ".join([*said, *([marks(looks)] if looks else [])])
        said = [f"{c.name}: {c.was or 'none'} → {c.now or 'none'}" for c in self.changes]
        if self.marks_were != self.marks:
            said.append(f"{marks(self.marks_were)} → {marks(self.marks)}")
        return "; ".join(said)

    @property
    def is_event(self) -> bool:
        return bool(self.noun)

    @property
    def is_node(self) -> bool:
        """Whether it is drawn as one thing: a citation, a link."""
        return self.node in EVENTS


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


def line(nodes: list[dict], names: Names) -> list[Token]:
    """The tokens of inline nodes."""
    made: list[Token] = []
    for run in _runs_of(list(map(opened, nodes))):
        first, looks, address = run[0]
        if address:
            made.append(_link([(str(node.get("text", "")), own) for node, own, _ in run], address))
        elif first["type"] == "text":
            made += words("".join(str(node.get("text", "")) for node, _, _ in run), looks)
        elif first["type"].lower().endswith("break"):
            made.append(Token("\n", looks, "break"))
        else:
            made.append(_atom(first, looks, names))
    return made


def _runs_of(nodes):
    """Nodes that read as one: text under the same marks, text that one address stands behind."""
    runs: list[list] = []
    for node in nodes:
        own = [_mark(mark) for mark in node.get("marks") or ()]
        address = next((name[5:] for name in own if name.startswith("link ")), "")
        looks = tuple(sorted({name for name in own if not name.startswith("link ")}))
        plain = node["type"] == "text"
        if runs and plain and runs[-1][0][0]["type"] == "text":
            _, last_looks, last_address = runs[-1][-1]
            if last_address == address and (address or last_looks == looks):
                runs[-1].append((node, looks, address))
                continue
        runs.append([(node, looks, address if plain else "")])
    return runs


def _link(parts, address):
    """Text with an address behind it, as a draft holds it."""
    looks, inner = _looks(parts)
    return Token("".join(text for text, _ in parts), looks, "link", (("address", address), *inner))


def _looks(parts):
    """The marks of a whole that is made of parts; where they differ, each part's are said."""
    if len({looks for _, looks in parts}) < 2:
        return (parts[0][1] if parts else ()), ()
    joined: list[list] = []
    for text, looks in parts:
        if joined and joined[-1][1] == looks:
            joined[-1][0] += text
        else:
            joined.append([text, looks])
    return (), (("looks", ", ".join(f"{marks(looks)} “{text}”" for text, looks in joined)),)


def _atom(node, looks, names):
    noun = NOUNS.get(node["type"], node["type"])
    said = str(node.get("text") or node.get("label") or noun)
    children = node.get("children")
    inner: tuple = ()
    if is_inline(children):
        parts = [
            (str(child.get("text", "")), tuple(sorted({_mark(mark) for mark in child.get("marks") or ()})))
            for child in children
        ]
        child_looks, inner = _looks(parts)
        looks = tuple(sorted({*looks, *child_looks}))
    return Token(said, looks, noun, (*pointed(node, names), *inner))


def pointed(node: dict, names: Names) -> tuple[tuple[str, str], ...]:
    """Where a citation, link or button leads and how, in words: (("source", "2016 guideline"), …)."""
    rest = {name: value for name, value in node.items() if name not in TECHNICAL}
    found = []
    target = rest.pop("target", None)
    if isinstance(target, dict) and isinstance(target.get("slug"), str):
        known_as = f"{target.get('type', '')} {target['slug']}".strip()
        found.append(("to", names.title(known_as)))
        found += scalars({n: v for n, v in target.items() if n not in ("type", "slug")}, "target")
    elif isinstance(target, str) and target:
        kind = rest.pop("kind", "") if node.get("type") != "citation" else ""
        said = names.title(target)
        found.append(("source" if node.get("type") == "citation" else "to", said))
        if kind:
            found.append(("kind", str(kind)))
    elif target is not None:
        found += scalars({"target": target})
    if isinstance(rest.get("key"), str):
        found.append(("source", names.title(rest.pop("key"))))
    if isinstance(rest.get("href"), str) and rest["href"]:
        found.append(("address", rest.pop("href")))
    return (*found, *((name, value) for name, value in scalars(rest)))


def _mark(mark):
    if isinstance(mark, str):
        return mark
    rest = " ".join(str(value) for name, value in scalars(opened(mark)) if name != "type")
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
                inner = part if isinstance(part, dict) else {str(place): part}
                found += scalars(inner, f"{path} {place}" if isinstance(part, dict) else path)
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


def merged(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The same text with plain words under the same marks as one token: how it reads, however it was cut."""
    made: list[Token] = []
    for token in tokens:
        last = made[-1] if made else None
        if last and not last.node and not token.node and last.marks == token.marks:
            made[-1] = Token(last.text + token.text, last.marks)
        elif token.text or token.node:
            made.append(token._replace(details=tuple(sorted(token.details))))
    return tuple(made)


def compare(old: list[Token], new: list[Token]) -> list[Op]:
    """The operations that lead from the old line to the new one."""
    ops: list[Op] = []
    if old == new:
        for token in old:
            _append(ops, Op("same", token.text, token.text, node=token.node))
        return ops
    runs = _runs(old, new)
    if not _is_edited(runs, old, new):
        runs = [(False, old, new)]  # another text: crumbs of the old one among the new words help nobody
    for same, before, after in runs:
        if same:
            for was, now in zip(before, after, strict=True):
                _append(ops, _kept(was, now))
        else:
            _changed(ops, before, after)
    return ops


def _runs(old, new):
    """(same, old tokens, new tokens), where signs and spaces between two changes belong to the change."""
    runs: list[tuple[bool, list, list]] = []
    codes = _codes([_key(token) for token in old], [_key(token) for token in new])
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


def _codes(old, new):
    """difflib's operations on the keys of two lines.

    A word is compared together with the space after it, four times as fast as each alone; what both begin
    and end with is found without difflib, in the whole line and in every stretch that it calls replaced.
    """
    codes = []
    for tag, i, j, k, m in _trimmed("replace", 0, len(old), 0, len(new), old, new):
        if tag == "equal":
            codes.append((tag, i, j, k, m))
            continue
        ends_old, ends_new = _units(old, i, j), _units(new, k, m)
        matcher = SequenceMatcher(
            None,
            [tuple(old[a:b]) for a, b in pairwise(ends_old)],
            [tuple(new[a:b]) for a, b in pairwise(ends_new)],
            autojunk=False,
        )
        for inner, a, b, c, d in matcher.get_opcodes():
            codes += _trimmed(inner, ends_old[a], ends_old[b], ends_new[c], ends_new[d], old, new)
    return codes


def _trimmed(tag, i, j, k, m, old, new):
    """A replacement without what both sides begin and end with."""
    if tag != "replace":
        return [(tag, i, j, k, m)]
    most = min(j - i, m - k)
    head = next((n for n in range(most) if old[i + n] != new[k + n]), most)
    tail = next((n for n in range(most - head) if old[j - 1 - n] != new[m - 1 - n]), most - head)
    codes = [("equal", i, i + head, k, k + head)] if head else []
    if i + head < j - tail or k + head < m - tail:
        codes.append(("replace", i + head, j - tail, k + head, m - tail))
    if tail:
        codes.append(("equal", j - tail, j, m - tail, m))
    return codes


def _units(keys, start, end):
    """Where words begin that are compared with the space after them, and the end."""
    return [n for n in range(start, end) if n == start or not keys[n][1].isspace()] + [end]


def _is_edited(runs, old, new):
    kept = sum(_counts(t) for same, before, _ in runs if same for t in before)
    return kept >= LEAST_KEPT * max(sum(map(_counts, old)), sum(map(_counts, new)))


def _counts(token):
    return bool(token.node) or bool(_HAS_WORD.search(token.text))


def _key(token):
    return (token.node, token.text)


def _kept(was: Token, now: Token) -> Op:
    """The same wording; its marks or what is behind it may have changed."""
    changes = changes_of(was.details, now.details) if now.node else ()
    if not changes and was.marks == now.marks:
        return Op("same", now.text, now.text, node=now.node)
    looks = {"marks_were": was.marks, "marks": now.marks}
    if changes:
        return Op("replaced", was.text, now.text, now.node, *_event(was, now), changes=changes, **looks)
    noun, verb = (now.node, "formatted differently") if now.node in EVENTS else ("", "")
    return Op("formatted", was.text, now.text, now.node, noun, verb, **looks)


def _event(was, now):
    noun = now.node
    if was.details == now.details:
        return noun, "reworded"
    before, after = dict(was.details), dict(now.details)
    elsewhere = any(before.get(name) != after.get(name) for name in ("source", "to", "address"))
    if noun == "link":
        return noun, "retargeted" if elsewhere else "changed"
    return noun, "replaced" if elsewhere else "changed"


def changes_of(was: Iterable[tuple[str, str]], now: Iterable[tuple[str, str]]) -> tuple[Change, ...]:
    """The attributes that differ, in order."""
    before, after = dict(was), dict(now)
    return tuple(
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    )


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
        if was.text == now.text:  # stood among signs that changed
            _append(ops, _kept(was, now))
        else:
            changes = changes_of(was.details, now.details)
            looks = {"marks_were": was.marks, "marks": now.marks}
            event = _event(was, now)
            _append(ops, Op("replaced", was.text, now.text, now.node, *event, changes=changes, **looks))
        before, after = before[i + 1 :], after[j + 1 :]


def _first_pair(before, after):
    for i, was in enumerate(before):
        if was.node in EVENTS:
            for j, now in enumerate(after):
                if now.node == was.node:
                    return i, j
    return None


def _plain(ops, before, after):
    for kind, tokens in (("removed", before), ("added", after)):
        for token in tokens:
            noun = token.node if token.node in EVENTS else ""
            more = {"node": token.node, "noun": noun, "verb": kind if noun else ""}
            if kind == "removed":
                changes = tuple(Change(name, value, "") for name, value in token.details)
                looks = token.marks if noun else ()  # how gone words looked is of no use to anybody
                _append(ops, Op(kind, token.text, "", marks_were=looks, changes=changes, **more))
            else:
                changes = tuple(Change(name, "", value) for name, value in token.details)
                _append(ops, Op(kind, "", token.text, marks=token.marks, changes=changes, **more))


def _append(ops, op):
    """Neighbouring words with one fate are one operation; a citation or link stays alone."""
    last = ops[-1] if ops else None
    if (
        last
        and not last.node
        and not op.node
        and (last.kind, last.marks_were, last.marks) == (op.kind, op.marks_were, op.marks)
    ):
        ops[-1] = Op(
            op.kind, last.was + op.was, last.text + op.text, marks_were=op.marks_were, marks=op.marks
        )
    else:
        ops.append(op)


def reworded(op: Op) -> str:
    """“old words” became “new words”."""
    return f"{quoted(op.was)} became {quoted(op.text)}"
