import pytest

from articles import tokens

VALUES = {
    "organization.name": "Our *Clinic*",
    "topic.inline_label": "leg pain",
    "topic.assessment": None,
    "assessment.estimated_minutes": 2,
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("At {organization.name}.", "At Our *Clinic*."),
        ("{assessment.estimated_minutes}-minute", "2-minute"),
        ("{ topic.inline_label }", "leg pain"),
        ("No tokens, {} and [x]{.term}", "No tokens, {} and [x]{.term}"),
    ],
)
def test_tokens_are_replaced(text, wanted):
    assert tokens.substitute(text, VALUES) == (wanted, [])


def test_a_value_is_never_markup_in_markdown():
    assert tokens.substitute("{organization.name}", VALUES, markdown=True)[0] == r"Our \*Clinic\*"


@pytest.mark.parametrize(
    ("text", "known", "words"),
    [
        ("{topic.label}", False, "There is no token {topic.label}"),
        ("{topic}", False, "Use one of"),
        ("{topic.assessment}", True, "the topic's assessment is empty"),
        ("{topic.abbreviation}", True, "is empty"),
    ],
)
def test_a_token_that_cannot_be_replaced_stays_and_is_reported(text, known, words):
    said, (problem,) = tokens.substitute(text, VALUES)

    assert said == text
    assert problem.known is known
    assert words in problem.sentence
