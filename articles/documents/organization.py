"""The public document of an organisation, with the texts its articles inherit as they were written."""

from articles import addresses, rules, schema_files, tokens
from articles import substance as substances
from cms.publishing.models import Finding

from . import parts


def compose(item, composition):
    routes = addresses.complete(item.routes)
    return {
        **parts.opening(item, routes),
        "name": item.name,
        "legal_name": item.legal_name,
        "url": item.url,
        "logo": None,
        "same_as": [line.strip() for line in item.same_as.splitlines() if line.strip()],
        "routes": routes,
        "inherited": {
            "faq_heading": item.faq_heading,
            "providers": {"heading": item.providers_heading, "content": item.providers_content},
            "disclaimer": item.disclaimer,
            "disclosure": item.disclosure,
            "next_step": {
                "eyebrow": item.next_step_eyebrow,
                "heading": item.next_step_heading,
                "content": item.next_step_content,
            },
            "related": {"eyebrow": item.related_eyebrow, "heading": item.related_heading},
        },
    }


def summary(item):
    return parts.summary(item, item.name)


def summarize(document):
    return parts.summarize("organization", document, document["name"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "organization.json")


def problems(document):
    findings = rules.missing(document, {"name": "a name"})
    findings += [Finding("routes", sentence, "routes") for sentence in addresses.problems(document["routes"])]
    for field, text in _texts(document):
        findings += [Finding("token", one.sentence, field) for one in tokens.unknown(text)]
    if not document["inherited"]["disclaimer"]:
        sentence = "There is no disclaimer: articles of this organization will show none."
        findings.append(Finding("no_disclaimer", sentence, "disclaimer", blocks=False))
    return findings


def _texts(document):
    for name, value in document["inherited"].items():
        if isinstance(value, str):
            yield name, value
        else:
            for part, text in value.items():
                yield f"{name}_{part}", text


def substance(document):
    texts = [text for _, text in sorted(_texts(document))]
    return {
        **substances.of_texts(texts),
        "tokens": [token for text in texts for token in tokens.in_text(text)],
        "links": [*substances.markdown_links(texts), document["url"], *document["same_as"]],
        "routes": [f"{name} {pattern}" for name, pattern in sorted(document["routes"].items())],
    }


def card(document):
    return {name: document[name] for name in ("id", "slug", "locale", "href", "name", "url")}


def facets(document):
    return {}


def search_text(document):
    return {"title": document["name"], "dek": document["legal_name"]}
