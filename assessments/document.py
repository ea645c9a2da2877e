"""The public document of an assessment, enough to be linked to."""

from pathlib import Path

from articles import rules, schema_files
from articles import substance as substances
from articles.documents import parts

SCHEMA = Path(__file__).parent / "schemas" / "assessment.json"
#: What a link to an assessment tells beside its title.
_SHOWN = ("estimated_minutes", "available", "version")


def compose(item, composition):
    routes = parts.routes_for(composition)
    return {
        **parts.opening(item, routes),
        "title": item.title,
        "description": item.description,
        "topic": parts.linked(composition, item.topic, routes),
        **_shown(item),
    }


def _shown(item):
    # A version comes with the first definition.
    return {"estimated_minutes": item.estimated_minutes, "available": item.available, "version": None}


def references(item):
    return parts.links(item.topic)


def summary(item):
    return parts.summary(item, item.title, **_shown(item))


def summarize(document):
    shown = {name: document[name] for name in _SHOWN}
    return parts.summarize("assessment", document, document["title"], **shown)


def schema():
    return schema_files.load(SCHEMA)


def problems(document):
    return rules.missing(document, {"title": "a title", "topic": "a topic"})


def substance(document):
    return {
        **substances.of_texts([document["title"], document["description"]]),
        "links": substances.links(document),
        "minutes": [str(document["estimated_minutes"])],
        "available": [str(document["available"])],
    }


def card(document):
    names = ("id", "slug", "locale", "href", "title", "description", "topic", *_SHOWN)
    return {name: document[name] for name in names}


def facets(document):
    return {"topic": [document["topic"]["slug"]] if document["topic"] else []}


def search_text(document):
    return {"title": document["title"], "dek": document["description"]}
