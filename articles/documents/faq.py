"""The public document of a question and its answer."""

from articles import body, rules, schema_files
from articles import substance as substances
from articles.body import public

from . import parts


def compose(item, composition):
    routes = parts.routes_for(composition)
    number = parts.Numbering()
    for mention in _citations(item.answer):
        number(mention.target)
    blocks = public.blocks(item.answer, parts.Targets(composition, routes, "answer"), number)
    mentions: dict[str, list[dict]] = {}
    for one in _citations(item.answer):
        mentions.setdefault(one.target, []).append({"id": one.mention, "part": "answer", "block": one.block})
    return {
        **parts.opening(item, routes),
        "question": item.question,
        "answer": parts.text_part(blocks),
        "topic": parts.linked(composition, item.topic, routes),
        "references": parts.reference_list(composition, number, mentions, routes),
    }


def _citations(tree):
    return [one for one in body.references(tree) if one.role == "cites"]


def references(item):
    return parts.distinct(parts.body_references(item.answer) + parts.links(item.topic))


def summary(item):
    return parts.summary(item, item.question)


def summarize(document):
    return parts.summarize("faq", document, document["question"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "faq.json")


def problems(document):
    findings = rules.missing(document, {"question": "a question"})
    return findings + rules.of_faq(document)


def obstacles(document):
    return rules.of_sources(document)


def substance(document):
    return {
        **substances.of_texts([document["question"], document["answer"]["text"]]),
        "citations": substances.citations(document["answer"]["blocks"], document["references"]),
        "links": substances.links(document),
        "structure": substances.structure(document["answer"]["blocks"]),
    }


def card(document):
    return {name: document[name] for name in ("id", "slug", "locale", "href", "question", "topic")}


def facets(document):
    return {
        "topic": [document["topic"]["slug"]] if document["topic"] else [],
        "cites": [reference["key"] for reference in document["references"]],
    }


def search_text(document):
    return {"title": document["question"], "body": document["answer"]["text"]}
