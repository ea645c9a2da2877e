"""What was settled long ago, as it is read today: who signed it first, and nothing left to do."""

import pytest

from cms.publishing.admin import showing
from tests import people
from tests.publishing import builders

from .browsing import Desk


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def first(db, clock):
    """The release of a first publication, after which the same people signed a second one."""
    item = builders.article(clock)
    release = builders.go_live(item, clock)
    clock.forward(days=30)
    builders.edit(item, clock, body=builders.body("Walk fast."))
    builders.go_live(item, clock)
    return release


def test_a_text_is_compared_with_nothing_that_came_later(first):
    members = list(first.members.order_by("position"))

    bases = showing.bases(first, members, people.otto())

    assert all(showing.Basis() == bases.get(member.item, showing.Basis()) for member in members)


def test_who_signed_stands_before_what_was_signed(first):
    words = Desk(people.otto()).open(f"/admin/review/{first.uid}/").words

    assert words.index("Mila Moreau, MD, FACC") < words.index("As readers will see it")
    assert "Goes live with" not in words


def test_nothing_is_left_to_be_seen_of_a_large_one(first, monkeypatch):
    monkeypatch.setattr(showing, "ON_ONE_PAGE", 1)

    words = Desk(people.otto()).open(f"/admin/review/{first.uid}/").words

    assert "different changes" in words
    assert "Not seen yet" not in words
    assert "Next unseen" not in words
