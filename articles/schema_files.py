"""The JSON Schemas of the published documents: one file per kind, the shared parts put in when it is read."""

import copy
import json
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SHARED = HERE / "schemas" / "shared.json"
BODY = HERE / "body" / "schema.json"

_REFERENCE = re.compile(r"#/\$defs/([A-Za-z0-9_]+)\Z")


def load(path: Path) -> dict:
    """The schema in this file with every definition that it needs; each caller gets a copy of its own."""
    return copy.deepcopy(_load(path))


@cache
def _load(path: Path) -> dict:
    schema = json.loads(path.read_text())
    defs = _definitions(BODY) | _definitions(SHARED) | schema.get("$defs", {})
    needed: dict[str, dict] = {}
    waiting = sorted(_names(schema))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = defs[name]
            waiting += sorted(_names(defs[name]))
    schema["$defs"] = dict(sorted(needed.items()))
    return schema


@cache
def _definitions(path: Path) -> dict:
    return json.loads(path.read_text())["$defs"]


def _names(value) -> set[str]:
    """The definitions that a schema refers to."""
    if isinstance(value, dict):
        found = {match[1] for match in [_REFERENCE.match(str(value.get("$ref", "")))] if match}
        mapping = value.get("discriminator", {})
        return found.union(*(_names(child) for child in value.values()), _names(list(mapping.values())))
    if isinstance(value, list):
        return set().union(*(_names(child) for child in value))
    return set()
