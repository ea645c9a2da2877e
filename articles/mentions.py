"""Where a public document mentions or embeds another item, and a state with its mentions dealt with. Pure.

A place is told as readers read it: the part of the page, the block, and the sentence with the mention marked.

    Guidelines put walking first ([2016 AHA/ACC guideline]).
"""

import copy
import re
from collections.abc import Callable, Container, Iterator

from articles.body import public, tree
from cms.publishing.models import Decision, Mention, Role

Wanted = Container[tuple[str, str]]

_END = re.compile(r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
#: A full stop that ends no sentence.
_SHORT = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|cf|al|No|Fig|p|pp|e\.g|i\.e|approx)|\b[A-Z])\.$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class _Everything:
    def __contains__(self, pair):
        return True


EVERYTHING = _Everything()


def of(document: dict, wanted: Wanted) -> list[Mention]:
    """Every place of a public document that names one of these (type, slug) pairs, in reading order."""
    return [mention for mention in _places(document, wanted) if mention.target[1]]


def tags(document: dict, shown: list[Mention]) -> list[str]:
    """Cache tags of everything that the document shows something of, each once."""
    own = (document["schema"].partition("/")[0], document["slug"])
    targets = dict.fromkeys(mention.target for mention in shown)
    return [f"{type_}:{slug}" for type_, slug in targets if (type_, slug) != own]


def organization_of(document: dict) -> str:
    organization = document.get("organization")
    return organization["name"] if organization else ""


def _places(document, wanted):
    yield from named(document, wanted)
    yield from _byline(document, wanted)
    if help_ := document.get("urgent_help"):
        yield from _line(help_["content"], "", wanted, "urgent help")
    for name in ("body", "answer"):
        if name in document:
            yield from blocks(document[name]["blocks"], wanted, name)
    yield from _faqs(document, wanted)
    yield from successors(document, wanted)
    for name, part in (("providers", "providers"), ("disclaimer", "disclaimer"), ("next_step", "next step")):
        if isinstance(document.get(name), dict):
            yield from _line(document[name]["content"], "", wanted, part)
    for pick in document["related"]["picks"] if "related" in document else ():
        yield from summary(pick, wanted, "related articles")
    for name in ("parent", "assessment", "treatment", "superseded_by"):
        yield from summary(document.get(name), wanted, name.replace("_", " "))


def named(document: dict, wanted: Wanted) -> Iterator[Mention]:
    """The organisation and the topic: embedded by an article, named by what is not one."""
    topic = document.get("topic")
    if topic and "type" in topic:
        yield from summary(topic, wanted, "topic")
    elif topic and ("topic", topic["slug"]) in wanted:
        yield Mention(Role.EMBEDS, ("topic", topic["slug"]), "topic", topic["name"])
        if document["urgent_help"]:
            said = public.inline_text(document["urgent_help"]["content"])
            yield Mention(Role.EMBEDS, ("topic", topic["slug"]), "urgent help", said)
    organization = document.get("organization")
    if organization and ("organization", organization["slug"]) in wanted:
        target = ("organization", organization["slug"])
        yield Mention(Role.EMBEDS, target, "organization", organization["name"])
        for part, said in _inherited(document):
            if said:
                yield Mention(Role.EMBEDS, target, part, said)


def _inherited(document):
    """The texts that an article has from its organisation, unless it brings its own."""
    if "disclaimer" not in document:
        return
    yield "FAQ heading", document["faqs"]["heading"] if document["faqs"]["items"] else ""
    for name, part in (("providers", "providers"), ("disclaimer", "disclaimer"), ("next_step", "next step")):
        texts = (document[name].get("heading", ""), public.inline_text(document[name]["content"]))
        yield part, ": ".join(text for text in texts if text)
    yield "disclosure", document["disclosure"]
    yield "related articles", document["related"]["heading"]


def _byline(document, wanted):
    if "byline" not in document:
        return
    parts = document["byline"]["parts"]
    for place, piece in enumerate(parts):
        slug = piece.get("author")
        if slug and ("author", slug) in wanted:
            before = "".join(one["text"] for one in parts[:place])
            after = "".join(one["text"] for one in parts[place + 1 :])
            yield Mention(Role.EMBEDS, ("author", slug), "byline", piece["text"], before, after)


def _faqs(document, wanted):
    for number, faq in enumerate(document["faqs"]["items"] if "faqs" in document else (), start=1):
        part = f"FAQ {number}: {faq['question']}"
        if ("faq", faq["slug"]) in wanted:
            yield Mention(Role.EMBEDS, ("faq", faq["slug"]), part, faq["question"])
        yield from blocks(faq["answer"]["blocks"], wanted, part, faq["id"])


