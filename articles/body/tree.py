"""A body as a value: its canonical spelling, what it says, and what it refers to.

A canonical tree has every attribute present (only `id` and `mention` may be missing, until `identify` gives
them), text with single spaces and none at the edges of a block, adjacent text of equal marks merged, marks
in the schema's order, no empty blocks, and tables that are rectangles with one row of headings.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import grammar

EMPTY = {"type": "doc", "content": []}

_SPACES = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef]")
_ORDER = {name: place for place, name in enumerate(grammar.MARKS)}
_WORD = re.compile(r"\w")


def empty() -> dict:
    """A fresh empty body; migrations name this function as the default, so it must stay here."""
    return {"type": "doc", "content": []}


class Reference(NamedTuple):
    """One place where a body names a record: role is "cites" or "links"."""

    role: str
    kind: str
    target: str
    label: str
    block: str
    mention: str
    cited_as: str


def normalise(tree: dict) -> dict:
    """The canonical spelling of a valid tree: two trees that read the same become equal."""
    return {"type": "doc", "content": _blocks(tree.get("content", []))}


def tidy(text: str) -> str:
    """Text as canonical trees hold it: no control characters, single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def doc(*blocks: dict) -> dict:
    return {"type": "doc", "content": list(blocks)}


def _blocks(children):
    return [block for child in children if (block := _block(child)) is not None]


def _block(node):
    """The canonical block, or None when it holds nothing that a reader could see."""
    name = node["type"]
    made = {"type": name}
    if attrs := _attrs(node):
        made["attrs"] = attrs
    if name == "cta":
        return made
    if name in ("paragraph", "heading"):
        made["content"] = _inline(node.get("content", []))
        return made if made["content"] else None
    if name == "table":
        made["content"] = _rows(node.get("content", []))
    elif name == "listItem":
        made["content"] = _item(node.get("content", []))
    else:
        made["content"] = _blocks(node.get("content", []))
    return made if made["content"] else None


def _attrs(node):
    given = node.get("attrs", {})
    attrs = {}
    for key, attr in grammar.NODES[node["type"]].attrs.items():
        value = given.get(key, attr.default)
        attrs[key] = tidy(value).strip() if attr.kind in ("label", "text") else value
    if given.get("id"):
        attrs["id"] = given["id"]
    if "mention" in attrs and not attrs["mention"]:
        del attrs["mention"]
    return attrs


def _item(children):
    blocks = _blocks(children)
    if blocks and blocks[0]["type"] != "paragraph":
        # The schema wants a paragraph before a nested list; an empty one keeps its identity.
        first = children[0] if children[0]["type"] == "paragraph" else {"type": "paragraph"}
        blocks.insert(0, _paragraph(first))
    return blocks


def _paragraph(node):
    made = {"type": "paragraph"}
    if attrs := _attrs(node):
        made["attrs"] = attrs
    made["content"] = _inline(node.get("content", []))
    return made


def _rows(rows):
    width = max((len(row.get("content", [])) for row in rows), default=0)
    made = []
    for row in rows:
        cells = list(row.get("content", []))
        cells += [{"type": "tableCell"}] * (width - len(cells))
        name = "tableCell" if made else "tableHeader"
        made.append({"type": "tableRow", "content": [_cell(cell, name) for cell in cells]})
    return made if width else []


def _cell(cell, name):
    """A cell holds one paragraph; several become its lines."""
    paragraphs = cell.get("content", []) or [{"type": "paragraph"}]
    lines = []
    for paragraph in paragraphs:
        lines += [*([{"type": "hardBreak"}] if lines else []), *paragraph.get("content", [])]
    return {"type": name, "content": [_paragraph({**paragraphs[0], "content": lines})]}


def _inline(children):
    nodes = []
    for child in children:
        if child["type"] == "hardBreak":
            _trim_end(nodes)
            if nodes:
                nodes.append({"type": "hardBreak"})
        elif child["type"] == "text":
            _append_text(nodes, tidy(child["text"]), _marks(child))
        else:
            atom = {"type": child["type"], "attrs": _attrs(child)}
            if marks := [mark for mark in _marks(child) if mark["type"] in grammar.ATOM_MARKS]:
                atom["marks"] = marks
            nodes.append(atom)
    while nodes:
        _trim_end(nodes)
        if not nodes or nodes[-1]["type"] != "hardBreak":
            break
        nodes.pop()
    return nodes


def _append_text(nodes, text, marks):
    last = nodes[-1] if nodes else None
    if last is None or last["type"] == "hardBreak":
        text = text.lstrip()
    elif last["type"] == "text" and last["text"].endswith(" "):
        text = text.lstrip(" ")
    if not text:
        return
    if last is not None and last["type"] == "text" and last.get("marks", []) == marks:
        last["text"] += text
    else:
        nodes.append({"type": "text", "text": text, **({"marks": marks} if marks else {})})


def _trim_end(nodes):
    """Drop white space at the end of a line."""
    while nodes and nodes[-1]["type"] == "text":
        nodes[-1]["text"] = nodes[-1]["text"].rstrip()
        if nodes[-1]["text"]:
            return
        nodes.pop()


def _marks(node):
    marks = []
    for mark in sorted(node.get("marks", []), key=lambda mark: _ORDER[mark["type"]]):
        wanted = grammar.MARK_ATTRS.get(mark["type"])
        marks.append({"type": mark["type"], **({"attrs": {wanted: mark["attrs"][wanted]}} if wanted else {})})
    return marks


def walk(node: dict) -> Iterator[dict]:
    """Every node below this one, in reading order."""
    for child in node.get("content", []):
        yield child
        yield from walk(child)


def line(node: dict) -> str:
    """The words of one paragraph or heading, as a reader sees them."""
    return "".join(_said(child) for child in node.get("content", []))


def _said(node):
    if node["type"] == "text":
        return node["text"]
    return "\n" if node["type"] == "hardBreak" else node["attrs"]["label"]


def lines(tree: dict) -> list[str]:
    """What a reader sees, one string for each paragraph, heading, table cell, attribution and button."""
    said = []
    for node in tree.get("content", []):
        if node["type"] in ("paragraph", "heading"):
            said.append(line(node))
        elif node["type"] == "cta":
            said.append(node["attrs"]["label"])
        else:
            said += lines(node)
            if attribution := node.get("attrs", {}).get("attribution"):
                said.append(attribution)
    return [words for words in said if words]


def text(tree: dict) -> str:
    """The whole body as plain text, blocks apart by an empty line."""
    return "\n\n".join(lines(tree))


def words(tree: dict) -> int:
    """How many words a reader reads: a lone dash is none, “risk-factor” is one."""
    return sum(1 for word in text(tree).split() if _WORD.search(word))


def references(tree: dict) -> list[Reference]:
    """Every record that the body names, in reading order, with the innermost block that names it."""
    found: list[Reference] = []
    _refer(tree, "", found)
    return found


def _refer(node, block, found):
    attrs = node.get("attrs", {})
    if node["type"] == "citation":
        found.append(
            Reference(
                "cites",
                "citation",
                attrs["target"],
                attrs["label"],
                block,
                attrs.get("mention", ""),
                attrs.get("cited_as", ""),
            )
        )
    elif node["type"] == "entityLink":
        found.append(Reference("links", attrs["kind"], attrs["target"], attrs["label"], block, "", ""))
    elif node["type"] == "cta" and attrs["kind"] != "url":
        found.append(
            Reference("links", attrs["kind"], attrs["target"], attrs["label"], attrs.get("id", ""), "", "")
        )
    for child in node.get("content", []):
        _refer(child, attrs.get("id") or block, found)
