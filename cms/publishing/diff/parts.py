"""Two values compared by their shape: text by words, lists of records by their key, dicts by their names.

Knows no part by its meaning, so parts that it has never heard of are compared as well.
"""

from dataclasses import replace
from itertools import count

from . import align, reading, rows, sentences, texts, tokens
from .names import Names, one_of, quoted, sentence
from .reading import Line
from .rows import At, Row


class Comparison:
    def __init__(self, names: Names):
        self.names = names
        self.groups = count(1)

    def part(self, name, old, new) -> list[Row]:
        said = self.names.part(name)
        value = old if not reading.is_empty(old) else new
        noun = self.names.one(name) if isinstance(value, list) else said
        # The text itself needs no name before each of its lines.
        path = () if name == "body" else (sentence(said),)
        kind = said if not isinstance(value, list) else noun
        return self.value(old, new, At(kind, noun, (), path, ((name, ""),)))

    def value(self, old, new, at: At) -> list[Row]:
        was, now = reading.shape(old), reading.shape(new)
        if was == now == "nothing":
            return []
        if "nothing" not in (was, now) and was != now:
            # The part changed its shape: everything old is gone, everything new is added.
            return self.value(old, None, at) + self.value(None, new, at)
        by_shape = {"rich": self.text, "list": self.records, "dict": self.fields, "scalar": self.scalar}
        return by_shape[now if was == "nothing" else was](old, new, at)

    def scalar(self, old, new, at: At) -> list[Row]:
        was, now = (
            None if reading.is_empty(value) else Line(at.kind, at.around, (), self._words(value))
            for value in (old, new)
        )
        row = self._row(was, now, at)
        if row.kind != "same" and not at.part:
            row.noun, row.countable = at.noun, False
            row.verb = row.kind
        return [row]

    def _words(self, value):
        if self.names.knows(value):
            return (tokens.Token(self.names.title(value), node="item"),)
        return tuple(tokens.words(tokens.said(value)))

    def fields(self, old, new, at: At) -> list[Row]:
        old, new = old or {}, new or {}
        whole = not old or not new
        inner = replace(at, part=at.part or whole)
        found = []
        for name in reading.fields(old, new):
            found += self._field(name, old.get(name), new.get(name), inner)
        for name in reading.repetitions(old, new):
            again = self._field(name, old.get(name), new.get(name), inner)
            for row in again:
                row.aside = True
            found += again
        if whole and found and not at.part:
            # The part as a whole came or went: that is one event.
            verb = "removed" if old else "added"
            found[0].noun, found[0].verb, found[0].countable = at.noun, verb, False
            said = next((row.line.text for row in found if row.line.text.strip()), "")
            found[0].sentences = [f"{at.subject} {verb}{': ' + quoted(said, 90) if said else ''}"]
        return found

    def _field(self, name, old, new, at: At) -> list[Row]:
        said = self.names.part(name)
        value = new if reading.is_empty(old) else old
        is_list = reading.shape(value) == "list"
        if name in ("items", "blocks", "content"):  # the thing itself
            inner = at if not is_list else replace(at, kind=one_of(at.noun), noun=one_of(at.noun))
            return self.value(
                old, new, replace(inner, around=(*at.around, at.kind), steps=(*at.steps, (name, "")))
            )
        noun = self.names.one(name) if is_list else f"{at.noun} {said}".strip()
        kind = noun if is_list else said
        return self.value(
            old,
            new,
            replace(
                at,
                kind=kind,
                noun=noun,
                around=(*at.around, at.kind),
                path=(*at.path, sentence(said)),
                steps=(*at.steps, (name, "")),
            ),
        )

    def records(self, old, new, at: At) -> list[Row]:
        old, new = ([item for item in side or [] if item is not None] for side in (old, new))
        pairs = align.align(*([reading.record_block(item) for item in side] for side in (old, new)))
        groups = {pair.old: next(self.groups) for pair in pairs if pair.moved and pair.new is not None}
        found = []
        for pair in pairs:
            was = None if pair.old is None else old[pair.old]
            now = None if pair.new is None else new[pair.new]
            away = pair.moved and pair.new is None
            if away and at.group is not None:
                continue  # the record around it left as a whole
            how = ""
            if pair.moved and not away:
                how = rows.way(pair, pairs, [reading.title(item, self.names) for item in old])
            found += self._record(was, now, at, how, away, groups.get(pair.old))
        return found

    def _record(self, was, now, at, how, away, group):
        before, after = self._title_line(was, at), self._title_line(now, at)
        known_by = reading.title(now if now is not None else was, self.names)
        subject = f"{sentence(at.noun)} {quoted(known_by)}" if known_by else sentence(at.noun)
        whole = was is None or now is None
        inner_at = replace(
            at,
            around=(*at.around, at.kind),
            path=(*at.path[:-1], subject) if at.path else (subject,),
            steps=(*at.steps[:-1], (at.steps[-1][0], known_by)),
            part=at.part or whole,
            group=at.group if at.group is not None else (group if how else None),
        )
        if away:
            left = [self._left(before, at, group), *self._all_left(was, inner_at, group)]
            for row in left[1:]:
                row.part = True
            return left
        row = rows.of_pair(before, after, moved=bool(how), away=False, label=sentence(at.noun))
        row.came = at.group is not None
        row.group = inner_at.group
        row.part = at.part
        nested = (
            self.fields(
                {} if was is None else reading.without_title(was),
                {} if now is None else reading.without_title(now),
                replace(inner_at, part=True),
            )
            if whole
            else self._inside(was, now, inner_at)
        )
        if at.part:
            return [row, *nested]
        if whole:
            row.noun, row.verb = at.noun, row.kind
            word = "added" if was is None else "removed"
            row.sentences = [f"{sentence(at.noun)} {word}: {quoted(known_by, 90)}"]
            self._tell(row, inner_at, word, was, now)
            return [row, *nested]
        differs = row.kind == "changed" or any(one.kind != "same" for one in nested)
        if how:
            row.noun, row.verb = at.noun, "moved and changed" if differs else "moved"
            row.sentences, row.notes = sentences.of_row(row, inner_at.said(), how)
        elif row.kind == "changed":
            row.sentences, row.notes = sentences.of_row(row, sentence(at.noun))
            self._tell(row, inner_at, "renamed", before.text, after.text)
        if differs and not how:
            first = row if row.kind == "changed" else next(one for one in nested if one.kind != "same")
            first.noun, first.verb, first.countable = at.noun, "changed", True
        return [row, *nested]

    def _inside(self, was, now, at):
        nested = self.fields(reading.without_title(was), reading.without_title(now), at)
        for one in nested:  # the record counts; a citation swapped inside still counts for itself
            one.noun = one.verb = ""
        return nested

    def _title_line(self, item, at):
        if item is None:
            return None
        said = reading.title(item, self.names)
        if isinstance(item, str) and self.names.knows(item):
            return Line(at.kind, at.around, (), (tokens.Token(said, node="item"),))
        return Line(at.kind, at.around, (), tuple(tokens.words(said)))

    def _left(self, line, at, group):
        row = rows.of_pair(line, None, moved=True, away=True, label=sentence(at.noun))
        row.group = group
        return row

    def _all_left(self, item, at, group):
        return [
            self._left(row.line, at, group)
            for row in self.fields(reading.without_title(item), {}, replace(at, part=True, group=None))
        ]

    def text(self, old, new, at: At) -> list[Row]:
        return texts.compare(old, new, at, self.names, self.groups)

    def _row(self, was, now, at: At) -> Row:
        row = rows.of_pair(was, now, moved=False, away=False, label=at.said())
        row.came, row.group, row.part = at.group is not None, at.group, at.part
        if row.kind != "same":
            told, row.notes = sentences.of_row(row, at.subject)
            row.sentences = told if not at.part else []
            if not at.part:
                self._tell(row, at, row.kind, was.text if was else "", now.text if now else "")
        return row

    def _tell(self, row, at: At, what: str, was, now) -> None:
        """The change as the content type says it, where it does: in its sentence and above its words."""
        if said := self.names.told(at.steps, what, was, now):
            row.sentences, row.label = [said], said
