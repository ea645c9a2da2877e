"""A body as front ends get it: blocks and inline nodes with every reference resolved, and their HTML.

`schema.json` beside this file describes the blocks. HTML is only ever generated from them, so that nothing
reaches a page that the closed schema does not know.
"""

from collections.abc import Callable, Iterator
from html import escape

from . import grammar

TargetOf = Callable[[str, str], dict | None]
ReferenceNumber = Callable[[str], int]

_MARKS = {
    "bold": "strong",
    "italic": "em",
    "subscript": "sub",
    "superscript": "sup",
    "term": "term",
    "lang": "lang",
}
_TAGS = {"strong": "strong", "em": "em", "sub": "sub", "sup": "sup", "term": "dfn", "lang": "span"}


def blocks(tree: dict, target_of: TargetOf, reference_number: ReferenceNumber) -> list[dict]:
    """The public blocks of a settled tree.

    A reference that `target_of` does not know becomes its words alone: what is broken is the business of
    the checks before publishing, and a preview must still show the text.
    """
    return _Composer(target_of, reference_number).blocks(tree["content"])


def inline(nodes: list[dict], target_of: TargetOf, reference_number: ReferenceNumber) -> list[dict]:
    """The public inline nodes of one line."""
    return _Composer(target_of, reference_number).inline(nodes)


class _Composer:
    def __init__(self, target_of, reference_number):
        self.target_of = target_of
        self.reference_number = reference_number

    def blocks(self, nodes):
        return [made for node in nodes if (made := self.block(node))]

    def block(self, node):
        attrs = node["attrs"]
        name, identifier = node["type"], attrs["id"]
        if name == "paragraph":
            children = self.inline(node["content"])
            return {"type": "paragraph", "id": identifier, "children": children} if children else None
        if name == "heading":
            children = self.inline(node["content"])
            return {
                "type": "heading",
                "id": identifier,
                "level": attrs["level"],
                "aspect": attrs["aspect"],
                "text": inline_text(children),
                "children": children,
            }
        if name in grammar.LISTS:
            return {
                "type": "list",
                "id": identifier,
                "ordered": name == "orderedList",
                "start": attrs.get("start", 1),
                "items": [self.item(item) for item in node["content"]],
            }
        if name == "blockquote":
            inner = self.blocks(node["content"])
            return {"type": "quote", "id": identifier, "attribution": attrs["attribution"], "blocks": inner}
        if name == "callout":
            inner = self.blocks(node["content"])
            return {"type": "callout", "id": identifier, "kind": attrs["kind"], "blocks": inner}
        if name == "table":
            return self.table(node)
        return self.cta(attrs)

    def item(self, node):
        first, *rest = node["content"]
        return {
            "id": node["attrs"]["id"],
            "children": self.inline(first["content"]),
            "blocks": self.blocks(rest),
        }

    def table(self, node):
        header, *rows = [
            [{"children": self.inline(cell["content"][0]["content"])} for cell in row["content"]]
            for row in node["content"]
        ]
        return {"type": "table", "id": node["attrs"]["id"], "header": header, "rows": rows}

    def cta(self, attrs):
        made = {"type": "cta", "id": attrs["id"], "label": attrs["label"]}
        if attrs["kind"] == "url":
            return {**made, "target": {"type": grammar.href_type(attrs["target"])}, "href": attrs["target"]}
        target = self.target_of(attrs["kind"], attrs["target"])
        if target is None:
            return None
        return {**made, "target": {"type": target["type"], "slug": target["slug"]}, "href": target["href"]}

    def inline(self, nodes):
        made = []
        for node in nodes:
            if node["type"] == "hardBreak":
                made.append({"type": "break"})
            elif node["type"] == "text":
                self.text(made, node)
            else:
                made.append(self.atom(node))
        return made

    def text(self, made, node):
        text = {"type": "text", "text": node["text"], "marks": _marks(node)}
        href = next((m["attrs"]["href"] for m in node.get("marks", []) if m["type"] == "link"), None)
        if href is None:
            made.append(text)
        elif (
            made
            and made[-1]["type"] == "link"
            and made[-1]["href"] == href
            and "slug" not in made[-1]["target"]
        ):
            made[-1]["text"] += node["text"]
            made[-1]["children"].append(text)
        else:
            made.append(_link({"type": grammar.href_type(href)}, href, text))

    def atom(self, node):
        attrs = node["attrs"]
        text = {"type": "text", "text": attrs["label"], "marks": _marks(node)}
        target = self.target_of(attrs.get("kind", "citation"), attrs["target"])
        if target is None:
            return text
        if node["type"] == "entityLink":
            return _link({"type": target["type"], "slug": target["slug"]}, target["href"], text)
        return {
            "type": "citation",
            "id": attrs["mention"],
            "reference": self.reference_number(attrs["target"]),
            "key": target["slug"],
            "label": attrs["label"],
            "locator": attrs["locator"],
            "cited_as": attrs["cited_as"],
            "marks": text["marks"],
        }


