"""Two thousand of the bodies that `python -m benchmarks.evaluation_api` sends a hundred thousand of."""

from collections import Counter

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from assessments import document
from benchmarks import evaluation_api
from tests import people
from tests.assessments import drafts
from tests.assessments.api import fuzzing
from tests.publishing import builders


def test_no_body_breaks_an_evaluation(own_database):
    people.everybody()
    pad = drafts.pad(timezone.now)
    builders.go_live(pad, timezone.now)
    bodies = fuzzing.bodies(document.draft_definition(pad), 2000)

    statuses, _ = evaluation_api.run(get_wsgi_application(), bodies)

    total = sum(statuses.values(), Counter())
    assert sum(total.values()) == 2000
    assert set(total) == {200, 400, 409, 413, 415, 422}
    # Each sort does what it is there for.
    assert set(statuses["good"]) == {200, 422}
    assert set(statuses["responses"]) >= {200, 400}
    assert set(statuses["random bytes"]) == {400}
    assert set(statuses["media types"]) >= {415}
    assert set(statuses["large"]) >= {413}
