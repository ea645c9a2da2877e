"""Several processes on one database: no work is lost, nothing is half written, a retirement is final."""

import multiprocessing
import os
import random
import signal
import time
import traceback

import pytest
from django.db import connection, connections
from django.utils import timezone

from cms.audit import verification
from cms.audit.models import Entry
from cms.publishing import record
from cms.publishing.actions.drafts import StaleDraft
from cms.publishing.actions.errors import NotPossible
from cms.publishing.models import Live, Publication, Release, Revision
from tests import people

from . import builders, checks

pytestmark = pytest.mark.race
clock = timezone.now
# A fork has Django loaded already, and its connection is closed before: nothing else is shared.
fork = multiprocessing.get_context("fork")


@pytest.fixture
def leg_pain(own_database):
    """A live page on a database of its own."""
    people.everybody()
    item = builders.article(clock)
    builders.go_live(item, clock)
    return item


def start(work, *arguments):
    """Run `work` in a process of its own; what it returns, or how it failed, comes through the pipe."""
    ours, theirs = fork.Pipe(duplex=False)

    def run():
        ours.close()
        try:
            theirs.send(("done", work(*arguments)))
        except BaseException:
            theirs.send(("failed", traceback.format_exc()))
        finally:
            connections.close_all()
            theirs.close()
            os._exit(0)

    connections.close_all()
    process = fork.Process(target=run)
    process.start()
    theirs.close()
    return process, ours


def results(started):
    found = []
    for process, pipe in started:
        assert pipe.poll(120), "a process did not come to an end"
        outcome, value = pipe.recv()
        process.join()
        assert outcome == "done", value
        found.append(value)
    return found


def the_record_holds():
    checks.the_record_holds()
    chain = list(Entry.objects.order_by("sequence"))
    assert [e.sequence for e in chain] == list(range(1, len(chain) + 1))
    assert [e.at for e in chain] == sorted(e.at for e in chain)
    checks.the_live_table_is_the_record(clock())


class TestEightProcesses:
    WRITERS, ROUNDS = 8, 3

    def work(self, number, gate):
        """Add a word to a text that all share, then carry an article of one's own to readers, and so on."""
        own = builders.article(clock, slug=f"own-{number}")
        gate.wait(60)
        for turn in range(self.ROUNDS):
            self.add_a_word(f"w{number}x{turn}")
            builders.edit(own, clock, dek=f"Turn {turn}.")
            builders.go_live(own, clock)
        return own.uid

    def add_a_word(self, word):
        while True:
            item = builders.changed()
            item.dek = f"{item.dek} {word}"
            try:
                builders.save(item, clock, expected_version=item.version, reason="It reads better.")
            except StaleDraft:
                continue
            return

    def test_lose_nothing_and_fork_nothing(self, leg_pain):
        version, entries = builders.changed().version, Entry.objects.count()
        gate = fork.Barrier(self.WRITERS)

        uids = results([start(self.work, number, gate) for number in range(self.WRITERS)])

        words = set(builders.changed().dek.split())
        assert {f"w{n}x{t}" for n in range(self.WRITERS) for t in range(self.ROUNDS)} <= words
        assert builders.changed().version == version + self.WRITERS * self.ROUNDS
        numbers = (
            Revision.objects.filter(item=leg_pain.uid).order_by("number").values_list("number", flat=True)
        )
        assert list(numbers) == list(range(1, len(numbers) + 1))
        # One save of one's own; then a word, an edit, a submission, two signatures and a publication.
        assert Entry.objects.count() == entries + self.WRITERS * (1 + self.ROUNDS * 6)
        for uid in uids:
            assert f"Turn {self.ROUNDS - 1}." in record.bytes_of(
                record.live_publication(uid, clock()).snapshot_id
            )
        the_record_holds()


