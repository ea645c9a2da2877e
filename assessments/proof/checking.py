"""The whole proof of a definition, kept by its digest: it is asked for again and again while one submits."""

from dataclasses import replace

from cms import canonical

from ..definition import empty
from ..kept import Kept
from . import coverage, decisions, habits, numbers, outcomes, shape, structure, visibility, wording
from .fault import ERROR, Fault
from .reading import Reading, criteria
from .walk import MOST_STEPS, Budget, TooMany
from .witness import is_refused
from .words import listed

_kept = Kept(64)


def check(definition: dict, *, intended_for: dict | None = None) -> list[Fault]:
    """Everything that is wrong with the definition: errors first, each list in document order."""
    name = canonical.digest_of({"definition": definition, "intended_for": intended_for})
    found = _kept.get(name)
    if found is None:
        found = _kept.put(name, tuple(prove(definition, intended_for=intended_for)))
    return list(found)


def prove(definition: dict, *, intended_for: dict | None = None, most_steps: int = MOST_STEPS) -> list[Fault]:
    """The same without a memory, and with a limit to the steps of each walk."""
    definition = {**empty(), **definition}
    malformed = shape.faults(definition)
    if malformed:
        refused = is_refused(definition)
        return [replace(fault, claim={"raises": True}) if refused else fault for fault in malformed]
    reading = Reading(definition)
    found = structure.faults(reading)
    if all(fault.rule in structure.HARMLESS for fault in found):
        found = _merged(found, _of_paths(reading, most_steps))
        found += habits.faults(reading)
    else:
        if not any(fault.rule in ("key-missing", "type-unknown") for fault in found):
            found += outcomes.faults(reading, None)
        if is_refused(reading.definition):
            found = [replace(fault, witness=None, claim={"raises": True}) for fault in found]
    found += wording.faults(reading) + habits.intended(reading, intended_for)
    return sorted(found, key=lambda fault: fault.severity != ERROR)


def _of_paths(reading: Reading, most_steps: int) -> list[Fault]:
    """Faults that only paths show."""
    found, sight, decided = [], visibility.Sight(reading), None
    budget = Budget(most_steps)
    try:
        decided = decisions.of(reading, most_steps)
        sight.take(decided.walk)
    except TooMany as stopped:
        found.append(_not_proven(reading, stopped.questions))
    for key in reading.questions:
        sight.look_at(key, budget)
    found += visibility.faults(sight)
    found += visibility.row_faults(sight, list(_named_groups(reading)), Budget(most_steps))
    counting = {key for score in reading.scores.values() for key in score["questions"]}
    counting |= {row["question"] for _, _, row in criteria(reading) if row.get("score") is None}
    for key, question in reading.questions.items():
        if question["type"] in numbers.NUMBERS:
            shown = sight.shown.get(key)
            try:
                found += numbers.band_faults(reading, key, shown, Budget(most_steps))
            except TooMany:
                found.append(_too_many_bands(reading, key))
            if key in counting:
                found += numbers.limits_missing(reading, key, shown)
    if decided and reading.definition["default"] in reading.outcomes:
        decided.budget = Budget(most_steps)
        try:
            found += coverage.faults(decided)
        except TooMany as stopped:
            found.append(_not_proven(reading, stopped.questions))
    found += outcomes.faults(reading, decided)
    return found + habits.empty_form(reading)


def _merged(written: list[Fault], walked: list[Fault]) -> list[Fault]:
    """What is wrong as it is written takes its witness from what a path shows at the same place."""
    taken = {fault.where for fault in written if fault.rule in ("value-outside", "criteria-empty")}
    shown = {fault.where: fault for fault in walked if fault.where in taken}
    kept = [
        replace(fault, witness=shown[fault.where].witness, claim=shown[fault.where].claim)
        if fault.where in shown
        else fault
        for fault in written
    ]
    return kept + [fault for fault in walked if fault.where not in taken]


def _named_groups(reading: Reading):
    """Every group of criteria with what it belongs to, in words."""
    for kind in ("sections", "questions"):
        for key in getattr(reading, kind):
            group = reading.condition(kind, key)
            if group:
                yield group, f"the condition of {_name(reading, kind, key)}"
    for decider in reading.deciders:
        yield decider.group, f"the {coverage.name(decider)}"


def _name(reading: Reading, kind: str, key: str) -> str:
    if kind == "questions":
        return reading.name(key)
    return f"the section “{reading.sections[key].get('title') or key}”"


def _too_many_bands(reading: Reading, key: str) -> Fault:
    return Fault(
        "not-proven",
        f"Not proven: {reading.name(key)} has too many bands to hold each against the others. Use fewer.",
        f"questions/{key}/bands/0",
    )


def _not_proven(reading: Reading, stopping: list[str]) -> Fault:
    """The rules to simplify: those that ask for what multiplies the paths."""
    weighing = {
        score for score, row in reading.scores.items() if not set(row["questions"]).isdisjoint(stopping)
    }
    rules = [
        decider
        for decider in reading.deciders
        if any(row["question"] in stopping for _, row in decider.group.asks)
        or any(row["score"] in weighing for _, row in decider.group.weighs)
    ] or reading.deciders
    questions = listed(reading.name(key) for key in stopping) if stopping else "the questions they ask"
    named = listed(coverage.name(decider) for decider in rules[:5])
    return Fault(
        "not-proven",
        f"Not proven: there are too many different paths to follow them all. Simplify the {named}, or let "
        f"fewer different points and answers of {questions} count.",
        rules[0].group.where,
    )
