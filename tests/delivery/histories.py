"""A history made at random through the product's actions, and what GET answered while it was being made."""

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from articles.models import Treatment
from cms.delivery import detail
from cms.publishing import record
from cms.publishing.actions.errors import Refused
from cms.publishing.models import Publication
from tests.publishing import builders

TICK = timedelta(microseconds=1)
BEGIN = datetime(2042, 3, 1, 8, 0, tzinfo=UTC)
#: A locale that is asked for (or none), so that the default is asked for in both ways.
LOCALES = ["", "en-US", "es-US", "fr-CA"]
HEADERS = ("Location", "ETag", "Last-Modified", "Content-Language", "Content-Type", "Repr-Digest")


class Seen(NamedTuple):
    """One GET and what came back."""

    slug: str
    locale: str
    moment: datetime
    status: int
    headers: tuple
    digest: str


def told(answer) -> tuple:
    """What a reader can tell of an answer, apart from how long caches may keep it."""
    headers = dict(answer.headers)
    kept = tuple(headers.get(name) for name in HEADERS)
    return answer.status, kept, hashlib.sha256(answer.body).hexdigest()


class Newsroom:
    """Some pages that change all the time: their texts, addresses and locales, at once or on a schedule."""

    kind = Treatment.kind

    def __init__(self, seed: int, pages: int = 5):
        self.chance = random.Random(seed)
        self.clock = builders.Clock(BEGIN)
        self.items = [
            builders.save(Treatment(name=f"Page {n}", slug=f"page-{n}", locale=locale), self.clock)
            for n, locale in zip(range(pages), ["en-US", "es-US", "en-US", "fr-CA", "en-US"], strict=True)
        ]
        self.slugs = [item.slug for item in self.items] + ["never-there"]
        self.seen: list[Seen] = []
        self.done: dict[str, int] = {}

    def live_through(self, steps: int, looks: int) -> None:
        """So many things happen; between two of them readers look so many times."""
        for _ in range(steps):
            self._something_happens()
            self._readers_look(looks)

    # What happens

    def _something_happens(self):
        item = self.chance.choice(self.items)
        verbs = [
            (self.now_, 6), (self.later, 5), (self.retire, 3), (self.restore, 3), (self.call_off, 2),
        ]  # fmt: skip
        verb = self.chance.choices([verb for verb, _ in verbs], [weight for _, weight in verbs])[0]
        try:
            verb(item)
        except Refused:
            return
        self.done[verb.__name__] = self.done.get(verb.__name__, 0) + 1

    def now_(self, item):
        builders.publish(self._signed(item), self.clock)

    def later(self, item):
        step = self.chance.choice([timedelta(seconds=61), timedelta(minutes=7), timedelta(days=2), TICK])
        builders.publish(self._signed(item), self.clock, at=self.clock.now + step)

    def retire(self, item):
        successor = self.chance.choice([None, *self.items])
        builders.retire(item, self.clock, note=f"Gone {self.chance.random()}", successor=successor)

    def restore(self, item):
        earlier = Publication.objects.filter(item=item.uid, outcome="document").order_by("number")
        if earlier:
            builders.restore(self.chance.choice(list(earlier)), self.clock)

    def call_off(self, item):
        planned = list(record.scheduled_publications(self.clock.now).order_by("number"))
        if planned:
            builders.call_off(self.chance.choice(planned).release, self.clock)

    def _signed(self, item):
        fields = {"name": f"Page {self.chance.random()}"}
        if self.chance.random() < 0.4:
            fields["slug"] = f"page-{self.chance.randrange(8)}-{item.pk}"
        if self.chance.random() < 0.25:
            fields["locale"] = self.chance.choice(LOCALES[1:])
        builders.edit(item, self.clock, **fields)
        if item.slug not in self.slugs:
            self.slugs.append(item.slug)
        return builders.signed(item, self.clock)

    # Who looks

    def _readers_look(self, looks):
        """From now until just before the next thing happens, in the order of time."""
        begins = self.clock.now
        self.clock.now = begins + self.chance.choice(
            [TICK, 2 * TICK, timedelta(seconds=1), timedelta(minutes=3), timedelta(hours=30)]
        )
        last = self.clock.now - TICK
        planned = record.scheduled_publications(begins).filter(effective_at__lte=last)
        edges = {begins, begins + TICK, last}
        for at in planned.values_list("effective_at", flat=True):
            edges |= {at - TICK, at, at + TICK}
        between = (last - begins) // TICK
        moments = [begins + self.chance.randint(0, between) * TICK for _ in range(looks)]
        moments = sorted(
            self.chance.choice([moment, *sorted(edge for edge in edges if begins <= edge <= last)])
            for moment in moments
        )
        for moment in moments:
            slug, locale = self.chance.choice(self.slugs), self.chance.choice(LOCALES)
            query = f"locale={locale}" if locale else ""
            answer = detail.answer(kind=self.kind, slug=slug, query=query, now=moment)
            self.seen.append(Seen(slug, locale, moment, *told(answer)))
