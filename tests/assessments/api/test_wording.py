import pytest

from assessments.api import wording
from assessments.definition import INVALID
from tests.assessments import samples

QUESTIONS = {
    "notice": samples.question("notice", "notice", text="Read this"),
    "pain": samples.question("pain", "single", text="Pain?", options=[samples.option("yes", "Yes")]),
    "none": samples.question(
        "none", "multi", text="Which?", options=[samples.option("n", "None", exclusive=True)]
    ),
    "sure": samples.question("sure", "yes_no", text="Sure?"),
    "age": samples.question("age", "integer", text="Age?", minimum="18", maximum="120", unit="years"),
    "far": samples.question("far", "decimal", text="How far?", minimum=None, maximum=None, places=1),
}


@pytest.mark.parametrize(
    ("question", "kind", "message"),
    [
        (None, "unknown_question", "There is an answer to a question that is not asked here."),
        (None, "wrong_type", "The answers cannot be read: give them by the key of their question."),
        ("notice", "not_asked", "“Read this”: this is for reading, and takes no answer."),
        ("pain", "wrong_type", "“Pain?”: choose one of the answers."),
        ("pain", "unknown_option", "“Pain?”: choose one of the answers offered."),
        ("none", "wrong_type", "“Which?”: choose from the list of answers."),
        ("none", "repeated_option", "“Which?”: choose each answer once."),
        ("none", "exclusive_option", "“Which?”: “None” goes with no other answer."),
        ("sure", "wrong_type", "“Sure?”: answer yes or no."),
        ("age", "wrong_type", "“Age?”: give a whole number."),
        ("age", "below_minimum", "“Age?”: give at least 18 years."),
        ("age", "above_maximum", "“Age?”: give at most 120 years."),
        ("far", "wrong_type", "“How far?”: give a number."),
        ("far", "above_maximum", "“How far?”: give a smaller number."),
        ("far", "below_minimum", "“How far?”: give a larger number."),
        ("far", "too_precise", "“How far?”: give at most 1 decimal place."),
    ],
)
def test_each_kind_says_what_would_be_right(question, kind, message):
    definition = {"questions": list(QUESTIONS.values())}

    assert wording.told([{"question": question, "kind": kind}], definition) == [
        {"question": question, "kind": kind, "message": message}
    ]


@pytest.mark.parametrize("kind", INVALID)
@pytest.mark.parametrize("question", [None, *QUESTIONS])
def test_there_are_words_for_every_kind_of_every_question(question, kind):
    definition = {"questions": list(QUESTIONS.values())}

    (told,) = wording.told([{"question": question, "kind": kind}], definition)

    assert told["message"].endswith(".")
