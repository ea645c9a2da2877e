"""The queue: what waits for this person, and what this person waits for. A fixed number of queries."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst

from .. import kinds, record, sight, wording
from ..models import Change, Closing, Release, Standing
from . import addresses, sealing
from .panel import closing_line

MOST = 100


@dataclass
class Row:
    """One line of the queue."""

    title: str
    url: str
    type_name: str = ""
    said: str = ""
    also: int = 0


@dataclass
class Section:
    title: str
    empty: str
    rows: list[Row] = field(default_factory=list)


def sections(person, now: datetime) -> list[Section]:
    opened = list(
        sight.releases(record.open_releases(now), person)
        .prefetch_related("members", "requirements", "signatures", "barred", "publications")
        .order_by("at")[: MOST * 5]
    )
    scheduled = [release for release in opened if _begins(release, now)]
    waiting = [release for release in opened if not _begins(release, now)]
    signed = [release for release in waiting if not _missing(release)]
    mine = [release for release in waiting if release.by == person.uid]
    found = []
    if any(person.has_perm(f"publishing.sign_{m}") for m in ("medical", "compliance")):
        to_sign = [_row(r, _asked(r)) for r in waiting if _wanted_from(r, person)]
        found.append(Section("Waiting for your signature", "Nothing waits for your signature.", to_sign))
    if person.has_perm("publishing.submit"):
        sent = [_row(r, _state(r)) for r in mine]
        found.append(Section("Sent back to you", "Nothing was sent back to you.", _sent_back(person)))
        found.append(Section("Submitted by you", "Nothing of yours is in review.", sent))
    ready = [_row(r, f"Signed; submitted by {r.by_name}") for r in signed]
    found.append(Section("Signed, waiting to be published", "Nothing signed waits.", ready))
    planned = sorted(scheduled, key=lambda r: _begins(r, now))
    soon = [_row(r, f"Goes live on {wording.moment(_begins(r, now))}") for r in planned]
    found.append(Section("Scheduled", "Nothing is scheduled.", soon))
    shown = {row.url for section in found for row in section.rows}
    others = [row for r in waiting if (row := _row(r, _state(r))).url not in shown]
    found.append(Section("In review elsewhere", "Nothing else is in review.", others))
    if person.has_perm("publishing.seal"):
        found.append(
            Section("Sealing that needs a second person", "Nobody asked for sealing.", _seals(person))
        )
    for section in found:
        section.rows = section.rows[:MOST]
    return found


def _begins(release: Release, now: datetime):
    """When it goes live, if it is scheduled."""
    return min((p.effective_at for p in release.publications.all() if p.effective_at > now), default=None)


def _missing(release: Release) -> list[str]:
    signed = {signature.meaning for signature in release.signatures.all()}
    needed = {requirement.meaning for requirement in release.requirements.all()}
    return sorted(m for m in needed if not (m in signed or (m == "any" and signed)))


def _wanted_from(release: Release, person) -> bool:
    missing = _missing(release)
    if "any" in missing:
        missing = {m for member in release.members.all() for m in kinds.model(member.kind).policy}
    if not any(person.has_perm(f"publishing.sign_{meaning}") for meaning in missing):
        return False
    if person.uid in {barred.person for barred in release.barred.all()}:
        return False
    return person.uid not in {signature.signer for signature in release.signatures.all()}


def _asked(release: Release) -> str:
    change = Change(release.change).label.split(":")[0]
    return f"{change}. {release.by_name} asked on {wording.moment(release.at)}: {release.reason}"


def _state(release: Release) -> str:
    missing = _missing(release)
    waits = f"Waits for {wording.awaited(missing)}" if missing else "Signed"
    return f"{waits}; submitted by {release.by_name} on {wording.moment(release.at)}"


def _row(release: Release, said: str) -> Row:
    members = sorted(release.members.all(), key=lambda member: member.position)
    model = kinds.model(members[-1].kind)
    return Row(
        members[-1].title,
        reverse("review:release", args=[release.uid]),
        capfirst(model._meta.verbose_name),
        said,
        len(members) - 1,
    )


def _sent_back(person) -> list[Row]:
    """What came back and was not submitted again since."""
    ended = Standing.objects.exclude(ended_release="").values("ended_release")
    closings = (
        sight.releases(Closing.objects, person, "release__members")
        .filter(release__in=ended, release__by=person.uid)
        .exclude(end="withdrawn")
        .select_related("release")
        .prefetch_related("release__members")
        .order_by("-at")[:MOST]
    )
    rows = []
    forms = addresses.forms_of(m for closing in closings for m in closing.release.members.all())
    for closing in closings:
        row = _row(closing.release, f"{closing_line(closing)}: {closing.note}")
        main = max(closing.release.members.all(), key=lambda member: member.position)
        row.url = forms.get(main.item) or row.url
        rows.append(row)
    return rows


def _seals(person) -> list[Row]:
    return [
        Row(
            str(kinds.item(asked.item) or asked.item),
            reverse("review:confirm_seal", args=[asked.pk]),
            "Sealing",
            f"{asked.by_name} asked on {wording.moment(asked.at)}: {asked.reason}",
        )
        for asked in sealing.requests_for(person)[:20]
    ]
