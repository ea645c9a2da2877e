"""The parts of a register about pages: what went live, was accepted, recalled, told or taken down."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst

from cms.audit.models import Entry

from .. import kinds, recalls, wording
from ..models import CallOff, Change, Notice, NoticePlace, Outcome, Publication, Signature, Waiver
from .period import Period
from .sections import Section, Title, entries_of, lasted, members_of, of_query, titles_of, writers_of

_PUBLICATIONS = {
    "number": "Publication",
    "at": "Live from",
    "title": "Page",
    "kind": "Type",
    "key": "Address",
    "locale": "Locale",
    "revision": "Revision",
    "change": "Kind of change",
    "line": "Line for readers",
    "wrote": "Written by",
    "submitted": "Submitted by",
    "signed": "Signed",
    "reason": "Why",
    "decided_at": "Decided",
    "decided_by": "Decided by",
    "entry": "Entry",
    "state": "State",
    "sha256": "SHA-256 of the bytes",
}


def took_effect(period: Period):
    """Documents that readers began to see in the period, in the order of their numbers."""
    return Publication.objects.filter(
        outcome=Outcome.DOCUMENT,
        effective_at__gte=period.since,
        effective_at__lt=period.until,
        call_off__isnull=True,
    ).order_by("number")


def published(period: Period, most) -> Section:
    found = Publication.objects.filter(outcome=Outcome.DOCUMENT).filter(_decided(period) | _begun(period))
    return of_query(
        "publications",
        "Publications",
        _PUBLICATIONS,
        found.select_related("release", "call_off").order_by("effective_at", "number"),
        tell_publications,
        most,
        help="What readers began to see in the period, and what was decided in it for later.",
    )


def corrections(period: Period, most) -> Section:
    changes = [Change.CORRECTION, Change.SAFETY]
    return _of_changes(period, most, "corrections", "Corrections and safety changes", changes)


def editorial(period: Period, most) -> Section:
    return _of_changes(period, most, "editorial", "Editorial changes", [Change.EDITORIAL])


def _of_changes(period, most, key, title, changes) -> Section:
    # What was brought back came about otherwise; it stands in a section of its own.
    restored = Entry.objects.filter(pk=OuterRef("entry"), action="item.restore")
    found = took_effect(period).filter(~Exists(restored), release__change__in=changes)
    found = found.select_related("release", "call_off")
    return of_query(key, title, _PUBLICATIONS, found, tell_publications, most)


def tell_publications(publications: list[Publication]):
    members = members_of(publications)
    writers = writers_of(members.values())
    entries = entries_of(publications)
    signatures: dict[str, list[Signature]] = {}
    releases = {one.release_id for one in publications}
    for one in Signature.objects.filter(release__in=releases).order_by("release", "entry"):
        signatures.setdefault(one.release_id, []).append(one)
    for one in publications:
        place = (one.release_id, one.item)
        entry, release = entries.get(one.entry), one.release
        call_off = getattr(one, "call_off", None)
        restored = entry is not None and entry.action == "item.restore"
        yield {
            "number": one.number,
            "at": one.effective_at,
            "title": Title(members[place].title if place in members else one.item, one.item),
            "kind": _type_name(one.kind),
            "key": one.key,
            "locale": one.locale,
            "revision": one.revision,
            "change": "Brought back as it was" if restored else _change(release),
            "line": release.public_line if release else "",
            "wrote": writers.get(place, []),
            "submitted": release.by_name if release else "",
            "signed": [
                f"{s.get_meaning_display()}: {s.printed_name}, {wording.both_times(s.at)}"
                for s in signatures.get(one.release_id, ())
            ],
            "reason": (entry.reason if restored else release.reason) if release else "",
            "decided_at": one.at,
            "decided_by": entry.actor_name if entry else "",
            "entry": one.entry,
            "state": "called off" if call_off else "",
            "sha256": one.snapshot_id,
        }


def waived(period: Period, most) -> Section:
    columns = {
        "entry": "Entry",
        "at": "When",
        "title": "Page",
        "rule": "Rule",
        "sentence": "Finding",
        "quote": "In the text",
        "who": "Accepted by",
        "reason": "Why",
    }

    def tell(rows):
        releases = {(row.release_id, row.item): row for row in rows}
        titles = {
            (member.release_id, member.item): member.title
            for row in rows
            for member in row.release.members.all()
            if (member.release_id, member.item) in releases
        }
        for one in rows:
            yield {
                "entry": one.entry,
                "at": one.at,
                "title": Title(titles.get((one.release_id, one.item), one.item), one.item),
                "rule": one.rule,
                "sentence": one.sentence,
                "quote": one.quote,
                "who": one.by_name,
                "reason": one.reason,
            }

    found = Waiver.objects.filter(_decided(period)).select_related("release")
    found = found.prefetch_related("release__members").order_by("entry", "pk")
    return of_query("waivers", "Findings that were accepted", columns, found, tell, most)


def taken_down(period: Period, most) -> Section:
    columns = {
        "entry": "Entry",
        "at": "From",
        "title": "Page",
        "key": "Address",
        "locale": "Locale",
        "what": "What",
        "note": "What readers are told",
        "who": "By",
        "reason": "Why",
    }

    def tell(rows):
        entries = entries_of(rows)
        titles = titles_of({one.item for one in rows})
        for one in rows:
            entry = entries.get(one.entry)
            yield {
                "entry": one.entry,
                "at": one.effective_at,
                "title": titles.get(one.item, Title(one.item)),
                "key": one.key,
                "locale": one.locale,
                "what": "Taken down" if one.outcome == Outcome.GONE else "Leads to the new address",
                "note": one.note,
                "who": entry.actor_name if entry else "",
                "reason": entry.reason if entry else "",
            }

    found = Publication.objects.exclude(outcome=Outcome.DOCUMENT).filter(_decided(period)).order_by("number")
    return of_query("taken_down", "Pages taken down or moved", columns, found, tell, most)


def called_off(period: Period, most) -> Section:
    columns = {
        "entry": "Entry",
        "at": "When",
        "title": "Page",
        "planned": "Was to go live",
        "who": "By",
        "reason": "Why",
    }

    def tell(rows):
        titles = titles_of({one.publication.item for one in rows})
        for one in rows:
            yield {
                "entry": one.entry,
                "at": one.at,
                "title": titles.get(one.publication.item, Title(one.publication.item)),
                "planned": one.publication.effective_at,
                "who": one.by_name,
                "reason": one.reason,
            }

    found = CallOff.objects.filter(_decided(period)).select_related("publication").order_by("entry", "pk")
    return of_query("called_off", "Called off before they went live", columns, found, tell, most)


def recalled(period: Period, most) -> Section:
    """Recalls that were opened in the period, or were open in it; how they stand is as of now."""
    found = [
        one
        for one in recalls.all_of(period.now)
        if one.recall.at < period.until and (one.settled_at is None or one.settled_at >= period.since)
    ]
    section = Section(
        "recalls",
        "Recalls",
        {
            "at": "Opened",
            "title": "What changed",
            "because": "How",
            "who": "By",
            "reason": "Why",
            "pages": "Pages",
            "settled": "Settled",
            "deadline": "Deadline",
            "settled_at": "Last page settled",
            "took": "From opening to the last page",
            "missed": "Kept?",
            "entry": "Entry",
        },
        len(found),
        help="How they stood when this register was made.",
    )
    for one in sorted(found, key=lambda one: (one.recall.at, one.recall.uid))[:most]:
        recall = one.recall
        section.rows.append(
            {
                "at": recall.at,
                "title": Title(recall.cause_title, recall.cause),
                "because": recall.because,
                "who": recall.by_name,
                "reason": recall.reason,
                "pages": one.total,
                "settled": one.settled,
                "deadline": date.fromisoformat(recall.deadline),
                "settled_at": one.settled_at,
                "took": lasted(one.settled_at - recall.at) if one.settled_at else "",
                "missed": "missed" if missed(one) else ("kept" if one.settled_at else "open"),
                "entry": recall.entry,
            }
        )
    return section


def missed(progress: recalls.Progress) -> bool:
    """Whether the last page was settled after the deadline, or one is still open behind it."""
    if progress.settled_at is None:
        return progress.overdue
    return wording.local_date(progress.settled_at).isoformat() > progress.recall.deadline


def notices(period: Period, most) -> Section:
    columns = {
        "at": "Shown from",
        "until": "Lifted everywhere",
        "lasted": "For",
        "text": "What readers were told",
        "kind": "About",
        "severity": "How urgent",
        "pages": "Pages",
        "who": "By",
        "reason": "Why",
        "entry": "Entry",
    }

    def tell(rows):
        for one in rows:
            places = list(one.places.all())
            ends = [place.end.at for place in places if hasattr(place, "end")]
            until = max(ends) if len(ends) == len(places) and ends else None
            yield {
                "at": one.at,
                "until": until,
                "lasted": lasted((until or period.until) - one.at) + ("" if until else ", and still shown"),
                "text": one.text,
                "kind": one.get_kind_display(),
                "severity": one.get_severity_display(),
                "pages": len(places),
                "who": one.by_name,
                "reason": one.reason,
                "entry": one.entry,
            }

    shown = NoticePlace.objects.filter(notice=OuterRef("pk")).filter(
        Q(end__isnull=True) | Q(end__at__gte=period.since)
    )
    found = Notice.objects.filter(Exists(shown), at__lt=period.until)
    found = found.prefetch_related("places__end").order_by("at", "pk")
    return of_query("notices", "Notices that readers saw", columns, found, tell, most)


def _decided(period: Period) -> Q:
    return Q(entry__gte=period.first, entry__lte=period.last)


def _begun(period: Period) -> Q:
    return Q(effective_at__gte=period.since, effective_at__lt=period.until)


def _change(release) -> str:
    return Change(release.change).label if release else ""


def _type_name(kind: str) -> str:
    model = kinds.model(kind)
    return capfirst(model._meta.verbose_name) if model else kind
