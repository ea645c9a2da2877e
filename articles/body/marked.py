"""Our additions to CommonMark: `{…}` after a bracket or heading, and `:::` blocks; rules for markdown-it.

[claudication]{.term}   [H]{.sub}   [angor]{lang=la}   [label](cite:key "p. 12"){.retracted}
## Heading {#address aspect=symptoms}
::: warning … :::       ::: quote Who said it … :::
"""

import re

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel

_ATTRS = re.compile(r"\{((?:[.#]|[a-z]+=)[A-Za-z0-9_-]+(?: +(?:[.#]|[a-z]+=)[A-Za-z0-9_-]+)*)\}")
_HEADING_ATTRS = re.compile(r"(?:^|\s+)\{((?:#|aspect=)[A-Za-z0-9_-]+(?: +(?:#|aspect=)[A-Za-z0-9_-]+)*)\}$")
_FENCE = re.compile(r":{3,}[ \t]*([A-Za-z]*)[ \t]*(.*)")


# markdown-it drops what is nested deeper without a word; `markdown` tells. Our own limit is far below.
MAX_NESTING = 80


def parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable("table")
    # Addresses are checked by us and must arrive byte for byte.
    md.normalizeLink = lambda url: url
    md.validateLink = lambda url: True
    md.inline.ruler.before("link", "span", _span)
    md.inline.ruler.after("link", "link_attrs", _link_attrs)
    md.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    md.core.ruler.before("inline", "heading_attrs", _heading_attrs)
    return md


def _span(state, silent):
    """`[words]{.mark}`"""
    if state.src[state.pos] != "[":
        return False
    end = parseLinkLabel(state, state.pos)
    found = _ATTRS.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not found:
        return False
    if not silent:
        start, most = state.pos + 1, state.posMax
        state.push("span_open", "span", 1).meta = {"attrs": found[1]}
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = most
    state.pos = found.end()
    return True


def _link_attrs(state, silent):
    """`{…}` right behind `[words](address)`"""
    if (
        state.src[state.pos] != "{"
        or state.pending
        or not state.tokens
        or state.tokens[-1].type != "link_close"
    ):
        return False
    found = _ATTRS.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        level = state.tokens[-1].level
        opened = next(t for t in reversed(state.tokens) if t.type == "link_open" and t.level == level)
        opened.meta["attrs"] = found[1]
    state.pos = found.end()
    return True


def _heading_attrs(state):
    for opened, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opened.type == "heading_open" and (found := _HEADING_ATTRS.search(inline.content)):
            opened.meta["attrs"] = found[1]
            inline.content = inline.content[: found.start()]


def _container(state, first, last, silent):
    """`::: name rest` until a line of `:::` alone."""
    opening = _line(state, first)
    found = _FENCE.fullmatch(opening) if opening is not None else None
    if not found or not found[1]:
        return False
    if silent:
        return True
    end = first + 1
    while end < last and not _closes(state, end, first):
        end += 1
    token = state.push("container_open", "div", 1)
    token.map = [first, min(end + 1, last)]
    token.meta = {"name": found[1], "rest": found[2].strip(), "closed": end < last}
    outer_type, outer_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", end
    state.md.block.tokenize(state, first + 1, end)
    state.parentType, state.lineMax = outer_type, outer_max
    state.push("container_close", "div", -1)
    state.line = min(end + 1, last)
    return True


def _closes(state, number, first):
    line = _line(state, number)
    return (
        line is not None
        and state.sCount[number] <= state.sCount[first] + 3
        and set(line.rstrip()) == {":"}
        and len(line.rstrip()) >= 3
    )


def _line(state, number):
    """The line without its indent; None where it is indented so far that it would be code."""
    if state.is_code_block(number):
        return None
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
