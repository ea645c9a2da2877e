"""The guide for front-end teams says what is so: its examples are sent, its codes and names are there."""

import json
import re

import pytest

from assessments.api import sent
from assessments.evaluation import compiled, evaluate
from cms.delivery import problems
from tests.assessments.test_demo_content import definition_of, found  # noqa: F401 - a fixture
from tests.databases import ROOT

GUIDE = (ROOT / "docs" / "assessments-api.md").read_text()
SLUG = "leg-circulation-check"


def bodies():
    """What the guide sends, in order: the example of a request, then the commands at its end."""
    [first] = re.findall(
        r"POST /api/v1/assessments/(\S+)/evaluations\n.*?\n\n( +\{.*?\})\n\n", GUIDE, re.DOTALL
    )
    assert first[0] == SLUG
    return [first[1], *re.findall(r"/evaluations -H '[^']+' -d '([^']+)'", GUIDE)]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (0, {"status": "complete", "outcome": "see-doctor"}),
        (1, {"status": "incomplete", "urgent": None}),
        (2, {"status": "incomplete", "urgent": {"rule": "cold-leg", "outcome": "emergency"}}),
        (3, {"status": "invalid", "errors": [{"question": "age", "kind": "below_minimum"}]}),
    ],
)
def test_what_it_sends_is_answered_as_it_says(found, place, told):  # noqa: F811 - the fixture
    assert len(bodies()) == 4

    asked = sent.read(bodies()[place].encode(), sent.NATIVE)

    result = evaluate(compiled(definition_of(found[SLUG])), asked.answers)
    assert {name: result[name] for name in told} == told


def test_its_module_names_the_next_question(found):  # noqa: F811 - the fixture
    [answers, following] = re.findall(
        r"evaluate\(definition, \{(.*?)\}\);  // incomplete, next: \"(.*?)\"", GUIDE
    )[0]
    answers = json.loads(re.sub(r"(\w+):", r'"\1":', f"{{{answers}}}"))

    assert evaluate(compiled(definition_of(found[SLUG])), answers)["next"] == following


def test_its_codes_and_functions_are_there():
    table = GUIDE[GUIDE.index("| Status |") : GUIDE.index("Problems never repeat")]
    codes = set(re.findall(r"`(\w+_\w+|unavailable)`", table)) - {
        "next_steps",
        "replaced_by",
        "does_not_rule_out",
    }
    module = (ROOT / "assessments" / "static" / "assessments" / "evaluator.js").read_text()

    assert codes == {
        *("bad_request", "bad_parameters", "too_large", "unsupported_media_type", "version_withdrawn"),
        *("invalid_answers", "too_many_requests", "server_error", "unavailable"),
    }  # fmt: skip
    assert [problems.document(code)["code"] for code in codes] == list(codes)
    functions = set(re.findall(r"(\w+)\(definition", GUIDE))
    assert functions == {"evaluate", "visible", "nextQuestion", "agrees"}
    assert functions == set(re.findall(r"export function (\w+)\(", module))
