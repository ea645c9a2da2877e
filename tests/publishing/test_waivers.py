"""A finding that must be mended or accepted: by name, with a reason, in one release."""

import pytest

from articles.models import Article
from cms.audit.models import Entry
from cms.publishing import actions, record, waivers
from cms.publishing.models import Finding, Waiver
from tests import people
from tests.publishing import builders, checks, recalls

pytestmark = pytest.mark.django_db

CLAIM = "Studies show that walking helps."


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def claiming(clock):
    return builders.article(clock, slug="walking", title="Walking", words=CLAIM)


def findings_of(action):
    """[(item, rule, what became of it)] as the newest entry of this action keeps them."""
    detail = Entry.objects.filter(action=action).first().detail_document
    return [(item, rule, became) for item, rule, _, _, became in detail.get("findings", [])]


def test_a_finding_either_blocks_or_can_be_accepted():
    with pytest.raises(ValueError, match="does not block"):
        Finding("rule", "Both.", waivable=True)


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_it_is_not_submitted_without_a_reason(claiming, clock, reason):
    given = builders.accepting(claiming, clock, reason) if reason is not None else {}

    with pytest.raises(actions.NotReady) as refused:
        builders.submit(claiming, clock, waivers=given)

    assert [one.rule for one in refused.value.findings] == ["uncited_claim"]
    assert refused.value.findings[0].quote == CLAIM
    assert not Waiver.objects.exists()


def test_it_is_accepted_by_name_under_the_entry_of_the_submission(claiming, clock):
    release = builders.submit(claiming, clock, waivers=builders.accepting(claiming, clock, " Common sense. "))

    waiver = Waiver.objects.get()
    entry = Entry.objects.filter(action="release.submit").first()
    assert (waiver.release, waiver.item, waiver.rule) == (release, claiming.uid, "uncited_claim")
    assert (waiver.reason, waiver.by_name, waiver.at) == ("Common sense.", "Wanda Wright", entry.at)
    assert waiver.entry == entry.sequence
    assert (claiming.uid, "uncited_claim", "accepted") in findings_of("release.submit")
    checks.the_record_holds()


def test_notes_for_the_reviewer_are_kept_without_a_reason(clock):
    item = builders.article(clock, slug="plain", title="Plain", words="Rest.")
    builders.submit(item, clock)

    assert {became for _, _, became in findings_of("release.submit")} == {"note"}


def test_what_blocks_cannot_be_accepted(clock):
    item = builders.save(Article(slug="bare", title="Bare"), clock)
    key = waivers.Key(item.uid, "no_body", "The body is empty: write the article.", "")

    with pytest.raises(actions.NotPossible, match="not found any more"):
        builders.submit(item, clock, waivers={key: "It is short."})


def test_a_reason_for_what_was_mended_meanwhile_is_refused(claiming, clock):
    given = builders.accepting(claiming, clock)
    builders.edit(claiming, clock, body=builders.body("Walking helps."))

    with pytest.raises(actions.NotPossible, match="not found any more"):
        builders.submit(claiming, clock, waivers=given)

    assert not Waiver.objects.exists()


def test_a_reason_covers_one_sentence_only(claiming, clock):
    given = builders.accepting(claiming, clock)
    more = {"type": "paragraph", "content": [{"type": "text", "text": "Trials found that rest helps."}]}
    body = builders.body(CLAIM)
    builders.edit(claiming, clock, body={**body, "content": [*body["content"], more]})

    with pytest.raises(actions.NotReady) as refused:
        builders.submit(claiming, clock, waivers=given)

    assert [one.quote for one in refused.value.findings] == ["Trials found that rest helps."]


def test_what_was_accepted_before_is_remembered_and_not_taken_for_granted(claiming, clock):
    builders.submit(claiming, clock, waivers=builders.accepting(claiming, clock, "Common sense."))
    builders.edit(claiming, clock, dek="On level ground.")

    (key,) = builders.accepting(claiming, clock)

    assert waivers.earlier([claiming.uid])[key].reason == "Common sense."
    with pytest.raises(actions.NotReady):
        builders.submit(claiming, clock)


def test_a_waiver_is_not_added_once_it_is_signed(claiming, clock):
    from django.db import DatabaseError, transaction

    from cms.audit import trail

    release = builders.submit(claiming, clock, waivers=builders.accepting(claiming, clock))
    builders.sign(release, "medical", clock)
    wanda = people.wanda()

    with (
        pytest.raises(DatabaseError, match="does not change once it is signed"),
        transaction.atomic(),
        trail.entry(action="tests.late", by=wanda, clock=clock) as entry,
    ):
        entry.add(
            Waiver(
                release=release, item=claiming.uid, rule="late", sentence="Late.", reason="Late.",
                at=entry.at, by=wanda.uid, by_name=wanda.printed_name,
            )
        )  # fmt: skip


def test_a_superseded_source_is_mended_or_accepted(clock):
    house = recalls.house(clock)
    recalls.supersede(house, clock)
    builders.edit(house.first, clock, dek="New.")

    with pytest.raises(actions.NotReady, match="was superseded"):
        builders.submit(house.first, clock)

    assert builders.submit(house.first, clock, waivers=builders.accepting(house.first, clock))


# Where nobody is asked.


def test_a_recall_carries_what_was_accepted_and_says_what_was_not(clock):
    house = recalls.house(clock)
    body, claim = recalls.citing(house.old), builders.body(CLAIM)["content"]
    recalls.edit_body(house.first, clock, {**body, "content": [*body["content"], *claim]})
    builders.go_live(house.first, clock, waivers=builders.accepting(house.first, clock, "Common sense."))
    clock.forward(minutes=1)
    accepted = Waiver.objects.get()
    recalls.supersede(house, clock)

    done = recalls.recall(house.old, [(house.first, "pin"), (house.second, "pin")], clock, by=people.pia())

    assert not done.release.waivers.exists()
    assert waivers.of_release(done.release.pk) == {house.first.uid: [accepted]}
    assert set(findings_of("recall.open")) == {
        (house.first.uid, "uncited_claim", "carried"),
        (house.first.uid, "source_status", "not accepted"),
        (house.second.uid, "source_status", "not accepted"),
    }
    checks.the_record_holds()


def test_confirming_a_review_carries_what_was_accepted(claiming, clock):
    builders.go_live(claiming, clock, waivers=builders.accepting(claiming, clock, "Common sense."))
    clock.forward(days=300)

    release = actions.confirm_review(item=claiming, by=people.wanda(), clock=clock, reason="It holds.")

    assert not release.waivers.exists()
    assert [one.reason for one in waivers.of_release(release.pk)[claiming.uid]] == ["Common sense."]
    assert findings_of("release.confirm_review") == [(claiming.uid, "uncited_claim", "carried")]


def test_a_corrected_source_is_a_note(clock):
    house = recalls.house(clock)
    builders.edit(house.old, clock, status="corrected")
    builders.edit(house.first, clock, dek="New.")

    release = builders.submit(house.first, clock, also=[house.old])

    assert record.missing_signatures(release)
    assert not Waiver.objects.exists()
    assert (house.first.uid, "source_status", "note") in findings_of("release.submit")
