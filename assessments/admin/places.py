"""Where in the form a part of a definition stands: “questions/pain/options/2” is a row, and in it a field."""

from assessments import called
from cms.publishing.admin import addresses

_PREFIX = {
    "sections": "section_rows",
    "questions": "question_rows",
    "scores": "score_rows",
    "outcomes": "outcome_rows",
    "rules": "rule_rows",
    "red_flags": "rule_rows",
}
#: What stands under a row as rows of their own: their prefix, and the column that names the row.
_UNDER = {
    ("questions", "shown_when"): ("condition_rows", "target"),
    ("sections", "shown_when"): ("condition_rows", "target"),
    ("outcomes", "next_steps"): ("step_rows", "outcome"),
    ("rules", ""): ("criterion_rows", "rule"),
    ("red_flags", ""): ("criterion_rows", "rule"),
}
_FIELDS = {"options": "options", "bands": "bands", "does_not_rule_out": "does_not_rule_out"}
#: The rows that a finding of the editorial checks may name.
_GROUPS = {
    "sources": "source_rows",
    "references": "source_rows",
    "related": "related_rows",
    "leftovers": "leftover_rows",
    "next_steps": "step_rows",
    "conditions": "condition_rows",
    "criteria": "criterion_rows",
    **_PREFIX,
}

#: What the rows of a finding are called in the form, where that is not their name.
_CALLED = {
    "references": "sources",
    "leftovers": "what was not understood",
    "default_outcome": "when no rule holds",
}


class Places:
    """The rows of one saved item by their keys, as its form numbers and its definition calls them."""

    def __init__(self, item, definition: dict | None):
        self.form = addresses.change_form(item)
        self.labels = {field.name: str(field.verbose_name) for field in item._meta.fields}
        self.names = called.names_of(definition or {})
        self.rows = {
            prefix: [(getattr(row, column), row) for row in item.ordered(name)]
            for name, prefix, column in (
                ("sections", "section_rows", "key"),
                ("questions", "question_rows", "key"),
                ("scores", "score_rows", "key"),
                ("outcomes", "outcome_rows", "key"),
                ("rules", "rule_rows", "key"),
                ("conditions", "condition_rows", "target"),
                ("criteria", "criterion_rows", "rule"),
                ("next_steps", "step_rows", "outcome"),
            )
        }

    def url(self, where: str) -> str:
        """The form, at the row and field that `where` is about."""
        return f"{self.form}#{self.anchor(where)}" if self.form else ""

    def anchor(self, where: str) -> str:
        kind, parts = _split(where)
        if kind == "default":
            return "id_default_outcome"
        prefix = _PREFIX.get(kind)
        if prefix is None:
            return self.field_anchor(kind)
        found = self._row(kind, prefix, parts)
        return found or f"{prefix}-group"

    def words(self, where: str) -> str:
        """“question 4 “Do you get leg pain?”, answer 3”, in the words of the form."""
        kind, parts = _split(where)
        if kind == "default":
            return "when no rule holds"
        if kind not in _PREFIX or not parts:
            return _CALLED.get(kind) or self.labels.get(kind) or kind.replace("_", " ")
        name = self.names.get((kind, parts[0])) or f"{called.noun(kind)} {parts[0]}"
        return f"{name}{_within(kind, parts[1:])}"

    def of_field(self, field: str) -> str:
        return f"{self.form}#{self.field_anchor(field)}" if self.form and field else self.form

    def field_anchor(self, field: str) -> str:
        return f"{_GROUPS[field]}-group" if field in _GROUPS else f"id_{field}"

    def _row(self, kind: str, prefix: str, parts: list[str]) -> str:
        key, rest = (parts[0], parts[1:]) if parts else ("", [])
        index = next((place for place, (name, _) in enumerate(self.rows[prefix]) if name == key), None)
        if index is None:
            return ""
        named = rest[0] if rest and not rest[0].isdecimal() else ""
        number = next((int(part) for part in rest if part.isdecimal()), None)
        if number is not None and (kind, named) in _UNDER:
            under, _ = _UNDER[kind, named]
            places = [place for place, (name, _) in enumerate(self.rows[under]) if name == key]
            if number < len(places):
                return f"{under}-{places[number]}"
        if named in _FIELDS:
            return f"id_{prefix}-{index}-{_FIELDS[named]}"
        return f"{prefix}-{index}"


def of(item, definition: dict | None) -> Places:
    return Places(item, definition)


def _split(where: str) -> tuple[str, list[str]]:
    """The name of the rows, the key (which may hold slashes) and what is inside the row."""
    kind, _, rest = where.partition("/")
    if not rest:
        return kind, []
    parts = rest.split("/")
    inside = next((n for n in range(1, len(parts)) if _is_inside(kind, parts[n:])), len(parts))
    return kind, ["/".join(parts[:inside]), *parts[inside:]]


def _is_inside(kind: str, parts: list[str]) -> bool:
    if parts[0].isdecimal():
        return kind in ("rules", "red_flags") and len(parts) == 1
    return parts[0] in ("options", "bands", "shown_when", "next_steps", "does_not_rule_out", "questions")


def _within(kind: str, rest: list[str]) -> str:
    if not rest:
        return ""
    named, number = (rest[0], rest[1:]) if not rest[0].isdecimal() else ("criteria", rest)
    said = {
        "options": "answer",
        "bands": "points by value, line",
        "shown_when": "condition",
        "next_steps": "next step",
        "criteria": "criterion",
        "questions": "its questions, line",
    }.get(named, named.replace("_", " "))
    return f", {said} {int(number[0]) + 1}" if number and number[0].isdecimal() else f", {said}"
