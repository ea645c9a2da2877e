"""The editor's HTML: what ProseMirror reads and writes, to a canonical tree and back.

HTML is only the way to and from the editor, and how pasted text comes in; it is never stored. `to_html`
writes exactly what `editor.getHTML()` writes for the same tree, so that the page can see when the editor
dropped something.
"""

import re

import lxml.html
import nh3
from lxml import etree

from . import grammar
from .tree import normalise, tidy
from .validity import Problem, Refused
from .wire_out import to_html

__all__ = ["from_html", "to_html"]

MAX_HTML = 4_000_000
MAX_ELEMENT_DEPTH = 150

_MARK_TAGS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "sub": "subscript",
    "sup": "superscript",
    "dfn": "term",
}
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_LISTS = {"ul": "bulletList", "ol": "orderedList", "menu": "bulletList", "dir": "bulletList"}
# Elements that mean nothing to us but whose words stand on a line of their own.
_BREAKING = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "address",
        "figure",
        "figcaption",
        "details",
        "summary",
        "pre",
        "hr",
        "center",
        "form",
        "fieldset",
        "legend",
        "dl",
        "dt",
        "dd",
        "li",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "blockquote",
        "option",
        "optgroup",
        "hgroup",
        "search",
        "dialog",
    }
)
_ALLOWED_TAGS = _BREAKING | {*_HEADINGS, *_LISTS, *_MARK_TAGS, "a", "br", "cite", "span"}
_ALLOWED_ATTRIBUTES = {
    "a": {"href", "data-entity", "data-target"},
    "cite": {"data-citation", "data-locator", "data-cited-as", "data-mention"},
    "span": {"lang"},
    "ol": {"start", "data-id"},
    "aside": {"data-callout", "data-id"},
    "blockquote": {"data-attribution", "data-id"},
    "div": {"data-cta", "data-target", "data-id"},
    **{tag: {"data-id", "data-aspect"} for tag in _HEADINGS},
    **{tag: {"data-id"} for tag in ("p", "ul", "li", "table")},
}
_CLEANER = nh3.Cleaner(
    tags=set(_ALLOWED_TAGS),
    attributes=_ALLOWED_ATTRIBUTES,
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel=None,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def from_html(html: str, profile: str = "article") -> dict:
    """The canonical tree of any HTML: what the schema lacks is unwrapped, and no visible word is lost."""
    if len(html) > MAX_HTML:
        raise Refused(
            [Problem("", f"The text is longer than {MAX_HTML:,} characters of HTML: split it in two.")]
        )
    clean = _CLEANER.clean(html.encode("utf-8", "ignore").decode().replace("\x00", ""))
    clean = _UNPRINTABLE.sub(lambda found: " " if found[0] in "\x0b\x1c\x1d\x1e\x1f\x85" else "", clean)
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    root = lxml.html.fragment_fromstring(f"<div>{clean}</div>".encode(), parser=parser)
    _refuse_depth(root)
    sink = _Sink(grammar.TOP[profile])
    _children(root, sink, ())
    return normalise({"type": "doc", "content": sink.done()})


def _refuse_depth(root):
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_ELEMENT_DEPTH:
            raise Refused([Problem("", f"The text is nested more than {MAX_ELEMENT_DEPTH} levels deep.")])


class _Sink:
    """Collects the blocks of one container; words that stand in no block become paragraphs."""

    def __init__(self, holds):
        self.holds = holds
        self.blocks = []
        self.inline = []
        self.id = ""

    def flush(self):
        if self.inline:
            self.blocks.append(_node("paragraph", {}, self.inline, self.id))
            self.inline, self.id = [], ""

    def block(self, node):
        self.flush()
        self.blocks.append(node)

    def done(self):
        self.flush()
        return self.blocks


def _node(name, attrs, content, given_id=""):
    attrs = dict(attrs)
    if given_id and grammar.ID.fullmatch(given_id):
        attrs["id"] = given_id
    return {"type": name, **({"attrs": attrs} if attrs else {}), "content": content}


def _children(element, sink, marks):
    _text(element.text, sink, marks)
    for child in element:
        if isinstance(child.tag, str):
            _element(child, sink, marks)
        _text(child.tail, sink, marks)


def _text(text, sink, marks):
    if text:
        sink.inline.append({"type": "text", "text": text, "marks": list(marks)})


def _element(element, sink, marks):
    tag = element.tag
    if tag == "br":
        sink.inline.append({"type": "hardBreak"})
    elif tag in _LISTS and _LISTS[tag] in sink.holds:
        sink.block(_list(element, marks))
    elif tag in _HEADINGS and "heading" in sink.holds:
        sink.flush()
        sink.blocks += _heading(element, marks)
    elif tag == "table" and "table" in sink.holds:
        sink.flush()
        sink.blocks += _table(element, marks)
    elif tag == "blockquote" and "blockquote" in sink.holds:
        attrs = {"attribution": element.get("data-attribution", "")[: grammar.MAX_LABEL]}
        _container(element, sink, marks, "blockquote", attrs)
    elif tag == "aside" and "callout" in sink.holds and element.get("data-callout") in grammar.CALLOUTS:
        _container(element, sink, marks, "callout", {"kind": element.get("data-callout")})
    elif tag == "div" and "cta" in sink.holds and (cta := _cta(element)):
        sink.block(cta)
    elif tag in _BREAKING or tag in _HEADINGS or tag in _LISTS:
        sink.flush()
        sink.id = element.get("data-id", "") if tag == "p" else ""
        before = len(sink.blocks)
        _children(element, sink, marks)
        sink.flush()
        if tag == "p" and len(sink.blocks) == before:
            sink.blocks.append(_node("paragraph", {}, [], sink.id))  # holds the place before a nested list
        sink.id = ""
    else:
        _inline(element, sink, marks)


def _container(element, sink, marks, name, attrs):
    inner = _Sink(grammar.FLOW)
    _children(element, inner, marks)
    sink.block(_node(name, attrs, inner.done(), element.get("data-id", "")))


def _heading(element, marks):
    """A heading is one line: what stands in blocks inside it follows after a space."""
    inner = _Sink(())
    _children(element, inner, marks)
    aspect = element.get("data-aspect", "")
    attrs = {"level": _HEADINGS[element.tag], "aspect": aspect if aspect in grammar.ASPECTS else ""}
    return [
        _node(
            "heading", attrs, _joined(inner.done(), {"type": "text", "text": " "}), element.get("data-id", "")
        )
    ]


def _joined(paragraphs, between):
    inline = []
    for paragraph in paragraphs:
        inline += [*([dict(between)] if inline else []), *paragraph["content"]]
    return inline


def _list(element, marks):
    items, loose = [], _Sink(grammar.FLOW)

    def wrap_loose():
        nonlocal loose
        for block in loose.done():
            if block["type"] in grammar.LISTS and items:
                items[-1]["content"].append(block)
            elif not _is_blank(block):
                items.append(_node("listItem", {}, [block]))
        loose = _Sink(grammar.FLOW)

    _text(element.text, loose, marks)
    for child in element:
        if child.tag == "li":
            wrap_loose()
            inner = _Sink(grammar.FLOW)
            _children(child, inner, marks)
            items.append(_node("listItem", {}, inner.done(), child.get("data-id", "")))
        elif isinstance(child.tag, str):
            _element(child, loose, marks)
        _text(child.tail, loose, marks)
    wrap_loose()
    start = element.get("start", "")
    attrs = {}
    if element.tag == "ol":
        attrs["start"] = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
    return _node(_LISTS[element.tag], attrs, items, element.get("data-id", ""))


def _is_blank(block):
    return block["type"] == "paragraph" and not any(
        node["type"] != "text" or node["text"].strip() for node in block["content"]
    )


def _table(element, marks):
    before, rows = _Sink(("paragraph",)), []
    for child in element:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
        elif isinstance(child.tag, str):
            _element(child, before, marks)  # a caption, above all
    made = [_row(row, marks) for row in rows]
    table = _node("table", {}, [row for row in made if row["content"]], element.get("data-id", ""))
    return [*before.done(), *([table] if table["content"] else [])]


def _row(row, marks):
    cells = []
    for cell in row:
        if cell.tag in ("td", "th"):
            inner = _Sink(())
            _children(cell, inner, marks)
            name = "tableHeader" if cell.tag == "th" else "tableCell"
            cells.append(
                _node(name, {}, [p for p in inner.done() if not _is_blank(p)] or [_cell_paragraph(cell)])
            )
    return _node("tableRow", {}, cells)


def _cell_paragraph(cell):
    """An empty cell's paragraph, with the identity that it had."""
    paragraph = cell.find("p")
    return _node("paragraph", {}, [], paragraph.get("data-id", "") if paragraph is not None else "")


def _cta(element):
    kind, target, label = element.get("data-cta", ""), element.get("data-target", ""), _label(element)
    fits = (
        grammar.is_href(target) if kind == "url" else grammar.UID.fullmatch(target) and kind in grammar.KINDS
    )
    if not fits or not label:
        return None
    attrs = {"label": label, "kind": kind, "target": target}
    if grammar.ID.fullmatch(element.get("data-id", "")):
        attrs["id"] = element.get("data-id")
    return {"type": "cta", "attrs": attrs}


def _label(element):
    label = tidy("".join(element.itertext())).strip()
    return label if len(label) <= grammar.MAX_LABEL else ""


def _inline(element, sink, marks):
    if atom := {"cite": _citation, "a": _entity_link}.get(element.tag, lambda _element: None)(element):
        sink.inline.append({**atom, "marks": list(marks)})
    else:
        mark = _mark(element)
        if mark and all(mark["type"] != known["type"] for known in marks):
            marks = (*marks, mark)
        _children(element, sink, marks)


def _mark(element):
    if element.tag in _MARK_TAGS:
        return {"type": _MARK_TAGS[element.tag]}
    if element.tag == "a" and grammar.is_href(href := element.get("href", "").strip()):
        return {"type": "link", "attrs": {"href": href}}
    if element.tag == "span" and len(lang := element.get("lang", "")) <= 35 and grammar.LANG.fullmatch(lang):
        return {"type": "lang", "attrs": {"lang": lang}}
    return None


def _citation(element):
    target, label = element.get("data-citation", ""), _label(element)
    if not grammar.UID.fullmatch(target) or not label:
        return None
    attrs = {
        "target": target,
        "label": label,
        "locator": element.get("data-locator", "")[: grammar.MAX_LABEL],
    }
    attrs["cited_as"] = "retracted" if element.get("data-cited-as") == "retracted" else ""
    if grammar.ID.fullmatch(element.get("data-mention", "")):
        attrs["mention"] = element.get("data-mention")
    return {"type": "citation", "attrs": attrs}


def _entity_link(element):
    kind, target, label = element.get("data-entity", ""), element.get("data-target", ""), _label(element)
    if kind not in grammar.KINDS or not grammar.UID.fullmatch(target) or not label:
        return None
    return {"type": "entityLink", "attrs": {"kind": kind, "target": target, "label": label}}
