"""Bodies as Markdown: what content files hold. `docs/content-files.md` shows every spelling.

Laws: parse(render(tree)) is the tree apart from its identifiers, and render(parse(source)) is a fixpoint.
"""

from collections.abc import Callable

from markdown_it.tree import SyntaxTreeNode

from . import grammar
from .markdown_out import render
from .marked import MAX_NESTING, parser
from .tree import EMPTY, normalise, tidy
from .validity import validate

__all__ = ["inline", "parse", "render"]

Resolve = Callable[[str, str], str | None]

CITE = "cite"
_MARKS = {
    "term": "term",
    "sub": "subscript",
    "sup": "superscript",
    "bold": "bold",
    "italic": "italic",
}
_ORDINARY = {"strong": "bold", "em": "italic"}
_UNKNOWN = {
    "code_block": "Text indented by four spaces or more means code in Markdown: take the spaces away.",
    "fence": "Code blocks are not part of an article: write a paragraph or a callout (::: note).",
    "code_inline": "Code (`…`) is not part of an article: take the backticks away, or write \\` for one.",
    "hr": "Ruled lines are not part of an article: use a heading.",
    "html_block": "HTML is not part of an article: write Markdown; for the character itself write \\<.",
    "html_inline": "HTML is not part of an article: write Markdown; for the character itself write \\<.",
    "image": "Pictures cannot be given in the text of a file.",
}
_PARSER = parser()


def parse(
    source: str, resolve: Resolve, first_line: int = 1, profile: str = "article"
) -> tuple[dict, list[tuple[int, str]]]:
    """The canonical tree of a text and every problem with its line; with problems, don't keep the tree."""
    if bad := _unstorable(source):
        return EMPTY, [(first_line, bad)]
    reader = _Reader(resolve, first_line)
    tokens = _PARSER.parse(source)
    if deep := next((token for token in tokens if token.level >= MAX_NESTING - 4), None):
        return EMPTY, [
            (first_line + (deep.map or [0])[0], "The text is nested too deep: take some levels away.")
        ]
    root = SyntaxTreeNode(tokens)
    tree = {"type": "doc", "content": reader.blocks(root.children, grammar.TOP[profile], "The text")}
    return reader.finish(tree, profile)


def inline(source: str, resolve: Resolve) -> tuple[list[dict], list[str]]:
    """The inline nodes of a one-line text, and what is wrong with it."""
    if bad := _unstorable(source):
        return [], [bad]
    reader = _Reader(resolve, 1)
    root = SyntaxTreeNode(_PARSER.parseInline(" ".join(source.split("\n"))))
    nodes = reader.line(root.children[0], 0)
    paragraph = {"type": "paragraph", "content": nodes}
    tree, problems = reader.finish({"type": "doc", "content": [paragraph]}, "inline")
    return (tree["content"][0]["content"] if tree["content"] else []), [
        sentence for _line, sentence in problems
    ]


def _unstorable(source):
    if "\x00" in source:
        return "The text holds a NUL character, which cannot be stored."
    if any("\ud800" <= character <= "\udfff" for character in source):
        return "The text holds half a character (a lone surrogate), which cannot be stored."
    if len(source) > grammar.MAX_TEXT * 4:
        return "The text is too long: split it in two."
    return ""


