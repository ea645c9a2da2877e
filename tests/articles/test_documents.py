"""The laws that the documents of every kind keep."""

import copy

import pytest
from jsonschema import Draft202012Validator

from articles.models import FAQ, Article, Author, Citation, Organisation, Topic, Treatment
from assessments.models import Assessment
from cms import canonical
from cms.publishing import documents
from cms.publishing.models import Live, Publishable
from tests import people
from tests.articles import pages
from tests.articles.test_article_document import PUBLICATION

KINDS = [Organisation, Topic, Treatment, Author, Citation, FAQ, Article, Assessment]
every_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.type)


def published(item):
    content = pages.composed(item)
    return canonical.decode(documents.published(content, PUBLICATION, type(item).json_ld))


@every_kind
def test_a_published_document_is_of_its_schema(leaflet, model):
    schema = model.schema()
    Draft202012Validator.check_schema(schema)

    for item in model.objects.all():
        assert [error.message for error in Draft202012Validator(schema).iter_errors(published(item))] == []


@every_kind
def test_no_column_hides_a_question_that_the_engine_asks(model):
    asked = [
        name for name, value in vars(Publishable).items() if callable(value) or hasattr(value, "__func__")
    ]

    assert all(callable(getattr(model, name)) for name in asked)


@every_kind
def test_a_schema_is_closed_and_says_every_type(model):
    def check(value, path):
        if isinstance(value, dict):
            if "properties" in value and isinstance(value.get("type"), str | list):
                assert "additionalProperties" in value, path
            if "const" in value or "enum" in value:
                assert "type" in value, path
            for name, child in value.items():
                check(child, f"{path}/{name}")
        elif isinstance(value, list):
            for child in value:
                check(child, path)

    check(model.schema(), model.type)


@every_kind
def test_a_schema_may_be_changed_by_who_got_it(model):
    model.schema()["required"].clear()

    assert "publication" in model.schema()["required"]


@every_kind
def test_a_summary_from_the_draft_equals_one_from_the_document(leaflet, model):
    for item in model.objects.all():
        assert model.summarize(published(item)) == pages.fresh(item).summary()


@every_kind
def test_what_lists_search_and_reviewers_ask_is_answered(leaflet, model):
    for item in model.objects.all():
        document = published(item)

        assert model.card(document)["href"] == document["href"]
        assert canonical.encode(model.card(document))
        assert all(isinstance(value, str) for values in model.facets(document).values() for value in values)
        assert all(isinstance(text, str) for text in model.search_text(document).values())
        assert model.tags(document)[0] == f"{model.type}:{document['slug']}"
        assert not any(" " in tag for tag in model.tags(document))
        assert model.title_of(document)
        assert all(
            isinstance(value, str) for values in model.substance(document).values() for value in values
        )
        assert [finding for finding in model.problems(document) if finding.blocks] == []


@every_kind
def test_the_substance_of_a_stored_document_is_that_of_a_fresh_one(leaflet, model):
    for item in model.objects.all():
        assert model.substance(published(item)) == model.substance(pages.composed(item))


@every_kind
def test_composing_changes_nothing_and_is_repeatable(leaflet, model):
    for item in model.objects.all():
        before = pages.fresh(item).state()

        assert pages.composed(item) == pages.composed(item)
        assert pages.fresh(item).state() == before


def test_an_embedded_document_is_not_changed_by_who_embeds_it(leaflet):
    kept = {}

    class Remembering(pages.Drafts):
        def document(self, item):
            if item.uid not in kept:
                document = super().document(item)
                kept[item.uid] = (document, copy.deepcopy(document))
            return kept[item.uid][0]

    pages.composed(leaflet.article, library=Remembering())

    assert all(document == before for document, before in kept.values())


def test_an_article_embeds_documents_and_never_drafts(leaflet):
    signed = {
        item.uid: pages.composed(item)
        for item in [leaflet.organization, leaflet.topic, leaflet.author, leaflet.older]
    }
    signed |= {faq.uid: pages.composed(faq) for faq in leaflet.faqs}
    summaries = {item.uid: item.summary() for item in [leaflet.assessment, leaflet.treatment, leaflet.newer]}

    class Signed(pages.Drafts):
        def document(self, item):
            return signed.get(item.uid) or super().document(item)

        def summary(self, item):
            return summaries.get(item.uid) or super().summary(item)

    before = pages.composed(leaflet.article, library=Signed())
    leaflet.organization.name = leaflet.topic.name = leaflet.author.name = leaflet.treatment.name = "Changed"
    leaflet.organization.disclaimer = leaflet.topic.abbreviation = leaflet.author.byline_prefix = "Changed"
    leaflet.older.title = leaflet.assessment.title = leaflet.faqs[0].question = "Changed"
    leaflet.topic.assessment = leaflet.topic.treatment = None
    leaflet.topic.code_rows.all().delete()
    for item in [
        leaflet.organization,
        leaflet.topic,
        leaflet.author,
        leaflet.older,
        leaflet.treatment,
        leaflet.assessment,
    ]:
        item.save()
    leaflet.faqs[0].save()

    assert pages.composed(leaflet.article, library=Signed()) == before


