"""States of assessments to test files with: made from definitions, and brought to one order."""

from articles import body
from articles.files import reading
from assessments import assembly, lines
from assessments.definition import ANSWERED, IN, YES_NO
from assessments.files import KIND
from assessments.models import Assessment


def of_definition(definition, slug="pad") -> dict:
    """The state of a draft whose rows say this definition. Texts of outcomes are empty."""
    types = {one["key"]: one["type"] for one in definition["questions"]}
    state = {**reading._unsaved(KIND), "slug": slug, "locale": "en-US", "title": "Pad"}
    state["default_outcome"] = definition["default"]
    for one in definition["sections"]:
        row = {name: one[name] for name in ("key", "title", "text")}
        state["sections"].append({**row, "match": _shown(state, one, types)})
    for one in definition["questions"]:
        state["questions"].append(
            {
                **{name: one[name] for name in ("key", "type", "text", "help", "required", "places")},
                "section": one["section"] or "",
                "match": _shown(state, one, types),
                "options": lines.write_options(one["options"]),
                "unit": one["unit"] or "",
                "minimum": one["minimum"] or "",
                "maximum": one["maximum"] or "",
                "bands": lines.write_bands(one["bands"]),
                "code_system": one["code_system"] or "",
            }
        )
    for one in definition["scores"]:
        state["scores"].append({**one, "questions": "\n".join(one["questions"])})
    for one in definition["outcomes"]:
        names = ("key", "title", "urgency", "does_not_rule_out", "show_score", "promotes")
        state["outcomes"].append({**{name: one[name] for name in names}, "content": body.EMPTY})
        for step in one["next_steps"]:
            address = step["phone"] or step["href"]
            state["next_steps"].append(
                {"outcome": one["key"], "kind": step["kind"], "label": step["label"], "address": address}
                | {"article": None, "treatment": None}
            )
    for red_flag, rules in ((True, definition["red_flags"]), (False, definition["rules"])):
        for one in rules:
            match = "all" if "all" in one else "any"
            row = {"key": one["key"], "outcome": one["outcome"], "match": match, "red_flag": red_flag}
            state["rules"].append(row)
            for criterion in one[match]:
                subject = criterion.get("question") or f"score:{criterion['score']}"
                said = {"operator": criterion["operator"], "value": _said(criterion, types)}
                state["criteria"].append({"rule": one["key"], "subject": subject, **said})
    return state


def _shown(state, one, types) -> str:
    shown = one["shown_when"]
    for match, conditions in (shown or {}).items():
        for condition in conditions:
            row = {"target": one["key"], "question": condition["question"], "operator": condition["operator"]}
            state["conditions"].append({**row, "value": _said(condition, types)})
        return match
    return "all"


def _said(condition, types) -> str:
    value = condition["value"]
    if condition["operator"] == IN:
        return ", ".join(value)
    if condition["operator"] == ANSWERED or types.get(condition.get("question")) == YES_NO:
        return {True: "yes", False: "no"}.get(value, value)
    return value


def definition_of(state) -> dict | None:
    """The definition that the state says, with empty texts."""
    draft = Assessment().as_stated(state, lambda uid: None)
    return assembly.definition_of(draft, lambda tree: [], lambda row: {"href": row.address, "target": None})


def normal(state) -> dict:
    """A state in the order in which files are read, without what no file says."""
    order = {row["key"]: place for place, row in enumerate([*state["sections"], *state["questions"]])}
    rules = {
        row["key"]: place
        for place, row in enumerate(sorted(state["rules"], key=lambda row: not row["red_flag"]))
    }
    outcomes = {"": -1} | {row["key"]: place for place, row in enumerate(state["outcomes"])}
    made = {
        **state,
        "conditions": sorted(state["conditions"], key=lambda row: order[row["target"]]),
        "criteria": sorted(state["criteria"], key=lambda row: rules[row["rule"]]),
        "rules": sorted(state["rules"], key=lambda row: not row["red_flag"]),
        "next_steps": sorted(state["next_steps"], key=lambda row: outcomes[row["outcome"]]),
    }
    questions = [
        {
            **row,
            "options": lines.write_options(lines.options(row["options"])[0]),
            "bands": lines.write_bands(lines.bands(row["bands"])[0]),
        }
        for row in made["questions"]
    ]
    return _without_ids({**made, "questions": questions})


def _without_ids(value):
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name not in ("id", "mention")}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value
