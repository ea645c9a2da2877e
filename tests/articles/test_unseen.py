import pytest

from articles import unseen

BAD = [
    pytest.param(
        "Call\u202e 01", "“Call[U+202E] 01” holds a character that nobody sees ([U+202E])", id="turned"
    ),
    pytest.param("\u2066Yes\u2069", "characters that nobody sees ([U+2066], [U+2069])", id="isolated"),
    pytest.param("a\x07b", "[U+0007]", id="bell"),
    pytest.param("a\x1bb", "[U+001B]", id="escape"),
    pytest.param("a\u0085b", "[U+0085]", id="next line"),
    pytest.param("Y\u200bes", "[U+200B]", id="a space of no width"),
    pytest.param("Y\u2060es", "[U+2060]", id="a joiner of words"),
    pytest.param("\ufeffYes", "[U+FEFF]", id="a byte order mark"),
    pytest.param("Yes\U000e0041", "[U+E0041]", id="a tag"),
    pytest.param("a\ud800", "[U+D800]", id="half a character"),
]
GOOD = [
    pytest.param("naïve, 5 µg · “quoted” – “x”…\u00a0€", id="signs"),
    pytest.param("line\nline\r\n\tline", id="lines"),
    pytest.param("می\u200cخواهم", id="Persian needs its joiner"),
    pytest.param("क्\u200dष", id="Hindi needs its joiner"),
    pytest.param("עברית\u200f (PAD)\u200e", id="marks of direction"),
    pytest.param("ខ្ញុំ\u200bទៅ", id="Khmer parts words"),
    pytest.param("\U0001f468\u200d\u2695\ufe0f", id="an emoji of several"),
    pytest.param("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", id="a flag"),
    pytest.param("cal\u00adf", id="a soft hyphen"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_nobody_sees_is_made_visible(text, said):
    assert said in unseen.complaint(text)


@pytest.mark.parametrize("text", GOOD)
def test_what_languages_need_is_left_alone(text):
    assert unseen.complaint(text) is None


def test_of_a_long_text_only_the_place_is_told():
    told = unseen.complaint("before " * 50 + "Call\u202e 01" + " after" * 50)

    assert told.startswith("“…")
    assert len(told) < 180


def test_texts_are_found_however_deep_and_each_once():
    assert list(unseen.texts({"a": ["x", {"b": "y"}, 1, None], "c": "x"})) == ["x", "y"]
