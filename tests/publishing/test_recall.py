"""Recalling: every live page that rests on something goes back to review, whatever its draft is at."""

from datetime import timedelta

import pytest

from articles import citations
from cms.publishing import actions, record, standings
from cms.publishing.actions.recalling import PagesNotReady
from cms.publishing.models import Closing, Recall, Release
from cms.publishing.models.standing import State
from tests import people

from . import builders, checks, recalls
from .recalls import cited, live_document, recall, revisions, said


@pytest.fixture
def house(arranged):
    return arranged(recalls.superseded_house)


@pytest.fixture
def clock(house):
    return house.clock


def publish(release, clock):
    builders.sign_all(release, clock)
    clock.forward(minutes=1)


def test_one_release_holds_every_page_and_the_source(house, clock):
    done = recall(
        house.old,
        [(house.first, "successor"), (house.second, "successor"), (house.faq, "successor")],
        clock,
    )

    assert {member.title for member in done.release.members.all()} == {
        str(one) for one in (house.old, house.faq, house.first, house.second)
    }
    assert {(place.title, place.decision) for place in done.recall.places.all()} == {
        (str(one), "successor") for one in (house.faq, house.first, house.second)
    }
    assert record.missing_signatures(done.release) == ["compliance", "medical"]
    publish(done.release, clock)
    for one in (house.first, house.second):
        document = live_document(one, clock)
        assert cited(document) == ["acc-2024"]
        assert "aha-2016" not in [reference["key"] for reference in document["references"]]
        assert standings.of(one.uid).state(clock()) == State.LIVE
    checks.the_record_holds()


def test_words_that_named_the_old_edition_name_the_new_one(house, clock):
    done = recall(house.old, [(house.first, "successor")], clock)

    publish(done.release, clock)

    [block] = live_document(house.first, clock)["body"]["blocks"]
    [node] = [one for one in block["children"] if one["type"] == "citation"]
    assert (node["label"], node["locator"]) == ("ACC-2024", "")


def test_a_pinned_mention_keeps_its_words_and_says_what_became_of_its_source(house, clock):
    before = revisions(house.first)
    done = recall(house.old, [(house.first, "pin")], clock)

    publish(done.release, clock)

    document = live_document(house.first, clock)
    [reference] = document["references"]
    assert cited(document) == ["aha-2016"]
    assert (reference["status_when_signed"], reference["superseded_by"]["slug"]) == ("superseded", "acc-2024")
    assert revisions(house.first) == before
    checks.the_record_holds()


def test_a_page_by_hand_is_a_task_for_its_writer_and_in_no_release(house, clock):
    done = recall(house.old, [(house.first, "by_hand")], clock)

    [place] = done.recall.places.all()
    assert done.release is None
    assert (place.assignee, place.release) == (people.wanda().uid, None)


def test_the_page_of_a_writer_who_left_is_any_writers_task(house, clock):
    wanda = people.wanda()
    wanda.is_active = False
    type(wanda).objects.filter(pk=wanda.pk).update(is_active=False)

    done = recall(house.old, [(house.first, "by_hand")], clock)

    assert [place.assignee for place in done.recall.places.all()] == [""]


# A rewrite under way.


def test_a_rewrite_goes_on_beside_the_recall_and_does_not_undo_it(house, clock):
    recalls.edit_body(house.first, clock, said("All new. It helps (", recalls.cite(house.old), ") anyway."))
    assert revisions(house.first)[-1] == (3, 2, None)

    done = recall(house.old, [(house.first, "successor")], clock)

    assert revisions(house.first)[2:] == [(3, 2, None), (4, 2, 1), (5, 3, None)]
    member = done.release.members.get(item=house.first.uid)
    assert (member.revision, member.after) == (4, 2)
    publish(done.release, clock)
    assert "First. Walking helps" in live_document(house.first, clock)["body"]["html"]
    assert standings.of(house.first.uid).state(clock()) == State.CHANGED
    builders.go_live(house.first, clock)
    document = live_document(house.first, clock)
    assert "All new." in document["body"]["html"]
    assert cited(document) == ["acc-2024"]
    assert standings.of(house.first.uid).state(clock()) == State.LIVE
    checks.the_record_holds()


def test_a_rewrite_without_the_mention_stays_as_it_is(house, clock):
    recalls.edit_body(house.first, clock, said("All new."))
    house.first.refresh_from_db()
    before = house.first.state(), house.first.version

    done = recall(house.old, [(house.first, "successor")], clock)

    house.first.refresh_from_db()
    assert (house.first.state(), house.first.version) == before
    assert [title for title, _ in done.untouched] == ["First"]
    assert revisions(house.first)[-1] == (4, 2, 1)
    assert record.newest_revision(house.first.uid).number == 3
    assert actions.drafts.is_frozen(house.first)
    builders.edit(house.first, clock, dek="Newer.")
    assert revisions(house.first)[-1] == (5, 3, None)


