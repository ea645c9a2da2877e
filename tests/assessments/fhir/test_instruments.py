"""The four shared instruments: what is left over of each, and that every expected result comes out.

FHIR has no outcomes: those of each instrument stand here, written from the rule in its expected results.
"""

import json
from decimal import Decimal

import pytest

from assessments import evaluation, fhir
from tests.assessments import samples
from tests.assessments.fhir import forms

_MANAGED = "Details about the file and its publication are left out: the history here keeps its own."
_NOT_IN_USE = "It is not in use: see whether it is finished."
_CODES = "Codes that classify the form and its questions are left out. Codes of options are kept."
_NO_SUM = (
    "It is calculated, and this is no sum of points that is known here."
    " Write what it means as scores, rules and outcomes. It was to show: “Food insecurity risk”."
    " Its 2 options go with it."
)


def _variable(name):
    return f"The variable “{name}” is left out."


#: Instrument → every finding of its import: where, what, whether it blocks.
FINDINGS = {
    # Its questions have points, and the file has no item for the total.
    "audit-c": [
        ("status", _NOT_IN_USE, False),
        ("the file", "Options have points, but nothing adds them up: add a score.", False),
        ("id", _MANAGED, False),
    ],
    "edinburgh-claudication": [("status", _NOT_IN_USE, False), ("id", _MANAGED, False)],
    # It comes in English and Spanish: an assessment has one language.
    "gad-7": [
        ("id", _MANAGED, False),
        (
            "item[0] (linkId gad-7)._text.extension[0]",
            "Translations are left out: each language is an assessment of its own.",
            False,
        ),
    ],
    # Its result is an item that picks one of two options by an expression: here that is rules and outcomes.
    "hunger-vital-sign": [
        ("item[2] (linkId /88124-3)", _NO_SUM, True),
        (
            "item[2].item[0] (linkId /88124-3-help)",
            "This text goes with a question that was left out.",
            True,
        ),
        ("extension[1]", _variable("worriedAnsCode"), False),
        ("extension[2]", _variable("ranOutAnsCode"), False),
        ("extension[3]", _variable("riskCodes"), False),
        ("extension[4]", _variable("riskStatus"), False),
        ("extension[5]", _variable("answeredEitherQ"), False),
        ("item[2] (linkId /88124-3).extension[1]", _variable("thisItem"), False),
        ("item[2] (linkId /88124-3).extension[2]", _variable("atRiskCoding"), False),
        ("item[2] (linkId /88124-3).extension[3]", _variable("noRiskCoding"), False),
        ("extension[0]", _MANAGED, False),
        ("code", _CODES, False),
        (
            "item[0] (linkId /88122-7).extension[0]",
            "How a form looks is left out: front ends decide.",
            False,
        ),
        (
            "item[2] (linkId /88124-3).extension[4].valueExpression.description",
            "Hints for other programs are left out.",
            False,
        ),
    ],
}


@pytest.mark.parametrize("name", forms.INSTRUMENTS)
def test_every_finding_is_explained(name):
    reading = fhir.read(forms.instrument(name))

    assert [(one.location, one.sentence, one.blocking) for one in reading.leftovers] == FINDINGS[name]


def overlaid(name, **parts):
    """The definition as it was imported, and what its writer adds."""
    definition = fhir.read(forms.instrument(name)).definition
    assert definition["outcomes"] == []
    assert definition["default"] is None
    return evaluation.compiled({**definition, **parts})


def taken(sample, *names):
    return {name: sample[name] for name in names}


def test_edinburgh():
    sample = samples.edinburgh()
    tool = overlaid("edinburgh-claudication", **taken(sample, "outcomes", "rules", "default"))
    cases = forms.expected("edinburgh-claudication")["cases"]
    assert len(cases) == 14

    for case in cases:
        result = evaluation.evaluate(tool, case["answers"])

        assert result["visible"] == case["visible"], case["id"]
        assert result.get("missing", []) == case["missing_required"], case["id"]
        assert result["ignored"] == case.get("ignored_answers", []), case["id"]
        if "expected" in case:
            grade = case["expected"]["grade"]
            outcome = case["expected"]["class"] + (f"-grade{grade}" if grade else "")
            assert (result["status"], result["outcome"]) == ("complete", outcome), case["id"]
        else:
            assert result["status"] == "incomplete", case["id"]


def test_audit_c():
    sample = samples.audit_c()
    tool = overlaid("audit-c", **taken(sample, "scores", "outcomes", "rules", "default"))
    expected = forms.expected("audit-c")
    assert len(expected["all_paths"]) == 202

    for *given, score, positive in expected["all_paths"]:
        answers = dict(zip(expected["columns"], given, strict=False))
        result = evaluation.evaluate(tool, answers)

        assert result["status"] == "complete"
        assert result["scores"] == {"total": str(score)}
        assert result["outcome"] == ("positive" if positive else "negative")


def _on_total(operator, number):
    return samples.on_score("anxiety-score", operator, str(number))


def test_gad_7():
    expected = forms.expected("gad-7")
    bands = expected["bands"]
    rules = [
        samples.rule(name, name, all=[_on_total(">=", low), _on_total("<=", high)])
        for low, high, name in bands
    ]
    tool = overlaid(
        "gad-7", outcomes=[samples.outcome(name) for _, _, name in bands], rules=rules, default="minimal"
    )
    assert len(expected["cases"]) == 8

    for case in expected["cases"]:
        result = evaluation.evaluate(tool, case["answers"])

        assert result["scores"] == {"anxiety-score": str(case["score"])}, case["id"]
        assert result["outcome"] == case["band"], case["id"]
        # The computed item is required in the file, and never demanded here.
        assert result["visible"] == list(case["answers"])


@pytest.mark.parametrize("name", ["zero", "edge-10"])
def test_responses_to_the_gad_7(name):
    definition = fhir.read(forms.instrument("gad-7")).definition
    response = json.loads(forms.shared(f"gad-7.{name}.response.json"), parse_float=Decimal)
    expected = next(case for case in forms.expected("gad-7")["cases"] if case["id"] == name)

    answers, errors = fhir.answers(response, definition)

    assert errors == []
    assert answers == expected["answers"]
    result = evaluation.evaluate(evaluation.compiled(definition), answers)
    assert result["scores"] == {"anxiety-score": str(expected["score"])}


def test_hunger_vital_sign():
    expected = forms.expected("hunger-vital-sign")
    questions = ["/88122-7", "/88123-5"]
    risky = ["LA28397-0", "LA6729-3"]
    tool = overlaid(
        "hunger-vital-sign",
        outcomes=[samples.outcome("LA19952-3"), samples.outcome("LA19983-8"), samples.outcome("no-result")],
        rules=[
            samples.rule("at-risk", "LA19952-3", any=[samples.when(one, "in", risky) for one in questions]),
            samples.rule(
                "nothing", "no-result", all=[samples.when(one, "answered", False) for one in questions]
            ),
        ],
        default="LA19983-8",
    )
    assert len(expected["cases"]) == 25

    for case in expected["cases"]:
        result = evaluation.evaluate(tool, case["answers"])

        assert result["outcome"] == (case["calculated"]["/88124-3"] or "no-result")
