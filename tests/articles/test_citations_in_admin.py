"""The page on which somebody says what became of a source, and the form that does not say it by itself."""

import json

import pytest
import time_machine

from articles import citations
from articles.models import Citation, SourceEvent
from cms.publishing import record
from tests import people
from tests.articles import pages
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, change_form
from tests.publishing.admin.browsing import page as address

SAID = {"status": "superseded", "successor": "acc-aha-pad-2024", "reason": "The 2024 guideline says so."}


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def leaf(arranged, clock):
    """A live page that cites a guideline which still stands; the admin is opened the day after."""
    leaf = arranged(pages.live)
    clock.now = leaf.clock.forward(days=1)
    with time_machine.travel(clock.now, tick=False):
        yield leaf


def became(desk, source):
    return desk.open(address(source, "became"))


def test_from_the_form_to_the_page_and_back(leaf):
    desk = Desk(people.mila())
    form = desk.open(change_form(leaf.older))
    [link] = form.tree.xpath("//a[normalize-space()='Say what became of this source']/@href")

    visit = desk.open(link)
    assert "It is current." in visit.words
    assert "Live pages that cite it 1" in visit.words
    assert "Sore Calves on the Stairs: Could It Be PAD? articles/sore-calves (2 places)" in visit.words
    done = visit.send(**SAID, since="2024-05-14")

    assert done.address == change_form(leaf.older)
    name = "2016 AHA/ACC Guideline (aha-acc-pad-2016)"
    assert done.messages == [f"“{name}” is now said to be superseded. 1 live page tells front ends so."]
    event = SourceEvent.objects.get()
    assert (event.successor, event.since, event.by_name) == (
        leaf.newer.uid,
        "2024-05-14",
        "Mila Moreau, MD, FACC",
    )
    again = became(desk, leaf.older)
    assert "It is superseded; in its place: 2024 ACC/AHA Guideline" in again.words
    assert "Mila Moreau, MD, FACC said so on" in again.words


def test_a_retraction_says_what_it_stopped(leaf, clock):
    builders.edit(pages.fresh(leaf.article), clock, dek="Calves that ache.")
    builders.schedule(pages.fresh(leaf.article), clock, clock.after(days=3))
    desk = Desk(people.otto())

    visit = became(desk, leaf.older)
    assert "On their way" in visit.words
    done = visit.send(status="retracted", reason="Made-up data.")

    assert "Called off: “Sore Calves on the Stairs: Could It Be PAD?”." in done.messages[0]
    assert not record.scheduled_publications(clock()).exists()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"status": "superseded", "reason": "So."}, "Name the source that takes its place."),
        ({"reason": "So."}, "Say what became of it."),
        ({"status": "retracted"}, "Say how you know."),
        ({**SAID, "successor": "nothing-like-it"}, "No other source here has this title or key."),
        ({**SAID, "successor": "aha-acc-pad-2016"}, "No other source here has this title or key."),
        ({**SAID, "since": "yesterday"}, "Give a day, such as 2024-05-14."),
        ({**SAID, "since": "2051-01-01"}, "The day it happened cannot lie ahead."),
        ({**SAID, "status": "corrected"}, "Only what was superseded, retracted or has expired"),
        ({**SAID, "status": "gone"}, "Select a valid choice."),
        ({**SAID, "reason": "  "}, "Say how you know."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_keeps_what_was_typed(leaf, said, error):
    again = became(Desk(people.mila()), leaf.older).send(**{"reason": "", **said})

    assert again.status == 200
    assert any(error in one for one in again.errors), again.errors
    assert (again.form().fields["successor"] or "") == said.get("successor", "")
    assert not SourceEvent.objects.exists()


def test_the_successor_that_is_known_is_proposed_and_does_not_stand_in_the_way(leaf, clock):
    desk = Desk(people.mila())
    became(desk, leaf.older).send(**SAID)

    visit = became(desk, leaf.older)
    assert visit.form().fields["successor"] == "acc-aha-pad-2024"
    visit.send(status="retracted", reason="Made-up data.")
    assert citations.standing(pages.fresh(leaf.older)) == ("retracted", leaf.newer.uid)

    became(desk, leaf.older).send(status="current", reason="It was another paper.")
    assert citations.standing(pages.fresh(leaf.older)) == ("current", "")


@pytest.mark.parametrize(
    ("who", "status"), [("mila", 200), ("otto", 200), ("pia", 200), ("wanda", 403), ("ada", 403)]
)
def test_who_may_open_it(leaf, who, status):
    desk = Desk(getattr(people, who)())

    assert became(desk, leaf.older).status == status
    words = desk.open(change_form(leaf.older)).words
    assert ("Say what became of this source" in words) == (status == 200)
    assert ("publisher says what became of a source." in words) == (status == 403)


def test_nobody_sees_nothing(leaf):
    desk = Desk(people.nobody())

    assert became(desk, leaf.older).status == 403
    assert desk.client.get(address(leaf.older, "sources")).status_code == 403


def test_the_form_of_a_source_does_not_say_its_status(leaf):
    desk = Desk(people.wanda())
    visit = desk.open(change_form(leaf.older))
    assert not {"status", "superseded_by", "status_reason"} & set(visit.form().fields)

    visit.send(volume="135", status="retracted", status_reason="Forged", save_reason="Its volume.")

    source = pages.fresh(leaf.older)
    assert (source.volume, source.status, source.status_reason) == ("135", "current", "")


def test_a_new_source_may_come_with_a_status(leaf):
    desk = Desk(people.wanda())

    desk.open("/admin/articles/citation/add/").send(
        title="An old trial", slug="old-trial", status="retracted", status_reason="Made-up data."
    )

    assert Citation.objects.get(slug="old-trial").status == "retracted"


def test_the_picker_finds_other_sources_by_title_or_key(leaf):
    desk = Desk(people.mila())

    def found(asked):
        answer = desk.client.get(address(leaf.older, "sources"), {"q": asked})
        return [one["key"] for one in json.loads(answer.content)["pages"]]

    assert found("2024") == ["acc-aha-pad-2024"]
    assert found("peripheral artery") == ["acc-aha-pad-2024"]
    assert found("nothing\0") == []
