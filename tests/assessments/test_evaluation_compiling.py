"""Definitions that mean nothing, exact numbers, and what is compiled only once."""

import threading

import pytest

from assessments import evaluation
from assessments.definition import Invalid
from assessments.evaluation import cache, exact
from assessments.kept import Kept
from tests.assessments.samples import (
    definition,
    on_score,
    option,
    outcome,
    question,
    rule,
    score,
    section,
    when,
)


def small(*questions, **parts):
    """These questions and one outcome."""
    return definition(questions=list(questions), outcomes=[outcome("none")], default="none", **parts)


MULTI = question("q", "multi", [option("a"), option("b"), option("none", exclusive=True)])
SINGLE = question("q", options=[option("a"), option("b")])
YES_NO = question("q", "yes_no")
WHOLE = question("q", "integer", minimum="-5", maximum="120")
DECIMAL = question("q", "decimal", places=1, minimum="30", maximum="45")


YES = {"all": [when("q", "=", True)]}


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (None, "definition"),
        ([], "definition"),
        ({}, "sections"),
        (definition(questions=[3]), "questions[0]"),
        (small(question("q", "essay")), "questions[0].type"),
        (small(YES_NO, YES_NO), "questions[1].key"),
        (small({**YES_NO, "key": 7}), "questions[0].key"),
        (small({**YES_NO, "required": "yes"}), "questions[0].required"),
        (small({**YES_NO, "section": "nowhere"}), "questions[0].section"),
        (small({**YES_NO, "options": [option("yes")]}), "questions[0].options"),
        (small({**SINGLE, "options": [option("a"), option("a")]}), "questions[0].options[1].key"),
        (small({**SINGLE, "options": [option("a", points=1)]}), "questions[0].options[0].points"),
        (small({**SINGLE, "options": [option("a", points="1e3")]}), "questions[0].options[0].points"),
        (small({**WHOLE, "minimum": "low"}), "questions[0].minimum"),
        (small({**DECIMAL, "places": 7}), "questions[0].places"),
        (small({**DECIMAL, "places": True}), "questions[0].places"),
        (small({**WHOLE, "bands": [{"points": None}]}), "questions[0].bands[0].points"),
        (small({**YES_NO, "shown_when": YES}), "questions[0].shown_when.all[0].question"),
        (small(question("a", "yes_no", shown_when=YES), YES_NO), "questions[0].shown_when.all[0].question"),
        (small(YES_NO, question("a", "yes_no", shown_when={})), "questions[1].shown_when"),
        (
            small(YES_NO, question("a", "yes_no", shown_when={"all": [], "any": []})),
            "questions[1].shown_when",
        ),
        (
            small({**YES_NO, "section": "s"}, sections=[section("s", shown_when=YES)]),
            "sections[0].shown_when.all[0].question",
        ),
        (
            small(SINGLE, question("a", "yes_no", shown_when={"all": [when("q", "in", ["a"])]})),
            "questions[1].shown_when.all[0].operator",
        ),
        (small(SINGLE, rules=[rule("r", "none", all=[when("q", ">", "a")])]), "rules[0].all[0].operator"),
        (small(SINGLE, rules=[rule("r", "none", all=[when("q", "=", "c")])]), "rules[0].all[0].value"),
        (small(YES_NO, rules=[rule("r", "none", all=[when("q", "=", "yes")])]), "rules[0].all[0].value"),
        (small(WHOLE, rules=[rule("r", "none", all=[when("q", "=", 3)])]), "rules[0].all[0].value"),
        (small(MULTI, rules=[rule("r", "none", all=[when("q", "in", "a")])]), "rules[0].all[0].value"),
        (
            small(question("q", "notice"), rules=[rule("r", "none", all=[when("q", "answered", True)])]),
            "rules[0].all[0].question",
        ),
        (small(SINGLE, rules=[rule("r", "none")]), "rules[0]"),
        (small(SINGLE, rules=[rule("r", "some", all=[])]), "rules[0].outcome"),
        (small(rules=[rule("r", "none", any=[on_score("total", "=", "1")])]), "rules[0].any[0].score"),
        (
            small(
                SINGLE,
                scores=[score("total", ["q"])],
                rules=[rule("r", "none", any=[on_score("total", "in", "1")])],
            ),
            "rules[0].any[0].operator",
        ),
        (
            small(
                SINGLE,
                scores=[score("t", ["q"])],
                red_flags=[rule("r", "none", any=[on_score("t", "=", "1")])],
            ),
            "red_flags[0].any[0].question",
        ),
        (small(SINGLE, scores=[score("total", ["other"])]), "scores[0].questions"),
        (small(SINGLE, scores=[score("total", ["q", "q"])]), "scores[0].questions"),
        (small(SINGLE, scores=[score("total", ["q"], "guess")]), "scores[0].when_missing"),
        (definition(default="none"), "default"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_definition_that_means_nothing_is_refused_where_it_does_not(made, path):
    with pytest.raises(evaluation.Broken) as caught:
        evaluation.compiled(made)

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("scaled", "text"),
    [(0, "0"), (1_500_000, "1.5"), (-1, "-0.000001"), (-2_000_000, "-2"), (10**24, "1" + "0" * 18)],
)
def test_exact_numbers_are_written_like_a_definition_writes_them(scaled, text):
    assert exact.text(scaled) == text


def test_numbers_of_a_definition_are_read_by_value():
    assert exact.of_text("1.50") == exact.of_text("1.5") == 1_500_000
    assert exact.of_text("1.1234567") is None
    assert exact.of_text(1) is None
    assert exact.of_answer("1.1234567", 6) is Invalid.TOO_PRECISE


@pytest.fixture
def nothing_kept(monkeypatch):
    monkeypatch.setattr(cache, "_kept", Kept(cache.MOST))


def test_a_definition_is_compiled_once_for_its_digest(nothing_kept):
    loaded = []

    def load():
        loaded.append(1)
        return small(YES_NO)

    assert evaluation.of_digest("aa", load) is evaluation.of_digest("aa", load)
    assert len(loaded) == 1


def test_what_was_not_used_for_long_makes_room(nothing_kept):
    first = evaluation.of_digest("first", lambda: small(YES_NO))
    second = evaluation.of_digest("second", lambda: small(YES_NO))
    for number in range(cache.MOST - 1):
        evaluation.of_digest(str(number), lambda: small(YES_NO))
        evaluation.of_digest("first", lambda: small(YES_NO))

    assert len(cache._kept) == cache.MOST
    assert evaluation.of_digest("first", lambda: small(YES_NO)) is first
    assert evaluation.of_digest("second", lambda: small(YES_NO)) is not second


def test_a_broken_definition_is_not_kept(nothing_kept):
    with pytest.raises(evaluation.Broken):
        evaluation.of_digest("aa", dict)

    assert evaluation.of_digest("aa", lambda: small(YES_NO)).default == "none"


def test_threads_may_ask_at_the_same_time(nothing_kept):
    failed, start = [], threading.Barrier(4)

    def ask():
        start.wait()
        try:
            for number in range(400):
                evaluation.of_digest(str(number % 200), lambda: small(YES_NO))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(cache._kept) == cache.MOST
