"""Publications written straight into their table: the database keeps what the action would have."""

import pytest
from django.db import DatabaseError, transaction

from cms import canonical, instant
from cms.publishing import actions
from cms.publishing.models import Change, Publication, Release, Requirement, Snapshot
from tests import people

from . import builders


@pytest.fixture
def article(clock):
    return builders.changed()


def put(signed, **fields):
    """What publishing the release would write, short of what `fields` say otherwise."""
    member = signed.members.last()
    snapshot = Snapshot.objects.filter(release=signed, item=member.item).first()
    if snapshot is None:
        snapshot = Snapshot(
            digest=canonical.digest(signed.uid.encode()), content=member.content, release=signed,
            item=member.item, kind=member.kind, entry=1,
        )  # fmt: skip
        snapshot.save()
    number = Publication.objects.latest("number").number + 1
    values = {
        "number": number, "key": member.key, "locale": member.locale, "item": member.item,
        "kind": member.kind, "outcome": "document", "effective_at": instant.to_text(signed.at),
        "at": signed.at, "release": signed, "revision": member.revision, "snapshot": snapshot,
        "entry": 1, **fields,
    }  # fmt: skip
    with transaction.atomic():
        Publication(**values).save()


def test_publishing_a_signed_release_passes(article, clock):
    put(builders.signed(article, clock))


def test_publishing_without_a_signature_is_refused(article, clock):
    with pytest.raises(DatabaseError, match="every required signature"):
        put(builders.submit(article, clock))


@pytest.mark.parametrize("meaning", ["medical", "compliance"])
def test_publishing_with_one_of_two_signatures_is_refused(article, clock, meaning):
    release = builders.submit(article, clock)
    builders.sign(release, meaning, clock)

    with pytest.raises(DatabaseError, match="every required signature"):
        put(release)


def test_publishing_of_a_release_that_requires_nothing_is_refused(article, clock):
    member = builders.submit(article, clock).members.get()
    actions.withdraw(release=member.release, by=people.wanda(), clock=clock)
    release = Release(change=Change.EDITORIAL, digest="0" * 64, at=clock(), by="x", by_name="X", entry=1)
    release.save()
    member.pk, member._state.adding, member.release = None, True, release
    member.save()

    with pytest.raises(DatabaseError, match="every required signature"):
        put(release)


def test_publishing_of_content_that_was_not_signed_is_refused(article, clock):
    release = builders.signed(article, clock)
    live = builders.live(article, clock)

    with pytest.raises(DatabaseError, match="as it was signed"):
        put(release, snapshot=live.snapshot)


def test_publishing_of_a_snapshot_that_claims_a_release_it_was_not_in_is_refused(article, clock):
    release = builders.signed(article, clock)
    forged = Snapshot(
        digest="1" * 64, content="2" * 64, release=release, item=article.uid, kind="articles", entry=1
    )
    forged.save()

    with pytest.raises(DatabaseError, match="as it was signed"):
        put(release, snapshot=forged)


def test_publishing_without_a_release_is_refused(article, clock):
    release = builders.signed(article, clock)

    with pytest.raises(DatabaseError):
        put(release, release=None)


def test_publishing_of_another_item_is_refused(article, clock):
    release = builders.signed(article, clock)

    with pytest.raises(DatabaseError):
        put(release, item=builders.fresh().uid)


def test_publishing_under_a_foreign_key_is_refused(article, clock):
    veins = builders.fresh()
    builders.go_live(veins, clock)

    with pytest.raises(DatabaseError, match="belongs to another item"):
        put(builders.signed(article, clock), key=veins.key)


def test_publishing_under_a_key_that_nobody_owns_is_refused(article, clock):
    with pytest.raises(DatabaseError, match="belongs to another item"):
        put(builders.signed(article, clock), key="articles/nowhere")


@pytest.mark.parametrize("end", ["withdrawn", "called off"])
def test_publishing_of_an_ended_release_is_refused(article, clock, end):
    if end == "withdrawn":
        release = builders.signed(article, clock)
        actions.withdraw(release=release, by=people.wanda(), clock=clock)
    else:
        release = builders.schedule(article, clock, clock.after(days=1))
        builders.call_off(release, clock)

    with pytest.raises(actions.NotPossible):
        builders.publish(release, clock)
    with pytest.raises(DatabaseError, match="the release has ended"):
        put(release)


def test_publishing_in_the_past_is_refused(article, clock):
    with pytest.raises(DatabaseError, match="in the past"):
        put(builders.signed(article, clock), effective_at=clock.after(seconds=-1))


def test_publishing_a_document_without_bytes_is_refused(article, clock):
    with pytest.raises(DatabaseError):
        put(builders.signed(article, clock), snapshot=None)


def test_what_a_release_requires_is_frozen_with_it(clock, monkeypatch):
    article = builders.changed()
    release = builders.submit(article, clock)
    monkeypatch.setattr(type(article), "policy", ("compliance",))

    assert set(Requirement.objects.filter(release=release).values_list("meaning", flat=True)) == {
        "medical",
        "compliance",
    }
    with pytest.raises(actions.NotPossible, match="still needs 2 signatures"):
        builders.publish(release, clock)
