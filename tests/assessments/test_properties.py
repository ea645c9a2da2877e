"""What holds for every definition and all answers.

CI looks at some random definitions; `DEFINITIONS=20000 python -m pytest -m slow` with this file at as many as
you like (15 seconds for 20,000).
"""

import json
import os
import random
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import evaluation
from assessments.definition import INVALID
from tests.assessments import random_definitions, slow_evaluator
from tests.assessments.random_definitions import (
    definitions,
    definitions_with,
    full_answers,
    odd_answers,
    some_answers,
)

MANY = int(os.environ.get("DEFINITIONS", "4000"))
EXAMPLES = settings(max_examples=150)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def compare_with_the_slow_evaluator(seeds):
    for seed in seeds:
        definition, chance = random_definitions.definition_of(seed), random.Random(seed)
        tool = evaluation.compiled(definition)
        for draw in (some_answers, full_answers, odd_answers, odd_answers):
            answers = draw(chance, definition)
            assert evaluation.evaluate(tool, answers) == slow_evaluator.evaluate(definition, answers), seed


def test_the_evaluation_is_what_the_format_says():
    compare_with_the_slow_evaluator(range(600))


@pytest.mark.slow
def test_the_evaluation_is_what_the_format_says_for_many():
    compare_with_the_slow_evaluator(range(600, 600 + MANY))


@EXAMPLES
@given(definitions_with(full_answers))
def test_every_complete_path_has_exactly_one_outcome(drawn):
    definition, answers = drawn

    result = evaluation.evaluate(definition, answers)

    assert result["status"] == "complete"
    assert result["outcome"] in [outcome["key"] for outcome in definition["outcomes"]]
    told = definition["red_flags"] if result["red_flag"] else definition["rules"]
    by = {rule["key"]: rule["outcome"] for rule in told} | {None: definition["default"]}
    assert result["outcome"] == by[result["rule"]]


@EXAMPLES
@given(definitions_with(some_answers), st.randoms(use_true_random=False))
def test_answers_of_hidden_questions_change_nothing(drawn, chance):
    definition, answers = drawn
    tool = evaluation.compiled(definition)
    before = evaluation.evaluate(tool, answers)
    hidden = [each for each in definition["questions"] if each["key"] not in before["visible"]]
    other = {key: value for key, value in answers.items() if key in before["visible"]}
    others = [each for each in hidden if each["type"] != "notice" and chance.random() < 0.5]
    other |= {each["key"]: random_definitions.answer(chance, each) for each in others}

    after = evaluation.evaluate(tool, other)

    assert after == before | {"ignored": [each["key"] for each in hidden if each in others]}


@EXAMPLES
@given(definitions_with(odd_answers), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(drawn, chance):
    definition, answers = drawn
    items = list(answers.items())
    chance.shuffle(items)
    turned = {key: value[::-1] if isinstance(value, list) else value for key, value in items}

    assert evaluation.evaluate(definition, turned) == evaluation.evaluate(definition, answers)


@EXAMPLES
@given(definitions_with(some_answers))
def test_a_red_flag_that_holds_on_part_of_the_answers_holds_on_all(drawn):
    definition, answers = drawn
    tool = evaluation.compiled(definition)
    said, raised = {}, []
    for question in tool.questions:
        if question.key in answers:
            said[question.key] = answers[question.key]
        given = evaluation.taken(tool, said).given
        holding = {flag.key for flag in tool.red_flags if flag.holds(given, {})}
        assert holding.issuperset(raised)
        raised = holding

    result = evaluation.evaluate(tool, answers)
    told = result["red_flag"] if result["status"] == "complete" else result["urgent"] is not None
    assert told == bool(raised)


@EXAMPLES
@given(definitions(), st.data())
def test_any_json_at_all_has_a_result(definition, data):
    keys = st.sampled_from([question["key"] for question in definition["questions"]]) | st.text(max_size=5)
    answers = data.draw(json_values | st.dictionaries(keys, json_values, max_size=6))

    result = evaluation.evaluate(definition, answers)

    assert result["status"] in ("complete", "incomplete", "invalid")
    for error in result.get("errors", []):
        assert error["kind"] in INVALID
        assert error["question"] is None or error["question"] in evaluation.compiled(definition).by_key


@EXAMPLES
@given(definitions_with(full_answers))
def test_points_that_a_client_sends_change_nothing(drawn):
    definition, answers = drawn
    tool = evaluation.compiled(definition)
    wanted = evaluation.evaluate(tool, answers)
    forged = {"scores": {"total": 999}, "weights": {"a": 999}, "points": 999}

    assert evaluation.evaluate(tool, answers | forged) == {
        "status": "invalid",
        "errors": [{"question": None, "kind": "unknown_question"}],
    }
    for key, value in answers.items():
        heavy = {"key": value, "value": value, "points": 999, "weight": 999, "ordinalValue": 999}
        for smuggled in (heavy, [heavy]):
            result = evaluation.evaluate(tool, answers | {key: smuggled})
            assert result == {"status": "invalid", "errors": [{"question": key, "kind": "wrong_type"}]}
    assert evaluation.evaluate(tool, answers) == wanted


@EXAMPLES
@given(definitions_with(some_answers), st.randoms(use_true_random=False))
def test_what_was_sent_stands_in_no_result_and_no_exception(drawn, chance):
    definition, answers = drawn
    mark, number = "SENTINEL-7c1", 8_888_777_666
    where = chance.choice(definition["questions"])["key"]
    sent = chance.choice(
        [mark, [mark], {mark: mark}, [[mark]], number, float(number), -number, [number], f"{number}"]
    )
    answers |= {where: sent} | ({mark: mark} if chance.random() < 0.5 else {})

    try:
        said = json.dumps(evaluation.evaluate(definition, answers))
        said += evaluation.evaluate(definition, mark)["status"]
    except Exception:  # there is to be none; but if there is, then without what was sent
        said = traceback.format_exc()

    assert mark not in said
    assert str(number) not in said
    assert "Traceback" not in said


@EXAMPLES
@given(definitions_with(some_answers))
def test_asking_one_question_after_the_other_shows_all_that_is_visible(drawn):
    definition, answers = drawn
    tool = evaluation.compiled(definition)
    said, walked, key = {}, [], evaluation.next_question(tool, {})
    while key is not None:
        walked.append(key)
        if key in answers:
            said[key] = answers[key]
        key = evaluation.next_question(tool, said, key)

    assert walked == evaluation.visible(tool, said)
    assert walked == evaluation.visible(tool, answers)
