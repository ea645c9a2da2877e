"""From the state of an assessment to the keys of its file. What hangs in the air is written, and refused."""

from articles.files.writing import body_text
from articles.files.yaml_out import Flow, Number
from assessments import lines

from . import conditions

#: A step is told by its kind: `phone: "911"`, `article: slug`.
_ADDRESSED = ("phone", "link", "offer")


def definition(state, writing) -> dict:
    """Sections to rules; conditions, criteria and steps stand with what they belong to."""
    made = _Rows(state, writing)
    found = {
        "sections": [made.section(row) for row in state["sections"]],
        "questions": [made.question(row) for row in state["questions"]],
        "scores": [_score(row) for row in state["scores"]],
        "outcomes": [made.outcome(row) for row in state["outcomes"]],
        "red_flags": [made.rule(row) for row in state["rules"] if row["red_flag"]],
        "rules": [made.rule(row) for row in state["rules"] if not row["red_flag"]],
        "default": state["default_outcome"],
    }
    found["unattached"] = _said(made.rest())
    return _said(found)


def otherwise(state, writing) -> dict:
    steps = [_step(row, writing) for row in state["next_steps"] if not row["outcome"]]
    said = _said({"text": state["otherwise"], "next_steps": steps})
    return {"otherwise": said} if said else {}


def leftovers(state, writing) -> dict:
    return _said({"leftovers": [_said(row) for row in state["leftovers"]]})


class _Rows:
    """Rows that stand inside others: each is written once, with the first that it belongs to."""

    def __init__(self, state, writing):
        self.writing = writing
        self.conditions = _grouped(state["conditions"], "target")
        self.criteria = _grouped(state["criteria"], "rule")
        self.steps = _grouped([row for row in state["next_steps"] if row["outcome"]], "outcome")

    def section(self, row) -> dict:
        shown_when = self._shown_when(row)
        return {
            "key": row["key"],
            **_said({"title": row["title"], "text": row["text"], "shown_when": shown_when}),
        }

    def question(self, row) -> dict:
        options, wrong = lines.options(row["options"])
        bands, off = lines.bands(row["bands"])
        required = row["required"] or row["type"] == "notice"
        said = {
            "section": row["section"],
            "type": row["type"],
            "text": row["text"],
            "help": row["help"],
            "required": None if required else False,
            "options": (row["options"] if wrong else lines.write_options(options)).splitlines(),
            "unit": row["unit"],
            "minimum": _number(row["minimum"]),
            "maximum": _number(row["maximum"]),
            "places": row["places"],
            "points_by_value": (row["bands"] if off else lines.write_bands(bands)).splitlines(),
            "shown_when": self._shown_when(row),
            "code_system": row["code_system"],
        }
        return {"key": row["key"], **_said(said)}

    def outcome(self, row) -> dict:
        said = {
            "title": row["title"],
            "urgency": row["urgency"],
            "content": body_text(row["content"], self.writing).rstrip("\n"),
            "does_not_rule_out": row["does_not_rule_out"],
            "show_score": row["show_score"],
            "promotes": row["promotes"],
            "next_steps": [_step(one, self.writing) for one in self.steps.pop(row["key"], [])],
        }
        return {"key": row["key"], **_said(said)}

    def rule(self, row) -> dict:
        said = [_line(one, "subject") for one in self.criteria.pop(row["key"], [])]
        return {"key": row["key"], "outcome": row["outcome"], row["match"]: said}

    def rest(self) -> dict:
        """What belongs to nothing that there is."""
        return {
            name: [{owner: row[owner], **said(row)} for rows in left.values() for row in rows]
            for name, owner, left, said in (
                ("conditions", "target", self.conditions, lambda row: _apart(row, "question")),
                ("criteria", "rule", self.criteria, lambda row: _apart(row, "subject")),
                ("next_steps", "outcome", self.steps, lambda row: _step(row, self.writing)),
            )
        }

    def _shown_when(self, row):
        said = [_line(one, "question") for one in self.conditions.pop(row["key"], [])]
        if row["match"] == "all" and len(said) == 1 and isinstance(said[0], str):
            return said[0]
        return {row["match"]: said} if said else None


def _grouped(rows, name) -> dict[str, list]:
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def _line(row, subject):
    return conditions.write(row[subject], row["operator"], row["value"].strip()) or _apart(row, subject)


def _apart(row, subject) -> dict:
    return {"when": row[subject], "operator": row["operator"], "value": row["value"]}


def _score(row) -> dict:
    named = Flow(lines.listed(row["questions"]))
    waits = row["when_missing"] == "wait"
    said = {"label": row["label"], "questions": named, "when_missing": None if waits else row["when_missing"]}
    return {"key": row["key"], **_said(said)}


def _step(row, writing) -> dict:
    kind, told = row["kind"], {name: row[name] for name in ("address", "article", "treatment") if row[name]}
    wanted = "address" if kind in _ADDRESSED else kind
    label = {"label": row["label"]} if row["label"] else {}
    slugs = {name: writing.slug_of(name, told[name]) for name in ("article", "treatment") if name in told}
    if set(told) == {wanted}:
        return {kind: slugs.get(wanted) or told[wanted], **label}
    return {"kind": kind, **told, **slugs, **label}


def _number(typed: str):
    number = lines.number(typed)
    return typed if number is None else Number(number)


def _said(found: dict) -> dict:
    """Without the keys that say nothing; a question is required unless it says that it is not."""
    return {name: value for name, value in found.items() if value or (name == "required" and value is False)}
