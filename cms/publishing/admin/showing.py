"""The members of a release as a reviewer reads them: each against what they know, each change once.

A small release is shown on one page. Of a larger one each difference has a page of its own, and it is signed
only after every one was shown in this session; what changes the same in many pages is shown once for all.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import capfirst

from cms import canonical

from .. import diff, kinds, waivers, wording
from ..diff import known
from ..models import Base, Content, Download, Member, Publication, Release, Signature, Waiver
from . import reading

#: A release with no more members is shown whole on the page where it is signed.
ON_ONE_PAGE = 10
#: Texts read from the database at once.
AT_ONCE = 200


@dataclass(frozen=True)
class Basis:
    """What a member is compared with: the digest of a document, and in words what it is."""

    digest: str = ""
    said: str = "It was never published: all of it is new."
    is_signed: bool = False


@dataclass(frozen=True)
class Noted:
    """One finding as a reviewer reads it; of a waivable one, who accepted it and why, or that nobody did."""

    sentence: str
    quote: str = ""
    waivable: bool = False
    waiver: Waiver | None = None
    #: It was accepted for this release, not for an earlier one.
    is_new: bool = False


@dataclass
class Shown:
    """One member as a reviewer reads it."""

    member: Member
    type_name: str
    url: str
    basis: Basis = Basis()
    document: dict | None = None
    frame: str = ""
    difference: object = None
    findings: list[Noted] = field(default_factory=list)
    references: list = field(default_factory=list)
    #: Files beside the text: (label, address).
    downloads: list[tuple[str, str]] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """Keeps the anchors of several differences on one page apart."""
        return f"m{self.member.position}-"


@dataclass
class Group:
    """Members that change in the same way: who has seen one has seen all."""

    key: str
    summary: str
    members: list[Member]
    seen: bool = False

    @property
    def first(self) -> Member:
        return self.members[0]


def bases(release: Release, members: list[Member], person, since: str = "") -> dict[str, Basis]:
    """What each member is compared with, by item: what the person signed last, else what was live."""
    items = [member.item for member in members]
    found = {}
    replaced = Base.objects.filter(release=release, role="replaces", item__in=items)
    by_number = {base.publication: base.item for base in replaced}
    for one in Publication.objects.filter(number__in=by_number).order_by("number"):
        said = f"Since what is live, revision {one.revision} of {wording.moment(one.effective_at)}."
        found[by_number[one.number]] = Basis(one.snapshot_id, said)
    if since == "live":
        return found
    # Not what they signed after this was settled: a text is no change from what came later.
    signed = Signature.objects.filter(signer=person.uid, release__at__lte=release.at).exclude(release=release)
    known_to = Member.objects.filter(item__in=items, release__in=signed.values("release"))
    at = dict(signed.values_list("release", "at"))
    for one in known_to.order_by("release__at", "pk"):
        said = f"Since revision {one.revision}, which you signed on {wording.moment(at[one.release_id])}."
        found[one.item] = Basis(one.content, said, is_signed=True)
    return found


def show(member: Member, basis: Basis, url: str, accepted: Iterable[Waiver] = ()) -> Shown:
    model = kinds.model(member.kind)
    shown = Shown(member, capfirst(model._meta.verbose_name), url, basis)
    bodies = _bodies([member.content, basis.digest])
    if not bodies.get(member.content):
        return shown
    shown.document = canonical.decode(bodies[member.content])
    shown.frame = reading.page(model, shown.document)
    old = _old(bodies, basis)
    shown.difference = diff.compare(old, shown.document, known.names(model, old, shown.document))
    shown.findings = list(_noted(member, _findings(model, shown.document), accepted))
    references = shown.document.get("references")
    shown.references = references if isinstance(references, list) else []
    shown.downloads = [
        (one.label, reverse("review:download", args=[member.release_id, member.position, one.name]))
        for one in model.review_downloads(shown.document)
    ]
    return shown


def _old(bodies, basis) -> dict | None:
    """The document it is compared with; without it, because it was sealed or never was, all is new."""
    return canonical.decode(bodies[basis.digest]) if bodies.get(basis.digest) else None


def _findings(model, document):
    return [finding for finding in model.problems(document) if not finding.blocks]


def _noted(member: Member, findings, accepted: Iterable[Waiver]) -> Iterator[Noted]:
    """What is found now, with what was accepted; last what was accepted and is not found any more."""
    said = {waivers.key(one.item, one): one for one in accepted}
    for finding in sorted(findings, key=lambda finding: not finding.waivable):
        waiver = said.pop(waivers.key(member.item, finding), None)
        yield Noted(finding.sentence, finding.quote, finding.waivable, waiver, _is_of(waiver, member))
    for waiver in said.values():
        if _is_of(waiver, member):
            yield Noted(waiver.sentence, waiver.quote, True, waiver, True)


def _is_of(waiver: Waiver | None, member: Member) -> bool:
    """Whether it was accepted for this release, not for an earlier one."""
    return waiver is not None and waiver.release_id == member.release_id


def _bodies(digests: Iterable[str]) -> dict[str, str]:
    return dict(Content.objects.filter(pk__in=[d for d in digests if d]).values_list("digest", "body"))


def download(member: Member, name: str) -> tuple[Download, str] | None:
    """A file beside the text of a member, as it is in the release, and what it is called on a disk."""
    body = _bodies([member.content]).get(member.content)
    if not body:
        return None
    found = kinds.model(member.kind).review_downloads(canonical.decode(body))
    file = next((one for one in found if one.name == name), None)
    slug = member.key.rpartition("/")[2]
    return file and (file, f"{slug}-revision-{member.revision}-{name}")


# Many members.


def groups(members: list[Member], bases_of: dict[str, Basis], seen: set[str]) -> list[Group]:
    """The changes of a release, each once, in the order of its members."""
    found: dict[str, Group] = {}
    accepted = waivers.of_release(members[0].release_id) if members else {}
    for member, (key, summary) in _changes(members, bases_of):
        key += _reasons(one for one in accepted.get(member.item, ()) if _is_of(one, member))
        group = found.setdefault(key, Group(key, summary, [], key in seen))
        group.members.append(member)
    return list(found.values())


def _reasons(accepted: Iterable[Waiver]) -> str:
    """Part of a change's name: two pages whose findings were accepted for other reasons are not the same."""
    said = sorted([one.rule, one.sentence, one.quote, one.reason, one.by_name] for one in accepted)
    return f"-{hashlib.sha256(canonical.encode(said)).hexdigest()}" if said else ""


