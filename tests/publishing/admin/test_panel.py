"""The box above the form that says where an item stands."""

import pytest
from django.utils import timezone

from articles.models import Treatment
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form

pytestmark = pytest.mark.django_db


def treatments(count):
    return [
        builders.save(Treatment(name=f"Treatment {n:02}", slug=f"treatment-{n:02}"), timezone.now)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "said"), [(3, "Treatment 02”."), (9, "Treatment 08”."), (12, "and 3 more.")]
)
def test_a_large_release_is_named_by_its_first_items(count, said):
    first, *others = treatments(count)
    builders.submit(first, timezone.now, also=others)

    words = Desk(people.wanda()).open(change_form(first)).words

    assert words.count("“Treatment") == min(count - 1, 8)
    assert said in words
