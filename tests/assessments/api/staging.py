"""Assessments in every state that an address or a pin can meet, published by the product's own actions."""

from dataclasses import dataclass
from typing import ClassVar

import time_machine

from assessments.models import Assessment
from tests import people
from tests.assessments import drafts
from tests.publishing import builders

BASE = "/api/v1/assessments"

#: Answers that lead to “see-doctor” with seven points.
ANSWERS = {
    "age": 67,
    "sores": False,
    "cold": False,
    "pain": True,
    "site": ["calf"],
    "eases": "minutes",
    "risks": ["smoking"],
}


class Clock(builders.Clock):
    """A clock that the whole process follows."""

    def __init__(self):
        super().__init__()
        self.traveller = None

    def forward(self, **duration):
        super().forward(**duration)
        if self.traveller:
            self.traveller.move_to(self.now)
        return self.now


@dataclass
class Stage:
    clock: Clock
    pad: Assessment


def travelling(clock):
    return time_machine.travel(clock.now, tick=False)


def build() -> Stage:
    """The PAD assessment, live in its first version."""
    clock = Clock()
    people.everybody()
    pad = drafts.pad(clock)
    builders.go_live(pad, clock)
    clock.forward(hours=1)
    return Stage(clock, pad)


def renamed(draft, clock, title, outcome="low", **options):
    """Save the draft with another title of an outcome: a change of the definition."""

    def write(item):
        row = item.outcome_rows.get(key=outcome)
        row.title = title
        row.save()

    draft.refresh_from_db()
    return builders.save(draft, clock, reason="It reads better.", write=write, **options)


def new_version(draft, clock, title, **options):
    """The same, live as the next version."""
    renamed(draft, clock, title)
    release = builders.go_live(draft, clock, **options)
    clock.forward(hours=1)
    return release


class Curious:
    """A middleware that looks into whatever comes by, before and after everybody else."""

    seen: ClassVar[list[str]] = []

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        self.look(request)
        response = self.get_response(request)
        self.look(request)
        return response

    def look(self, request):
        self.seen.append(repr([request.body, request.POST, request.META, vars(request)]))
        self.seen.append(repr(request.META["wsgi.input"].read()))


def post(client, body, slug="pad", *, query="", content_type="application/json", **options):
    address = f"{BASE}/{slug}/evaluations{query}"
    return client.post(address, body, content_type=content_type, **options)
