"""What /status tells of our documents: sources as they stand, links that lead nowhere, related pages."""

from articles import shelf, sources
from cms.publishing import kinds
from cms.publishing.composing import local_day
from cms.publishing.documents import content_of
from cms.publishing.surroundings import Shown

from . import parts

#: So many related articles, beside those that the writer picked.
RELATED = 4
#: Assessments of one topic; those that ask nothing are left out of these.
ASSESSMENTS = 12


def of(document: dict, around) -> dict:
    """The parts that any of our documents can have."""
    cited = document.get("references", [])
    leads_to = _links(document)
    events = sources.said([one["id"] for one in cited], around.moment)
    uids = {one["id"] for one in cited} | {event.successor for event in events.values() if event.successor}
    uids |= {one["superseded_by"]["id"] for one in cited if one["superseded_by"]}
    found = around.rows(keys=_keys(leads_to), items=uids, locale=document["locale"])
    # Where a key has moved to, and what replaces what is gone, is known only now.
    more = {row.item for row in found if row.outcome == "moved"}
    more |= {row.successor for row in found if row.outcome == "gone" and row.successor}
    more |= {row.card["superseded_by"]["id"] for row in found if row.card.get("superseded_by")}
    more -= {row.item for row in found if row.is_document}
    if more:
        found += around.rows(items=more, locale=document["locale"])
    live = {row.item: row for row in found if row.is_document}
    return {
        "references": [_reference(one, events.get(one["id"]), live) for one in cited],
        "targets": _gone(leads_to, {row.key: row for row in found}, live),
        "related": _related(document, around),
        **_assessments(document, around),
    }


def of_assessment(document: dict, around) -> dict:
    """An assessment leads on to articles: the newest of its topic, then others that link to it."""
    but = {pick["id"] for pick in document["related"]["picks"]}
    found = []
    for name, one in (("topic", document["topic"]), ("assessment", document)):
        if one:
            facet = (name, one["slug"])
            found += around.newest("articles", document["locale"], facet, but, RELATED)
            but |= {row.item for row in found}
    return {**of(document, around), "related": [row.link for row in found]}


def of_citation(document: dict, around) -> dict:
    """A source's own page: one reference, itself."""
    itself = {
        "id": document["id"],
        "key": document["key"],
        "status_when_signed": document["status"],
        "superseded_by": document["superseded_by"],
    }
    said = of({**document, "references": [itself]}, around)
    return {**said, "references": [{**one, "number": 1} for one in said["references"]]}


def _reference(one: dict, event, live: dict[str, Shown]) -> dict:
    """A source as it stands: what was said of it, else its own page, else what was signed."""
    own = live.get(one["id"])
    if event:
        status, since = event.status, event.since or local_day(event.at).isoformat()
        successor = event.successor
    else:
        signed = own.card if own else {**one, "status": one["status_when_signed"]}
        status, since = signed["status"], None
        successor = signed["superseded_by"] and signed["superseded_by"]["id"]
    newer = live.get(successor) if successor else None
    return {
        "number": one.get("number"),
        "key": one["key"],
        "status": status,
        "since": since,
        "successor": newer
        and {"key": newer.card["key"], "title": newer.card["title"], "href": newer.card["href"]},
    }


def _links(document: dict) -> dict[tuple[str, str], dict]:
    """Everything of ours that the page links to, by type and slug, in reading order."""
    found: dict[tuple[str, str], dict] = {}

    def visit(node):
        target = node.get("target")
        if isinstance(target, dict) and target.get("type") in shelf.MODELS and "href" in node:
            found.setdefault((target["type"], target["slug"]), {**target, "href": node["href"]})
        elif node.get("type") in shelf.MODELS and "slug" in node and "href" in node:
            one = {name: node[name] for name in ("type", "slug", "href")}
            found.setdefault((one["type"], one["slug"]), one)

    # Sources are told by their status; the page itself stands in no list of its links.
    written = {name: part for name, part in content_of(document).items() if name not in _NO_LINKS}
    parts.walk(written, visit)
    return found


_NO_LINKS = ("references", "superseded_by", "byline")


def _keys(links) -> list[str]:
    return [f"{_kind(type_)}/{slug}" for type_, slug in links]


def _kind(type_: str) -> str:
    return next(model.kind for model in kinds.all() if model.type == type_)


def _gone(links, by_key: dict[str, Shown], live: dict[str, Shown]) -> list[dict]:
    found = []
    for (type_, slug), one in links.items():
        row = by_key.get(f"{_kind(type_)}/{slug}")
        if row and (row.is_document or (row.outcome == "moved" and row.item in live)):
            continue
        successor = live.get(row.successor) if row and row.successor else None
        target = {name: one[name] for name in ("type", "slug", "href")}
        found.append({**target, "replaced_by": successor and successor.link})
    return found


def _assessments(document: dict, around) -> dict[str, list[dict]]:
    """What readers of a topic, or of an article about it, can take."""
    kind = document["schema"].partition("/")[0]
    if kind not in ("topic", "article"):
        return {}
    topic = document if kind == "topic" else document["topic"]
    facet = ("topic", topic["slug"]) if topic else None
    found = around.newest("assessments", document["locale"], facet, set(), ASSESSMENTS) if facet else []
    links = [
        {**row.link, "estimated_minutes": row.card["estimated_minutes"]}
        for row in found
        if row.card["available"]
    ]
    return {"assessments": links}


def _related(document: dict, around) -> list[dict]:
    """Articles of the same topic that came out last, without the page itself and what its writer picked."""
    topic = document.get("topic")
    if not topic or "related" not in document:
        return []
    but = {document["id"], *(pick["id"] for pick in document["related"]["picks"])}
    kind = document["schema"].partition("/")[0]
    found = around.newest(_kind(kind), document["locale"], ("topic", topic["slug"]), but, RELATED)
    return [row.link for row in found]
