"""A comparison in plain sentences: what a reviewer would say changed, and all of it in one line."""

from collections import Counter

from .names import many, mark, quoted, sentence, shortened
from .rows import Row, became_of
from .tokens import Change, Op

#: Above this length a change of words is told by the words that changed, not by the whole.
SHORT = 60
MOST_FRAGMENTS = 3
MOST_SUMMED = 10


def of_row(row: Row, subject: str, moved: str = "", into: str = "") -> tuple[list[str], list[str]]:
    """(all sentences about a row, those among them that its words do not show).

    `subject` is what the row is about: “Paragraph”, “FAQ “Is it serious?” · Answer”. `moved` says how it
    moved, `into` that something else is around it now.
    """
    if row.kind in ("added", "removed"):
        text = row.holds or row.line.text
        said = f"{subject} {row.kind}{': ' + quoted(text, 90) if text.strip() else ''}"
        beside = [f"{c.name}: {c.now or c.was}" for c in row.changes]
        return [said, *_events(row.ops, row.kind)], beside
    unseen = []
    if moved:
        unseen.append(f"{_named(subject, row)} {moved}")
    was_kind = row.was.kind if row.was else row.line.kind
    if was_kind != row.line.kind:
        unseen.append(f"{sentence(was_kind)}{_own(row)} became {_article(row.line.kind)} {row.line.kind}")
    if into:
        unseen.append(f"{_named(subject, row)} {into}")
    renumbered = was_kind != row.line.kind  # and then it begins at 1, as any list does
    unseen += [
        _attribute(change, subject, row)
        for change in row.changes
        if not (renumbered and change.name == "start" and "1" in change)
    ]
    seen = _events(row.ops, row.kind)
    became = became_of(row.ops)
    if became == "changed":
        seen += _wording(row.ops, subject)
    seen += _formatting(row.ops)
    return unseen + seen, unseen


def _own(row):
    text = row.holds or row.line.text
    return f" {quoted(text, 40)}" if text.strip() else ""


def _named(subject, row):
    """The subject with its own words, where it is not known by them already."""
    return subject if "“" in subject else subject + _own(row)


def _article(noun):
    return "an" if noun[:1] in "aeiou" else "a"


def _attribute(change: Change, subject: str, row: Row) -> str:
    name, was, now = change
    if name == "kind" and was and now:
        return f"{subject} changed from {was} to {now}"
    if name == "ordered":
        return f"{subject} {'is now numbered' if now == 'yes' else 'is not numbered any more'}"
    who = _named(subject, row)
    if name == "start":
        return f"{who} now begins at {now or 1}"
    if name == "to" and now:
        return f"{who} now leads to “{now}”" + (f", before to “{was}”" if was else "")
    if was and now:
        return f"{who}: {name} {_value(was)} became {_value(now)}"
    return f"{who}: {name} {_value(now)} added" if now else f"{who}: {name} {_value(was)} removed"


def _value(said: str) -> str:
    return said if said.isdecimal() or said in ("yes", "no") else quoted(said)


def _events(ops: list[Op], kind: str) -> list[str]:
    """What happened to citations and links, in a line that stays; those of a new line are told with it."""
    return [_event(op) for op in ops if op.is_event]


def _event(op: Op) -> str:
    noun = sentence(op.noun)
    before = {c.name: c.was for c in op.changes}
    after = {c.name: c.now for c in op.changes}
    if op.kind == "added":
        where = after.get("source") or after.get("to") or after.get("address") or ""
        return f"{noun} added: {_words_and_target(op.noun, op.text, where)}"
    if op.kind == "removed":
        where = before.get("source") or before.get("to") or before.get("address") or ""
        return f"{noun} removed: {_words_and_target(op.noun, op.was, where)}"
    said = []
    left = dict.fromkeys(before)
    if op.noun == "citation" and after.get("source"):
        said.append(f"Citation replaced: {before['source'] or op.was} → {after['source']}")
        for name in ("source", "address"):
            left.pop(name, None)
    elif op.noun == "link" and (op.verb == "retargeted"):
        to = after.get("to") or after.get("address") or "nowhere"
        frm = before.get("to") or before.get("address") or "nowhere"
        said.append(f"Link {quoted(op.was)} now leads to “{to}”, before to “{frm}”")
        for name in ("to", "address", "kind"):
            left.pop(name, None)
    if op.was != op.text:
        said.append(f"{noun} {quoted(op.was)} now reads {quoted(op.text)}")
    for name in left:
        was, now = before[name], after[name]
        if name == "cited as":
            said.append(
                f"{noun} {quoted(op.text)} {'now cited as ' + now if now else 'no longer cited as ' + was}"
            )
        elif was and now:
            said.append(f"{noun} {quoted(op.text)}: {name} {_value(was)} became {_value(now)}")
        else:
            word = "added" if now else "removed"
            said.append(f"{noun} {quoted(op.text)}: {name} {_value(now or was)} {word}")
    if op.marks_were != op.marks:
        said.append(f"Formatting only: {quoted(op.text)} {_looks(op)}" if not said else _looks_of(op))
    return "; ".join(said)


