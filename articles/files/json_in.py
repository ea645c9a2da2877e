"""A CSL-JSON file, with the line of every entry and of every key in it. Pure."""

import json
import re
from json.decoder import scanstring

from articles import csl

from .given import Broken, Entry, Lines, Mapping, Value
from .problems import short

_SPACE = re.compile(r"[ \t\n\r]*")
_MOST_DEPTH = 40


class _Twice(ValueError):
    pass


def parse(text: str, report) -> list[Mapping] | None:
    """The entries of the list at the top; `report(line, sentence)` hears what is wrong. None: unreadable."""
    reader = _Reader(text, report)
    try:
        return reader.entries()
    except Broken as error:
        report(error.line, error.sentence)
        return None


def _pairs(pairs):
    found = {}
    for name, value in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = value
    return found


def _refuse_constant(name):
    raise ValueError(f"{name} is not a value")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_refuse_constant)


class _Reader:
    def __init__(self, text, report):
        self.text = text
        self.lines = Lines(text)
        self.report = report
        self.at = 0

    def entries(self):
        self.expect("[", "The file must be a list of sources: [ {…}, {…} ].")
        found = []
        if self.peek() == "]":
            self.at += 1
        else:
            while True:
                if self.peek() != "{":
                    raise self.broken("A source must be an object: { “id”: …, “type”: …, “title”: … }.")
                found.append(self.object(inside=("custom",)))
                if not self.comma("]"):
                    break
        if self.peek():
            raise self.broken("There is something behind the end of the list: take it out.")
        return found

    def object(self, inside=()):
        mapping = Mapping(self.line())
        self.at += 1
        if self.peek() == "}":
            self.at += 1
            return mapping
        while True:
            line = self.line()
            if self.peek() != '"':
                raise self.broken("A key in double quotes is missing here.")
            name = self.decode(lambda: scanstring(self.text, self.at + 1, True))
            self.expect(":", f"There must be a colon behind “{short(name)}”.")
            if name in inside and self.peek() == "{":
                value = self.object()
            else:
                value = Value(
                    self.line_of_value(), self.decode(lambda: _DECODER.raw_decode(self.text, self.at))
                )
                self.check(name, value)
            if name in mapping.entries:
                first = mapping.entries[name].line
                self.report(
                    line, f"The key “{short(name)}” is given twice (first in line {first}): keep one."
                )
            else:
                mapping.entries[name] = Entry(line, value)
            if not self.comma("}"):
                return mapping

    def check(self, name, value):
        if csl.has_floats(value.value):
            self.report(value.line, f"“{short(name)}” holds a number with a decimal point: write it as text.")
        elif isinstance(value.value, int) and abs(value.value) > 2**53:
            self.report(value.line, f"“{short(name)}” holds a number that is too large: write it as text.")

    def decode(self, read):
        self.peek()
        try:
            value, self.at = read()
        except json.JSONDecodeError as error:
            raise Broken(
                self.lines.at(error.pos),
                f"This is not JSON ({short(error.msg)}): look for a missing quote or comma.",
            ) from error
        except StopIteration as error:
            raise self.broken("A value is missing here.") from error
        except _Twice as error:
            raise self.broken(f"The key “{short(error)}” is given twice in this value: keep one.") from error
        except RecursionError as error:
            raise self.broken("This value is nested too deeply.") from error
        except ValueError as error:
            raise self.broken("This value cannot be read: write a text, a whole number or a list.") from error
        if _depth(value) > _MOST_DEPTH:
            raise self.broken("This value is nested too deeply.")
        return value

    def comma(self, closing):
        """Whether another member follows; otherwise the closing bracket is passed."""
        found = self.peek()
        if found not in (",", closing):
            raise self.broken(f"This is not JSON: there must be a comma or “{closing}” here.")
        self.at += 1
        return found == ","

    def expect(self, char, sentence):
        if self.peek() != char:
            raise self.broken(sentence)
        self.at += 1

    def peek(self):
        self.at = _SPACE.match(self.text, self.at).end()
        return self.text[self.at : self.at + 1]

    def line(self):
        self.peek()
        return self.lines.at(self.at)

    line_of_value = line

    def broken(self, sentence):
        return Broken(self.lines.at(self.at), sentence)


def _depth(value, so_far=1):
    if so_far > _MOST_DEPTH or not isinstance(value, dict | list):
        return so_far
    children = value.values() if isinstance(value, dict) else value
    return max((_depth(child, so_far + 1) for child in children), default=so_far)
