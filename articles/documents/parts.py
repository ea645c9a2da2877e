"""Pieces that several documents share: their opening, links to other items, and numbered sources."""

from collections.abc import Callable, Iterable

from articles import addresses, body, shelf, sources
from articles.body import public
from cms.publishing.composing import NotPublished
from cms.publishing.models import Composition, Finding, Publishable, Reference, Role


def opening(item: Publishable, routes: dict) -> dict:
    return {
        "schema": f"{item.type}/1",
        "id": item.uid,
        "slug": item.slug,
        "locale": item.locale,
        "href": addresses.href(routes, item.type, item.slug),
    }


def routes_for(composition: Composition, organization: Publishable | None = None) -> dict:
    """The routes of this organisation; of the default one for what belongs to none."""
    if organization:
        return composition.library.document(organization)["routes"]
    default = shelf.default_organization()
    if default is None:
        return addresses.ROUTES
    try:
        return composition.library.document(default)["routes"]
    except NotPublished:
        # What belongs to no organisation does not wait for one.
        return addresses.ROUTES


def site(composition: Composition) -> str:
    """The web address of the default organisation; empty while none is known."""
    default = shelf.default_organization()
    try:
        return composition.library.document(default)["url"] if default else ""
    except NotPublished:
        return ""


def summary(item: Publishable, title: str, **more) -> dict:
    return {"type": item.type, "id": item.uid, "slug": item.slug, "title": title, **more}


def summarize(type_: str, document: dict, title: str, **more) -> dict:
    return {"type": type_, "id": document["id"], "slug": document["slug"], "title": title, **more}


def linked(composition: Composition, item: Publishable | None, routes: dict) -> dict | None:
    """What a link to the item shows, with its address in these routes."""
    if item is None:
        return None
    return addressed(composition.library.summary(item), routes)


def addressed(one: dict | None, routes: dict) -> dict | None:
    """A summary with the address that these routes give it."""
    return one and {**one, "href": addresses.href(routes, one["type"], one["slug"])}


def named(document: dict | None, routes: dict) -> dict | None:
    """An embedded organisation or topic where only its name and address matter."""
    if document is None:
        return None
    type_ = document["schema"].partition("/")[0]
    return {
        "slug": document["slug"],
        "name": document["name"],
        "href": addresses.href(routes, type_, document["slug"]),
    }


class Numbering:
    """Numbers for sources, by first mention."""

    def __init__(self):
        self._numbers: dict[str, int] = {}

    def __call__(self, uid: str) -> int:
        return self._numbers.setdefault(uid, len(self._numbers) + 1)

    def __iter__(self):
        return iter(self._numbers)


class Targets:
    """Where the links and citations of a text lead: target_of() for articles.body.public."""

    def __init__(self, composition: Composition, routes: dict, field: str):
        self.composition = composition
        self.routes = routes
        self.field = field
        self._found: dict[tuple[str, str], dict | None] = {}

    def __call__(self, kind: str, uid: str) -> dict | None:
        if (kind, uid) not in self._found:
            self._found[kind, uid] = self._find(kind, uid)
        return self._found[kind, uid]

    def _find(self, kind, uid):
        item = shelf.by_uid(kind, uid)
        if item is None:
            self.composition.findings.append(
                Finding(
                    "missing_target",
                    f"The text refers to a {kind} that no longer exists ({uid}).",
                    self.field,
                )
            )
            return None
        found = linked(self.composition, item, self.routes)
        return {name: found[name] for name in ("type", "slug", "href")}


def body_references(tree: dict) -> list[Reference]:
    """Every item that a body cites or links to, each once per role."""
    wanted: dict[str, dict[str, None]] = {}
    said = body.references(tree)
    for one in said:
        wanted.setdefault(one.kind, {})[one.target] = None
    found = {kind: shelf.by_uids(kind, uids) for kind, uids in wanted.items()}
    return distinct(
        Reference(Role.CITES if one.role == "cites" else Role.LINKS, found[one.kind][one.target])
        for one in said
        if one.target in found[one.kind]
    )


def distinct(references: Iterable[Reference]) -> list[Reference]:
    return list({(one.role, one.item.uid): one for one in references}.values())


def embeds(*items: Publishable | None) -> list[Reference]:
    return [Reference(Role.EMBEDS, item) for item in items if item]


def links(*items: Publishable | None) -> list[Reference]:
    return [Reference(Role.LINKS, item) for item in items if item]


def text_part(blocks: list[dict]) -> dict:
    return {"blocks": blocks, "html": public.html(blocks), "text": public.text(blocks)}


_COPIED = (
    *("id", "key", "kind", "title", "short_title", "authors_text", "container_title", "year"),
    *("doi", "pmid", "url", "csl", "formatted"),
)


def reference_list(
    composition: Composition, uids: Iterable[str], mentions: dict[str, list[dict]], routes: dict
) -> list[dict]:
    """The sources of a document, numbered in the order of `uids`."""
    uids = list(uids)
    items = shelf.by_uids("citation", uids)
    events = sources.said(uids)
    references = []
    for number, uid in enumerate(uids, start=1):
        if uid not in items:
            continue  # Targets has reported it
        source = composition.library.document(items[uid])
        status, successor = _standing(source, events.get(uid), composition)
        references.append(
            {
                "number": number,
                **{name: source[name] for name in _COPIED},
                "status_when_signed": status,
                "superseded_by": addressed(successor, routes),
                "href": addresses.href(routes, "citation", source["slug"]),
                "mentions": mentions.get(uid, []),
            }
        )
    return references


def _standing(source: dict, event, composition: Composition) -> tuple[str, dict | None]:
    """The status of a source and its successor: what was said of it counts before its own page follows."""
    if event is None:
        return source["status"], source["superseded_by"]
    newer = shelf.by_uid("citation", event.successor) if event.successor else None
    try:
        return event.status, newer and composition.library.summary(newer)
    except NotPublished:
        return event.status, None  # readers cannot be led to it yet


def walk(value, visit: Callable[[dict], None]) -> None:
    """Show every object inside a value to `visit`, in reading order of lists."""
    if isinstance(value, dict):
        visit(value)
        for _name, child in sorted(value.items()):  # stored documents have sorted keys, fresh ones have not
            walk(child, visit)
    elif isinstance(value, list):
        for child in value:
            walk(child, visit)
