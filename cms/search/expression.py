"""What a search looks for, as a small tree, and how each database wants to hear it.

A request is a list of clauses that must all hold; a clause is a list of alternatives of which one must hold;
an alternative is a tuple of words that must all be there. With PAD and peripheral artery disease as synonyms,
"pad pain" asks for

    [[("pad",), ("peripher", "arteri", "diseas")], [("pain",)]]

Every word is `[a-z0-9]+`, so nothing here can be mistaken for an operator by either database.
"""

from collections.abc import Iterable
from enum import Enum

Alternative = tuple[str, ...]
Clause = list[Alternative]
Request = list[Clause]

#: The fields of a text, heaviest first.
FIELDS = ("title", "dek", "headings", "body")

#: A match is better when all of it stands in fewer, heavier fields.
TIERS: tuple[tuple[str, ...], ...] = (("title",), ("title", "dek", "headings"), FIELDS)


class Match(Enum):
    """How much of the request a document must hold."""

    ALL = "all"
    ANY = "any"


def build(words: list[str], groups: Iterable[Iterable[Alternative]] = ()) -> Request:
    """The request for these words, each phrase in them that has synonyms widened by them."""
    synonyms = _by_phrase(groups)
    longest = max(map(len, synonyms), default=1)
    request: Request = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + length])
            if phrase in synonyms:
                clause = [phrase, *sorted(synonyms[phrase] - {phrase})]
                break
        else:
            length, clause = 1, [(words[at],)]
        if clause not in request:
            request.append(clause)
        at += length
    return request


def _by_phrase(groups) -> dict[Alternative, set[Alternative]]:
    found: dict[Alternative, set[Alternative]] = {}
    for group in groups:
        phrases = {phrase for phrase in group if phrase}
        for phrase in phrases:
            found.setdefault(phrase, set()).update(phrases)
    return found


def to_fts5(request: Request, match: Match, tier: int) -> str:
    """The request for SQLite, only what is in this tier and in none before it."""
    text = _fts5(request, match, tier)
    return f"({text}) NOT ({_fts5(request, match, tier - 1)})" if tier else text


def to_tsquery(request: Request, match: Match, tier: int) -> str:
    """The same for PostgreSQL."""
    text = _tsquery(request, match, tier)
    return f"({text}) & !({_tsquery(request, match, tier - 1)})" if tier else text


def lexeme(word: str, tier: int) -> str:
    """The word as PostgreSQL's index has it for this tier.

    Its index knows whether a word is there but not in which field, so a word of the title stands in it three
    times: `leg`, `1/leg` and `0/leg`. No word of a text holds a slash.
    """
    return word if tier == len(TIERS) - 1 else f"{tier}/{word}"


def _fts5(request, match, tier) -> str:
    text = _joined(request, match, " AND ", " OR ", lambda word: f'"{word}"')
    return text if tier == len(TIERS) - 1 else "{" + " ".join(TIERS[tier]) + "} : (" + text + ")"


def _tsquery(request, match, tier) -> str:
    return _joined(request, match, " & ", " | ", lambda word: f"'{lexeme(word, tier)}'")


def _joined(request, match, all_of, any_of, quoted) -> str:
    return (all_of if match is Match.ALL else any_of).join(
        "(" + any_of.join("(" + all_of.join(map(quoted, way)) + ")" for way in clause) + ")"
        for clause in request
    )
