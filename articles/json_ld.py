"""schema.org data of an article, as a pure function of its published document.

Addresses are made absolute with the organisation's web address, when it has one.
"""

from urllib.parse import urljoin

from articles.body import public

_CODE_SYSTEMS = {"ICD-10-CM": "ICD-10-CM", "SNOMED CT": "SNOMED-CT", "MeSH": "MeSH"}


def of_article(document: dict) -> dict:
    page = _page(document)
    graph = [page, _breadcrumbs(document)]
    if document["faqs"]["items"]:
        page["hasPart"] = {"@id": _id(document, "faq")}
        graph.append(_faq_page(document))
    if document["organization"]:
        graph.append(_organization(document))
    return {"@context": "https://schema.org", "@graph": graph}


def _url(document, href):
    organization = document["organization"]
    return urljoin(organization["url"], href) if href and organization else href


def _id(document, part):
    return f"{_url(document, document['href'])}#{part}"


def _page(document):
    publication = document.get("publication") or {}
    page = {
        "@type": "MedicalWebPage",
        "@id": _id(document, "page"),
        "url": _url(document, document["href"]),
        "headline": document["title"],
        "description": document["seo"]["description"],
        "inLanguage": document["locale"],
        "datePublished": document["display_date"],
        "dateModified": publication.get("updated_at"),
        "lastReviewed": publication.get("last_reviewed"),
        "reviewedBy": [_person(document, one) for one in publication.get("reviewed_by", [])],
        "author": [_author(document, author) for author in document["byline"]["authors"]],
        "audience": _audience(document["audience"]),
        "about": _about(document, document["topic"]),
        "specialty": document["topic"]["specialty"] if document["topic"] else None,
        "keywords": ", ".join(tag["name"] for tag in document["tags"]),
        "citation": [_citation(reference) for reference in document["references"]],
        "breadcrumb": {"@id": _id(document, "breadcrumb")},
    }
    if document["organization"]:
        page["publisher"] = {"@id": _id(document, "organization")}
    return _without_blanks(page)


def _author(document, author):
    is_team = author["type"] == "team"
    return _without_blanks(
        {
            "@type": "Organization" if is_team else "Person",
            "name": author["name"],
            "honorificSuffix": "" if is_team else author["credentials"],
            "url": _url(document, author["href"]),
        }
    )


def _person(document, reviewer):
    return _without_blanks(
        {
            "@type": "Person",
            "name": reviewer["name"],
            "honorificSuffix": reviewer["credentials"],
            "url": _url(document, reviewer["href"]),
        }
    )


def _audience(audience):
    if not audience["people"]:
        return None
    patients = audience["people"].lower().startswith("patient")
    return _without_blanks(
        {
            "@type": "PeopleAudience" if not patients else "Patient",
            "audienceType": audience["people"],
            "suggestedMinAge": audience["min_age"],
        }
    )


def _about(document, topic):
    if not topic:
        return None
    names = {topic["preferred_term"], topic["abbreviation"]} - {"", topic["name"]}
    codes = [
        {
            "@type": "MedicalCode",
            "codeValue": code["code"],
            "codingSystem": _CODE_SYSTEMS.get(code["system"], code["system"]),
        }
        for code in topic["codes"]
    ]
    return _without_blanks(
        {
            "@type": "MedicalCondition",
            "name": topic["name"],
            "url": _url(document, topic["href"]),
            "alternateName": sorted(names),
            "code": codes,
        }
    )


def _citation(reference):
    doi = f"https://doi.org/{reference['doi']}" if reference["doi"] else ""
    return _without_blanks(
        {
            "@type": "ScholarlyArticle" if reference["doi"] or reference["pmid"] else "CreativeWork",
            "name": reference["title"],
            "datePublished": str(reference["year"]) if reference["year"] else "",
            "url": doi or reference["url"],
            "sameAs": doi,
        }
    )


def _faq_page(document):
    return {
        "@type": "FAQPage",
        "@id": _id(document, "faq"),
        "mainEntity": [
            {
                "@type": "Question",
                "name": faq["question"],
                "acceptedAnswer": {"@type": "Answer", "text": faq["answer"]["text"]},
            }
            for faq in document["faqs"]["items"]
        ],
    }


def _breadcrumbs(document):
    steps = [(document["title"], document["href"])]
    if document["topic"]:
        steps.insert(0, (document["topic"]["name"], document["topic"]["href"]))
    return {
        "@type": "BreadcrumbList",
        "@id": _id(document, "breadcrumb"),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": _url(document, href)}
            for position, (name, href) in enumerate(steps, start=1)
        ],
    }


def _organization(document):
    organization = document["organization"]
    return _without_blanks(
        {
            "@type": "MedicalOrganization",
            "@id": _id(document, "organization"),
            "name": organization["name"],
            "url": _url(document, organization["url"] or organization["href"]),
            "description": public.inline_text(document["providers"]["content"]),
        }
    )


def _without_blanks(data: dict) -> dict:
    return {name: value for name, value in data.items() if value not in (None, "", [])}
