"""From the keys of an assessment's file to its state, with every problem at its line."""

from articles.files.forms import text_of
from articles.files.given import Listing, Mapping, Text
from articles.files.kinds import BAD
from articles.files.reading import refuse_unknown
from assessments import lines
from assessments.models import (
    Condition,
    Criterion,
    Leftover,
    NextStep,
    Outcome,
    Question,
    Rule,
    Score,
    Section,
)

from . import checks, conditions
from .rows import Keys, check, each, inside, rows_of

OTHERWISE = ("otherwise",)
LEFTOVERS = ("leftovers",)
NAMES = ("sections", "questions", "scores", "outcomes", "red_flags", "rules", "default", "unattached")
COLUMNS = (
    *("sections", "questions", "conditions", "scores", "outcomes", "next_steps"),
    *("rules", "criteria", "default_outcome"),
)
#: How a step may be told, and what its value is.
_STEPS = {
    "phone": "address",
    "link": "address",
    "offer": "address",
    "article": "article",
    "treatment": "treatment",
}


def otherwise(mapping, reading, before) -> dict:
    """The text alone: its steps are read with those of the outcomes."""
    given = inside(mapping, "otherwise", ("text", "next_steps"), reading)
    return {"otherwise": Keys(given, None, reading).item_text("text", "otherwise") if given else ""}


def leftovers(mapping, reading, before) -> dict:
    columns = ("location", "sentence", "said")
    found = []
    for one in each(mapping, "leftovers", columns, Leftover, reading):
        found.append({name: one.text(name, required=name != "said") for name in columns})
    return {"leftovers": found}


def definition(mapping, reading, before) -> dict:
    """The rows of the definition; `before` keeps the names of blocks in the outcomes' texts."""
    made = _Definition(reading, before)
    if otherwise := inside(mapping, "otherwise", ("text", "next_steps"), None):
        made.steps(otherwise, "")
    for one in each(mapping, "sections", _SECTION, Section, reading):
        made.section(one)
    for one in each(mapping, "questions", _QUESTION, Question, reading):
        made.question(one)
    for one in each(mapping, "scores", _SCORE, Score, reading):
        made.score(one)
    for one in each(mapping, "outcomes", _OUTCOME, Outcome, reading):
        made.outcome(one)
    for name in ("red_flags", "rules"):
        for one in each(mapping, name, _RULE, Rule, reading):
            made.rule(one, red_flag=name == "red_flags")
    _refuse_unattached(mapping, reading)
    made.default(mapping)
    made.checks.report()
    return made.state


_SECTION = ("key", "title", "text", "shown_when")
_QUESTION = (
    *(
        "key",
        "section",
        "type",
        "text",
        "help",
        "required",
        "options",
        "unit",
        "minimum",
        "maximum",
        "places",
    ),
    *("points_by_value", "shown_when", "code_system"),
)
_SCORE = ("key", "label", "questions", "when_missing")
_OUTCOME = ("key", "title", "urgency", "content", "does_not_rule_out", "show_score", "promotes", "next_steps")
_RULE = ("key", "outcome", "all", "any")
_STEP = (*_STEPS, "label")
_STEP_APART = ("kind", "address", "article", "treatment", "label")


