"""The work of a proof is counted and ends: what would take too long is not proven, and nothing hangs."""

import pytest

from assessments.proof import checking
from tests.assessments import samples

OUTCOMES = [samples.outcome("high", "soon"), samples.outcome("low", does_not_rule_out=samples.NOT_RULED_OUT)]


def scored(questions, rules):
    return samples.definition(
        questions=questions,
        scores=[samples.score("total", [one["key"] for one in questions])],
        outcomes=OUTCOMES,
        rules=rules,
        default="low",
    )


def many_bands():
    bands = [
        {"at_least": str(10 * at), "at_most": str(10 * at + 9), "points": str(at)} for at in range(2_000)
    ]
    age = samples.question("age", "integer", minimum="0", maximum="19999", bands=bands)
    return scored([age], [samples.rule("r", "high", all=[samples.on_score("total", ">", "5")])])


def many_rules():
    """Each rule never holds, and each lies beside every other."""
    options = [samples.option(f"o{points}", points=str(points)) for points in range(5)]
    ends = [
        (samples.on_score("total", ">=", f"{n}"), samples.on_score("total", "<", f"{n}")) for n in range(800)
    ]
    rules = [samples.rule(f"r{at}", "high", all=list(end)) for at, end in enumerate(ends)]
    return scored([samples.question(f"q{at}", options=options) for at in range(60)], rules)


def many_conditions():
    options = [samples.option(key) for key in "abc"]
    questions = []
    for at in range(100):
        rows = [samples.when(f"q{n % at}", "!=", "a") for n in range(40)] if at else []
        shown_when = {"any": rows} if at else None
        questions.append(samples.question(f"q{at}", options=options, required=False, shown_when=shown_when))
    return scored(questions, [samples.rule("r", "high", all=[samples.when("q99", "=", "a")])])


@pytest.mark.parametrize("made", [many_bands, many_rules, many_conditions])
def test_too_much_to_look_at_is_not_proven(made):
    found = [fault for fault in checking.prove(made(), most_steps=100_000) if fault.rule == "not-proven"]

    assert found
    assert all(fault.blocks for fault in found)
