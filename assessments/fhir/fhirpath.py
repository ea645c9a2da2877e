"""The grammar of FHIRPath as far as sums are written in it: from text to a tree, nothing is ever evaluated.

>>> parse("%a + 1")
Op(name='+', left=Variable(name='a'), right=Number(value=Decimal('1')))
>>> parse("item.where(linkId = 'x').value").steps[-1]
Step(name='value', arguments=None)
"""

import re
from decimal import Decimal
from typing import NamedTuple


class NotUnderstood(ValueError):
    """The expression uses more of the language than is read here."""


class Text(NamedTuple):
    value: str


class Number(NamedTuple):
    value: Decimal


class Empty(NamedTuple):
    """{}"""


class Variable(NamedTuple):
    name: str


class Op(NamedTuple):
    name: str
    left: "Tree"
    right: "Tree"


class Step(NamedTuple):
    name: str
    #: None for a member, a tuple for a function.
    arguments: "tuple[Tree, ...] | None"


class Chain(NamedTuple):
    """base.step.step; base is None where it begins with a member of what is at hand."""

    base: "Tree | None"
    steps: tuple[Step, ...]


Tree = Text | Number | Empty | Variable | Op | Chain

LONGEST = 20_000
_DEEPEST = 60
_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?)
    |(?P<variable>%(?:`[^`]*`|'[^']*'|\w+))|(?P<word>\$?[A-Za-z_]\w*|`[^`]*`)
    |(?P<sign><=|>=|!=|!~|[{}()\[\].,+\-*/&|=~<>]))""",
    re.VERBOSE | re.DOTALL,
)
#: From loose to tight.
_LEVELS = (
    ("implies",),
    ("or", "xor"),
    ("and",),
    ("in", "contains"),
    ("=", "!=", "~"),
    ("<", ">", "<=", ">="),
    ("|",),
    ("+", "-", "&"),
    ("*", "/"),
)
_WORDS = {"implies", "or", "xor", "and", "in", "contains"}


def parse(text: str) -> Tree:
    """The tree of an expression. Raises NotUnderstood."""
    if len(text) > LONGEST:
        raise NotUnderstood("it is too long")
    reader = _Reader(_tokens(text))
    tree = reader.expression(0)
    if reader.token is not None:
        raise NotUnderstood(f"it goes on after {reader.at} parts")
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if not match:
            raise NotUnderstood(f"character {at + 1} begins nothing that is known")
        if match.lastgroup != "comment":
            found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens):
        self.tokens, self.at, self.depth = tokens, 0, 0

    @property
    def token(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def next(self):
        if self.token is None:
            raise NotUnderstood("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def takes(self, sign: str) -> bool:
        if self.token == ("sign", sign):
            self.at += 1
            return True
        return False

    def needs(self, sign: str):
        if not self.takes(sign):
            raise NotUnderstood(f"{sign} is missing")

    def expression(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self.chain()
        if level == 0:
            self.depth += 1
            if self.depth > _DEEPEST:
                raise NotUnderstood("it is too deep")
        left = self.expression(level + 1)
        while (operator := self._operator(level)) is not None:
            left = Op(operator, left, self.expression(level + 1))
        if level == 0:
            self.depth -= 1
        return left

    def _operator(self, level: int) -> str | None:
        if self.token is None:
            return None
        kind, text = self.token
        if text in _LEVELS[level] and kind == ("word" if text in _WORDS else "sign"):
            self.at += 1
            return text
        return None

    def chain(self) -> Tree:
        base, steps = self.first()
        while self.takes("."):
            kind, word = self.next()
            if kind != "word":
                raise NotUnderstood("a name is missing after a point")
            steps.append(self.step(word))
        if self.token == ("sign", "["):
            raise NotUnderstood("it asks for one of several by its number")
        return Chain(base, tuple(steps)) if steps else base

    def first(self) -> tuple[Tree | None, list[Step]]:
        kind, text = self.next()
        if kind == "text":
            return Text(_unescaped(text[1:-1])), []
        if kind == "number":
            return Number(Decimal(text)), []
        if kind == "variable":
            return Variable(text[1:].strip("`'")), []
        if kind == "word":
            return None, [self.step(text)]
        if text == "(":
            inner = self.expression(0)
            self.needs(")")
            return inner, []
        if text == "{":
            self.needs("}")
            return Empty(), []
        raise NotUnderstood(f"{text} stands where a value should")

    def step(self, word: str) -> Step:
        if not self.takes("("):
            return Step(word.strip("`"), None)
        arguments = []
        if not self.takes(")"):
            arguments.append(self.expression(0))
            while self.takes(","):
                arguments.append(self.expression(0))
            self.needs(")")
        return Step(word.strip("`"), tuple(arguments))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def joined(tree: Tree) -> Tree:
    """Chains whose base is a chain made one: (a.b).c is a.b.c."""
    if isinstance(tree, Chain) and isinstance(tree.base, Chain):
        return joined(Chain(tree.base.base, (*tree.base.steps, *tree.steps)))
    return tree
