"""What must hold of the whole record at any moment; asked by tests that walk far."""

from django.db import connection

from cms import canonical
from cms.audit import verification
from cms.publishing import kinds, live_table, record, standings
from cms.publishing.documents import content_of
from cms.publishing.models import Facet, Key, Live, Member, Publication, Snapshot, Standing
from cms.publishing.models.standing import State


def the_record_holds():
    assert [str(found) for found in verification.verify(connection)] == []


def standings_agree(*moments):
    """What Standing.state() says of a row is what in_state() selects, and each row is in one state."""
    for now in moments:
        said = {row.item: row.state(now) for row in Standing.objects.all()}
        selected = {
            item: state
            for state in State
            for item in Standing.objects.in_state(state, now).values_list("item", flat=True)
        }
        assert selected == said
        assert sum(Standing.objects.in_state(state, now).count() for state in State) == len(said)


def standings_follow_the_record(now):
    """Working every state out anew at this moment changes none."""
    before = {row.item: (row.state(now), row.live_revision(now)) for row in Standing.objects.all()}
    for item, kind in Standing.objects.values_list("item", "kind"):
        [row] = standings.refresh([(item, kind)], now)
        assert (row.state(now), row.live_revision(now)) == before[item]


def the_live_table_is_the_record(now):
    """At this moment every key shows in the live table what the record says it leads to."""
    shown = {(row.key, row.locale): (row.publication, row.outcome, row.etag) for row in Live.objects.at(now)}
    assert len(shown) == Live.objects.at(now).count(), "two rows are live under one key"
    for key in Key.objects.all():
        decided = (
            record.standing_publications()
            .filter(key=key.key, locale=key.locale, effective_at__lte=now)
            .order_by("-effective_at", "-number")
            .first()
        )
        expected = decided and (decided.number, decided.outcome, decided.snapshot_id or "")
        assert shown.get((key.key, key.locale)) == expected, key


def the_live_table_can_be_built_anew(now):
    rows = [field.attname for field in Live._meta.concrete_fields]
    not_ended = Live.objects.exclude(live_until__lte=now).order_by("publication")
    before = list(not_ended.values_list(*rows)), sorted(Facet.objects.values_list("live", "name", "value"))
    live_table.rebuild(now)
    after = list(not_ended.values_list(*rows)), sorted(Facet.objects.values_list("live", "name", "value"))
    assert before[0] == after[0]
    assert set(after[1]) <= set(before[1])


def what_is_live_was_signed(now):
    """Each live document's bytes are its ETag, and all but what publishing added is what people signed."""
    for live in Live.objects.at(now).documents():
        body = record.bytes_of(live.etag)
        assert canonical.digest(body.encode()) == live.etag
        document = canonical.decode(body)
        publication = Publication.objects.get(number=live.publication)
        signed = Member.objects.get(release=publication.release_id, item=live.item)
        assert canonical.digest_of(content_of(document)) == signed.content
        assert document["publication"]["content_digest"] == signed.content
        assert not record.missing_signatures(publication.release)
        assert document["slug"] == live.slug
        assert kinds.model(live.kind).title_of(document) == live.title
        assert Snapshot.objects.get(pk=live.etag).item == live.item
