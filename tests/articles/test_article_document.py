"""What readers get of an article, part by part."""

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from articles import json_ld
from articles.models import Article
from cms import canonical
from cms.publishing import documents
from cms.publishing.composing import NotPublished
from tests.articles import pages

PUBLICATION = {
    "first_published_at": "2026-07-04T09:00:00.000000Z",
    "published_at": "2026-07-04T09:00:00.000000Z",
    "updated_at": "2026-07-04T09:00:00.000000Z",
    "revision": 1,
    "release": "rel_1",
    "content_digest": "0" * 64,
    "reviewed_by": [{"name": "Mila Torres", "credentials": "MD", "href": "/team/mila", "date": "2026-07-03"}],
    "last_reviewed": "2026-07-03",
    "review_due": "2027-07-03",
}


@pytest.fixture
def document(leaflet):
    return pages.composed(leaflet.article)


def published(document):
    return canonical.decode(documents.published(document, PUBLICATION, Article.json_ld))


def test_the_published_document_is_of_its_schema(document):
    Draft202012Validator.check_schema(Article.schema())

    errors = list(Draft202012Validator(Article.schema()).iter_errors(published(document)))

    assert errors == []


def test_the_head_says_what_it_is(document, leaflet):
    assert document["schema"] == "article/1"
    assert document["id"] == leaflet.article.uid
    assert document["href"] == "/resources/sore-calves"
    assert document["seo"] == {"title": document["title"], "description": document["dek"]}
    assert document["audience"] == {"people": "patients", "min_age": None}
    assert document["hero"] is None


def test_the_byline_is_one_text_and_its_pieces(document):
    assert document["byline"] == {
        "text": "By the True Precision Medical Team",
        "parts": [
            {"text": "By the "},
            {"text": "True Precision Medical Team", "author": "true-precision-medical-team"},
        ],
        "authors": [
            {
                "type": "team",
                "slug": "true-precision-medical-team",
                "name": "True Precision Medical Team",
                "credentials": "",
                "photo": None,
                "href": "/team/true-precision-medical-team",
            }
        ],
    }


def test_the_topic_and_the_organization_are_embedded(document):
    assert document["topic"]["href"] == "/conditions/peripheral-arterial-disease"
    assert document["topic"]["abbreviation"] == "PAD"
    assert document["topic"]["codes"] == [
        {"system": "ICD-10-CM", "code": "I73.9"},
        {"system": "MeSH", "code": "D058729"},
    ]
    assert document["organization"]["name"] == "True Precision Medical"
    assert Article.review_interval_months(document) == 12


def test_tags_come_in_the_order_of_their_names(document):
    assert [tag["name"] for tag in document["tags"]] == ["claudication", "leg pain", "PAD"]
    assert [tag["slug"] for tag in document["tags"]] == ["claudication", "leg-pain", "pad"]


def test_two_mentions_of_one_source_keep_their_words(document):
    assert "(2016 AHA/ACC guideline on lower-extremity PAD)." in documents_text(document)
    assert "(2016 AHA/ACC guideline)." in documents_text(document)
    first = document["references"][0]
    assert first["number"] == 1
    assert first["key"] == "aha-acc-pad-2016"
    assert first["status_when_signed"] == "superseded"
    assert first["superseded_by"]["slug"] == "acc-aha-pad-2024"
    assert first["csl"]["note"] == "kept as it came"
    assert [mention["part"] for mention in first["mentions"]] == ["body", "body"]


def test_sources_are_numbered_over_the_body_and_then_the_questions(document):
    second = document["references"][1]

    assert second["key"] == "acc-aha-pad-2024"
    assert second["number"] == 2
    assert [mention["part"] for mention in second["mentions"]] == ["do-i-need-surgery"]
    (citation,) = citations(document["faqs"]["items"][1]["answer"]["blocks"])
    assert citation["reference"] == 2
    assert "#ref-2" in document["faqs"]["items"][1]["answer"]["html"]


def test_every_mention_names_a_block_of_its_part(document):
    ids = {block["id"] for block in document["body"]["blocks"]}

    assert {mention["block"] for mention in document["references"][0]["mentions"]} <= ids
    assert {citation["id"] for citation in citations(document["body"]["blocks"])} == {
        mention["id"] for mention in document["references"][0]["mentions"]
    }


def test_links_lead_by_the_routes_of_the_organization(document):
    hrefs = {
        node["target"].get("slug", ""): node["href"]
        for node in nodes(document["body"]["blocks"])
        if node.get("type") == "link"
    }

    assert hrefs == {
        "pad": "/assessments/pad",
        "pad-treatments": "/treatments/pad-treatments",
        "": "tel:+15550100",
    }


def test_inherited_texts_are_said_with_their_tokens_replaced(document):
    assert document["disclosure"] == "True Precision Medical provides treatments described here."
    assert document["providers"]["heading"] == "The specialists who provide this care"
    assert "provided at True Precision Medical." in document["providers"]["html"]
    assert document["providers"]["people"] == []
    assert "not medical advice" in document["disclaimer"]["html"]
    assert document["faqs"]["heading"] == "Common questions"
    assert document["related"] == {"eyebrow": "Resource library", "heading": "Continue reading", "picks": []}


