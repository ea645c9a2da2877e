"""Words for searching, out of any text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.search import analyser


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Arteries, arterial, artery", ["arteri"] * 3, id="one stem"),
        pytest.param("walking WALKED walks", ["walk"] * 3, id="endings and case"),
        pytest.param("the patient’s pain", ["patient", "pain"], id="apostrophe and stop word"),
        pytest.param("ankle-brachial index < 0.90", ["ankl", "brachial", "index", "0", "90"], id="hyphen"),
        pytest.param("β-blockers", ["beta", "blocker"], id="Greek letter"),
        pytest.param("Ménière’s; naïve café", ["menier", "naiv", "cafe"], id="accents"),
        pytest.param("ﬁbre 5 µg", ["fibr", "5", "mug"], id="ligature and micro sign"),
        pytest.param("no, not all", ["no", "not", "all"], id="words that carry meaning stay"),
        pytest.param("the of and", [], id="only stop words"),
        pytest.param("", [], id="nothing"),
        pytest.param('AND OR NOT ( * "', ["not"], id="operators are words or nothing"),
        pytest.param("🫀", [], id="emoji"),
        pytest.param("a\x00b", ["b"], id="NUL ends a word"),
    ],
)
def test_words_of_a_text(text, words):
    assert analyser.words(text) == words


def test_other_scripts_are_found_by_the_same_word():
    assert analyser.words("Кровь") == analyser.words("кровь")
    assert analyser.words("кровь") != analyser.words("сердце")


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text_gives_plain_words_of_bounded_length(text):
    for word in analyser.words(text):
        assert re.fullmatch(r"[a-z0-9]{1,80}", word)