def _words_and_target(noun, text, where):
    if noun == "citation":
        return where or text
    return f"{quoted(text)} to “{where}”" if where else quoted(text)


def _wording(ops: list[Op], subject: str) -> list[str]:
    """Which words became which, in one sentence."""
    plain = [op for op in ops if not op.is_event]
    was = "".join(op.was for op in plain)
    now = "".join(op.text for op in plain)
    if max(len(was), len(now)) <= SHORT and len(plain) == len(ops) and not _is_line(subject):
        return [f"{subject}: {_value(was)} became {_value(now)}"]
    fragments, waiting = [], None
    for op in [*ops, None]:
        if waiting is not None:
            if op is not None and op.kind == "added" and not op.is_event:
                fragments.append(f"{_fragment(waiting.was)} became {_fragment(op.text)}")
                waiting = None
                continue
            fragments.append(f"{_fragment(waiting.was)} removed")
            waiting = None
        if op is None or op.is_event:
            continue
        if op.kind == "removed":
            waiting = op
        elif op.kind == "added":
            fragments.append(f"{_fragment(op.text)} added")
        elif op.kind == "replaced":
            fragments.append(f"{_fragment(op.was)} became {_fragment(op.text)}")
    more = len(fragments) - MOST_FRAGMENTS
    if more > 0:
        fragments = [*fragments[:MOST_FRAGMENTS], f"{more} more {'changes' if more > 1 else 'change'}"]
    return [f"{subject}: {'; '.join(fragments)}"] if fragments else []


def _is_line(subject):
    return subject in ("Paragraph", "List item", "Heading", "Table row") or " › " in subject


def _fragment(text):
    if text == "\n":
        return "a line break"
    return quoted(text.strip() or text)


def _formatting(ops: list[Op]) -> list[str]:
    return [
        f"Formatting only: {quoted(op.text)} {_looks(op)}"
        for op in ops
        if op.kind == "formatted" and not op.is_event
    ]


def _looks_of(op):
    return f"{quoted(op.text)} {_looks(op)}"


def _looks(op: Op) -> str:
    """“now bold, no longer italic”."""
    gained = [mark(name) for name in op.marks if name not in op.marks_were]
    lost = [mark(name) for name in op.marks_were if name not in op.marks]
    return ", ".join([f"now {name}" for name in gained] + [f"no longer {name}" for name in lost])


def summary(sections) -> str:
    """Everything in one line: “1 citation replaced: A → B, 2 tags added, title changed”."""
    counts: Counter = Counter()
    detail: dict = {}
    for section in sections:
        for row in section.rows:
            _count(counts, detail, (row.noun, row.verb, row.countable), "")
            for op in () if row.part and row.kind != "same" else row.ops:
                _count(counts, detail, (op.noun, op.verb, True), _detail(op))
    parts = []
    for (noun, verb, countable), count in counts.items():
        if not (noun and verb):
            continue
        said = f"{count} {many(noun) if count > 1 else noun} {verb}" if countable else f"{noun} {verb}"
        parts.append(said + (detail[noun, verb, countable] if count == 1 else ""))
    more = len(parts) - MOST_SUMMED
    if more > 0:
        more_said = f"{more} more kinds of change" if more > 1 else "1 more kind of change"
        parts = [*parts[:MOST_SUMMED], more_said]
    return ", ".join(parts) or f"{sections[0].label} changed"


def _count(counts, detail, event, said):
    counts[event] += 1
    detail.setdefault(event, said)


def _detail(op: Op) -> str:
    """What was swapped for what; said in the summary where it is the only one of its kind."""
    change = next((c for c in op.changes if c.name == "source" and c.was and c.now), None)
    if op.noun == "citation" and op.verb == "replaced" and change:
        return f": {shortened(change.was)} → {shortened(change.now)}"
    return ""
