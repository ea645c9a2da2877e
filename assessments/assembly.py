"""From draft rows to a definition: typed values where they can be, else what was typed, for the checks."""

from articles.body import public

from . import lines
from .definition import ANSWERED, CHOICES, IN, NUMBERS, PROMOTING, YES_NO


def definition_of(item, content_of, step_of) -> dict | None:
    """The definition that the rows of a draft say; None for an item that asks nothing.

    `content_of(tree)` gives the public blocks of an outcome's text, `step_of(row)` where a step leads, as
    {"href", "target"}. So the same definition can be made of a draft whose links lead nowhere yet.
    """
    questions = item.ordered("questions")
    if not questions:
        return None
    asked = {question.key: question for question in questions}
    conditions = _grouped(item.ordered("conditions"), "target")
    criteria = _grouped(item.ordered("criteria"), "rule")
    steps = _grouped(item.ordered("next_steps"), "outcome")
    made = [_question(one, conditions, asked) for one in questions]
    rules = [(one.red_flag, _rule(one, criteria.get(one.key, []), asked)) for one in item.ordered("rules")]
    return {
        "sections": [
            {
                "key": one.key,
                "title": one.title,
                "text": one.text,
                "shown_when": _shown_when(one, conditions, asked),
            }
            for one in item.ordered("sections")
        ],
        "questions": made,
        "scores": [_score(one, made) for one in item.ordered("scores")],
        "outcomes": [
            _outcome(one, steps.get(one.key, []), content_of, step_of) for one in item.ordered("outcomes")
        ],
        "red_flags": [rule for red_flag, rule in rules if red_flag],
        "rules": [rule for red_flag, rule in rules if not red_flag],
        "default": item.default_outcome or None,
    }


def _grouped(rows, name: str) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _question(one, conditions, asked) -> dict:
    counts = one.type in NUMBERS
    return {
        "key": one.key,
        "section": one.section or None,
        "type": one.type,
        "text": one.text,
        "help": one.help,
        "required": one.required and one.type != "notice",
        "shown_when": _shown_when(one, conditions, asked),
        "options": _options(one),
        "unit": (counts and one.unit) or None,
        "minimum": lines.number(one.minimum) if counts else None,
        "maximum": lines.number(one.maximum) if counts else None,
        "places": one.places if one.type == "decimal" else 0,
        "bands": lines.bands(one.bands)[0] if counts else [],
        "code_system": one.code_system or None,
    }


#: A yes-or-no question needs no lines; those who want points or other words write both.
_YES_NO = [
    {"key": "yes", "label": "Yes", "points": None, "exclusive": False},
    {"key": "no", "label": "No", "points": None, "exclusive": False},
]


def _options(one) -> list[dict]:
    if one.type not in CHOICES:
        return []
    said = lines.options(one.options)[0]
    return said or (_YES_NO if one.type == YES_NO else [])


def _shown_when(one, conditions, asked) -> dict | None:
    rows = conditions.get(one.key)
    return {one.match: [_condition(row, row.question, asked) for row in rows]} if rows else None


def _condition(row, question, asked) -> dict:
    source = asked.get(question)
    return {
        "question": question,
        "operator": row.operator,
        "value": _value(row, source.type if source else ""),
    }


def _value(row, type_: str):
    said = row.value.strip()
    if row.operator == IN:
        return [part.strip() for part in said.split(",") if part.strip()]
    if row.operator == ANSWERED or type_ == YES_NO:
        # A blank after “was answered” means that it was.
        word = said.casefold() or ("yes" if row.operator == ANSWERED else "")
        return {"yes": True, "no": False, "true": True, "false": False}.get(word, said)
    if type_ in NUMBERS:
        return lines.number(said) or said
    return said


def _rule(one, rows, asked) -> dict:
    return {
        "key": one.key,
        "outcome": one.outcome,
        one.match: [_criterion(row, asked) for row in rows],
    }


def _criterion(row, asked) -> dict:
    kind, _, score = row.subject.partition(":")
    if score and kind == "score":
        value = lines.number(row.value) or row.value.strip()
        return {"score": score, "operator": row.operator, "value": value}
    return _condition(row, row.subject, asked)


def _score(one, questions) -> dict:
    named = lines.listed(one.questions)
    return {
        "key": one.key,
        "label": one.label,
        "questions": named or [question["key"] for question in questions if counts_points(question)],
        "when_missing": one.when_missing,
    }


def counts_points(question: dict) -> bool:
    """Whether an answer to the question can add points to a score."""
    return bool(question["bands"]) or any(one["points"] is not None for one in question["options"])


def _outcome(one, steps, content_of, step_of) -> dict:
    blocks = content_of(one.content)
    return {
        "key": one.key,
        "title": one.title,
        "urgency": one.urgency,
        "show_score": one.show_score,
        "content": {"blocks": blocks, "html": public.html(blocks), "text": public.text(blocks)},
        "does_not_rule_out": one.does_not_rule_out,
        "promotes": one.promotes,
        "next_steps": [step(row, step_of) for row in steps],
    }


def step(row, step_of) -> dict:
    """One next step as readers get it."""
    phone = "".join(row.address.split()) if row.kind == "phone" else None
    return {
        "kind": row.kind,
        "label": row.label,
        "phone": row.address.strip() if row.kind == "phone" else None,
        **({"href": f"tel:{phone}", "target": None} if row.kind == "phone" else step_of(row)),
        "promotes": row.kind in PROMOTING,
    }
