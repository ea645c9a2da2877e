"""Each rule with a text that it finds fault with and one that it leaves alone."""

import copy

import pytest

from articles import rules
from articles.models import Article
from tests.articles import pages


@pytest.fixture
def document(leaflet):
    return pages.composed(leaflet.article)


def found(document, rule):
    return [finding for finding in rules.of_article(document) if finding.rule == rule]


def with_body(leaflet, source):
    leaflet.article.body = pages.written(source)
    leaflet.article.save()
    return pages.composed(leaflet.article)


def test_the_page_has_nothing_that_blocks(document):
    assert [finding for finding in rules.of_article(document) if finding.blocks] == []


def test_a_bare_draft_is_told_all_that_it_lacks(db):
    document = pages.composed(Article.objects.create(title="Bare", slug="bare"))

    blocking = [finding.rule for finding in rules.of_article(document) if finding.blocks]

    assert blocking == ["no_dek", "no_topic", "no_organization", "no_authors", "no_body"]


BODIES = [
    pytest.param("heading_level", "# x\n\n### Deep\n\nText.", "## First\n\n### Deep\n\nText.", id="levels"),
    pytest.param(
        "uncited_claim", "Studies show it.", "Studies show it ([a](cite:acc-aha-pad-2024)).", id="claim"
    ),
    pytest.param(
        "uncited_claim", "Guidelines are clear.", "Guidelines for guides.", id="guidelines are clear"
    ),
    pytest.param("uncited_claim", "Studies show it.", "## What studies show\n\nWalk.", id="heading"),
    pytest.param(
        "abbreviation", "PAD hurts.", "Peripheral artery disease (PAD) hurts. PAD ends.", id="short"
    ),
    pytest.param("absolute", "Walking cures it.", "Walking is not a cure.", id="cure"),
    pytest.param("absolute", "It is risk-free.", "It is never risk-free.", id="risk-free"),
    pytest.param("absolute", "It works in 100% of people.", "It works in 60% of people.", id="all"),
    pytest.param("long_sentence", "walk " * 46 + "on.", "walk " * 30 + "on.", id="long"),
    pytest.param(
        "reading_grade",
        "Revascularization considerations necessitate multidisciplinary deliberation.\n\n" * 20,
        "Walk a bit each day. Rest when it hurts.\n\n" * 20,
        id="grade",
    ),
    pytest.param(
        "minutes", "[a 5-minute test](assessment:pad)", "[a 2-minute test](assessment:pad)", id="minutes"
    ),
    pytest.param(
        "vague_link", "[Click here](https://a.example)", "[The clinic](https://a.example)", id="vague"
    ),
    pytest.param(
        "source_status", "x ([a](cite:aha-acc-pad-2016))", "x ([a](cite:acc-aha-pad-2024))", id="superseded"
    ),
    pytest.param("unseen_character", "Call\u202e 01.", "Call\u00a001.", id="what nobody sees"),
]


@pytest.mark.parametrize(("rule", "bad", "good"), BODIES)
def test_a_rule_finds_its_fault_and_nothing_else(leaflet, rule, bad, good):
    leaflet.article.faq_rows.all().delete()

    assert found(with_body(leaflet, bad.removeprefix("# x\n\n")), rule)
    assert not found(with_body(leaflet, good), rule)


def test_a_retracted_source_blocks_unless_it_is_cited_as_retracted(leaflet):
    leaflet.older.status = "retracted"
    leaflet.older.save()

    standing = with_body(leaflet, "See [it](cite:aha-acc-pad-2016).")
    marked = with_body(leaflet, "See [it](cite:aha-acc-pad-2016){.retracted}.")

    (finding,) = found(standing, "retracted_source")
    assert finding.blocks
    assert finding.quote == "it"
    assert not found(marked, "retracted_source")


def test_a_retracted_source_in_an_answer_blocks_the_article(leaflet):
    leaflet.newer.status = "retracted"
    leaflet.newer.save()

    (finding,) = found(pages.composed(leaflet.article), "retracted_source")

    assert finding.field == "faqs"


def test_two_headings_with_one_address_block(document):
    assert not found(document, "heading_address")
    document["body"]["toc"].append(copy.deepcopy(document["body"]["toc"][0]))

    (finding,) = found(document, "heading_address")

    assert finding.blocks


def test_a_link_without_words_blocks(document):
    assert not found(document, "link_text")
    link = {"type": "link", "target": {"type": "external"}, "href": "https://a.example", "text": " "}
    document["body"]["blocks"][0]["children"].append({**link, "children": []})

    (finding,) = found(document, "link_text")

    assert finding.blocks


def test_a_page_without_a_disclaimer_is_advice(document):
    assert not found(document, "no_disclaimer")
    document["disclaimer"]["content"] = []

    (finding,) = found(document, "no_disclaimer")

    assert not finding.blocks


def test_a_question_asked_twice_is_advice(document):
    assert not found(document, "duplicate_question")
    document["faqs"]["items"].append(document["faqs"]["items"][0])

    assert found(document, "duplicate_question")


def test_a_superseded_source_is_told_with_its_successor(document):
    (finding,) = found(document, "source_status")

    assert "was superseded by “2024 ACC/AHA Guideline on Peripheral Artery Disease”" in finding.sentence
    assert not finding.blocks


def test_an_answer_is_checked_on_its_own(leaflet):
    faq = leaflet.faqs[0]
    faq.answer = pages.written("")
    faq.save()

    assert [one.rule for one in rules.of_faq(pages.composed(faq)) if one.blocks] == ["no_answer"]
