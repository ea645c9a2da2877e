"""Submitting: a release is made, composed, checked and frozen."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from cms import canonical
from cms.audit import trail

from .. import composing, recalls, record, standings
from ..composing import Composed
from ..documents import content_of
from ..models import (
    Base,
    Change,
    Closing,
    End,
    Finding,
    Key,
    Member,
    Publishable,
    Release,
    Requirement,
)
from ..waivers import Key as Waived
from . import accepting, duties
from .drafts import is_frozen
from .errors import NotPossible, NotReady, refuse_unseen, require, require_reason
from .keeping import keep

#: Kinds of change that a writer may submit; the others come about in other ways.
SUBMITTED = (Change.EDITORIAL, Change.SUBSTANTIVE, Change.CORRECTION, Change.SAFETY)


def submit(
    *,
    item: Publishable,
    by,
    clock: trail.Clock,
    change: str,
    reason: str,
    public_line: str = "",
    also: Iterable[Publishable] = (),
    when_signed: bool = False,
    publish_at: datetime | None = None,
    waivers: Mapping[Waived, str] | None = None,
) -> Release:
    """Freeze the item, and what must go with it, for review. Submitting again replaces an open release.

    `when_signed`: publish with the last signature, at once or at `publish_at`. `waivers`: why each finding
    may stay that has to be mended or accepted. Raises NotReady with every finding that stands against it.
    """
    require(by, "submit")
    with trail.entry(action="release.submit", by=by, clock=clock, subject=item.uid) as entry:
        entry.reason = reason = require_reason(reason, "a submission")
        if change not in SUBMITTED:
            raise NotPossible("Say what kind of change it is.")
        public_line = public_line_of(change, public_line)
        if publish_at is not None and (not when_signed or publish_at <= entry.at):
            raise NotPossible("A moment to go live must lie ahead.")
        refuse_when_scheduled(item, entry.at)
        # What was read before the lock may have been saved since.
        item, *others = [type(one).objects.get(pk=one.pk) for one in (item, *also)]
        members = composing.gather(item, others)
        refuse_unseen(by, [member.kind for member in members])
        library, composed = composing.compose_all(
            members,
            at=entry.at,
            day=composing.local_day(publish_at or entry.at),
            change=change,
            public_line=public_line,
        )
        findings = [finding for one in composed for finding in one.blocking]
        findings += release_findings(item, composed, change, entry.at)
        found = found_in(composed)
        findings += accepting.not_accepted(found, waivers or {})
        if findings:
            raise NotReady(findings)
        _replace_open_release(entry, item, {member.uid for member in members})
        release = freeze_release(
            entry,
            library,
            composed,
            Release(
                change=change,
                reason=reason,
                public_line=public_line,
                when_signed=int(when_signed),
                publish_at=publish_at,
            ),
            requires=requirements(change, [type(one.item) for one in composed]),
        )
        accepting.accept(entry, release, found, waivers or {})
        return release


def confirm_review(
    *, item: Publishable, by, clock: trail.Clock, reason: str, when_signed: bool = True
) -> Release:
    """Ask for one signature that what is live still holds; nothing but the review dates will change."""
    require(by, "submit")
    refuse_unseen(by, [item.kind])
    with trail.entry(action="release.confirm_review", by=by, clock=clock, subject=item.uid) as entry:
        entry.reason = reason = require_reason(reason, "a review")
        live = record.live_publication(item.uid, entry.at)
        if not live:
            raise NotPossible("Only a live page can be confirmed.")
        refuse_when_scheduled(item, entry.at)
        document = record.document_of(live)
        obstacles = type(item).obstacles(document)
        if obstacles:
            raise NotReady(obstacles)
        _replace_open_release(entry, item, {item.uid})
        previous = record.member_of(live.release, item.uid)
        release = _release(entry, Release(change=Change.REVIEW, reason=reason, when_signed=int(when_signed)))
        member = Member(
            release=release,
            position=0,
            item=item.uid,
            kind=item.kind,
            key=live.key,
            locale=live.locale,
            title=previous.title,
            revision=live.revision,
            # Who wrote what readers see does not vouch for it, though others signed it once.
            after=max(
                (n for n in record.published_revisions(item.uid, entry.at) if n < live.revision), default=0
            ),
            content=previous.content,
        )
        policy = type(item).policy
        _seal_release(entry, release, [member], ["medical"] if "medical" in policy else sorted(policy))
        entry.add(
            Base(
                release=release, role="replaces", item=item.uid, title=previous.title, publication=live.number
            )
        )
        duties.bar(entry, release, [member], duties.live_byline(live.release, item))
        # Nothing is asked again about a text that stays; who signs sees what stands against it by now.
        accepting.carry(entry, {item.uid: type(item).problems(content_of(document))})
        _refresh([member], entry.at)
        return release


def preview(
    item: Publishable, *, at: datetime, change: str, also=(), public_line: str = ""
) -> list[Composed]:
    """What a submission would hold and what stands against it; nothing is written."""
    _, composed = composing.compose_all(
        composing.gather(item, also),
        at=at,
        day=composing.local_day(at),
        change=change,
        public_line=public_line,
    )
    for finding in release_findings(item, composed, change, at):
        composed[-1].findings.append(finding)
    return composed


def found_in(composed: Iterable[Composed]) -> dict[str, list[Finding]]:
    """What was found, by item."""
    return {one.item.uid: one.findings for one in composed}


def requirements(change: str, models: Iterable[type[Publishable]]) -> list[str]:
    """Meanings of the signatures that a release of these types needs."""
    if change == Change.EDITORIAL:
        return ["any"]
    return sorted({meaning for model in models for meaning in model.policy})


def refuse_when_scheduled(item: Publishable, at: datetime) -> None:
    planned = record.scheduled_publications(at).filter(item=item.uid).order_by("effective_at").first()
    if planned:
        raise NotPossible(
            f"It is scheduled for {planned.effective_at:%Y-%m-%d %H:%M} UTC. Call that off first."
        )


def _replace_open_release(entry: trail.OpenEntry, item: Publishable, holds: set[str]) -> None:
    """End the item's open release, if there is one; what the new one leaves out is told why it ended."""
    release = record.open_release_of(item.uid, entry.at)
    if refusal := recalls.refusal(release):
        raise NotPossible(refusal)
    if release:
        left_out = [member.title for member in release.members.all() if member.item not in holds]
        close(entry, release, End.REPLACED, f"“{item}” was submitted without it." if left_out else "")
        entry.detail["replaced_release"] = release.uid


