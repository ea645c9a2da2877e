"""Complete paths through an assessment that show what it can do, found with bounded work.

Small assessments are walked through on every path. Larger ones on chosen paths: from the fewest points to the
most, each answer once, and then towards each rule, red flag and side of a condition that was not met yet, by
fixing the answers that it asks for and varying the rest. Chance is a seeded one and only ever random(), whose
numbers stay the same between versions of Python.
"""

import random
from collections.abc import Callable, Iterator

from assessments import evaluation
from assessments.definition import NUMBERS
from assessments.evaluation import exact
from assessments.evaluation.compiling import Compiled, Question

from . import values

#: Paths that are looked at, of an assessment with up to 16 questions; fewer of longer ones.
MOST_PATHS = 4000
#: Paths that are tried towards one rule or one side of a condition.
_TRIES = 150

#: Where a score lies, seen from the number that a criterion compares it with.
_EDGES = {-1: "just below", 0: "exactly", 1: "just above"}
_FAR = 10**30

Choose = Callable[[Question, list], object]


def paths(definition: dict, tool: Compiled) -> dict[str, dict]:
    """What can be met on a complete path, the most telling first, each with the answers that met it first."""
    search = _Search(definition, tool)
    search.walk_through()
    ordered = dict.fromkeys([*search.targets, *search.met])
    return {name: search.met[name] for name in ordered if name in search.met}


