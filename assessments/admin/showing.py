"""Answers between a definition, a form and words; nothing here keeps them or tells them on."""

from assessments import sheet
from assessments.definition import NUMBERS

#: Before the key of a question in the name of a field.
BEFORE = sheet.PREFIX


def as_fields(answers: dict) -> list[tuple[str, str]]:
    """Answers as a form sends them."""
    return [
        (BEFORE + key, text)
        for key, value in answers.items()
        for text in (value if isinstance(value, list) else [_said(value)])
    ]


def _said(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def from_fields(definition: dict, posted) -> dict:
    """What a form sent, read as the page of readers reads it; fields of other questions say nothing."""
    return sheet.answers(definition, sheet.read(definition, posted.getlist, BEFORE))


def in_words(definition: dict, answers: dict) -> list[tuple[str, str]]:
    """Each answered question with what was answered, in the order of the page."""
    return [
        (one["text"], _words(one, answers[one["key"]]))
        for one in definition["questions"]
        if one["key"] in answers
    ]


def _words(question: dict, value) -> str:
    if question["type"] in NUMBERS:
        return f"{value} {question['unit'] or ''}".strip()
    labels = {option["key"]: option["label"] for option in question["options"]}
    chosen = value if isinstance(value, list) else [_said(value)]
    return ", ".join(labels.get(one, str(one)) for one in chosen) or "nothing"
