"""A document as the lines that somebody reads: what a comparison shows, and what a signer signs.

Nothing here knows a content type. A list of inline nodes is a line; blocks are lines with the blocks around
them; a row of cells is one line; a record of a list is a line with its title, its fields stand under it.
"""

import json
import re
from dataclasses import dataclass, field

from . import align, tokens
from .names import KINDS, Names
from .tokens import Token

#: Not part of what is signed, or a pure function of the rest.
UNSIGNED = frozenset({"publication", "json_ld", "content_digest"})
#: Names of places: they say nothing to a reader and follow from the text.
TECHNICAL = frozenset({"id", "uid", "mentions"})
#: Renderings of the same content inside a block, and names of places.
UNREAD = frozenset({"id", "uid", "type", "html"})
#: Say again what one of these siblings says: shown only when no sibling explains the change.
REPEATS = {
    "html": ("blocks", "content", "children"),
    "text": ("blocks",),
    "toc": ("blocks",),
    "word_count": ("blocks",),
    "parts": ("text",),
    "display_date_text": ("display_date",),
    "href": ("slug",),
    "actions": ("content",),
    "version": ("content",),
    "csl": ("formatted", "title", "authors_text", "year", "doi", "pmid", "url"),
    "formatted": ("title", "authors_text", "container_title", "year", "doi", "pmid", "url"),
}
FIRST = ("title", "name", "question", "dek", "answer", "body", "faqs", "references")
IDENTITY = ("key", "slug", "id", "uid")
TITLES = ("question", "title", "name", "heading", "formatted", "label", "text", "slug", "key")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])([A-Z])")
_SEPARATOR = Token(" │ ", node="separator")


@dataclass(frozen=True)
class Line:
    """One line: what kind it is of, the kinds of what is around it, what stands in it.

    The lines of a document with their surroundings are the whole of it: nothing is left out but names of
    places and what only repeats another part.
    """

    kind: str
    around: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    tokens: tuple[Token, ...] = ()
    id: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        return tokens.joined(self.tokens)

    @property
    def read(self) -> "Line":
        """The line as it reads, however its words were cut."""
        return Line(self.kind, self.around, tuple(sorted(self.attributes)), tokens.merged(self.tokens))


# What a value is.


def is_empty(value) -> bool:
    return value is None or value in ("", [], {})


def is_rich(value) -> bool:
    return _is_doc(value) or tokens.is_inline(value) or are_blocks(value)


def _is_doc(value):
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def shape(value) -> str:
    """nothing, rich, list, dict or scalar."""
    if is_empty(value) or (_is_doc(value) and not value["content"]):
        return "nothing"
    if is_rich(value):
        return "rich"
    return "list" if isinstance(value, list) else "dict" if isinstance(value, dict) else "scalar"


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


def plain(value):
    """The value without what says nothing to a reader: equal plain values read the same."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    hidden = TECHNICAL
    if value.get("type") == "citation" or "mention" in value:
        hidden |= {"mention", "reference", "number"}
    elif "key" in value:
        hidden |= {"number"}
    return {name: plain(part) for name, part in value.items() if name not in hidden}


# Fields of a dict.


def fields(old: dict, new: dict, hidden=TECHNICAL) -> list[str]:
    """The names of both, known ones first, without names of places and without repetitions."""
    if "key" in old or "key" in new:
        hidden |= {"number"}  # the place of a reference follows from the text
    named = {**old, **new}
    repeated = {name for name in named if named.keys() & set(REPEATS.get(name, ())) - hidden}
    return _ranked(named.keys() - hidden - repeated)


def repetitions(old: dict, new: dict, hidden=TECHNICAL) -> list[str]:
    """Repeating parts that differ although nothing that they repeat does."""
    differing = {name for name in {**old, **new} if plain(old.get(name)) != plain(new.get(name))} - hidden
    named = {**old, **new}.keys() - hidden
    return _ranked(
        name
        for name in differing
        if named.intersection(REPEATS.get(name, ())) and not differing.intersection(REPEATS[name])
    )


def _ranked(names):
    rank = {name: place for place, name in enumerate(FIRST)}
    return sorted(names, key=lambda name: (rank.get(name, len(rank)), name))


# Records of a list.


def title_name(item) -> str:
    """The field that a record is known by; empty when nothing in it is a name."""
    if not isinstance(item, dict):
        return ""
    for name in (*TITLES, *sorted(item)):
        if isinstance(item.get(name), str) and item[name] and name not in TECHNICAL:
            return name
    return ""


def title(item, names: Names) -> str:
    if not isinstance(item, dict):
        said = tokens.said(item) if not isinstance(item, list) else ""
        return names.title(said)
    name = title_name(item)
    return item[name] if name else ""


def without_title(item) -> dict:
    """The fields of a record that stand under its title."""
    if isinstance(item, list):
        return {str(place): part for place, part in enumerate(item, 1)}
    if not isinstance(item, dict):
        return {}
    known_by = title_name(item)
    return {name: value for name, value in item.items() if name != known_by}


def record_block(item) -> align.Block:
    """A record of a list, for alignment: known by its key, else by its words."""
    identity, said = "", item
    if isinstance(item, dict):
        identity = next((f"{name} {item[name]}" for name in IDENTITY if item.get(name)), "")
        said = " ".join(value for _, value in tokens.scalars(item))
    words = [token.text for token in tokens.words(str(said)) if token.text.strip()]
    content = json.dumps(plain(item), sort_keys=True, ensure_ascii=False, default=str)
    return align.Block(content, identity, align.bag(words), firm=bool(identity))


# Rich text.


def rich(value, names: Names, around: tuple[str, ...], kind: str) -> list[Line]:
    """The lines of inline nodes, of blocks, or of a draft's tree."""
    if _is_doc(value):
        value = value["content"]
    if tokens.is_inline(value):
        return [Line(kind, around, (), tuple(tokens.line(value, names)))]
    return _lines(value, names, around, "block")


