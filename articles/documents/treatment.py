"""The public document of a treatment page."""

from articles import rules, schema_files
from articles import substance as substances

from . import parts


def compose(item, composition):
    routes = parts.routes_for(composition)
    return {
        **parts.opening(item, routes),
        "name": item.name,
        "description": item.description,
        "topic": parts.linked(composition, item.topic, routes),
    }


def references(item):
    return parts.links(item.topic)


def summary(item):
    return parts.summary(item, item.name)


def summarize(document):
    return parts.summarize("treatment", document, document["name"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "treatment.json")


def problems(document):
    return rules.missing(document, {"name": "a name"})


def substance(document):
    return {
        **substances.of_texts([document["name"], document["description"]]),
        "links": substances.links(document),
    }


def card(document):
    return {name: document[name] for name in ("id", "slug", "locale", "href", "name", "topic")}


def facets(document):
    return {"topic": [document["topic"]["slug"]] if document["topic"] else []}


def search_text(document):
    return {"title": document["name"], "body": document["description"]}
