"""What stands beside a field that names another row: what there is to choose from, and what is not there.

A draft may be saved with a name that leads nowhere: Check tells of it, and the form, without refusing.
"""

from django.contrib.admin.helpers import InlineAdminFormSet

from assessments import lines
from assessments.definition import CHOICES, YES_NO

_NAMED = {
    "sections": "section",
    "questions": "question",
    "targets": "question or section",
    "subjects": "question or score",
    "outcomes": "outcome",
    "rules": "rule",
}
_MOST_NAMED = 12


def give(formsets: list[InlineAdminFormSet], form) -> dict[str, list[tuple[str, str]]]:
    """Put a hint beside each name that leads nowhere; what there is to choose, for the page's lists."""
    found = _known(formsets)
    allowed = _answers(formsets)
    for one in formsets:
        for field, kind in getattr(one.opts, "names_keys", {}).items():
            for row in one.formset.forms:
                if field not in row.fields:
                    continue
                said = (row[field].value() or "").strip()
                if kind == "values":
                    row.fields[field].widget.hint = _of_value(row, said, allowed)
                elif said and said not in dict(found[kind]):
                    row.fields[field].widget.hint = _nothing_called(said, kind, found)
    if "default_outcome" in form.fields:
        said = (form["default_outcome"].value() or "").strip()
        if said and said not in dict(found["outcomes"]):
            form.fields["default_outcome"].widget.hint = _nothing_called(said, "outcomes", found)
    return found


def _known(formsets) -> dict[str, list[tuple[str, str]]]:
    """Key and words of every row that has a key, by what the rows are called."""
    found: dict[str, list] = {name: [] for name in _NAMED}
    scores = []
    for one in formsets:
        kind = getattr(one.opts, "kind", "")
        named_by = getattr(one.opts.form, "named_by", "")
        if not named_by:
            continue
        for row in one.formset.forms:
            key = (row["key"].value() or "").strip() if "key" in row.fields else row.instance.key
            words = (row[named_by].value() if named_by in row.fields else "") or key
            if key:
                (scores if kind == "scores" else found[kind]).append((key, str(words)[:80]))
    found["targets"] = found["sections"] + found["questions"]
    found["subjects"] = found["questions"] + [(f"score:{key}", words) for key, words in scores]
    return found


def _answers(formsets) -> dict[str, list[str]]:
    """The answers that a question offers, by its key."""
    found = {}
    for one in formsets:
        if getattr(one.opts, "kind", "") != "questions":
            continue
        for row in one.formset.forms:
            if "options" not in row.fields or row["type"].value() not in CHOICES:
                continue
            offered = [option["key"] for option in lines.options(row["options"].value() or "")[0]]
            if row["type"].value() == YES_NO:
                offered = offered or ["yes", "no"]
            found[(row["key"].value() or "").strip()] = offered
    return found


def _nothing_called(said: str, kind: str, found) -> str:
    there = [key for key, _ in found[kind]]
    if not there:
        return f"There is no {_NAMED[kind]} yet."
    more = f" and {len(there) - _MOST_NAMED} more" if len(there) > _MOST_NAMED else ""
    return f"No {_NAMED[kind]} is called “{said}”. There are: {', '.join(there[:_MOST_NAMED])}{more}."


def _of_value(row, said: str, allowed: dict[str, list[str]]) -> str:
    subject = next((row[name].value() for name in ("question", "subject") if name in row.fields), "") or ""
    operator = row["operator"].value()
    offered = allowed.get(subject.strip())
    if not offered or operator == "answered":
        return ""
    parts = [part.strip() for part in said.split(",")] if operator == "in" else [said]
    if all(part in offered for part in parts):
        return ""
    return f"The answers are: {', '.join(offered[:_MOST_NAMED])}."
