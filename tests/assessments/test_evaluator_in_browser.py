"""That the browser's evaluator says what the server says, case by case, in a real browser.

CI looks at some random definitions; `DEFINITIONS=3000 python -m pytest -m slow` with this file at as many as
you like (5 minutes for 3,000).
"""

import json
import math
import os
import random
from decimal import Decimal

import pytest

from assessments import evaluation, vectors
from tests.assessments import random_definitions, samples

pytestmark = pytest.mark.once("sqlite")

MANY = int(os.environ.get("DEFINITIONS", "200"))
EVALUATOR = "/static/assessments/evaluator.js"

#: Everything is frozen first: a module throws where it would change what it was given.
RUN = """
async ([address, text, then]) => {
  const evaluator = await import(address);
  const frozen = (value) => {
    if (value && typeof value === "object") Object.values(value).forEach(frozen);
    return Object.freeze(value);
  };
  return eval(then)(evaluator, frozen(JSON.parse(text)));
}
"""


@pytest.fixture
def run(page):
    """Run a function of (evaluator, value) in the browser, on a value that was sent as JSON."""
    page.goto(EVALUATOR)

    def run(function, value):
        return page.evaluate(RUN, [EVALUATOR, json.dumps(value, allow_nan=False), function])

    return run


def sendable(value):
    """The same with JSON's own numbers; NaN where there is no such number."""
    if isinstance(value, dict):
        return {key: sendable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [sendable(each) for each in value]
    if isinstance(value, Decimal):
        return math.nan if value.is_snan() else float(value)
    return value


def cases(seed):
    """A random definition, its vectors, and answers that mean to be wrong."""
    made, chance, found = random_definitions.definition_of(seed, 9), random.Random(seed), []
    draws = [
        random_definitions.some_answers,
        random_definitions.full_answers,
        *[random_definitions.odd_answers] * 4,
    ]
    for draw in draws:
        answers = sendable(draw(chance, made))
        try:
            json.dumps(answers, allow_nan=False)
        except ValueError:
            continue  # JSON has no NaN and no infinity
        result = evaluation.evaluate(made, answers)
        found.append({"name": f"{seed} {draw.__name__}", "answers": answers, "expected": result})
    return {"definition": made, "vectors": vectors.of(made) + found}


def rarely_drawn():
    """Red flags on what was not answered, which never hold, and a notice that somebody called required."""
    return samples.definition(
        questions=[
            samples.question("note", "notice", required=True),
            samples.question("maybe", "yes_no", required=False),
            samples.question("last", "yes_no"),
        ],
        outcomes=[samples.outcome("call", "emergency"), samples.outcome("none")],
        red_flags=[
            samples.rule("open", "call", all=[samples.when("maybe", "answered", False)]),
            samples.rule("other", "call", all=[samples.when("maybe", "!=", True)]),
        ],
        default="none",
    )


def disagreements(run, some):
    found = run("(evaluator, all) => all.map((one) => evaluator.agrees(one.definition, one.vectors))", some)
    return [(number, names) for number, names in enumerate(found) if names]


def test_the_browser_says_what_the_server_says(run):
    some = [cases(seed) for seed in range(150)]
    some += [
        {"definition": made, "vectors": vectors.of(made)} for made in (samples.edinburgh(), samples.audit_c())
    ]

    assert sum(len(one["vectors"]) for one in some) > 5000
    assert disagreements(run, some) == []


@pytest.mark.slow
def test_the_browser_says_what_the_server_says_of_many(run):
    for start in range(1000, 1000 + MANY, 100):
        assert disagreements(run, [cases(seed) for seed in range(start, start + 100)]) == []


def test_a_case_that_fails_is_named(run):
    made = samples.audit_c()
    some = vectors.of(made)
    some[3] = some[3] | {"expected": some[3]["expected"] | {"outcome": "positive", "rule": "men"}}
    some[4] = some[4] | {"expected": {**some[4]["expected"], "more": 1}}

    named = run("(evaluator, {made, some}) => evaluator.agrees(made, some)", {"made": made, "some": some})

    assert named == [some[3]["name"], some[4]["name"]]


def test_the_browser_shows_and_follows_the_same_questions(run):
    sent = []
    for seed in range(60):
        made, chance = random_definitions.definition_of(seed, 9), random.Random(seed)
        answers = sendable(random_definitions.some_answers(chance, made))
        after = chance.choice([None, "never-heard-of", *(question["key"] for question in made["questions"])])
        sent.append({"definition": made, "answers": answers, "after": after})

    found = run(
        """(evaluator, all) => all.map(({definition, answers, after}) => [
             evaluator.visible(definition, answers), evaluator.nextQuestion(definition, answers, after)])""",
        sent,
    )

    assert found == [
        [
            evaluation.visible(one["definition"], one["answers"]),
            evaluation.next_question(one["definition"], one["answers"], one["after"]),
        ]
        for one in sent
    ]


def test_what_only_a_script_can_pass_is_taken_or_told_why_not(run):
    made = samples.definition(
        questions=[
            samples.question("n", "decimal", places=2, required=False),
            samples.question("m", "multi", [samples.option("a")], required=False),
        ],
        outcomes=[samples.outcome("none")],
        default="none",
    )
    kinds = run(
        """(evaluator, made) => [
             {n: NaN}, {n: Infinity}, {n: -Infinity}, {n: 10n}, {n: new Number(3)}, {n: 0.1 + 0.2}, {n: 1e-7},
             {n: 1e21}, {n: -0}, {n: undefined}, {m: new Set(["a"])}, {m: [undefined]},
             () => 1, null, undefined, "n",
           ].map((answers) => {
             const result = evaluator.evaluate(made, answers);
             return result.errors ? result.errors[0].kind : result.status;
           })""",
        made,
    )

    assert kinds == [
        *(
            "wrong_type",
            "above_maximum",
            "below_minimum",
            "wrong_type",
            "wrong_type",
            "too_precise",
            "too_precise",
        ),
        *("above_maximum", "complete", "complete", "wrong_type", "wrong_type", *["wrong_type"] * 4),
    ]
