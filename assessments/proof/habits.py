"""What works and is still rarely meant: points nobody sums, one option, an empty form, ages that differ."""

from decimal import Decimal

from ..definition import CHOICES, NUMBERS, YES_NO
from .answers import completed
from .fault import Fault, warning
from .reading import Reading, asks_something, could_count

#: Keys under which people ask for an age.
_AGES = {"age", "age-years", "age-in-years", "years", "your-age"}


def faults(reading: Reading) -> list[Fault]:
    found = []
    summed = {key for score in reading.scores.values() for key in score["questions"]}
    for key, question in reading.questions.items():
        if question["type"] in CHOICES and question["type"] != YES_NO and len(question["options"]) == 1:
            found.append(
                warning(
                    "one-option", f"{reading.name(key)} leaves no choice: one option.", f"questions/{key}"
                )
            )
        if could_count(question) and key not in summed:
            found.append(
                warning(
                    "points-unused",
                    f"{reading.name(key)} has points, and no score sums them.",
                    f"questions/{key}",
                )
            )
    return found


def empty_form(reading: Reading) -> list[Fault]:
    """Whether somebody who answers nothing is told an outcome."""
    asked = [key for key, question in reading.questions.items() if asks_something(question)]
    if not asked or completed(reading, {}):
        return []
    return [
        warning(
            "nothing-required",
            "Somebody who answers nothing is told an outcome. Require at least one question.",
            "questions",
            witness={},
            claim={"status": "complete"},
        )
    ]


def intended(reading: Reading, intended_for: dict | None) -> list[Fault]:
    """Ages for whom it is meant, against each other and against a question for the age."""
    ages = intended_for or {}
    youngest, oldest = ages.get("min_age"), ages.get("max_age")
    if youngest is not None and oldest is not None and youngest > oldest:
        return [
            Fault(
                "ages-reversed",
                f"It is intended from {youngest} to {oldest} years: turn the ages round.",
                "intended_for",
            )
        ]
    found = []
    for key, question in reading.questions.items():
        if question["type"] not in NUMBERS or key.casefold().replace("_", "-") not in _AGES:
            continue
        low, high = question.get("minimum"), question.get("maximum")
        younger = youngest is not None and low is not None and Decimal(low) < youngest
        older = oldest is not None and high is not None and Decimal(high) > oldest
        if younger or older:
            found.append(
                warning(
                    "age-differs",
                    f"{reading.name(key)} takes ages for which the assessment is not intended.",
                    f"questions/{key}",
                )
            )
    return found
