"""What an editorial change may not touch in an assessment: whatever decides, and what readers rely on."""

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
        **substances.of_texts(_texts(document)),
        "citations": substances.citations(blocks, document["references"]),
        "links": substances.links({name: document[name] for name in ("topic", "related", "intended_for")})
        + substances.links(definition),
        "structure": substances.structure(blocks),
        "minutes": [str(document["estimated_minutes"])],
        "available": [str(document["available"])],
        "audience": [str(meant["min_age"]), str(meant["max_age"]), *meant["excludes"]],
        "questions and rules": list(_decides(definition)),
    }


def _texts(document) -> Iterator[str]:
    for name in ("title", "description", "intended_use", "limits", "disclaimer"):
        yield document[name]
    yield document["intended_for"]["otherwise"]["text"]
    yield from (document["instrument"] or {}).values()
    definition = document["definition"] or {}
    for one in definition.get("sections", ()):
        yield from (one["title"], one["text"])
    for one in definition.get("questions", ()):
        yield from (one["text"], one["help"], *(option["label"] for option in one["options"]))
    for one in definition.get("outcomes", ()):
        yield from (one["title"], one["content"]["text"], one["does_not_rule_out"])
        yield from (step["label"] for step in one["next_steps"])


def _decides(value, where: str = "") -> Iterator[str]:
    """Everything in a definition but its words, each with its place."""
    if isinstance(value, dict):
        for name, child in sorted(value.items()):
            if name not in _WORDS:
                yield from _decides(child, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        yield f"{where}: {len(value)}"
        for place, child in enumerate(value):
            yield from _decides(child, f"{where}[{place}]")
    else:
        yield f"{where}: {value}"
