"""What only a whole file can be wrong about: names that stand twice, and names that stand for nothing."""

from articles.files.problems import did_you_mean, short
from assessments.definition import ANSWERED, CHOICES, IN, NUMBERS, YES_NO
from assessments.lines import number

_NOUNS = {"item": "section or question", "score": "score", "outcome": "outcome", "rule": "rule"}


class Checks:
    def __init__(self, reading):
        self._reading = reading
        self.sections: set[str] = set()
        self._types: dict[str, str] = {}
        self._options: dict[str, list[str]] = {}
        self._named: dict[tuple[str, str], int] = {}
        self._wanted: list[tuple[str, str, int]] = []
        self._asked: list[tuple[str, str, str, int]] = []

    def named(self, space: str, key: str, line: int) -> None:
        if not key:
            return
        first = self._named.setdefault((space, key), line)
        if first != line:
            self._reading.report(
                line,
                f"The {_NOUNS[space]} “{short(key)}” stands in line {first} already: give each its own key.",
            )

    def asks(self, key: str, kind: str, options: list[str]) -> None:
        self._types[key] = kind
        self._options[key] = options or ["yes", "no"] if kind == YES_NO else options

    def wants(self, what: str, key: str, line: int) -> None:
        self._wanted.append((what, key, line))

    def asked(self, subject: str, operator: str, value: str, line: int) -> None:
        self._asked.append((subject, operator, value, line))

    def report(self) -> None:
        """Everything that stands for nothing, now that all rows are known."""
        for what, key, line in self._wanted:
            self._known(what, key, line)
        for subject, operator, value, line in self._asked:
            kind, _, score = subject.partition(":")
            if score and kind == "score":
                if self._known("score", score, line) and number(value) is None:
                    self._reading.report(
                        line, f"“{short(value)}” is no number: a score is compared with one."
                    )
            elif self._known("question", subject, line):
                self._value(subject, operator, value, line)

    def _known(self, what: str, key: str, line: int) -> bool:
        known = {
            "section": self.sections,
            "question": self._types,
            "outcome": {key for space, key in self._named if space == "outcome"},
            "score": {key for space, key in self._named if space == "score"},
        }[what]
        if key and key not in known:
            hint = did_you_mean(key, known)
            self._reading.report(
                line, f"There is no {what} “{short(key)}” here: add it, or correct the name.{hint}"
            )
        return key in known

    def _value(self, question: str, operator: str, value: str, line: int) -> None:
        kind = self._types[question]
        if operator == ANSWERED:
            if value.casefold() not in ("", "yes", "no", "true", "false"):
                self._reading.report(line, "It was answered, or it was not: say nothing else after it.")
        elif kind in NUMBERS:
            if number(value) is None:
                self._reading.report(line, f"“{short(value)}” is no number, and “{question}” asks for one.")
        elif kind in CHOICES:
            said = [part.strip() for part in value.split(",")] if operator == IN else [value]
            for one in said:
                if kind == YES_NO and one.casefold() in ("yes", "no", "true", "false"):
                    continue
                if one not in self._options[question]:
                    hint = did_you_mean(one, self._options[question])
                    known = f" Known are: {', '.join(self._options[question][:20])}."
                    self._reading.report(line, f"“{question}” has no option “{short(one)}”.{hint or known}")
