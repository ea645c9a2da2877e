"""The page of an assessment: what a reader should know first, what is refused, and what is left behind."""

import logging
from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from django.core.signals import got_request_exception
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import drawing, evaluation, pages, sheet, sitting
from cms.publishing import actions
from tests import live_rows, people
from tests.articles import sample_document
from tests.articles.test_pages import put_live
from tests.assessments import drafts
from tests.assessments.pages import shown
from tests.assessments.pages.shown import ADDRESS, Walk
from tests.publishing import builders

FORM = "application/x-www-form-urlencoded"
SENTINEL = "5e471n31"


@pytest.fixture
def live(db):
    return shown.put()


def post(client, body="", content_type=FORM, **more):
    return client.post(ADDRESS, body, content_type=content_type, **more)


def test_an_outcome_is_told_in_the_words_that_were_signed(db, client):
    shown.put(urgency_words={**drawing.URGENCY, "emergency": "Signed: now", "urgent": "Signed: today"})

    assert "Signed: today" in client.get(ADDRESS).content.decode()  # in the templates that scripts take
    walk = Walk(client).press("start").next().next(age="40").next(cold="yes")
    assert walk.urgent == "Signed: now: Get help now"
    assert "Signed: now" in shown.words(walk.press("stop").main)


def test_the_start_says_what_it_is_for_and_for_whom_it_is_not(live, client):
    said = shown.words(shown.main(client.get(ADDRESS)))

    for words in (
        "Leg assessment A few questions. About 2 minutes",
        "Helps adults with leg pain decide whom to see.",
        "It is meant for people aged 18 or older.",
        "People who had an artery opened",
        "Not for you? Do this instead Ask your clinic. Call the clinic: 999",
        "Questions alone miss many people.",
        "General information only.",
        "It follows: A known questionnaire. Adapted, not validated.",
        "They are not kept, and never part of an address.",
        "A guideline. Superseded.",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ((18, 65), "aged 18 to 65."),
        ((None, 65), "aged 65 or younger."),
        ((0, None), "aged 0 or older."),
    ],
)
def test_ages_are_said_in_words(db, client, ages, words):
    meant = {
        "min_age": ages[0],
        "max_age": ages[1],
        "excludes": [],
        "otherwise": {"text": "", "next_steps": []},
    }
    shown.put(intended_for=meant)

    said = shown.words(shown.main(client.get(ADDRESS)))

    assert words in said
    assert "Do this instead" not in said


def test_forms_post_and_scripts_come_from_files(live, client):
    response = client.get(ADDRESS)

    page = response.content.decode()
    assert page.count('<form method="post"') == page.count("<form ") == 3
    assert "action=" not in page
    assert '<script type="module" src="/static/assessments/take.js"></script>' in page
    assert page.count("<script") == 2
    assert "style=" not in page
    assert "unsafe" not in response["Content-Security-Policy"]


def test_what_a_definition_says_is_never_markup(db, client):
    definition = shown.legs()
    definition["questions"][1]["text"] = "</script><b>How</b>"
    definition["outcomes"][0]["title"] = "<b>Now</b>"
    shown.put(definition)

    page = client.get(ADDRESS).content.decode()

    assert "<b>" not in page
    assert "</script><b>" not in page


def test_a_real_draft_is_answered_once_it_is_live(db, client, time_machine_at):
    clock = builders.Clock()
    builders.go_live(drafts.pad(clock), clock)
    time_machine_at(clock.forward(days=1))
    walk = Walk(client, "/assessments/pad").press("start")

    walk.next(age="70").next(sores="no").next(cold="no").next(pain="no").next(risks=["diabetes"])

    assert walk.outcome == "See your doctor"
    assert "Risk points 4" in shown.words(walk.main).replace("points4", "points 4")
    assert "See a doctor soon." in shown.words(walk.main)


@pytest.fixture
def time_machine_at():
    with ExitStack() as travels:
        yield lambda moment: travels.enter_context(time_machine.travel(moment, tick=False))


def test_what_was_taken_down_is_gone_for_answers_too(db, client):
    live_rows.gone(
        "legs",
        kind="assessments",
        start=timezone.now() - timedelta(days=1),
        title="Legs",
        note="It was wrong.",
    )

    for response in (client.get(ADDRESS), post(client, "go=start")):
        assert response.status_code == 410
        assert "It was wrong." in response.content.decode()


@pytest.mark.parametrize("address", ["/assessments/nothing", "/assessments/Not-A-Slug"])
def test_what_is_not_there_is_said_plainly(db, client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, "go=start", content_type=FORM).status_code == 404


def test_it_leads_to_what_to_read(live, client):
    pick = {"type": "article", "id": "art_walking", "slug": "walking", "title": "A walking plan"}
    picks = [{**pick, "href": "/learn/walking"}]
    put_live(shown.document(shown.legs(), slug="other", related={"picks": picks}), kind="assessments")

    related = shown.main(client.get("/assessments/other")).xpath(".//section[@class='related']//a")

    assert [(shown.words(one), one.get("href")) for one in related] == [
        ("A walking plan", "/articles/walking")
    ]


