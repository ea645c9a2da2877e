"""Characters that nobody sees and that change what is read: text that shows other than it is stored. Pure."""

import re
from collections.abc import Iterator

#: What turns the direction of text, so that “Call 01” may be stored and “Call 10” be read.
_TURNING = "\u202a-\u202e\u2066-\u2069\u206a-\u206f"
#: What hides in a word, which is then found by no search and told by no comparison. Not those that scripts
#: need: the joiners U+200C and U+200D, the marks U+200E, U+200F and U+061C, the soft hyphen; and not U+200B,
#: with which Khmer and Thai part words, beside letters of theirs.
_HIDDEN = "\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
#: Scripts that are written without spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer and their like.
_UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
#: The flags of England, Scotland and Wales are spelled in tags, and shown as one sign.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
#: A line that a text file of Windows ends.
_LINE = re.compile("\r\n")
_UNSEEN = re.compile(f"[{_TURNING}{_HIDDEN}{_CONTROL}]|(?<![{_UNSPACED}])\u200b|\u200b(?![{_UNSPACED}])")
#: How much of a text is told around such a character.
_AROUND = 30


def complaint(text: str) -> str | None:
    r"""What is wrong with the text, with the characters made visible; None when all of it can be seen.

    >>> complaint("Call\u202e 01")
    '“Call[U+202E] 01” holds a character that nobody sees ([U+202E]). Type it again without.'
    """
    text = _LINE.sub("\n", _FLAG.sub("\U0001f3f4", text))
    matches = list(_UNSEEN.finditer(text))
    if not matches:
        return None
    found, at = list(dict.fromkeys(match[0] for match in matches)), matches[0].start()
    begin, end = max(0, at - _AROUND), at + 1 + _AROUND
    said = " ".join(shown(text[begin:end]).split())
    said = f"{'…' if begin else ''}{said}{'…' if end < len(text) else ''}"
    what = "characters" if len(found) > 1 else "a character"
    names = ", ".join(_shown(one) for one in found[:5])
    return f"“{said}” holds {what} that nobody sees ({names}). Type it again without."


def shown(text: str) -> str:
    """The text with what nobody sees made visible."""
    return _UNSEEN.sub(lambda match: _shown(match[0]), text)


def texts(value) -> Iterator[str]:
    """Every text in a part of a document, however deep, each once."""
    found, waiting = {}, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found[one] = None
        elif isinstance(one, dict):
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)
    yield from found


def _shown(character: str) -> str:
    return f"[U+{ord(character):04X}]"