def test_the_next_step_offers_its_links_as_actions(document):
    step = document["next_step"]

    assert step["eyebrow"] == "Next step"
    assert step["heading"] == "Wondering if peripheral arterial disease care is right for you?"
    assert step["actions"] == [
        {
            "label": "Take our 2-minute assessment",
            "target": {"type": "assessment", "slug": "pad"},
            "href": "/assessments/pad",
        },
        {
            "label": "explore the outpatient, minimally invasive options",
            "target": {"type": "treatment", "slug": "pad-treatments"},
            "href": "/treatments/pad-treatments",
        },
    ]


def test_an_article_may_say_the_inherited_parts_in_its_own_words(leaflet):
    leaflet.article.next_step_heading = "Talk to us about {topic.inline_label}"
    leaflet.article.next_step_content = "[Call](tel:+15550100) us."
    leaflet.article.faq_heading = "Asked often"
    leaflet.article.disclosure = "None."
    leaflet.article.save()

    document = pages.composed(leaflet.article)

    assert document["next_step"]["heading"] == "Talk to us about peripheral arterial disease"
    assert document["next_step"]["actions"] == [
        {"label": "Call", "target": {"type": "phone"}, "href": "tel:+15550100"}
    ]
    assert document["faqs"]["heading"] == "Asked often"
    assert document["disclosure"] == "None."


def test_urgent_help_comes_from_the_topic(document):
    assert document["urgent_help"]["phone"] == "911"
    assert document["urgent_help"]["html"] == "Call <strong>911</strong> if a leg turns cold and numb."


def test_the_assessment_is_the_articles_own_or_the_topics(leaflet):
    shown = pages.composed(leaflet.article)["assessment"]
    assert shown["estimated_minutes"] == 2
    assert shown["available"] is False
    assert shown["href"] == "/assessments/pad"

    leaflet.article.assessment = None
    leaflet.article.save()

    assert pages.composed(leaflet.article)["assessment"] == shown


def test_picks_are_summaries_in_their_order(leaflet):
    for position, slug in enumerate(["second-read", "another-read"]):
        pick = Article.objects.create(title=slug, slug=slug)
        leaflet.article.pick_rows.create(pick=pick, position=position)

    picks = pages.composed(leaflet.article)["related"]["picks"]

    assert [pick["href"] for pick in picks] == ["/resources/second-read", "/resources/another-read"]


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (238, 1), (239, 2), (476, 2), (477, 3)])
def test_reading_minutes_are_words_at_238_a_minute_rounded_up(leaflet, words, minutes):
    leaflet.article.body = pages.written("walk " * words)
    leaflet.article.save()

    document = pages.composed(leaflet.article)

    assert document["body"]["word_count"] == words
    assert document["reading_minutes"] == minutes


def test_the_date_shown_is_set_or_the_day_of_first_publication(leaflet):
    assert pages.composed(leaflet.article)["display_date_text"] == "Jul 1, 2026"

    leaflet.article.display_date = None
    leaflet.article.save()
    first = pages.composed(leaflet.article)
    assert first["display_date"] == "2026-07-04"

    later = pages.composed(leaflet.article, previous=first, day=date(2027, 1, 1))
    assert later["display_date"] == "2026-07-04"


def test_an_editorial_change_keeps_the_date_shown(leaflet):
    before = pages.composed(leaflet.article)
    leaflet.article.display_date = date(2026, 12, 24)
    leaflet.article.save()

    assert pages.composed(leaflet.article, previous=before, keeps_dates=True)["display_date"] == "2026-07-01"


def test_corrections_add_up(leaflet):
    line = {"date": "2026-07-09", "kind": "correction", "text": "The dose was wrong."}
    first = pages.composed(leaflet.article, correction=line)
    second = pages.composed(leaflet.article, previous=first, correction={**line, "kind": "safety"})
    third = pages.composed(leaflet.article, previous=second)

    assert [one["kind"] for one in third["corrections"]] == ["correction", "safety"]


def test_a_draft_with_nothing_but_a_title_still_composes(db):
    document = pages.composed(Article.objects.create(title="Bare", slug="bare"))

    assert document["topic"] is None
    assert document["body"]["blocks"] == []
    assert document["next_step"]["actions"] == []


@pytest.mark.parametrize("hidden", ["organization", "topic", "author", "older", "assessment", "treatment"])
def test_what_readers_cannot_reach_is_named(leaflet, hidden):
    with pytest.raises(NotPublished) as refusal:
        pages.composed(leaflet.article, library=pages.Drafts(getattr(leaflet, hidden)))

    assert refusal.value.item == getattr(leaflet, hidden)


