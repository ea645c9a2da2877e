"""The public document of an assessment: what it is for, its definition, its sources and its questionnaire."""

from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings

from articles import body, schema_files, shelf
from articles.body import public
from articles.documents import parts
from cms import canonical
from cms.publishing.models import Finding

from . import assembly, drawing, evaluation, fhir, lines, versions
from .earlier import whole
from .rules import obstacles, problems
from .substance import substance

__all__ = ["compose", "obstacles", "problems", "substance"]

SCHEMA = Path(__file__).parent / "schemas" / "assessment.json"
#: So many are told one by one; a longer list would hide everything else.
MOST_LEFTOVERS_TOLD = 5
MEDIA_TYPE = "application/fhir+json; fhirVersion=4.0"


def compose(item, composition):
    routes = parts.routes_for(composition)
    _say_leftovers(item, composition)
    sources = _Sources(item)
    definition = assembly.definition_of(item, *_resolvers(composition, routes, sources))
    topic = item.topic and composition.library.document(item.topic)
    content = {
        **parts.opening(item, routes),
        "title": item.title,
        "description": item.description,
        "topic": parts.linked(composition, item.topic, routes),
        # A page that asks nothing says nothing that could grow old.
        "review_interval_months": topic["review_interval_months"] if topic and definition else None,
        "estimated_minutes": item.estimated_minutes,
        "available": definition is not None,
        "instrument": (item.instrument_name or item.instrument_rights or None)
        and {"name": item.instrument_name, "rights": item.instrument_rights},
        "intended_use": item.intended_use,
        "intended_for": _intended_for(item, composition, routes),
        "limits": item.limits,
        "disclaimer": item.disclaimer,
        "definition": definition,
        "definition_digest": definition and canonical.digest_of(definition),
        "urgency_words": definition and drawing.URGENCY,
        "references": parts.reference_list(composition, sources.number, sources.mentions, routes),
        "related": {
            "picks": [parts.linked(composition, row.article, routes) for row in item.ordered("related")]
        },
    }
    if definition is None:
        return {**content, "version": None, "questionnaire": None}
    content["version"] = versions.next_number(item.uid, content, composition.previous)
    return {**content, "questionnaire": _questionnaire(content, parts.site(composition))}


def draft_definition(item) -> dict | None:
    """The definition that a draft says now, also while what it links to is not published."""
    sources = _Sources(item)

    def target_of(kind, uid):
        found = shelf.by_uid(kind, uid)
        return found and _addressed(found)

    def step_of(row):
        linked = row.article or row.treatment
        one = linked and _addressed(linked)
        return {"href": one["href"] if one else row.address, "target": one and _target(one)}

    return assembly.definition_of(
        item, lambda tree: public.blocks(body.settle(tree, "faq"), target_of, sources.number), step_of
    )


def _addressed(item):
    one = parts.addressed(item.summary(), parts.addresses.ROUTES)
    return {name: one[name] for name in ("type", "slug", "href")}


def _target(one):
    return {"type": one["type"], "slug": one["slug"]}


def _resolvers(composition, routes, sources):
    targets = parts.Targets(composition, routes, "outcomes")

    def content_of(tree):
        return public.blocks(tree, targets, sources.number)

    def step_of(row):
        linked = parts.linked(composition, row.article or row.treatment, routes)
        if linked is None:
            return {"href": row.address, "target": None}
        return {"href": linked["href"], "target": _target(linked)}

    return content_of, step_of


def _say_leftovers(item, composition):
    left = item.ordered("leftovers")
    if len(left) > MOST_LEFTOVERS_TOLD:
        sentence = f"The import did not understand {len(left)} places of the file: the form lists them first."
        composition.findings.append(Finding("leftover", sentence, "leftovers"))
        return
    for one in left:
        composition.findings.append(
            Finding(
                "leftover",
                f"The import did not understand something at {one.location}: {one.sentence}",
                "leftovers",
            )
        )


class _Sources:
    """The sources of an assessment: those of the whole first, then by first mention over its outcomes."""

    def __init__(self, item):
        self.number = parts.Numbering()
        self.mentions: dict[str, list[dict]] = {}
        for row in item.ordered("sources"):
            self.number(row.citation.uid)
        for outcome in item.ordered("outcomes"):
            for one in body.references(outcome.content):
                if one.role == "cites":
                    self.number(one.target)
                    mention = {"id": one.mention, "part": f"outcome {outcome.key}", "block": one.block}
                    self.mentions.setdefault(one.target, []).append(mention)


def _intended_for(item, composition, routes):
    step_of = _resolvers(composition, routes, None)[1]
    return {
        "min_age": item.min_age,
        "max_age": item.max_age,
        "excludes": lines.listed(item.excludes),
        "otherwise": {
            "text": item.otherwise,
            "next_steps": [
                assembly.step(row, step_of) for row in item.ordered("next_steps") if not row.outcome
            ],
        },
    }


def _questionnaire(content: dict, site: str) -> dict | None:
    """The same as a FHIR R4 Questionnaire; None for a draft that means nothing yet."""
    try:
        evaluation.compiled(content["definition"])
    except evaluation.Broken:
        return None
    instrument = content["instrument"] or {"rights": ""}
    resource = fhir.questionnaire(
        definition=content["definition"],
        title=content["title"],
        url=_canonical(content, site),
        version=str(content["version"]),
        description=content["description"],
        purpose=content["intended_use"],
        copyright=instrument["rights"],
        language=content["locale"],
    )
    text = fhir.text(resource)
    return {"media_type": MEDIA_TYPE, "sha256": canonical.digest(text.encode()), "text": text}


def _canonical(content: dict, site: str) -> str:
    """The address that names the questionnaire in every version; each locale has its own."""
    url = urljoin(site, content["href"])
    if "://" not in url:
        url = f"/api/v1/assessments/{content['slug']}"
    if content["locale"] == settings.DEFAULT_LOCALE:
        return url
    return f"{url}{'&' if '?' in url else '?'}locale={content['locale']}"


def references(item):
    # The topic says how often it is reviewed.
    found = parts.embeds(item.topic)
    found += [parts.Reference(parts.Role.CITES, row.citation) for row in item.ordered("sources")]
    for outcome in item.ordered("outcomes"):
        found += parts.body_references(outcome.content)
    found += parts.links(*(row.article or row.treatment for row in item.ordered("next_steps")))
    found += parts.links(*(row.article for row in item.ordered("related")))
    return parts.distinct(found)


def summary(item):
    return parts.summary(item, item.title, **_shown(item.estimated_minutes, item.available))


def summarize(document):
    shown = _shown(document["estimated_minutes"], document["available"])
    return parts.summarize("assessment", document, document["title"], **shown)


def _shown(minutes, available):
    # A link names no version: what it leads to is whatever is live, and may be newer than the text around it.
    return {"estimated_minutes": minutes, "available": available, "version": None}


def schema():
    return schema_files.load(SCHEMA)


def card(document):
    names = (
        "id",
        "slug",
        "locale",
        "href",
        "title",
        "description",
        "topic",
        "estimated_minutes",
        "available",
    )
    return {**{name: document[name] for name in names}, "version": document["version"]}


def facets(document):
    document = whole(document)
    return {
        "topic": [document["topic"]["slug"]] if document["topic"] else [],
        "cites": [reference["key"] for reference in document["references"]],
    }


def search_text(document):
    document = whole(document)
    asked = document["definition"]["questions"] if document["definition"] else []
    return {
        "title": document["title"],
        "dek": document["description"],
        "body": "\n".join([document["intended_use"], *(one["text"] for one in asked)]),
    }
