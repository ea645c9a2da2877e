"""From the JSON Schemas of published documents to the components of the OpenAPI document.

Each kind's schema stays the only statement of its form: `$defs` become components, and every reference to
them is pointed there. A definition that several kinds share word for word becomes one component; one that two
kinds define differently is kept apart under the kind's name.
"""

import copy

from cms.publishing import kinds

from . import cards, describing, status
from .compliance import describing as compliance

_PREFIX = "#/components/schemas/"


def of_every_kind() -> dict[str, dict]:
    found = copy.deepcopy(describing.SHARED | compliance.SCHEMAS)
    for model in kinds.all():
        name = describing.component(model)
        _add(found, name, model.schema())
        _add(found, f"{name}Card", cards.schema_of(model))
        found[f"{name}List"] = {
            "type": "object",
            "required": ["items", "page"],
            "properties": {
                "items": {"type": "array", "items": {"$ref": f"{_PREFIX}{name}Card"}},
                "page": {"$ref": f"{_PREFIX}Page"},
            },
            "additionalProperties": False,
        }
        found[f"{name}Hit"] = _hit(found[f"{name}Card"], model.type)
    found["SearchResults"] = _search_results()
    _add(found, "Status", status.schema())
    return dict(sorted(found.items()))


def _hit(card: dict, type_: str) -> dict:
    """A card in search results says what it is."""
    return {
        **card,
        "required": [*card.get("required", []), "type"],
        "properties": {**card["properties"], "type": {"type": "string", "const": type_}},
    }


def _search_results() -> dict:
    hits = {model.type: f"{_PREFIX}{describing.component(model)}Hit" for model in kinds.all()}
    return {
        "type": "object",
        "required": ["items", "page", "query"],
        "properties": {
            "items": {
                "type": "array",
                "items": {
                    "oneOf": [{"$ref": reference} for reference in hits.values()],
                    "discriminator": {"propertyName": "type", "mapping": hits},
                },
            },
            "page": {"$ref": f"{_PREFIX}Page"},
            "query": {"$ref": f"{_PREFIX}SearchQuery"},
        },
        "additionalProperties": False,
    }


def _add(found: dict[str, dict], name: str, schema: dict) -> None:
    schema = copy.deepcopy(schema)
    for keyword in ("$schema", "$id"):
        schema.pop(keyword, None)
    definitions = schema.pop("$defs", {})
    names = {defined: _component(defined) for defined in definitions}
    while True:
        moved = {names[defined]: _pointed(body, names, name) for defined, body in definitions.items()}
        clashes = [
            defined
            for defined in definitions
            if names[defined] in found and found[names[defined]] != moved[names[defined]]
        ]
        if not clashes:
            break
        # Renaming one changes those that refer to it, so look again.
        for defined in clashes:
            names[defined] = f"{name}{names[defined]}"
    found.update(moved)
    found[name] = _pointed(schema, names, name)


def _component(defined: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in defined.replace("-", "_").split("_"))


def _pointed(value, names: dict[str, str], root: str):
    """The schema with its references, also those of a discriminator, pointing at components."""
    if isinstance(value, dict):
        return {
            key: _target(child, names, root)
            if key == "$ref"
            else {k: _target(v, names, root) for k, v in child.items()}
            if key == "mapping" and isinstance(child, dict)
            else _pointed(child, names, root)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_pointed(child, names, root) for child in value]
    return value


def _target(reference, names: dict[str, str], root: str):
    if not isinstance(reference, str) or not reference.startswith("#"):
        return reference
    if reference == "#":
        return _PREFIX + root
    defined = reference.removeprefix("#/$defs/")
    return _PREFIX + names.get(defined, defined)
