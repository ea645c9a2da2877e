"""The public document of a topic."""

from articles import rules, schema_files
from articles import substance as substances
from articles.body import public
from cms.publishing.models import Finding

from . import inherited, parts


def compose(item, composition):
    organization = item.organization and composition.library.document(item.organization)
    routes = parts.routes_for(composition, item.organization)
    assessment = parts.linked(composition, item.assessment, routes)
    treatment = parts.linked(composition, item.treatment, routes)
    document = {
        **parts.opening(item, routes),
        "name": item.name,
        "inline_label": item.inline_label,
        "preferred_term": item.preferred_term,
        "abbreviation": item.abbreviation,
        "specialty": item.specialty,
        "synonyms": item.state()["synonyms"],
        "codes": item.state()["codes"],
        "review_interval_months": item.review_months,
        "parent": parts.linked(composition, item.parent, routes),
        "organization": parts.named(organization, routes),
        "assessment": assessment,
        "treatment": treatment,
    }
    speaker = inherited.Speaker(
        composition,
        inherited.values(organization, document, assessment, treatment),
        item.locale,
        parts.Targets(composition, routes, "urgent_help_content"),
        known(document),
        item.name,
    )
    document["urgent_help"] = urgent_help(item, speaker)
    return document


def known(topic):
    """uid by (kind, slug) of the items that a topic names."""
    return {(one["type"], one["slug"]): one["id"] for one in (topic["assessment"], topic["treatment"]) if one}


def urgent_help(item, speaker):
    if not (item.urgent_help_heading or item.urgent_help_content):
        return None
    content = speaker.rich(item.urgent_help_content, "The urgent help", "urgent_help_content")
    return {
        "heading": speaker.plain(
            item.urgent_help_heading, "The urgent help's heading", "urgent_help_heading"
        ),
        "content": content,
        "html": public.inline_html(content),
        "phone": item.urgent_help_phone,
    }


def references(item):
    return parts.embeds(item.organization) + parts.distinct(
        parts.links(item.parent, item.assessment, item.treatment)
    )


def summary(item):
    return parts.summary(item, item.name)


def summarize(document):
    return parts.summarize("topic", document, document["name"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "topic.json")


def problems(document):
    findings = rules.missing(
        document, {"name": "a name", "inline_label": "a label for use inside a sentence"}
    )
    help_ = document["urgent_help"]
    if help_ and not (help_["heading"] and help_["content"]):
        sentence = "The urgent help needs both a heading and a text."
        findings.append(Finding("urgent_help", sentence, "urgent_help_content"))
    return findings


def substance(document):
    help_ = document["urgent_help"] or {"heading": "", "html": "", "phone": ""}
    return {
        **substances.of_texts([help_["heading"], help_["html"]]),
        "links": substances.links(document),
        "codes": [f"{code['system']} {code['code']}" for code in document["codes"]],
        "phone": [help_["phone"]],
        "review interval": [str(document["review_interval_months"])],
    }


def card(document):
    names = ("id", "slug", "locale", "href", "name", "abbreviation", "specialty", "codes")
    return {name: document[name] for name in names}


def facets(document):
    parent = document["parent"]
    return {"topic": [parent["slug"]] if parent else []}


def search_text(document):
    return {"title": document["name"], "dek": ", ".join(synonyms(document)[1:])}


def synonyms(document):
    said = [document[name] for name in ("name", "preferred_term", "abbreviation", "inline_label")]
    said += [synonym["text"] for synonym in document["synonyms"]]
    first: dict[str, str] = {}
    for text in said:
        first.setdefault(text.casefold(), text)
    return [text for text in first.values() if text]