def test_references_name_everything_the_page_needs(leaflet):
    found = {(str(reference.role), reference.item.uid) for reference in leaflet.article.references()}

    assert found == {
        *(
            ("embeds", item.uid)
            for item in [leaflet.organization, leaflet.topic, leaflet.author, *leaflet.faqs]
        ),
        ("cites", leaflet.older.uid),
        *(("links", item.uid) for item in [leaflet.assessment, leaflet.treatment]),
    }


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"next_step_content": "Ask {topic.label}"}, "next_step_content", "There is no token {topic.label}"),
        ({"next_step_heading": "At {organization.legal_name}"}, "next_step_heading", "legal name is empty"),
        ({"next_step_content": "[Go](treatment:nowhere)"}, "next_step_content", "nowhere"),
        ({"providers_content": "[x](cite:aha-acc-pad-2016)"}, "providers_content", "cites a source"),
    ],
)
def test_an_inherited_text_that_cannot_be_said_is_a_finding(leaflet, change, field, words):
    for name, value in change.items():
        setattr(leaflet.article, name, value)
    leaflet.article.save()
    composition = pages.composition()

    pages.fresh(leaflet.article).compose(composition)

    (finding,) = composition.findings
    assert finding.blocks
    assert finding.field == field
    assert words in finding.sentence


def test_a_next_step_to_a_missing_assessment_names_the_topic(leaflet):
    leaflet.topic.assessment = leaflet.article.assessment = None
    leaflet.topic.save()
    leaflet.article.save()
    composition = pages.composition()

    pages.fresh(leaflet.article).compose(composition)

    sentences = [finding.sentence for finding in composition.findings]
    assert (
        "The next step uses {topic.assessment}, but the topic “Peripheral Arterial Disease” has no"
        " assessment: fill it in there, or write another text here." in sentences
    )


def test_a_link_to_a_row_that_is_gone_is_a_finding(leaflet):
    target = Article.objects.create(title="Gone soon", slug="gone-soon")
    leaflet.article.body = pages.written("See [that](article:gone-soon).")
    leaflet.article.save()
    target.delete()
    composition = pages.composition()

    pages.fresh(leaflet.article).compose(composition)

    assert [finding.rule for finding in composition.findings] == ["missing_target"]


def test_an_answer_that_links_to_what_is_not_live_is_a_finding(leaflet):
    leaflet.faqs[0].answer = pages.written("See [this](treatment:pad-treatments).")
    leaflet.faqs[0].save()
    leaflet.article.body = pages.written("Walk.")
    leaflet.article.next_step_content = "Call us."
    leaflet.article.save()

    class Signed(pages.Drafts):
        """The answer was signed while the treatment was live."""

        def document(self, item):
            if item == leaflet.faqs[0] or item == leaflet.topic:
                return item.compose(pages.composition())
            return super().document(item)

    leaflet.topic.treatment = None
    leaflet.topic.save()
    composition = pages.composition(library=Signed(leaflet.treatment))
    pages.fresh(leaflet.article).compose(composition)

    assert [finding.rule for finding in composition.findings] == ["unreachable"]


def test_lists_and_caches_know_what_the_page_is_about(document):
    assert Article.facets(document) == {
        "topic": ["peripheral-arterial-disease"],
        "tag": ["claudication", "leg-pain", "pad"],
        "author": ["true-precision-medical-team"],
        "cites": ["aha-acc-pad-2016", "acc-aha-pad-2024"],
        "assessment": ["pad"],
    }
    tags = Article.tags(document)
    assert tags[0] == "article:sore-calves"
    assert {"topic:peripheral-arterial-disease", "assessment:pad", "citation:acc-aha-pad-2024"} <= set(tags)
    assert len(tags) == len(set(tags))
    assert Article.card(document)["byline_text"] == "By the True Precision Medical Team"
    assert "How it feels" in Article.search_text(document)["headings"]
    assert "Is it serious?" in Article.search_text(document)["headings"]


def test_json_ld_tells_machines_the_same(document):
    graph = {node["@type"]: node for node in json_ld.of_article(published(document))["@graph"]}

    page = graph["MedicalWebPage"]
    assert page["headline"] == document["title"]
    assert page["url"] == "https://clinic.example/resources/sore-calves"
    assert page["lastReviewed"] == "2026-07-03"
    reviewer = "https://clinic.example/team/mila"
    assert page["reviewedBy"] == [
        {"@type": "Person", "name": "Mila Torres", "honorificSuffix": "MD", "url": reviewer}
    ]
    assert page["author"][0]["@type"] == "Organization"
    assert page["about"]["code"][0] == {
        "@type": "MedicalCode",
        "codeValue": "I73.9",
        "codingSystem": "ICD-10-CM",
    }
    assert [citation["datePublished"] for citation in page["citation"]] == ["2016", "2024"]
    assert len(graph["FAQPage"]["mainEntity"]) == 3
    assert [step["position"] for step in graph["BreadcrumbList"]["itemListElement"]] == [1, 2]
    assert graph["MedicalOrganization"]["name"] == "True Precision Medical"


def test_json_ld_of_a_bare_draft_has_no_blanks(db):
    document = pages.composed(Article.objects.create(title="Bare", slug="bare"))

    text = json.dumps(json_ld.of_article(document))

    assert "null" not in text
    assert '""' not in text


def nodes(value):
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def citations(blocks):
    return [node for node in nodes(blocks) if node.get("type") == "citation"]


def documents_text(document):
    from articles.body import public

    return public.text(document["body"]["blocks"])
