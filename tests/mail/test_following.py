"""Following the trail: each step tells whoever has the next one, and nobody else."""

from datetime import timedelta

import pytest

from articles.models import Treatment
from cms.audit.models import Entry
from cms.mail import following, preferences
from cms.mail.models import Letter, Progress
from cms.people import actions as people_actions
from cms.people.models import User
from cms.publishing import actions
from cms.publishing.models import Notice, NoticePlace, Recall, RecallPlace
from tests import people
from tests.publishing import builders

from .conftest import caught_up

pytestmark = pytest.mark.django_db


def told(clock):
    """Who is told what now: {(first name, event)}."""
    Letter.objects.all().delete()
    following.follow(clock)
    names = dict(User.objects.values_list("uid", "name"))
    rows = Letter.objects.values_list("person", "event")
    return {(names[person].split()[0].lower(), event) for person, event in rows}


def test_a_submission_tells_everybody_who_may_sign_it(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)

    assert told(clock) == {("mila", "to_sign"), ("otto", "to_sign")}


def test_an_editorial_submission_asks_whoever_could_give_its_one_signature(page, clock):
    builders.edit(page, clock, dek="When to walk slowly.")
    builders.submit(page, clock, change="editorial")

    assert told(clock) == {("mila", "to_sign"), ("otto", "to_sign")}


def test_a_type_that_compliance_alone_signs_asks_compliance_alone(clock):
    item = builders.save(Treatment(name="Walking", slug="walking"), clock)
    builders.submit(item, clock)

    assert told(clock) == {("otto", "to_sign")}


def test_nobody_is_asked_to_sign_what_they_wrote(page, clock):
    ada = people.ada()
    people_actions.change_person(
        person=ada,
        roles=["writer", "medical_reviewer"],
        by=people_actions.system_person("tests"),
        clock=clock,
        reason="Two hats.",
    )
    ada = User.objects.get(pk=ada.pk)
    builders.edit(page, clock, by=ada, dek="Rest.")
    builders.submit(page, clock)

    assert told(clock) == {("mila", "to_sign"), ("otto", "to_sign")}


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"signing_suspended_at": builders.Clock()()}], ids=["left", "suspended"]
)
def test_who_may_not_sign_now_is_not_asked(page, clock, fields):
    User.objects.filter(pk=people.mila().pk).update(**fields)
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)

    assert told(clock) == {("otto", "to_sign")}


