import itertools
import random

import pytest

from assessments import evaluation, vectors
from assessments.definition import INVALID
from cms import canonical
from tests.assessments import random_definitions, samples
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


def verdict(result):
    return result["red_flag"], result["rule"]


def verdicts(cases):
    return {verdict(case["expected"]) for case in cases if case["expected"]["status"] == "complete"}


def named(cases):
    return {case["name"]: case for case in cases}


@pytest.fixture(scope="module", params=["edinburgh", "audit_c", *range(20)], ids=str)
def some(request):
    if isinstance(request.param, str):
        return getattr(samples, request.param)()
    return random_definitions.definition_of(request.param)


def test_each_case_holds_and_has_a_name_of_its_own(some):
    cases = vectors.of(some)

    assert 0 < len(cases) <= vectors.MOST
    assert len(named(cases)) == len(cases)
    for case in cases:
        assert evaluation.evaluate(some, case["answers"]) == case["expected"]


def test_they_follow_from_the_definition_and_survive_json(some):
    cases = vectors.of(some)
    read = canonical.decode(canonical.encode(cases))

    assert vectors.of(canonical.decode(canonical.encode(some))) == cases
    assert [evaluation.evaluate(some, case["answers"]) for case in read] == [
        case["expected"] for case in read
    ]


def test_only_cases_about_that_hold_answers_of_hidden_questions(some):
    about = (" answered and hidden", " missing", " null", " empty")

    for case in vectors.of(some):
        assert not case["expected"].get("ignored") or case["name"].endswith(about)


def test_every_rule_that_can_decide_is_met():
    """What many answers, drawn without looking at the rules, come to is met by the few cases as well."""
    met, missed = 0, []
    for seed in range(60):
        made, chance = random_definitions.definition_of(seed, 8), random.Random(seed)
        tool = evaluation.compiled(made)
        optional = [each["key"] for each in made["questions"] if not each["required"]]
        reached = set()
        for _ in range(200):
            answers = random_definitions.full_answers(chance, made)
            for key in optional:
                if chance.random() < 0.3:
                    answers.pop(key, None)
            reached.add(verdict(evaluation.evaluate(tool, answers)))
        met += len(reached)
        missed += [(seed, *each) for each in reached - verdicts(vectors.of(made))]

    assert met > 100
    assert missed == []


def test_a_short_assessment_meets_both_sides_of_every_condition():
    cases = vectors.of(samples.edinburgh())

    assert verdicts(cases) == {(False, key) for key in ["r1", "r2", "r3", "r4", "r5", None]}
    tool = evaluation.compiled(samples.edinburgh())
    seen = [evaluation.taken(tool, case["answers"]).given for case in cases]
    for path, holds in tool.tests.items():
        assert {holds(given, {}) for given in seen} == {True, False}, path


def test_a_narrow_band_of_a_long_score_is_met():
    """Exactly 17 of 0 to 60 points from 20 questions: no walk through all paths would come to an end."""
    options = [option(str(points), points=str(points)) for points in range(4)]
    made = definition(
        questions=[question(f"q{number}", options=options) for number in range(20)],
        scores=[score("total", [f"q{number}" for number in range(20)])],
        outcomes=[outcome("odd"), outcome("none")],
        rules=[
            rule(
                "narrow",
                "odd",
                all=[on_score("total", "=", "17"), when("q3", "=", "2"), when("q4", "=", "0")],
            ),
            rule("most", "odd", all=[on_score("total", ">=", "59")]),
            rule("never", "odd", all=[on_score("total", ">", "60")]),
        ],
        default="none",
    )

    cases = vectors.of(made)

    assert verdicts(cases) == {(False, "narrow"), (False, "most"), (False, None)}
    assert len(cases) <= vectors.MOST


