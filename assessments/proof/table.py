"""Every path with its scores and outcome, as a medical reviewer reads them, and how many there are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import evaluation
from ..definition import empty
from . import answers as answers_
from . import decisions
from .reading import Reading, criteria
from .walk import MOST_STEPS, Budget, TooMany, through
from .words import score_text

#: The most paths that are listed one by one.
MOST_ROWS = 200_000

NOTE = (
    "There are too many paths to list them all. Each row stands for all paths with the same rule and scores, "
    "and shows the answers of one of them."
)
NOTE_OF_DECIDING = f"{NOTE} Only answers that can change the outcome are counted."


@dataclass(frozen=True)
class Row:
    """One path, or, in a compressed table, all that end alike: `paths` says how many."""

    #: By question, in words; a question that is not asked is left out, one that was skipped is "".
    answers: dict[str, str]
    scores: dict[str, str | None]
    rule: str | None
    outcome: str
    urgency: str
    paths: int = 1
    note: str = ""


@dataclass(frozen=True)
class Summary:
    """`paths` is None where they cannot be counted."""

    paths: int | None
    #: By score: the lowest, the highest, and every value in between that can be reached.
    scores: dict[str, tuple[str, ...]]
    #: By outcome: how many paths lead to it.
    outcomes: dict[str, int] = field(default_factory=dict)

    def limits(self, score: str) -> tuple[str, str] | None:
        values = self.scores.get(score)
        return (values[0], values[-1]) if values else None


def summary(definition: dict) -> Summary:
    """Of a definition whose structure holds; what cannot be told is left out."""
    reading = Reading({**empty(), **definition})
    scores = {key: values for key in reading.scores if (values := _reachable(reading, key))}
    try:
        decided = decisions.everywhere(reading, MOST_STEPS)
    except TooMany:
        return Summary(None, scores)
    outcomes = Counter(dict.fromkeys(reading.outcomes, 0))
    for end in decided.ends:
        outcomes[decided.outcome(end)] += end.paths
    return Summary(sum(outcomes.values()), scores, dict(outcomes))


def _reachable(reading: Reading, score: str) -> tuple[str, ...]:
    try:
        walk = through(reading, reading.scores[score]["questions"], [], [score], Budget(MOST_STEPS))
    except TooMany:
        return ()
    return tuple(score_text(total) for total in sorted({sums[0] for _, sums in walk.finals} - {None}))


def path_table(definition: dict, limit: int = MOST_ROWS) -> Iterator[Row]:
    """One row for each path that can be told from others, as the evaluation sees it.

    A number is as good as any other of its run ("18 to 64"). Where there are more than `limit` rows, the
    paths that end alike share one, and each row says so. Raises TooMany where even that cannot be counted.
    """
    reading = Reading({**empty(), **definition})
    counted = summary(definition).paths
    if counted is not None and counted <= limit:
        yield from _each_path(reading)
    else:
        yield from _each_end(reading)


def _each_path(reading: Reading) -> Iterator[Row]:
    tool = evaluation.compiled(reading.definition)
    rows = {}
    for group, _, row in criteria(reading):
        if row.get("score") is None:
            rows.setdefault(row["question"], []).append((row, group.given_only))
    choices = {
        key: list(answers_.every(question, rows.get(key, [])))
        for key, question in reading.questions.items()
        if question["type"] != "notice"
    }
    for answers, words in _paths(reading, choices, list(choices), 0, {}, {}):
        result = evaluation.evaluate(tool, answers)
        yield Row(
            words,
            result["scores"],
            result["rule"],
            result["outcome"],
            reading.outcomes[result["outcome"]]["urgency"],
        )


def _paths(reading, choices, keys, place, answers, words) -> Iterator[tuple[dict, dict]]:
    while place < len(keys) and not reading.is_visible(keys[place], answers):
        place += 1
    if place == len(keys):
        yield answers, words
        return
    key = keys[place]
    for answer, run in choices[key]:
        said = run or reading.answer_text(key, answer)
        yield from _paths(reading, choices, keys, place + 1, {**answers, key: answer}, {**words, key: said})
    if not reading.questions[key].get("required"):
        yield from _paths(reading, choices, keys, place + 1, answers, {**words, key: ""})


def _each_end(reading: Reading) -> Iterator[Row]:
    """By rule and scores: through all questions where they can be counted, else through what decides."""
    try:
        decided, note = decisions.everywhere(reading, MOST_STEPS), NOTE
    except TooMany:
        decided, note = decisions.of(reading, MOST_STEPS), NOTE_OF_DECIDING
    ends = {}
    for state, (paths, _, _) in decided.walk.finals.items():
        end = decided.end_of(state)
        name = (decided.rule(end), state[1])
        known = ends.get(name)
        ends[name] = (known[0], known[1] + paths) if known else (end, paths)
    for (rule, sums), (end, paths) in ends.items():
        answers = decided.walk.witness(len(decided.walk.layers) - 1, end.state)
        outcome = decided.outcome(end)
        yield Row(
            {key: reading.answer_text(key, answer) for key, answer in answers.items()},
            dict(zip(decided.scores, map(score_text, sums), strict=True)),
            rule,
            outcome,
            reading.outcomes[outcome]["urgency"],
            paths,
            note,
        )
