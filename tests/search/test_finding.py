"""Finding what is live: the same documents in the same order on both databases."""

from datetime import timedelta

import pytest

from cms.publishing.models import Live
from cms.search import finding, index
from cms.search.expression import Match
from cms.search.models import Synonym
from tests.live_rows import DAY, NOW, SECOND, document, gone

pytestmark = pytest.mark.django_db


def found(query, *, now=NOW, locale="en-US", **narrowed):
    return finding.search(query, now=now, locale=locale, **narrowed)


def slugs(query, **narrowed):
    """What was found for a query, best first."""
    return [Live.objects.get(pk=hit.publication).slug for hit in found(query, **narrowed).hits]


@pytest.fixture
def shelf():
    """Oldest first; `walking` also lives in the title of `old-news`."""
    document("old-news", title="Walking in 1999", start=NOW - 9 * DAY, text={"body": "News about legs."})
    document("leg-pain", title="Leg pain when you walk", text={"dek": "Could it be PAD?", "body": "Cramps."})
    document("statins", title="Statins", text={"headings": "Who needs it", "body": "Cholesterol; leg pain."})
    document("heart", title="Heart failure", text={"body": "Swollen legs and pain in the chest. Walk daily."})
    document(
        "arteries",
        kind="topics",
        title="Peripheral Arterial Disease",
        synonyms=["peripheral artery disease", "PAD", "claudication"],
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("leg pain", ["leg-pain", "heart", "statins"], id="all words, best first"),
        pytest.param("LEGS PAINS", ["leg-pain", "heart", "statins"], id="stemmed"),
        pytest.param("walks", ["leg-pain", "old-news", "heart"], id="one word"),
        pytest.param("the walk of the legs", ["leg-pain", "heart", "old-news"], id="stop words are left out"),
        pytest.param("chest pain", ["heart"], id="in the body"),
        pytest.param("who needs", ["statins"], id="in a heading"),
        pytest.param("cholesterol cholesterol", ["statins"], id="a word twice"),
        pytest.param("PAD", ["arteries", "leg-pain"], id="a synonym finds the topic by its name"),
        pytest.param("claudication", ["arteries", "leg-pain"], id="a word for searching only"),
        pytest.param("peripheral artery disease", ["arteries", "leg-pain"], id="a phrase to its short form"),
        pytest.param("claudication cramps", ["leg-pain"], id="a synonym beside another word"),
        pytest.param("unheardof", [], id="nothing"),
        pytest.param("", [], id="no words"),
        pytest.param("the and of", [], id="only stop words"),
    ],
)
def test_what_a_search_finds(shelf, query, expected):
    assert slugs(query) == expected


HOSTILE = [
    '"',
    "'",
    "''; DROP TABLE search_words; --",
    'leg" OR "pain',
    "title:leg",
    "{title dek} : leg",
    "leg*",
    "^leg",
    "leg NEAR/3 pain",
    "NEAR(leg pain)",
    "leg AND",
    "NOT leg",
    "(leg",
    "leg & | ! <-> pain:*",
    "\\",
    "%",
    "%s %(name)s",
    "\x00leg",
    "🫀🫀",
    "＼ｌｅｇ",
    "leg " * 2500,
    "x" * 10_000,
    "\ud800",
    "1/0",
    "нога",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_are_only_words(shelf, query):
    result = found(query)

    assert len(result.words) <= finding.MOST_WORDS


def test_some_of_the_words_will_do_when_nothing_has_them_all(shelf):
    result = found("cholesterol swollen")

    assert result.match is Match.ANY
    assert {hit.kind for hit in result.hits} == {"articles"}
    assert slugs("cholesterol swollen") == ["heart", "statins"]
    assert found("leg pain").match is Match.ALL


def test_time_decides_what_is_found():
    at = NOW + 60 * SECOND
    document("page", title="Old words", until=at)
    document("page", title="New words", start=at)

    assert [hit.title for hit in found("words", now=at - SECOND).hits] == ["Old words"]
    assert [hit.title for hit in found("words", now=at).hits] == ["New words"]


def test_synonyms_begin_and_end_with_their_topic():
    document("leg-pain", title="About PAD")
    begins, ends = NOW, NOW + 60 * SECOND
    document("pad", kind="topics", title="Arteries", synonyms=["PAD"], start=begins, until=ends)

    assert slugs("arteries", now=begins - SECOND) == []
    assert slugs("arteries", now=begins) == ["leg-pain", "pad"][::-1]
    assert slugs("arteries", now=ends) == []


def test_a_search_keeps_to_kind_topic_and_locale(shelf):
    document("dolor", title="Leg pain", locale="es-US")
    document("knee", title="Leg pain", facets={"topic": ["knees"]})

    assert slugs("pad", kind="articles") == ["leg-pain"]
    assert slugs("leg pain", topic="knees") == ["knee"]
    assert slugs("leg pain", locale="es-US") == ["dolor"]


def test_what_is_gone_is_not_found():
    document("page", title="Leg pain", until=NOW)
    gone("page", start=NOW, title="Leg pain")

    assert slugs("leg") == []


def test_pages_neither_repeat_nor_skip_while_others_are_published():
    for number in range(7):
        document(f"page-{number}", title="Leg pain" if number % 2 else "Other", text={"body": "leg pain"})
    whole = slugs("leg pain")
    seen, after = [], None
    while True:
        page = found("leg pain", limit=2, after=after, match=Match.ALL if after else None)
        seen += [Live.objects.get(pk=hit.publication).slug for hit in page.hits]
        document(f"later-{len(seen)}", title="Leg pain")
        if not page.more:
            break
        after = page.hits[-1].place

    assert [slug for slug in seen if not slug.startswith("later")] == whole


def test_a_search_stops_asking_when_it_has_enough(shelf, django_assert_num_queries):
    with django_assert_num_queries(2):  # synonyms, titles
        found("walk", limit=1)
    with django_assert_num_queries(4):  # synonyms, three tiers
        found("walk", limit=20)
    with django_assert_num_queries(7):  # and once more for some of the words
        found("walk unheardof")


def test_removing_forgets_words_and_synonyms(shelf):
    numbers = list(Live.objects.values_list("publication", flat=True))

    index.remove(numbers[1:])

    assert slugs("walk") == ["old-news"]
    assert not Synonym.objects.exists()


def test_clearing_forgets_everything(shelf):
    index.clear()

    assert slugs("walk") == []
    assert not Synonym.objects.exists()


def test_a_huge_text_is_indexed_as_far_as_the_index_goes():
    document("huge", title="Huge", text={"body": " ".join(f"word{n}" for n in range(70_000)), "notes": "odd"})

    assert slugs("word3 huge") == ["huge"]


def test_a_phrase_means_only_itself_without_synonyms():
    document("lonely", kind="topics", title="Veins", synonyms=["Veins"])

    assert not Synonym.objects.exists()


def test_old_rows_do_not_outlive_a_rewritten_page():
    document("page", title="Leg pain", start=NOW - 2 * DAY, until=NOW - timedelta(hours=1))
    document("page", title="Arm pain", start=NOW - timedelta(hours=1))

    assert [hit.title for hit in found("pain").hits] == ["Arm pain"]
    assert slugs("leg") == []
