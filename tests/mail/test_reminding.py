"""Reminders ramp up, reach the right people once per stage, in one mail a day; the policy warns first."""

from datetime import timedelta

import pytest
from django.core import mail

from cms.audit.models import Entry
from cms.mail import overdue, reminding, sending
from cms.mail.models import Letter, Progress, Reminder
from cms.people.models import User
from cms.publishing import actions, record, reviews
from tests import people
from tests.publishing import builders

from .conftest import caught_up

pytestmark = pytest.mark.django_db


def on(page, clock, days):
    """The morning so many days after the review falls due."""
    due = reviews.of(page.uid, clock()).due + timedelta(days=days)
    clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day, hour=8)
    return due


def reminded(clock):
    """Who gets a new reminder this day, by first name."""
    Letter.objects.all().delete()
    reminding.remind(clock)
    names = dict(User.objects.values_list("uid", "name"))
    return {names[person].split()[0].lower() for person in Letter.objects.values_list("person", flat=True)}


def test_reminders_reach_more_people_the_nearer_the_day(page, clock):
    said = {}
    for days in (-61, -60, -30, -7, 0, 7, 14):
        on(page, clock, days)
        said[days] = reminded(clock)

    assert said == {
        -61: set(),
        -60: {"wanda", "mila"},
        -30: {"wanda", "mila"},
        -7: {"wanda", "mila", "pia"},
        0: {"wanda", "mila", "pia", "otto"},
        7: {"wanda", "mila", "pia", "otto"},
        14: {"wanda", "mila", "pia", "otto"},
    }


def test_each_stage_is_dealt_with_once_however_often_it_is_asked_for(page, clock):
    for days in range(-62, 20):
        on(page, clock, days)
        for _ in range(3):
            reminding.remind(clock)
            Progress.objects.filter(pk=reminding.NAME).update(done_on=None)  # a worker that forgot

    stages = Reminder.objects.filter(item=page.uid).order_by("pk").values_list("stage", flat=True)
    assert list(stages) == ["60", "30", "7", "0", "+1", "+2"]
    assert Letter.objects.filter(person=people.wanda().uid).count() == 6


def test_a_worker_that_slept_sends_the_last_stage_only(page, clock):
    on(page, clock, 15)

    reminding.remind(clock)

    assert list(Reminder.objects.values_list("stage", flat=True)) == ["+2"]


def test_a_renewed_review_ends_the_reminders(page, clock):
    on(page, clock, 1)
    builders.sign(
        actions.confirm_review(item=page, by=people.wanda(), clock=clock, reason="Yearly."), "medical", clock
    )
    caught_up(clock)
    clock.forward(days=14)

    assert reminded(clock) == set()


def test_a_writer_who_left_or_may_not_look_is_not_reminded(page, clock):
    User.objects.filter(pk=people.wanda().pk).update(is_active=False)
    on(page, clock, -60)

    assert reminded(clock) == {"mila"}


def test_many_reviews_are_one_mail_a_day(page, clock, settings):
    settings.MAIL_DIGEST_HOUR = 7
    for n in range(4):
        builders.go_live(builders.article(clock, slug=f"page-{n}", title=f"Page {n}"), clock)
    caught_up(clock)
    on(page, clock, -7)
    reminding.remind(clock)
    sending.send(clock)
    assert mail.outbox == []  # it is past the hour

    clock.now = clock.now.replace(hour=7) + timedelta(days=1)
    sending.send(clock)

    assert sorted(message.to[0].split("@")[0] for message in mail.outbox) == ["mila", "pia", "wanda"]
    assert mail.outbox[0].subject == "5 pieces of news from the CMS"
    assert "Page" not in mail.outbox[0].body


class TestTheQuestionsItAsks:
    def test_are_as_many_for_many_pages(self, page, clock, django_assert_max_num_queries):
        for n in range(12):
            builders.go_live(builders.article(clock, slug=f"page-{n}", title=f"Page {n}"), clock)
        on(page, clock, -7)

        with django_assert_max_num_queries(30):
            reminding.remind(clock)

        assert Reminder.objects.filter(stage="7").count() == 13


class TestThePolicy:
    @pytest.fixture(autouse=True)
    def after_ninety_days(self, settings):
        settings.RETIRE_OVERDUE_AFTER_DAYS = 90

    def step(self, page, clock, days, due=None):
        due = due or reviews.of(page.uid, clock()).due
        day = due + timedelta(days=days)
        clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day)
        overdue.warn_and_retire(clock)
        return record.live_publication(page.uid, clock()) is not None

    def warnings(self):
        return list(Reminder.objects.order_by("pk").values_list("stage", flat=True))

    def test_warns_fourteen_and_three_days_ahead_then_takes_down(self, page, clock):
        due = reviews.of(page.uid, clock()).due
        seen = {}
        for days in range(74, 93):
            live = self.step(page, clock, days, due)
            seen[days] = (live, len(self.warnings()))

        assert next(days for days in seen if seen[days][1] == 1) == 77
        assert next(days for days in seen if seen[days][1] == 2) == 88
        assert next(days for days in seen if not seen[days][0]) == 91
        entries = Entry.objects.filter(action="item.retire_overdue")
        assert [(e.subject, e.actor_name) for e in entries] == [(page.uid, "review-policy")]
        told = set(Letter.objects.filter(event="retires").values_list("person", flat=True))
        assert told == {people.wanda().uid, people.mila().uid, people.pia().uid, people.otto().uid}

    def test_warns_first_where_it_is_switched_on_over_old_pages(self, page, clock):
        due = reviews.of(page.uid, clock()).due
        alive = [days for days in range(500, 520) if self.step(page, clock, days, due)]

        assert alive == list(range(500, 514))
        assert self.warnings() == ["retire-14", "retire-3"]

    def test_waits_again_where_no_worker_ran_between_the_warnings(self, page, clock):
        due = reviews.of(page.uid, clock()).due
        assert self.step(page, clock, 77, due)

        assert self.step(page, clock, 300, due)  # only now the second warning
        assert self.step(page, clock, 302, due)
        assert not self.step(page, clock, 303, due)

    def test_leaves_what_is_on_its_way(self, page, clock):
        due = reviews.of(page.uid, clock()).due
        for days in (77, 88):
            self.step(page, clock, days, due)
        builders.edit(page, clock, dek="Rest.")
        builders.submit(page, clock)

        assert self.step(page, clock, 120, due)

    def test_takes_nothing_down_where_it_is_off(self, page, clock, settings):
        settings.RETIRE_OVERDUE_AFTER_DAYS = None

        assert self.step(page, clock, 1000)
        assert self.warnings() == []

    def test_does_it_once_however_often_it_runs(self, page, clock):
        due = reviews.of(page.uid, clock()).due
        for days in (77, 88, 91, 91, 92):
            Progress.objects.filter(pk=overdue.NAME).update(done_on=None)
            self.step(page, clock, days, due)

        assert Entry.objects.filter(action="item.retire_overdue").count() == 1
