"""Where an assessment mentions another item: its sources, its outcomes and their next steps, its links.

A place is told as the reviewer knows it: Outcome “See your doctor”.
"""

from collections.abc import Iterator

from articles import mentions
from cms.publishing.models import Decision, Mention, Role

from .earlier import whole


def of(document: dict, wanted: mentions.Wanted) -> list[Mention]:
    """Every place of a public document that names one of these (type, slug) pairs, in reading order."""
    return [mention for mention in _places(whole(document), wanted) if mention.target[1]]


def _places(document, wanted) -> Iterator[Mention]:
    yield from mentions.named(document, wanted)
    yield from _steps(document["intended_for"]["otherwise"], wanted, "what others should do")
    for one in (document["definition"] or {}).get("outcomes", ()):
        part = f"outcome “{one['title']}”"
        yield from mentions.blocks(one["content"]["blocks"], wanted, part)
        yield from _steps(one, wanted, f"{part}: next step")
    for reference in document["references"]:
        # Without a mention in an outcome it is a source of the whole.
        if not reference["mentions"] and ("citation", reference["key"]) in wanted:
            yield Mention(Role.CITES, ("citation", reference["key"]), "sources", reference["title"])
    yield from mentions.successors(document, wanted)
    for pick in document["related"]["picks"]:
        yield from mentions.summary(pick, wanted, "related articles")


def _steps(holder, wanted, part) -> Iterator[Mention]:
    for step in holder["next_steps"]:
        target = step["target"]
        if target and (target["type"], target["slug"]) in wanted:
            yield Mention(Role.LINKS, (target["type"], target["slug"]), part, step["label"])


def sources_dealt_with(listed: list[str], decision: str, old, new) -> list[str]:
    """The sources of the whole with `old` dealt with: its successor in its place, or nothing.

    A source of the whole stands in no sentence that could say that it was retracted, so it is taken out.
    """
    if old.uid not in listed:
        return listed
    if decision == Decision.SUCCESSOR and new is not None:
        return list(dict.fromkeys(new.uid if uid == old.uid else uid for uid in listed))
    if decision == Decision.AS_RETRACTED:
        return [uid for uid in listed if uid != old.uid]
    return listed
