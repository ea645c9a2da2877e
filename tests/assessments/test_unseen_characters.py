"""A text that shows other than it is stored blocks an assessment, wherever it stands."""

import pytest

from assessments import rules
from tests.articles import pages
from tests.assessments import drafts
from tests.publishing import builders

TURNED = "Call\u202e 01"
PLACES = [
    pytest.param("title", "title", id="title"),
    pytest.param("limits", "limits", id="limits"),
    pytest.param("intended_for.excludes.0", "excludes", id="for whom it is not"),
    pytest.param("intended_for.otherwise.next_steps.0.label", "otherwise", id="a step of the others"),
    pytest.param("definition.sections.0.title", "sections", id="a section"),
    pytest.param("definition.questions.0.text", "questions", id="a question"),
    pytest.param("definition.questions.0.unit", "questions", id="a unit"),
    pytest.param("definition.questions.4.options.0.label", "questions", id="an answer"),
    pytest.param("definition.questions.4.options.0.key", "questions", id="a key"),
    pytest.param("definition.scores.0.label", "scores", id="a score"),
    pytest.param("definition.outcomes.0.does_not_rule_out", "outcomes", id="what is not ruled out"),
    pytest.param("definition.outcomes.0.next_steps.0.label", "outcomes", id="a next step"),
    pytest.param(
        "definition.outcomes.0.content.blocks.0.children.0.text", "outcomes", id="the words of an outcome"
    ),
    pytest.param("definition.rules.0.key", "rules", id="a rule"),
]


@pytest.fixture
def document(db):
    return pages.composed(drafts.pad(builders.Clock(), excludes="People under 18"))


def unseen(document):
    return [one for one in rules.problems(document) if one.rule == "unseen_character"]


def test_a_sound_assessment_has_none(document):
    assert not unseen(document)


@pytest.mark.parametrize(("place", "field"), PLACES)
def test_a_turned_text_blocks(document, place, field):
    *way, last = [int(name) if name.isdigit() else name for name in place.split(".")]
    part = document
    for name in way:
        part = part[name]
    if last == 0 and not part:
        part.append(None)
    part[last] = TURNED

    found = unseen(document)

    assert found
    assert all(one.blocks and one.field == field for one in found)
    assert all("Call[U+202E] 01" in one.sentence and "\u202e" not in one.sentence for one in found)
