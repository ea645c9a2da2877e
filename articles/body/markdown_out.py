"""A canonical tree written as Markdown that reads back as the same tree."""

import re
from collections.abc import Callable

from . import grammar
from .identity import identify, without
from .tree import walk

SlugOf = Callable[[str, str], str | None]

_CLASS = {"term": "term", "bold": "bold", "italic": "italic", "subscript": "sub", "superscript": "sup"}
_STARS = {"bold": "**", "italic": "*"}
_ALWAYS = re.compile(r"[\\`*\[\]{]")
_AT_START = re.compile(r"[#>+\-=~|:]|\d+(?=[.)])")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


def render(tree: dict, slug_of: SlugOf) -> str:
    """The Markdown of a canonical tree, ending with one newline; nothing for an empty one."""
    writer = _Writer(slug_of, _kept_addresses(tree))
    source = "\n\n".join(writer.blocks(tree["content"]))
    return f"{source}\n" if source else ""


def _kept_addresses(tree):
    """Identifiers of headings that reading the file would not give them anew."""
    fresh = [node for node in walk(identify(without(tree))) if node["type"] == "heading"]
    held = [node for node in walk(tree) if node["type"] == "heading"]
    pairs = zip(held, fresh, strict=True)
    kept = (h.get("attrs", {}).get("id", "") for h, f in pairs if h["attrs"].get("id") != f["attrs"]["id"])
    return {identifier for identifier in kept if identifier}


class _Writer:
    def __init__(self, slug_of, addresses):
        self.slug_of = slug_of
        self.addresses = addresses

    def blocks(self, nodes):
        made, markers = [], ""
        for node in nodes:
            if node["type"] in grammar.LISTS:
                # Two lists in a row stay two when their markers differ.
                markers = {"-": "*", "*": "-", ".": ")", ")": "."}.get(markers, "")
                if not markers or (markers in "-*") != (node["type"] == "bulletList"):
                    markers = "-" if node["type"] == "bulletList" else "."
                made.append(self.list(node, markers))
            else:
                markers = ""
                made.append(self.block(node))
        return made

    def block(self, node):
        attrs = node.get("attrs", {})
        if node["type"] == "paragraph":
            return self.paragraph(node)
        if node["type"] == "heading":
            return self.heading(node)
        if node["type"] == "cta":
            address = (
                attrs["target"] if attrs["kind"] == "url" else self.address(attrs["kind"], attrs["target"])
            )
            return f"[{_escape(attrs['label'])}]({_destination(address)}){{.cta}}"
        if node["type"] == "table":
            return self.table(node)
        body = "\n\n".join(self.blocks(node["content"]))
        if node["type"] == "callout":
            return f"::: {attrs['kind']}\n{body}\n:::"
        if attrs["attribution"]:
            return f"::: quote {attrs['attribution']}\n{body}\n:::"
        return "\n".join(f"> {line}".rstrip() for line in body.split("\n"))

    def paragraph(self, node):
        lines, line = [], []
        for child in node["content"]:
            if child["type"] == "hardBreak":
                lines.append(line)
                line = []
            else:
                line.append(child)
        return "\\\n".join(self.line(nodes) for nodes in [*lines, line])

    def line(self, nodes):
        return self.inline(nodes, start=True)

    def heading(self, node):
        attrs = node["attrs"]
        given = [f"#{attrs['id']}"] if attrs.get("id") in self.addresses else []
        given += [f"aspect={attrs['aspect']}"] if attrs["aspect"] else []
        source = self.line(node["content"])
        if source.endswith("#"):
            source = source[:-1] + "\\#"
        braces = f" {{{' '.join(given)}}}" if given else ""
        return f"{'#' * attrs['level']} {source}{braces}"

    def list(self, node, marker):
        first = node.get("attrs", {}).get("start", 1)
        tight = all(sum(c["type"] == "paragraph" for c in item["content"]) == 1 for item in node["content"])
        items = []
        for number, item in enumerate(node["content"], first):
            bullet = f"{marker} " if marker in "-*" else f"{number}{marker} "
            items.append(bullet + self.item(item).replace("\n", f"\n{' ' * len(bullet)}"))
        source = ("\n" if tight else "\n\n").join(items)
        return "\n".join(line if line.strip() else "" for line in source.split("\n"))

    def item(self, node):
        first, *rest = node["content"]
        made = self.paragraph(first)
        for child, source in zip(rest, self.blocks(rest), strict=True):
            # Only a list that begins at 1 may follow a paragraph without an empty line.
            close = child["type"] == "bulletList" or child.get("attrs", {}).get("start") == 1
            made += ("\n" if close and child is rest[0] else "\n\n") + source if made else source
        return made

    def table(self, node):
        rows = []
        for row in node["content"]:
            cells = [self.line(cell["content"][0]["content"]).replace("|", "\\|") for cell in row["content"]]
            rows.append(f"| {' | '.join(cells)} |")
        rows.insert(1, f"|{' --- |' * len(node['content'][0]['content'])}")
        return "\n".join(rows)

    def address(self, kind, target):
        return f"{'cite' if kind == 'citation' else kind}:{self.slug_of(kind, target) or target}"

    def inline(self, nodes, start=False, done=frozenset(), links_last=False):
        """Runs of nodes that share their outermost mark, each wrapped in it."""
        out, index = "", 0
        while index < len(nodes):
            mark, end = _outermost(nodes[index], done, links_last), index + 1
            first = start and index == 0
            if mark is None:
                out += self.leaf(nodes[index], nodes[end : end + 1], first)
            else:
                while end < len(nodes) and _runs_on(mark, nodes[end], done, links_last):
                    end += 1
                inner = self.inline(nodes[index:end], first, done | {mark["type"]}, links_last)
                if mark["type"] == "link" and "[" in re.sub(r"\\.", "", inner):
                    # Markdown has no brackets inside a link: the link goes inside them.
                    out += self.inline(nodes[index:end], first, done, links_last=True)
                else:
                    out += _wrap(mark, inner, out, nodes[end] if end < len(nodes) else None, done)
            index = end
        return out

    def leaf(self, node, following, start):
        if node["type"] == "text":
            source = _escape(node["text"], start)
            return source[:-1] + "\\" + source[-1] if following and source[-1] in "!<" else source
        if node["type"] == "hardBreak":
            return "[]{.break}"
        attrs = node["attrs"]
        address = self.address(attrs.get("kind", "citation"), attrs["target"])
        title = f' "{_title(attrs["locator"])}"' if attrs.get("locator") else ""
        braces = "{.retracted}" if attrs.get("cited_as") else ""
        return f"[{_escape(attrs['label'])}]({_destination(address)}{title}){braces}"


