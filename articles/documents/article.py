"""The public document of an article: everything on its page, resolved."""

from collections.abc import Iterator
from datetime import date

from articles import addresses, body, byline, dates, mentions, rules, schema_files, shelf
from articles import substance as substances
from articles.body import public
from cms import canonical
from cms.publishing import record
from cms.publishing.composing import NotPublished, remembered
from cms.publishing.models import Finding

from . import inherited, parts

WORDS_PER_MINUTE = 238


def compose(item, composition):
    library = composition.library
    organization = item.organization and library.document(item.organization)
    topic = item.topic and library.document(item.topic)
    authors = [library.document(author) for author in item.ordered_authors()]
    faqs = [library.document(faq) for faq in item.ordered_faqs()]
    routes = parts.routes_for(composition, item.organization)
    assessment = _assessment(item, topic, composition, routes)
    treatment = topic and _of_topic("treatment", topic, composition, routes)
    sources = _Sources(item, faqs)
    blocks = public.blocks(item.body, parts.Targets(composition, routes, "body"), sources.number)
    words = body.words(item.body)
    shown_on = _display_date(item, composition)
    previous = composition.previous
    correction = [composition.correction] if composition.correction else []

    document = {
        **parts.opening(item, routes),
        "title": item.title,
        "dek": item.dek,
        "seo": {"title": item.seo_title or item.title, "description": item.seo_description or item.dek},
        "audience": {"people": item.audience_people, "min_age": item.audience_min_age},
        "organization": organization
        and {**parts.named(organization, routes), "url": organization["url"], "logo": organization["logo"]},
        "topic": topic and _topic(topic, routes),
        "tags": [{"slug": tag.slug, "name": tag.name} for tag in item.ordered_tags()],
        "byline": _byline(authors, item.locale, routes),
        "display_date": shown_on.isoformat(),
        "display_date_text": dates.written(shown_on, item.locale),
        "reading_minutes": max(1, -(-words // WORDS_PER_MINUTE)),
        "hero": None,
        "urgent_help": topic and _readdressed(topic["urgent_help"], routes),
        "corrections": (previous["corrections"] if previous else []) + correction,
        "body": {
            "blocks": blocks,
            "html": public.html(blocks),
            "toc": public.toc(blocks),
            "word_count": words,
        },
        "references": parts.reference_list(composition, sources.number, sources.mentions, routes),
        "assessment": assessment,
    }
    inheriting = inherited.Speaker(
        composition,
        inherited.values(organization, topic, assessment, treatment),
        item.locale,
        parts.Targets(composition, routes, "next_step_content"),
        _known(topic, assessment, treatment),
        topic["name"] if topic else "",
    )
    texts = organization["inherited"] if organization else _NOTHING
    document["faqs"] = _faqs(item, faqs, texts, inheriting, sources, composition, routes)
    document |= _inherited(item, texts, inheriting)
    document["related"]["picks"] = [parts.linked(composition, pick, routes) for pick in item.ordered_picks()]
    return document


_NOTHING = {
    "faq_heading": "",
    "providers": {"heading": "", "content": ""},
    "disclaimer": "",
    "disclosure": "",
    "next_step": {"eyebrow": "", "heading": "", "content": ""},
    "related": {"eyebrow": "", "heading": ""},
}


class _Sources:
    """The sources of an article, numbered by first mention over the body, then the FAQs."""

    def __init__(self, item, faqs):
        self.number = parts.Numbering()
        self.mentions: dict[str, list[dict]] = {}
        #: uid by key of the sources that FAQs cite.
        self.by_key: dict[str, str] = {}
        for one in body.references(item.body):
            if one.role == "cites":
                self._mention(one.target, {"id": one.mention, "part": "body", "block": one.block})
        for faq in faqs:
            for reference in faq["references"]:
                self.by_key[reference["key"]] = reference["id"]
            for mention, uid in _in_order(faq["references"]):
                self._mention(uid, {**mention, "part": faq["slug"]})

    def _mention(self, uid, mention):
        self.number(uid)
        self.mentions.setdefault(uid, []).append(mention)

    def number_of_key(self, key: str) -> int:
        return self.number(self.by_key[key])


def _in_order(references: list[dict]) -> Iterator[tuple[dict, str]]:
    # The FAQ numbered its own sources by first mention, so their order is the order of numbers here too.
    for reference in references:
        for mention in reference["mentions"]:
            yield mention, reference["id"]


def _assessment(item, topic, composition, routes):
    if item.assessment:
        return parts.linked(composition, item.assessment, routes)
    return topic and _of_topic("assessment", topic, composition, routes)


def _of_topic(kind, topic, composition, routes):
    """What the topic's public document names, as it is now: not what the topic's draft may name."""
    named = topic[kind]
    if named is None:
        return None
    return parts.linked(composition, shelf.by_uid(kind, named["id"]), routes)


def _known(topic, assessment, treatment):
    found = {(one["type"], one["slug"]): one["id"] for one in (assessment, treatment) if one}
    # Where the topic's document says an older address, its item is still meant.
    for one in (topic["assessment"], topic["treatment"]) if topic else ():
        if one:
            found.setdefault((one["type"], one["slug"]), one["id"])
    return found


def _topic(topic, routes):
    words = ("inline_label", "preferred_term", "abbreviation", "specialty", "codes", "review_interval_months")
    return {"id": topic["id"], **parts.named(topic, routes), **{name: topic[name] for name in words}}


def _byline(authors, locale, routes):
    pieces = byline.parts([(one["name"], one["byline_prefix"], one["slug"]) for one in authors], locale)
    return {
        "text": byline.said(pieces),
        "parts": pieces,
        "authors": [
            {
                "type": one["author_type"],
                "slug": one["slug"],
                "name": one["name"],
                "credentials": one["credentials"],
                "photo": one["photo"],
                "href": addresses.href(routes, "author", one["slug"]),
            }
            for one in authors
        ],
    }


def _display_date(item, composition) -> date:
    previous = composition.previous and date.fromisoformat(composition.previous["display_date"])
    if composition.keeps_dates and previous:
        return previous
    return item.display_date or previous or composition.day


def _faqs(item, faqs, texts, inheriting, sources, composition, routes):
    heading = item.faq_heading or texts["faq_heading"]
    items = []
    for faq in faqs:
        _check_links(faq, composition, item.locale)
        blocks = _readdressed(faq["answer"]["blocks"], routes, sources.number_of_key)
        items.append(
            {
                "id": faq["id"],
                "slug": faq["slug"],
                "question": faq["question"],
                "answer": parts.text_part(blocks),
            }
        )
    return {"heading": inheriting.plain(heading, "The FAQ heading", "faq_heading"), "items": items}


def _check_links(faq, composition, locale):
    """An answer may have been signed before what it links to was taken down."""

    def visit(node):
        target = node.get("target")
        if isinstance(target, dict) and target.get("type") in shelf.MODELS:
            found = shelf.by_slug(target["type"], target["slug"], locale)
            try:
                if found:
                    composition.library.summary(found)
            except NotPublished:
                sentence = f"The answer to “{faq['question']}” links to “{found}”, which is not live."
                composition.findings.append(Finding("unreachable", sentence, "faqs"))

    parts.walk(faq["answer"]["blocks"], visit)


def _readdressed(value, routes, number_of_key=None):
    """A copy of public text with the links of these routes and, for citations, the article's numbers."""
    if isinstance(value, list):
        return [_readdressed(child, routes, number_of_key) for child in value]
    if not isinstance(value, dict):
        return value
    made = {name: _readdressed(child, routes, number_of_key) for name, child in value.items()}
    target = made.get("target")
    if isinstance(target, dict) and target.get("type") in addresses.ROUTES:
        made["href"] = addresses.href(routes, target["type"], target["slug"])
    if made.get("type") == "citation" and number_of_key:
        made["reference"] = number_of_key(made["key"])
    if isinstance(made.get("content"), list) and "html" in made:
        made["html"] = public.inline_html(made["content"])
    return made


def _inherited(item, texts, speak):
    providers = speak.rich(
        item.providers_content or texts["providers"]["content"], "The text on providers", "providers_content"
    )
    disclaimer = speak.rich(texts["disclaimer"], "The disclaimer", "disclaimer")
    step = texts["next_step"]
    next_step = speak.rich(item.next_step_content or step["content"], "The next step", "next_step_content")
    providers_heading = item.providers_heading or texts["providers"]["heading"]
    next_heading = item.next_step_heading or step["heading"]
    return {
        "disclosure": speak.plain(item.disclosure or texts["disclosure"], "The disclosure", "disclosure"),
        "providers": {
            "heading": speak.plain(providers_heading, "The heading of the providers", "providers_heading"),
            **_content(providers),
            "people": [],
        },
        "disclaimer": {
            **_content(disclaimer),
            # Names the wording, so that two pages can be seen to carry the same one.
            "version": canonical.digest(texts["disclaimer"].encode())[:12],
        },
        "next_step": {
            "eyebrow": speak.plain(step["eyebrow"], "The line above the next step", "next_step"),
            "heading": speak.plain(next_heading, "The heading of the next step", "next_step_heading"),
            **_content(next_step),
            "actions": [
                {"label": public.inline_text([node]), "target": node["target"], "href": node["href"]}
                for node in next_step
                if node["type"] == "link"
            ],
        },
        "related": {
            "eyebrow": speak.plain(texts["related"]["eyebrow"], "The library's eyebrow", "related"),
            "heading": speak.plain(texts["related"]["heading"], "The library's heading", "related"),
        },
    }


def _content(nodes):
    return {"content": nodes, "html": public.inline_html(nodes)}


def references(item):
    found = parts.embeds(item.organization, item.topic, *item.ordered_authors(), *item.ordered_faqs())
    found += parts.body_references(item.body)
    found += parts.links(item.assessment, *_of_next_step(item), *item.ordered_picks())
    return parts.distinct(found)


def _of_next_step(item):
    """What the next step leads to, as the drafts say it: so that a first submit brings it along.

    Once the organization or the topic is published, its document counts, whatever its draft may say by now.
    """
    organization = item.organization
    topic = item.topic
    text = item.next_step_content or (organization.next_step_content if organization else "")
    if "](" not in text:
        return []
    if not item.next_step_content and _was_ever_decided(organization.uid):
        return []
    found = _leads_to(text, topic, organization, item)
    if topic and _was_ever_decided(topic.uid):
        of_topic = {topic.assessment_id and topic.assessment.uid, topic.treatment_id and topic.treatment.uid}
        found = [one for one in found if one[1] not in of_topic]
    return [shelf.by_uid(kind, uid) for kind, uid in found]


def _was_ever_decided(uid: str) -> bool:
    return remembered(("decided", uid), lambda: record.was_ever_decided(uid))


def _leads_to(text, topic, organization, item):
    assessment = item.assessment or (topic and topic.assessment)
    said = {
        "topic.assessment": topic and topic.assessment and topic.assessment.slug,
        "topic.treatment": topic and topic.treatment and topic.treatment.slug,
        "topic.name": topic and topic.name,
        "topic.inline_label": topic and topic.inline_label,
        "topic.preferred_term": topic and topic.preferred_term,
        "topic.abbreviation": topic and topic.abbreviation,
        "organization.name": organization and organization.name,
        "organization.legal_name": organization and organization.legal_name,
        "organization.url": organization and organization.url,
        "assessment.slug": assessment and assessment.slug,
        "assessment.title": assessment and assessment.title,
        "assessment.estimated_minutes": assessment and assessment.estimated_minutes,
        "treatment.slug": topic and topic.treatment and topic.treatment.slug,
        "treatment.name": topic and topic.treatment and topic.treatment.name,
    }
    return inherited.links(text, said, item.locale)


def summary(item):
    return parts.summary(item, item.title, dek=item.dek)


def summarize(document):
    return parts.summarize("article", document, document["title"], dek=document["dek"])


def schema():
    return schema_files.load(schema_files.HERE / "schemas" / "article.json")


def problems(document):
    return rules.of_article(document)


def obstacles(document):
    return rules.of_sources(document)


def substance(document):
    return substances.of_article(document)


def card(document):
    names = ("id", "slug", "locale", "href", "title", "dek", "display_date", "display_date_text")
    topic = document["topic"]
    return {
        **{name: document[name] for name in (*names, "reading_minutes", "hero", "tags")},
        "byline_text": document["byline"]["text"],
        "topic": topic and {name: topic[name] for name in ("slug", "name", "href")},
        "last_reviewed": document.get("publication", {}).get("last_reviewed"),
    }


def facets(document):
    return {
        "topic": [document["topic"]["slug"]] if document["topic"] else [],
        "tag": [tag["slug"] for tag in document["tags"]],
        "author": [author["slug"] for author in document["byline"]["authors"]],
        "cites": [reference["key"] for reference in document["references"]],
        "assessment": _assessments(document),
    }


def _assessments(document):
    """Slugs of the assessments that the article shows or links to."""
    if not isinstance(document, dict):
        return []  # only the names of the facets were asked for
    shown = mentions.of(document, mentions.EVERYTHING)
    return list(dict.fromkeys(slug for type_, slug in (one.target for one in shown) if type_ == "assessment"))


def search_text(document):
    faqs = document["faqs"]["items"]
    headings = [entry["text"] for entry in document["body"]["toc"]] + [faq["question"] for faq in faqs]
    texts = [public.text(document["body"]["blocks"])] + [faq["answer"]["text"] for faq in faqs]
    topic = document["topic"]
    tags = [tag["name"] for tag in document["tags"]]
    return {
        "title": document["title"],
        "dek": "\n".join([document["dek"], *([topic["name"]] if topic else []), *tags]),
        "headings": "\n".join(headings),
        "body": "\n\n".join(texts),
    }
