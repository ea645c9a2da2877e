"""The parts of an assessment, the same from a public document and from the state of a draft. Pure."""

from dataclasses import dataclass, field

from assessments import lines


@dataclass
class Parts:
    """A definition, or a draft's rows, with conditions as (match, [(subject, operator, value)])."""

    sections: list[dict] = field(default_factory=list)
    questions: list[dict] = field(default_factory=list)
    scores: list[dict] = field(default_factory=list)
    outcomes: list[dict] = field(default_factory=list)
    red_flags: list[dict] = field(default_factory=list)
    rules: list[dict] = field(default_factory=list)
    default: str = ""
    #: By the key of a section or a question, by that of a rule, by that of an outcome.
    shown: dict[str, tuple[str, list]] = field(default_factory=dict)
    criteria: dict[str, tuple[str, list]] = field(default_factory=dict)
    steps: dict[str, list[dict]] = field(default_factory=dict)


def parts_of(text: dict) -> Parts | None:
    if isinstance(text.get("definition"), dict):
        return _of_definition(text["definition"])
    if text.get("questions") and "definition" not in text:
        return _of_state(text)
    return None


def _of_definition(definition: dict) -> Parts:
    shown = {}
    for one in (*definition["sections"], *definition["questions"]):
        for match, conditions in (one["shown_when"] or {}).items():
            shown[one["key"]] = (match, [_typed(condition) for condition in conditions])
    criteria = {}
    for one in (*definition["red_flags"], *definition["rules"]):
        match = "all" if "all" in one else "any"
        criteria[one["key"]] = (match, [_typed(criterion) for criterion in one[match]])
    return Parts(
        sections=definition["sections"],
        questions=definition["questions"],
        scores=definition["scores"],
        outcomes=[{**one, "content": one["content"]["blocks"]} for one in definition["outcomes"]],
        red_flags=definition["red_flags"],
        rules=definition["rules"],
        default=definition["default"] or "",
        shown=shown,
        criteria=criteria,
        steps={one["key"]: one["next_steps"] for one in definition["outcomes"]},
    )


def _typed(condition: dict) -> tuple[str, str, str]:
    """A condition as a draft's row says it."""
    value = condition["value"]
    if isinstance(value, list):
        value = ", ".join(value)
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    subject = condition["question"] if "question" in condition else f"score:{condition['score']}"
    return subject, condition["operator"], str(value)


def _of_state(state: dict) -> Parts:
    rows = {one["key"]: one.get("match", "all") for one in (*state.get("sections", ()), *state["questions"])}
    rules = state.get("rules", [])
    return Parts(
        sections=state.get("sections", []),
        questions=[
            {
                **one,
                "options": lines.options(one.get("options", ""))[0],
                "bands": lines.bands(one.get("bands", ""))[0],
            }
            for one in state["questions"]
        ],
        scores=[{**one, "questions": lines.listed(one["questions"])} for one in state.get("scores", ())],
        outcomes=state.get("outcomes", []),
        red_flags=[one for one in rules if one["red_flag"]],
        rules=[one for one in rules if not one["red_flag"]],
        default=state.get("default_outcome", ""),
        shown=_gathered(state.get("conditions", ()), "target", "question", rows),
        criteria=_gathered(
            state.get("criteria", ()), "rule", "subject", {one["key"]: one["match"] for one in rules}
        ),
        steps=_by_outcome(state.get("next_steps", ())),
    )


def _gathered(rows, owner, subject, matches) -> dict[str, tuple[str, list]]:
    found: dict[str, tuple[str, list]] = {}
    for row in rows:
        match = matches.get(row[owner], "all")
        said = (row[subject], row["operator"], row["value"])
        found.setdefault(row[owner], (match, []))[1].append(said)
    return found


def _by_outcome(rows) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row["outcome"], []).append(row)
    return found
