"""One step of a reader who answers without scripts: what was sent, and which page comes next. Pure.

Every page sends every answer so far, so nothing is kept between two of them. With scripts
`static/assessments/take.js` takes the same steps on the reader's own device.
"""

from typing import NamedTuple

from . import evaluation, sheet
from .definition import NOTICE

START, QUESTIONS, RESULT = "start", "questions", "result"
ONE, ALL = "one", "all"
#: Why a page says something before its questions.
CHANGED, MORE = "changed", "more"


class Sent(NamedTuple):
    """What a page of questions sent."""

    go: str = ""  # the button: start, next, back, stop, change, one, all
    manner: str = ONE
    at: str = ""  # the question that was shown, one at a time
    asked: tuple[str, ...] = ()  # the questions that were shown, all at once
    digest: str = ""  # of the definition that the page was drawn from
    said: dict[str, list[str]] = {}


class View(NamedTuple):
    """The page that comes next."""

    page: str
    manner: str = ONE
    shown: tuple[str, ...] = ()
    problems: dict[str, str] = {}  # question → kind
    urgent: str | None = None  # an outcome that already holds
    result: dict | None = None
    note: str = ""
    focus: str = ""  # the question to begin with


class _Sitting:
    def __init__(self, definition: dict, tool: evaluation.Compiled, sent: Sent):
        self.tool, self.sent = tool, sent
        self.manner = sent.manner if sent.manner in (ONE, ALL) else ONE
        answers = sheet.answers(definition, sent.said)
        self.visible = evaluation.visible(tool, answers)
        first = evaluation.evaluate(tool, answers)
        refused = {one["question"]: one["kind"] for one in first.get("errors", [])}
        # What cannot be taken matters only where it can be seen.
        self.refused = {key: kind for key, kind in refused.items() if key in self.visible}
        self.taken = {key: value for key, value in answers.items() if key not in refused}
        self.result = evaluation.evaluate(tool, self.taken)
        self.missing = self.result.get("missing", [])

    @property
    def urgent(self) -> str | None:
        if self.result["status"] == "complete":
            return self.result["outcome"] if self.result["red_flag"] else None
        return (self.result["urgent"] or {}).get("outcome")

    def problem(self, key: str) -> str | None:
        return self.refused.get(key) or (sheet.MISSING if key in self.missing else None)

    def view(self, page: str, **more) -> View:
        return View(page, manner=self.manner, urgent=self.urgent, **more)

    def question(self, key: str | None, **more) -> View:
        if key is None:
            return self.view(START)
        if self.manner == ALL:
            return self.view(QUESTIONS, shown=tuple(self.visible), focus=key, **more)
        return self.view(QUESTIONS, shown=(key,), focus=key, **more)

    def begin(self, **more) -> View:
        return self.question(next(iter(self.visible), None), **more)

    def next(self) -> View:
        at = self.sent.at if self.sent.at in self.visible else None
        if self.manner == ALL:
            return self.next_of_all()
        if at and (kind := self.problem(at)):
            return self.question(at, problems={at: kind})
        following = evaluation.next_question(self.tool, self.taken, after=at)
        return self.question(following) if following else self.finish()

    def finish(self) -> View:
        for key in self.visible:
            if kind := self.problem(key):
                return self.question(key, problems={key: kind})
        return self.view(RESULT, result=self.result)

    def next_of_all(self) -> View:
        asked = [key for key in self.visible if key in self.sent.asked]
        problems = {key: kind for key in asked if (kind := self.problem(key))}
        if problems:
            return self.question(next(iter(problems)), problems=problems)
        new = [key for key in self.visible if key not in self.sent.asked]
        if new:
            return self.question(new[0], note=MORE)
        return self.finish()

    def back(self) -> View:
        before = self.visible[: self.visible.index(self.sent.at)] if self.sent.at in self.visible else []
        if self.manner == ALL or not before:
            return self.view(START)
        return self.question(before[-1])

    def stop(self) -> View:
        """The outcome that already holds, for who goes no further."""
        if self.urgent is None:
            return self.next()
        return self.view(RESULT, result={"outcome": self.urgent, "scores": {}, "visible": self.visible})


def step(definition: dict, tool: evaluation.Compiled, digest: str, sent: Sent) -> View:
    """The page that comes next."""
    manner = {"one": ONE, "all": ALL}.get(sent.go)
    sitting = _Sitting(definition, tool, sent._replace(manner=manner) if manner else sent)
    if sent.digest and sent.digest != digest:
        # Somebody published another version meanwhile. What still fits is kept and looked over from the top.
        return sitting.begin(note=CHANGED)
    if sent.go in ("next", "back", "stop"):
        return getattr(sitting, sent.go)()
    if manner and sent.at in sitting.visible:
        return sitting.question(sent.at)
    return sitting.begin() if manner or sent.go in ("start", "change") else sitting.view(START)


def progress(definition: dict, tool: evaluation.Compiled, sent: Sent, key: str) -> str:
    """Where a question stands among those that are asked, in words."""
    asks = {one["key"] for one in definition["questions"] if one["type"] != NOTICE}
    shown = [one for one in _Sitting(definition, tool, sent).visible if one in asks]
    if key not in shown:
        return "Please read"
    branches = [*definition["sections"], *definition["questions"]]
    about = "about " if any(one["shown_when"] for one in branches) else ""
    return f"Question {shown.index(key) + 1} of {about}{len(shown)}"
