"""From states to the text of files: the same state is always the same text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from articles.body import markdown

from . import yaml_out
from .kinds import Group, Key, Kind, Part
from .library import Names
from .reading import default


@dataclass
class Writing:
    """What a form needs to know to write one item."""

    names: Names
    locale: str
    default_locale: str
    #: FAQs that are written inside their article, by uid.
    inline: dict[str, dict] = field(default_factory=dict)

    def slug_of(self, type_: str, uid: str) -> str | None:
        return self.names.reference(uid, self.locale)


def text_of(kind: Kind, state: dict, writing: Writing) -> str:
    """The file of one item; for a kind that shares one file, its entry there."""
    if kind.write:
        return entry_text(kind.write(state, writing))
    front = yaml_out.dump(said(kind, state, writing))
    if not kind.body:
        return front
    text = body_text(state[kind.body], writing)
    return f"---\n{front}---\n" + (f"\n{text}" if text else "")


def body_text(tree: dict, writing: Writing) -> str:
    return markdown.render(tree, writing.slug_of)


def said(kind: Kind, state: dict, writing: Writing) -> dict:
    """The keys of one item: its first key, its slug, then whatever is not as it would be anyway."""
    found: dict = {}
    for one in kind.keys:
        if isinstance(one, Group):
            inside = {
                key.name: value
                for key in one.keys
                if (value := _value(kind, key, state, writing)) is not None
            }
            if inside:
                found[one.name] = inside
        elif isinstance(one, Part):
            found |= one.write(state, writing)
            continue
        elif (value := _value(kind, one, state, writing)) is not None:
            found[one.name] = value
        if one.name == _named_by(kind):
            found["slug"] = state["slug"]
            if writing.locale != writing.default_locale:
                found["locale"] = state["locale"]
    return found


def _named_by(kind: Kind) -> str:
    """The key that says what the item is called; its slug follows it."""
    return next(one.name for one in kind.keys if isinstance(one, Key) and one.required)


def _value(kind, key, state, writing):
    value = state[key.column]
    if not (key.always or key.required) and value == default(kind, key.column):
        return None
    said = key.form.write(value, writing)
    return None if isinstance(said, dict | list) and not said else said


def entry_text(entry: dict) -> str:
    """One entry of citations.json: a key per line, so that a change is a line."""
    lines = [f"    {_json(name)}: {_json(value)}" for name, value in entry.items()]
    return "  {\n" + ",\n".join(lines) + "\n  }"


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False)


def shared_file(entries: list[str]) -> str:
    return "[\n" + ",\n".join(entries) + "\n]\n"
