"""A canonical tree written as the editor's HTML, exactly as ProseMirror's serialiser writes it."""

from html import escape

from . import grammar

_TAG_OF = {
    "bold": "strong",
    "italic": "em",
    "subscript": "sub",
    "superscript": "sup",
    "term": "dfn",
}


def to_html(tree: dict) -> str:
    """The editor's HTML of a canonical tree, character for character what `editor.getHTML()` gives."""
    return "".join(_block_html(block) for block in tree["content"])


def _block_html(node):
    name, attrs = node["type"], node.get("attrs", {})
    inner = node.get("content", [])
    given_id = ("data-id", attrs.get("id", ""))
    if name == "paragraph":
        return _tag("p", _inline_html(inner), given_id)
    if name == "heading":
        return _tag(f"h{attrs['level']}", _inline_html(inner), ("data-aspect", attrs["aspect"]), given_id)
    if name == "cta":
        return _tag(
            "div",
            _escape(attrs["label"]),
            ("data-cta", attrs["kind"]),
            ("data-target", attrs["target"]),
            given_id,
        )
    body = "".join(_block_html(child) for child in inner)
    if name == "orderedList":
        start = "" if attrs["start"] == 1 else str(attrs["start"])
        return _tag("ol", body, ("start", start), given_id)
    if name == "blockquote":
        return _tag("blockquote", body, ("data-attribution", attrs["attribution"]), given_id)
    if name == "callout":
        return _tag("aside", body, ("data-callout", attrs["kind"]), given_id)
    if name == "table":
        return _tag("table", f"<tbody>{body}</tbody>", given_id)
    tags = {"bulletList": "ul", "listItem": "li", "tableRow": "tr", "tableHeader": "th", "tableCell": "td"}
    return _tag(tags[name], body, given_id)


def _inline_html(nodes):
    """Marks stay open across neighbours that share them, as ProseMirror's serialiser does it."""
    out, open_marks = [], []
    for node in nodes:
        marks = node.get("marks", [])
        shared = 0
        while shared < min(len(marks), len(open_marks)) and marks[shared] == open_marks[shared]:
            shared += 1
        while len(open_marks) > shared:
            out.append(f"</{_mark_tag(open_marks.pop())}>")
        for mark in marks[shared:]:
            out.append(_open(mark))
            open_marks.append(mark)
        out.append(_leaf_html(node))
    while open_marks:
        out.append(f"</{_mark_tag(open_marks.pop())}>")
    return "".join(out)


def _mark_tag(mark):
    return {"link": "a", "lang": "span"}.get(mark["type"]) or _TAG_OF[mark["type"]]


def _open(mark):
    value = (
        [(grammar.MARK_ATTRS[mark["type"]], next(iter(mark["attrs"].values())))] if "attrs" in mark else []
    )
    return _start(_mark_tag(mark), *value)


def _leaf_html(node):
    if node["type"] == "text":
        return _escape(node["text"])
    if node["type"] == "hardBreak":
        return "<br>"
    attrs = node["attrs"]
    if node["type"] == "citation":
        return _tag(
            "cite",
            _escape(attrs["label"]),
            ("data-citation", attrs["target"]),
            ("data-locator", attrs["locator"]),
            ("data-cited-as", attrs["cited_as"]),
            ("data-mention", attrs.get("mention", "")),
        )
    return _tag(
        "a", _escape(attrs["label"]), ("data-entity", attrs["kind"]), ("data-target", attrs["target"])
    )


def _tag(name, inner, *attributes):
    return f"{_start(name, *attributes)}{inner}</{name}>"


def _start(name, *attributes):
    given = [f'{key}="{_escape(value, quote=True)}"' for key, value in attributes if value]
    return f"<{' '.join([name, *given])}>"


def _escape(text, quote=False):
    """As browsers serialise: a no-break space by name, and in attributes also the angle brackets."""
    escaped = escape(text, quote=False).replace("\xa0", "&nbsp;")
    return escaped.replace('"', "&quot;") if quote else escaped
