"""What the rows of publishing mean to each other, recomputed: bytes, releases, signatures, what is served."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from cms import canonical, instant
from cms.audit import verification
from cms.audit.models import Entry, raw_columns
from cms.audit.verification import Finding

from . import kinds, live_table, outside, record, standings, timeline
from .documents import content_of
from .models import (
    Barred,
    Content,
    Facet,
    Key,
    Live,
    Member,
    Outcome,
    Publication,
    Release,
    Requirement,
    Revision,
    Seal,
    SealedDigest,
    Signature,
    Snapshot,
    Standing,
)


@verification.register
def stored_bytes_have_their_digest(connection) -> Iterator[Finding]:
    sealed = dict(
        SealedDigest.objects.filter(request__seal__isnull=False).values_list("digest", "request__seal__entry")
    )
    for row in verification.raw_rows(connection, Content):
        body = row["body"]
        if body == "" and row["digest"] in sealed:
            continue
        # Anything but text was never stored, even where its bytes would have the same digest.
        if not isinstance(body, str) or canonical.digest(body.encode()) != row["digest"]:
            yield Finding(f"publishing_content {row['digest']}", "the stored bytes are not what they were")


@verification.register
def releases_have_their_digest(connection) -> Iterator[Finding]:
    members, required = defaultdict(list), defaultdict(list)
    for member in Member.objects.all().iterator():
        members[member.release_id].append(member)
    for release, meaning in Requirement.objects.values_list("release_id", "meaning"):
        required[release].append(meaning)
    for release in Release.objects.all().iterator():
        if release.digest != Release.compute_digest(release, members[release.uid], required[release.uid]):
            yield Finding(f"publishing_release {release.uid}", "its digest is not that of what it holds")


@verification.register
def signatures_bind(connection) -> Iterator[Finding]:
    digests = dict(Release.objects.values_list("uid", "digest"))
    given = Signature.objects.values("entry")
    said = dict(Entry.objects.filter(sequence__in=given).values_list("sequence", "detail"))
    for signature in Signature.objects.all().iterator():
        where = f"publishing_signature {signature.pk}"
        if signature.binding != signature.compute_binding():
            yield Finding(where, "the signature was altered or moved")
        if signature.signed_digest != digests.get(signature.release_id):
            yield Finding(where, "the signature is for other content than its release")
        if signature.binding not in said.get(signature.entry, ""):
            # Who moves a signature and works its binding out anew still stands against what was recorded.
            yield Finding(where, "its entry recorded another signature", signature.entry)


@verification.register
def nobody_signed_what_they_wrote(connection) -> Iterator[Finding]:
    barred = set(Barred.objects.values_list("release_id", "person"))
    wrote, members = defaultdict(list), defaultdict(list)
    for item, number, by in Revision.objects.values_list("item", "number", "by").iterator():
        wrote[item].append((number, by))
    for member in Member.objects.all().iterator():
        members[member.release_id].append(member)
    for signature in Signature.objects.all().iterator():
        writers = {
            by
            for m in members[signature.release_id]
            for number, by in wrote[m.item]
            if m.after < number <= m.revision
        }
        if signature.signer in writers or (signature.release_id, signature.signer) in barred:
            yield Finding(f"publishing_signature {signature.pk}", "the signer was not free to sign this")


@verification.register
def what_is_served_was_signed(connection) -> Iterator[Finding]:
    signed = {(m.release_id, m.item): m.content for m in Member.objects.all().iterator()}
    body_of = Content.objects.filter(pk=OuterRef("pk")).values("body")
    for snapshot in Snapshot.objects.annotate(body=Subquery(body_of)).iterator():
        where = f"publishing_snapshot {snapshot.pk}"
        if signed.get((snapshot.release_id, snapshot.item)) != snapshot.content:
            yield Finding(where, "its release holds other content")
        body = snapshot.body
        if body is None:
            yield Finding(where, "its bytes are gone")
        elif body:
            try:
                content = canonical.digest_of(content_of(canonical.decode(body)))
            except (ValueError, AttributeError):
                content = ""
            if content != snapshot.content:
                yield Finding(where, "what is served is not what was signed")


@verification.register
def published_documents_are_signed(connection) -> Iterator[Finding]:
    meanings, required = defaultdict(set), defaultdict(set)
    for release, meaning in Signature.objects.values_list("release_id", "meaning"):
        meanings[release].add(meaning)
    for release, meaning in Requirement.objects.values_list("release_id", "meaning"):
        required[release].add(meaning)
    documents = Publication.objects.filter(outcome="document").values_list("number", "release_id")
    for number, release in documents:
        needs, has = required[release], meanings[release]
        if not needs or not (needs - {"any"} <= has) or ("any" in needs and not has):
            yield Finding(f"publishing_publication {number}", "it was published without every signature")


@verification.register
def publications_show_what_was_signed_for_them(connection) -> Iterator[Finding]:
    owners = {(k.key, k.locale): k.item for k in Key.objects.all().iterator()}
    snapshots = {s.digest: (s.release_id, s.item) for s in Snapshot.objects.all().iterator()}
    places = {(m.release_id, m.item): (m.key, m.locale, m.revision) for m in Member.objects.all().iterator()}
    for publication in Publication.objects.all().iterator():
        where = f"publishing_publication {publication.number}"
        if owners.get((publication.key, publication.locale)) != publication.item:
            yield Finding(where, "its key belongs to another item")
        if publication.outcome == Outcome.DOCUMENT and snapshots.get(publication.snapshot_id) != (
            publication.release_id,
            publication.item,
        ):
            yield Finding(where, "it shows what was signed for something else")
        place = (publication.key, publication.locale, publication.revision)
        if publication.outcome == Outcome.DOCUMENT and (
            places.get((publication.release_id, publication.item)) != place
        ):
            yield Finding(where, "it stands under another address or number than was signed")
        if publication.effective_at < publication.at:
            yield Finding(where, "it takes effect before it was decided")


@verification.register
def the_live_table_follows_the_record(connection) -> Iterator[Finding]:
    """The live table is no record, but readers see what it says: addresses, bytes, lists and filters."""
    decided, expected = defaultdict(list), {}
    for publication in record.standing_publications().iterator():
        decided[publication.key, publication.locale].append(publication)
    for publications in decided.values():
        by_number = {p.number: p for p in publications}
        for period in timeline.periods(timeline.Decision(p.number, p.effective_at) for p in publications):
            expected[period.number] = (by_number[period.number], period)
    last = Entry.objects.order_by("-sequence").values_list("at", flat=True).first()
    # Raw, because what the ORM takes for nothing may mean something to the queries that readers ask.
    shown = {row["publication"]: row for row in verification.raw_rows(connection, Live)}
    filters = defaultdict(set)
    for number, name, value in Facet.objects.values_list("live", "name", "value").iterator():
        filters[number].add((name, value))
    for number in sorted(
        expected.keys() | shown.keys(), key=lambda number: (isinstance(number, str), number)
    ):
        _, period = expected.get(number, (None, None))
        if number not in shown and period.ends is not None and period.ends <= last:
            continue  # rows of what has ended are dropped
        if (
            number not in shown
            or period is None
            or not _is_drawn(shown[number], filters[number], *expected[number])
        ):
            yield Finding(f"publishing_live {number}", "readers are not shown what was decided: rebuild_live")


def _is_drawn(shown: dict, filters: set, publication: Publication, period: timeline.Period) -> bool:
    if publication.snapshot_id and not record.bytes_of(publication.snapshot_id):
        # Its bytes were sealed after it had ended; what the row says of them cannot be worked out any more.
        ends = instant.to_text(period.ends) if period.ends else None
        return shown["live_until"] == ends and shown["etag"] == publication.snapshot_id
    try:
        wanted, document = live_table.drawn(publication, period)
        facets = set(live_table.facets(publication.kind, document)) if document else set()
    except (AttributeError, LookupError, TypeError, ValueError):
        return False  # a tampered publication may not even be drawn
    return facets == filters and shown == dict(raw_columns(wanted))


@verification.register
def standings_follow_the_record(connection) -> Iterator[Finding]:
    """What writers are told of an item's state, which decides what they are offered."""
    last = Entry.objects.order_by("-sequence").values_list("at", flat=True).first()
    items = Revision.objects.values_list("item", "kind").distinct().order_by()
    wanted = {standing.item: standing for standing in standings.worked_out(items, last)}
    shown = {standing.item: standing for standing in Standing.objects.all().iterator()}
    # Read as no moment, but a query for states takes it for one.
    unclear = set(Standing.objects.filter(scheduled_at="").values_list("item", flat=True))
    for item in sorted(wanted.keys() | shown.keys()):
        if _says(shown.get(item), last) != _says(wanted.get(item), last) or item in unclear:
            yield Finding(f"publishing_standing {item}", "its state is not what was decided: rebuild_live")


