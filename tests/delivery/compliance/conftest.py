"""A page with a history, what GET said of it meanwhile, and an officer's program that asks about it."""

import json
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from cms.delivery import openapi
from tests import people
from tests.publishing import builders

from .readers import Reader


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def frozen(clock):
    """The server's clock is the workflow's."""
    with time_machine.travel(clock.now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def otto(clock, frozen):
    return Reader(people.otto(), clock)


@pytest.fixture
def api():
    return json.loads(openapi.rendered()[0])


@pytest.fixture
def page(clock, otto, frozen):
    """Live, corrected an hour later, moved, and gone; each an hour after the other, with what GET said."""
    item = builders.article(clock, slug="leg-pain", title="Leg pain", words="Walk.")
    said, moments = [], []

    def look(slug="leg-pain"):
        clock.forward(minutes=1)
        frozen.move_to(clock.now)
        said.append(Client().get(f"/api/v1/articles/{slug}"))
        moments.append(clock.now)
        clock.forward(minutes=59)

    look()
    builders.go_live(item, clock)
    look()
    builders.edit(item, clock, dek="When to rest.")
    builders.go_live(item, clock, change="correction")
    look()
    builders.edit(item, clock, slug="claudication")
    builders.go_live(item, clock)
    look()
    other = builders.article(clock, slug="veins", title="Veins")
    builders.go_live(other, clock)
    builders.retire(item, clock, note="It was <wrong>.", successor=other)
    look()
    clock.forward(days=30)
    frozen.move_to(clock.now)
    return SimpleNamespace(item=item, said=said, moments=moments)
