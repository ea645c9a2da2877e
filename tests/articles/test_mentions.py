"""Mentions: pure functions from documents to places, and from bodies to bodies."""

import pytest

from articles import body, mentions
from articles.models import Article
from tests.articles import pages

OLD, NEW = "cit_old", "cit_new"


@pytest.fixture
def document(leaflet):
    return pages.composed(leaflet.article)


def told(document, *pair):
    return [(one.part, one.before, one.marked, one.after) for one in mentions.of(document, {pair})]


def test_a_sentence_is_what_stands_between_full_stops(document):
    first, second = told(document, "citation", "aha-acc-pad-2016")

    assert first == (
        "body",
        "Guidelines put walking first, because it helps and does little harm (",
        "2016 AHA/ACC guideline on lower-extremity PAD",
        ").",
    )
    assert second[1].startswith("A thin tube can open the artery")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("One. Two (", ") three. Four.", ("Two (", ") three.")),
        ("See Dr. Smith (", "). Then go.", ("See Dr. Smith (", ").")),
        ("Most, e.g. Walkers, say (", ")", ("Most, e.g. Walkers, say (", ")")),
        ("It helps. ", " Nothing else.", ("", "")),
        ("He asked: “Why?” It is (", ")!", ("It is (", ")!")),
        ("", "", ("", "")),
    ],
    ids=["plain", "a title", "an abbreviation", "alone", "a quote", "nothing around"],
)
def test_sentences_end_where_a_reader_ends_them(before, after, sentence):
    assert mentions._sentence(before, "2016 guideline.", after) == sentence


@pytest.mark.parametrize(
    ("pair", "parts"),
    [
        (("author", "true-precision-medical-team"), ["byline"]),
        (("assessment", "pad"), ["body", "next step", "assessment"]),
        (("treatment", "pad-treatments"), ["body", "next step"]),
        (("topic", "peripheral-arterial-disease"), ["topic", "urgent help"]),
        (("faq", "is-it-serious"), ["FAQ 1: Is it serious?"]),
        (("citation", "acc-aha-pad-2024"), ["FAQ 2: Do I need surgery?", "source 1: its successor"]),
        (("article", "nowhere"), []),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_every_part_of_a_page_is_looked_through(document, pair, parts):
    assert [part for part, *_ in told(document, *pair)] == parts


def test_inherited_texts_are_told_of_the_organisation(document):
    parts = [part for part, *_ in told(document, "organization", "true-precision-medical")]

    assert parts[0] == "organization"
    assert {"disclaimer", "providers", "next step", "disclosure", "FAQ heading"} <= set(parts)


# Bodies.


def cite(target=OLD, label="2016 guideline", locator="p. 3", cited_as=""):
    attrs = {
        "target": target,
        "label": label,
        "locator": locator,
        "cited_as": cited_as,
        "mention": "m-00000001",
    }
    return {"type": "citation", "attrs": attrs}


def tree(*nodes):
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "See "}, *nodes]}
    return body.settle({"type": "doc", "content": [{"type": "bulletList", "content": [
        {"type": "listItem", "content": [paragraph]}]}]})  # fmt: skip


def test_moving_changes_only_the_mentions_of_that_source():
    other = cite("cit_other", "2016 guideline") | {}
    other["attrs"] |= {"mention": "m-00000002"}
    before = tree(cite(), other)

    after = mentions.moved(before, OLD, NEW, lambda label: mentions.relabelled(label, (), "2024 guideline"))

    changed, kept = [one for one in body.tree.walk(after) if one["type"] == "citation"]
    assert changed["attrs"] == {
        "target": NEW,
        "label": "2024 guideline",
        "locator": "",
        "cited_as": "",
        "mention": "m-00000001",
    }
    assert kept == [one for one in body.tree.walk(before) if one["type"] == "citation"][1]
    assert body.settle(after) == after


def test_a_body_is_never_changed_in_place():
    before = tree(cite())
    copy = body.settle(before)

    mentions.moved(before, OLD, NEW, str)
    mentions.as_retracted(before, OLD)

    assert before == copy


def test_where_nothing_is_mentioned_nothing_changes():
    before = tree(cite("cit_other"))

    assert mentions.moved(before, OLD, NEW, str) == before
    assert mentions.as_retracted(before, OLD) == before


@pytest.mark.parametrize(
    ("label", "made"),
    [
        ("2016 AHA/ACC guideline", "New"),
        ("AHA 2016", "New"),
        ("Old title", "New"),
        ("the guideline", "the guideline"),
    ],
)
def test_words_that_name_the_old_edition_are_replaced(label, made):
    assert mentions.relabelled(label, ("Old", "Old title"), "New") == made


# States.


def test_a_stated_copy_composes_as_the_rows_do(leaflet):
    items = [leaflet.organization, leaflet.topic, leaflet.treatment, leaflet.author, leaflet.newer]
    for item in [*items, leaflet.assessment, leaflet.older, *leaflet.faqs, leaflet.article]:
        fresh = pages.fresh(item)
        stated = fresh.as_stated(fresh.state(), lambda uid: None)

        assert stated.state() == fresh.state()
        assert stated.compose(pages.composition()) == fresh.compose(pages.composition())
        assert stated.references() == fresh.references()
        assert stated.byline_people() == fresh.byline_people()


def test_a_stated_copy_leaves_the_item_alone(leaflet):
    item = pages.fresh(leaflet.article)
    before = item.state()

    stated = item.as_stated({**before, "title": "Other", "faqs": [], "tags": ["new"]}, lambda uid: None)

    assert stated.state() == {**before, "title": "Other", "faqs": [], "tags": ["new"]}
    assert item.state() == before == pages.fresh(leaflet.article).state()


def test_a_state_that_names_what_is_gone_is_refused(leaflet):
    item = pages.fresh(leaflet.article)

    with pytest.raises(ValueError, match="no longer exists"):
        item.as_stated({**item.state(), "topic": "top_gone"}, lambda uid: None)


def test_drafts_read_in_whole_say_the_same_with_few_questions(leaflet, django_assert_max_num_queries):
    plain = pages.fresh(leaflet.article).state()

    with django_assert_max_num_queries(9):
        [item] = Article.in_whole([leaflet.article.uid]).values()
        assert item.state() == plain