def _outermost(node, done, links_last):
    marks = [mark for mark in node.get("marks", []) if mark["type"] not in done]
    if links_last:
        marks.sort(key=lambda mark: mark["type"] == "link")
    return marks[0] if marks else None


def _runs_on(mark, node, done, links_last):
    if links_last and mark["type"] == "link":
        return _outermost(node, done, links_last) == mark
    return mark in node.get("marks", [])


def _wrap(mark, inner, before, following, done):
    kind = mark["type"]
    if kind == "link":
        return f"[{inner}]({_destination(mark['attrs']['href'])})"
    if kind == "lang":
        return f"[{inner}]{{lang={mark['attrs']['lang']}}}"
    if kind in _STARS and _stars_are_safe(inner, before, following, done):
        return f"{_STARS[kind]}{inner}{_STARS[kind]}"
    return f"[{inner}]{{.{_CLASS[kind]}}}"


def _stars_are_safe(inner, before, following, done):
    """CommonMark's rules on what stars mean depend on their neighbours; where in doubt, brackets say it."""
    if not (inner[0].isalnum() and inner[-1].isalnum()):
        return False
    if before and (before[-1].isalnum() or before[-1] in "*_\\"):
        return False
    if following is None or following["type"] == "hardBreak":
        return True
    if any(mark["type"] in _STARS and mark["type"] not in done for mark in following.get("marks", [])):
        return False
    return following["type"] != "text" or not (following["text"][0].isalnum() or following["text"][0] in "*_")


def _escape(text, start=False):
    """Text in which nothing is Markdown; with `start`, also not at the start of a line."""
    escaped = _ALWAYS.sub(r"\\\g<0>", text)
    escaped = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", escaped)
    escaped = re.sub(r"!(?=\\?\[)", r"\\!", escaped)
    escaped = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", escaped)
    escaped = _ENTITY.sub(r"\\&", escaped)
    if start and (found := _AT_START.match(escaped)):
        cut = found.end() if found[0][0].isdigit() else 0
        escaped = f"{escaped[:cut]}\\{escaped[cut:]}"
    return escaped


def _title(text):
    return _ENTITY.sub(r"\\&", re.sub(r'[\\"]', r"\\\g<0>", text))


def _destination(address):
    escaped = _ENTITY.sub(r"\\&", address)
    return f"<{escaped}>" if re.search(r"[()]", escaped) else escaped
