"""Making the new text out of the old one and what a comparison shows: nothing may be missing from it.

`apply(compare(old, new), old) == lines_of(new)` is the law that a signer relies on: whoever has read the old
text and the comparison has read the new text. Only what stands on the page is used: the words of each row,
its marks, its notes as values, and the place that a moved line came from.
"""

from .documents import Difference, lines_of
from .names import Names
from .reading import Line
from .rows import Row
from .tokens import Change, Op, Token, merged, words


class DoesNotApply(ValueError):
    """What the comparison shows as the old text is not the old text."""


def apply(difference: Difference, old: dict, names: Names | None = None) -> dict[str, list[Line]]:
    """The lines of the new document, by part."""
    names = (names or Names()).and_sources_of(old)
    found = lines_of(old, names)
    for section in difference.sections:
        if section.aside:
            continue
        made = _section(section.rows, found.get(section.key, []))
        if made:
            found[section.key] = made
        else:
            found.pop(section.key, None)
    return found


def _section(rows: list[Row], old: list[Line]) -> list[Line]:
    made = []
    place = 0
    for row in rows:
        before = None
        if row.takes_old:
            if place >= len(old):
                raise DoesNotApply(f"There is no line left for “{row.label}”.")
            before, place = old[place], place + 1
        elif row.source is not None:
            before = old[row.source]
        if row.gives_new:
            made.append(_line(row, before))
    if place != len(old):
        raise DoesNotApply(f"“{old[place].text}” is not shown.")
    return made


def _line(row: Row, before: Line | None) -> Line:
    attributes = _changed(before.attributes if before else (), row.changes)
    return Line(row.line.kind, row.line.around, attributes, _tokens(row, before))


def _changed(pairs, changes: tuple[Change, ...]):
    values = dict(pairs)
    for name, was, now in changes:
        if values.pop(name, "") != was:
            raise DoesNotApply(f"{name} was not “{was}”.")
        if now:
            values[name] = now
    return tuple(sorted(values.items()))


def _tokens(row: Row, before: Line | None) -> tuple[Token, ...]:
    old = _Old(before.tokens if before else ())
    made: list[Token] = []
    for op in row.ops:
        if op.kind == "added":
            made += _added(op)
        else:
            taken = old.take(op)
            if op.kind == "same":
                made += taken
            elif op.kind == "formatted":
                made += [token._replace(marks=op.marks) for token in taken]
            elif op.kind == "replaced":
                [token] = taken
                details = _in_order(token.details, op.changes)
                made.append(Token(op.text, op.marks, op.node, details))
    old.refuse_rest()
    return merged(made)


def _added(op: Op) -> list[Token]:
    if op.node:
        return [Token(op.text, op.marks, op.node, tuple((c.name, c.now) for c in op.changes))]
    return words(op.text, op.marks)


def _in_order(details, changes):
    values = dict(details)
    for name, _, now in changes:
        values.pop(name, None)
        if now:
            values[name] = now
    return tuple(values.items())


class _Old:
    """The old line, taken piece by piece."""

    def __init__(self, tokens):
        self.left = list(tokens)

    def take(self, op: Op) -> list[Token]:
        if op.node:
            if not self.left or (self.left[0].node, self.left[0].text) != (op.node, op.was):
                raise DoesNotApply(f"“{op.was}” does not stand there.")
            return [self.left.pop(0)]
        taken, wanted = [], op.was
        while wanted:
            token = self.left.pop(0) if self.left else Token("")
            if token.node or not token.text:
                raise DoesNotApply(f"“{wanted}” does not stand there.")
            if token.text.startswith(wanted):
                if rest := token.text[len(wanted) :]:
                    self.left.insert(0, token._replace(text=rest))
                token, wanted = token._replace(text=wanted), ""
            elif wanted.startswith(token.text):
                wanted = wanted[len(token.text) :]
            else:
                raise DoesNotApply(f"“{wanted}” does not stand there.")
            taken.append(token)
        return taken

    def refuse_rest(self):
        if self.left:
            raise DoesNotApply(f"“{self.left[0].text}” is not shown.")