def _says(standing: Standing | None, at) -> tuple:
    if standing is None:
        return ()
    plain = (standing.kind, standing.title, standing.revision, standing.ended_release)
    release = standing.open_release(at)
    waits = standing.waits_for if release else ""
    return (*plain, standing.state(at), standing.live_revision(at), release, waits)


@verification.register
def seals_are_complete(connection) -> Iterator[Finding]:
    blanked = Content.objects.filter(body="").values_list("digest", flat=True)
    sealed = set(
        SealedDigest.objects.filter(request__in=Seal.objects.values("request")).values_list(
            "digest", flat=True
        )
    )
    for digest in sealed - set(blanked):
        yield Finding(f"publishing_content {digest}", "it was sealed, but its bytes are still there")


@verification.register
def drafts_are_what_was_saved(connection) -> Iterator[Finding]:
    """Drafts are no record, but they reach readers next: each is what its newest revision keeps."""
    for one in outside.everything():
        where = f"{one.item._meta.db_table} {one.item.uid}"
        if one.revision is None:
            yield Finding(where, "the draft was put here outside the application: it has no revision")
        else:
            since = f"revision {one.revision.number} by {one.revision.by_name}"
            yield Finding(where, f"the draft was changed outside the application, since {since}")
    for uid, kind in outside.gone():
        model = kinds.model(kind)
        yield Finding(
            f"{model._meta.db_table if model else kind} {uid}",
            "the draft was deleted outside the application",
        )


@verification.register
def drafts_are_archived_by_people(connection) -> Iterator[Finding]:
    """Whether a draft is out of the way is what the last entry about that says."""
    said = {}
    acts = Entry.objects.filter(action__in=["draft.archive", "draft.unarchive"]).order_by("sequence")
    for subject, action, at in acts.values_list("subject", "action", "at").iterator():
        said[subject] = at if action == "draft.archive" else None
    for model in kinds.all():
        for uid, archived_at in model.objects.order_by("pk").values_list("uid", "archived_at").iterator():
            if archived_at != said.get(uid):
                what = "archived" if archived_at else "brought back"
                yield Finding(
                    f"{model._meta.db_table} {uid}", f"the draft was {what} outside the application"
                )
