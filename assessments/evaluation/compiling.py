"""From a definition to closures and tables: everything that can be decided before an answer is there.

Only what an evaluation needs is looked at. A definition that compiles need not be good, the proof tells
that; one that does not compile means nothing, and Broken says where.
"""

import operator as operators
from collections.abc import Callable
from typing import NamedTuple

from assessments.definition import (
    ANSWERED,
    CHOICES,
    EQUALITY,
    IN,
    INTEGER,
    MOST_PLACES,
    MULTI,
    NOTICE,
    NUMBERS,
    ORDER,
    SCORE_OPERATORS,
    SINGLE,
    SKIP,
    TYPES,
    WAIT,
    YES_NO,
)

from . import exact, reading

Given = dict[str, reading.Meant]
Totals = dict[str, int | None]
#: Whether something holds, of the answers that are visible and of the scores.
Holds = Callable[[Given, Totals], bool]
Points = Callable[[reading.Meant], int]

_COMPARE = {
    "=": operators.eq,
    "!=": operators.ne,
    ">": operators.gt,
    ">=": operators.ge,
    "<": operators.lt,
    "<=": operators.le,
}


class Broken(ValueError):
    """The definition means nothing at `path`."""

    def __init__(self, path: str, why: str):
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class Question(NamedTuple):
    key: str
    type: str
    required: bool
    shown: Holds | None  # None: always
    read: reading.Reader
    points: Points | None  # None: it cannot count


class Score(NamedTuple):
    key: str
    parts: list[tuple[str, Points]]
    waits: bool


class Rule(NamedTuple):
    key: str
    outcome: str
    holds: Holds


class Compiled(NamedTuple):
    """A definition, ready to be evaluated."""

    questions: tuple[Question, ...]
    by_key: dict[str, Question]
    scores: tuple[Score, ...]
    red_flags: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    default: str | None
    #: Every condition and criterion by its path, for whoever wants to see both of its sides.
    tests: dict[str, Holds]


def compiled(definition: dict | Compiled) -> Compiled:
    """The definition, ready to be evaluated. Without a default, an outcome may be None."""
    if isinstance(definition, Compiled):
        return definition
    root, tests = _Part(definition, ""), {}
    sections = _by_key(root.parts("sections"))
    parts = _by_key(root.parts("questions"))
    questions: dict[str, Question] = {}
    asked: dict[str, _Part] = {}  # so far: a condition asks only what came before
    for key, part in parts.items():
        shown = [_condition(part, asked, tests)]
        if (section := part.get("section")) is not None:
            if not isinstance(section, str) or section not in sections:
                raise part.broken("section", "there is no such section")
            shown.insert(0, _condition(sections[section], asked, tests))
        questions[key] = _question(part, _both([holds for holds in shown if holds]))
        asked[key] = part
    scores = {key: _score(part, questions) for key, part in _by_key(root.parts("scores")).items()}
    outcomes = _by_key(root.parts("outcomes"))
    default = root.get("default")
    if default is not None and (not isinstance(default, str) or default not in outcomes):
        raise root.broken("default", "there is no such outcome")
    return Compiled(
        questions=tuple(questions.values()),
        by_key=questions,
        scores=tuple(scores.values()),
        red_flags=tuple(_rule(part, outcomes, parts, None, tests) for part in root.parts("red_flags")),
        rules=tuple(_rule(part, outcomes, parts, scores, tests) for part in root.parts("rules")),
        default=default,
        tests=tests,
    )


