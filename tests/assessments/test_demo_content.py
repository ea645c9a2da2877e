"""The assessments of the demo: proven, and saying what tools of their kind must say."""

from pathlib import Path

import pytest

import articles
from articles.files import folder, library, reading
from articles.files.problems import Report
from assessments import proof
from assessments.definition import PRESSING
from assessments.evaluation import compiled, evaluate
from tests.assessments.files import states

CONTENT = Path(articles.__file__).parent / "demo" / "content"
TOOLS = ["alcohol-check", "edinburgh-claudication-questionnaire", "leg-circulation-check"]


@pytest.fixture(scope="module")
def found():
    report = Report()
    plan = reading.read(folder.scan(CONTENT, report), report, library.Nowhere())
    assert plan.problems == []
    return {one.source.slug: one.state for one in plan.items if one.source.kind.kind == "assessments"}


def definition_of(state):
    steps = [{**row, "article": None, "treatment": None} for row in state["next_steps"]]
    return states.definition_of({**state, "topic": None, "sources": [], "related": [], "next_steps": steps})


def test_three_of_them_ask_something(found):
    assert sorted(slug for slug, state in found.items() if state["questions"]) == TOOLS
    assert len(found["leg-circulation-check"]["questions"]) == 8


@pytest.mark.parametrize("slug", TOOLS)
def test_every_path_ends_well(found, slug):
    assert proof.check(definition_of(found[slug])) == []


@pytest.mark.parametrize("slug", TOOLS)
def test_it_says_what_it_is_for_and_what_it_cannot_tell(found, slug):
    state = found[slug]

    for name in ("intended_use", "limits", "disclaimer", "otherwise", "instrument_rights", "excludes"):
        assert state[name], name
    assert state["sources"]
    mildest = next(row for row in state["outcomes"] if row["urgency"] == "none")
    assert "does not rule out" in mildest["does_not_rule_out"]
    for row in state["outcomes"]:
        steps = [step["kind"] for step in state["next_steps"] if step["outcome"] == row["key"]]
        assert steps, row["key"]
        assert row["urgency"] not in PRESSING or steps[0] == "phone"


@pytest.mark.parametrize("slug", TOOLS[:2])
def test_an_adapted_instrument_says_that_it_was_not_validated(found, slug):
    assert found[slug]["instrument_rights"].startswith("Adapted, not validated.")


WELL = {"cold": False, "sores": False, "rest-pain": False, "pain": False, "age": 40, "risks": ["none"]}
WALKING = {"pain": True, "site": ["calf"], "eases": "minutes"}


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, "less-likely"),
        ({"cold": True, "sores": True, **WALKING}, "emergency"),
        ({"sores": True, "rest-pain": True}, "today"),
        ({"rest-pain": True, "age": 80, "risks": ["smoking"]}, "today"),
        (WALKING, "see-doctor"),
        ({**WALKING, "site": ["joint"]}, "less-likely"),
        ({**WALKING, "site": ["joint"], "age": 70, "risks": ["diabetes"]}, "see-doctor"),
        ({"age": 66, "risks": ["pressure"]}, "ask-for-a-test"),
        ({"age": 66}, "less-likely"),
    ],
    ids=["well", "cold leg", "sore and pain at night", "pain at night", "claudication", "a joint",
         "a joint and risks", "risks alone", "age alone"],
)  # fmt: skip
def test_the_circulation_check_tells(found, answers, outcome):
    told = evaluate(compiled(definition_of(found["leg-circulation-check"])), {**WELL, **answers})

    assert (told["status"], told["outcome"]) == ("complete", outcome)


def test_an_urgent_sign_is_told_before_the_rest_is_answered(found):
    told = evaluate(compiled(definition_of(found["leg-circulation-check"])), {"cold": True})

    assert told["status"] == "incomplete"
    assert told["urgent"] == {"rule": "cold-leg", "outcome": "emergency"}
