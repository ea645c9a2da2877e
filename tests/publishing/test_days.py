"""Days are counted as readers of the house count them, not in UTC."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from cms.people.actions import system_person
from cms.publishing import actions
from tests import people

from . import builders


def test_what_was_attested_late_in_the_evening_is_due_a_year_from_that_day(clock):
    article = builders.article(clock, slug="imported", by=system_person("import"))
    clock.now = datetime(2040, 4, 2, 1, 0, tzinfo=UTC)  # still the first of April in New York
    otto = people.otto()

    with timezone.override(ZoneInfo("America/New_York")):
        actions.attest(
            items=[article], by=otto, proof=builders.proof(otto), clock=clock, reason="Approved in 2019."
        )

    document = json.loads(builders.live_bytes(article, clock))
    assert document["display_date"] == "2040-04-01"
    assert document["publication"]["review_due"] == "2041-04-01"
