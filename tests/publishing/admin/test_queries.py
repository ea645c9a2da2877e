"""Lists and panels ask a fixed number of questions, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Citation, Treatment
from cms.publishing.models import Standing
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form, page

pytestmark = pytest.mark.django_db


def queries(desk, address, **query):
    desk.client.get(address, query)  # content types and the like are asked for once
    with CaptureQueriesContext(connection) as captured:
        assert desk.client.get(address, query).status_code == 200
    return len(captured)


def many(model, count, **fields):
    """Items with their standings, as many saves would leave them."""
    made = [model(uid=f"{model.uid_prefix}_{n:05}", slug=f"s-{n}", **fields) for n in range(count)]
    for n, item in enumerate(made):
        setattr(item, "title" if hasattr(item, "title") else "name", f"Number {n}")
    model.objects.bulk_create(made)
    Standing.objects.bulk_create(
        Standing(item=item.uid, kind=model.kind, title=str(item), revision=1, published_revision=n % 2)
        for n, item in enumerate(made)
    )
    if connection.vendor == "postgresql":
        # Its planner still believes the tables to be as empty as the tests before left them.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.parametrize("model", [Article, Citation, Treatment])
def test_a_list_of_thousands_takes_as_many_queries_as_one_of_two(model):
    wanda = Desk(people.wanda())
    address = f"/admin/articles/{model._meta.model_name}/"
    many(model, 2)
    few = queries(wanda, address)
    Standing.objects.all().delete()
    model.objects.all().delete()
    many(model, 5000)

    assert queries(wanda, address) == few <= 12
    for query in ({"q": "Number 4"}, {"state": "live"}, {"state": "draft", "archived": "all"}, {"o": "-1"}):
        assert queries(wanda, address, **query) <= few + 2


def test_the_filter_of_states_finds_what_the_column_says():
    many(Treatment, 6)
    wanda = Desk(people.wanda())

    live = wanda.open("/admin/articles/treatment/", state="live").words
    drafts = wanda.open("/admin/articles/treatment/", state="draft").words

    assert "Number 1" in live
    assert "Number 0" not in live
    assert "Number 0" in drafts
    assert "Number 1" not in drafts


def test_the_queue_does_not_ask_row_by_row():
    mila, wanda = Desk(people.mila()), Desk(people.wanda())
    submitted = [
        builders.save(Citation(title=f"Source {n}", slug=f"source-{n}"), timezone.now) for n in range(6)
    ]
    for item in submitted[:2]:
        builders.submit(item, timezone.now)
    few = queries(mila, "/admin/review/"), queries(wanda, "/admin/review/"), queries(mila, "/admin/")

    for item in submitted[2:]:
        builders.submit(item, timezone.now)

    assert (queries(mila, "/admin/review/"), queries(wanda, "/admin/review/")) == few[:2]
    assert queries(mila, "/admin/") == few[2]
    assert max(few) <= 20


def test_the_panel_and_the_history_cost_the_same_for_a_long_history():
    wanda = Desk(people.wanda())
    item = builders.save(Treatment(name="Walking", slug="walking"), timezone.now)
    builders.go_live(item, timezone.now)
    few = queries(wanda, change_form(item)), queries(wanda, page(item, "history"))

    for n in range(5):
        builders.edit(item, timezone.now, name=f"Walking {n}")
        builders.go_live(item, timezone.now)

    assert (queries(wanda, change_form(item)), queries(wanda, page(item, "history"))) == few
    assert few[0] <= 30
