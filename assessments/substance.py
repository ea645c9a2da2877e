"""What an editorial change may not touch in an assessment: whatever decides, and what readers rely on."""

import json
from collections.abc import Iterator

from articles import substance as substances

from .earlier import whole

#: Wording in a definition; all else in it decides something.
_WORDS = {"text", "title", "label", "help", "html", "blocks", "does_not_rule_out"}


def substance(document: dict) -> dict[str, list]:
    document = whole(document)
    definition = document["definition"] or {}
    meant = document["intended_for"]
    outcomes = definition.get("outcomes", [])
    blocks = [block for one in outcomes for block in one["content"]["blocks"]]
    return {
        **_of_texts(document),
        "citations": substances.citations(blocks, document["references"]),
        "links": substances.links({name: document[name] for name in ("topic", "related", "intended_for")})
        + substances.links(definition),
        "structure": substances.structure(blocks),
        "minutes": [str(document["estimated_minutes"])],
        "available": [str(document["available"])],
        "audience": [str(meant["min_age"]), str(meant["max_age"]), *meant["excludes"]],
        "next steps of the others": list(_decides(meant["otherwise"]["next_steps"], "step")),
        "questions and rules": list(_decides(definition)),
        "which words stand for what": list(_stand_for(definition)),
    }


def _of_texts(document) -> dict[str, list[str]]:
    """What each text says, told with the text: “no” is another matter with another answer."""
    found: dict[str, list[str]] = {}
    for where, text in _texts(document):
        for name, words in substances.of_texts([text]).items():
            found.setdefault(name, []).extend(f"{word} ({where})" for word in words)
    return found


def _texts(document) -> Iterator[tuple[str, str]]:
    for name in ("title", "description", "intended_use", "limits", "disclaimer"):
        yield name.replace("_", " "), document[name]
    others = document["intended_for"]["otherwise"]
    yield "for the others", others["text"]
    yield from (("for the others", step["label"]) for step in others["next_steps"])
    yield from (("instrument", text) for text in (document["instrument"] or {}).values())
    definition = document["definition"] or {}
    for one in definition.get("sections", ()):
        yield from ((f"section {one['key']}", text) for text in (one["title"], one["text"]))
    for one in definition.get("questions", ()):
        yield from ((f"question {one['key']}", text) for text in (one["text"], one["help"]))
        for option in one["options"]:
            yield f"option {option['key']} of {one['key']}", option["label"]
    for one in definition.get("scores", ()):
        yield f"score {one['key']}", one["label"]
    for one in definition.get("outcomes", ()):
        for text in (one["title"], one["content"]["text"], one["does_not_rule_out"]):
            yield f"outcome {one['key']}", text
        yield from ((f"outcome {one['key']}", step["label"]) for step in one["next_steps"])


def _stand_for(definition) -> Iterator[str]:
    """Keys in the order of the alphabet of their words: it differs when two swap their words.

    Spelling mended hardly ever moves a text in the alphabet; where it does, the change counts as a new
    wording, which is the safe side.
    """
    for one in definition.get("questions", ()):
        yield from _ranked(f"{one['key']}: ", one["options"], "label")
    for name, words in (
        ("sections", "title"),
        ("questions", "text"),
        ("scores", "label"),
        ("outcomes", "title"),
    ):
        yield from _ranked(f"{name}: ", definition.get(name, ()), words)


def _ranked(where: str, items, name: str) -> Iterator[str]:
    ranked = sorted(items, key=lambda one: one[name].casefold())  # those with the same words stay in order
    yield from (f"{where}{one['key']}" for one in ranked)


def _decides(value, where: str = "") -> Iterator[str]:
    """Everything in a definition but its words, each with its place: `questions pain, required: true`."""
    if isinstance(value, dict):
        for name, child in sorted(value.items()):
            if name not in _WORDS:
                said = name.replace("_", " ")
                yield from _decides(child, f"{where}, {said}" if where else said)
    elif isinstance(value, list):
        names = [_name(child, place) for place, child in enumerate(value, start=1)]
        yield f"{where}: {', '.join(names)}"
        for name, child in zip(names, value, strict=True):
            yield from _decides(child, f"{where} {name}")
    else:
        yield f"{where}: {value if isinstance(value, str) else json.dumps(value)}"


def _name(value, place: int) -> str:
    """What one of a list is called: by its key, else by its place."""
    return str(value["key"]) if isinstance(value, dict) and "key" in value else str(place)
