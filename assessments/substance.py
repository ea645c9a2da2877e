"""What an editorial change may not touch in an assessment: whatever decides, and what readers rely on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles import substance as substances

from . import called
from .comparing.parts import Parts, parts_of
from .comparing.words import Words, points_text
from .earlier import whole

#: Wording in a definition; all else in it decides something.
_WORDS = {"text", "title", "label", "help", "html", "blocks", "does_not_rule_out"}
#: What a part is called in a sentence, where that is not its name.
_CALLED = {
    "default": "when no rule holds",
    "exclusive": "goes with no other",
    "outcome": "leads to",
    "places": "decimal places",
    "questions": "sums",
    "required": "must be answered",
    "type": "asks for",
}
_INNER = str.maketrans("“”", "‘’")
_SAID = {None: "nothing", True: "yes", False: "no"}


@dataclass(frozen=True)
class Part:
    """One part that decides. It is compared by its keys and told in words, so that words may be mended."""

    key: str
    words: str = field(compare=False)

    def __str__(self):
        # What is told stands between quotation marks itself.
        return self.words.translate(_INNER)


def substance(document: dict) -> dict[str, list]:
    document = whole(document)
    definition = document["definition"] or {}
    names = called.names_of(definition)
    meant = document["intended_for"]
    outcomes = definition.get("outcomes", [])
    blocks = [block for one in outcomes for block in one["content"]["blocks"]]
    others = meant["otherwise"]["next_steps"]
    return {
        **_of_texts(document, names),
        "citations": substances.citations(blocks, document["references"]),
        "links": substances.links({name: document[name] for name in ("topic", "related", "intended_for")})
        + substances.links(definition),
        "structure": substances.structure(blocks),
        "minutes": [str(document["estimated_minutes"])],
        "available": [str(document["available"])],
        "audience": [
            f"from age {meant['min_age']}",
            f"up to age {meant['max_age']}",
            *(f"not for {one}" for one in meant["excludes"]),
        ],
        "next steps of the others": [_step(one, "for the others") for one in others],
        "words for urgency": list((document["urgency_words"] or {}).values()),
        "questions and rules": list(_decides(document, definition, names)),
        "which words stand for what": list(_stand_for(definition, names)),
    }


def _of_texts(document, names) -> dict[str, list[Part]]:
    """What each text says, told with the text: “no” is another matter with another answer."""
    found: dict[str, list[Part]] = {}
    for where, said, text in _texts(document, names):
        for name, words in substances.of_texts([text]).items():
            found.setdefault(name, []).extend(
                Part(f"{word} ({where})", f"{word}, in {said}") for word in words
            )
    return found


def _texts(document, names) -> Iterator[tuple[str, str, str]]:
    """Each text with its place, in keys and in words."""
    for name in ("title", "description", "intended_use", "limits", "disclaimer"):
        yield name, f"the {name.replace('_', ' ')}", document[name]
    others, said = document["intended_for"]["otherwise"], "what the others should do"
    for text in (others["text"], *(step["label"] for step in others["next_steps"])):
        yield "for the others", said, text
    for text in (document["instrument"] or {}).values():
        yield "instrument", "the instrument it follows", text
    definition = document["definition"] or {}
    for kind, texts in (
        ("sections", lambda one: (one["title"], one["text"])),
        ("questions", lambda one: (one["text"], one["help"])),
        ("scores", lambda one: (one["label"],)),
        ("outcomes", lambda one: (one["title"], one["content"]["text"], one["does_not_rule_out"])),
    ):
        for one in definition.get(kind, ()):
            where, said = f"{kind} {one['key']}", names[kind, one["key"]]
            yield from ((where, said, text) for text in texts(one))
            for option in one.get("options", ()):
                yield f"{where}, {option['key']}", _answer(option, said), option["label"]
            yield from ((where, said, step["label"]) for step in one.get("next_steps", ()))


def _answer(option, question: str) -> str:
    return f"answer {option['key']} {called.quoted(option['label'])} of {question}"


def _stand_for(definition, names) -> Iterator[Part]:
    """Keys in the order of the alphabet of their words: it differs when two swap their words.

    Spelling mended hardly ever moves a text in the alphabet; where it does, the change counts as a new
    wording, which is the safe side.
    """
    for one in definition.get("questions", ()):
        said = names["questions", one["key"]]
        for option in _ranked(one["options"], "label"):
            yield Part(f"{one['key']}: {option['key']}", _answer(option, said))
    for kind, words in (
        ("sections", "title"),
        ("questions", "text"),
        ("scores", "label"),
        ("outcomes", "title"),
    ):
        for one in _ranked(definition.get(kind, ()), words):
            yield Part(f"{kind}: {one['key']}", f"{names[kind, one['key']]} is “{one['key']}”")


def _ranked(items, name: str):
    return sorted(items, key=lambda one: one[name].casefold())  # those with the same words stay in order


def _decides(document, definition, names) -> Iterator[Part]:
    """Everything in a definition but its words, each with its place."""
    told = _Told(document)
    for kind, rows in sorted(definition.items()):
        if not isinstance(rows, list):
            yield Part(f"{kind}: {rows}", f"{_CALLED[kind]}, {names.get(('outcomes', rows), 'nothing')}")
            continue
        for one in rows:
            yield Part(f"{kind}: {one['key']}", names[kind, one["key"]])
        for one in rows:
            yield from _of_row(one, f"{kind} {one['key']}", names[kind, one["key"]], told, names)


def _of_row(row, where: str, who: str, told, names) -> Iterator[Part]:
    for name, value in sorted(row.items()):
        at = f"{where}, {name}"
        if name in _WORDS or name in ("key", "content"):
            continue
        if name == "shown_when":
            yield Part(f"{at}: {_json(value)}", f"{who}, {told.when(row['key'])}")
        elif name in ("all", "any"):
            yield Part(at, f"{who}, when {name} of its conditions hold")
            for one, words in zip(value, told.criteria(row["key"]), strict=True):
                yield Part(f"{at}: {_json(one)}", f"{who}, when {words}")
        elif name == "bands":
            for one in value:
                of = f"from {one['at_least'] or 'any'} to {one['at_most'] or 'any'}"
                yield Part(f"{at}: {_json(one)}", f"{who}, {of}: {points_text(one['points'])}")
        elif name == "next_steps":
            yield from (_step(one, f"of {who}", at) for one in value)
        elif name == "options":
            yield from (Part(f"{at}: {one['key']}", _answer(one, who)) for one in value)
            for one in value:
                yield from _of_row(one, f"{at} {one['key']}", _answer(one, who), told, names)
        else:
            said = _CALLED.get(name, name.replace("_", " "))
            for each in value if isinstance(value, list) else [value]:
                yield Part(f"{at}: {_json(each)}", f"{who}, {said}: {_value(name, each, names)}")


class _Told:
    """The conditions of a document in words."""

    def __init__(self, document):
        self.parts = parts_of(document) or Parts()
        self.words = Words()
        self.words.learn(self.parts)

    def when(self, key: str) -> str:
        match, conditions = self.parts.shown.get(key, ("all", []))
        joined = (" or " if match == "any" else " and ").join(map(self._condition, conditions))
        return f"only when {joined}" if joined else "always"

    def criteria(self, rule: str) -> list[str]:
        return list(map(self._condition, self.parts.criteria[rule][1]))

    def _condition(self, one) -> str:
        return self.words.condition(*map(str, one))


def _value(name: str, value, names) -> str:
    kind = {"outcome": "outcomes", "section": "sections", "questions": "questions"}.get(name)
    if (kind, value) in names:
        return names[kind, value]
    return _SAID[value] if value is None or isinstance(value, bool) else str(value)


def _step(step, whose: str, where: str = "step") -> Part:
    leads = step["phone"] or step["href"]
    return Part(
        f"{where}: {_json({name: value for name, value in step.items() if name not in _WORDS})}",
        f"the next step “{step['label']}” {whose}, {step['kind']} {leads}",
    )


def _json(value) -> str:
    return json.dumps(value, sort_keys=True)
