"""Faults in how a definition hangs together: keys, types, sizes, sections, options, scores.

While one of these stands, no path can be walked: what it leads to is not known.
"""

from collections import Counter

from ..definition import (
    CHOICES,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    MULTI,
    NOTICE,
    SKIP,
    TYPES,
    URGENCIES,
    WAIT,
    YES_NO,
)
from . import asking, numbers
from .fault import Fault
from .reading import Reading, could_count

#: Paths can be walked in spite of these.
HARMLESS = {
    "value-outside",
    "too-many",
    "criteria-empty",
    "section-split",
    "uncountable",
    "score-empty",
    "no-questions",
}


def faults(reading: Reading) -> list[Fault]:
    found = [*_keys(reading), *_types(reading)]
    if any(fault.rule in ("key-missing", "type-unknown") for fault in found):
        return found  # the rest would be guesses
    found += _sizes(reading)
    found += _sections(reading)
    for key in reading.questions:
        found += _options(reading, key)
        found += numbers.faults_of(reading, key)
    found += _scores(reading)
    return found + asking.faults(reading)


_LISTS = {
    "questions": "question",
    "sections": "section",
    "scores": "score",
    "outcomes": "outcome",
    "red_flags": "red flag",
    "rules": "rule",
}


def _keys(reading: Reading) -> list[Fault]:
    found = []

    def look(rows, where, what):
        counted = Counter(row.get("key") for row in rows)
        for key, times in counted.items():
            if not isinstance(key, str) or not key:
                found.append(Fault("key-missing", f"A {what} has no key.", where.rstrip("/")))
            elif times > 1:
                found.append(
                    Fault("duplicate-key", f"The key “{key}” is given to {times} {what}s.", f"{where}{key}")
                )

    for name in ("questions", "sections", "scores", "outcomes"):
        look(reading.definition[name], f"{name}/", _LISTS[name])
    flags = {row.get("key") for row in reading.definition["red_flags"]}
    look(reading.definition["red_flags"], "red_flags/", "red flag")
    look(reading.definition["rules"], "rules/", "rule")
    for row in reading.definition["rules"]:
        if row.get("key") in flags:
            found.append(
                Fault(
                    "duplicate-key",
                    f"A red flag and a rule share the key “{row['key']}”.",
                    f"rules/{row['key']}",
                )
            )
    for question in reading.definition["questions"]:
        counted = Counter(option.get("key") for option in question.get("options") or [])
        for place, option in enumerate(question.get("options") or []):
            key = option.get("key")
            where = f"questions/{question.get('key')}/options/{place}"
            if not key:
                found.append(Fault("key-missing", "An option has no key.", where))
            elif counted[key] > 1:
                counted[key] = 0
                found.append(
                    Fault("duplicate-key", f"Two options of one question have the key “{key}”.", where)
                )
    return found


def _types(reading: Reading) -> list[Fault]:
    found = []
    for key, question in reading.questions.items():
        if question.get("type") not in TYPES:
            found.append(
                Fault(
                    "type-unknown",
                    f"“{question.get('type')}” is not a type of question.",
                    f"questions/{key}",
                )
            )
    for key, outcome in reading.outcomes.items():
        if outcome.get("urgency") not in URGENCIES:
            found.append(
                Fault("type-unknown", f"“{outcome.get('urgency')}” is not an urgency.", f"outcomes/{key}")
            )
    return found


def _sizes(reading: Reading) -> list[Fault]:
    found = []
    asked = [key for key, question in reading.questions.items() if question["type"] != NOTICE]
    if not asked:
        found.append(
            Fault(
                "no-questions",
                "Nothing is asked yet. Add a question.",
                "questions",
                witness={},
                claim={"status": "complete"},
            )
        )
    if len(reading.questions) > MOST_QUESTIONS:
        found.append(
            Fault(
                "too-many",
                f"There are {len(reading.questions)} questions; {MOST_QUESTIONS} are the most.",
                "questions",
            )
        )
    for key, question in reading.questions.items():
        if len(question.get("options") or []) > MOST_OPTIONS:
            found.append(
                Fault(
                    "too-many",
                    f"{reading.name(key)} has {len(question['options'])} options; {MOST_OPTIONS} are "
                    f"the most.",
                    f"questions/{key}",
                )
            )
    return found


def _sections(reading: Reading) -> list[Fault]:
    found, left, previous = [], set(), None
    for key, question in reading.questions.items():
        section = question.get("section")
        if section is not None and section not in reading.sections:
            found.append(
                Fault(
                    "unknown-section",
                    f"{reading.name(key)} is in the section “{section}”, which does not exist.",
                    f"questions/{key}",
                )
            )
        if section != previous:
            left.add(previous)
            if section is not None and section in left:
                found.append(
                    Fault(
                        "section-split",
                        f"{reading.name(key)} stands apart from the other questions of its section "
                        f"“{section}”. Move them together.",
                        f"questions/{key}",
                    )
                )
        previous = section
    return found


def _options(reading: Reading, key: str) -> list[Fault]:
    question = reading.questions[key]
    keys = [option.get("key") for option in question.get("options") or []]
    if question["type"] == YES_NO:
        if sorted(map(str, keys)) != ["no", "yes"]:
            return [
                Fault(
                    "yes-no-options",
                    f"{reading.name(key)} is a yes/no question: its options are “yes” and “no”.",
                    f"questions/{key}",
                )
            ]
    elif question["type"] in CHOICES and not keys:
        return [
            Fault(
                "no-options",
                f"{reading.name(key)} has nothing to choose from.",
                f"questions/{key}",
                witness={key: [""] if question["type"] == MULTI else ""},
                claim={"status": "invalid"},
            )
        ]
    return []


def _scores(reading: Reading) -> list[Fault]:
    found = []
    for key, score in reading.scores.items():
        name, where = reading.score_name(key), f"scores/{key}"
        if score.get("when_missing") not in (WAIT, SKIP):
            found.append(Fault("when-missing", f"Say whether the score {name} waits or skips.", where))
        if not score.get("questions"):
            found.append(Fault("score-empty", f"The score {name} sums no questions.", where))
        for question, times in Counter(score.get("questions") or []).items():
            if question not in reading.questions:
                found.append(
                    Fault(
                        "unknown-question", f"The score {name} sums “{question}”, which is not asked.", where
                    )
                )
            elif times > 1:
                found.append(
                    Fault(
                        "score-repeats",
                        f"The score {name} sums {reading.name(question)} more than once.",
                        where,
                    )
                )
            elif not could_count(reading.questions[question]):
                found.append(
                    Fault(
                        "uncountable",
                        f"The score {name} sums {reading.name(question)}, whose answers have no points.",
                        where,
                    )
                )
    return found
