"""Pages published before assessments asked anything stay readable for ever."""

import pytest

from assessments import drawing, versions
from assessments.models import Assessment
from cms.publishing import diff
from cms.publishing.diff import known
from cms.publishing.surroundings import Now
from tests import people
from tests.articles import pages
from tests.assessments import drafts
from tests.publishing import builders

#: As one was published then, but for `publication`.
THEN = {
    "schema": "assessment/1",
    "id": "asm_00000000000000000001",
    "slug": "pad",
    "locale": "en-US",
    "href": "/assessments/pad",
    "title": "PAD assessment",
    "description": "Eight questions.",
    "topic": {"type": "topic", "id": "top_1", "slug": "legs", "title": "Legs", "href": "/topics/legs"},
    "estimated_minutes": 2,
    "available": False,
    "version": None,
}


@pytest.fixture
def then():
    return {**THEN}


def test_lists_search_and_caches_read_it(then):
    assert Assessment.card(then)["title"] == "PAD assessment"
    assert Assessment.facets(then) == {"topic": ["legs"], "cites": []}
    assert Assessment.search_text(then)["title"] == "PAD assessment"
    assert Assessment.tags(then) == ["assessment:pad", "topic:legs"]
    assert Assessment.summarize(then)["estimated_minutes"] == 2


def test_what_it_rests_on_is_told(then):
    [mention] = Assessment.mentions(then, {("topic", "legs")})

    assert (mention.part, mention.marked) == ("topic", "Legs")


def test_it_can_be_brought_back_and_falls_due_never(db, then):
    assert Assessment.obstacles(then) == []
    assert Assessment.review_interval_months(then) is None


def test_its_companion_can_be_told(db, then):
    found = Assessment.companion_parts(then, Now(builders.Clock()()))

    assert found["references"] == []
    assert found["related"] == []


def test_an_editorial_change_can_be_told_from_another(then):
    assert Assessment.substance(then) == Assessment.substance({**then, "definition": None})
    assert Assessment.substance(then) != Assessment.substance({**then, "estimated_minutes": 3})


def test_it_is_compared_with_what_came_after(then):
    after = {**then, "title": "PAD check", "definition": None, "references": []}
    names = known.wording(Assessment, then, after)

    difference = diff.compare(then, after, names)

    assert difference.sentences == ["Title: “PAD assessment” became “PAD check”"]
    assert diff.apply(difference, then, names) == diff.lines_of(after, names)


def test_words_for_urgency_that_were_not_signed_yet_are_those_that_were_shown(db):
    people.everybody()
    clock = builders.Clock()
    tool = drafts.pad(clock)
    signed = pages.composed(tool)
    before = {name: value for name, value in signed.items() if name != "urgency_words"}

    assert signed["urgency_words"] == drawing.URGENCY
    assert Assessment.substance(before) == Assessment.substance(signed)
    assert Assessment.as_compared(before) == Assessment.as_compared(signed)
    content = {name: value for name, value in signed.items() if name not in ("version", "questionnaire")}
    assert versions.next_number(tool.uid, content, {**before, "version": 7}) == 7
