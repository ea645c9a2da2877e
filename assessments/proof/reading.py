"""A definition laid out for proving: what stands where, who asks whom, and when a criterion holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ..definition import ANSWERED, CHOICES, IN, MULTI, NOTICE, NUMBERS, ORDER, YES_NO

#: The longest piece of a writer's text that a sentence repeats.
LONGEST_NAME = 70


@dataclass(frozen=True)
class Group:
    """Criteria that hold together: a condition of a question or section, a rule, a red flag."""

    where: str
    mode: str  # "all" or "any"
    rows: tuple
    #: A red flag's criteria hold only on an answer that was given.
    given_only: bool = False

    @property
    def asks(self) -> list[tuple[int, dict]]:
        return [(place, row) for place, row in enumerate(self.rows) if row.get("score") is None]

    @property
    def weighs(self) -> list[tuple[int, dict]]:
        return [(place, row) for place, row in enumerate(self.rows) if row.get("score") is not None]


@dataclass(frozen=True)
class Decider:
    """A red flag or a rule."""

    key: str
    outcome: str
    group: Group
    is_flag: bool


@dataclass
class Reading:
    definition: dict
    questions: dict = field(default_factory=dict)
    sections: dict = field(default_factory=dict)
    scores: dict = field(default_factory=dict)
    outcomes: dict = field(default_factory=dict)

    def __post_init__(self):
        for name in ("questions", "sections", "scores", "outcomes"):
            kept = getattr(self, name)
            for row in self.definition.get(name) or []:
                kept.setdefault(row.get("key"), row)

    @property
    def deciders(self) -> list[Decider]:
        """Red flags, then rules: the order in which they are asked."""
        made = []
        for name in ("red_flags", "rules"):
            for row in self.definition.get(name) or []:
                group = group_of(row, f"{name}/{row.get('key')}", given_only=name == "red_flags")
                made.append(Decider(row.get("key"), row.get("outcome"), group, name == "red_flags"))
        return made

    def condition(self, kind: str, key: str) -> Group | None:
        """The condition of a question or a section ("questions" or "sections")."""
        row = getattr(self, kind)[key]
        shown_when = row.get("shown_when")
        return group_of(shown_when, f"{kind}/{key}/shown_when") if shown_when else None

    def conditions(self, question: str) -> list[Group]:
        """What must hold for the question to be asked."""
        section = self.questions[question].get("section")
        found = [self.condition("sections", section)] if section is not None else []
        return [group for group in [*found, self.condition("questions", question)] if group]

    def sources(self, questions) -> set[str]:
        """These questions and all that their being asked depends on."""
        found, open_ = set(), list(questions)
        while open_:
            key = open_.pop()
            if key in found:
                continue
            found.add(key)
            for group in self.conditions(key):
                open_ += [row["question"] for row in group.rows]
        return found

    def in_order(self, keys) -> list[str]:
        return [key for key in self.questions if key in keys]

    def is_visible(self, question: str, answers: dict) -> bool:
        """Whether it is asked, `answers` being those to visible questions that stand before it."""
        return all(self.holds(group, answers) for group in self.conditions(question))

    def holds(self, group: Group, answers: dict) -> bool:
        held = (
            criterion_holds(row, self.questions[row["question"]], answers.get(row["question"]))
            for row in group.rows
        )
        return all(held) if group.mode == "all" else any(held)

    def name(self, question: str) -> str:
        """The question's text in quotation marks."""
        return quoted(self.questions[question].get("text") or question)

    def score_name(self, score: str) -> str:
        return quoted(self.scores[score].get("label") or score)

    def outcome_name(self, outcome: str | None) -> str:
        row = self.outcomes.get(outcome) or {}
        return quoted(row.get("title") or outcome or "")

    def answer_text(self, question: str, answer) -> str:
        """An answer as the reader would see it."""
        row = self.questions[question]
        if row["type"] in CHOICES:
            labels = {option["key"]: option.get("label") or option["key"] for option in row["options"]}
            return " + ".join(labels.get(key, key) for key in chosen(row, answer))
        unit = row.get("unit")
        return f"{answer} {unit}" if unit else str(answer)


def quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + '…'}”"


def group_of(row: dict, where: str, *, given_only=False) -> Group:
    mode = "any" if "any" in row and "all" not in row else "all"
    return Group(where, mode, tuple(row.get(mode) or ()), given_only)


def chosen(question: dict, answer) -> list[str]:
    """The keys of the options that an answer chooses."""
    if answer is None:
        return []
    if question["type"] == YES_NO:
        return ["yes" if answer else "no"]
    return list(answer) if question["type"] == MULTI else [answer]


def wanted(row: dict, question: dict) -> list[str]:
    """The keys of the options that a criterion on a choice is about."""
    value = row["value"]
    if row["operator"] == IN:
        return list(value)
    if question["type"] == YES_NO:
        return ["yes" if value else "no"]
    return [value]


def criterion_holds(row: dict, question: dict, answer, *, given_only=False) -> bool:
    """Whether a criterion on this question holds; `answer` is None when there is none."""
    operator = row["operator"]
    absent = answer is None or answer == []
    if operator == ANSWERED:
        return row["value"] is not absent and not (given_only and absent)
    if absent:
        return operator == "!=" and not given_only
    if question["type"] in NUMBERS:
        return compares(operator, Decimal(answer), Decimal(row["value"]))
    hit = not set(chosen(question, answer)).isdisjoint(wanted(row, question))
    return hit is not (operator == "!=")


def compares(operator: str, left, right) -> bool:
    if operator == "=":
        return left == right
    if operator == "!=":
        return left != right
    if operator == ">":
        return left > right
    if operator == ">=":
        return left >= right
    if operator == "<":
        return left < right
    return left <= right


def is_one_end(group: Group, place: int) -> bool:
    """Whether the criterion is one end of a stretch: "at least 2" beside "at most 3" of the same."""
    row = group.rows[place]
    return group.mode == "all" and any(
        other != place
        and row["operator"] in ORDER
        and beside["operator"] in ORDER
        and all(row.get(source) == beside.get(source) for source in ("question", "score"))
        for other, beside in enumerate(group.rows)
    )


def could_count(question: dict) -> bool:
    return any(option.get("points") is not None for option in question.get("options") or []) or bool(
        question.get("bands")
    )


def asks_something(question: dict) -> bool:
    return question["type"] != NOTICE


def criteria(reading: Reading) -> Iterator[tuple[Group, int, dict]]:
    """Every criterion of the definition with its group and place."""
    groups = [reading.condition("sections", key) for key in reading.sections]
    groups += [reading.condition("questions", key) for key in reading.questions]
    groups += [decider.group for decider in reading.deciders]
    for group in groups:
        if group:
            yield from ((group, place, row) for place, row in enumerate(group.rows))
