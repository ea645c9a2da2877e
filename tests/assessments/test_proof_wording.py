"""Which words in an outcome sound like a diagnosis."""

import pytest

from assessments import proof
from assessments.proof import wording
from tests.assessments import broken


@pytest.mark.parametrize(
    "text",
    [
        "You have peripheral artery disease.",
        "You probably have claudication",
        "You’ve got a blocked artery.",
        "You do not have PAD.",
        "You don't have a drinking problem",
        "You suffer from depression.",
        "A clot has been ruled out.",
        "Your answers: heart disease ruled out",
        "This test rules out angina.",
        "You are healthy.",
        "You're free of disease.",
        "Your diagnosis: claudication",
        "This confirms that it is nothing.",
        "Nothing is wrong with your legs.",
        "YOU HAVE\nDIABETES",
    ],
)
def test_it_sounds_like_a_diagnosis(text):
    assert wording.said(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "Your answers suggest poor circulation. See a doctor soon.",
        "This result does not rule out a problem with your circulation.",
        "Peripheral artery disease cannot be ruled out.",
        "It can't be completely ruled out.",
        "If you have chest pain, call 999.",
        "Ask your doctor whether you have PAD.",
        "You have a higher risk of heart disease than most.",
        "You have answered all questions.",
        "You have no symptoms now.",
        "You do not have to fast before the test.",
        "Sie haben alle Fragen beantwortet.",
    ],
)
def test_it_does_not_sound_like_a_diagnosis(text):
    assert wording.said(text) == []


@pytest.mark.parametrize(
    "outcome",
    [
        broken.low(title="You do not have PAD"),
        broken.low(content={"blocks": [], "html": "", "text": "A clot is ruled out."}),
        broken.low(does_not_rule_out="You have diabetes."),
    ],
    ids=["title", "text", "what is not ruled out"],
)
def test_every_text_of_an_outcome_is_read(outcome):
    faults = proof.check(broken.whole(outcomes=[broken.high(), outcome]))

    assert [(fault.rule, fault.where, fault.severity) for fault in faults] == [
        ("diagnosis", "outcomes/low", "warning")
    ]
