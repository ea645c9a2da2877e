"""What conditions, points and kinds of questions are called. Pure."""

from assessments.definition import ANSWERED, IN, YES_NO

from .parts import Parts

TYPES = {
    "single": "one of several",
    "multi": "any of several",
    "yes_no": "yes or no",
    "integer": "a whole number",
    "decimal": "a number",
    "notice": "nothing: text only",
}
_WORDS = {
    "=": "is",
    "!=": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
}
_OF_SCORE = {
    "=": "exactly",
    "!=": "other than",
    ">": "more than",
    ">=": "at least",
    "<": "less than",
    "<=": "at most",
}


class Words:
    """What questions, options, scores and outcomes are called."""

    def __init__(self):
        self._known: dict[tuple, str] = {}
        self._types: dict[str, str] = {}

    def learn(self, parts: Parts) -> None:
        for one in parts.questions:
            self._known["question", one["key"]] = one["text"]
            self._types[one["key"]] = one["type"]
            for option in one["options"]:
                self._known["option", one["key"], option["key"]] = option["label"]
        for one in parts.scores:
            self._known["score", one["key"]] = one["label"]
        for name, rows in (("section", parts.sections), ("outcome", parts.outcomes)):
            for one in rows:
                self._known[name, one["key"]] = one["title"]

    def question(self, key: str) -> str:
        return self._known.get(("question", key)) or key

    def section(self, key: str) -> str:
        return self._known.get(("section", key)) or key

    def outcome(self, key: str) -> str:
        return self._known.get(("outcome", key)) or key

    def condition(self, subject: str, operator: str, value: str) -> str:
        kind, _, score = subject.partition(":")
        if kind == "score" and score:
            label = self._known.get(("score", score)) or score
            return f"{label} {_OF_SCORE.get(operator, operator)} {value}"
        asked = quoted(self.question(subject))
        if operator == ANSWERED:
            return f"{asked} was {'not ' if value.casefold() in ('no', 'false') else ''}answered"
        if operator == IN:
            labels = [self._option(subject, part.strip()) for part in value.split(",")]
            return f"{asked} is {'any of ' if len(labels) > 1 else ''}{', '.join(labels)}"
        return f"{asked} {_WORDS.get(operator, operator)} {self._option(subject, value)}"

    def _option(self, question: str, value: str) -> str:
        known = self._known.get(("option", question, value))
        if known is None and self._types.get(question) == YES_NO:
            return {"yes": "Yes", "no": "No", "true": "Yes", "false": "No"}.get(value.casefold(), value)
        return known or value


def quoted(text: str) -> str:
    return f"“{text}”"


def points_text(said: str) -> str:
    return f"{said} point" if said in ("1", "-1") else f"{said} points"
