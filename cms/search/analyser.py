"""From text to search words: lower-case English stems of `[a-z0-9]`, the same for every database.

    >>> words("Peripheral Artery Disease: what the patient’s β-blocker does")
    ['peripher', 'arteri', 'diseas', 'patient', 'beta', 'blocker']

Both full-text engines get these words and do no analysis of their own; that is why they find the same.
Changing what this module answers asks for the live table to be rebuilt, so that old words don't linger.
"""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 80

# Words that say nothing about a text. Few on purpose: "no", "not" and "all" carry meaning in medicine.
_STOP = """
    a an and are as at be been but by can could did do does for from had has have he her his how i if in into
    is it its me my of on or our she should so than that the their them then there these they this to was we
    were what when where which why will with would you your
"""
STOP_WORDS = frozenset(_STOP.split())

# Greek letters stand in names of substances and receptors: β-blocker, TNF-α.
_GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
_GREEK_NAMES = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau
    upsilon phi chi psi omega
"""
_FOLDED_APART = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
    | dict(zip(_GREEK, _GREEK_NAMES.split(), strict=True))
)
# An apostrophe inside a word belongs to it: "patient’s" is one word.
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_RUN = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]+\Z")

_local = threading.local()


def fold(text: str) -> str:
    """Lower case without accents, Greek letters spelled out."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_FOLDED_APART)


def words(text: str) -> list[str]:
    """The search words of a text in their order, stop words left out. Never fails."""
    runs = _RUN.findall(_APOSTROPHE.sub("", fold(text)))
    return [_stem(run[:LONGEST_WORD]) for run in runs if run not in STOP_WORDS]


@lru_cache(maxsize=50_000)
def _stem(run: str) -> str:
    if not _PLAIN.match(run):
        return _spelled(run)
    if run.isalpha():
        return _stemmer().stemWord(run)
    return run


def _spelled(run: str) -> str:
    """A word of another script as letters and digits, so that it can be found too."""
    return ("u" + run.encode("utf-8", "surrogatepass").hex())[:LONGEST_WORD]


def _stemmer():
    # A stemmer keeps the word it works on, so threads may not share one.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = snowballstemmer.stemmer("english")
    return _local.stemmer