def test_notices_are_shown_on_every_step(db, client, time_machine_at):
    clock = builders.Clock()
    item = drafts.pad(clock)
    builders.go_live(item, clock)
    actions.show_notice(
        items=[item.uid], kind="safety", severity="urgent", text="Do not rely on it.", reason="A mistake.",
        by=people.mila(), clock=clock,
    )  # fmt: skip
    time_machine_at(clock.forward(days=1))

    walk = Walk(client, "/assessments/pad")
    assert "Do not rely on it." in shown.words(walk.main)
    assert "Do not rely on it." in shown.words(walk.press("start").main)


# What is refused.


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("go=start&answer:age=" + "9" * 17_000, FORM, 413),
        ("{}", "application/json", 415),
        ("--x\r\n", "multipart/form-data; boundary=x", 415),
        ("go=start", f"{FORM}; charset=utf-16", 415),
    ],
)
def test_what_is_no_form_of_ours_is_refused(live, client, body, content_type, status):
    response = post(client, body, content_type)

    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(live, client, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        "",
        "go=next",
        "go=%00&at=%00&answer:age=%00",
        "go=next&at=nothing&manner=other&asked=x+-1+99999999999999999999+²",
        "go=next&at=site&answer:site=calf",
        "go=stop",
        "go=back&at=age",
        "go=change&manner=all",
        "go=next&manner=all",
        "go=next&at=age&answer:age=1&answer:age=2&answer:pain=maybe&answer:intro=x&answer:unknown=1&=",
        "go=start&definition=other&answer:far=%FF%FE",
        "go=__class__",
        "go=next&at=sore&answer:age=40&answer:cold=no&answer:pain=no&answer:sore=no&answer:far=rubbish",
        ";;;&&&%%%===",
    ],
)
def test_any_form_gets_a_page(live, client, body):
    response = post(client, body)

    assert response.status_code == 200
    assert shown.main(response).xpath(".//h1")


# What it costs, and what it leaves behind.


def test_it_costs_what_the_page_of_an_article_costs(live, client):
    put_live(sample_document.article())
    with CaptureQueriesContext(connection) as article:
        client.get("/articles/sore-calves")

    with CaptureQueriesContext(connection) as start:
        client.get(ADDRESS)
    with CaptureQueriesContext(connection) as step:
        post(client, "go=next&at=age&answer:age=40")

    assert len(start) <= len(article) + 1 <= 9  # one asks for the articles that lead to it
    assert len(step) == len(start)


def test_a_step_leaves_nothing_behind(live, client, caplog):
    caplog.set_level(logging.DEBUG)
    said = f"manner=one&answer:age={SENTINEL}&answer:far={SENTINEL}&answer:{SENTINEL}={SENTINEL}"

    with CaptureQueriesContext(connection) as queries:
        responses = [
            post(client, f"go={go}&at=age&{said}") for go in ("next", "back", "stop", "change", "all")
        ]

    for response in responses:
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
        assert not response.cookies
        assert SENTINEL not in str(response.headers)
        for name in ("Surrogate-Key", "ETag", "Location", "Set-Cookie", "Vary"):
            assert SENTINEL not in response.get(name, "")
        assert "ETag" not in response
        for address in shown.main(response).xpath(".//@href | .//@src | .//@action"):
            assert SENTINEL not in address
    assert SENTINEL in responses[0].content.decode()  # what was typed stays in its field
    assert SENTINEL not in caplog.text
    assert [one["sql"] for one in queries if not one["sql"].lstrip().upper().startswith("SELECT")] == []
    assert not [one for one in queries if SENTINEL in one["sql"]]


STEPS = [
    (sheet, "read"),
    (sheet, "answers"),
    (evaluation, "evaluate"),
    (sitting, "step"),
    (drawing, "groups"),
    (drawing, "problems"),
    (pages.pages, "_drawn"),
]


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_an_error_on_the_way_reports_no_answer(live, client, caplog, capsys, monkeypatch, module, name):
    reported = []

    def fail(said, *args, **kwargs):
        raise RuntimeError(f"Something broke: {said} {args} {kwargs}")

    def report(sender, request, **kwargs):
        reported.append(request)

    monkeypatch.setattr(module, name, fail)
    got_request_exception.connect(report)
    try:
        response = post(client, f"go=next&at=age&answer:age={SENTINEL}&answer:far={SENTINEL}")
    finally:
        got_request_exception.disconnect(report)

    assert response.status_code == 500
    assert response["Cache-Control"] == "no-store"
    assert "RuntimeError" in caplog.text
    assert reported == []
    told = [caplog.text, *capsys.readouterr(), response.content.decode(), str(response.headers)]
    assert SENTINEL not in "\n".join(told)