def close(entry: trail.OpenEntry, release: Release, end: End, note: str) -> None:
    entry.add(
        Closing(
            release=release, end=end, note=note, at=entry.at, by=entry.by.uid, by_name=entry.by.printed_name
        )
    )
    _refresh(list(release.members.all()), entry.at)


@dataclass(frozen=True)
class Held:
    """Which revision of an item a release holds; who wrote one after `after` may not sign it."""

    title: str
    revision: int
    after: int


def freeze_release(
    entry: trail.OpenEntry,
    library,
    composed: list[Composed],
    draft: Release,
    requires: list[str],
    held: Mapping[str, Held] | None = None,
    wrote: Iterable[str] = (),
) -> Release:
    """Write the release that holds what was composed, on what it rests, and who may not sign it.

    `held`: by item, which revision was composed, where it is not the newest of the draft. `wrote`: who had
    a hand in all of it, and may not sign.
    """
    release = _release(entry, draft)
    members = []
    for position, one in enumerate(composed):
        item = one.item
        holds = (held or {}).get(item.uid) or newest_of(item, entry.at)
        members.append(
            Member(
                release=release,
                position=position,
                item=item.uid,
                kind=item.kind,
                key=item.key,
                locale=item.locale,
                title=holds.title,
                revision=holds.revision,
                after=holds.after,
                content=keep(entry, one.content),
            )
        )
    _seal_release(entry, release, members, requires)
    for role, item, publication in library.bases():
        entry.add(
            Base(
                release=release,
                role=role,
                item=item.uid,
                title=str(item)[:300],
                publication=publication.number,
            )
        )
    byline = [one for c in composed for one in c.item.byline_people()]
    duties.bar(entry, release, members, byline, wrote)
    _refresh(members, entry.at)
    return release


def newest_of(item: Publishable, at: datetime) -> Held:
    newest = record.newest_revision(item.uid)
    return Held(newest.title, newest.number, record.grown_from(item.uid, newest.number, at))


def _release(entry, release: Release) -> Release:
    release.at = entry.at
    release.by = entry.by.uid
    release.by_name = entry.by.printed_name
    return release


