"""The demo: content in every state through the real workflow, on a database of its own."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.demo.people import CAST
from cms import canonical
from cms.audit import verification
from cms.audit.models import Entry
from cms.people.models import User
from cms.publishing import impact, kinds, recalls, reviews, waiting
from cms.publishing.actions import noticing
from cms.publishing.models import (
    Change,
    Content,
    Decision,
    Live,
    Notice,
    Recall,
    RecallPlace,
    Release,
    Standing,
    Waiver,
)
from tests import people
from tests.databases import Failed


@pytest.fixture(scope="module")
def demo(told, django_db_blocker):
    """The demo as its command makes it, made once for all tests; they only read it."""
    database = told.copy()
    with django_db_blocker.unblock():
        yield database
    database.drop()


@pytest.fixture
def demo_open(demo):
    with demo.open():
        yield demo


def test_the_demo_shows_every_state(demo_open):
    states = {standing.state(timezone.now()) for standing in Standing.objects.filter(kind="articles")}

    assert states >= {"live", "in_review", "scheduled", "retired"}
    waiting = Standing.objects.filter(kind="articles", waits_for="compliance")
    assert waiting.count() == 1
    assert Live.objects.at(timezone.now()).documents().filter(kind="articles").count() >= 8


def test_its_history_goes_back_a_year_and_its_reviews_fall_due(demo_open):
    now = timezone.now()

    assert Entry.objects.earliest("sequence").at < now - timedelta(days=390)
    for window in ("overdue", "30"):
        [row] = reviews.falling_due(now, window)
        assert row.kind == "articles"


def test_the_demo_shows_the_record(demo_open):
    now = timezone.now()

    progress = recalls.of(Recall.objects.get(), now)
    assert (progress.settled, progress.total, progress.overdue) == (0, 3, False)
    assert {place.decision for place in RecallPlace.objects.all()} == {Decision.BY_HAND, Decision.SUCCESSOR}
    shown, lifted = Notice.objects.order_by("-at")
    assert [place.notice for place in noticing.in_force(None, now)] == [shown]
    assert lifted.places.get().end.reason
    assert Waiver.objects.exclude(reason="").count() == 3
    assert Release.objects.filter(change=Change.EDITORIAL).exists()


def test_the_demo_shows_assessments_in_every_state(demo_open):
    now = timezone.now()
    states = {one.title: one for one in Standing.objects.filter(kind="assessments")}
    live = {
        row.slug: json.loads(row.card) for row in Live.objects.at(now).documents().filter(kind="assessments")
    }

    assert live["leg-circulation-check"]["version"] == 2
    assert live["edinburgh-claudication-questionnaire"]["version"] == 1
    assert "medical" in states["Three questions about alcohol"].waits_for.split()
    recalled = {place.title for place in RecallPlace.objects.filter(decision=Decision.SUCCESSOR)}
    assert "Walking pain questionnaire" in recalled


def test_the_demo_tells_which_outcomes_rest_on_what_was_superseded(demo_open):
    old = kinds.model("citations").objects.get(slug="aha-acc-pad-2016")

    found = {one.title: one.mentions for one in impact.of(old, timezone.now())}

    parts = [one.part for one in found["Walking pain questionnaire"]]
    assert parts == [
        "outcome “The pattern fits claudication, at an ordinary pace”",
        "outcome “The pattern fits claudication, uphill or in a hurry”",
    ]


def test_its_pages_name_the_address_of_the_publishers_site(demo_open, client):
    page = client.get("/articles/walking-with-peripheral-artery-disease").content.decode()
    questionnaire = client.get("/api/v1/assessments/leg-circulation-check/fhir").json()

    site = "https://harborvascular.example"  # a name that is reserved: it leads nowhere by mistake
    assert f'<link rel="canonical" href="{site}/learn/walking-with-peripheral-artery-disease">' in page
    assert questionnaire["url"] == f"{site}/check/leg-circulation-check"


@pytest.mark.parametrize("player", CAST, ids=lambda player: player.role)
def test_something_waits_for_everybody(demo_open, player):
    person = User.objects.get(email=player.email)

    assert waiting.groups(person, timezone.now())


def test_the_record_of_the_demo_holds(demo_open):
    from django.db import connection

    assert list(verification.verify(connection)) == []


def test_every_etag_is_the_digest_of_the_bytes_served(demo_open, client):
    documents = Live.objects.at(timezone.now()).documents()
    assert {live.kind for live in documents} == set(kinds.models_by_kind())

    for live in documents:
        response = client.get(f"/api/v1/{live.key}", {"locale": live.locale})

        assert response.status_code == 200, live.key
        assert response.headers["ETag"] == f'"{canonical.digest(response.content)}"'


def test_every_document_of_the_demo_is_of_its_schema(demo_open):
    from jsonschema import Draft202012Validator

    for live in Live.objects.documents():
        document = json.loads(Content.objects.get(pk=live.etag).body)

        Draft202012Validator(kinds.model(live.kind).schema()).validate(document)


def test_a_second_start_changes_nothing(demo):
    with demo.open():
        before = Entry.objects.count()

    said = demo.manage("demo", "--no-server")

    assert "there already" in said
    with demo.open():
        assert Entry.objects.count() == before


def test_the_demo_leaves_another_database_alone(own_database):
    people.wanda()

    with pytest.raises(Failed, match="holds something else"):
        own_database.manage("demo", "--no-server")
    with pytest.raises(Failed, match="only a database that the demo made"):
        own_database.manage("demo", "--no-server", "--fresh")


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CommandError, match="from 1 to 65535"):
        call_command("demo", "--port", port)
