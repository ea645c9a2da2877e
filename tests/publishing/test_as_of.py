"""What an address showed at a moment, from the record alone."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from cms import instant
from cms.publishing import actions, asof
from cms.publishing.admin import as_of_question as question
from cms.publishing.models import Publication
from tests import people

from . import builders

KEY, LOCALE = "articles/leg-pain", "en-US"
TICK = timedelta(microseconds=1)


@pytest.fixture
def article(clock):
    return builders.changed()


def shown(moment, key=KEY):
    found = asof.in_effect(key, LOCALE, moment)
    return found and (found.outcome, found.revision)


def test_a_decision_is_in_effect_from_its_microsecond_on(article, clock):
    first, second = Publication.objects.filter(item=article.uid).order_by("number")

    assert shown(first.effective_at - TICK) is None
    assert shown(first.effective_at) == ("document", 1)
    assert shown(second.effective_at - TICK) == ("document", 1)
    assert shown(second.effective_at) == ("document", 2)


def test_what_was_called_off_was_never_shown(article, clock):
    at = clock.after(hours=2)
    release = builders.schedule(article, clock, at)
    before = shown(at)
    builders.call_off(release, clock)

    assert before == ("document", 3)
    assert shown(at) == ("document", 2)


def test_showings_follow_on_each_other_and_know_what_is_to_come(article, clock):
    builders.retire(article, clock)
    clock.forward(hours=1)
    builders.edit(article, clock, slug="claudication")
    at = clock.after(hours=3)
    builders.schedule(article, clock, at)
    clock.forward(hours=1)

    found = asof.showings(KEY, LOCALE, until=clock.now)

    assert [one.publication.outcome for one in found] == ["document", "document", "gone"]
    for one, following in pairwise(found):
        assert one.ends == following.begins
    assert found[-1].ends == at  # the old address will lead on
    assert asof.showings("articles/claudication", LOCALE, until=clock.now) == []
    assert asof.home(article.uid, at).key == "articles/claudication"


def test_a_page_stands_with_what_was_signed_and_written(article, clock):
    publication = asof.in_effect(KEY, LOCALE, clock.now)

    page = asof.page(publication, clock.now)

    assert page.body.encode() == builders.live_bytes(article, clock).encode()
    assert [one.meaning for one in page.signatures] == ["compliance", "medical"]
    assert [one.action for one in page.entries] == [
        "release.submit",
        "release.sign",
        "release.sign",
        "release.publish",
    ]
    assert page.companion["document"] == publication.snapshot_id
    assert page.seal is None


def test_a_sealed_page_stands_without_its_bytes(article, clock):
    first = Publication.objects.filter(item=article.uid).earliest("number")
    request = actions.request_seal(
        item=article.uid, digests=[first.snapshot_id], by=people.otto(), clock=clock, reason="A patient."
    )
    actions.confirm_seal(request=request, by=people.pia(), clock=clock)

    page = asof.page(first, first.effective_at)

    assert (page.body, page.companion) == ("", None)
    assert page.seal.by_name == "Pia Palmer"
    assert [one.meaning for one in page.signatures] == ["compliance", "medical"]


def test_notices_are_those_of_the_moment(article, clock):
    publication = asof.in_effect(KEY, LOCALE, clock.now)
    before = clock.now
    clock.forward(hours=1)
    shown_notice = actions.show_notice(
        items=[article.uid], kind="safety", severity="urgent", text="Stop.", reason="R.", by=people.mila(),
        clock=clock,
    )  # fmt: skip
    during = clock.now
    clock.forward(hours=1)
    places = shown_notice.places.all()
    actions.lift_notice(places=places, by=people.mila(), clock=clock, reason="Over.")

    assert [
        [said["text"] for said in asof.page(publication, moment).companion["notices"]]
        for moment in (before, during, clock.now)
    ] == [[], ["Stop."], []]


# What people type


NOW = datetime(2041, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("2026-03-14", "2026-03-14T04:00:00.000000Z", "2026-03-15T04:00:00.000000Z"),
        ("2026-03-08", "2026-03-08T05:00:00.000000Z", "2026-03-09T04:00:00.000000Z"),  # 23 hours
        ("2026-11-01", "2026-11-01T04:00:00.000000Z", "2026-11-02T05:00:00.000000Z"),  # 25 hours
        ("2026-03-14T09:30", "2026-03-14T13:30:00.000000Z", None),
        ("2026-03-14 09:30:15.25", "2026-03-14T13:30:15.250000Z", None),
        ("2026-03-14t09:30z", "2026-03-14T09:30:00.000000Z", None),
        ("2026-03-14T09:30:00.000001+02:00", "2026-03-14T07:30:00.000001Z", None),
        ("2026-11-01T01:30", "2026-11-01T05:30:00.000000Z", None),
    ],
)
def test_days_and_clocks_are_those_of_the_installation(settings, text, begins, ends):
    settings.TIME_ZONE = "America/New_York"

    span = question.span(text, NOW)

    assert instant.to_text(span.begins) == begins
    assert (instant.to_text(span.ends) if span.ends else None) == ends
    assert bool(span.remark) == text.startswith("2026-11-01T")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("14 March", "Give a day such as 2026-03-14"),
        ("2026-02-30", "There is no day 2026-02-30."),
        ("2026-03-14T25:00", "There is no time 25:00."),
        ("2026-03-14T09:30+99:00", "There is no time"),
        ("2026-03-08T02:30", "The clocks here never showed 02:30"),
        ("2041-01-02", "That day lies ahead."),
        ("2041-01-01T00:00:00.000001Z", "That moment lies ahead."),
        ("0001-01-01", "The record knows nothing of 0001-01-01."),
        ("9999-12-31", "The record knows nothing of 9999-12-31."),
        ("٢٠٢٦-٠٣-١٤", "Give a day such as 2026-03-14"),
    ],
)
def test_what_is_no_time_says_what_would_be_right(settings, text, said):
    settings.TIME_ZONE = "America/New_York"

    with pytest.raises(question.Wrong, match=said.replace(".", r"\.")):
        question.span(text, NOW)


def test_today_lasts_until_now():
    assert question.span("2041-01-01", NOW).ends == NOW + TICK


@pytest.mark.parametrize(
    "text",
    [
        "articles/leg-pain",
        "leg-pain",
        "/articles/leg-pain/",
        "https://www.example.org/articles/leg-pain?utm=1#top",
        "https://cms.example.org/api/v1/articles/leg-pain",
        "https://cms.example.org/api/v1/compliance/articles/leg-pain/at?time=2026-03-14T09:30:00Z",
        "https://www.example.org/anything/at/all/leg-pain",
        "articles/leg-pain?locale=en-US",
        "LEG pain",
        " leg-pain\0 ",
    ],
)
def test_an_address_is_found_in_whatever_form(article, text):
    assert [(one.key, one.item) for one in question.places(text, lambda model: True)] == [(KEY, article.uid)]


@pytest.mark.parametrize(
    "text", ["nothing", "articles/nothing", "https://[", "%00", "fr/leg-pain?locale=fr", "'--"]
)
def test_what_is_no_address_finds_nothing(article, text):
    assert question.places(text, lambda model: True) == []


def test_kinds_out_of_sight_are_not_found(article):
    assert question.places("leg-pain", lambda model: False) == []


def test_old_addresses_and_old_titles_lead_to_the_item(article, clock):
    builders.edit(article, clock, slug="claudication", title="Claudication")
    builders.go_live(article, clock)
    builders.retire(article, clock)

    assert {one.key for one in question.places("Leg pain", lambda model: True)} == {
        KEY,
        "articles/claudication",
    }
    assert [one.key for one in question.places(KEY, lambda model: True)] == [KEY]
