"""Whether a value is a body: every departure from the schema, with its place and a sentence for a writer."""

from typing import NamedTuple

from . import grammar

MOST_REPORTED = 20


class Problem(NamedTuple):
    path: str
    sentence: str


class Refused(ValueError):
    """A value that is no body; `problems` says why."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(problem.sentence for problem in problems))


def validate(tree: object, profile: str = "article") -> list[Problem]:
    """Every reason why this is not a body of that profile; an empty list means it is one."""
    return _Check(profile).run(tree)


class _Check:
    def __init__(self, profile):
        self.top = grammar.TOP[profile]
        self.profile = profile
        self.problems: list[Problem] = []
        self.nodes = 0
        self.characters = 0

    def run(self, tree):
        if not isinstance(tree, dict) or tree.get("type") != "doc":
            self.report("", 'The body is not a document: it must be an object of type "doc".')
            return self.problems
        self.node(tree, "", 0, holds=self.top)
        if self.profile == "inline" and isinstance(tree.get("content"), list) and len(tree["content"]) > 1:
            self.report("content/1", "This text is one line: it cannot hold a second paragraph.")
        if self.nodes > grammar.MAX_NODES:
            self.report("", f"The text has more than {grammar.MAX_NODES:,} parts: split it in two.")
        if self.characters > grammar.MAX_TEXT:
            self.report("", f"The text is longer than {grammar.MAX_TEXT:,} characters: split it in two.")
        return self.problems[:MOST_REPORTED]

    def report(self, path, sentence):
        self.problems.append(Problem(path, sentence))

    def node(self, value, path, depth, holds):
        self.nodes += 1
        if self.nodes > grammar.MAX_NODES or len(self.problems) > MOST_REPORTED:
            return
        name = value["type"]
        node = grammar.NODES[name]
        allowed = {"type"}
        if name == "text":
            allowed |= {"text", "marks"}
            self.text(value, path)
        elif name in grammar.INLINE:
            allowed |= {"attrs", "marks"} if node.attrs else {"marks"}
        else:
            allowed |= {"content"} | ({"attrs"} if node.attrs or node.identified else set())
        for key in value:
            if key not in allowed:
                self.report(_join(path, key), f"A {node.name} cannot have “{_short(key)}”.")
        if "attrs" in allowed:
            self.attrs(node, value.get("attrs", {}), _join(path, "attrs"))
        if "marks" in allowed and "marks" in value:
            self.marks(name, value["marks"], _join(path, "marks"))
        if "content" in allowed:
            self.content(node, value.get("content", []), path, depth, holds)

    def content(self, node, children, path, depth, holds):
        path = _join(path, "content")
        if not isinstance(children, list):
            self.report(path, f"What a {node.name} holds must be a list.")
            return
        if not children and node.full:
            self.report(path, f"A {node.name} is empty.")
        if children and depth >= grammar.MAX_DEPTH:
            self.report(path, f"The text is nested more than {grammar.MAX_DEPTH} levels deep.")
            return
        for index, child in enumerate(children):
            place = _join(path, index)
            kind = child.get("type") if isinstance(child, dict) else None
            if not isinstance(kind, str) or kind not in grammar.NODES:
                self.report(place, f"“{_short(kind)}” is not a kind of text that we know.")
            elif kind not in holds:
                self.report(place, f"A {node.name} cannot hold a {grammar.NODES[kind].name}.")
            elif index == 0 and node.first and kind != node.first:
                self.report(place, f"A {node.name} must begin with a {grammar.NODES[node.first].name}.")
            else:
                self.node(child, place, depth + 1, grammar.NODES[kind].holds)

    def attrs(self, node, attrs, path):
        if not isinstance(attrs, dict):
            self.report(path, f"The attributes of a {node.name} must be an object.")
            return
        known = dict(node.attrs)
        if node.identified:
            known["id"] = grammar.Attr("id", "")
        for key in attrs:
            if key not in known:
                self.report(_join(path, key), f"A {node.name} cannot have “{_short(key)}”.")
        for key, attr in known.items():
            place = _join(path, key)
            if key in attrs:
                self.attr(node, key, attr, attrs, place)
            elif attr.default is None:
                self.report(place, f"A {node.name} needs its {key}.")

    def attr(self, node, key, attr, attrs, path):
        value = attrs[key]
        if attr.kind == "int":
            if type(value) is not int or not attr.low <= value <= attr.high:
                self.report(path, f"The {key} of a {node.name} must be from {attr.low} to {attr.high}.")
            return
        if not self.string(value, path):
            return
        if attr.kind == "choice" and value not in attr.choices:
            options = ", ".join(option for option in attr.choices if option)
            self.report(path, f"The {key} of a {node.name} must be one of: {options}; not “{_short(value)}”.")
        elif attr.kind == "id" and value and not grammar.ID.fullmatch(value):
            self.report(path, f"“{_short(value)}” cannot be an identifier: use a–z, 0–9 and hyphens.")
        elif attr.kind == "uid" and not grammar.UID.fullmatch(value):
            self.report(path, f"A {node.name} points to “{_short(value)}”, which is no record.")
        elif attr.kind == "target":
            to_url = attrs.get("kind") == "url"
            if not (grammar.is_href(value) if to_url else grammar.UID.fullmatch(value)):
                self.report(path, f"A {node.name} points to “{_short(value)}”, which is no place to go to.")
        elif attr.kind == "label" and not value.strip():
            self.report(path, f"A {node.name} has no words: readers would see nothing.")
        elif len(value) > grammar.MAX_LABEL and attr.kind in ("label", "text"):
            self.report(path, f"The {key} of a {node.name} is longer than {grammar.MAX_LABEL} characters.")

    def marks(self, name, marks, path):
        if not isinstance(marks, list):
            self.report(path, "Marks must be a list.")
            return
        seen = set()
        for index, mark in enumerate(marks):
            place = _join(path, index)
            kind = mark.get("type") if isinstance(mark, dict) else None
            if not isinstance(kind, str) or kind not in grammar.MARKS:
                self.report(place, f"“{_short(kind)}” is not a mark that we know.")
                continue
            if kind in seen:
                self.report(place, f"The mark “{kind}” is given twice.")
            seen.add(kind)
            wanted = grammar.MARK_ATTRS.get(kind)
            attrs = mark.get("attrs", {})
            if set(mark) - {"type", "attrs"} or not isinstance(attrs, dict) or set(attrs) - {wanted}:
                self.report(place, f"The mark “{kind}” carries something that it cannot have.")
            elif wanted and self.string(attrs.get(wanted), place):
                self.mark_value(kind, attrs[wanted], place)

    def mark_value(self, kind, value, path):
        if kind == "link" and not grammar.is_href(value):
            self.report(
                path,
                f"A link points to “{_short(value)}”. "
                "Use a full address (https://…, mailto:…, tel:…) or #a-heading.",
            )
        if kind == "lang" and (len(value) > 35 or not grammar.LANG.fullmatch(value)):
            self.report(path, f"“{_short(value)}” is not a language tag such as “es” or “la”.")

    def text(self, value, path):
        text = value.get("text")
        if self.string(text, _join(path, "text")):
            self.characters += len(text)

    def string(self, value, path):
        """Whether it is a string that every database and every encoder can hold."""
        if not isinstance(value, str):
            self.report(path, f"“{_short(value)}” must be text.")
            return False
        if "\x00" in value:
            self.report(path, "The text holds a NUL character, which cannot be stored.")
            return False
        if any("\ud800" <= character <= "\udfff" for character in value):
            self.report(path, "The text holds half a character (a lone surrogate), which cannot be stored.")
            return False
        return True


def _join(path, step):
    return f"{path}/{step}" if path else str(step)


def _short(value):
    text = str(value).replace("\x00", "").encode("utf-8", "replace").decode()
    return text if len(text) <= 60 else text[:59] + "…"