class TestRetiringWhilePublishing:
    ROUNDS = 8

    def publish(self, release_uid, gate, delay):
        release = Release.objects.get(pk=release_uid)

        def slow_clock():
            now = clock()
            time.sleep(0.02)  # time enough to be overtaken, were the clock read outside the lock
            return now

        gate.wait(60)
        time.sleep(max(delay, 0))
        try:
            builders.publish(release, slow_clock)
        except NotPossible:
            return False
        return True

    def retire(self, gate, delay):
        item = builders.changed()
        gate.wait(60)
        time.sleep(max(-delay, 0))
        builders.retire(item, clock)
        # From here on nobody reads the page any more, however often they ask.
        end = time.monotonic() + 0.15
        while time.monotonic() < end:
            assert record.live_publication(item.uid, clock()) is None
            assert not Live.objects.at(clock()).documents().filter(item=item.uid).exists()
        return Entry.objects.filter(action="item.retire").latest("sequence").sequence

    def test_a_retirement_is_never_overtaken(self, leg_pain):
        published = []
        for turn in range(self.ROUNDS):
            builders.edit(leg_pain, clock, dek=f"Turn {turn}.")
            release = builders.signed(leg_pain, clock)
            gate, delay = fork.Barrier(2), random.uniform(-0.05, 0.05)

            was_published, _ = results(
                [start(self.publish, release.pk, gate, delay), start(self.retire, gate, delay)]
            )

            published.append(was_published)
            assert record.live_publication(leg_pain.uid, clock()) is None
            gone = Publication.objects.filter(item=leg_pain.uid).latest("number")
            assert gone.outcome == "gone"
            # The order in which things were decided is the order in which they take effect.
            decided = Publication.objects.order_by("entry", "number").values_list("effective_at", flat=True)
            assert list(decided) == sorted(decided)
            first = Publication.objects.filter(item=leg_pain.uid, outcome="document").earliest("number")
            builders.restore(first, clock)
        the_record_holds()


class TestAProcessKilledWhilePublishing:
    ROUNDS = 6

    def publish_for_ever(self, pipe):
        item = builders.changed()
        for turn in range(10_000):
            builders.edit(item, clock, dek=f"Turn {turn} of process {os.getpid()}.")
            release = builders.go_live(item, clock)
            pipe.send(release.pk)

    def test_leaves_nothing_half_written(self, leg_pain):
        acknowledged = []
        for _ in range(self.ROUNDS):
            ours, theirs = fork.Pipe(duplex=False)
            process, _ = start(self.publish_for_ever, theirs)
            theirs.close()
            assert ours.poll(60)  # it has begun
            time.sleep(random.uniform(0, 0.25))
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            while ours.poll():
                try:
                    acknowledged.append(ours.recv())
                except EOFError:
                    break

            the_record_holds()
            self.every_publication_is_whole()

        assert set(acknowledged) <= set(Publication.objects.values_list("release", flat=True))
        assert len(acknowledged) >= self.ROUNDS

    def every_publication_is_whole(self):
        for release in Release.objects.filter(publications__isnull=False).distinct():
            entries = set(release.publications.values_list("entry", flat=True))
            assert len(entries) == 1
            assert release.publications.filter(outcome="document").count() == release.members.count()
        for publication in Publication.objects.filter(outcome="document"):
            assert record.bytes_of(publication.snapshot_id)


def test_the_retry_of_a_publication_that_was_committed_changes_nothing(leg_pain):
    """The answer was lost, not the work: asking again is refused, and the page stays."""
    builders.edit(leg_pain, clock, dek="Once.")
    release = builders.go_live(leg_pain, clock)
    before = Entry.objects.count()

    with pytest.raises(NotPossible):
        builders.publish(release, clock)

    assert Entry.objects.count() == before
    assert record.live_publication(leg_pain.uid, clock()).release == release
    assert not list(verification.verify(connection))


def test_a_stale_draft_saved_without_a_version_does_not_turn_the_version_back(leg_pain):
    """Otherwise an old form in somebody's browser could pass for current."""
    stale = builders.changed()
    for turn in range(3):
        builders.edit(leg_pain, clock, dek=f"Turn {turn}.")
    version = builders.changed().version

    stale.dek = "From an older reading."
    builders.save(stale, clock, reason="It reads better.")

    assert builders.changed().version == version + 1
