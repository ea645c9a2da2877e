"""Faults in what readers are told: outcomes nobody reaches, next steps, what is not ruled out."""

from ..definition import PRESSING, PROMOTING, URGENCIES
from .decisions import Decisions
from .fault import Fault, warning
from .reading import Reading


def faults(reading: Reading, decisions: Decisions | None) -> list[Fault]:
    """`decisions` is None where no path could be walked."""
    found = _default(reading, decisions)
    ways = {} if decisions is None else _ways(decisions)
    for key in reading.outcomes:
        shows = {"witness": ways[key], "claim": {"outcome": key}} if key in ways else {}
        found += _next_steps(reading, key, shows)
        if decisions is not None and key not in ways and key != reading.definition["default"]:
            found.append(
                warning(
                    "outcome-unreached",
                    f"No path leads to the outcome {reading.outcome_name(key)}.",
                    f"outcomes/{key}",
                )
            )
    return found + _not_ruled_out(reading, decisions, ways)


def _default(reading: Reading, decisions: Decisions | None) -> list[Fault]:
    default = reading.definition["default"]
    if default is not None:
        return []  # one that does not exist is a fault of the structure
    shows = {}
    answers = None if decisions is None else decisions.first(lambda end: end.decided is None)
    if answers is not None:
        shows = {"witness": answers, "claim": {"outcome": None, "rule": None}}
    if not reading.outcomes:
        return [Fault("no-outcomes", "There is no outcome yet. Add one.", "outcomes", **shows)]
    return [Fault("no-default", "Choose the outcome that follows when no rule holds.", "default", **shows)]


def _ways(decisions: Decisions) -> dict[str, dict]:
    """Answers that lead to each outcome."""
    found = {}
    for end in decisions.ends:
        outcome = decisions.outcome(end)
        if outcome is not None and outcome not in found:
            found[outcome] = decisions.witness(end)
    return found


def _next_steps(reading: Reading, key: str, shows: dict) -> list[Fault]:
    outcome, name = reading.outcomes[key], reading.outcome_name(key)
    steps, where = outcome.get("next_steps") or [], f"outcomes/{key}"
    if not steps:
        return [Fault("no-next-step", f"The outcome {name} says no next step.", where, **shows)]
    found = [
        Fault(
            "phone-without-number",
            f"A phone step of the outcome {name} has no number.",
            f"{where}/next_steps/{place}",
            **shows,
        )
        for place, step in enumerate(steps)
        if step["kind"] == "phone" and not step.get("phone")
    ]
    if outcome["urgency"] not in PRESSING:
        return found
    if steps[0]["kind"] != "phone":
        found.append(
            Fault(
                "phone-first",
                f"The first step of the outcome {name} ({outcome['urgency']}) must be a phone call.",
                f"{where}/next_steps/0",
                **shows,
            )
        )
    promoting = [
        f"{where}/next_steps/{place}"
        for place, step in enumerate(steps)
        if step.get("promotes") or step["kind"] in PROMOTING
    ]
    if outcome.get("promotes"):
        promoting.append(where)
    found += [
        Fault(
            "promotion",
            f"The outcome {name} ({outcome['urgency']}) must not promote anything.",
            at,
            **shows,
        )
        for at in promoting
    ]
    return found


def _not_ruled_out(reading: Reading, decisions: Decisions | None, ways: dict) -> list[Fault]:
    """The least urgent outcomes say what they do not rule out."""
    keys = list(reading.outcomes)
    if reading.definition["default"] is None:
        return []  # which is the lowest is not known yet
    if decisions is not None:
        keys = [key for key in keys if key in ways]
    if not keys:
        return []
    lowest = min(URGENCIES.index(reading.outcomes[key]["urgency"]) for key in keys)
    return [
        Fault(
            "does-not-rule-out",
            f"The outcome {reading.outcome_name(key)} is the least urgent: say in words what it does not "
            f"rule out.",
            f"outcomes/{key}",
            witness=ways.get(key),
            claim={"outcome": key} if key in ways else None,
        )
        for key in keys
        if URGENCIES.index(reading.outcomes[key]["urgency"]) == lowest
        and not (reading.outcomes[key].get("does_not_rule_out") or "").strip()
    ]
