import pytest

from cms.mail import following
from tests import people
from tests.publishing import builders


@pytest.fixture
def clock(db):
    """A clock on a database with the cast, where the worker has followed everything so far."""
    clock = builders.Clock()
    people.everybody()
    following.follow(clock)
    return clock


@pytest.fixture
def page(clock):
    """A live article; nobody was told of how it came to be."""
    item = builders.article(clock)
    builders.go_live(item, clock)
    caught_up(clock)
    return item


def caught_up(clock):
    """Let the worker follow what happened, and forget what it wrote."""
    from cms.mail.models import Letter

    following.follow(clock)
    Letter.objects.all().delete()
