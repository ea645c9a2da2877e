"""YAML with the line of every key and value, and with limits; nothing is constructed from a tag. Pure."""

import yaml

from .given import Broken, Entry, Given, Lines, Listing, Mapping, Text
from .problems import short, storable

MOST_DEPTH = 12
MOST_NODES = 50_000


class _Loader(yaml.SafeLoader):
    """PyYAML's composer, with a bound on depth and size and without aliases and tags."""

    def __init__(self, text: str, lines: Lines):
        self.lines = lines
        self.depth = 0
        self.nodes = 0
        super().__init__(text)

    def compose_node(self, parent, index):
        event = self.peek_event()
        line = self.lines.at(event.start_mark.index)
        if isinstance(event, yaml.AliasEvent):
            raise Broken(
                line, f"Aliases such as *{short(event.anchor)} are not read: write the value itself."
            )
        if getattr(event, "tag", None):
            raise Broken(line, f"Tags such as {short(event.tag)} are not read: write the value alone.")
        self.depth += 1
        self.nodes += 1
        if self.depth > MOST_DEPTH:
            raise Broken(line, f"Values are nested more than {MOST_DEPTH} levels deep: no key needs that.")
        if self.nodes > MOST_NODES:
            raise Broken(line, f"The file holds more than {MOST_NODES:,} values: split it.")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def parse(text: str, report, first_line: int = 1) -> Mapping | None:
    """The mapping at the top; `report(line, sentence)` hears what is wrong. None: it cannot be read."""
    lines = Lines(text, first_line)
    try:
        node = _Loader(text, lines).get_single_node()
        given = _Reader(lines, report).read(node) if node else None
    except Broken as error:
        report(error.line, error.sentence)
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = short(error.problem or error.context or "it is broken", 120)
        hint = "put a text that holds “: ”, “#” or quotes between double quotes, and indent with spaces"
        report(lines.at(mark.index) if mark else first_line, f"This is not YAML ({why}): {hint}.")
        return None
    except yaml.reader.ReaderError as error:
        line = lines.at(error.position)
        report(line, "There is a control character here: take it out, or write it as \\u… in double quotes.")
        return None
    except (ValueError, RecursionError):
        # Such as an escape beyond Unicode: PyYAML lets Python's own error through.
        report(first_line, "This is not YAML: look for a wrong escape such as \\U00110000.")
        return None
    if given is None:
        report(first_line, "There is nothing here: write keys such as “slug: …”.")
        return None
    if not isinstance(given, Mapping):
        report(given.line, "There must be keys here, such as “slug: …”, one per line.")
        return None
    return given


class _Reader:
    def __init__(self, lines: Lines, report):
        self.lines = lines
        self.report = report

    def read(self, node) -> Given:
        line = self.lines.at(node.start_mark.index)
        if isinstance(node, yaml.ScalarNode):
            return self.text(node, line)
        if isinstance(node, yaml.SequenceNode):
            return Listing(line, [self.read(child) for child in node.value])
        mapping = Mapping(line)
        for key, value in node.value:
            at = self.lines.at(key.start_mark.index)
            given = self.read(value)
            if not isinstance(key, yaml.ScalarNode):
                self.report(at, "A key must be one word, such as slug.")
            elif key.value in mapping.entries:
                first = mapping.entries[key.value].line
                self.report(
                    at, f"The key “{short(key.value)}” is given twice (first in line {first}): keep one."
                )
            else:
                mapping.entries[key.value] = Entry(at, given)
        return mapping

    def text(self, node, line):
        if why := storable(node.value):
            self.report(line, f"The text {why}.")
        first_line = 0
        if node.style == "|":
            first_line = line + 1
        return Text(line, node.value, plain=node.style is None, first_line=first_line)
