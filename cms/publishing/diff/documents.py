"""Two published documents compared part by part, whatever their parts are called.

Every top-level part that differs becomes a section with its label. Parts that this module has never heard of
are compared by their shape: text by words, lists of blocks by lines, lists of records by their key, dicts by
their names. What only repeats another part in another form (html beside blocks) is shown when nothing else
explains it.
"""

import json
from collections import Counter
from dataclasses import dataclass, field

from . import align, blocks, tokens
from .blocks import Row
from .tokens import Op

#: Not part of what is signed, or a pure function of the rest.
UNSIGNED = frozenset({"publication", "json_ld", "content_digest"})
#: Names of places: they say nothing to a reader and follow from the text.
TECHNICAL = frozenset({"id", "uid", "mentions"})
#: Hidden when one of these siblings differs, because that already says it.
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
}
FIRST = ("title", "name", "question", "dek", "answer", "body", "faqs", "references")
IDENTITY = ("key", "slug", "id", "uid")
TITLES = ("question", "formatted", "title", "name", "heading", "label", "text", "slug", "key")
#: Of a record that came or went these follow from its title.
ADDRESSING = frozenset({"slug", "href", "type", "number"})
WORDS = {"seo": "SEO", "faq": "FAQ", "faqs": "FAQs", "url": "URL", "doi": "DOI", "pmid": "PMID", "csl": "CSL"}
WORDS |= {"href": "address", "toc": "table of contents", "id": "ID"}
MOST_SUMMED = 10


@dataclass
class Section:
    """One part of the document that differs."""

    key: str
    label: str
    rows: list[Row]

    def excerpt(self) -> list[Row]:
        """The rows with unchanged stretches folded: one line of context stays on either side of a change."""
        near = {
            place + step for place, row in enumerate(self.rows) if row.kind != "same" for step in (-1, 0, 1)
        }
        shown, hidden = [], 0
        for place, row in enumerate(self.rows):
            if place in near:
                if hidden:
                    shown.append(_skipped(hidden))
                shown.append(row)
                hidden = 0
            else:
                hidden += 1
        return [*shown, *([_skipped(hidden)] if hidden else [])]


@dataclass
class Difference:
    """What a signer needs to see: sections in reading order, and all of it in one line."""

    sections: list[Section] = field(default_factory=list)
    summary: str = ""
    is_new: bool = False

    def __bool__(self):
        return self.is_new or bool(self.sections)


def compare(old: dict | None, new: dict) -> Difference:
    """The difference between two published documents; `old` is None for what was never published."""
    if old is None:
        return Difference([], "New", is_new=True)
    sections = []
    for name in _names(old, new, UNSIGNED | {"id", "uid"}):
        value = old.get(name) or new.get(name)
        noun = _noun(name) if isinstance(value, list) else _words(name)
        if rows := _rows(old.get(name), new.get(name), noun, ()):
            sections.append(Section(name, _label(name), rows))
    return Difference(sections, _summary(sections) if sections else "No change that a reader can see")


def _skipped(count):
    return Row("skipped", "", [], [f"{count} unchanged {'line' if count == 1 else 'lines'}"])


def _names(old, new, hidden=TECHNICAL):
    """The names whose values differ, known ones first; a repetition only when nothing it repeats differs."""
    differing = {name for name in {**old, **new} if plain(old.get(name)) != plain(new.get(name))} - hidden
    if "key" in old or "key" in new:
        differing.discard("number")  # the place of a reference follows from the text
    repeated = {name for name in differing if differing.intersection(REPEATS.get(name, ()))}
    rank = {name: place for place, name in enumerate(FIRST)}
    return sorted(differing - repeated, key=lambda name: (rank.get(name, len(rank)), name))


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


def _rows(old, new, noun, path) -> list[Row]:
    if plain(old) == plain(new):
        return []
    for old_is, new_is, empty, rows in (
        (_is_rich(old), _is_rich(new), [], _rich_rows),
        (isinstance(old, list), isinstance(new, list), [], _item_rows),
        (isinstance(old, dict), isinstance(new, dict), {}, _field_rows),
    ):
        if (old_is or _empty(old)) and (new_is or _empty(new)) and (old_is or new_is):
            return rows(old or empty, new or empty, noun, path)
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        # The part changed its shape: everything old is gone, everything new is added.
        return _rows(old, None, noun, path) + _rows(None, new, noun, path)
    return _scalar_rows(old, new, noun, path)


def _empty(value):
    return value is None or value in ("", [], {})


def _is_rich(value):
    return tokens.is_inline(value) or blocks.are_blocks(value)


def _rich_rows(old, new, noun, path):
    if all(tokens.is_inline(value) or not value for value in (old, new)):
        was, now = (
            blocks.Line(noun, "", (), (), tuple(tokens.line(value))) if value else None
            for value in (old, new)
        )
        rows = [blocks.row(was, now)]
        rows[0].label, rows[0].countable = "", False
    else:
        rows = blocks.compare(old, new)
    for row in rows:
        row.label = _said_path((*path, row.label))
    return rows if any(row.kind != "same" for row in rows) else []


