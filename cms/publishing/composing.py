"""Composing: from drafts to the public documents of a release, with all that stands against it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.utils import timezone
from jsonschema import Draft202012Validator

from cms import canonical

from . import record
from .documents import content_of
from .models import Change, Composition, Finding, Publication, Publishable, Role


class NotPublished(LookupError):
    """A draft refers to an item that readers cannot reach."""

    def __init__(self, item: Publishable):
        super().__init__(f"“{item}” is not published.")
        self.item = item


_memory: ContextVar[dict | None] = ContextVar("looked_up", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside, what was looked up once is not looked up again: for many documents under the writers' lock."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: tuple, look_up: Callable):
    """What `look_up()` found for this key earlier in the same moment, else what it finds now."""
    memory = _memory.get()
    if memory is None:
        return look_up()
    if key not in memory:
        memory[key] = look_up()
    return memory[key]


class CompositionCycle(RuntimeError):
    """Two items embed each other; one of them has to take a summary instead."""


@dataclass
class Composed:
    """One item as it would be published: its document (None when it could not be made) and what was found."""

    item: Publishable
    document: dict | None = None
    content: bytes = b""
    #: The live publication that it would replace.
    replaces: Publication | None = None
    previous: dict | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]


class ReleaseLibrary:
    """Embeds the release's own members, else what is live at `at`; remembers what it used."""

    def __init__(
        self, members: Iterable[Publishable], *, at: datetime, day: date, change: str, public_line: str
    ):
        self._members = {item.uid: Composed(item) for item in members}
        self._at = at
        self._day = day
        self._change = change
        self._public_line = public_line
        self._composing: list[str] = []
        self._live: dict[str, tuple[Publication | None, dict | None]] = {}
        self._used: dict[tuple[str, str], tuple[Publishable, Publication]] = {}

    def document(self, item: Publishable) -> dict:
        if item.uid in self._members:
            composed = self.compose(item.uid)
            if composed.document is None:
                raise NotPublished(item)
            return composed.document
        return self._live_document(item, Role.EMBEDS)

    def summary(self, item: Publishable) -> dict:
        if item.uid in self._members:
            return item.summary()
        return type(item).summarize(self._live_document(item, Role.LINKS))

    def bases(self) -> list[tuple[str, Publishable, Publication]]:
        """The live publications that the members replace, embed or link to: (role, item, publication)."""
        replaced = [
            ("replaces", composed.item, composed.replaces)
            for composed in self._members.values()
            if composed.replaces
        ]
        return replaced + [
            (role, *used) for (role, _), used in sorted(self._used.items(), key=lambda u: u[0])
        ]

    def publication(self, item: Publishable) -> Publication | None:
        return self._find_live(item.uid)[0]

    def compose(self, uid: str) -> Composed:
        composed = self._members[uid]
        if composed.content or composed.findings:
            return composed
        if uid in self._composing:
            raise CompositionCycle(" → ".join([*self._composing, uid]))
        self._composing.append(uid)
        try:
            self._fill(composed)
        finally:
            self._composing.pop()
        return composed

    def read_live(self, uids: Iterable[str]) -> None:
        """Read with few queries what is live of these items; others are read when they are asked for."""
        publications = record.live_publications(uids, self._at)
        digests = {one.snapshot_id for one in publications.values()}
        bodies = record.bodies_of(digests)
        for uid in uids:
            one = publications.get(uid)
            self._live[uid] = (one, content_of(canonical.decode(bodies[one.snapshot_id])) if one else None)

    def _fill(self, composed: Composed) -> None:
        item = composed.item
        composed.replaces, composed.previous = self._find_live(item.uid)
        composition = Composition(
            library=self,
            day=self._day,
            previous=composed.previous,
            # A page that nobody has read yet has nothing to correct.
            correction=self._correction() if composed.previous else None,
            keeps_dates=self._change == Change.EDITORIAL,
            findings=composed.findings,
        )
        try:
            document = item.compose(composition)
        except NotPublished as error:
            composed.findings.append(unreachable(error.item))
            return
        composed.findings += type(item).problems(document)
        # A draft with gaps is not of its schema either; the writer is told once, in plain words.
        if not composed.blocking:
            composed.findings += schema_findings(type(item), document)
        composed.content = canonical.encode(document)
        composed.document = document

    def _correction(self) -> dict | None:
        if self._change not in (Change.CORRECTION, Change.SAFETY):
            return None
        return {"date": self._day.isoformat(), "kind": str(self._change), "text": self._public_line}

    def _live_document(self, item: Publishable, role: Role) -> dict:
        publication, document = self._find_live(item.uid)
        if publication is None:
            raise NotPublished(item)
        self._used[str(role), item.uid] = (item, publication)
        return document

    def _find_live(self, uid: str):
        if uid not in self._live:
            publication = record.live_publication(uid, self._at)
            document = content_of(record.document_of(publication)) if publication else None
            self._live[uid] = (publication, document)
        return self._live[uid]


def gather(item: Publishable, also: Iterable[Publishable] = ()) -> list[Publishable]:
    """The item, what is to go with it, and whatever these refer to that was never published; the item last.

    What is referred to comes before what refers to it, so that a reviewer reads in a sensible order.
    """
    ordered: dict[str, Publishable] = {}
    under_way: set[str] = set()

    def was_ever_decided(uid: str) -> bool:
        return remembered(("decided", uid), lambda: record.was_ever_decided(uid))

    def visit(one: Publishable) -> None:
        if one.uid in ordered or one.uid in under_way:
            return
        under_way.add(one.uid)
        for reference in one.references():
            if reference.item.uid not in ordered and not was_ever_decided(reference.item.uid):
                visit(reference.item)
        ordered[one.uid] = one

    for one in [*also, item]:
        visit(one)
    return list(ordered.values())


def compose_all(
    items: list[Publishable], *, at: datetime, day: date, change: str, public_line: str = ""
) -> tuple[ReleaseLibrary, list[Composed]]:
    """Every item as it would be published, with its findings; nothing is written."""
    library = ReleaseLibrary(items, at=at, day=day, change=change, public_line=public_line)
    library.read_live([item.uid for item in items])
    composed = [library.compose(item.uid) for item in items]
    inside = {item.uid for item in items}
    for one in composed:
        for reference in one.item.references():
            target = reference.item
            if target.uid not in inside and library.publication(target) is None:
                finding = unreachable(target)
                if finding not in one.findings:
                    one.findings.append(finding)
    return library, composed


def schema_findings(model: type[Publishable], document: dict) -> list[Finding]:
    """Where the document is not of its schema. A finding here is a fault of ours."""
    errors = sorted(_validator(model).iter_errors(document), key=lambda error: list(map(str, error.path)))
    return [
        Finding("schema", f"The document is not of its schema at {error.json_path}: {error.message[:300]}")
        for error in errors[:20]
    ]


@cache
def _validator(model: type[Publishable]) -> Draft202012Validator:
    schema = dict(model.schema())
    # What is signed is the document before these two are added.
    schema["required"] = [
        name for name in schema.get("required", []) if name not in ("publication", "json_ld")
    ]
    return Draft202012Validator(schema)


def unreachable(item: Publishable) -> Finding:
    label = item._meta.verbose_name
    return Finding(
        "unreachable",
        f"The {label} “{item}” is not live. Publish it first, or take it out.",
        field=str(label),
    )


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