def _lines(blocks, names, around, default_kind):
    found = []
    for block in blocks:
        if _are_cells(block):
            found.append(Line(default_kind, around, (), tuple(_row(block, names))))
        elif isinstance(block, dict):
            found += _lines_of(block, names, around, default_kind)
        elif isinstance(block, list):
            found += _lines(block, names, around, default_kind)
        else:
            found.append(Line(default_kind, around, (), tuple(tokens.words(tokens.said(block)))))
    return found


def kind_of(block: dict, default_kind: str) -> str:
    said = _INNER_CAPITAL.sub(r" \1", str(block.get("type") or default_kind)).replace("_", " ").lower()
    return KINDS.get(said, said)


def _lines_of(block, names, around, default_kind):
    block = tokens.opened(block)
    kind = kind_of(block, default_kind)
    if cells := _cells_of_row(block):
        heads = all(cell["type"].endswith("Header") for cell in block["content"])
        return [Line("table heading" if heads else kind, around, (), tuple(_row(cells, names)))]
    own: list[Token] = []
    nested, attributes, has_words = [], [], False
    inside = (*around, kind)
    pointing = {"target", "href", "kind", "key"} if "target" in block else set()
    for name in sorted(block):
        value = block[name]
        if _are_cells(value):
            one = f"{kind} {name.removesuffix('s')}".replace("_", " ")
            nested.append(Line(KINDS.get(one, one), inside, (), tuple(_row(value, names))))
        elif tokens.is_inline(value) and not has_words:
            own, has_words = tokens.line(value, names), True
        elif tokens.is_inline(value):
            nested.append(Line(name.replace("_", " "), inside, (), tuple(tokens.line(value, names))))
        elif isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
            nested += _lines(value, names, inside, f"{kind} {name.removesuffix('s')}".replace("_", " "))
        elif name in pointing:
            continue
        elif name not in UNREAD and not (name == "text" and any(isinstance(v, list) for v in block.values())):
            attributes += tokens.scalars({name: value})
    if pointing:
        attributes += tokens.pointed({name: block[name] for name in pointing & block.keys()}, names)
    if not has_words and not nested:
        # A button or a figure has no line of its own; its label is what a reader reads.
        shown = next((name for name in ("label", "text", "caption", "alt", "title") if block.get(name)), None)
        if shown and isinstance(block[shown], str):
            own = tokens.words(block[shown])
            attributes = [pair for pair in attributes if pair[0] != shown]
            if shown != "label":
                attributes.append(("words", shown))
    line = Line(kind, around, tuple(attributes), tuple(own), str(block.get("id") or ""))
    return [line, *nested]


def _are_cells(value):
    """A row of a table: dicts that hold words and have neither a type nor an id."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(cell, dict) and isinstance(cell.get("children"), list) and cell.keys() == {"children"}
            for cell in value
        )
    )


def _cells_of_row(block):
    """The cells of a draft's table row; none when one holds more than a line, or heads stand among them."""
    content = block.get("content")
    if not str(block.get("type")).endswith("Row") or not isinstance(content, list) or not content:
        return []
    cells = []
    for cell in content:
        if not isinstance(cell, dict) or cell.keys() - {"type", "content"}:
            return []
        held = cell.get("content")
        if not isinstance(held, list) or len(held) != 1 or held[0].get("type") != "paragraph":
            return []
        cells.append({"children": held[0].get("content") or []})
    return cells if len({cell.get("type") for cell in content}) == 1 else []


def _row(cells, names):
    own: list[Token] = []
    for place, cell in enumerate(cells):
        own += [*([_SEPARATOR] if place else []), *tokens.line(cell["children"], names)]
    return own


def parents(lines: list[Line]) -> list[int]:
    """For each line the place of the line around it; -1 for those that stand in the text itself."""
    found, open_at = [], []
    for place, line in enumerate(lines):
        depth = len(line.around)
        while open_at and len(lines[open_at[-1]].around) >= depth:
            open_at.pop()
        found.append(open_at[-1] if open_at else -1)
        open_at.append(place)
    return found


def line_blocks(lines: list[Line]) -> list[align.Block]:
    """Lines for alignment; one without words of its own is known by what stands in it."""
    around = parents(lines)
    inner: list[list[int]] = [[] for _ in lines]
    for place, parent in enumerate(around):
        if parent >= 0:
            inner[parent].append(place)
    contents: list = [None] * len(lines)
    said: list[list[str]] = [[] for _ in lines]
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        own = [token.text for token in line.tokens if token.text.strip() and token.node != "separator"]
        held = () if line.tokens else tuple(contents[child] for child in inner[place])
        said[place] = own or [word for child in inner[place] for word in said[child]]
        contents[place] = (line.kind, line.attributes, line.tokens, held)
    return [
        align.Block(contents[place], line.id, align.bag(said[place]), line.kind, around=line.around)
        for place, line in enumerate(lines)
    ]
