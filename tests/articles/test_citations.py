"""What became of a source: said once, heard in the same moment, and in the way of what is wrong."""

from datetime import date

import pytest

from articles import citations
from articles.models import Article, Citation, SourceEvent
from cms import canonical
from cms.audit.models import Entry
from cms.publishing import actions, kinds, record
from cms.publishing.companion import companion
from cms.publishing.models import Finding, Publication, Release, Revision
from tests import people
from tests.articles import pages
from tests.publishing import builders

SENTENCE = "“2016 AHA/ACC Guideline on Peripheral Artery Disease” was retracted."


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def leaf(arranged, clock):
    """A live page with its sources, none of which anything has become of; a day later."""
    leaf = arranged(pages.live)
    clock.now = leaf.clock.forward(days=1)
    return leaf


def say(verb, source, clock, by=None, **more):
    return getattr(citations, verb)(
        citation=source,
        by=by or people.mila(),
        clock=clock,
        **{"reason": "The publisher says so.", **more},
    )


def retract(leaf, clock, **more):
    return say("retract", leaf.older, clock, **more)


def told(leaf, clock, at=None):
    """What /status says of the 2016 guideline."""
    live = builders.live(leaf.article, clock)
    found = companion(live, at or clock())
    return next(one for one in found["references"] if one["key"] == "aha-acc-pad-2016")


