"""Whether a fault's claim holds: its witness is evaluated, and what comes out is compared.

A claim is a dict; all its parts must hold for the fault's witness:

    raises      true: the definition is refused before anything is evaluated
    status      how the evaluation ends
    outcome     the key of the outcome
    rule        the key of the rule or red flag that decides, null for the default
    scores      {score: decimal text or null}
    visible     questions that are asked
    hidden      questions that are not
    holding     rules and red flags that hold, each tried alone
    failing     rules and red flags that do not
    criterion   {"criterion": …, "holds": true or false, "given": of a red flag}
    bands       {question: places of the bands that the answer lies in}
"""

from .. import evaluation
from .answers import bands_of
from .fault import Fault

#: A key that no writer can give.
ALONE = "(alone)"


def confirms(definition: dict, fault: Fault) -> bool:
    """Whether what the fault claims is what an evaluation of its witness shows."""
    claim = fault.claim
    if not claim:
        return False
    if claim.get("raises"):
        return is_refused(definition)
    if fault.witness is None or is_refused(definition):
        return False
    result = evaluation.evaluate(evaluation.compiled(definition), fault.witness)
    return all(_PARTS[part](definition, fault.witness, result, said) for part, said in claim.items())


def is_refused(definition: dict) -> bool:
    try:
        evaluation.compiled(definition)
    except evaluation.Broken:
        return True
    return False


def _field(name):
    return lambda definition, answers, result, said: name in result and result[name] == said


def _scores(definition, answers, result, said):
    told = result.get("scores", {})
    return all(key in told and told[key] == score for key, score in said.items())


def _visible(definition, answers, result, said):
    return set(said) <= set(result["visible"])


def _hidden(definition, answers, result, said):
    return set(said).isdisjoint(result["visible"])


def _holding(definition, answers, result, said):
    return all(_holds_alone(definition, answers, key) for key in said)


def _failing(definition, answers, result, said):
    return not any(_holds_alone(definition, answers, key) for key in said)


def _holds_alone(definition, answers, key) -> bool:
    """Whether one rule or red flag would decide if there were no other."""
    kept = {name: [row for row in definition[name] if row["key"] == key] for name in ("red_flags", "rules")}
    alone = evaluation.compiled({**definition, **kept})
    return evaluation.evaluate(alone, answers).get("rule") == key


def _criterion(definition, answers, result, said):
    """The criterion alone, as the only one of a rule or of a red flag."""
    row = {"key": ALONE, "outcome": ALONE, "any": [said["criterion"]]}
    given = bool(said.get("given"))
    kept = {"red_flags": [row] if given else [], "rules": [] if given else [row]}
    outcomes = [*definition["outcomes"], {"key": ALONE}]
    return _holds_alone({**definition, **kept, "outcomes": outcomes}, answers, ALONE) is said["holds"]


def _bands(definition, answers, result, said):
    """The number is taken, and lies in these bands."""
    rows = {row["key"]: row for row in definition["questions"]}
    return result["status"] == "complete" and all(
        bands_of(rows[key], answers[key]) == bands for key, bands in said.items()
    )


_PARTS = {
    "status": _field("status"),
    "outcome": _field("outcome"),
    "rule": _field("rule"),
    "scores": _scores,
    "visible": _visible,
    "hidden": _hidden,
    "holding": _holding,
    "failing": _failing,
    "criterion": _criterion,
    "bands": _bands,
}
