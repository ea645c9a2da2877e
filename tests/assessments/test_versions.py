"""Whatever happens to an assessment, a version is one content for ever, and what is live is its own pin.

Random walks over the workflow's own actions; `WALKS=200 python -m pytest` with this file takes longer ones.
"""

import contextlib
import os
import random

import pytest

from cms.publishing import actions, record
from cms.publishing.models import Outcome, Publication
from tests import people
from tests.assessments.api import staging
from tests.publishing import builders

WALKS = int(os.environ.get("WALKS", "5"))
STEPS = 14
#: What no version is about, and what only tells it.
BESIDE = ("publication", "json_ld", "version", "questionnaire")


class Walk:
    """One assessment in the hands of people who do whatever comes to their mind."""

    def __init__(self, chance):
        self.chance = chance
        stage = staging.build()
        self.pad, self.clock = stage.pad, stage.clock
        self.waiting = None
        self.contents: dict[int, dict] = {}

    def edit(self):
        staging.renamed(self.pad, self.clock, f"Title {self.chance.choice('abcd')}")

    def go_live(self):
        builders.go_live(self.pad, self.clock)

    def reword(self):
        builders.edit(self.pad, self.clock, description=f"Leg pain{'.' * self.chance.randint(0, 3)}")
        builders.go_live(self.pad, self.clock, change="editorial")

    def submit(self):
        self.waiting = builders.submit(self.pad, self.clock)

    def schedule(self):
        at = self.clock.after(hours=self.chance.choice([2, 30]))
        self.waiting = builders.schedule(self.pad, self.clock, at)

    def publish(self):
        if self.waiting:
            builders.sign_all(self.waiting, self.clock)
            builders.publish(self.waiting, self.clock)

    def call_off(self):
        if self.waiting:
            builders.call_off(self.waiting, self.clock)

    def retire(self):
        builders.retire(self.pad, self.clock)

    def restore(self):
        published = Publication.objects.filter(item=self.pad.uid, outcome=Outcome.DOCUMENT)
        builders.restore(self.chance.choice(list(published.order_by("number"))), self.clock)

    def confirm(self):
        release = actions.confirm_review(
            item=self.pad, by=people.wanda(), clock=self.clock, reason="It still holds."
        )
        builders.sign_all(release, self.clock)

    def go_on(self):
        """One step; what is not possible just now is refused and changes nothing."""
        names = "edit edit go_live reword submit schedule publish call_off retire restore confirm"
        self.pad.refresh_from_db()
        with contextlib.suppress(actions.NotPossible, actions.NotReady):
            getattr(self, self.chance.choice(names.split()))()
        self.clock.forward(hours=1)

    def take_down_contents(self):
        """The content under each number, of all that was ever published; a number has one."""
        for publication in Publication.objects.filter(item=self.pad.uid, outcome=Outcome.DOCUMENT):
            document = record.document_of(publication)
            content = without_number(document)
            assert self.contents.setdefault(document["version"], content) == content


def without_number(document):
    return {name: value for name, value in document.items() if name not in BESIDE}


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_number_is_one_content_and_every_reader_is_told_the_same(db, client, seed):
    walk = Walk(random.Random(seed))
    staging.new_version(walk.pad, walk.clock, "Another title")

    for _ in range(STEPS):
        walk.go_on()
        walk.take_down_contents()
        with staging.travelling(walk.clock):
            live = client.get(staging.BASE + "/pad")
            if live.status_code == 200:
                readers_are_told_the_same(client, live.json(), walk.contents)

    assert len(walk.contents) >= 2


def readers_are_told_the_same(client, live, contents):
    for pin in ({}, {"version": live["version"]}, {"digest": live["definition_digest"]}):
        told = staging.post(client, {"answers": staging.ANSWERS, **pin}).json()
        assert (told["version"], told["superseded"]) == (live["version"], False)
        assert told["digest"] == live["definition_digest"]
    for version, content in contents.items():
        told = staging.post(client, {"answers": staging.ANSWERS, "version": version})
        read = client.get(f"{staging.BASE}/pad/versions/{version}")
        assert (told.status_code, read.status_code) in ((200, 200), (409, 404), (409, 410))
        if read.status_code == 200:
            assert without_number(read.json()) == content
            assert told.json()["digest"] == read.json()["definition_digest"]
            assert told.json()["superseded"] is (version != live["version"])
            fhir = client.get(f"{staging.BASE}/pad/versions/{version}/fhir").json()
            assert fhir["version"] == str(version)
