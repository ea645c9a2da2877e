"""All paths through some questions at once, exactly: what two paths have in common is walked once.

The walk goes through the questions in the order in which they are asked. What the answers so far can still
change is a **state**: one bit for each group of criteria (an `all` that has not failed yet, an `any` that
has held) and the sum of each score, in millionths, or None once it cannot be told. Paths that lead to equal
states are counted together, so sums of points are convolved and never listed. Every state remembers one
way back: that is where witnesses come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..definition import WAIT
from . import answers as answers_
from .reading import Group, Reading, could_count

#: Steps that the proof of one definition may take: about half a second.
MOST_STEPS = 600_000

HIDDEN, UNANSWERED, ANSWERED = "hidden", "unanswered", "answered"

State = tuple[int, tuple]


class TooMany(Exception):
    """There are more different paths than can be walked; `questions` are those that multiply them."""

    def __init__(self, questions: list[str]):
        super().__init__("too many paths")
        self.questions = questions


@dataclass
class Budget:
    left: int = MOST_STEPS

    def spend(self, steps: int, *questions: str):
        self.left -= steps
        if self.left < 0:
            raise TooMany(list(questions))


class Move(NamedTuple):
    """What a class of answers does to a state; no `adds` leave the sums as they are."""

    kind: str
    keep: int
    put: int
    adds: tuple
    count: int = 1
    example: object = None


@dataclass
class Walk:
    """A walk through `keys`, keeping an eye on `groups` and on the sums of `scores`."""

    reading: Reading
    keys: list[str]
    groups: list[Group]
    scores: list[str]
    budget: Budget
    #: The last of the groups, in the order in which they decide: what comes after one that is certain to
    #: hold is forgotten. Which of them decides stays exact; whether a later one holds as well is lost.
    deciding: list[Group] = field(default_factory=list)
    #: Layer n holds the states before question n: state -> [paths, state before, move].
    layers: list[dict] = field(default_factory=list)
    #: (layer, state) of one path on which the question is asked, and of one on which it is not.
    shown: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    #: By the `where` of a condition: (layer, state) of one path on which it holds, or fails.
    held: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)

    def __post_init__(self):
        self.bits = {group.where: 1 << place for place, group in enumerate(self.groups)}
        start = sum(self.bits[group.where] for group in self.groups if group.mode == "all")
        self.layers = [{(start, (0,) * len(self.scores)): [1, None, None]}]
        self._ends = self._last_uses()
        self._certain = self._certainties()
        for place, key in enumerate(self.keys):
            self.layers.append(self._after(place, key))

    @property
    def finals(self) -> dict:
        return self.layers[-1]

    def way_to(self, layer: int, state: State) -> dict:
        """Answers that lead to a state."""
        given = {}
        while layer:
            _, before, move = self.layers[layer][state]
            layer -= 1
            state = before
            if move.kind == ANSWERED:
                given[self.keys[layer]] = move.example
        return given

    def witness(self, layer: int, state: State) -> dict:
        """Complete answers that lead to a state."""
        return answers_.completed(self.reading, self.way_to(layer, state))

    def holds(self, group: Group, state: State) -> bool:
        return bool(state[0] & self.bits[group.where])

    def _last_uses(self) -> dict[str, int]:
        """For each question the bits that nobody asks any more once it is passed."""
        last = {}
        for key in self.keys:
            for group in self.reading.conditions(key):
                last[group.where] = key
        ends = dict.fromkeys(self.keys, 0)
        for where, key in last.items():
            ends[key] |= self.bits[where]
        return ends

    def _certainties(self) -> list[int]:
        """After each question the bits that, once set, say that a deciding group holds for certain."""
        rest = list(self.keys)
        certain = []
        for key in self.keys:
            rest.remove(key)
            certain.append(
                sum(
                    self.bits[group.where]
                    for group in self.deciding
                    if group.mode == "any"
                    or not (group.weighs or any(row["question"] in rest for _, row in group.asks))
                )
            )
        return certain

    def _after(self, place: int, key: str) -> dict:
        """The states after a question. This is where the time goes."""
        needed = self._look(place, key)
        kept, certain = ~self._ends[key], self._certain[place]
        when_shown, when_hidden = self._moves(key)
        after = {}
        for state, (paths, _, _) in self.layers[-1].items():
            bits, sums = state
            moves = when_shown if bits & needed == needed else when_hidden
            self.budget.left -= len(moves) + 1
            if self.budget.left < 0:
                raise TooMany(self._multiplying(after))
            for move in moves:
                _, keep, put, adds, count, _ = move
                left = (bits & keep | put) & kept
                if left & certain:
                    left &= 2 * (left & certain & -(left & certain)) - 1
                reached = (left, _added(sums, adds) if adds else sums)
                known = after.get(reached)
                if known:
                    known[0] += paths * count
                else:
                    after[reached] = [paths * count, state, move]
        return after

    def _look(self, place: int, key: str) -> int:
        """Notes on which ways the question is asked and its conditions hold; tells the bits it needs."""
        groups = self.reading.conditions(key)
        needed = sum(self.bits[group.where] for group in groups)
        facts = [(self.bits[group.where], self.held, self.failed, group.where) for group in groups]
        facts.append((needed, self.shown, self.hidden, key))
        for bits, yes, no, name in facts:
            for state in self.layers[-1]:
                (yes if state[0] & bits == bits else no).setdefault(name, (place, state))
                if name in yes and (name in no or not bits):
                    break
        return needed

    def _moves(self, key: str) -> tuple[list[Move], list[Move]]:
        """The moves when the question is asked, and when it is not."""
        question = self.reading.questions[key]
        asked = [
            (group, row, place)
            for group in self.groups
            for place, row in group.asks
            if row["question"] == key
        ]
        rows = [(row, group.given_only) for group, row, _ in asked]
        absent = self._masks(asked, answers_.absent(question, rows))
        hidden = [Move(HIDDEN, *absent, ())]
        if question["type"] == "notice":
            return hidden, hidden
        counts = [key in self.reading.scores[score]["questions"] for score in self.scores]
        merged = {}
        for answers in answers_.of_question(question, rows, self.budget.spend):
            adds = _adding(answers.points if counted else 0 for counted in counts)
            effect = (*self._masks(asked, answers.truths), adds)
            known = merged.get(effect)
            merged[effect] = (
                answers.count + (known[0] if known else 0),
                known[1] if known else answers.example,
            )
        shown = [Move(ANSWERED, *effect, count, example) for effect, (count, example) in merged.items()]
        if not question.get("required"):
            waits = could_count(question)
            adds = _adding(
                None if waits and counted and self.reading.scores[score]["when_missing"] == WAIT else 0
                for score, counted in zip(self.scores, counts, strict=True)
            )
            shown.append(Move(UNANSWERED, *absent, adds))
        return shown, hidden

    def _masks(self, asked, truths: Iterable[bool]) -> tuple[int, int]:
        keep, put = -1, 0
        for (group, _, _), holds in zip(asked, truths, strict=True):
            if group.mode == "all" and not holds:
                keep &= ~self.bits[group.where]
            elif group.mode == "any" and holds:
                put |= self.bits[group.where]
        return keep, put

    def _multiplying(self, layer: dict) -> list[str]:
        """The questions after which there were most more states than before."""
        grown = [
            (len(after) / len(before), key)
            for key, before, after in zip(self.keys, self.layers, [*self.layers[1:], layer], strict=False)
        ]
        return [key for growth, key in sorted(grown, key=lambda pair: -pair[0])[:5] if growth > 1]


def _adding(adds: Iterable) -> tuple:
    adds = tuple(adds)
    return () if all(more == 0 for more in adds) else adds


def _added(sums: tuple, adds: tuple) -> tuple:
    if len(sums) == 1:
        return (None if sums[0] is None or adds[0] is None else sums[0] + adds[0],)
    return tuple(
        [
            None if total is None or more is None else total + more
            for total, more in zip(sums, adds, strict=True)
        ]
    )


def through(
    reading: Reading, keys: Iterable[str], groups: list[Group], scores, budget: Budget, *, forgetful=False
) -> Walk:
    """A walk through these questions and all that their being asked depends on.

    A forgetful one takes `groups` for what decides, in this order, and knows only the first that holds.
    """
    needed = reading.in_order(reading.sources(keys))
    conditions = {group.where: group for key in needed for group in reading.conditions(key)}
    deciding = groups if forgetful else []
    return Walk(reading, needed, [*conditions.values(), *groups], list(scores), budget, deciding)