class _Part:
    """An object of the definition, and where it stands."""

    def __init__(self, value, path: str):
        self.value, self.path = value, path
        if not isinstance(value, dict):
            raise Broken(path or "definition", "this is not an object")

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def broken(self, name: str, why: str) -> Broken:
        return Broken(self.at(name), why)

    def get(self, name: str):
        return self.value.get(name)

    def parts(self, name: str) -> list["_Part"]:
        if not isinstance(items := self.get(name), list):
            raise self.broken(name, "this is not a list")
        return [_Part(item, f"{self.at(name)}[{index}]") for index, item in enumerate(items)]

    def text(self, name: str) -> str:
        if not isinstance(text := self.get(name), str) or not text:
            raise self.broken(name, "this is not a text")
        return text

    def boolean(self, name: str) -> bool:
        if not isinstance(value := self.get(name), bool):
            raise self.broken(name, "this is neither true nor false")
        return value

    def one_of(self, name: str, known) -> str:
        if (text := self.text(name)) not in known:
            raise self.broken(name, "this is not known here")
        return text

    def number(self, name: str) -> int:
        if (number := exact.of_text(self.get(name))) is None:
            raise self.broken(name, "this is not a number")
        return number

    def number_or_none(self, name: str) -> int | None:
        return None if self.get(name) is None else self.number(name)


def _by_key(parts: list[_Part]) -> dict[str, _Part]:
    found: dict[str, _Part] = {}
    for part in parts:
        if (key := part.text("key")) in found:
            raise part.broken("key", "this key is there twice")
        found[key] = part
    return found


def _question(part: _Part, shown: Holds | None) -> Question:
    kind = part.one_of("type", TYPES)
    options = _by_key(part.parts("options")) if kind in CHOICES else {}
    keys = list(options)
    exclusive = {key for key, option in options.items() if option.boolean("exclusive")}
    if kind == YES_NO and sorted(keys) != ["no", "yes"]:
        raise part.broken("options", "these are not yes and no")
    points = None
    if kind in CHOICES:
        points = _points_of_options({key: option.number_or_none("points") for key, option in options.items()})
        read = {SINGLE: reading.single(keys), MULTI: reading.multi(keys, exclusive), YES_NO: reading.yes_no}[
            kind
        ]
    elif kind in NUMBERS:
        places = part.get("places")
        if type(places) is not int or not 0 <= places <= MOST_PLACES:
            raise part.broken("places", f"this is not a whole number from 0 to {MOST_PLACES}")
        limits = part.number_or_none("minimum"), part.number_or_none("maximum")
        read = reading.number(None if kind == INTEGER else places, *limits)
        points = _points_of_bands(part.parts("bands"))
    else:
        read = reading.notice
    required = part.boolean("required") and kind != NOTICE
    return Question(part.text("key"), kind, required, shown, read, points)


def _points_of_options(table: dict[str, int | None]) -> Points | None:
    if all(points is None for points in table.values()):
        return None
    worth = {key: points or 0 for key, points in table.items()}

    def points(chosen):
        return sum([worth[key] for key in chosen])

    return points


def _points_of_bands(parts: list[_Part]) -> Points | None:
    bands = [
        (part.number_or_none("at_least"), part.number_or_none("at_most"), part.number("points"))
        for part in parts
    ]
    if not bands:
        return None

    def points(number):
        for low, high, worth in bands:
            if (low is None or low <= number) and (high is None or number <= high):
                return worth
        return 0

    return points


def _score(part: _Part, questions: dict[str, Question]) -> Score:
    names = part.get("questions")
    if not isinstance(names, list) or not all(isinstance(name, str) and name in questions for name in names):
        raise part.broken("questions", "this is not a list of questions")
    if len(set(names)) < len(names):
        raise part.broken("questions", "a question is there twice")
    parts = [(name, questions[name].points) for name in names if questions[name].points]
    return Score(part.text("key"), parts, part.one_of("when_missing", (WAIT, SKIP)) == WAIT)


def _rule(part: _Part, outcomes, questions, scores, tests) -> Rule:
    """A rule, or, where there are no scores to ask, a red flag."""
    is_flag = scores is None
    joined, criteria = _joined(part)
    holds = []
    for criterion in criteria:
        if not is_flag and criterion.get("score") is not None:
            test = _on_score(criterion, scores)
        else:
            test = _on_answer(criterion, questions, inside=True, given_only=is_flag)
        tests[criterion.path] = test
        holds.append(test)
    return Rule(part.text("key"), part.one_of("outcome", outcomes), joined(holds))