def test_who_wrote_the_rewrite_may_not_sign_it_after_the_recall_went_live(house, clock):
    ada = people.ada()
    ada.groups.set(people.wanda().groups.all() | people.otto().groups.all())
    ada = type(ada).objects.get(pk=ada.pk)
    recalls.edit_body(house.first, clock, said("By Ada (", recalls.cite(house.old), ")."), by=ada)
    done = recall(house.old, [(house.first, "successor")], clock)
    publish(done.release, clock)

    release = builders.submit(house.first, clock)

    assert release.members.get(item=house.first.uid).after == 2
    with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
        builders.sign(release, "compliance", clock, by=ada)


def test_who_recalls_may_not_sign(house, clock):
    for because, places in (
        ("superseded", [(house.first, "successor")]),
        ("superseded", [(house.second, "pin")]),
    ):
        done = recall(house.old, places, clock, because, by=people.mila())

        with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
            builders.sign(done.release, "medical", clock)


def test_who_wrote_what_is_live_may_not_vouch_for_it_unchanged(house, clock):
    otto = people.otto()
    otto.groups.add(*people.wanda().groups.all())
    builders.edit(house.first, clock, by=type(otto).objects.get(pk=otto.pk), dek="By Otto.")
    release = builders.submit(house.first, clock, waivers=builders.accepting(house.first, clock))
    builders.sign(release, "medical", clock)
    builders.sign(release, "compliance", clock, by=_second_officer())
    builders.publish(release, clock)
    clock.forward(minutes=1)

    done = recall(house.old, [(house.first, "pin")], clock)

    with pytest.raises(actions.NotAllowed, match="You wrote part of this"):
        builders.sign(done.release, "compliance", clock)


def _second_officer():
    return people._person("Olga Olsen", ["compliance_officer"])


# What is on its way already.


def test_a_page_in_review_leaves_it_with_a_note(house, clock):
    builders.edit(house.first, clock, dek="New.")
    open_ = builders.submit(house.first, clock, waivers=builders.accepting(house.first, clock))

    done = recall(house.old, [(house.first, "successor")], clock)

    closing = Closing.objects.get(release=open_)
    assert "was recalled" in closing.note
    assert done.ended == ["First"]
    assert record.open_release_of(house.first.uid, clock()) == done.release


def test_a_scheduled_page_is_called_off(house, clock):
    builders.edit(house.first, clock, dek="New.")
    accepted = builders.accepting(house.first, clock)
    planned = builders.schedule(house.first, clock, clock.after(days=3), waivers=accepted)

    done = recall(house.old, [(house.first, "successor")], clock)

    assert Closing.objects.get(release=planned).end == "called_off"
    assert not record.scheduled_publications(clock()).exists()
    publish(done.release, clock)
    assert cited(live_document(house.first, clock)) == ["acc-2024"]
    checks.the_record_holds()


def test_nothing_is_recalled_in_the_last_minute_before_it_goes_live(house, clock):
    builders.edit(house.first, clock, dek="New.")
    accepted = builders.accepting(house.first, clock)
    builders.schedule(house.first, clock, clock.after(seconds=90), waivers=accepted)
    clock.forward(seconds=60)

    with pytest.raises(actions.NotPossible, match="less than a minute"):
        recall(house.old, [(house.first, "successor")], clock)

    assert not Recall.objects.exists()


def test_a_writer_does_not_end_a_recall_by_submitting_one_page(house, clock):
    done = recall(house.old, [(house.first, "successor"), (house.second, "pin")], clock)
    builders.edit(house.first, clock, dek="New.")

    with pytest.raises(actions.NotPossible, match="It was recalled and is in review together with"):
        builders.submit(house.first, clock)

    assert not Closing.objects.filter(release=done.release).exists()


def test_a_page_retired_in_between_is_left_out_and_said(house, clock):
    builders.retire(house.first, clock)

    done = recall(house.old, [(house.first, "successor"), (house.second, "pin")], clock)

    assert done.left_out == [("First", "It is not live.")]
    assert [place.title for place in done.recall.places.all()] == ["Second"]


def test_a_page_that_drops_the_source_meanwhile_is_left_out(house, clock):
    recalls.edit_body(house.first, clock, said("Nothing cited."))
    builders.go_live(house.first, clock)

    with pytest.raises(actions.NotPossible, match="None of these pages uses it any more"):
        recall(house.old, [(house.first, "successor")], clock)


# Twice.


