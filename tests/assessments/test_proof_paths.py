"""How many paths there are, which scores they reach, and the table of them; also where they are too many."""

import copy
from collections import Counter

import pytest

from assessments import proof
from assessments.proof import checking
from tests.assessments import broken
from tests.assessments.samples import (
    NOT_RULED_OUT,
    audit_c,
    definition,
    edinburgh,
    on_score,
    option,
    outcome,
    question,
    rule,
    score,
    when,
)


def scale(number, levels, *cuts, **more):
    """So many questions worth 0 and up, and a rule from each cut on."""
    options = [option(f"p{points}", points=str(points)) for points in range(levels)]
    keys = [f"q{place}" for place in range(number)]
    parts = {
        "questions": [question(key, options=options) for key in keys],
        "scores": [score("total", keys)],
        "outcomes": [outcome("high", "soon"), outcome("low", does_not_rule_out=NOT_RULED_OUT)],
        "rules": [rule(f"from-{cut}", "high", all=[on_score("total", ">=", str(cut))]) for cut in cuts],
        "default": "low",
    }
    return definition(**{**parts, **more})


def test_the_edinburgh_questionnaire_has_4081_paths():
    told = proof.summary(edinburgh())

    assert told.paths == 4081
    assert told.outcomes["no-exertional-leg-pain"] == 1
    assert sum(told.outcomes.values()) == 4081


def test_audit_c_has_202_paths_from_0_to_12_points():
    told = proof.summary(audit_c())

    assert told.paths == 202
    assert told.scores["total"] == tuple(str(points) for points in range(13))
    assert told.limits("total") == ("0", "12")
    assert told.outcomes == {"positive": 186, "negative": 16}


@pytest.mark.parametrize(
    ("number", "levels", "cuts", "paths"),
    [(7, 4, (15, 10, 5), 16_384), (9, 4, (20, 15, 10, 5), 262_144), (10, 5, (20, 16, 8), 9_765_625)],
    ids=["GAD-7", "PHQ-9", "AUDIT"],
)
def test_questionnaires_as_large_as_the_known_ones_are_proven(number, levels, cuts, paths):
    made = scale(number, levels, *cuts)

    assert proof.check(made) == []
    assert proof.summary(made).paths == paths


def test_one_point_too_many_is_seen_among_millions_of_paths():
    above = rule("above", "high", all=[on_score("total", ">=", "41")])
    made = scale(10, 5, 20, rules=[above, rule("high", "high", all=[on_score("total", ">=", "40")])])

    (fault,) = [fault for fault in proof.check(made) if fault.blocks]

    assert (fault.rule, fault.where) == ("impossible", "rules/above")
    assert "from 0 to 40" in fault.sentence
    assert proof.confirms(made, fault)


def test_a_score_that_one_path_in_millions_reaches_is_not_overlooked():
    between = [
        rule("all", "high", all=[on_score("total", ">=", "40")]),
        rule("most", "high", all=[on_score("total", "<=", "38")]),
    ]
    made = scale(10, 5, rules=between)

    (gap,) = [fault for fault in proof.check(made) if fault.rule == "gap"]

    assert gap.claim["scores"] == {"total": "39"}
    assert proof.confirms(made, gap)


def test_thirty_red_flags_are_not_too_many():
    """Two to the power of thirty paths, and each needs but the first red flag that holds."""
    keys = [f"s{place}" for place in range(30)]
    made = definition(
        questions=[question(key, "yes_no") for key in keys],
        outcomes=[outcome("now", "urgent"), outcome("low", does_not_rule_out=NOT_RULED_OUT)],
        red_flags=[rule(f"f-{key}", "now", any=[when(key, "=", True)]) for key in keys],
        default="low",
    )

    assert proof.check(made) == []

    shadowed = {**made, "rules": [rule("late", "now", all=[when("s3", "=", True), when("s9", "=", True)])]}
    (fault,) = proof.check(shadowed)
    assert (fault.rule, fault.where) == ("shadowed", "rules/late")
    assert proof.confirms(shadowed, fault)


def test_what_is_not_proven_names_what_to_simplify():
    case = next(case for case in broken.PATHS if case.name == "too many different sums")

    (fault,) = [fault for fault in proof.check(case.definition) if fault.rule == "not-proven"]

    assert fault.blocks
    assert "rule “r”" in fault.sentence
    assert "“Question d0?”" in fault.sentence
    assert proof.summary(case.definition).paths is None


def test_with_too_few_steps_nothing_passes():
    faults = checking.prove(scale(9, 4, 20, 10), most_steps=50)

    assert "not-proven" in {fault.rule for fault in faults if fault.blocks}


def test_the_table_has_a_row_for_every_path():
    rows = list(proof.path_table(audit_c()))

    assert len(rows) == 202
    assert Counter(row.outcome for row in rows) == {"positive": 186, "negative": 16}
    assert rows[0].answers == {"sex": "Female", "a1": "Level 0"}
    assert (rows[0].scores, rows[0].rule, rows[0].urgency) == ({"total": "0"}, None, "none")
    assert {row.note for row in rows} == {""}


def test_a_number_is_a_run_in_the_table():
    made = broken.ruling(rule("old", "high", all=[when("age", ">=", "65")]))

    rows = list(proof.path_table(made))

    assert {row.answers["age"]: row.outcome for row in rows} == {"18 to 64": "low", "65 to 110": "high"}


def test_a_skipped_answer_is_empty_in_the_table():
    rows = list(proof.path_table(broken.whole(questions=[broken.pain(required=False), broken.strength()])))

    assert {row.answers["pain"] for row in rows} == {"Yes", "No", ""}


def test_a_table_that_is_too_long_says_what_a_row_stands_for():
    rows = list(proof.path_table(audit_c(), limit=100))

    assert sum(row.paths for row in rows) == 202
    assert len(rows) < 30
    assert all(row.note for row in rows)
    assert {(row.rule, row.scores["total"]) for row in rows} >= {("men", "4"), ("women", "3"), (None, "3")}


def test_a_proof_is_kept_and_cannot_be_changed_by_who_reads_it():
    made = edinburgh()

    proof.check(made).append("something")

    assert proof.check(made) == []
    assert proof.check(copy.deepcopy(made)) == []


def test_a_changed_definition_is_proven_anew():
    made = audit_c()
    assert proof.check(made) == []

    made["rules"][0]["all"][1]["value"] = "13"

    assert [fault.rule for fault in proof.check(made) if fault.blocks] == ["impossible"]


@pytest.mark.parametrize(
    ("ages", "found"),
    [
        (None, []),
        ({"min_age": 18, "max_age": 110}, []),
        ({"min_age": 18, "max_age": None}, []),
        ({"min_age": 40, "max_age": None}, ["age-differs"]),
        ({"min_age": None, "max_age": 80}, ["age-differs"]),
        ({"min_age": 80, "max_age": 40}, ["ages-reversed"]),
    ],
)
def test_ages_are_those_for_whom_it_is_meant(ages, found):
    assert [fault.rule for fault in proof.check(broken.whole(), intended_for=ages)] == found
