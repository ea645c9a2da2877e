"""The public document of a source."""

from articles import csl, rules, schema_files, sources
from articles import substance as substances
from cms.publishing import composing
from cms.publishing.models import Finding

from . import parts


def compose(item, composition):
    routes = parts.routes_for(composition)
    return {
        **parts.opening(item, routes),
        "key": item.slug,
        "kind": item.source_kind,
        "title": item.title,
        "short_title": item.short_title,
        "authors_text": csl.authors_text(item.authors),
        "container_title": item.container_title,
        "year": item.year,
        "volume": item.volume,
        "issue": item.issue,
        "page": item.page,
        "doi": item.doi,
        "pmid": item.pmid,
        "url": item.url,
        "csl": {name: value for name, value in item.csl_record.items() if name != "custom"},
        "status": item.status,
        "status_reason": item.status_reason,
        "superseded_by": parts.linked(composition, item.superseded_by, routes),
        "formatted": item.formatted,
    }


def references(item):
    return parts.links(item.superseded_by)


def summary(item):
    return parts.summary(item, item.title, year=item.year)


def summarize(document):
    return parts.summarize("citation", document, document["title"], year=document["year"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "citation.json")


def problems(document):
    findings = rules.missing(document, {"title": "a title"}) + obstacles(document)
    for field, read in (("doi", csl.doi), ("pmid", csl.pmid)):
        try:
            read(document[field])
        except ValueError as error:
            findings.append(Finding(f"{field}_form", str(error), field))
    if document["superseded_by"] and document["status"] not in ("superseded", "retracted"):
        sentence = "A successor is named, but the status does not say superseded or retracted."
        findings.append(Finding("successor_without_status", sentence, "status", blocks=False))
    if document["status"] == "superseded" and not document["superseded_by"]:
        sentence = "The source is superseded: name its successor, so that readers find it."
        findings.append(Finding("no_successor", sentence, "superseded_by", blocks=False))
    if not (document["doi"] or document["pmid"] or document["url"]):
        sentence = "The source has no DOI, PubMed number or address: readers cannot look it up."
        findings.append(Finding("no_identifier", sentence, "doi", blocks=False))
    if not document["year"]:
        findings.append(Finding("no_year", "The source has no date.", "issued", blocks=False))
    return findings


def obstacles(document):
    """A page of a source does not say anything else of it than what was said since."""
    event = sources.said([document["id"]]).get(document["id"])
    successor = document["superseded_by"]["id"] if document["superseded_by"] else ""
    if event is None or (event.status, event.successor) == (document["status"], successor):
        return []
    day = composing.local_day(event.at)
    sentence = (
        f"“{document['title']}” is {event.get_status_display().lower()}, as {event.by_name} said on {day},"
        f" and this text says otherwise. Submit the source as it stands now."
    )
    return [Finding("source_status", sentence, "status")]


def substance(document):
    names = (
        "key",
        "kind",
        "status",
        "status_reason",
        "year",
        "volume",
        "issue",
        "page",
        "doi",
        "pmid",
        "url",
    )
    return {
        **substances.of_texts([document["title"], document["short_title"]]),
        "citations": [f"{name}: {document[name]}" for name in names],
        "authors": [document["authors_text"]],
        "links": substances.links(document),
    }


def card(document):
    names = ("id", "slug", "locale", "href", "key", "kind", "title", "short_title", "authors_text")
    more = ("container_title", "year", "doi", "pmid", "url", "status", "superseded_by", "formatted")
    return {name: document[name] for name in (*names, *more)}


def facets(document):
    return {}


def search_text(document):
    return {
        "title": document["title"],
        "dek": document["short_title"],
        "body": f"{document['authors_text']} {document['container_title']} {document['doi']}".strip(),
    }