def test_who_has_signed_already_is_not_asked_again(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.sign(builders.submit(page, clock), "medical", clock)

    assert told(clock) == {("otto", "to_sign")}


def test_a_release_sent_back_tells_its_submitter(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.submit(page, clock)
    caught_up(clock)

    actions.send_back(release=release, by=people.mila(), note="Why?", clock=clock)

    assert told(clock) == {("wanda", "sent_back")}


@pytest.mark.parametrize(("who", "expected"), [(people.pia, {("wanda", "withdrawn")}), (people.wanda, set())])
def test_withdrawing_tells_the_submitter_when_it_was_somebody_else(page, clock, who, expected):
    builders.edit(page, clock, dek="Rest.")
    release = builders.submit(page, clock)
    caught_up(clock)

    actions.withdraw(release=release, by=who(), clock=clock)

    assert told(clock) == expected


def test_submitting_over_somebody_tells_them(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)
    caught_up(clock)

    builders.submit(page, clock, by=people.pia())

    assert told(clock) == {("wanda", "replaced"), ("mila", "to_sign"), ("otto", "to_sign")}


def test_the_last_signature_tells_publishers(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.submit(page, clock)
    builders.sign(release, "medical", clock)
    caught_up(clock)
    builders.sign(release, "compliance", clock)

    assert told(clock) == {("pia", "to_publish")}


def test_publishing_with_the_last_signature_tells_the_submitter(page, clock):
    builders.edit(page, clock, dek="Rest.")
    release = builders.submit(page, clock, when_signed=True)
    builders.sign(release, "medical", clock)
    caught_up(clock)
    builders.sign(release, "compliance", clock)

    assert told(clock) == {("wanda", "published")}


def test_scheduling_and_its_failure_tell_the_submitter(page, clock):
    builders.edit(page, clock, dek="Rest.")
    builders.schedule(page, clock, clock.after(days=2))
    assert ("wanda", "scheduled") in told(clock)

    builders.retire(page.topic, clock)  # what the planned page embeds

    assert told(clock) == {("wanda", "called_off"), ("wanda", "taken_down")}


def test_a_page_taken_down_tells_its_last_writer(page, clock):
    builders.retire(page, clock)

    assert told(clock) == {("wanda", "taken_down")}


def test_a_recall_tells_whose_task_its_pages_are_once(page, clock):
    with following.trail.entry(action="recall.open", by=people.mila(), clock=clock) as entry:
        recall = entry.add(
            Recall(
                cause="cit_1",
                cause_title="Guideline",
                because="superseded",
                reason="New edition.",
                deadline="2041-01-01",
                at=entry.at,
                by=entry.by.uid,
                by_name=entry.by.printed_name,
            )
        )
        for number in range(3):
            wanda = people.wanda()
            entry.add(
                RecallPlace(
                    recall=recall,
                    item=f"art_{number}",
                    title="Leg pain",
                    publication=1,
                    decision="by_hand",
                    assignee=wanda.uid,
                    assignee_name=wanda.name,
                )
            )

    assert told(clock) == {("wanda", "recalled")}
    assert Letter.objects.count() == 1


def test_a_notice_tells_publishers_and_compliance(page, clock):
    mila = people.mila()
    with following.trail.entry(action="notice.put", by=mila, clock=clock) as entry:
        notice = entry.add(
            Notice(
                kind="safety",
                severity="urgent",
                text="Call us.",
                reason="Alarm.",
                at=entry.at,
                by=mila.uid,
                by_name=mila.name,
            )
        )
        entry.add(NoticePlace(notice=notice, item=page.uid, title="Leg pain"))

    assert told(clock) == {("pia", "notice"), ("otto", "notice")}


def test_who_switched_mail_off_gets_no_letter(page, clock):
    preferences.choose(mode="off", by=people.mila(), clock=clock)
    builders.edit(page, clock, dek="Rest.")
    builders.submit(page, clock)

    assert told(clock) == {("otto", "to_sign")}


def test_no_letter_holds_a_word_of_the_item(page, clock):
    builders.edit(page, clock, title="Syphilis", dek="Rest.")
    builders.submit(page, clock, reason="Gonorrhoea too.")
    following.follow(clock)

    stored = str(list(Letter.objects.values()))
    assert "yphilis" not in stored
    assert "onorrhoea" not in stored


class TestTheCursor:
    def test_a_first_worker_does_not_mail_the_past(self, db):
        clock = builders.Clock()
        item = builders.article(clock)
        builders.submit(item, clock)

        assert following.follow(clock) == ""
        assert Letter.objects.count() == 0
        assert Progress.objects.get(pk=following.NAME).cursor == Entry.objects.count()

    def test_an_entry_becomes_letters_once(self, page, clock):
        builders.edit(page, clock, dek="Rest.")
        builders.submit(page, clock)
        following.follow(clock)

        assert following.follow(clock) == ""
        assert Letter.objects.count() == 2

    def test_following_again_from_an_older_cursor_tells_nobody_twice(self, page, clock):
        builders.edit(page, clock, dek="Rest.")
        builders.submit(page, clock)
        before = Progress.objects.get(pk=following.NAME).cursor
        following.follow(clock)
        Progress.objects.filter(pk=following.NAME).update(cursor=before)

        following.follow(clock)

        assert Letter.objects.count() == 2

    def test_what_is_old_news_by_now_is_passed_over(self, page, clock):
        builders.edit(page, clock, dek="Rest.")
        builders.submit(page, clock)
        clock.now += following.TOO_OLD + timedelta(seconds=1)

        following.follow(clock)

        assert Letter.objects.count() == 0
        assert Progress.objects.get(pk=following.NAME).cursor == Entry.objects.first().sequence

    def test_many_entries_are_followed_in_parts(self, page, clock, monkeypatch):
        monkeypatch.setattr(following, "AT_ONCE", 2)
        for n in range(5):
            builders.edit(page, clock, dek=f"Rest {n} times.")
        builders.submit(page, clock)

        assert following.follow(clock).startswith("6 entries, 2 letters")