def test_edges_of_bands_and_limits_are_among_the_answers():
    bands = [
        {"at_least": None, "at_most": "36.4", "points": "2"},
        {"at_least": "37.5", "at_most": None, "points": "1"},
    ]
    made = definition(
        questions=[
            question("age", "integer", minimum="18", maximum="120"),
            question("warm", "decimal", places=1, minimum="30", maximum="45", bands=bands),
        ],
        scores=[score("total", ["warm"])],
        outcomes=[outcome("old"), outcome("none")],
        rules=[rule("old", "old", all=[when("age", ">", "65")])],
        default="none",
    )

    cases = vectors.of(made)

    complete = [case["answers"] for case in cases if case["expected"]["status"] == "complete"]
    assert {answers["age"] for answers in complete} >= {18, 65, 66, 120}
    assert {answers["warm"] for answers in complete} >= {"30", "36.4", "36.5", "37.4", "37.5", "45"}
    wrong = {
        (error["question"], error["kind"])
        for case in cases
        if case["expected"]["status"] == "invalid"
        for error in case["expected"]["errors"]
    }
    assert wrong >= {
        *itertools.product(["age", "warm"], ["below_minimum", "above_maximum", "wrong_type"]),
        ("warm", "too_precise"),
        (None, "unknown_question"),
    }


def test_scores_on_both_sides_of_a_cut_off_are_among_the_cases():
    """Where another number in the rule would tell another outcome, one case tells the difference."""
    cut = {"female": "3", "male": "4"}
    for sex, rule_at in (("female", 0), ("male", 1)):
        for shift in (-1, 1):
            moved = samples.audit_c()
            criterion = moved["rules"][rule_at]["all"][1]
            assert criterion["value"] == cut[sex]
            criterion["value"] = str(int(cut[sex]) + shift)

            failing = [
                case
                for case in vectors.of(samples.audit_c())
                if evaluation.evaluate(moved, case["answers"]) != case["expected"]
            ]

            assert failing, (sex, shift)


def test_every_kind_of_wrong_answer_is_among_them():
    made = definition(
        sections=[section("one", shown_when=None)],
        questions=[
            question("note", "notice", section="one"),
            question("pain", "multi", [option("calf"), option("foot"), option("none", exclusive=True)]),
            question("smokes", "yes_no", shown_when={"any": [when("pain", "!=", "none")]}),
            question("weight", "decimal", places=1, minimum="1", maximum="300"),
        ],
        outcomes=[outcome("urgent", "emergency"), outcome("none")],
        red_flags=[rule("foot", "urgent", any=[when("pain", "=", "foot")])],
        default="none",
    )

    cases = vectors.of(made)

    errors = [error for case in cases for error in case["expected"].get("errors", [])]
    assert {error["kind"] for error in errors} == set(INVALID)
    urgent = named(cases)["red flag foot, urgent"]
    assert urgent["answers"] == {"pain": ["foot"]}
    assert urgent["expected"]["urgent"] == {"rule": "foot", "outcome": "urgent"}
    hidden = named(cases)["smokes answered and hidden"]
    assert hidden["expected"]["ignored"] == ["smokes"]
    assert named(cases)["no answers"]["expected"]["next"] == "pain"


def test_the_longest_assessment_has_no_more_cases_than_fit():
    options = [option(f"o{number}", points="1") for number in range(60)]
    keys = [f"q{number}" for number in range(200)]
    shown = [None] + [{"any": [when(before, "!=", "o1"), when(before, "=", "o2")]} for before in keys]
    made = definition(
        questions=[
            question(key, options=options, shown_when=group) for key, group in zip(keys, shown, strict=False)
        ],
        outcomes=[outcome("last"), outcome("none")],
        rules=[rule("last", "last", all=[when("q199", "=", "o5")])],
        default="none",
    )

    cases = vectors.of(made)

    assert len(cases) == vectors.MOST
    assert verdicts(cases) == {(False, "last"), (False, None)}


def test_an_assessment_that_asks_nothing_has_its_default():
    cases = vectors.of(definition(outcomes=[outcome("none")], default="none"))

    assert named(cases)["default"]["answers"] == {}
    assert named(cases)["default"]["expected"]["outcome"] == "none"


def test_nonsense_has_no_vectors():
    with pytest.raises(evaluation.Broken):
        vectors.of(definition(questions=[question("q1", "essay")]))
