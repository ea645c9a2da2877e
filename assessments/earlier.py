"""Pages published before assessments asked anything: the same documents, without what came later. Pure."""

from .drawing import URGENCY

#: What such a document does not say.
_LATER = {
    "instrument": None,
    "intended_use": "",
    "intended_for": {
        "min_age": None,
        "max_age": None,
        "excludes": [],
        "otherwise": {"text": "", "next_steps": []},
    },
    "limits": "",
    "disclaimer": "",
    "definition": None,
    "definition_digest": None,
    "questionnaire": None,
    "references": [],
    "related": {"picks": []},
}


def whole(document: dict) -> dict:
    """The document with every part that one has today, for reading; what was published stays what it is."""
    if not isinstance(document, dict):
        return document  # only the names of its parts are asked for, see cms.delivery.cards
    words = URGENCY if document.get("definition") else None  # what readers of such a page were told
    return {**_LATER, "urgency_words": words, **document}
