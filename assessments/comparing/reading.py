"""A document or a state as it is compared: every condition, rule and point in words. Pure."""

from collections.abc import Iterable

from assessments.definition import SKIP
from assessments.drawing import URGENCY

from .parts import Parts, parts_of
from .words import TYPES, Words, points_text

#: Parts of a document that follow from others, or are told here in words.
_DERIVED = ("definition", "definition_digest", "version", "questionnaire")
#: Parts of a state that are told inside others.
_INSIDE = ("conditions", "criteria", "rules", "next_steps", "default_outcome")


def as_compared(text: dict, beside: Iterable[dict | None] = ()) -> dict:
    """The parts of a document or a state, in words; names are those of the newest text that has one."""
    parts = parts_of(text)
    if parts is None:
        return {name: value for name, value in text.items() if name not in _DERIVED}
    words = Words()
    for one in (text, *(one or {} for one in beside)):
        words.learn(parts_of(one) or Parts())
    rest = {name: value for name, value in text.items() if name not in (*_DERIVED, *_INSIDE)}
    if "definition" in text:
        rest.setdefault("urgency_words", URGENCY)
    if "intended_for" in rest:
        meant = rest["intended_for"]
        rest["intended_for"] = {**meant, "otherwise": _otherwise(meant["otherwise"])}
    elif parts.steps.get(""):
        rest["steps_of_others"] = [_step(one) for one in parts.steps[""]]
    return {
        **rest,
        "sections": [_section(one, parts, words) for one in parts.sections],
        "questions": [_question(one, parts, words) for one in parts.questions],
        "scores": [_score(one, words) for one in parts.scores],
        "outcomes": [_outcome(one, parts) for one in parts.outcomes],
        "red_flags": [_rule(one, parts, words) for one in parts.red_flags],
        "rules": [_rule(one, parts, words) for one in parts.rules],
        "when_no_rule_holds": parts.default and words.outcome(parts.default),
    }


def _said(record: dict) -> dict:
    """Without the fields that say nothing."""
    return {name: value for name, value in record.items() if value not in (None, "", [], False)}


def _when(key: str, parts: Parts, words: Words) -> str:
    match, conditions = parts.shown.get(key, ("all", []))
    return (" or " if match == "any" else " and ").join(words.condition(*one) for one in conditions)


def _section(one, parts, words) -> dict:
    return _said(
        {
            "key": one["key"],
            "title": one["title"],
            "introduction": one["text"],
            "shown_when": _when(one["key"], parts, words),
        }
    )


def _question(one, parts, words) -> dict:
    return _said(
        {
            "key": one["key"],
            "question": one["text"],
            "section": one["section"] and words.section(one["section"]),
            "asks_for": TYPES.get(one["type"], one["type"]),
            "help": one["help"],
            "may_be_left_out": "yes" if not one["required"] and one["type"] != "notice" else "",
            "asked_when": _when(one["key"], parts, words),
            "options": [_option(option) for option in one["options"]],
            "minimum": one["minimum"],
            "maximum": one["maximum"],
            "unit": one["unit"],
            "decimal_places": one["places"] or "",
            "points_by_value": [_band(band) for band in one["bands"]],
            "code_system": one["code_system"],
        }
    )


def _option(one) -> dict:
    points = one["points"]
    return _said(
        {
            "key": one["key"],
            "label": one["label"],
            "counts": "" if points is None else points_text(points),
            "goes_alone": "yes" if one["exclusive"] else "",
        }
    )


def _band(one) -> str:
    low, high = one["at_least"], one["at_most"]
    where = f"{low} to {high}" if low and high else f"{low} or more" if low else f"up to {high}"
    return f"{where}: {points_text(one['points'])}"


def _score(one, words) -> dict:
    return _said(
        {
            "key": one["key"],
            "label": one["label"],
            "sums": [words.question(key) for key in one["questions"]],
            "when_an_answer_is_missing": "it counts nothing" if one["when_missing"] == SKIP else "",
        }
    )


def _outcome(one, parts) -> dict:
    return _said(
        {
            "key": one["key"],
            "title": one["title"],
            "urgency": one["urgency"],
            "content": one["content"],
            "does_not_rule_out": one["does_not_rule_out"],
            "shows_its_score": "yes" if one["show_score"] else "",
            "promotes": "yes" if one["promotes"] else "",
            "next_steps": [_step(step) for step in parts.steps.get(one["key"], ())],
        }
    )


def _step(one) -> dict:
    """Where a step leads, as titles are found by: a uid, “article leg-pain”, else what was typed."""
    target = one.get("target")
    linked = f"{target['type']} {target['slug']}" if target else one.get("article") or one.get("treatment")
    leads_to = linked or one.get("phone") or one.get("address") or one.get("href")
    return _said({"label": one["label"], "kind": one["kind"], "leads_to": leads_to})


def _otherwise(one) -> dict:
    return {"text": one["text"], "next_steps": [_step(step) for step in one["next_steps"]]}


def _rule(one, parts, words) -> dict:
    match, criteria = parts.criteria.get(one["key"], ("all", []))
    return _said(
        {
            "key": one["key"],
            "leads_to": words.outcome(one["outcome"]),
            "needs": "any of them" if match == "any" else "all of them",
            "conditions": [words.condition(*criterion) for criterion in criteria],
        }
    )