def _condition(part: _Part, asked: dict[str, _Part], tests) -> Holds | None:
    if part.get("shown_when") is None:
        return None
    joined, conditions = _joined(_Part(part.get("shown_when"), part.at("shown_when")))
    holds = []
    for condition in conditions:
        test = tests[condition.path] = _on_answer(condition, asked, inside=False, given_only=False)
        holds.append(test)
    return joined(holds)


def _joined(part: _Part):
    if ("all" in part.value) == ("any" in part.value):
        raise Broken(part.path, "there is to be either `all` or `any`")
    return (_all, part.parts("all")) if "all" in part.value else (_any, part.parts("any"))


def _on_score(part: _Part, scores) -> Holds:
    key, value = part.one_of("score", scores), part.number("value")
    compare = _COMPARE[part.one_of("operator", SCORE_OPERATORS)]
    return lambda given, totals: (total := totals[key]) is not None and compare(total, value)


def _on_answer(part: _Part, questions: dict[str, _Part], *, inside: bool, given_only: bool) -> Holds:
    """A condition or, `inside` a rule, a criterion; `given_only`: it never holds without an answer."""
    key = part.one_of("question", questions)
    question = questions[key]
    kind = question.get("type")
    if kind == NOTICE:
        raise part.broken("question", "this question asks nothing")
    if kind in NUMBERS:
        known = (*EQUALITY, *ORDER, ANSWERED)
    else:
        known = (*EQUALITY, ANSWERED, IN) if inside else (*EQUALITY, ANSWERED)
    operator = part.one_of("operator", known)
    if operator == ANSWERED:
        if part.boolean("value"):
            return lambda given, totals: key in given
        return lambda given, totals: not given_only and key not in given
    if kind in NUMBERS:
        holds = _on_number(key, operator, part.number("value"))
    else:
        holds = _on_choice(key, operator, _value(part, question, operator))
    if operator == "!=" and given_only:
        return lambda given, totals: key in given and holds(given, totals)
    return holds


def _value(part: _Part, question: _Part, operator: str):
    value = part.get("value")
    options = {option.text("key") for option in question.parts("options")}
    if operator == IN:
        if not isinstance(value, list) or not all(isinstance(one, str) and one in options for one in value):
            raise part.broken("value", "this is not a list of the question's options")
        return frozenset(value)
    if question.get("type") == YES_NO:
        return "yes" if part.boolean("value") else "no"
    return part.one_of("value", options)


def _on_choice(key: str, operator: str, value) -> Holds:
    if operator == IN:
        return lambda given, totals: not value.isdisjoint(given.get(key, ()))
    if operator == "=":
        return lambda given, totals: value in given.get(key, ())
    return lambda given, totals: value not in given.get(key, ())


def _on_number(key: str, operator: str, value: int) -> Holds:
    if operator == "!=":
        return lambda given, totals: given.get(key) != value
    compare = _COMPARE[operator]
    return lambda given, totals: (number := given.get(key)) is not None and compare(number, value)


def _both(holds: list[Holds]) -> Holds | None:
    return _all(holds) if holds else None


def _all(tests: list[Holds]) -> Holds:
    if len(tests) == 1:
        return tests[0]

    def holds(given, totals):
        for test in tests:  # a loop: all() over a generator costs twice as much  # noqa: SIM110
            if not test(given, totals):
                return False
        return True

    return holds


def _any(tests: list[Holds]) -> Holds:
    if len(tests) == 1:
        return tests[0]

    def holds(given, totals):
        for test in tests:  # a loop, as above  # noqa: SIM110
            if test(given, totals):
                return True
        return False

    return holds