def successors(document: dict, wanted: Wanted) -> Iterator[Mention]:
    """What replaces a source that the document lists."""
    for reference in document.get("references", ()):
        part = f"source {reference['number']}: its successor"
        yield from summary(reference["superseded_by"], wanted, part)


def summary(one: dict | None, wanted: Wanted, part: str) -> Iterator[Mention]:
    """A link that shows what it leads to."""
    if one and (one["type"], one["slug"]) in wanted:
        yield Mention(Role.LINKS, (one["type"], one["slug"]), part, one["title"])


def blocks(listed: list[dict], wanted: Wanted, part: str, inside: str = "") -> Iterator[Mention]:
    """Citations and links in the blocks of a text; `inside` is the uid of the item whose text it is."""
    for block in listed:
        if "children" in block:
            yield from _line(block["children"], block["id"], wanted, part, inside)
        for item in block.get("items", ()):
            yield from _line(item["children"], item["id"], wanted, part, inside)
            yield from blocks(item["blocks"], wanted, part, inside)
        if block["type"] == "table":
            for row in (block["header"], *block["rows"]):
                for cell in row:
                    yield from _line(cell["children"], block["id"], wanted, part, inside)
        elif block["type"] == "cta" and (target := _target(block)) in wanted:
            yield Mention(Role.LINKS, target, part, block["label"], block=block["id"], inside=inside)
        yield from blocks(block.get("blocks", ()), wanted, part, inside)


def _line(nodes, block, wanted, part, inside="") -> Iterator[Mention]:
    for place, node in enumerate(nodes):
        kind = node["type"]
        if kind != "citation" and kind != "link":
            continue
        target = _target(node)
        if target not in wanted:
            continue
        marked = public.inline_text([node])
        before, after = _sentence(
            public.inline_text(nodes[:place]), marked, public.inline_text(nodes[place + 1 :])
        )
        yield Mention(
            Role.CITES if kind == "citation" else Role.LINKS,
            target,
            part,
            marked,
            before,
            after,
            block,
            node.get("locator", ""),
            node.get("cited_as", ""),
            inside,
        )


def _target(node) -> tuple[str, str]:
    if node["type"] == "citation":
        return "citation", node["key"]
    return node["target"]["type"], node["target"].get("slug", "")


def _sentence(before: str, marked: str, after: str) -> tuple[str, str]:
    """What stands before and after a mention in its own sentence."""
    whole = before + marked + after
    begin, end = 0, len(whole)
    for match in _END.finditer(whole):
        closed = match.start() + len(match[0].rstrip())
        if _SHORT.search(whole[: match.start()]):
            continue
        if match.end() <= len(before):
            begin = match.end()
        elif closed >= len(before) + len(marked):
            end = closed
            break
    return whole[begin : len(before)], whole[len(before) + len(marked) : end]


# Bodies with their mentions dealt with.


def dealt_with(body: dict, decision: str, old, new) -> dict:
    """A body with each citation of the source `old` dealt with as decided, `new` being its successor."""
    if decision == Decision.SUCCESSOR and new is not None:
        names, name = (old.short_title, old.title), new.short_title or new.title
        return moved(body, old.uid, new.uid, lambda label: relabelled(label, names, name))
    if decision == Decision.AS_RETRACTED:
        return as_retracted(body, old.uid)
    return body


def moved(body: dict, old: str, new: str, label_of: Callable[[str], str]) -> dict:
    """A copy of a body in which every citation of `old` cites `new`; pages of the old are dropped."""

    def change(attrs):
        attrs |= {"target": new, "label": label_of(attrs["label"]), "locator": "", "cited_as": ""}

    return _changed(body, old, change)


def as_retracted(body: dict, old: str) -> dict:
    """A copy of a body in which every citation of `old` says that its source was retracted."""
    return _changed(body, old, lambda attrs: attrs.update(cited_as="retracted"))


def relabelled(label: str, old: tuple[str, ...], new: str) -> str:
    """The words of a citation after it was moved: those that named the old edition name the new one.

    Words that fit both, such as “the guideline”, stay.
    """
    names_old = label in old or bool(_YEAR.search(label))
    return new if names_old else label


def _changed(body, old, change):
    made = copy.deepcopy(body)
    for node in tree.walk(made):
        if node["type"] == "citation" and node["attrs"]["target"] == old:
            change(node["attrs"])
    return made
