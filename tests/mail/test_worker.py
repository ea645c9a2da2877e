"""The worker as a process: steps apart from each other, ended kindly, killed, and two at a time."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.mail import following, letters, remarks, working
from cms.mail.letters import News
from cms.mail.models import Event, Letter, Progress
from cms.people.models import User
from tests import people
from tests.databases import ROOT
from tests.publishing import builders

from .post_office import PostOffice

MANY = 24


def broken(clock):
    raise RuntimeError("The step\nbroke.")


def counted(clock):
    counted.times += 1
    return "something"


@pytest.mark.django_db
class TestARound:
    @pytest.fixture(autouse=True)
    def steps(self, settings):
        counted.times = 0
        settings.WORKER_STEPS = ["tests.mail.test_worker.broken", "tests.mail.test_worker.counted"]

    def test_goes_on_after_a_step_that_fails(self):
        done = working.work_round()

        assert list(done.values()) == ["RuntimeError: The step broke.", "something"]
        assert counted.times == 1

    def test_notes_since_when_a_step_fails_and_that_it_works_again(self, settings):
        working.work_round()
        first = Progress.objects.exclude(failed_at=None).get()
        working.work_round()
        assert Progress.objects.exclude(failed_at=None).get().failed_at == first.failed_at

        settings.WORKER_STEPS = ["tests.mail.test_worker.counted"]
        Progress.objects.filter(pk=first.pk).update(name="step:tests.mail.test_worker.counted")
        working.work_round()

        assert not Progress.objects.exclude(failed_at=None).exists()

    def test_leaves_a_sign_of_life_for_administrators_only(self):
        now = timezone.now()
        assert "No worker was ever seen" in remarks.worker_was_seen(people.ada(), now)[0].text

        working.work_round()

        said = [one.text for one in remarks.worker_was_seen(people.ada(), timezone.now())]
        assert said[0].startswith("Worker last seen on ")
        assert "“step:tests.mail.test_worker.broken” fails since" in said[1]
        assert remarks.worker_was_seen(people.wanda(), now) == []

    def test_ends_between_steps_when_it_is_told_to(self):
        assert working.work_round(stopped=lambda: True) == {}

    def test_once_says_what_was_done(self, capsys):
        call_command("worker", "--once")

        assert "counted: something" in capsys.readouterr().out

    @pytest.mark.parametrize("every", [0, 3601])
    def test_a_pause_that_makes_no_sense_is_refused(self, every):
        with pytest.raises(CommandError, match="from 1 to 3600"):
            call_command("worker", "--every", str(every))


@pytest.fixture
def office():
    with PostOffice() as office:
        yield office


@pytest.fixture
def readers(own_database):
    """Many people, each with a letter to be sent."""
    User.objects.bulk_create(
        User(email=f"reader-{n}@example.org", name=f"Reader {n}", password="!") for n in range(MANY)
    )
    found = list(User.objects.filter(name__startswith="Reader"))
    persons = frozenset(person.uid for person in found)
    news = News("test:1", Event.PUBLISHED, "/admin/review/rel_1/", persons, "articles")
    letters.write([news], timezone.now())
    return sorted(person.email for person in found)


def start(database, office, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", *arguments],
        cwd=ROOT,
        env=database.environment | {"EMAIL_URL": office.url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.race
class TestAProcess:
    def test_that_is_killed_at_the_worst_moments_loses_nothing(self, own_database, office, readers):
        for number, moment in enumerate(["before_answer", "after_answer", "before_answer", "after_answer"]):
            worker = start(own_database, office, "--every", "1")
            fatal = len(office.mails) + 3

            def kill(count, worker=worker, fatal=fatal):
                if count == fatal:
                    worker.kill()
                    worker.wait()

            setattr(office, moment, kill)
            worker.communicate(timeout=120)
            assert worker.returncode == -signal.SIGKILL, number
            setattr(office, moment, lambda count: None)
            # What it had claimed comes back when its lease ends; the test does not wait for that.
            Letter.objects.filter(state="waiting").update(due_at=timezone.now())

        last = start(own_database, office, "--once")
        _, wrong = last.communicate(timeout=120)

        assert last.returncode == 0, wrong
        counts = Counter(office.recipients)
        assert sorted(counts) == readers
        assert max(counts.values()) <= 2
        assert sum(counts.values()) <= MANY + 4  # one more for each kill, at most
        assert not Letter.objects.exclude(state="sent").exists()

    def test_beside_another_tells_nobody_twice(self, own_database, office, readers):
        following.follow(timezone.now)
        people.everybody()
        item = builders.article(timezone.now)
        builders.submit(item, timezone.now)

        both = [start(own_database, office, "--once") for _ in range(2)]
        for worker in both:
            _, wrong = worker.communicate(timeout=120)
            assert worker.returncode == 0, wrong
        start(own_database, office, "--once").communicate(
            timeout=120
        )  # what one wrote when the other had sent

        counts = Counter(office.recipients)
        assert set(counts) == {*readers, "mila@example.org", "otto@example.org"}
        assert set(counts.values()) == {1}

    def test_ends_when_it_is_told_to(self, own_database, office):
        worker = start(own_database, office, "--every", "3600")
        for line in worker.stderr:
            if "the worker begins" in line:
                break
        worker.terminate()
        _, said = worker.communicate(timeout=60)

        assert worker.returncode == 0
        assert "the worker ends" in said
