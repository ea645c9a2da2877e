"""Answers between a definition, a form and words; nothing here keeps them or tells them on."""

from assessments.definition import DECIMAL, INTEGER, MULTI, NOTICE, NUMBERS, YES_NO

#: Before the key of a question in the name of a field.
BEFORE = "answer:"


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
    """What a form sent, as an evaluation takes it; fields of other questions say nothing."""
    answers = {}
    for question in definition["questions"]:
        said = [text.strip() for text in posted.getlist(BEFORE + question["key"]) if text.strip()]
        if said and question["type"] != NOTICE:
            answers[question["key"]] = _heard(question["type"], said)
    return answers


def _heard(type_: str, said: list[str]):
    if type_ == MULTI:
        return said
    if type_ == YES_NO:
        return {"yes": True, "no": False}.get(said[0], said[0])
    if type_ == INTEGER and said[0].lstrip("-").isdecimal() and len(said[0]) <= 20:
        return int(said[0])
    if type_ == DECIMAL:
        return said[0].replace(",", ".")
    return said[0]


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
