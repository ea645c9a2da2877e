"""Finding published documents: `search(query, now=…)`.

All words must match, stemmed, in any field; a phrase for which a live topic has synonyms matches by any of
them. When no document has all the words, those that have any of them are the answer, and `match` says so.
Best first: all of it in the title, then in title, summary and headings, then anywhere; the newest first
within each. Only documents in effect at `now` are found, whatever the index holds.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cms import instant

from . import analyser, expression
from .expression import Match, Request
from .models import Synonym

#: More words than any sensible question has; the rest is left out, and Found.words says what was used.
MOST_WORDS = 24


@dataclass(frozen=True)
class Hit:
    """One live document that was found. (tier, publication) is its place in the order."""

    publication: int
    tier: int
    kind: str
    title: str
    card: str

    @property
    def place(self) -> tuple[int, int]:
        return (self.tier, self.publication)


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    match: Match
    words: list[str]
    more: bool


def search(
    query: str,
    *,
    now: datetime,
    locale: str,
    kind: str = "",
    topic: str = "",
    limit: int = 20,
    after: tuple[int, int] | None = None,
    match: Match | None = None,
) -> Found:
    """The hits after a place in the order. `match` is None at first; a later page repeats the first one's."""
    said = analyser.words(query)[:MOST_WORDS]
    words = list(dict.fromkeys(said))
    if not words:
        return Found([], Match.ALL, [], False)
    request = expression.build(said, _synonyms(words, now=now, locale=locale))
    narrowed = {"now": instant.to_text(now), "locale": locale, "kind": kind, "topic": topic}
    for way in [match] if match else [Match.ALL, Match.ANY]:
        hits = _hits(request, way, narrowed, limit + 1, after)
        if hits or match or len(request) == 1:
            break
    return Found(hits[:limit], way, words, len(hits) > limit)


def _synonyms(words: list[str], *, now: datetime, locale: str) -> list[list[tuple[str, ...]]]:
    """The groups of phrases, of topics live now, that may begin with one of the words."""
    table = Synonym._meta.db_table
    moment = instant.to_text(now)
    marks = ", ".join(["%s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.publication, s.words FROM {table} s"
            " JOIN publishing_live l ON l.publication = s.publication"
            f" WHERE s.publication IN (SELECT publication FROM {table} WHERE first IN ({marks}))"
            " AND l.locale = %s AND l.live_from <= %s AND (l.live_until IS NULL OR l.live_until > %s)"
            " ORDER BY s.publication, s.words",
            [*words, locale, moment, moment],
        )
        groups: dict[int, list[tuple[str, ...]]] = {}
        for publication, phrase in cursor.fetchall():
            groups.setdefault(publication, []).append(tuple(phrase.split()))
    return list(groups.values())


def _hits(request: Request, match: Match, narrowed: dict, limit: int, after) -> list[Hit]:
    """Tier by tier until there are enough, each newest first: mostly the first tiers have them all."""
    from_tier, below = after or (0, None)
    hits: list[Hit] = []
    for tier in range(from_tier, len(expression.TIERS)):
        if len(hits) < limit:
            hits += _tier(request, match, tier, narrowed, limit - len(hits), below)
            below = None
    return hits


def _tier(request, match, tier, narrowed, limit, below) -> list[Hit]:
    if connection.vendor == "sqlite":
        number, matches = "w.rowid", "search_words MATCH %s"
        values = [expression.to_fts5(request, match, tier)]
    else:
        number, matches = "w.publication", "w.words @@ %s::tsquery"
        values = [expression.to_tsquery(request, match, tier)]
    sql = (
        f"SELECT {number} AS publication, {tier} AS tier, l.kind, l.title, l.card"
        f" FROM search_words w JOIN publishing_live l ON l.publication = {number}"
        f" WHERE {matches} AND l.outcome = 'document' AND l.locale = %s"
        " AND l.live_from <= %s AND (l.live_until IS NULL OR l.live_until > %s)"
    )
    values += [narrowed["locale"], narrowed["now"], narrowed["now"]]
    if narrowed["kind"]:
        sql += " AND l.kind = %s"
        values.append(narrowed["kind"])
    if narrowed["topic"]:
        sql += (
            " AND EXISTS (SELECT 1 FROM publishing_facet f WHERE f.live_id = l.publication"
            " AND f.name = 'topic' AND f.value = %s)"
        )
        values.append(narrowed["topic"])
    if below is not None:
        sql += f" AND {number} < %s"
        values.append(below)
    # SQLite walks the words by row number, so this order costs nothing there.
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {number} DESC LIMIT %s", [*values, limit])
        return [Hit(*row) for row in cursor.fetchall()]
