"""What conditions, points and kinds of questions are called. Pure."""

from collections import Counter

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
    """What sections, questions, options, scores and outcomes are called.

    Where two of a kind are called the same, each is told with its key, “How often? [arm-often]”: a condition
    that turns from one to the other must not read as if nothing had changed.
    """

    def __init__(self):
        self._known: dict[tuple, str] = {}
        self._types: dict[str, str] = {}
        self._times: Counter = Counter()

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
        self._times = Counter((path[:-1], _plain(name or path[-1])) for path, name in self._known.items())

    def question(self, key: str) -> str:
        return self._name("question", key)

    def section(self, key: str) -> str:
        return self._name("section", key)

    def outcome(self, key: str) -> str:
        return self._name("outcome", key)

    def _name(self, *path: str) -> str:
        *kind, key = path
        name = self._known.get(path) or key
        return f"{name} [{key}]" if self._times[tuple(kind), _plain(name)] > 1 else name

    def condition(self, subject: str, operator: str, value: str) -> str:
        kind, _, score = subject.partition(":")
        if kind == "score" and score:
            return f"{self._name('score', score)} {_OF_SCORE.get(operator, operator)} {value}"
        asked = quoted(self.question(subject))
        if operator == ANSWERED:
            return f"{asked} was {'not ' if value.casefold() in ('no', 'false') else ''}answered"
        if operator == IN:
            labels = [self._option(subject, part.strip()) for part in value.split(",")]
            return f"{asked} is {'any of ' if len(labels) > 1 else ''}{', '.join(labels)}"
        return f"{asked} {_WORDS.get(operator, operator)} {self._option(subject, value)}"

    def _option(self, question: str, value: str) -> str:
        if ("option", question, value) not in self._known and self._types.get(question) == YES_NO:
            return {"yes": "Yes", "no": "No", "true": "Yes", "false": "No"}.get(value.casefold(), value)
        return self._name("option", question, value)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def quoted(text: str) -> str:
    return f"“{text}”"


def points_text(said: str) -> str:
    return f"{said} point" if said in ("1", "-1") else f"{said} points"
