"""What the red flags and rules make of every path: which hold, which decides, and with which scores."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from .. import evaluation
from .answers import scaled
from .reading import Decider, Reading, compares, could_count
from .walk import Budget, State, TooMany, Walk, through


@dataclass(frozen=True)
class End:
    """Where paths end for which the same criteria hold; `state` is the end of one of them."""

    state: State
    #: By the place of the decider.
    holds: tuple[bool, ...]
    paths: int

    @cached_property
    def decided(self) -> int | None:
        return self.holds.index(True) if True in self.holds else None


@dataclass
class Decisions:
    reading: Reading
    deciders: list[Decider]
    scores: list[str]
    walk: Walk
    ends: list[End]
    #: Only the first that holds is known at an end; what else holds is looked for by walks of its own.
    forgetful: bool = False
    budget: Budget | None = None

    def end_of(self, state: State, paths: int = 1) -> End:
        holds = tuple(_holds(decider, self.scores, self.walk, state) for decider in self.deciders)
        return End(state, holds, paths)

    def witness(self, end: End) -> dict:
        return self.walk.witness(len(self.walk.layers) - 1, end.state)

    def sums(self, end: End) -> dict[str, int | None]:
        return dict(zip(self.scores, end.state[1], strict=True))

    def outcome(self, end: End) -> str:
        if end.decided is None:
            return self.reading.definition["default"]
        return self.deciders[end.decided].outcome

    def rule(self, end: End) -> str | None:
        return None if end.decided is None else self.deciders[end.decided].key

    def totals(self, score: str) -> set[int]:
        """Every sum that the score can reach."""
        place = self.scores.index(score)
        return {sums[place] for _, sums in self.walk.finals} - {None}

    def decider_on(self, answers: dict) -> Decider:
        """What decides on complete answers on which something does."""
        rule = self._evaluated(answers)["rule"]
        return next(decider for decider in self.deciders if decider.key == rule)

    def scores_on(self, answers: dict) -> dict[str, str | None]:
        return self._evaluated(answers)["scores"]

    def _evaluated(self, answers: dict) -> dict:
        return evaluation.evaluate(self.tool, answers)

    @cached_property
    def tool(self) -> evaluation.Compiled:
        return evaluation.compiled(self.reading.definition)

    def first(self, wanted) -> dict | None:
        """Answers that lead to the first end that is wanted."""
        self.look_through()
        return next((self.witness(end) for end in self.ends if wanted(end)), None)

    @cached_property
    def reached(self) -> set[int | None]:
        """What decides somewhere."""
        return {end.decided for end in self.ends}

    def look_through(self):
        """What it costs to look at every end: a good deal less than a step of a walk each."""
        if self.budget:
            self.budget.spend(1 + len(self.ends) // 16, *self.walk.keys[:5])

    def holding(self, *places: int) -> dict | None:
        """Answers with which all of these hold, whatever decides."""
        if self.forgetful:
            return self._only(places).holding(*range(len(places)))
        return self.first(lambda end: all(end.holds[place] for place in places))

    def failing(self, place: int) -> dict | None:
        """Answers with which this one does not hold."""
        if self.forgetful:
            return self._only([place]).failing(0)
        return self.first(lambda end: not end.holds[place])

    def _only(self, places) -> "Decisions":
        """The same for a few deciders, as if there were no others."""
        return among(self.reading, [self.deciders[place] for place in places], self.budget)


def of(reading: Reading, most_steps: int) -> Decisions:
    """What follows on every path: through whatever matters to a red flag or a rule."""
    try:
        return among(reading, reading.deciders, Budget(most_steps))
    except TooMany:
        if len(reading.deciders) < 2:
            raise  # nothing could be forgotten
        return among(reading, reading.deciders, Budget(most_steps), forgetful=True)


def everywhere(reading: Reading, most_steps: int) -> Decisions:
    """The same through all questions and scores, also those that change nothing."""
    return among(reading, reading.deciders, Budget(most_steps), everything=True)


def among(
    reading: Reading, deciders: list[Decider], budget: Budget, *, everything=False, forgetful=False
) -> Decisions:
    weighed = {row["score"] for decider in deciders for _, row in decider.group.weighs}
    scores = [key for key in reading.scores if everything or key in weighed]
    asked = {row["question"] for decider in deciders for _, row in decider.group.asks}
    for score in scores:
        names = reading.scores[score]["questions"]
        asked |= {name for name in names if could_count(reading.questions[name])}
    keys = reading.questions if everything else asked
    groups = [decider.group for decider in deciders]
    walk = through(reading, keys, groups, scores, budget, forgetful=forgetful)
    weights = [weight for decider in deciders for weight in _weights(decider, scores)]
    cuts = [sorted({value for at, _, value in weights if at == place}) for place in range(len(scores))]
    merged = {}
    for state, (paths, _, _) in walk.finals.items():
        stretches = tuple(_stretch(cut, total) for cut, total in zip(cuts, state[1], strict=True))
        known = merged.get((state[0], stretches))
        merged[state[0], stretches] = (known[0], known[1] + paths) if known else (state, paths)
    made = Decisions(reading, deciders, scores, walk, [], forgetful, budget)
    for state, paths in merged.values():
        budget.spend(len(deciders))
        made.ends.append(made.end_of(state, paths))
    return made


def _stretch(cuts: list[int], total: int | None) -> int | None:
    """Which of the stretches that criteria part the score lies in; a cut is a stretch of its own."""
    if total is None:
        return None
    place = bisect_left(cuts, total)
    return 2 * place + (place < len(cuts) and cuts[place] == total)


def _weights(decider: Decider, scores: list[str]) -> list[tuple[int, str, int]]:
    return [
        (scores.index(row["score"]), row["operator"], scaled(row["value"])) for _, row in decider.group.weighs
    ]


def _holds(decider: Decider, scores: list[str], walk: Walk, state: State) -> bool:
    answers_hold, weights = walk.holds(decider.group, state), _weights(decider, scores)
    if not weights:
        return answers_hold
    if decider.group.mode == "all":
        return answers_hold and all(_weighs(state[1][place], op, value) for place, op, value in weights)
    return answers_hold or any(_weighs(state[1][place], op, value) for place, op, value in weights)


def _weighs(total, operator, value) -> bool:
    return total is not None and compares(operator, total, value)
