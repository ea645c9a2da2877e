"""What `templates/site/assessment` draws: questions under their sections, and outcomes. Pure."""

from itertools import groupby

from . import sheet
from .definition import NOTICE, PRESSING

#: An urgency as readers are told it: part of what is signed. No word promises a time, the outcome does.
URGENCY = {
    "none": "Nothing in these answers points to urgency",
    "routine": "Not urgent",
    "soon": "Do not put this off",
    "urgent": "Urgent",
    "emergency": "Emergency",
}


def groups(definition: dict, said=None, shown=None, problems=None, *, prefix=sheet.PREFIX) -> list[dict]:
    """The questions that are shown (all, if nothing else is said) under their sections."""
    said, problems = said or {}, problems or {}
    sections = {one["key"]: one for one in definition["sections"]}
    firsts = {}
    for one in definition["questions"]:
        firsts.setdefault(one["section"], one["key"])
    chosen = [one for one in definition["questions"] if shown is None or one["key"] in shown]
    found = []
    for key, questions in groupby(chosen, key=lambda one: one["section"]):
        drawn = [
            sheet.drawn(one, said.get(one["key"], ()), _sentence(one, problems), prefix=prefix)
            for one in questions
        ]
        # One question at a time, a section explains itself once.
        continued = drawn[0]["key"] != firsts[key]
        found.append({"section": sections.get(key), "continued": continued, "questions": drawn})
    return found


def problems(definition: dict, kinds: dict[str, str], *, prefix=sheet.PREFIX) -> list[dict]:
    """The summary of what is wrong: each with the field that it leads to."""
    return [
        {
            "id": sheet.drawn(one, prefix=prefix)["id"],
            "text": one["text"],
            "sentence": _sentence(one, kinds),
        }
        for one in definition["questions"]
        if one["key"] in kinds
    ]


def _sentence(question, kinds):
    return sheet.sentence(question, kinds[question["key"]]) if question["key"] in kinds else ""


def told(definition: dict, key: str, scores: dict | None = None, words: dict | None = None) -> dict:
    """An outcome as readers are told it, with the scores of their answers and the words that were signed."""
    [outcome] = [one for one in definition["outcomes"] if one["key"] == key]
    return {
        **outcome,
        "said_urgency": (words or URGENCY).get(outcome["urgency"], ""),
        "pressing": outcome["urgency"] in PRESSING,
        "next_steps": _phone_first(outcome) if outcome["urgency"] in PRESSING else outcome["next_steps"],
        "flagged": any(rule["outcome"] == key for rule in definition["red_flags"]),
        "scores": [
            {"key": one["key"], "label": one["label"], "value": (scores or {}).get(one["key"])}
            for one in definition["scores"]
        ],
    }


def _phone_first(outcome):
    return sorted(outcome["next_steps"], key=lambda one: one["kind"] != "phone")


def whole(definition: dict, words: dict | None = None) -> dict:
    """Every question and every outcome."""
    return {
        "groups": groups(definition),
        "outcomes": [told(definition, one["key"], words=words) for one in definition["outcomes"]],
    }


def for_scripts(definition: dict) -> dict:
    """What take.js needs besides the templates: the definition without its texts of outcomes, and words."""
    return {
        "definition": {**definition, "outcomes": [{"key": one["key"]} for one in definition["outcomes"]]},
        "prefix": sheet.PREFIX,
        "words": {
            one["key"]: {str(kind): words for kind, words in sheet.sentences(one).items()}
            for one in definition["questions"]
            if one["type"] != NOTICE
        },
        "fields": {one["key"]: sheet.drawn(one)["id"] for one in definition["questions"]},
    }