class _Search:
    def __init__(self, definition: dict, tool: Compiled):
        self.tool, self.good = tool, values.right(definition)
        self.ends = {
            question.key: _by_points(question, self.good.get(question.key)) for question in tool.questions
        }
        self.met: dict[str, dict] = {}
        self.left = MOST_PATHS * 16 // max(16, len(tool.questions))
        self.chance = random.Random(20)
        self.groups = _groups(definition)
        self.criteria = {
            test: one for path, group in self.groups.items() for test, one in _tests(path, group).items()
        }
        self.shown_by = {
            f"questions[{at}]": [f"sections[{number}].shown_when", f"questions[{at}].shown_when"]
            for at, question in enumerate(definition["questions"])
            for number, section in enumerate(definition["sections"])
            if section["key"] == question["section"]
        }
        self.place = {question.key: at for at, question in enumerate(tool.questions)}
        self.verdicts = {
            path: list(_tests(path, group))
            for path, group in self.groups.items()
            if path.startswith(("red_flags[", "rules["))
        }
        self.scored = {
            path: (one["score"], exact.of_text(one["value"]))
            for path, one in self.criteria.items()
            if "score" in one
        }
        self.nearest: dict[str, tuple[bool, int]] = {}
        self.worths: dict[str, dict[str, dict[int, int]]] = {}
        self.targets = self._targets()

    def _targets(self) -> dict[str, list[tuple[str, bool]]]:
        """What is to be met, and the sides of groups and tests that it takes."""
        targets, sides_of, before = {}, {}, []
        for sort, part in (("red flag", "red_flags"), ("rule", "rules")):
            for at, rule in enumerate(getattr(self.tool, part)):
                path = f"{part}[{at}]"
                targets[f"{sort} {rule.key}"] = [(path, True), *before]
                for test in self.verdicts[path]:
                    others = [
                        (each, "all" in self.groups[path]) for each in self.verdicts[path] if each != test
                    ]
                    sides_of[test] = [*others, *before]
                before.append((path, False))
        targets["default"] = [*before]
        for test, rest in sides_of.items():
            targets[f"{test} holds and decides"] = [(test, True), *rest]
            targets[f"{test} fails and decides"] = [(test, False), *rest]
            if "score" in self.criteria[test]:
                targets |= {f"{test} {edge}": [(test, True), *rest] for edge in _EDGES.values()}
        for test in self.criteria:
            targets |= {f"{test} holds": [(test, True)], f"{test} fails": [(test, False)]}
        return targets

    def walk_through(self) -> None:
        if self._walk_every_path():
            return
        quarter = self.left // 4
        self._climb(until=3 * quarter)
        self._aim(until=quarter)
        for question in self.tool.questions:
            for value in self.good.get(question.key, []):
                if self.left > 0:
                    self._walk({question.key: [value]}, self._spread(0.2))

    def _aim(self, until: int) -> None:
        for name, sides in self.targets.items():
            for number in range(_TRIES):
                if self._is_met(name, number) or self.left <= until:
                    break
                choose = number % 2 and self._toward_a_score(sides)
                self._walk(self._fixed(sides), choose or self._spread(self.chance.random()))

    def _is_met(self, name: str, tries: int) -> bool:
        if name not in self.nearest:
            return name in self.met
        return self.nearest[name] <= (False, exact.SCALE) or tries >= _TRIES // 4

    # Paths

    def _walk_every_path(self) -> bool:
        """Whether all paths could be looked at."""
        count = 1
        for question in self.tool.questions:
            count *= max(1, len(self.good.get(question.key, ())) + (not question.required))
        if count > 20 * self.left:
            return False
        for answers in self._every({}, {}, 0):
            self._look(answers)
            if self.left <= 0:
                self.left = MOST_PATHS // 4
                return False
        return True

    def _every(self, answers: dict, given: dict, at: int) -> Iterator[dict]:
        while at < len(self.tool.questions):
            question = self.tool.questions[at]
            at += 1
            if question.key in self.good and (question.shown is None or question.shown(given, {})):
                for value in self.good[question.key]:
                    more = given | {question.key: question.read(value)}
                    yield from self._every(answers | {question.key: value}, more, at)
                if question.required:
                    return
        yield answers

    def _climb(self, until: int) -> None:
        """From the fewest points to the most, question by question."""
        keys = list(self.good)
        for most in range(len(keys) + 1):
            if self.left <= until:
                break
            full = set(keys[:most])
            self._walk({}, lambda question, good, full=full: self.ends[question.key][question.key in full])

    def _spread(self, share: float) -> Choose:
        """Of so many questions an answer with many points, else any, or none where none is needed."""

        def choose(question: Question, good: list):
            luck = self.chance.random()
            if not question.required and luck < 0.15:
                return None
            if self.chance.random() < share and self.ends[question.key][1] in good:
                return self.ends[question.key][1]
            return self._any_of(good)

        return choose

    def _toward_a_score(self, sides: list[tuple[str, bool]]) -> Choose | None:
        """Near a score at which something changes, of the first side where it asks for one."""
        if not self.scored:
            return None
        own = [asked for path, asked in self.scored.items() if sides and path.startswith(sides[0][0])]
        key, goal = self._any_of(own or list(self.scored.values()))
        if self.chance.random() < 0.7:
            goal += int((self.chance.random() - 0.5) * 4 * exact.SCALE)
        worths, total = self._worths(key), 0

        def choose(question: Question, good: list):
            nonlocal total
            value, worth = self._any_of(good), worths.get(question.key)
            if worth:
                if self.chance.random() < 0.6:
                    value = min(good, key=lambda each: abs(total + worth[id(each)] - goal))
                total += worth[id(value)]
            return value

        return choose

    def _worths(self, score: str) -> dict[str, dict[int, int]]:
        """What each good answer adds to a score, by the answer itself: lists have no other name."""
        if score not in self.worths:
            parts = next(dict(one.parts) for one in self.tool.scores if one.key == score)
            self.worths[score] = {
                key: {
                    id(value): points(self.tool.by_key[key].read(value)) for value in self.good.get(key, ())
                }
                for key, points in parts.items()
                if points
            }
        return self.worths[score]

    def _any_of(self, items: list):
        return items[int(self.chance.random() * len(items))]

    def _walk(self, fixed: dict[str, list], choose: Choose) -> None:
        """One path in document order; `fixed` are the answers that are good enough for some questions."""
        answers, given = {}, {}
        for question in self.tool.questions:
            key = question.key
            if not self.good.get(key) or not (question.shown is None or question.shown(given, {})):
                continue
            allowed = fixed.get(key) or [*self.good[key], None]
            some = [value for value in allowed if value is not None]
            value = choose(question, some) if some else None
            if value is None and None not in allowed:
                value = some[0]
            if value is not None:
                answers[key], given[key] = value, question.read(value)
        self._look(answers)

    # Towards something

    def _fixed(self, sides: list[tuple[str, bool]]) -> dict[str, list]:
        """The answers with which these sides may come about, and make visible what they answer."""
        fixed: dict[str, list] = {}
        wanted = [(test, side) for path, side in sides for test in self._some_tests(path, side)]
        done = set()
        for test, side in wanted:
            if (test, side) in done:
                continue
            done.add((test, side))
            key = self.criteria[test].get("question")
            if key is None:
                continue
            question, holds = self.tool.by_key[key], self.tool.tests[test]
            good = fixed.get(key) or [*self.good.get(key, []), *([] if question.required else [None])]
            fixed[key] = [value for value in good if holds(_given(question, value), {}) == side] or good
            if side:
                wanted += [(each, True) for path in self._shown(key) for each in self._some_tests(path, True)]
        return fixed

    def _shown(self, key: str) -> list[str]:
        """The groups on which it depends whether the question is visible."""
        own = f"questions[{self.place[key]}]"
        return [path for path in self.shown_by.get(own, [f"{own}.shown_when"]) if path in self.groups]

    def _some_tests(self, path: str, side: bool) -> list[str]:
        """Tests that together bring about this side of a group: all of them, or any one."""
        if path in self.criteria:
            return [path]
        group = self.groups[path]
        tests = list(_tests(path, group))
        return tests if ("all" in group) == side or not tests else [self._any_of(tests)]

    # What a path shows

    def _look(self, answers: dict) -> None:
        self.left -= 1
        result = evaluation.evaluate(self.tool, answers)
        if result["status"] != "complete":  # a required question without any possible answer
            return
        seen = evaluation.taken(self.tool, answers)
        totals = evaluation.totals(self.tool, seen)
        kind = "red flag" if result["red_flag"] else "rule"
        self._meet(f"{kind} {result['rule']}" if result["rule"] is not None else "default", answers)
        sides = {path: holds(seen.given, totals) for path, holds in self.tool.tests.items()}
        for path, side in sides.items():
            self._meet(f"{path} holds" if side else f"{path} fails", answers)
        deciding = self._deciding(sides)
        for path in deciding:
            self._meet(f"{path} holds and decides" if sides[path] else f"{path} fails and decides", answers)
        self._look_at_edges(answers, totals, deciding)
        for key, total in result["scores"].items():
            self._meet(f"score {key}" if total is not None else f"score {key} waits", answers)
        for question in self.tool.questions:
            key = question.key
            if key not in seen.visible:
                self._meet(f"{key} hidden", answers)
            elif key not in seen.given:
                self._meet(f"{key} open", answers)
            elif question.type in NUMBERS:
                self._meet(f"{key} is {answers[key]}", answers)
            else:
                for option in seen.given[key]:
                    self._meet(f"{key} is {option}", answers)

    def _deciding(self, sides: dict[str, bool]) -> set[str]:
        """The criteria without which, or with which, another red flag or rule would have decided."""
        found = set()
        for path, tests in self.verdicts.items():
            held, needed = sum(sides[test] for test in tests), len(tests) if "all" in self.groups[path] else 1
            holds = held >= needed
            found |= {test for test in tests if (held + (-1 if sides[test] else 1) >= needed) != holds}
            if holds:
                break  # what comes after was not asked
        return found

    def _look_at_edges(self, answers: dict, totals: dict, deciding: set[str]) -> None:
        """Keep the nearest score on each side of what a criterion compares it with, where that decides."""
        for path, (key, value) in self.scored.items():
            if (total := totals[key]) is None:
                continue
            name = f"{path} {_EDGES[(total > value) - (total < value)]}"
            near = (path not in deciding, abs(total - value))
            if near < self.nearest.get(name, (True, _FAR)):
                self.nearest[name], self.met[name] = near, answers

    def _meet(self, name: str, answers: dict) -> None:
        self.met.setdefault(name, answers)


def _groups(definition: dict) -> dict[str, dict]:
    """Everything that is all or any of something, by its path."""
    found = {}
    for name in ("sections", "questions"):
        for at, each in enumerate(definition[name]):
            if each["shown_when"] is not None:
                found[f"{name}[{at}].shown_when"] = each["shown_when"]
    for name in ("red_flags", "rules"):
        found |= {f"{name}[{at}]": each for at, each in enumerate(definition[name])}
    return found


def _tests(path: str, group: dict) -> dict[str, dict]:
    joined = "all" if "all" in group else "any"
    return {f"{path}.{joined}[{at}]": one for at, one in enumerate(group[joined])}


def _given(question: Question, value) -> dict:
    return {} if value is None else {question.key: question.read(value)}


def _by_points(question: Question, good: list | None) -> tuple:
    """The answer with the fewest points and the one with the most."""
    if not good:
        return None, None
    ordered = sorted(good, key=lambda value: question.points(question.read(value)) if question.points else 0)
    return ordered[0], ordered[-1]
