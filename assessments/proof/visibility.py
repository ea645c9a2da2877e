"""Faults in what is asked when: questions nobody sees, conditions that always or never hold."""

from dataclasses import dataclass, field
from functools import cached_property

from .answers import absent, completed, of_question
from .fault import Fault, warning
from .reading import Group, Reading, criterion_holds, is_one_end
from .walk import Budget, TooMany, Walk, through
from .words import answers_text, criterion_text


@dataclass
class Sight:
    """For each question complete answers with which it is asked, and with which it is not."""

    reading: Reading
    shown: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    #: By the `where` of a condition, answers with which it holds, or fails.
    held: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)
    not_proven: dict = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        """What it costs to complete answers."""
        rows = sum(
            len(group.rows) for key in self.reading.questions for group in self.reading.conditions(key)
        )
        return len(self.reading.questions) + rows

    def take(self, walk: Walk):
        for name in ("shown", "hidden", "held", "failed"):
            known = getattr(self, name)
            for key, (layer, state) in getattr(walk, name).items():
                if key not in known:
                    known[key] = walk.witness(layer, state)

    def look_at(self, question: str, budget: Budget):
        """Walks to the question alone, unless it was seen on another walk."""
        if question in self.shown or question in self.hidden:
            return
        if not self.reading.conditions(question):
            self.shown[question] = completed(self.reading, {})
            return
        try:
            self.take(through(self.reading, [question], [], [], budget))
        except TooMany as stopped:
            self.not_proven[question] = stopped.questions


def faults(sight: Sight) -> list[Fault]:
    reading = sight.reading
    found = []
    for key in reading.questions:
        if key in sight.not_proven:
            found.append(_not_proven(reading, key, sight.not_proven[key]))
        elif key not in sight.shown:
            found.append(_unreachable(sight, key))
    for kind in ("sections", "questions"):
        for key in getattr(reading, kind):
            group = reading.condition(kind, key)
            if group and group.where in sight.held and group.where not in sight.failed:
                found.append(_always(sight, kind, key, group))
    return found


def _not_proven(reading, key, stopping) -> Fault:
    names = ", ".join(reading.name(name) for name in stopping) or reading.name(key)
    return Fault(
        "not-proven",
        f"Not proven: too many different answers decide whether {reading.name(key)} is asked. "
        f"Simplify its condition, or the answers to {names}.",
        f"questions/{key}",
    )


def _unreachable(sight: Sight, key: str) -> Fault:
    reading = sight.reading
    parents = [
        row["question"]
        for group in reading.conditions(key)
        for row in group.rows
        if row["question"] not in sight.shown
    ]
    why = f" It depends on {reading.name(parents[0])}, which is never asked either." if parents else ""
    answers = sight.hidden.get(key) or completed(reading, {})
    return Fault(
        "unreachable-question",
        f"{reading.name(key)} is never asked, whatever is answered: its condition cannot hold.{why}",
        f"questions/{key}",
        witness=answers,
        claim={"hidden": [key]},
    )


def _always(sight: Sight, kind: str, key: str, group: Group) -> Fault:
    reading = sight.reading
    if kind == "sections":
        inside = next((name for name, row in reading.questions.items() if row.get("section") == key), None)
        title = (reading.sections[key].get("title") or key).strip()
        what = f"the section “{title}”"
    else:
        inside, what = key, reading.name(key)
    # A condition may hold always and its question still be hidden by the section.
    answers = sight.shown.get(inside) or sight.held[group.where]
    claim = {"visible": [inside]} if inside in sight.shown else {"status": "complete"}
    make = warning if all(row["operator"] == "!=" for row in group.rows) else Fault
    return make(
        "always-true",
        f"The condition of {what} holds whatever is answered. Leave it out, or ask for something that can "
        f"be different.",
        group.where,
        witness=answers,
        claim=claim,
    )


def row_faults(sight: Sight, groups: list[tuple[Group, str]], budget: Budget) -> list[Fault]:
    """Single criteria on answers that never hold, never fail, or hold because nothing was answered."""
    found = []
    for group, what in groups:
        for place, row in group.asks:
            key = row["question"]
            if key in sight.not_proven or key not in sight.shown:
                continue
            try:
                found += _row_faults(sight, group, place, row, what, budget)
            except TooMany:
                return [*found, _too_many_rows(group, what)]
    return found


def _too_many_rows(group: Group, what: str) -> Fault:
    return Fault(
        "not-proven",
        f"Not proven: there are too many criteria to look at each. Simplify {what}, or the answers that it "
        f"asks for.",
        group.where,
    )


def _row_faults(sight: Sight, group: Group, place: int, row: dict, what: str, budget: Budget):
    reading, key = sight.reading, row["question"]
    question = reading.questions[key]
    where = f"{group.where}/{place}"
    given = {"given": True} if group.given_only else {}
    classes = of_question(question, [(row, group.given_only)], budget.spend)
    shown = sight.shown[key]
    # Answers are completed only where there is a fault to show: of many criteria that is most of the time.
    sides = {answers.truths[0]: answers.example for answers in classes}
    may_be_absent = not question.get("required") or key in sight.hidden
    truths = set(sides)
    if may_be_absent:
        truths |= set(absent(question, [(row, group.given_only)]))
    said = criterion_text(reading, row)
    if len(truths) == 1:
        budget.spend(sight.size)
        (holds,) = truths
        if holds and (len(group.rows) == 1 or is_one_end(group, place)):
            return []  # that the whole group always holds is told where it stands
        rule, words = ("never-false", "always") if holds else ("never-true", "never")
        return [
            warning(
                rule,
                f"{said} {words} holds in {what}: it decides nothing there.",
                where,
                witness=completed(reading, {**shown, key: sides[holds]}) if sides else _without(sight, key),
                claim={"criterion": {"criterion": row, "holds": holds, **given}},
            )
        ]
    if row["operator"] != "!=" or group.given_only or not may_be_absent:
        return []
    budget.spend(len(group.rows))
    if _is_guarded(reading, group, place):
        return []
    budget.spend(sight.size)
    without = _without(sight, key)
    return [
        warning(
            "unanswered-differs",
            f"{said} in {what} holds also when nothing is answered to it. "
            f"{answers_text(reading, without)}: it holds. Ask for “answered” as well if that is not meant.",
            where,
            witness=without,
            claim={"criterion": {"criterion": row, "holds": True}},
        )
    ]


def _without(sight: Sight, key: str) -> dict:
    """Complete answers in which this question has none."""
    if sight.reading.questions[key].get("required"):
        return sight.hidden[key]
    answers = {name: answer for name, answer in sight.shown[key].items() if name != key}
    return completed(sight.reading, answers)


def _is_guarded(reading: Reading, group: Group, place: int) -> bool:
    """Whether another criterion of the group already asks for an answer to the same question."""
    if group.mode != "all":
        return False
    key = group.rows[place]["question"]
    return any(
        not criterion_holds(row, reading.questions[key], None)
        for other, row in group.asks
        if other != place and row["question"] == key
    )
