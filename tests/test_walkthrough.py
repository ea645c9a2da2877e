"""One article, from its first draft to the bytes that readers get, and away again. Start reading here."""

import hashlib
import json

import pytest
from django.core.management import call_command

from articles.models import Article, ArticleAuthor, Author, Organisation, Topic
from cms.audit.models import Entry
from cms.people.credentials import reauthenticate
from cms.publishing import actions, record, standings
from cms.publishing.actions import NotAllowed, NotPossible, NotReady
from cms.publishing.models import Content, Live, Publication, Revision
from tests import people
from tests.publishing.builders import Clock, body


@pytest.fixture
def clock(db):
    return Clock()


def test_an_article_reaches_readers_and_leaves_them_again(clock):
    wanda, mila, otto, pia = people.wanda(), people.mila(), people.otto(), people.pia()

    # Wanda writes. Every save that changes something is a revision.
    house = Organisation(slug="house", name="True Precision")
    pad = Topic(slug="pad", name="Peripheral artery disease", inline_label="peripheral artery disease")
    team = Author(slug="team", name="The Medical Team", author_type="team")
    for item in (house, pad, team):
        actions.save(item=item, by=wanda, clock=clock)
    article = Article(
        slug="leg-pain", title="Leg pain when you walk", dek="What it may mean.", topic=pad,
        organization=house, body=body("Pain that comes with walking and goes with rest has a name."),
    )  # fmt: skip
    first = actions.save(
        item=article,
        by=wanda,
        clock=clock,
        write=lambda item: ArticleAuthor.objects.create(article=item, author=team),
    )
    assert (first.number, first.by_name) == (1, "Wanda Wright")
    assert actions.save(item=Article.objects.get(), by=wanda, clock=clock) is None
    assert standings.of(article.uid).state(clock()) == "draft"

    # She submits it. What it embeds and was never published goes with it; the composed documents are frozen.
    clock.forward(hours=1)
    release = actions.submit(
        item=Article.objects.get(), by=wanda, clock=clock, change="substantive", reason="A first article."
    )
    members = [member.title for member in release.members.order_by("position")]
    assert members[-1] == "Leg pain when you walk"
    assert set(members) == {"True Precision", "Peripheral artery disease", "The Medical Team", members[-1]}
    assert standings.of(article.uid).state(clock()) == "in_review"
    assert record.missing_signatures(release) == ["compliance", "medical"]

    # Nobody signs their own words, and nothing is published that is not signed.
    with pytest.raises(NotAllowed):
        actions.sign(
            release=release, meaning="medical", by=wanda, clock=clock,
            proof=reauthenticate(wanda, people.PASSWORD),
        )  # fmt: skip
    with pytest.raises(NotPossible, match="still needs 2 signatures"):
        actions.publish(release=release, by=pia, clock=clock)

    # Mila signs for medicine and Otto for compliance, each proving again who they are.
    clock.forward(hours=1)
    for person, meaning in ((mila, "medical"), (otto, "compliance")):
        proof = reauthenticate(person, people.PASSWORD)
        actions.sign(release=release, meaning=meaning, by=person, proof=proof, clock=clock)
    assert [str(s) for s in release.signatures.order_by("entry")] == [
        "Mila Moreau, MD, FACC: Medically reviewed and approved",
        "Otto Oberman: Approved for compliance",
    ]
    assert standings.of(article.uid).state(clock()) == "signed"

    # Pia schedules it for tomorrow. Time alone puts it live, at its second.
    tomorrow = clock.after(days=1)
    actions.publish(release=release, by=pia, clock=clock, at=tomorrow)
    assert record.live_publication(article.uid, clock()) is None
    assert standings.of(article.uid).state(clock()) == "scheduled"
    clock.now = tomorrow
    live = record.live_publication(article.uid, clock())
    assert standings.of(article.uid).state(clock()) == "live"

    # The bytes that readers get are named by their digest, and are what was signed, dates added.
    served = record.bytes_of(live.snapshot_id).encode()
    assert hashlib.sha256(served).hexdigest() == live.snapshot_id
    document = json.loads(served)
    assert document["title"] == "Leg pain when you walk"
    assert document["topic"]["name"] == "Peripheral artery disease"
    assert document["publication"]["content_digest"] == release.members.get(item=article.uid).content
    assert document["publication"]["last_reviewed"] == (clock.after(days=-1)).date().isoformat()

    # A typo takes one signature; a number takes a correction, which tells readers what was wrong.
    clock.forward(days=1)
    article = Article.objects.get()
    article.dek = "What that may mean."
    actions.save(item=article, by=wanda, clock=clock, reason="It reads better.")
    assert standings.of(article.uid).state(clock()) == "changed"
    typo = actions.submit(
        item=article, by=wanda, clock=clock, change="editorial", reason="Better English.", when_signed=True
    )
    actions.sign(
        release=typo, meaning="compliance", by=otto, proof=reauthenticate(otto, people.PASSWORD), clock=clock
    )
    assert record.live_document(article.uid, clock())["dek"] == "What that may mean."

    clock.forward(days=10)
    article = Article.objects.get()
    article.slug = "leg-pain-when-you-walk"
    article.body = body("Walk 30 minutes, rest, and walk again.")
    actions.save(item=article, by=wanda, clock=clock, reason="It says for how long.")
    with pytest.raises(NotReady, match="An editorial change may not touch numbers"):
        actions.submit(item=article, by=wanda, clock=clock, change="editorial", reason="A number.")
    correction = actions.submit(
        item=article, by=wanda, clock=clock, change="correction", reason="A number was missing.",
        public_line="We added how long to walk.", when_signed=True,
    )  # fmt: skip
    for person, meaning in ((mila, "medical"), (otto, "compliance")):
        proof = reauthenticate(person, people.PASSWORD)
        actions.sign(release=correction, meaning=meaning, by=person, proof=proof, clock=clock)
    corrected = record.live_document(article.uid, clock())
    assert [line["text"] for line in corrected["corrections"]] == ["We added how long to walk."]
    assert corrected["publication"]["first_published_at"] == document["publication"]["first_published_at"]

    # The old address leads to the new one.
    leads_to = {row.key: row.outcome for row in Live.objects.at(clock()).filter(item=article.uid)}
    assert leads_to == {"articles/leg-pain": "moved", "articles/leg-pain-when-you-walk": "document"}

    # Taken down at once; readers are told why in words for them, the reason stays inside.
    clock.forward(days=1)
    actions.retire(
        item=article,
        by=pia,
        clock=clock,
        reason="A new guideline says otherwise.",
        note="This page is being rewritten.",
    )
    gone = Publication.objects.latest("number")
    assert (gone.outcome, gone.note) == ("gone", "This page is being rewritten.")
    assert standings.of(article.uid).state(clock()) == "retired"

    # What the public saw on any day can be shown for ever, to the byte.
    seen = record.live_publication(article.uid, tomorrow)
    assert record.bytes_of(seen.snapshot_id).encode() == served
    assert Revision.objects.filter(item=article.uid).count() == 3
    assert Content.objects.filter(pk=seen.snapshot_id).exists()

    # And who did what, when and why stands in one chain, which anybody can verify.
    story = Entry.objects.order_by("sequence").filter(actor__in=[p.uid for p in (wanda, mila, otto, pia)])
    assert [entry.action for entry in story] == [
        "draft.save", "draft.save", "draft.save", "draft.save",
        "release.submit", "release.sign", "release.sign", "release.schedule",
        "draft.save", "release.submit", "release.sign",
        "draft.save", "release.submit", "release.sign", "release.sign",
        "item.retire",
    ]  # fmt: skip
    assert Entry.objects.get(action="item.retire").reason == "A new guideline says otherwise."
    call_command("verify_audit")
