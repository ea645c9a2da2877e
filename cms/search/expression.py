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

#: Columns of the index, heaviest first, and the weight that PostgreSQL knows each by.
FIELDS = {"title": "A", "dek": "B", "headings": "C", "body": "D"}

#: A match is better when all of it stands in fewer, heavier fields.
TIERS: tuple[tuple[str, ...], ...] = (("title",), ("title", "dek", "headings"), tuple(FIELDS))


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
    text = _fts5(request, match, TIERS[tier])
    return f"({text}) NOT ({_fts5(request, match, TIERS[tier - 1])})" if tier else text


def to_tsquery(request: Request, match: Match, tier: int) -> str:
    """The same for PostgreSQL."""
    text = _tsquery(request, match, TIERS[tier])
    return f"({text}) & !({_tsquery(request, match, TIERS[tier - 1])})" if tier else text


def _fts5(request, match, fields) -> str:
    joint = " AND " if match is Match.ALL else " OR "
    text = joint.join(
        "(" + " OR ".join("(" + " AND ".join(f'"{word}"' for word in way) + ")" for way in clause) + ")"
        for clause in request
    )
    return text if len(fields) == len(FIELDS) else "{" + " ".join(fields) + "} : (" + text + ")"


def _tsquery(request, match, fields) -> str:
    joint = " & " if match is Match.ALL else " | "
    weights = "" if len(fields) == len(FIELDS) else ":" + "".join(FIELDS[name] for name in fields)
    return joint.join(
        "(" + " | ".join("(" + " & ".join(f"'{word}'{weights}" for word in way) + ")" for way in clause) + ")"
        for clause in request
    )