class _Reader:
    def __init__(self, resolve, first_line):
        self.resolve = resolve
        self.first_line = first_line
        self.problems: list[tuple[int, str]] = []
        self.at = 0

    def finish(self, tree, profile):
        found = [] if self.problems else validate(tree, profile)
        self.problems += [(self.first_line, problem.sentence) for problem in found]
        return (EMPTY if found else normalise(tree)), sorted(self.problems, key=lambda problem: problem[0])

    def report(self, sentence):
        self.problems.append((self.first_line + self.at, sentence))

    def blocks(self, nodes, holds, where):
        made = []
        for node in nodes:
            self.at = node.map[0] if node.map else self.at
            for block in self.block(node):
                if block["type"] in holds:
                    made.append(block)
                else:
                    self.at = node.map[0] if node.map else self.at
                    self.report(f"{where} cannot hold a {grammar.NODES[block['type']].name}: move it out.")
        return made

    def block(self, node):
        if node.type == "paragraph":
            return self.paragraph(node)
        if node.type == "heading":
            return [self.heading(node)]
        if node.type in ("bullet_list", "ordered_list"):
            items = [self.item(item) for item in node.children]
            made = {"type": "bulletList", "content": [item for item in items if item["content"]]}
            if node.type == "ordered_list":
                made["type"] = "orderedList"
                made["attrs"] = {"start": int(node.attrs.get("start", 1))}
            return [made] if made["content"] else []
        if node.type == "blockquote":
            return _held(
                {"type": "blockquote", "content": self.blocks(node.children, grammar.FLOW, "A quote")}
            )
        if node.type == "container":
            return self.container(node)
        if node.type == "table":
            return [self.table(node)]
        self.report(_UNKNOWN.get(node.type, "This is not a kind of text that we know."))
        return []

    def paragraph(self, node):
        nodes = self.line(node.children[0], node.map[0])
        ctas = [child for child in nodes if child["type"] == "cta"]
        if not ctas:
            return [{"type": "paragraph", "content": nodes}]
        if len(nodes) > 1:
            self.at = node.map[0]
            self.report("A button ({.cta}) must stand alone in its paragraph.")
        return ctas[:1]

    def heading(self, node):
        level = int(node.tag[1])
        if level not in (2, 3, 4):
            self.report("Headings begin at ## (the title is not part of the text) and end at ####.")
        attrs = {"level": min(max(level, 2), 4)}
        for given in node.meta.get("attrs", "").split():
            if given.startswith("#"):
                if grammar.ID.fullmatch(given[1:]):
                    attrs["id"] = given[1:]
                else:
                    self.report(f"“{given}” cannot be an address: use a–z, 0–9 and hyphens.")
            elif given.removeprefix("aspect=") in grammar.ASPECTS:
                attrs["aspect"] = given.removeprefix("aspect=")
            else:
                self.report(f"“{given}” is not known: aspect is one of {', '.join(grammar.ASPECTS)}.")
        return {"type": "heading", "attrs": attrs, "content": self.line_of(node, "A heading")}

    def line_of(self, node, where):
        """The inline nodes of a heading or a table cell, which is one line."""
        made = self.line(node.children[0], node.map[0] if node.map else self.at) if node.children else []
        if any(child["type"] == "cta" for child in made):
            self.report(f"{where} cannot hold a button ({{.cta}}): give it a paragraph of its own.")
        return [child for child in made if child["type"] != "cta"]

    def item(self, node):
        content = self.blocks(node.children, grammar.FLOW, "A list item")
        if content and content[0]["type"] != "paragraph":
            content.insert(0, {"type": "paragraph", "content": []})
        return {"type": "listItem", "content": content}

    def container(self, node):
        name, rest = node.meta["name"].lower(), node.meta["rest"]
        if not node.meta["closed"]:
            self.report(f"“::: {name}” is never closed: put a line with ::: alone behind it.")
        if name == "quote":
            made = {"type": "blockquote", "attrs": {"attribution": tidy(rest).strip()}}
        elif name in grammar.CALLOUTS:
            made = {"type": "callout", "attrs": {"kind": name}}
            if rest:
                self.report(f"“::: {name}” takes no words on its own line: begin the text on the next.")
        else:
            self.report(f"“::: {name}” is not known: use {', '.join(grammar.CALLOUTS)} or quote.")
            made = {"type": "callout", "attrs": {"kind": "note"}}
        made["content"] = self.blocks(
            node.children, grammar.FLOW, "A quote" if name == "quote" else "A callout"
        )
        return _held(made)

    def table(self, node):
        rows = []
        for part in node.children:
            for row in part.children:
                self.at = row.map[0] if row.map else self.at
                name = "tableCell" if rows else "tableHeader"
                cells = []
                for cell in row.children:
                    content = self.line_of(cell, "A table cell")
                    cells.append({"type": name, "content": [{"type": "paragraph", "content": content}]})
                rows.append({"type": "tableRow", "content": cells})
        return {"type": "table", "content": rows}

    def line(self, node, line):
        self.at = line
        return self.inlines(node.children, ())

    def inlines(self, nodes, marks):
        made = []
        for node in nodes:
            made += self.inline(node, marks)
        return made

    def inline(self, node, marks):
        if node.type == "text":
            return [_text(node.content, marks)]
        if node.type in ("softbreak", "hardbreak"):
            self.at += 1
            return [_text(" ", marks) if node.type == "softbreak" else {"type": "hardBreak"}]
        if node.type in _ORDINARY:
            return self.inlines(node.children, _with(marks, {"type": _ORDINARY[node.type]}))
        if node.type == "span":
            return self.span(node, marks)
        if node.type == "link":
            return self.link(node, marks)
        self.report(_UNKNOWN.get(node.type, "This is not a kind of text that we know."))
        return []

    def span(self, node, marks):
        for given in node.meta["attrs"].split():
            if given == ".break" and not node.children:
                return [{"type": "hardBreak"}]
            if given.startswith(".") and given[1:] in _MARKS:
                marks = _with(marks, {"type": _MARKS[given[1:]]})
            elif given.startswith("lang=") and grammar.LANG.fullmatch(given[5:]):
                marks = _with(marks, {"type": "lang", "attrs": {"lang": given[5:]}})
            else:
                self.report(
                    f"“{{{given}}}” is not known: use .term, .sub, .sup, .bold, .italic or lang=… "
                    "(write \\{ for the character)."
                )
        return self.inlines(node.children, marks)

    def link(self, node, marks):
        href = str(node.attrs.get("href", ""))
        title = str(node.attrs.get("title", ""))
        given = node.meta.get("attrs", "").split()
        scheme, _, slug = href.partition(":")
        if given == [".cta"]:
            return self.cta(node, href)
        if scheme == CITE:
            return self.citation(node, slug, title, given, marks)
        if title or given:
            self.report("Only a citation takes words in quotes or braces behind its address.")
        if scheme in grammar.KINDS:
            target = self.find(scheme, slug)
            attrs = {"kind": scheme, "target": target, "label": self.label(node)}
            return [{"type": "entityLink", "attrs": attrs, "marks": _atom(marks)}] if target else []
        if not grammar.is_href(href):
            self.report(
                f"“{href}” is not an address: use https://…, mailto:…, tel:…, #a-heading, "
                f"cite:key or one of {', '.join(f'{kind}:slug' for kind in grammar.KINDS)}."
            )
            return self.inlines(node.children, marks)
        return self.inlines(node.children, _with(marks, {"type": "link", "attrs": {"href": href}}))

    def citation(self, node, slug, locator, given, marks):
        if set(given) - {".retracted"}:
            self.report("Behind a citation only {.retracted} is known: the source is cited as retracted.")
        target = self.find("citation", slug)
        attrs = {
            "target": target,
            "label": self.label(node),
            "locator": tidy(locator).strip(),
            "cited_as": "retracted" if ".retracted" in given else "",
        }
        return [{"type": "citation", "attrs": attrs, "marks": _atom(marks)}] if target else []

    def cta(self, node, href):
        scheme, _, slug = href.partition(":")
        if scheme in grammar.KINDS:
            kind, target = scheme, self.find(scheme, slug)
        else:
            kind, target = "url", href
            if not grammar.is_href(href):
                self.report(f"A button cannot lead to “{href}”.")
                target = None
        return (
            [{"type": "cta", "attrs": {"label": self.label(node), "kind": kind, "target": target}}]
            if target
            else []
        )

    def find(self, kind, slug):
        uid = self.resolve(kind, slug) if slug else None
        if not uid:
            self.report(f"There is no {kind} “{slug}”: add it, or correct the name.")
        return uid

    def label(self, node):
        label = tidy("".join(_words(child) for child in node.children)).strip()
        if not label:
            self.report("A link has no words: put them between the brackets.")
        return label


def _held(block):
    return [block] if block["content"] else []


def _text(text, marks):
    return {"type": "text", "text": text, "marks": list(marks)}


def _with(marks, mark):
    return (*(known for known in marks if known["type"] != mark["type"]), mark)


def _atom(marks):
    return [mark for mark in marks if mark["type"] in grammar.ATOM_MARKS]


def _words(node):
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type in ("text", "code_inline"):
        return node.content
    return "".join(_words(child) for child in node.children)
