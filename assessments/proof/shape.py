"""Whether a definition has the fields of the format, each of its type: only then is anything else asked."""

from .fault import Fault

_TEXT, _TEXT_OR_NONE, _FLAG = (str,), (str, type(None)), (bool,)
_STEP = {"kind": _TEXT, "phone": _TEXT_OR_NONE, "promotes": _FLAG}
_BAND = {"at_least": _TEXT_OR_NONE, "at_most": _TEXT_OR_NONE, "points": _TEXT_OR_NONE}
_OPTION = {"key": _TEXT_OR_NONE, "label": _TEXT_OR_NONE, "points": _TEXT_OR_NONE, "exclusive": _FLAG}
_DECIDER = {"key": _TEXT_OR_NONE, "outcome": _TEXT_OR_NONE}
#: What a row of each list holds: the types of a field, or the form of the rows of a list in a list.
_ROWS = {
    "sections": {"key": _TEXT_OR_NONE, "title": _TEXT, "shown_when": (dict, type(None))},
    "questions": {
        "key": _TEXT_OR_NONE,
        "section": _TEXT_OR_NONE,
        "type": _TEXT_OR_NONE,
        "text": _TEXT,
        "required": _FLAG,
        "shown_when": (dict, type(None)),
        "options": [_OPTION],
        "bands": [_BAND],
        "unit": _TEXT_OR_NONE,
        "minimum": _TEXT_OR_NONE,
        "maximum": _TEXT_OR_NONE,
    },
    "scores": {"key": _TEXT_OR_NONE, "label": _TEXT, "questions": [_TEXT], "when_missing": _TEXT_OR_NONE},
    "outcomes": {
        "key": _TEXT_OR_NONE,
        "title": _TEXT,
        "urgency": _TEXT_OR_NONE,
        "content": (dict,),
        "does_not_rule_out": _TEXT_OR_NONE,
        "promotes": _FLAG,
        "next_steps": [_STEP],
    },
    "red_flags": _DECIDER,
    "rules": _DECIDER,
}


def faults(definition: dict) -> list[Fault]:
    found = []
    for name, form in _ROWS.items():
        rows = definition[name]
        if not isinstance(rows, list):
            found.append(_fault(name, "a list"))
            continue
        for place, row in enumerate(rows):
            key = row.get("key") if isinstance(row, dict) else None
            where = f"{name}/{key if isinstance(key, str) else place}"
            found += _of_row(row, form, where)
            if isinstance(row, dict):
                found += _of_groups(row, name, where)
                if name == "outcomes" and isinstance(row.get("content"), dict):
                    found += _of_row(row["content"], {"text": _TEXT}, where)
    if not isinstance(definition["default"], _TEXT_OR_NONE):
        found.append(_fault("default", "a text"))
    return found


def _of_row(row, form: dict, where: str) -> list[Fault]:
    if not isinstance(row, dict):
        return [_fault(where, "an object")]
    found = []
    for name, kind in form.items():
        value = row.get(name)
        if isinstance(kind, tuple):
            # True is a whole number in Python, and neither a text nor a list anywhere.
            if not isinstance(value, kind):
                found.append(_fault(where, kind[0].__name__, name))
        elif not isinstance(value, list):
            found.append(_fault(where, "list", name))
        elif isinstance(kind[0], tuple):
            found += [_fault(where, "text", name) for one in value if not isinstance(one, kind[0])]
        else:
            for place, one in enumerate(value):
                found += _of_row(one, kind[0], f"{where}/{name}/{place}")
    return found


def _of_groups(row: dict, name: str, where: str) -> list[Fault]:
    """The criteria of a rule, or of the condition of a section or a question."""
    if name in ("red_flags", "rules"):
        group = row
    elif isinstance(row.get("shown_when"), dict):
        group, where = row["shown_when"], f"{where}/shown_when"
    else:
        return []
    found = []
    for form in ("all", "any"):
        if form not in group:
            continue
        if not isinstance(group[form], list):
            found.append(_fault(where, "list", form))
            continue
        for place, criterion in enumerate(group[form]):
            asked = {"question": _TEXT_OR_NONE, "score": _TEXT_OR_NONE, "operator": _TEXT_OR_NONE}
            found += _of_row(criterion, asked, f"{where}/{place}")
    return found


_WORDS = {"str": "a text", "bool": "yes or no", "dict": "an object", "text": "a text", "list": "a list"}


def _fault(where: str, kind: str, name: str = "") -> Fault:
    what = f"“{name}” of {where}" if name else where
    return Fault("malformed", f"{what} must be {_WORDS.get(kind, kind)}.", where)