def _changes(members, bases_of) -> Iterator[tuple[Member, tuple[str, str]]]:
    for start in range(0, len(members), AT_ONCE):
        some = members[start : start + AT_ONCE]
        wanted = [
            (member, digest)
            for member in some
            if not _remembered(member, digest := bases_of.get(member.item, Basis()).digest)
        ]
        bodies = _bodies({digest for member, old in wanted for digest in (member.content, old)})
        for member, old in wanted:
            _known[member.kind, old, member.content] = _change(member, bodies, old)
        for member in some:
            digest = bases_of.get(member.item, Basis()).digest
            yield member, _known[member.kind, digest, member.content]


def _remembered(member, digest):
    return (member.kind, digest, member.content) in _known


class _Known(dict):
    """What changed between two stored texts, by their digests: it never changes, so it is worked out once."""

    MOST = 20_000

    def __setitem__(self, key, value):
        while len(self) >= self.MOST:
            self.pop(next(iter(self)), None)
        super().__setitem__(key, value)


_known = _Known()


def _change(member, bodies, old_digest) -> tuple[str, str]:
    """(a name for the change, its summary): the same name where the same words changed in the same way."""
    body = bodies.get(member.content)
    if not body:
        return member.content, "This text was sealed."
    new = canonical.decode(body)
    old = canonical.decode(bodies[old_digest]) if bodies.get(old_digest) else None
    model = kinds.model(member.kind)
    if old is None:
        return member.content, "New"
    difference = diff.compare(old, new, known.wording(model, old, new))
    said = [[f.rule, f.sentence, f.quote] for f in _findings(model, new)]
    for section in difference.sections:
        for row in section.rows:
            if row.kind != "same":
                said.append([section.key, row.kind, row.label, row.notes, _said(row)])
    name = hashlib.sha256(canonical.encode([member.kind, said])).hexdigest()
    return name, difference.summary


def _said(row):
    """What makes a changed row the same as another one.

    One source for another, one target for another: that is the same change in whatever sentence it stands.
    Words that changed are the same change only in the same line: “5” for “3” means nothing alone.
    """
    changed = [op for op in row.ops if op.kind != "same"]
    alone = row.kind == "changed" and not row.changes and all(op.is_event for op in changed)
    said = changed if alone and changed else row.ops
    return [row.holds if said is row.ops else "", *([op.kind, op.was, op.text, op.note] for op in said)]


# What was shown, kept in the session.


def seen(session, release: Release) -> set[str]:
    return set(session.get(_place(release), ()))


def saw(session, release: Release, group: Group) -> None:
    """Remember that this difference was shown to whoever is signed in."""
    held = session.get(_place(release), [])
    if group.key not in held:
        session[_place(release)] = [*held, group.key]


def _place(release):
    return f"shown-{release.uid}"
