"""What a kind's cards hold and what it can be filtered by, found out without a document.

`card()` and `facets()` choose from a document. Given a stand-in that only remembers which member was asked
for, they tell where each part of a card comes from, and the document's own JSON Schema says what is there:

    byline_text  ←  document["byline"]["text"]  →  {"type": "string"}

So the schema of a card is never written twice. A kind whose card computes something states `card_schema()`.
"""

from functools import cache

from cms.publishing.models import Publishable

ITEM = object()  # in a path: any entry of a list


class Standin:
    """Part of a document that is not there: whatever is asked of it is a part of it again."""

    def __init__(self, path: tuple = ()):
        self.path = path

    def __getitem__(self, key):
        return Standin((*self.path, key if isinstance(key, str) else ITEM))

    def get(self, key, default=None):
        return self[key]

    def __iter__(self):
        yield self[0]

    def __len__(self):
        return 1


@cache
def schema_of(model: type[Publishable]) -> dict:
    """JSON Schema of a card, with the document's `$defs`."""
    if hasattr(model, "card_schema"):
        return model.card_schema()
    document = model.schema()
    return _object(model.card(Standin()), document) | {"$defs": document.get("$defs", {})}


def names_of(model: type[Publishable]) -> list[str]:
    return sorted(schema_of(model)["properties"])


@cache
def facets_of(model: type[Publishable]) -> frozenset[str]:
    return frozenset(model.facets(Standin()))


def _object(value: dict, document: dict, known: tuple = ()) -> dict:
    return {
        "type": "object",
        "required": list(value),
        "properties": {name: _schema(part, document, known) for name, part in value.items()},
        "additionalProperties": False,
    }


def _schema(value, document: dict, known: tuple = ()) -> dict:
    if isinstance(value, Standin):
        found, nullable = _at(document, value.path, known)
        return _or_null(found) if nullable else found
    if isinstance(value, dict):
        holder = _common_path(value)
        if not holder or not _may_be_null(document, holder):
            return _object(value, document)
        # Parts of something that may be null are left out together with it.
        return _or_null(_object(value, document, known=holder))
    if isinstance(value, list):
        return {"type": "array", "items": _schema(value[0], document) if value else {}}
    kinds = {str: "string", bool: "boolean", int: "integer"}
    return {"type": kinds[type(value)]} if type(value) in kinds else {}


def _common_path(value: dict) -> tuple:
    """The part of the document that all of these come from, when there is one."""
    if not all(isinstance(part, Standin) and len(part.path) > 1 for part in value.values()):
        return ()
    holders = {part.path[:-1] for part in value.values()}
    return holders.pop() if len(holders) == 1 else ()


def _at(document: dict, path: tuple, known: tuple = ()) -> tuple[dict, bool]:
    """The schema of what stands there, and whether nothing may stand there instead.

    `known` is the beginning of the path that is taken to be there.
    """
    here, nullable = _resolved(document, document)
    for depth, step in enumerate(path, start=1):
        inner = here.get("items", {}) if step is ITEM else here.get("properties", {}).get(step, {})
        if depth == len(path):
            missing = step is not ITEM and step not in here.get("required", [])
            return inner, nullable or (missing and bool(inner))
        here, may_be_null = _resolved(inner, document)
        nullable = nullable or (may_be_null and path[:depth] != known)
    return here, nullable


def _may_be_null(document: dict, path: tuple) -> bool:
    found, nullable = _at(document, path)
    return nullable or _resolved(found, document)[1]


def _resolved(schema: dict, document: dict) -> tuple[dict, bool]:
    """The schema itself behind references and "or null", and whether null is one of its forms."""
    if "$ref" in schema:
        return _resolved(document["$defs"].get(schema["$ref"].rpartition("/")[2], {}), document)
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            options = [option for option in schema[keyword] if option.get("type") != "null"]
            found, nullable = _resolved(options[0], document) if options else ({}, False)
            return found, nullable or len(options) < len(schema[keyword])
    type_ = schema.get("type")
    return schema, isinstance(type_, list) and "null" in type_


def _or_null(schema: dict) -> dict:
    if not schema or {"type": "null"} in schema.get("oneOf", []):
        return schema
    if isinstance(schema.get("type"), list) and "null" in schema["type"]:
        return schema
    return {"oneOf": [schema, {"type": "null"}]}
