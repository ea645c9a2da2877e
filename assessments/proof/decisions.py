"""What the red flags and rules make of every path: which hold, which decides, and with which scores."""

from bisect import bisect_left
from dataclasses import dataclass

from .answers import scaled
from .reading import Decider, Reading, compares, could_count
from .walk import Budget, State, Walk, through


@dataclass(frozen=True)
class End:
    """Where paths end for which the same criteria hold; `state` is the end of one of them."""

    state: State
    #: By the place of the decider.
    holds: tuple[bool, ...]
    paths: int

    @property
    def decided(self) -> int | None:
        return self.holds.index(True) if True in self.holds else None


@dataclass
class Decisions:
    reading: Reading
    deciders: list[Decider]
    scores: list[str]
    walk: Walk
    ends: list[End]

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

    def first(self, wanted) -> End | None:
        """The first end that is wanted."""
        return next((end for end in self.ends if wanted(end)), None)


def of(reading: Reading, budget: Budget, *, everything: bool = False) -> Decisions:
    """What follows on every path: through what matters to a rule, or through all questions and scores."""
    deciders = reading.deciders
    weighed = {row["score"] for decider in deciders for _, row in decider.group.weighs}
    scores = [key for key in reading.scores if everything or key in weighed]
    asked = {row["question"] for decider in deciders for _, row in decider.group.asks}
    for score in scores:
        names = reading.scores[score]["questions"]
        asked |= {name for name in names if could_count(reading.questions[name])}
    keys = reading.questions if everything else asked
    walk = through(reading, keys, [decider.group for decider in deciders], scores, budget)
    weights = [weight for decider in deciders for weight in _weights(decider, scores)]
    cuts = [sorted({value for at, _, value in weights if at == place}) for place in range(len(scores))]
    merged = {}
    for state, (paths, _, _) in walk.finals.items():
        stretches = tuple(_stretch(cut, total) for cut, total in zip(cuts, state[1], strict=True))
        known = merged.get((state[0], stretches))
        merged[state[0], stretches] = (known[0], known[1] + paths) if known else (state, paths)
    made = Decisions(reading, deciders, scores, walk, [])
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
