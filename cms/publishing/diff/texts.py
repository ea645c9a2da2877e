"""Two texts compared line by line: blocks that were edited, moved, wrapped into others, added or removed."""

from collections.abc import Iterator

from . import align, reading, rows, sentences, tokens
from .names import Names, sentence
from .reading import Line
from .rows import At, Row


def compare(old, new, at: At, names: Names, groups: Iterator[int]) -> list[Row]:
    """A row for each line of both, in the order of the new text; what went stands where it stood."""
    sides = [
        [] if reading.is_empty(value) else reading.rich(value, names, at.around, at.kind)
        for value in (old, new)
    ]
    inline_only = all(tokens.is_inline(value) or reading.is_empty(value) for value in (old, new))
    return list(_Text(*sides, at, inline_only).rows(groups))


class _Text:
    def __init__(self, before: list[Line], after: list[Line], at: At, inline_only: bool):
        self.before, self.after, self.at, self.inline_only = before, after, at, inline_only
        if inline_only and before and after:
            self.pairs = [align.Pair(0, 0)]  # one line each: the line of this part, whatever it says now
        else:
            self.pairs = align.align(reading.line_blocks(before), reading.line_blocks(after))
        self.around_old, self.around_new = reading.parents(before), reading.parents(after)
        both = [pair for pair in self.pairs if pair.old is not None and pair.new is not None]
        self.came_from = {pair.new: pair.old for pair in both}
        self.went_to = {pair.old: pair.new for pair in both}
        self.moved = {pair.new for pair in both if pair.moved}
        self.said = [line.text for line in before]

    def rows(self, groups: Iterator[int]) -> Iterator[Row]:
        group_of = {pair.old: next(groups) for pair in self.pairs if pair.moved and pair.new is not None}
        for pair in self.pairs:
            was = None if pair.old is None else self.before[pair.old]
            now = None if pair.new is None else self.after[pair.new]
            away = pair.moved and now is None
            if away and self.at.group is not None:
                continue  # the record around it left as a whole
            row = rows.of_pair(was, now, moved=pair.moved, away=away, label=self._label(now or was))
            row.came = self.at.group is not None
            row.group = self.at.group if row.came else group_of.get(pair.old)
            row.part = self.at.part or self._is_part(row, pair)
            if not away:
                self._tell(row, pair)
            yield row

    def _outer(self, pair):
        """The lines around it, of its old and its new self; -1 for the text itself."""
        return (
            self.around_old[pair.old] if pair.old is not None else -1,
            self.around_new[pair.new] if pair.new is not None else -1,
        )

    def _is_part(self, row, pair):
        """Whether it came, went or moved with the line around it."""
        was_in, now_in = self._outer(pair)
        if row.kind == "left":
            now_in = self.around_new[self.went_to[pair.old]]
        if row.kind in ("left", "moved"):
            return now_in in self.moved and self.came_from[now_in] == was_in
        if row.kind == "added":
            return now_in >= 0 and now_in not in self.came_from
        return row.kind == "removed" and was_in >= 0 and was_in not in self.went_to

    def _into(self, row, pair):
        """That a line stands in another one than before; not said where the other one tells it."""
        if row.was is None or row.kind == "removed" or row.was.around == row.line.around:
            return ""
        was_in, now_in = self._outer(pair)
        if now_in >= 0 and self.came_from.get(now_in) == was_in:
            return ""
        inner = row.line.around[len(self.at.around) :]
        if not inner:
            return f"does not stand in a {row.was.around[-1]} any more"
        return f"now stands in a {' in a '.join(reversed(inner[-2:]))}"

    def _tell(self, row, pair):
        """Count a row and put it in words."""
        into = self._into(row, pair)
        if into and row.kind == "same":
            row.kind = "changed"
        if row.kind == "same":
            return
        if row.part and row.kind in ("added", "removed"):
            row.notes = sentences.of_row(row, "")[1]
            return
        lines, place = (self.before, pair.old) if row.kind == "removed" else (self.after, pair.new)
        row.holds = row.line.text or next((one.text for one in _under(lines, place) if one.text), "")
        how = rows.way(pair, self.pairs, self.said) if row.kind == "moved" and not row.part else ""
        told, row.notes = sentences.of_row(row, self._subject(row), how, into)
        became = row.changes or into or (row.was and row.was.kind != row.line.kind)
        verb = "changed" if became else rows.became_of(row.ops)
        if self.at.part:
            return
        row.sentences = told
        if row.kind in ("added", "removed"):
            verb = row.kind
        elif row.kind == "moved" and not row.part:
            verb = "moved" if verb in ("", "counted") else "moved and changed"
        if verb and verb != "counted":
            row.noun, row.verb = (self.at.noun if self.inline_only else row.line.kind), verb
        row.countable = not self.inline_only

    # What a row is called.

    def _label(self, line: Line) -> str:
        """“Callout › paragraph”; a paragraph that only fills a list item is that list item."""
        names = [*line.around[len(self.at.around) :], line.kind]
        if len(names) > 1 and line.kind == "paragraph" and names[-2] == "list item":
            names.pop()
        # "List › list item" says it twice.
        inner = [*names[1:], ""]
        said = " › ".join(
            name for name, next_ in zip(names, inner, strict=True) if not next_.startswith(name)
        )
        return self.at.said("" if said == self.at.kind else sentence(said))

    def _subject(self, row):
        kind = row.line.kind
        if kind == "paragraph" and row.line.around[-1:] == ("list item",):
            kind = "list item"
        if self.inline_only or (self.at.path and kind == "paragraph"):
            return self.at.subject
        return self.at.said(sentence(kind))


def _under(lines, place):
    """The lines that stand in this one."""
    depth = len(lines[place].around)
    for line in lines[place + 1 :]:
        if len(line.around) <= depth:
            return
        yield line
