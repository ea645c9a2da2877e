"""The schema of a card follows from the document's, without a document."""

import pytest

from cms.delivery import cards

SLUG = {"type": "string", "minLength": 1}
DOCUMENT = {
    "type": "object",
    "required": ["title", "byline", "topic", "tags", "year"],
    "properties": {
        "title": {"type": "string"},
        "byline": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        "topic": {"oneOf": [{"$ref": "#/$defs/topic"}, {"type": "null"}]},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}},
        "year": {"type": ["integer", "null"]},
        "note": {"type": "string"},
    },
    "$defs": {
        "topic": {
            "type": "object",
            "required": ["slug"],
            "properties": {"slug": SLUG},
        },
        "tag": {"type": "object", "required": ["slug"], "properties": {"slug": {"type": "string"}}},
    },
}


def kind(card):
    """A content type with this card, and nothing else of one."""

    class Kind:
        @staticmethod
        def schema():
            return DOCUMENT

    Kind.card = staticmethod(card)
    return Kind


@pytest.mark.parametrize(
    ("member", "schema"),
    [
        pytest.param(lambda d: d["title"], {"type": "string"}, id="a member"),
        pytest.param(lambda d: d["byline"]["text"], {"type": "string"}, id="a part of one"),
        pytest.param(lambda d: d["topic"], DOCUMENT["properties"]["topic"], id="one that may be null"),
        pytest.param(
            lambda d: d["topic"]["slug"],
            {"oneOf": [SLUG, {"type": "null"}]},
            id="a part of what may be null",
        ),
        pytest.param(
            lambda d: d["topic"] and {"slug": d["topic"]["slug"]},
            {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["slug"],
                        "properties": {"slug": SLUG},
                        "additionalProperties": False,
                    },
                    {"type": "null"},
                ]
            },
            id="an object out of it",
        ),
        pytest.param(
            lambda d: [tag["slug"] for tag in d["tags"]],
            {"type": "array", "items": {"type": "string"}},
            id="a list out of a list",
        ),
        pytest.param(lambda d: d["year"], {"type": ["integer", "null"]}, id="null by its type"),
        pytest.param(
            lambda d: d.get("note"), {"oneOf": [{"type": "string"}, {"type": "null"}]}, id="one that may lack"
        ),
        pytest.param(lambda d: True, {"type": "boolean"}, id="a value of its own"),
        pytest.param(lambda d: d["nowhere"]["at all"], {}, id="what the schema does not know"),
    ],
)
def test_a_member_has_the_schema_of_where_it_comes_from(member, schema):
    made = cards.schema_of(kind(lambda document: {"x": member(document)}))

    assert made["properties"] == {"x": schema}
    assert made["$defs"] == DOCUMENT["$defs"]


def test_a_kind_may_state_the_schema_itself():
    model = kind(None)
    model.card_schema = staticmethod(lambda: {"properties": {"b": {}, "a": {}}})

    assert cards.names_of(model) == ["a", "b"]
