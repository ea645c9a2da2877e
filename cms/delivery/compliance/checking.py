"""Whether the rows about one item hold: bytes, releases, signatures, entries, and what is shown now.

Everything is recomputed, for this item only; the whole chain, and rows that no entry names, are what
`manage.py verify_audit` looks at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from cms import canonical
from cms.audit import checkpoints
from cms.audit.models import GENESIS, Entry, Record
from cms.publishing import asof, record
from cms.publishing.documents import content_of
from cms.publishing.models import (
    Barred,
    Base,
    CallOff,
    Closing,
    Content,
    Key,
    Live,
    Member,
    NoticeEnd,
    NoticePlace,
    Outcome,
    Publication,
    RecallPlace,
    Release,
    Requirement,
    Revision,
    SealedDigest,
    SealRequest,
    Signature,
    Snapshot,
    Waiver,
)

#: What an answer never says anything about.
NOT_CHECKED = [
    "Entries about other items, and whether the chain as a whole is unbroken: run manage.py verify_audit.",
    "Whether the chain was recomputed as a whole: verify_audit compares it with the checkpoints.",
    "Whether rows are there that no entry names, and whether the triggers are in place: verify_audit.",
]


@dataclass
class Check:
    """One question: how many things it looked at, and in a sentence each what does not hold."""

    name: str
    question: str
    checked: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings

    def document(self) -> dict:
        return {
            "name": self.name,
            "question": self.question,
            "holds": self.holds,
            "checked": self.checked,
            "findings": self.findings,
        }


class Verdict:
    """Every check of one item, as of a moment."""

    def __init__(self, uid: str, now: datetime):
        self.uid = uid
        self.now = now
        self.checks = [self._run(*one) for one in self._questions()]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def sentence(self) -> str:
        wrong = sum(len(check.findings) for check in self.checks)
        if not wrong:
            return "Everything that the record says of this item holds."
        return f"{wrong} {'thing does' if wrong == 1 else 'things do'} not hold; the checks name them."

    @cached_property
    def releases(self) -> list[Release]:
        return list(Release.objects.filter(members__item=self.uid).order_by("entry"))

    @cached_property
    def publications(self) -> list[Publication]:
        return list(Publication.objects.filter(item=self.uid).select_related("snapshot").order_by("number"))

    @cached_property
    def digests(self) -> set[str]:
        """Everything about this item that names stored bytes."""
        return {
            *Revision.objects.filter(item=self.uid).values_list("digest", flat=True),
            *Member.objects.filter(item=self.uid).values_list("content", flat=True),
            *Snapshot.objects.filter(item=self.uid).values_list("digest", flat=True),
        }

    @cached_property
    def rows(self) -> list[Record]:
        """Every row of the record that is about this item."""
        mine = Q(item=self.uid)
        asked = SealRequest.objects.filter(mine)
        releases = Q(release__in=[release.pk for release in self.releases])
        places = NoticePlace.objects.filter(mine).select_related("notice")
        recalled = RecallPlace.objects.filter(mine).select_related("recall")
        return [
            *Revision.objects.filter(mine),
            *Content.objects.filter(pk__in=self.digests),
            *self.releases,
            *(
                row
                for model in (Member, Base, Requirement, Barred, Signature, Closing, Waiver)
                for row in model.objects.filter(releases)
            ),
            *Snapshot.objects.filter(mine),
            *Key.objects.filter(mine),
            *self.publications,
            *CallOff.objects.filter(publication__item=self.uid),
            *asked,
            *SealedDigest.objects.filter(request__in=asked),
            *(one.seal for one in asked.select_related("seal") if getattr(one, "seal", None)),
            *places,
            *{place.notice_id: place.notice for place in places}.values(),
            *NoticeEnd.objects.filter(place__item=self.uid),
            *recalled,
            *{place.recall_id: place.recall for place in recalled}.values(),
        ]

    @cached_property
    def entries(self) -> dict[int, Entry]:
        """The entries that wrote those rows, and what else the trail says of the item."""
        numbers = {row.entry for row in self.rows}
        return {entry.pk: entry for entry in Entry.objects.filter(Q(pk__in=numbers) | Q(subject=self.uid))}

    def _questions(self):
        yield "bytes", "Do the stored bytes have the digests that name them?", self._bytes
        yield "releases", "Do the releases hold what their digests say?", self._releases
        yield "signatures", "Are the signatures bound to these releases, persons and times?", self._signatures
        yield "signed", "Is what was served what was signed, with every signature it needed?", self._signed
        yield "rows", "Is every row what its entry in the trail recorded?", self._rows
        yield "entries", "Do the entries have their hashes, and follow on their neighbours?", self._entries
        yield "shown", "Are readers shown now what was decided?", self._shown

    def _run(self, name: str, question: str, look: Callable[[Check], Iterator[str]]) -> Check:
        check = Check(name, question)
        try:
            check.findings = list(look(check))
        except (ValueError, TypeError, LookupError, ObjectDoesNotExist) as error:
            check.findings = [f"What it reads cannot be read: {error}"]
        return check

    def _bytes(self, check: Check) -> Iterator[str]:
        stored = dict(Content.objects.filter(pk__in=self.digests).values_list("digest", "body"))
        for digest in sorted(self.digests):
            check.checked += 1
            body = stored.get(digest)
            if body is None:
                yield f"The bytes {digest} are not there."
            elif body == "" and asof.seal_of(digest):
                continue
            elif canonical.digest(body.encode()) != digest:
                yield f"The bytes stored as {digest} are not what they were."

    def _releases(self, check: Check) -> Iterator[str]:
        for release in self.releases:
            check.checked += 1
            required = list(release.requirements.values_list("meaning", flat=True))
            if release.digest != Release.compute_digest(release, list(release.members.all()), required):
                yield f"Release {release.pk}: its digest is not that of what it holds."

    def _signatures(self, check: Check) -> Iterator[str]:
        digests = {release.pk: release.digest for release in self.releases}
        for signature in Signature.objects.filter(release__in=digests).order_by("entry"):
            check.checked += 1
            who = f"The signature of {signature.printed_name} under entry {signature.entry}"
            if signature.binding != signature.compute_binding():
                yield f"{who} was altered or moved."
            if signature.signed_digest != digests[signature.release_id]:
                yield f"{who} is for other content than its release."

    def _signed(self, check: Check) -> Iterator[str]:
        owners = {(key.key, key.locale) for key in Key.objects.filter(item=self.uid)}
        for one in self.publications:
            check.checked += 1
            which = f"Publication {one.number}"
            if (one.key, one.locale) not in owners:
                yield f"{which}: its address belongs to another item."
            if one.outcome != Outcome.DOCUMENT:
                continue
            if record.missing_signatures(one.release):
                yield f"{which}: it was published without every signature."
            member = one.release.members.filter(item=self.uid).first()
            if member is None or (member.key, member.locale, member.revision) != (
                one.key,
                one.locale,
                one.revision,
            ):
                yield f"{which}: it stands under another address or number than was signed."
            elif one.snapshot.content != member.content:
                yield f"{which}: what it shows is not what was signed."
            body = record.bytes_of(one.snapshot_id)
            if body and canonical.digest_of(content_of(canonical.decode(body))) != one.snapshot.content:
                yield f"{which}: what is served is not what was signed."

    def _rows(self, check: Check) -> Iterator[str]:
        named = {
            (table, key): (digest, entry.pk)
            for entry in self.entries.values()
            for table, key, digest in canonical.decode(entry.rows)
        }
        for row in self.rows:
            check.checked += 1
            table = row._meta.db_table
            digest, sequence = named.get((table, str(row.pk)), (None, 0))
            if digest is None:
                yield f"{table} {row.pk}: entry {row.entry} does not name this row."
            elif digest != row.row_digest() or sequence != row.entry:
                yield f"{table} {row.pk}: it is not what entry {sequence} recorded."

    def _entries(self, check: Check) -> Iterator[str]:
        around = {number + step for number in self.entries for step in (-1, 0, 1)}
        hashes = dict(Entry.objects.filter(pk__in=around).values_list("sequence", "hash"))
        follows = dict(Entry.objects.filter(pk__in=around).values_list("sequence", "previous"))
        for number, entry in sorted(self.entries.items()):
            check.checked += 1
            if entry.hash != entry.compute_hash():
                yield f"Entry {number}: its columns do not match its hash."
            if entry.previous != (hashes.get(number - 1) if number > 1 else GENESIS):
                yield f"Entry {number}: it does not follow the entry before it."
            if follows.get(number + 1, entry.hash) != entry.hash:
                yield f"Entry {number}: the entry after it does not follow."

    def _shown(self, check: Check) -> Iterator[str]:
        keys = set(Key.objects.filter(item=self.uid).values_list("key", "locale"))
        rows = Live.objects.at(self.now).filter(key__in={key for key, _ in keys})
        shown = {(row.key, row.locale): (row.publication, row.etag) for row in rows}
        for key, locale in sorted(keys):
            check.checked += 1
            decided = asof.in_effect(key, locale, self.now)
            wanted = (decided.number, decided.snapshot_id or "") if decided else None
            if shown.get((key, locale)) != wanted:
                yield f"{key} ({locale}): readers are not shown what was decided. Run manage.py rebuild_live."


def coverage(entries: dict[int, Entry]) -> dict | None:
    """How many of these entries the newest signed checkpoint covers; None when there is no checkpoint."""
    try:
        latest = checkpoints.latest()
    except OSError:
        return None
    if latest is None:
        return None
    covered = [number for number in entries if number <= latest["sequence"]]
    return {
        "sequence": latest["sequence"],
        "at": latest["at"],
        "key": latest["key"],
        "covered_entries": len(covered),
        "entries": len(entries),
    }