def test_addresses_of_kinds_without_an_organization_follow_the_default_ones_routes(leaflet):
    assert pages.composed(leaflet.topic)["href"] == "/conditions/peripheral-arterial-disease"
    assert pages.composed(leaflet.assessment)["topic"]["href"] == "/conditions/peripheral-arterial-disease"


def test_without_a_published_organization_addresses_are_plain(leaflet):
    topic = pages.composed(leaflet.topic, library=pages.Drafts(leaflet.organization))

    assert topic["href"] == "/topics/peripheral-arterial-disease"


def test_a_topic_is_found_by_all_of_its_words(leaflet):
    assert Topic.synonyms(pages.composed(leaflet.topic)) == [
        "Peripheral Arterial Disease",
        "peripheral artery disease",
        "PAD",
        "peripheral vascular disease",
        "claudication",
    ]


def test_topics_and_assessments_that_name_each_other_compose(leaflet):
    assert pages.composed(leaflet.topic)["assessment"]["slug"] == "pad"
    assert pages.composed(leaflet.assessment)["topic"]["slug"] == "peripheral-arterial-disease"


def test_a_source_carries_its_csl_without_our_private_part(leaflet):
    document = pages.composed(leaflet.older)

    assert document["csl"]["DOI"] == "10.1161/CIR.0000000000000471"
    assert document["csl"]["note"] == "kept as it came"
    assert document["year"] == 2016
    assert document["superseded_by"]["href"] == "/citations/acc-aha-pad-2024"
    assert document["formatted"].startswith("Doe JQ. 2016 AHA/ACC Guideline on Peripheral Artery Disease.")


def test_byline_people_are_the_staff_accounts_of_the_authors(leaflet):
    assert leaflet.article.byline_people() == []

    leaflet.author.author_type, leaflet.author.person = "person", people.wanda()
    leaflet.author.save()

    assert pages.fresh(leaflet.article).byline_people() == [people.wanda().uid]
    assert pages.fresh(leaflet.author).byline_people() == [people.wanda().uid]


def test_a_signer_is_shown_only_with_a_live_author_page(leaflet):
    mila = people.mila()
    author = Author.objects.create(name="Mila Torres", slug="mila", credentials="MD", person=mila)
    assert leaflet.article.public_profile(mila.uid) is None

    card = Author.card(pages.composed(author))
    Live.objects.create(
        publication=1,
        key=author.key,
        locale="en-US",
        kind="authors",
        slug="mila",
        item=author.uid,
        outcome="document",
        live_from="2020-01-01T00:00:00.000000Z",
        card=canonical.encode(card).decode(),
    )
    author.name = "A draft's name"
    author.save()

    assert leaflet.article.public_profile(mila.uid) == {
        "name": "Mila Torres",
        "credentials": "MD",
        "href": "/team/mila",
    }


@pytest.mark.parametrize(
    ("model", "change", "field"),
    [
        (Organisation, {"name": ""}, "name"),
        (Organisation, {"disclaimer": "Ask {clinic.name}"}, "disclaimer"),
        (Organisation, {"routes": {"article": "nowhere"}}, "routes"),
        (Topic, {"inline_label": ""}, "inline_label"),
        (Topic, {"urgent_help_content": ""}, "urgent_help_content"),
        (Treatment, {"name": ""}, "name"),
        (Author, {"name": ""}, "name"),
        (Citation, {"title": ""}, "title"),
        (Citation, {"doi": "nonsense"}, "doi"),
        (FAQ, {"question": ""}, "question"),
        (Assessment, {"topic": None}, "topic"),
    ],
)
def test_a_record_that_lacks_something_is_not_published(leaflet, model, change, field):
    item = model.objects.first()
    for name, value in change.items():
        setattr(item, name, value)
    item.save()

    blocking = [finding for finding in model.problems(pages.composed(item)) if finding.blocks]

    assert [finding.field for finding in blocking] == [field]
    assert blocking[0].sentence.endswith((".", "}."))
