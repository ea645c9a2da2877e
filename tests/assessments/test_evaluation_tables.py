"""Two real instruments on each and every path, against their rules written down once more."""

from collections import Counter
from itertools import chain, combinations, product

import pytest

from assessments import evaluation
from tests.assessments import samples
from tests.assessments.fhir import forms


@pytest.fixture(scope="module")
def edinburgh():
    return evaluation.compiled(samples.edinburgh())


@pytest.fixture(scope="module")
def audit_c():
    return evaluation.compiled(samples.audit_c())


SITES = ["calf", "thigh", "buttock", "hamstring", "shin", "foot", "joint", "other"]
CLASSES = {
    "definite-grade1": 128,
    "definite-grade2": 128,
    "atypical-grade1": 96,
    "atypical-grade2": 96,
    "not-claudication": 3632,
    "no-exertional-leg-pain": 1,
}


def edinburgh_paths():
    yield {"q1": "no"}
    some_sites = chain.from_iterable(combinations(SITES, count) for count in range(1, 9))
    lasts = ["gone-within-10", "continues-over-10"]
    for q2, q3, q4, q5, q6 in product(*[["yes", "no"]] * 3, lasts, list(some_sites)):
        yield {"q1": "yes", "q2": q2, "q3": q3, "q4": q4, "q5": q5, "q6": list(q6)}


def edinburgh_class(answers):
    if answers["q1"] == "no":
        return "no-exertional-leg-pain"
    grade = "grade2" if answers["q4"] == "yes" else "grade1"
    if (answers["q2"], answers["q3"], answers["q5"]) != ("no", "yes", "gone-within-10"):
        return "not-claudication"
    if "calf" in answers["q6"]:
        return f"definite-{grade}"
    return f"atypical-{grade}" if {"thigh", "buttock"} & set(answers["q6"]) else "not-claudication"


def test_every_path_of_the_edinburgh_questionnaire(edinburgh):
    counted = Counter()
    for answers in edinburgh_paths():
        result = evaluation.evaluate(edinburgh, answers)
        assert result["status"] == "complete"
        assert result["visible"] == list(answers)
        assert result["outcome"] == edinburgh_class(answers)
        counted[result["outcome"]] += 1

    assert counted == CLASSES
    assert counted.total() == 4081


def test_the_edinburgh_questionnaire_as_others_wrote_it_down(edinburgh):
    written = forms.expected("edinburgh-claudication")

    assert written["paths_by_class"] == CLASSES
    for case in written["cases"]:
        result = evaluation.evaluate(edinburgh, case["answers"])
        assert result["visible"] == case["visible"], case["id"]
        assert result.get("missing", []) == case["missing_required"], case["id"]
        assert result["ignored"] == case.get("ignored_answers", []), case["id"]
        if "expected" in case:
            said = case["expected"]
            wanted = f"{said['class']}-grade{said['grade']}" if said["grade"] else said["class"]
            assert result["outcome"] == wanted, case["id"]


def audit_c_paths():
    for sex in ("female", "male"):
        yield sex, "0", None, None
        for often, many, much in product("1234", "01234", "01234"):
            yield sex, often, many, much


def test_every_path_of_audit_c(audit_c):
    counted = 0
    for path in audit_c_paths():
        sex, *levels = path
        total = sum(int(level or 0) for level in levels)
        answers = {key: value for key, value in zip(["sex", "a1", "a2", "a3"], path, strict=True) if value}
        result = evaluation.evaluate(audit_c, answers)

        assert result["scores"] == {"total": str(total)}
        assert (result["outcome"] == "positive") == (total >= (3 if sex == "female" else 4))
        counted += 1

    assert counted == 202


def test_audit_c_as_others_wrote_it_down(audit_c):
    written = forms.expected("audit-c")
    names = written["columns"]

    assert len(written["all_paths"]) == 202
    for path in written["all_paths"]:
        row = dict(zip(names, path, strict=True))
        answers = {key: row[key] for key in ("sex", "a1", "a2", "a3") if row[key] is not None}
        result = evaluation.evaluate(audit_c, answers)
        assert result["scores"]["total"] == str(row["score"])
        assert (result["outcome"] == "positive") == row["positive"]
