"""A published document as paragraphs: headings, lists, tables, citations with their numbers, sources.

It knows documents by shape and no content type, as the comparison does. Every part that readers get is
printed; what only machines read (addresses of parts, HTML beside blocks, search data) stays in snapshots/.
"""

from reportlab.platypus import ListFlowable, ListItem, Paragraph

from cms.publishing import diff

from . import fonts
from .layout import STYLES, labelled, paragraph, table

#: What stands first, in this order; everything else follows by its name.
_FIRST = (
    *("title", "name", "question", "eyebrow", "heading", "dek", "byline", "display_date_text", "corrections"),
    *("urgent_help", "answer", "text", "content", "phone", "body", "faqs", "providers", "next_step"),
    *("disclosure", "disclaimer", "references"),
)
#: For machines, or the same again in another form.
_UNREAD = frozenset(
    {
        "publication",
        "json_ld",
        "schema",
        "id",
        "uid",
        "html",
        "toc",
        "word_count",
        "csl",
        "mentions",
        "version",
    }
)
#: Not printed where one of these stands beside it and says the same.
_REPEATED = {
    "text": ("blocks",),
    "parts": ("text",),
    "display_date": ("display_date_text",),
    "authors_text": ("formatted",),
}
_MARKS = {"strong": "b", "em": "i", "term": "i", "sub": "sub", "sup": "super"}
_INLINE = {"text", "citation", "link", "break"}


def flowables(document: dict) -> list:
    """The whole document, title first."""
    ranked = {name: place for place, name in enumerate(_FIRST)}
    made = []
    for name in sorted(document, key=lambda name: (ranked.get(name, len(ranked)), name)):
        if name not in _UNREAD and not _is_repeated(name, document):
            made += _part(name, document[name], 3)
    return made


def _part(name: str, value, level: int) -> list:
    if value is None or value in ("", [], {}):
        return []
    label = diff.Names().part(name)
    label = label[:1].upper() + label[1:]
    if name in ("title", "name", "question") and isinstance(value, str):
        return [paragraph(value, f"h{min(level, 4)}")]
    if name == "dek" and isinstance(value, str):
        return [paragraph(value, "lead")]
    if not isinstance(value, dict | list):
        return [labelled(label, _said(value))]
    if _is_inline(value):
        return [Paragraph(f"<b>{fonts.marked_up(label)}:</b> {_inline(value)}", STYLES["body"])]
    inner = _inside(value, level)
    if name == "items":
        return inner
    return [paragraph(label, f"h{min(level, 4)}"), *inner] if inner else []


def _inside(value, level: int) -> list:
    if isinstance(value, dict):
        if _are_blocks(value.get("blocks")):
            return _blocks(value["blocks"])
        if not any(isinstance(part, dict | list) for part in value.values()):
            return [_one_line(value)]
        names = [name for name in value if name not in _UNREAD and not _is_repeated(name, value)]
        names.sort(key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
        return [made for name in names for made in _part(name, value[name], level + 1)]
    if _are_blocks(value):
        return _blocks(value)
    made = []
    for one in value:
        if isinstance(one, dict) and isinstance(one.get("formatted"), str):
            made.append(_source(one))
        elif isinstance(one, dict | list):
            made += _inside(one, level)
        else:
            made.append(paragraph(_said(one)))
    return made


def _is_repeated(name: str, value: dict) -> bool:
    return any(value.get(other) for other in _REPEATED.get(name, ()))


def _one_line(value: dict) -> Paragraph:
    """A small record, such as a tag or a person, in one line."""
    said = [
        f"{name.replace('_', ' ')}: {_said(part)}"
        for name, part in value.items()
        if name not in _UNREAD and part not in (None, "")
    ]
    return paragraph(" · ".join(said))


def _source(source: dict) -> Paragraph:
    number = f"[{source['number']}] " if source.get("number") else ""
    status = source.get("status_when_signed") or source.get("status")
    after = f" ({status})" if status and status != "current" else ""
    return paragraph(f"{number}{source['formatted']}{after}")


def _said(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_inline(value) -> bool:
    return isinstance(value, list) and all(isinstance(p, dict) and p.get("type") in _INLINE for p in value)


def _are_blocks(value) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(block, dict) and "type" in block and "id" in block for block in value)
        and not any("slug" in block or "key" in block for block in value)
    )


def _blocks(blocks: list[dict]) -> list:
    return [made for block in blocks for made in _block(block)]


def _block(block: dict) -> list:
    kind = block["type"]
    if kind == "heading":
        style = f"h{min(int(block.get('level') or 2) + 1, 4)}"
        return [Paragraph(_inline(block["children"]), STYLES[style])]
    if kind == "list":
        items = [
            ListItem(
                [Paragraph(_inline(item["children"]), STYLES["body"]), *_blocks(item.get("blocks") or [])]
            )
            for item in block["items"]
        ]
        begin = {"bulletType": "1", "start": block.get("start") or 1} if block.get("ordered") else {}
        options = begin or {"bulletType": "bullet", "start": "•"}
        return [ListFlowable(items, bulletFontName=fonts.BODY, bulletFontSize=8, leftIndent=16, **options)]
    if kind == "table":
        rows = [
            [Paragraph(_inline(cell["children"]), STYLES["cell"]) for cell in row]
            for row in [block["header"], *block["rows"]]
        ]
        width = max(len(row) for row in rows)
        return [table([], [row + [""] * (width - len(row)) for row in rows], [1] * width)]
    if kind == "cta":
        return [paragraph(f"→ {block['label']} ({block.get('href') or 'no address'})")]
    made = []
    if block.get("children"):
        made.append(Paragraph(_inline(block["children"]), STYLES["body"]))
    if kind == "callout":
        made.append(paragraph(f"Box: {block.get('kind') or 'note'}", "h4"))
    made += _blocks(block.get("blocks") or [])
    if block.get("attribution"):
        made.append(paragraph(f"— {block['attribution']}", "quote"))
    return made or _unknown(block)


def _unknown(block: dict) -> list:
    """A block of a kind that came after this was written: its words, whatever they are called."""
    rest = {name: value for name, value in block.items() if name not in ("type", "id")}
    return [paragraph(str(block["type"]), "h4"), *_inside(rest, 4)] if rest else []


def _inline(nodes: list[dict]) -> str:
    return "".join(_node(node) for node in nodes)


def _node(node: dict) -> str:
    kind = node["type"]
    if kind == "break":
        return "<br/>"
    if kind == "link":
        inner = _inline(node["children"]) if node.get("children") else fonts.marked_up(node.get("text", ""))
        return f'{inner} <font color="#555555">({fonts.marked_up(node.get("href") or "no address")})</font>'
    text = fonts.marked_up(node.get("label") if kind == "citation" else node.get("text", ""))
    for mark in reversed(node.get("marks") or []):
        tag = _MARKS.get(mark["type"] if isinstance(mark, dict) else mark)
        text = f"<{tag}>{text}</{tag}>" if tag else text
    if kind != "citation":
        return text
    more = [str(node.get("reference") or "?"), node.get("locator"), node.get("cited_as")]
    return f"{text} <b>[{fonts.marked_up(', '.join(part for part in more if part))}]</b>"
