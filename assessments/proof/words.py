"""Witnesses, criteria and scores in words that a writer reads."""

from ..definition import ANSWERED, CHOICES, IN, MULTI, decimal_text
from .answers import unscaled
from .reading import Reading, wanted

#: The most answers that a sentence lists.
MOST_ANSWERS = 6

_COMPARED = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "=", "!=": "not"}


def answers_text(reading: Reading, answers: dict, about=None) -> str:
    """`Answer “Do you get leg pain?” = Yes, “How old are you?” = 70`; those in `about` come first."""
    if not answers:
        return "Answer nothing"
    keys = [key for key in answers if about is None or key in about]
    keys += [key for key in answers if key not in keys]
    said = [f"{reading.name(key)} = {reading.answer_text(key, answers[key])}" for key in keys[:MOST_ANSWERS]]
    more = len(keys) - len(said)
    return f"Answer {', '.join(said)}" + (f" and {more} more" if more else "")


def criterion_text(reading: Reading, row: dict) -> str:
    if row.get("score") is not None:
        return f"The score {reading.score_name(row['score'])} {_COMPARED[row['operator']]} {row['value']}"
    question = reading.questions[row["question"]]
    name = reading.name(row["question"])
    if row["operator"] == ANSWERED:
        return f"{name} {'answered' if row['value'] else 'not answered'}"
    if question["type"] not in CHOICES:
        return f"{name} {_COMPARED[row['operator']]} {row['value']}"
    labels = {option["key"]: option.get("label") or option["key"] for option in question["options"]}
    said = " or ".join(labels[key] for key in wanted(row, question))
    if question["type"] == MULTI:
        return f"{name} {'without' if row['operator'] == '!=' else 'with'} {said}"
    return f"{name} {'=' if row['operator'] == IN else _COMPARED[row['operator']]} {said}"


def score_text(points: int | None) -> str | None:
    """A reckoned score as a definition writes it."""
    return None if points is None else decimal_text(unscaled(points))


def listed(texts) -> str:
    """`a`, `a and b`, `a, b and c`."""
    texts = list(texts)
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
