"""The keys that rows name each other by: made from what was typed, and kept once readers know them."""

import re

from assessments import lines
from cms.publishing import record

#: What a made key is cut to, between two words.
_LONGEST = 40


class Keys:
    """The keys of one space of names in one save: those that stand, those that were typed, those made now."""

    def __init__(self, data, prefixes: tuple[str, ...], seen: set[str] = frozenset()):
        typed = re.compile(rf"(?:{'|'.join(prefixes)})-\d+-key")
        self.taken = {value.strip() for name, value in data.items() if typed.fullmatch(name)}
        self.seen = seen

    def make(self, text: str, otherwise: str) -> str:
        """A key that nothing has yet: “Do you smoke?” → do-you-smoke, do-you-smoke-2."""
        base = short(text) or otherwise
        made, number = base, 1
        while made in self.taken:
            number += 1
            made = f"{base}-{number}"
        self.taken.add(made)
        return made


def short(text: str) -> str:
    key = lines.key_from(text)
    if len(key) <= _LONGEST:
        return key
    return key[: _LONGEST + 1].rpartition("-")[0] or key[:_LONGEST]


def seen_by_readers(item, now) -> dict[str, set[str]]:
    """The keys that readers' sites know now, by the name of their rows; empty for what is not live."""
    live = record.live_publication(item.uid, now) if item is not None else None
    said = (record.document_of(live).get("definition") if live else None) or {}
    found = {name: {one["key"] for one in said.get(name, ())} for name in _SPACES}
    found["rules"] |= {one["key"] for one in said.get("red_flags", ())}
    return found


_SPACES = ("sections", "questions", "scores", "outcomes", "rules")