def _seal_release(entry, release: Release, members: list[Member], requires: list[str]) -> None:
    """Write the release, its members and what it requires, under the digest that will be signed."""
    release.digest = Release.compute_digest(release, members, requires)
    entry.add(release)
    for member in members:
        entry.add(member)
    for meaning in requires:
        entry.add(Requirement(release=release, meaning=meaning))
    entry.detail |= {"release": release.uid, "digest": release.digest, "change": str(release.change)}


def _refresh(members: Iterable[Member], at: datetime) -> None:
    standings.refresh([(member.item, member.kind) for member in members], at)


def public_line_of(change: str, line: str) -> str:
    line = line.strip()
    if change in (Change.CORRECTION, Change.SAFETY):
        if not line:
            raise NotPossible("Write the line that readers will see about this change.")
        return line
    return ""


def release_findings(item: Publishable, composed: list[Composed], change: str, at: datetime) -> list[Finding]:
    """What stands against the release as a whole, beside what its documents say of themselves."""
    found = []
    for one in composed:
        found += member_findings(one, at, main=item)
        if change == Change.EDITORIAL:
            found += editorial_findings(one)
            if one.replaces is None and one.item.uid != item.uid:
                label = f"The {one.item._meta.verbose_name} “{one.item}”"
                found.append(
                    Finding("editorial", f"{label} is new, so this is a substantive change.", "change")
                )
    main = composed[-1]
    if main.replaces is None and change != Change.SUBSTANTIVE and main.document is not None:
        found.append(Finding("first", "It is not live, so this is a substantive change.", "change"))
    elif main.replaces and main.content and change in (Change.SUBSTANTIVE, Change.EDITORIAL):
        content = canonical.digest(main.content)
        if content == record.member_of(main.replaces.release, main.item.uid).content:
            found.append(
                Finding(
                    "unchanged", "Nothing differs from what is live. To renew its dates, confirm the review."
                )
            )
    return found


def member_findings(
    one: Composed, at: datetime, *, main: Publishable | None = None, ended: Container[str] = ()
) -> list[Finding]:
    """What stands against one item of a release. `main` was submitted; releases in `ended` end with this."""
    found = []
    label = f"The {one.item._meta.verbose_name} “{one.item}”"
    if one.item.archived_at:
        found.append(Finding("archived", f"{label} is archived. Bring it back first."))
    if not is_frozen(one.item):
        found.append(
            Finding(
                "unrecorded", f"{label} was changed outside the application. Open it, read it and save it."
            )
        )
    owner = Key.objects.filter(key=one.item.key, locale=one.item.locale).exclude(item=one.item.uid).first()
    if owner:
        found.append(
            Finding(
                "key", f"The address {one.item.key} belongs to another page for ever. Choose another.", "slug"
            )
        )
    release = record.open_release_of(one.item.uid, at) if main is None or one.item.uid != main.uid else None
    goes_on = release is not None and release.uid not in ended
    if goes_on and not (main and release.members.filter(item=main.uid).exists()):
        found.append(
            Finding("elsewhere", f"{label} is in review elsewhere. Wait until it is live, or withdraw it.")
        )
    return found


def editorial_findings(one: Composed) -> list[Finding]:
    """What an editorial change may not touch, and touches."""
    if one.previous is None or one.document is None:
        return []
    model = type(one.item)
    before, after = model.substance(one.previous), model.substance(one.document)
    before |= {"its address": [one.replaces.key, one.replaces.locale]}
    after |= {"its address": [one.item.key, one.item.locale]}
    return [
        Finding(
            "editorial",
            f"An editorial change may not touch {name.replace('_', ' ')}: "
            f"{_difference(before.get(name, []), after.get(name, []))}. Submit it as a substantive change.",
            "change",
        )
        for name in sorted(before.keys() | after.keys())
        if before.get(name, []) != after.get(name, [])
    ]


def _difference(before: list, after: list) -> str:
    """The first place where two lists part, in words: what was put in or taken out shifts nothing."""
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    _, i, end, j, until = next(step for step in steps if step[0] != "equal")
    if Counter(before) == Counter(after):
        return f"“{_word(before[i] if i < end else after[j])}” stands in another place"
    return f"“{_word(before[i] if i < end else None)}” became “{_word(after[j] if j < until else None)}”"


def _word(value) -> str:
    return "nothing" if value is None else str(value)
