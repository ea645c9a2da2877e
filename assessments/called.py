"""What the parts of a definition are called where writers and reviewers read about them. Pure.

    question 5 “Where do you get it?”
    answer “Thigh” of question 5 “Where do you get it?”
    rule “likely”, which leads to “See your doctor”

A part that has no words yet is called by its key.
"""

_LONGEST = 70

_NOUNS = {
    "sections": "section",
    "questions": "question",
    "scores": "score",
    "outcomes": "outcome",
    "rules": "rule",
    "red_flags": "red flag",
}
_WORDS = {"sections": "title", "questions": "text", "scores": "label", "outcomes": "title"}


def names_of(definition: dict) -> dict[tuple[str, str], str]:
    """By ("questions", key), and so on for every kind of row, what a row is called."""
    titles = {one["key"]: one["title"] for one in definition.get("outcomes", ())}
    found = {}
    for kind, noun in _NOUNS.items():
        for place, one in enumerate(definition.get(kind) or (), start=1):
            key = one["key"]
            if kind not in _WORDS:
                outcome = titles.get(one["outcome"]) or one["outcome"]
                found[kind, key] = f"{noun} {quoted(key)}" + (
                    f", which leads to {quoted(outcome)}" if outcome else ""
                )
            elif kind == "questions":
                found[kind, key] = f"{noun} {place} {quoted(one['text'] or key)}"
            else:
                found[kind, key] = f"{noun} {quoted(one[_WORDS[kind]] or key)}"
    return found


def noun(kind: str) -> str:
    return _NOUNS[kind]


def quoted(text: str) -> str:
    """The text between quotation marks, cut to a length that a sentence bears."""
    text = " ".join(str(text).split())
    return f"“{text}”" if len(text) <= _LONGEST else f"“{text[:_LONGEST].rstrip()}…”"
