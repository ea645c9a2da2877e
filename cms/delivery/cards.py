"""What is known of a kind's cards without looking at one: their JSON Schema and the names in it."""

from functools import cache

from cms.publishing.models import Publishable


@cache
def schema_of(model: type[Publishable]) -> dict:
    """JSON Schema of a card. A kind that states none may show any member of its document."""
    if hasattr(model, "card_schema"):
        return model.card_schema()
    document = model.schema()
    return {
        "type": "object",
        "required": ["id", "slug", "locale", "href"],
        "properties": document["properties"],
        "$defs": document.get("$defs", {}),
    }


def names_of(model: type[Publishable]) -> list[str]:
    return sorted(schema_of(model)["properties"])