def _link(target, href, text):
    return {"type": "link", "target": target, "href": href, "text": text["text"], "children": [text]}


def _marks(node):
    return [
        {"type": _MARKS[mark["type"]], **mark.get("attrs", {})}
        for mark in node.get("marks", [])
        if mark["type"] in _MARKS
    ]


def html(blocks: list[dict]) -> str:
    """The HTML of public blocks. A citation is drawn by its label and leads to `#ref-<number>`."""
    return "\n".join(_block_html(block) for block in blocks)


def _block_html(block):
    kind = block["type"]
    if kind == "paragraph":
        return f"<p>{inline_html(block['children'])}</p>"
    if kind == "heading":
        tag = f"h{block['level']}"
        return f'<{tag} id="{_quoted(block["id"])}">{inline_html(block["children"])}</{tag}>'
    if kind == "list":
        tag = "ol" if block["ordered"] else "ul"
        start = f' start="{block["start"]}"' if block["ordered"] and block["start"] != 1 else ""
        items = "".join(
            f"<li>{inline_html(item['children'])}{html(item['blocks'])}</li>" for item in block["items"]
        )
        return f"<{tag}{start}>{items}</{tag}>"
    if kind == "quote":
        footer = f"<footer>{_quoted(block['attribution'])}</footer>" if block["attribution"] else ""
        return f"<blockquote>{html(block['blocks'])}{footer}</blockquote>"
    if kind == "callout":
        return f'<aside class="callout callout-{_quoted(block["kind"])}">{html(block["blocks"])}</aside>'
    if kind == "table":
        return _table_html(block)
    return f'<p class="cta"><a href="{_quoted(block["href"])}">{_quoted(block["label"])}</a></p>'


def _table_html(block):
    header = "".join(f'<th scope="col">{inline_html(cell["children"])}</th>' for cell in block["header"])
    rows = "".join(f"<tr>{_row_html(row)}</tr>" for row in block["rows"])
    return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"


def _row_html(row):
    return "".join(f"<td>{inline_html(cell['children'])}</td>" for cell in row)


def inline_html(children: list[dict]) -> str:
    return "".join(_inline_html(child) for child in children)


def _inline_html(child):
    kind = child["type"]
    if kind == "break":
        return "<br>"
    if kind == "text":
        return _marked(_quoted(child["text"]), child["marks"])
    if kind == "link":
        return f'<a href="{_quoted(child["href"])}">{inline_html(child["children"])}</a>'
    css = "citation citation-retracted" if child["cited_as"] else "citation"
    address = f'id="{_quoted(child["id"])}" href="#ref-{child["reference"]}"'
    return _marked(f'<a class="{css}" {address}>{_quoted(child["label"])}</a>', child["marks"])


def _marked(drawn, marks):
    for mark in reversed(marks):
        tag = _TAGS[mark["type"]]
        lang = f' lang="{_quoted(mark["lang"])}"' if "lang" in mark else ""
        drawn = f"<{tag}{lang}>{drawn}</{tag}>"
    return drawn


def _quoted(text):
    return escape(text, quote=True)


def toc(blocks: list[dict]) -> list[dict]:
    """The headings, for a table of contents."""
    return [
        {"id": block["id"], "level": block["level"], "text": block["text"]}
        for block in blocks
        if block["type"] == "heading"
    ]


def inline_text(children: list[dict]) -> str:
    return "".join(_inline_text(child) for child in children)


def _inline_text(child):
    if child["type"] == "break":
        return " "
    return child["label"] if child["type"] == "citation" else child["text"]


def text(blocks: list[dict]) -> str:
    """What a reader reads, blocks apart by an empty line."""
    return "\n\n".join(line for line in _lines(blocks) if line)


def _lines(blocks) -> Iterator[str]:
    for block in blocks:
        if "children" in block:
            yield inline_text(block["children"])
        for item in block.get("items", []):
            yield inline_text(item["children"])
            yield from _lines(item["blocks"])
        yield from _lines(block.get("blocks", []))
        for row in [block.get("header", []), *block.get("rows", [])]:
            yield from (inline_text(cell["children"]) for cell in row)
        yield block.get("attribution", "")
        if block["type"] == "cta":
            yield block["label"]