def test_a_second_recall_keeps_what_the_first_has_in_review(house, clock):
    first = recall(house.old, [(house.first, "successor"), (house.second, "pin")], clock)
    organization = house.first.organization
    builders.edit(organization, clock, disclaimer="Ask your doctor.")

    second = recall(organization, [(house.first, "refresh")], clock, "changed")

    assert Closing.objects.filter(release=first.release).exists()
    held = {member.title for member in second.release.members.all()}
    assert {"First", "Second", str(organization)} <= held
    publish(second.release, clock)
    document = live_document(house.first, clock)
    assert cited(document) == ["acc-2024"]
    assert document["disclaimer"]["html"] == "Ask your doctor."
    assert live_document(house.second, clock)["references"][0]["status_when_signed"] == "superseded"
    checks.the_record_holds()


def test_the_same_recall_twice_changes_nothing_more(house, clock):
    recall(house.old, [(house.first, "successor")], clock)
    before = revisions(house.first)

    again = recall(house.old, [(house.first, "successor")], clock)

    assert revisions(house.first) == before
    assert again.release.members.get(item=house.first.uid).revision == before[-1][0]


# Changed records.


@pytest.mark.parametrize("name", ["topic", "organization"])
def test_a_changed_record_reaches_the_pages_that_are_recalled(house, clock, name):
    shared = getattr(house.first, name)
    builders.edit(shared, clock, name="Renamed")

    done = recall(shared, [(house.first, "refresh"), (house.other, "refresh")], clock, "changed")

    publish(done.release, clock)
    assert live_document(house.first, clock)[name]["name"] == "Renamed"
    assert live_document(house.other, clock)[name]["name"] == "Renamed"
    assert live_document(house.second, clock)[name]["name"] != "Renamed"
    checks.the_record_holds()


def test_what_says_it_already_is_left_out(house, clock):
    author = house.other.ordered_authors()[0]

    with pytest.raises(actions.NotPossible, match="already says it"):
        recall(author, [(house.other, "refresh")], clock, "changed")


def test_an_answer_takes_its_articles_along(house, clock):
    builders.edit(house.faq, clock, question="What now?")

    done = recall(house.faq, [(house.second, "refresh")], clock, "changed")

    publish(done.release, clock)
    assert live_document(house.second, clock)["faqs"]["items"][0]["question"] == "What now?"


def test_an_answer_that_says_it_has_to_come_too(house, clock):
    with pytest.raises(actions.NotPossible, match="says it in the answer to “What of stairs"):
        recall(house.old, [(house.second, "successor")], clock)


# Refusals.


def test_a_retracted_source_is_cited_as_such(house, clock):
    citations.retract(citation=house.old, by=people.pia(), clock=clock, reason="Made up.")

    done = recall(house.old, [(house.first, "as_retracted")], clock, "retracted")

    publish(done.release, clock)
    [block] = live_document(house.first, clock)["body"]["blocks"]
    assert [one["cited_as"] for one in block["children"] if one["type"] == "citation"] == ["retracted"]


def test_a_draft_changed_outside_the_application_stops_it_and_is_named(house, clock):
    type(house.first).objects.filter(pk=house.first.pk).update(dek="Past us.")

    with pytest.raises(PagesNotReady) as refused:
        recall(house.old, [(house.first, "successor"), (house.second, "pin")], clock)

    assert list(refused.value.by_item) == [house.first.uid]
    assert not Release.objects.filter(reason="There is a new edition.").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"reason": " "}, "Say why"),
        ({"deadline": builders.Clock()().date() - timedelta(days=1)}, "deadline has passed"),
        ({"because": "bored"}, "Say what became of it"),
        ({"change": "editorial"}, "what kind of change"),
        ({"change": "correction"}, "Write the line"),
        ({"by": "wanda"}, "may not recall pages"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_missing_or_forbidden_is_said(house, clock, options, message):
    if "by" in options:
        options = {"by": getattr(people, options["by"])()}
    because = options.pop("because", "superseded") if "because" in options else "superseded"
    with pytest.raises(actions.errors.Refused, match=message):
        recall(house.old, [(house.first, "successor")], clock, because, **options)
    assert not Recall.objects.exists()


def test_a_decision_has_to_fit_what_happened(house, clock):
    with pytest.raises(actions.NotPossible, match="nothing that can be done"):
        recall(house.old, [(house.first, "as_retracted")], clock)
    with pytest.raises(actions.NotPossible, match="Choose at least one page"):
        recall(house.old, [], clock)


def test_what_is_no_page_is_refused_before_it_is_looked_up(house, clock):
    for uid in ("", "\0", "art_\0", "x" * 60, "art_' OR 1=1"):
        with pytest.raises(actions.NotPossible, match="is no page"):
            actions.recall(
                cause=house.old,
                because="superseded",
                places=[(uid, "pin")],
                reason="There is a new edition.",
                deadline=clock.after(days=14).date(),
                by=people.pia(),
                clock=clock,
            )
