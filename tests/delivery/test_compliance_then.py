"""What readers got at any moment: 10,000 GETs while a history was made, asked for again when it was over."""

from collections import Counter

import pytest
from django.conf import settings

from cms.delivery.compliance import then

from . import histories

pytestmark = pytest.mark.django_db

SEED = 20261123


def test_ten_thousand_answers_of_the_past_are_given_again():
    newsroom = histories.Newsroom(SEED)
    newsroom.live_through(steps=160, looks=63)
    wrong = []

    for seen in newsroom.seen:
        answer = then.answer(
            kind=newsroom.kind,
            slug=seen.slug,
            locale=seen.locale or settings.DEFAULT_LOCALE,
            chosen=bool(seen.locale),
            moment=seen.moment,
        )
        if histories.told(answer) != seen[3:]:
            wrong.append((seen, answer.status, answer.headers))

    assert wrong == []
    assert len(newsroom.seen) >= 10_000
    # The history held something of everything, or the test shows less than it says.
    assert (
        min(Counter(seen.status for seen in newsroom.seen)[status] for status in (200, 308, 404, 410)) > 200
    )
    assert set(newsroom.done) == {"now_", "later", "retire", "restore", "call_off"}
    assert min(newsroom.done.values()) > 3