def cited_as_retracted(tree):
    if isinstance(tree, list):
        return [cited_as_retracted(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    made = {name: cited_as_retracted(value) for name, value in tree.items()}
    if made.get("type") == "citation":
        made["attrs"] = {**made["attrs"], "cited_as": "retracted"}
    return made


def edited(leaf, clock, **fields):
    fields = fields or {"dek": "Calves that ache on the stairs."}
    return builders.edit(pages.fresh(leaf.article), clock, **fields)


VERBS = [
    ("correct", "corrected"),
    ("raise_concern", "of_concern"),
    ("supersede", "superseded"),
    ("retract", "retracted"),
    ("expire", "expired"),
]


@pytest.mark.parametrize(("verb", "status"), VERBS)
def test_each_verb_is_one_entry_one_event_and_one_revision(leaf, clock, verb, status):
    entries, revisions = Entry.objects.count(), Revision.objects.filter(item=leaf.older.uid).count()
    more = {"successor": leaf.newer} if verb == "supersede" else {}

    found = say(verb, leaf.older, clock, since=date(2040, 3, 1), **more)

    event = SourceEvent.objects.get()
    assert (event.status, event.since, event.at) == (status, "2040-03-01", clock())
    assert (event.by_name, event.reason) == ("Mila Moreau, MD, FACC", "The publisher says so.")
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.order_by("-sequence").first()
    assert (entry.action, entry.subject, entry.reason) == (f"source.{verb}", leaf.older.uid, event.reason)
    assert canonical.decode(entry.detail)["purge"] == ["citation:aha-acc-pad-2016"]
    draft = pages.fresh(leaf.older)
    assert (draft.status, draft.status_reason) == (status, "The publisher says so.")
    assert draft.superseded_by == more.get("successor")
    assert found.revision.number == revisions + 1
    assert actions.drafts.is_frozen(draft)


def test_front_ends_hear_it_in_the_same_moment_and_no_live_byte_changes(leaf, clock):
    before, served = clock(), builders.live_bytes(leaf.article, clock)
    assert told(leaf, clock) == {
        "number": 1,
        "key": "aha-acc-pad-2016",
        "status": "current",
        "since": None,
        "successor": None,
    }
    clock.forward(minutes=1)

    say("supersede", leaf.older, clock, successor=leaf.newer, since=date(2024, 5, 14))

    assert told(leaf, clock) == {
        "number": 1,
        "key": "aha-acc-pad-2016",
        "status": "superseded",
        "since": "2024-05-14",
        "successor": {
            "key": "acc-aha-pad-2024",
            "title": "2024 ACC/AHA Guideline on Peripheral Artery Disease",
            "href": "/citations/acc-aha-pad-2024",
        },
    }
    assert told(leaf, clock, before)["status"] == "current"
    assert builders.live_bytes(leaf.article, clock) == served


def test_its_own_page_says_so_as_well(leaf, clock):
    retract(leaf, clock)

    [said] = companion(builders.live(leaf.older, clock), clock())["references"]

    assert (said["status"], said["since"]) == ("retracted", "2040-03-06")


def test_the_newest_word_counts(leaf, clock):
    retract(leaf, clock)
    clock.forward(days=1)
    say("reinstate", leaf.older, clock, reason="It was another paper of that name.")

    assert told(leaf, clock)["status"] == "current"
    assert citations.said([leaf.older.uid], clock.after(hours=-1))[leaf.older.uid].status == "retracted"
    draft = pages.fresh(leaf.older)
    assert (draft.status, draft.status_reason) == ("current", "")


def test_a_source_that_came_with_a_status_has_it_until_something_else_is_said(leaflet, clock):
    for model in kinds.all():
        for item in model.objects.all():
            builders.save(item, clock)
    draft = pages.fresh(leaflet.article)
    builders.go_live(draft, clock, waivers=builders.accepting(draft, clock))

    found = told(leaflet, clock)
    assert (found["status"], found["successor"]["key"]) == ("superseded", "acc-aha-pad-2024")

    say("retract", leaflet.older, clock)
    assert told(leaflet, clock)["status"] == "retracted"


def test_the_next_release_of_the_source_carries_it(leaf, clock):
    # Who says it wrote that revision, so somebody else signs it.
    say("supersede", leaf.older, clock, by=people.otto(), successor=leaf.newer)

    builders.go_live(pages.fresh(leaf.older), clock)

    document = record.live_document(leaf.older.uid, clock())
    assert (document["status"], document["superseded_by"]["slug"]) == ("superseded", "acc-aha-pad-2024")


def test_what_is_signed_from_now_on_says_the_status_that_was_said(leaf, clock):
    say("supersede", leaf.older, clock, successor=leaf.newer)

    draft = edited(leaf, clock)
    builders.go_live(draft, clock, waivers=builders.accepting(draft, clock))

    first = record.live_document(leaf.article.uid, clock())["references"][0]
    assert (first["status_when_signed"], first["superseded_by"]["slug"]) == ("superseded", "acc-aha-pad-2024")


# Who, and what is refused.


@pytest.mark.parametrize("who", [people.mila, people.otto, people.pia])
def test_reviewers_compliance_and_publishers_may_say_it(leaf, clock, who):
    assert retract(leaf, clock, by=who()).event.by == who().uid


@pytest.mark.parametrize("who", [people.wanda, people.ada, people.nobody])
def test_nobody_else_may(leaf, clock, who):
    with pytest.raises(actions.NotAllowed, match="may not recall pages"):
        retract(leaf, clock, by=who())
    assert not SourceEvent.objects.exists()


def test_what_makes_no_sense_is_refused_with_a_sentence_and_nothing_is_written(leaf, clock):
    other = builders.save(Citation(slug="other", title="Other"), clock)
    spanish = builders.save(Citation(slug="spanish", title="Spanish", locale="es-US"), clock)
    never = Citation.objects.create(slug="never", title="Never saved here")
    say("retract", other, clock)
    entries = Entry.objects.count()

    def refused(sentence, verb, **more):
        with pytest.raises(actions.NotPossible, match=sentence):
            say(verb, more.pop("source", leaf.older), clock, **more)

    refused("Say why", "retract", reason="  ")
    refused("Name the source that takes its place", "supersede", successor=None)
    refused("cannot take its own place", "supersede", successor=leaf.older)
    refused("was retracted itself", "supersede", successor=other)
    refused("of another language", "supersede", successor=spanish)
    refused("cannot lie ahead", "retract", since=date(2041, 1, 1))
    refused("said of it already", "reinstate")
    refused("never saved here", "retract", source=never)
    assert Entry.objects.count() == entries
    assert pages.fresh(leaf.older).status == "current"


def test_successors_do_not_go_in_circles(leaf, clock):
    say("supersede", leaf.older, clock, successor=leaf.newer)

    with pytest.raises(actions.NotPossible, match="itself leads to this source"):
        say("supersede", leaf.newer, clock, successor=pages.fresh(leaf.older))


def test_a_draft_that_was_written_past_the_application_is_left_alone(leaf, clock):
    Citation.objects.filter(pk=leaf.older.pk).update(title="Forged")

    found = retract(leaf, clock)

    assert found.revision is None
    assert told(leaf, clock)["status"] == "retracted"
    entry = Entry.objects.order_by("-sequence").first()
    assert "outside the application" in canonical.decode(entry.detail)["draft"]


def test_an_earlier_text_takes_nothing_back(leaf, clock):
    first = Revision.objects.get(item=leaf.older.uid, number=1)
    retract(leaf, clock)

    actions.restore_draft(
        item=pages.fresh(leaf.older), revision=first, by=people.wanda(), clock=clock, reason="As it was."
    )

    assert pages.fresh(leaf.older).status == "retracted"


def test_a_page_of_the_source_that_says_otherwise_does_not_go_live(leaf, clock):
    release = builders.signed(builders.edit(pages.fresh(leaf.older), clock, volume="135"), clock)
    retract(leaf, clock)

    with pytest.raises(actions.NotReady, match="is retracted, as Mila Moreau, MD, FACC said"):
        builders.publish(release, clock)


# A retracted source.


def blocking(error) -> list[Finding]:
    return [finding for finding in error.value.findings if finding.rule == "retracted_source"]


def test_a_retracted_source_blocks_submitting_and_is_named(leaf, clock):
    retract(leaf, clock)
    draft = edited(leaf, clock)

    with pytest.raises(actions.NotReady, match=SENTENCE) as error:
        builders.submit(draft, clock)

    assert [finding.quote for finding in blocking(error)] == [
        "2016 AHA/ACC guideline on lower-extremity PAD",
        "2016 AHA/ACC guideline",
    ]


def test_cited_as_retracted_it_blocks_nothing(leaf, clock):
    retract(leaf, clock)
    draft = pages.fresh(leaf.article)

    release = builders.go_live(edited(leaf, clock, body=cited_as_retracted(draft.body)), clock)

    assert record.live_publication(draft.uid, clock()).release_id == release.pk


def test_what_is_in_review_can_neither_be_signed_nor_published_and_the_action_says_so(leaf, clock):
    half = builders.submit(edited(leaf, clock), clock)
    builders.sign(half, "compliance", clock)

    found = retract(leaf, clock, by=people.otto())

    assert (found.called_off, found.blocked) == ([], [leaf.article.title])
    with pytest.raises(actions.NotReady, match=SENTENCE):
        builders.sign(half, "medical", clock)


def test_what_is_signed_is_not_published(leaf, clock):
    release = builders.signed(edited(leaf, clock), clock)
    retract(leaf, clock)

    with pytest.raises(actions.NotReady, match=SENTENCE):
        builders.publish(release, clock)
    assert Publication.objects.filter(release=release).count() == 0


def test_what_is_scheduled_is_called_off_in_the_same_entry(leaf, clock):
    release = builders.schedule(edited(leaf, clock), clock, clock.after(days=3))

    found = retract(leaf, clock)

    assert found.called_off == [leaf.article.title]
    entry = Entry.objects.order_by("-sequence").first()
    assert canonical.decode(entry.detail)["called_off"] == [leaf.article.title]
    closing = Release.objects.get(pk=release.pk).closing
    assert closing.end == "called_off"
    assert "is said to be retracted" in closing.note
    clock.forward(days=4)
    assert record.live_publication(leaf.article.uid, clock()).release_id != release.pk


@pytest.mark.parametrize("verb", ["correct", "raise_concern", "supersede", "expire"])
def test_whatever_else_became_of_it_calls_nothing_off(leaf, clock, verb):
    release = builders.schedule(edited(leaf, clock), clock, clock.after(days=3))
    more = {"successor": leaf.newer} if verb == "supersede" else {}

    found = say(verb, leaf.older, clock, **more)

    assert (found.called_off, found.blocked) == ([], [])
    clock.forward(days=4)
    assert record.live_publication(leaf.article.uid, clock()).release_id == release.pk


def test_a_scheduled_page_that_cites_it_as_retracted_goes_live(leaf, clock):
    body = cited_as_retracted(pages.fresh(leaf.article).body)
    release = builders.schedule(edited(leaf, clock, body=body), clock, clock.after(days=3))

    assert retract(leaf, clock).called_off == []

    clock.forward(days=4)
    assert record.live_publication(leaf.article.uid, clock()).release_id == release.pk


def test_a_page_that_cites_it_as_if_it_stood_is_not_brought_back(leaf, clock):
    first = builders.live(leaf.article, clock)
    builders.retire(pages.fresh(leaf.article), clock)
    retract(leaf, clock)

    with pytest.raises(actions.NotReady, match=SENTENCE):
        builders.restore(first, clock)


def test_its_review_is_not_confirmed(leaf, clock):
    retract(leaf, clock)

    with pytest.raises(actions.NotReady, match=SENTENCE):
        actions.confirm_review(
            item=pages.fresh(leaf.article), by=people.wanda(), clock=clock, reason="It still holds."
        )


def test_an_answer_that_cites_it_blocks_the_article_that_shows_it(leaf, clock):
    say("retract", leaf.newer, clock)

    with pytest.raises(actions.NotReady, match="“2024 ACC/AHA Guideline") as error:
        builders.submit(edited(leaf, clock), clock)

    assert {finding.field for finding in blocking(error)} == {"faqs"}


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("supersede", "was superseded by “2024 ACC/AHA Guideline on Peripheral Artery Disease”"),
        ("expire", "has expired"),
        ("raise_concern", "is under an expression of concern"),
    ],
)
def test_writer_and_reviewer_are_told_what_else_became_of_it(leaf, clock, verb, words):
    release = builders.submit(edited(leaf, clock), clock)
    more = {"successor": leaf.newer} if verb == "supersede" else {}
    say(verb, leaf.older, clock, **more)

    signed = canonical.decode(record.bytes_of(record.member_of(release, leaf.article.uid).content))
    found = [one for one in Article.problems(signed) if one.rule == "source_status"]

    assert [one.blocks for one in found] == [False]
    assert words in found[0].sentence
