"""What a proof finds in definitions that are broken on purpose, and that sound ones are clean."""

import pytest

from assessments import evaluation, proof
from tests.assessments import broken
from tests.assessments.samples import audit_c, edinburgh


def named(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def fault_of(case):
    faults = proof.check(case.definition)
    found = [fault for fault in faults if (fault.rule, fault.where) == (case.rule, case.where)]
    assert found, [(fault.rule, fault.where) for fault in faults]
    return found[0]


@pytest.mark.parametrize(
    "definition", [broken.whole(), edinburgh(), audit_c()], ids=["pain", "edinburgh", "audit-c"]
)
def test_a_sound_definition_has_no_fault(definition):
    assert proof.check(definition) == []


@named(broken.ALL)
def test_every_broken_definition_has_its_fault(case):
    fault = fault_of(case)

    assert fault.severity == case.severity
    assert fault.sentence.endswith(".")
    assert "None" not in fault.sentence


@named([case for case in broken.ALL if case.shows == broken.WITNESS])
def test_answers_show_the_fault(case):
    fault = fault_of(case)

    assert fault.witness is not None
    assert proof.confirms(case.definition, fault)


@named([case for case in broken.ALL if case.shows == broken.REFUSED])
def test_what_cannot_be_evaluated_is_refused(case):
    fault = fault_of(case)

    with pytest.raises(evaluation.Broken):
        evaluation.compiled(case.definition)
    assert fault.claim == {"raises": True}
    assert proof.confirms(case.definition, fault)


@named([case for case in broken.ALL if case.shows != broken.REFUSED])
def test_every_claim_of_every_fault_holds(case):
    evaluation.compiled(case.definition)

    for fault in proof.check(case.definition):
        assert (fault.witness is None) == (fault.claim is None)
        assert fault.claim is None or proof.confirms(case.definition, fault), fault


def test_a_sound_definition_confirms_no_fault_of_a_broken_one():
    """What confirms a fault is the definition, and not the words of the claim."""
    case = next(case for case in broken.SCORES if case.name == "a score between two bands")
    fault = fault_of(case)
    mended = {**case.definition, "rules": broken.banded(("few", None, "1.5"), ("many", "2", None))}

    assert proof.confirms(case.definition, fault)
    assert not proof.confirms(mended, fault)
    assert [found for found in proof.check(mended) if found.rule == "gap"] == []


def test_there_are_enough_of_them():
    assert len(broken.ERRORS) >= 40
    assert len({case.name for case in broken.ALL}) == len(broken.ALL)
