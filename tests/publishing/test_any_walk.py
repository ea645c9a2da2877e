"""Any walk of edits, reviews, schedules and retirements over items that rest on each other keeps the laws."""

import re
import sys
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.models import Article, RelatedPick
from cms.audit.models import Entry
from cms.publishing import actions, record
from cms.publishing.actions.errors import Refused
from cms.publishing.models import Live, Member, Publication
from tests import people

from . import builders, checks

ITEMS = st.sampled_from(["leg-pain", "veins", "topic"])
ARTICLES = st.sampled_from(["leg-pain", "veins"])
#: Two articles that want one another's addresses.
SLUGS = st.sampled_from(["leg-pain", "veins", "walking"])
STEPS = st.sampled_from(
    [timedelta(seconds=1), timedelta(seconds=59), timedelta(minutes=2), timedelta(hours=7)]
)
LATER = st.sampled_from(
    [None, timedelta(seconds=1), timedelta(seconds=90), timedelta(hours=6), timedelta(hours=30)]
)
CHANGES = st.sampled_from(["substantive", "substantive", "editorial", "correction"])
CANARY = re.compile(r"canary[a-z]+")


class Newsroom(RuleBasedStateMachine):
    """What anybody may try at any time: an action is one entry, or it refuses and leaves no trace."""

    def __init__(self):
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.clock = builders.Clock()
        self.clock.forward(days=10)
        leg_pain, veins = builders.changed(), builders.fresh()
        RelatedPick.objects.create(article=veins, pick=leg_pain)
        builders.save(veins, self.clock)
        self.items = {"leg-pain": leg_pain, "veins": veins, "topic": leg_pain.topic}
        self.typed = 0
        self.seen = {}

    def teardown(self):
        try:
            if sys.exc_info()[0] is None:  # else the walk has failed already, and that is what counts
                now = self.clock()
                checks.the_record_holds()
                checks.standings_follow_the_record(now)
                checks.the_live_table_can_be_built_anew(now)
        finally:
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    # What people do.

    def attempt(self, act):
        before = Entry.objects.count()
        refused = False
        try:
            act()
        except Refused:
            refused = True
        assert Entry.objects.count() - before in ((0,) if refused else (0, 1))

    def release(self, name):
        """The open release of the item, else its last one: people have old pages open."""
        item = self.items[name]
        last = Member.objects.filter(item=item.uid).order_by("-entry").first()
        return record.open_release_of(item.uid, self.clock()) or (last and last.release)

    @rule(name=ITEMS)
    def edit(self, name):
        self.typed += 1
        word = "canary" + "".join(chr(ord("a") + int(digit)) for digit in str(self.typed))
        field = "name" if name == "topic" else "title"
        self.attempt(lambda: builders.edit(self.items[name], self.clock, **{field: f"About {word}"}))

    @rule(name=ARTICLES, slug=SLUGS)
    def rename(self, name, slug):
        if not Article.objects.filter(slug=slug).exists():
            self.attempt(lambda: builders.edit(self.items[name], self.clock, slug=slug))

    @rule(name=ITEMS, change=CHANGES, when_signed=st.booleans(), later=LATER)
    def submit(self, name, change, when_signed, later):
        at = self.clock() + later if when_signed and later else None
        self.attempt(
            lambda: builders.submit(
                self.items[name], self.clock, change=change, when_signed=when_signed, publish_at=at
            )
        )

    @rule(name=ITEMS)
    def confirm_review(self, name):
        self.attempt(
            lambda: actions.confirm_review(
                item=self.items[name], by=people.wanda(), clock=self.clock, reason="Read again."
            )
        )

    @rule(name=ITEMS, meanings=st.permutations(["medical", "compliance"]))
    def sign(self, name, meanings):
        if release := self.release(name):
            for meaning in meanings:
                self.attempt(lambda meaning=meaning: builders.sign(release, meaning, self.clock))

    @rule(name=ITEMS, later=LATER)
    def publish(self, name, later):
        if release := self.release(name):
            at = self.clock() + later if later else None
            self.attempt(lambda: builders.publish(release, self.clock, at=at))

    @rule(name=ITEMS, change=CHANGES, later=LATER)
    def carry_to_readers(self, name, change, later):
        """The whole way at once: single steps alone seldom get there."""
        self.edit(name)
        self.submit(name, change, False, None)
        self.sign(name, ["medical", "compliance"])
        self.publish(name, later)

    @rule(name=ITEMS)
    def call_off(self, name):
        if release := self.release(name):
            self.attempt(lambda: builders.call_off(release, self.clock))

    @rule(name=ITEMS, send_back=st.booleans())
    def stop(self, name, send_back):
        if release := self.release(name):
            clock = self.clock
            if send_back:
                self.attempt(
                    lambda: actions.send_back(release=release, by=people.mila(), note="Why?", clock=clock)
                )
            else:
                self.attempt(lambda: actions.withdraw(release=release, by=people.wanda(), clock=clock))

    @rule(name=ITEMS)
    def retire(self, name):
        self.attempt(lambda: builders.retire(self.items[name], self.clock))

    @rule(name=ITEMS, index=st.integers(0, 5))
    def restore(self, name, index):
        pages = Publication.objects.filter(item=self.items[name].uid).order_by("number")
        if pages:
            self.attempt(lambda: builders.restore(pages[index % len(pages)], self.clock))

    @rule(step=STEPS)
    def time_passes(self, step):
        self.clock.now += step

    @rule()
    @precondition(lambda self: record.scheduled_publications(self.clock()).exists())
    def a_scheduled_moment_comes(self):
        self.clock.now = record.scheduled_publications(self.clock()).earliest("effective_at").effective_at

    # What holds whatever they do.

    def moments(self):
        now = self.clock()
        return [now, *record.scheduled_publications(now).values_list("effective_at", flat=True).distinct()]

    @invariant()
    def what_is_live_is_what_people_signed(self):
        checks.what_is_live_was_signed(self.clock())

    @invariant()
    def the_live_table_says_what_the_record_says_now_and_at_every_moment_to_come(self):
        for moment in self.moments():
            checks.the_live_table_is_the_record(moment)

    @invariant()
    def states_agree(self):
        checks.standings_agree(*self.moments())

    @invariant()
    def the_past_never_changes(self):
        def shown(moment):
            return {name: record.live_publication(item.uid, moment) for name, item in self.items.items()}

        for moment, pages in self.seen.items():
            assert shown(moment) == pages
        self.seen[self.clock() - timedelta(microseconds=1)] = shown(self.clock() - timedelta(microseconds=1))

    @invariant()
    def no_word_of_a_draft_reaches_readers(self):
        signed = set()
        for member in Member.objects.all():
            if not record.missing_signatures(member.release):
                signed |= set(CANARY.findall(record.bytes_of(member.content)))
        for live in Live.objects.all():
            public = record.bytes_of(live.etag) if live.etag else ""
            for text in (public, live.card, live.title):
                assert set(CANARY.findall(text)) <= signed

    @invariant()
    def a_key_has_one_owner(self):
        owned = set(Publication.objects.values_list("key", "locale", "item"))
        assert len(owned) == len({(key, locale) for key, locale, _ in owned})


def test_any_walk_keeps_the_laws(clock):
    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