def _field_rows(old, new, noun, path):
    rows = []
    for name in _names(old, new):
        value = old.get(name) or new.get(name)
        if name in ("items", "blocks"):
            inner = blocks.one_of(noun)
        elif isinstance(value, list) and not _is_rich(value):
            inner = _noun(name)
        else:
            inner = f"{noun} {_words(name)}".strip()
        whole = name in ("items", "blocks") or (
            name == "content" and "doc" in (old.get("type"), new.get("type"))
        )
        step = () if whole else (_label(name),)
        rows += _rows(old.get(name), new.get(name), inner, (*path, *step))
    if rows and (not old or not new):
        # The part as a whole came or went: that is one event.
        rows = _uncounted(rows)
        rows[0].noun, rows[0].verb, rows[0].countable = noun, "removed" if old else "added", False
    return rows


def _item_rows(old, new, noun, path):
    rows = []
    for pair in align.align([_aligned(item) for item in old], [_aligned(item) for item in new]):
        was = None if pair.old is None else old[pair.old]
        now = None if pair.new is None else new[pair.new]
        title, title_name = _title(now if now is not None else was)
        if was is None or now is None:
            rows += _whole_item(was, now, title, title_name, noun, path)
            continue
        if pair.moved:
            note = blocks.moved_note([_title(item)[0] for item in new[: pair.new]])
            same = Op("same", title, title)
            rows.append(Row("moved", _said_path((*path, _sentence(noun))), [same], [note], noun, "moved"))
        if plain(was) != plain(now):
            inside = _rows(was, now, noun, (*path, title))
            for row in inside:  # a citation swapped inside still counts for itself
                row.noun = row.verb = ""
            if inside and not pair.moved:
                inside[0].noun, inside[0].verb, inside[0].countable = noun, "changed", True
            rows += inside
    return rows


def _whole_item(was, now, title, title_name, noun, path):
    """A record that came or went: its title, short fields as notes, rows for what has a text of its own."""
    kind = "added" if was is None else "removed"
    op = Op(kind, text=title) if was is None else Op(kind, was=title)
    item = was if now is None else now
    row = Row(kind, _said_path((*path, _sentence(noun))), [op], [], noun, kind)
    if not isinstance(item, dict):
        return [row]
    names = [name for name in _names({}, item) if name != title_name and name not in ADDRESSING]
    longer = {name: item[name] for name in names if isinstance(item[name], dict | list)}
    for name in names:
        said = "" if name in longer else tokens.said(item[name])
        if said and said not in title:
            row.notes.append(f"{_label(name)}: {said}")
    sides = ({}, longer) if was is None else (longer, {})
    return [row, *_uncounted(_field_rows(*sides, "", (*path, title)))]


def _uncounted(rows):
    for row in rows:
        row.noun = row.verb = ""
        row.ops = [Op(op.kind, op.was, op.text, op.note, op.node) for op in row.ops]
    return rows


def _aligned(item):
    content = json.dumps(plain(item), sort_keys=True, ensure_ascii=False)
    identity = ""
    said = item
    if isinstance(item, dict):
        identity = next((f"{name} {item[name]}" for name in IDENTITY if item.get(name)), "")
        said = " ".join(value for _, value in tokens.scalars(item))
    words = [token.text for token in tokens.words(str(said)) if token.text.strip()]
    return align.Block(content, identity, align.bag(words), firm=bool(identity))


def _title(item):
    if not isinstance(item, dict):
        return tokens.said(item), ""
    for name in TITLES:
        if isinstance(item.get(name), str) and item[name]:
            return item[name], name
    for name, part in sorted(item.items()):
        if isinstance(part, str) and part and name not in TECHNICAL:
            return part, name
    return "without a name", ""


def _scalar_rows(old, new, noun, path):
    was, now = tokens.said(old), tokens.said(new)
    if was == now:  # None became empty text
        return []
    if isinstance(old, str) and isinstance(new, str):
        ops = tokens.compare(tokens.words(was), tokens.words(now))
    elif was and now:
        ops = [Op("replaced", was, now)]
    else:
        ops = [Op("added", text=now) if now else Op("removed", was=was)]
    kind = "added" if not was else "removed" if not now else "changed"
    return [Row(kind, _said_path(path), ops, [], noun, kind, countable=False)]


def _noun(name):
    """One of what the name names, inside a sentence: "tags" → "tag", "next_step" → "next step"."""
    return " ".join(WORDS.get(word, word) for word in blocks.one_of(name).split())


def _label(name):
    return _sentence(_words(name))


def _words(name):
    return " ".join(WORDS.get(word, word) for word in name.replace("_", " ").split())


def _sentence(words):
    return words[:1].upper() + words[1:]


def _said_path(path):
    return " · ".join(step for step in path if step)


def _summary(sections):
    counts: Counter = Counter()
    for section in sections:
        for row in section.rows:
            counts[row.noun, row.verb, row.countable] += 1
            counts.update((op.noun, op.verb, True) for op in row.ops)
    parts = [
        f"{count} {_many(noun) if count > 1 else noun} {verb}" if countable else f"{noun} {verb}"
        for (noun, verb, countable), count in counts.items()
        if noun and verb
    ]
    more = len(parts) - MOST_SUMMED
    if more > 0:
        parts = [
            *parts[:MOST_SUMMED],
            f"{more} more kinds of change" if more > 1 else "1 more kind of change",
        ]
    return ", ".join(parts) or f"{sections[0].label} changed"


def _many(noun):
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun if noun.endswith("s") else noun + "s"