class _Definition:
    """The rows read so far, and what is to be checked once all are known."""

    def __init__(self, reading, before):
        self.reading = reading
        self.state: dict = {column: [] for column in COLUMNS} | {"default_outcome": ""}
        self.checks = checks.Checks(reading)
        self._texts = {row["key"]: row["content"] for row in before.get("outcomes", [])}

    def section(self, one):
        key = self._key(one, "item")
        row = {"key": key, "title": one.text("title", required=True), "text": one.text("text")}
        self.state["sections"].append({**row, "match": self._shown_when(one, key)})
        self.checks.sections.add(key)

    def question(self, one):
        key = self._key(one, "item")
        kind = one.choice("type", "single")
        options, bands = one.lines("options", lines.options), one.lines("points_by_value", lines.bands)
        row = {
            "key": key,
            "section": one.text("section"),
            "type": kind,
            "text": one.text("text", required=True),
            "help": one.text("help"),
            "required": one.flag("required", usual=True),
            "match": self._shown_when(one, key),
            "options": lines.write_options(options),
            "unit": one.text("unit"),
            "minimum": one.number("minimum"),
            "maximum": one.number("maximum"),
            "places": one.whole("places"),
            "bands": lines.write_bands(bands),
            "code_system": one.text("code_system"),
        }
        self.state["questions"].append(row)
        self.checks.asks(key, kind, [option["key"] for option in options])
        if row["section"]:
            self.checks.wants("section", row["section"], one.line_of("section"))

    def score(self, one):
        named = one.words("questions")
        for line, question in named:
            self.checks.wants("question", question, line)
        row = {"key": self._key(one, "score"), "label": one.text("label", required=True)}
        questions = "\n".join(question for _, question in named)
        self.state["scores"].append(
            {**row, "questions": questions, "when_missing": one.choice("when_missing", "wait")}
        )

    def outcome(self, one):
        key = self._key(one, "outcome")
        row = {
            "key": key,
            "title": one.text("title", required=True),
            "urgency": one.choice("urgency", "routine"),
            "content": one.prose("content", self._texts.get(key)),
            "does_not_rule_out": one.text("does_not_rule_out"),
            "show_score": one.flag("show_score"),
            "promotes": one.flag("promotes"),
        }
        self.state["outcomes"].append(row)
        self.steps(one.given, key)

    def rule(self, one, *, red_flag):
        key, outcome = self._key(one, "rule"), one.text("outcome", required=True)
        self.checks.wants("outcome", outcome, one.line_of("outcome"))
        match = self._match(one)
        for line, criterion in self._lines(one.given, match, Criterion, "subject"):
            self.state["criteria"].append({"rule": key, **criterion})
            self.checks.asked(criterion["subject"], criterion["operator"], criterion["value"], line)
        self.state["rules"].append({"key": key, "outcome": outcome, "match": match, "red_flag": red_flag})

    def default(self, mapping):
        entry = mapping.get("default")
        if entry is None:
            return
        said = text_of(entry.value, self.reading, "default")
        if said is not BAD:
            self.state["default_outcome"] = said
            self.checks.wants("outcome", said, entry.line)

    def steps(self, given, outcome):
        entry = given.get("next_steps")
        if entry is None:
            return
        for one in rows_of(entry, "next_steps", (*_STEP, "kind", "address"), NextStep, self.reading):
            self.state["next_steps"].append({"outcome": outcome, **self._step(one)})

    def _step(self, one):
        row = {
            "kind": "link",
            "label": one.text("label", required=True),
            "address": "",
            "article": None,
            "treatment": None,
        }
        if "kind" in one.given.entries:
            refuse_unknown(one.given, _STEP_APART, self.reading, "a step with a “kind”")
            row["kind"] = one.choice("kind", "link")
            row["address"] = one.text("address")
            for name in ("article", "treatment"):
                row[name] = one.reference(name)
            return row
        told = [name for name in _STEPS if one.given.get(name)]
        if len(told) != 1 or "address" in one.given.entries:
            self.reading.report(one.given.line, f"A step needs one of {', '.join(_STEPS)}, and a label.")
            return row
        [row["kind"]] = told
        column = _STEPS[told[0]]
        row[column] = one.text(told[0], "address") if column == "address" else one.reference(column)
        return row

    def _key(self, one, space):
        key = one.text("key", required=True)
        self.checks.named(space, key, one.line_of("key"))
        return key

    def _match(self, one):
        given = [name for name in ("all", "any") if name in one.given.entries]
        if len(given) == 1:
            return given[0]
        line = one.line_of("any") if given else one.given.line
        self.reading.report(line, "Say when it holds: put its lines under “all” or under “any”.")
        return "all"

    def _shown_when(self, one, key):
        entry = one.given.get("shown_when")
        if entry is None:
            return "all"
        given, match = one.given, "shown_when"
        if isinstance(entry.value, Mapping) and not {"when", "operator"} & entry.value.entries.keys():
            refuse_unknown(entry.value, ("all", "any"), self.reading, "“shown_when”")
            given, match = entry.value, self._match(Keys(entry.value, None, self.reading))
        for line, condition in self._lines(given, match, Condition, "question"):
            condition["target"] = key
            self.state["conditions"].append(condition)
            self.checks.asked(condition["question"], condition["operator"], condition["value"], line)
        return "any" if match == "any" else "all"

    def _lines(self, given, name, model, subject):
        """Each condition under a key, with its line."""
        entry = given.get(name)
        if entry is None:
            return
        value = entry.value
        for one in value.items if isinstance(value, Listing) else [value]:
            said = self._condition(one, model, subject)
            if said:
                yield one.line, dict(zip((subject, "operator", "value"), said, strict=True))

    def _condition(self, one, model, subject):
        if isinstance(one, Mapping):
            keys = Keys(one, model, self.reading)
            refuse_unknown(one, ("when", "operator", "value"), self.reading, "a condition")
            return keys.text("when", subject, required=True), keys.choice("operator", "="), keys.text("value")
        said = conditions.read(one.value) if isinstance(one, Text) else None
        if said is None:
            self.reading.report(one.line, f"This is no condition: write it like {conditions.EXAMPLE}.")
            return None
        for column, value in zip((subject, "operator", "value"), said, strict=True):
            check(model, column, value, one.line, self.reading, column)
        return said


def _refuse_unattached(mapping, reading) -> None:
    """An export keeps what hangs in the air of a draft; nothing can be made of it here."""
    entry = mapping.get("unattached")
    for name, held in entry.value.entries.items() if entry and isinstance(entry.value, Mapping) else ():
        for one in held.value.items if isinstance(held.value, Listing) else [held.value]:
            reading.report(
                one.line, f"This belongs to nothing ({name}): put it where it belongs, or take it out."
            )
    if entry and not isinstance(entry.value, Mapping):
        reading.report(entry.line, "What belongs to nothing cannot be imported: take it out.")
