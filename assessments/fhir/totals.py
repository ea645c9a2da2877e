"""What a questionnaire calculates: its variables, and the sums that become scores."""

import re
from dataclasses import dataclass

from assessments.definition import KEY, SKIP, WAIT

from . import options, sums, terms
from .ledger import Node

_KEY = re.compile(KEY)
#: Nobody has more totals; each may take some milliseconds to recognise.
_MOST_SUMS = 100
_EMPTY = (
    "As it is written, it looks for {what}, so it would be empty. "
    "It was taken as the sum that it surely means: see whether it is."
)


@dataclass
class Computed:
    """A sum that an item shows, to be made a score when all questions are known."""

    node: Node
    link: str
    label: str
    sum: sums.Sum


class Totals:
    """Everything that one questionnaire calculates."""

    def __init__(self):
        self._seen = 0
        self._computed: list[Computed] = []
        self._variables: list[tuple[Node, str, str]] = []
        self._used: set[tuple[str, str]] = set()
        self._written: list[tuple[Node, str, str, sums.Sum | None]] = []

    def variables(self, node: Node, outer: dict[str, str]) -> dict[str, str]:
        """The variables that hold in a node: its own and those around it."""
        found = dict(outer)
        for one in node.extensions(terms.VARIABLE):
            expression = one.node("valueExpression")
            name, said = _expression(expression) if expression else ("", "")
            if name and said:
                found[name] = said
                self._variables.append((one, name, said))
            else:
                one.tell("This variable is not understood.", one.value)
        return found

    def sum_of(self, calculated: Node, variables: dict[str, str]) -> tuple[sums.Sum | None, str]:
        """The sum that an expression is, or None, and the expression."""
        expression = calculated.node("valueExpression")
        said = _expression(expression)[1] if expression else ""
        self._seen += 1
        known = said and self._seen <= _MOST_SUMS
        found, used = sums.recognised(said, variables) if known else (None, set())
        self._used |= {(name, variables[name]) for name in used}
        return found, said

    def add(self, node: Node, link: str, label: str, sum_: sums.Sum):
        self._computed.append(Computed(node, link, label, sum_))

    def written(self, node: Node, label: str, calculated: Node | None):
        """An item that this system wrote for a score, which stands in our own extension too."""
        found, said = self.sum_of(calculated, {}) if calculated else (None, "")
        self._written.append((node, label, said, found))

    def compare(self, scores: list[dict], counting: set[str]):
        """Tell where such an item no longer says what the score does: somebody changed it."""
        for node, label, said, found in self._written:
            sums_ = [
                [key for key in one["questions"] if key in counting]
                for one in scores
                if one["label"] == label
            ]
            same = bool(sums_) if not said else found is not None and found.questions in sums_
            if not same:
                node.tell(
                    "This total was changed after the export. The score is as it was: see which is meant.",
                    said or label,
                )

    def close(self):
        """Tell the variables that no score uses."""
        for node, name, expression in self._variables:
            if (name, expression) not in self._used:
                node.tell(
                    f"The variable “{name[:60]}” is left out.", f"{name} = {expression}", blocking=False
                )

    def scores(self, items) -> list[dict]:
        """The scores that the calculated items come to, now that all questions are known."""
        made: list[dict] = []
        required = {question["key"]: question["required"] for question in items.questions}
        for one in self._computed:
            keys = _summed(one, items)
            if not keys:
                one.node.tell(
                    "None of the questions that it adds up has points: make the score again.", one.label
                )
                continue
            taken = {score["key"] for score in made}
            free = _KEY.fullmatch(one.link) and one.link not in taken
            key = one.link if free else options.key_from(one.link, taken.__contains__)
            waits = all(required[name] for name in keys) or not one.sum.skips
            when_missing = WAIT if waits else SKIP
            if one.sum.is_silent and not any(required[name] for name in keys):
                one.node.tell(
                    "While nothing of it is answered, the file has no total: here it is 0 then.",
                    one.label,
                    blocking=False,
                )
            made.append({"key": key, "label": one.label, "questions": keys, "when_missing": when_missing})
        return made


def _summed(one: Computed, items) -> list[str]:
    """The keys of the questions that a sum adds up, in the order in which they are asked."""
    counting = [
        question["key"]
        for question in items.questions
        if any(option["points"] is not None for option in question["options"])
    ]
    keys = counting
    if one.sum.questions is not None:
        asked = {link: found.question["key"] for link, found in items.known.asked.items()}
        for link in one.sum.questions:
            if asked.get(link) not in counting:
                one.node.tell(f"It adds up “{link[:120]}”, which has no points here.", link)
        wanted = {asked.get(link) for link in one.sum.questions}
        keys = [key for key in counting if key in wanted]
    _doubt(one, keys, items)
    return keys


def _doubt(one: Computed, keys: list[str], items):
    """An expression that would find nothing where it looks, although it is plain what it means."""
    levels = {items.levels[key] for key in keys}
    if keys and any(level is not None and {level} != levels for level in one.sum.levels):
        one.node.tell(_EMPTY.format(what="answers on another level of items"), one.label)
    found = items.sets.weights
    if one.sum.urls and found and not one.sum.urls & found:
        one.node.tell(_EMPTY.format(what="points in another extension than theirs"), one.label)


def _expression(node: Node) -> tuple[str, str]:
    name, said, language = node.text("name"), node.text("expression"), node.text("language")
    return name, said if language in ("", terms.FHIRPATH) else ""
