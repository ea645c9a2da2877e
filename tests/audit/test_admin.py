"""The audit trail in the admin: who may look, what they find, and the entry that their looking leaves."""

import pytest

from cms.audit import checkpointing, keys
from cms.audit.models import Entry
from tests import people
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk

TRAIL = "/admin/audit/entry/"


@pytest.fixture
def otto(db):
    people.everybody()
    builders.topic(builders.Clock())
    return Desk(people.otto())


def readings():
    return list(Entry.objects.filter(action="record.read").order_by("sequence"))


def test_the_list_leaves_one_entry_for_each_page_shown(otto):
    otto.open(TRAIL)
    otto.open(TRAIL, q="Wanda", about="draft")

    first, second = readings()
    assert first.actor == people.otto().uid
    assert first.detail_document == {"what": "audit trail"}
    assert second.detail_document == {"what": "audit trail", "asked": {"q": "Wanda", "about": "draft"}}


def test_what_is_shown_does_not_hold_its_own_reading(otto):
    assert "record.read" not in otto.open(TRAIL).words
    assert "record.read" in otto.open(TRAIL).words


def test_the_list_cannot_be_had_without_an_entry_by_sending_a_form(otto):
    assert b"draft.save" in otto.client.post(TRAIL, {"action": "none"}).content
    assert len(readings()) == 1

    otto.client.head(TRAIL)
    assert len(readings()) == 1  # of which nothing was shown


def test_an_entry_that_is_read_is_named(otto):
    entry = Entry.objects.filter(action="draft.save").get()

    words = otto.open(f"{TRAIL}{entry.pk}/change/").words

    assert "There is no checkpoint to compare with." in words
    [read] = readings()
    assert read.subject == entry.subject
    assert read.detail_document == {"what": "audit trail", "entry": entry.sequence}


@pytest.mark.parametrize("address", [TRAIL, f"{TRAIL}1/change/"])
def test_who_may_not_look_leaves_nothing(otto, address):
    assert Desk(people.wanda()).client.get(address).status_code == 403
    assert Desk(people.nobody()).client.get(address).status_code == 403
    assert readings() == []


@pytest.mark.parametrize("address", [f"{TRAIL}99999/change/", f"{TRAIL}x/change/"])
def test_what_is_not_there_was_not_read(otto, address):
    assert otto.client.get(address).status_code in (302, 404)
    assert readings() == []


@pytest.mark.parametrize(
    "query", [{"about": "\ud7ff" * 500}, {"when": "<script>"}, {"about": "x" * 5000}, {"q": "\x00"}]
)
def test_odd_questions_are_kept_short(otto, query):
    otto.open(TRAIL, **query)

    assert all(len(entry.detail) < 4000 for entry in readings())


def test_filters(otto):
    otto.open(TRAIL)

    assert "record.read" not in otto.open(TRAIL, readings="no").words
    assert "draft.save" in otto.open(TRAIL, readings="no").words
    assert "draft.save" not in otto.open(TRAIL, about="record").words
    assert "record.read" in otto.open(TRAIL, about="record").words


def test_every_action_is_about_something(otto):
    """So that a filter finds it."""
    import re
    from pathlib import Path

    from cms.audit.admin import ABOUT

    root = Path(__file__).resolve().parents[2]
    written = {
        action
        for top in ("cms", "articles", "assessments")
        for path in (root / top).rglob("*.py")
        if "migrations" not in path.parts
        for action in re.findall(r"(?:action=|ACTION = )\"([a-z]+\.[a-z_]+)\"", path.read_text())
    }
    beginnings = tuple(beginning for _, some in ABOUT.values() for beginning in some)

    assert {"draft.restore", "checkpoint.make", "record.read"} <= written
    assert {action for action in written if not action.startswith(beginnings)} == set()


def test_an_entry_says_which_checkpoint_vouches_for_it(otto, tmp_path, settings):
    key = keys.Key.new()
    settings.CHECKPOINT_DIR, settings.CHECKPOINT_TRUSTED = str(tmp_path), [key.public]
    made = checkpointing.make(key=key, place=tmp_path, by=people.ada(), clock=builders.Clock())
    n = made.document["sequence"]

    assert f"The checkpoint of entry {n} vouches for this one" in otto.open(f"{TRAIL}{n}/change/").words
    assert "does not vouch for this one yet" in otto.open(f"{TRAIL}{n + 1}/change/").words
