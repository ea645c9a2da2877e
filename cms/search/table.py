"""The table of search words: FTS5 on SQLite, a `tsvector` with a GIN index on PostgreSQL.

It is no Django model, because neither engine's table can be one. Its row number is the number of the live
publication, so that the newest can be streamed first. No database extension is needed: the words come from
our analyser, and PostgreSQL gets them as a finished literal, never through a text search configuration.
The first migration of this app creates it.
"""

from .expression import FIELDS, TIERS, lexeme

#: A tsvector ends at 1 MB, which this stays below. The longest chapter of a medical textbook has fewer.
MOST_WORDS = 20_000


def insert(connection, publication: int, fields: dict[str, list[str]]) -> None:
    fields = _capped(fields)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO search_words (rowid, title, dek, headings, body) VALUES (%s, %s, %s, %s, %s)",
                [publication, *(" ".join(fields[name]) for name in FIELDS)],
            )
        else:
            cursor.execute(
                "INSERT INTO search_words (publication, words) VALUES (%s, %s::tsvector)",
                [publication, tsvector(fields)],
            )


def delete(connection, publications: list[int]) -> None:
    column = "rowid" if connection.vendor == "sqlite" else "publication"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM search_words WHERE {column} = %s", [[number] for number in publications]
        )


def delete_all(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_words")


def tsvector(fields: dict[str, list[str]]) -> str:
    """The literal: each word once for every tier that it belongs to."""
    found = {
        lexeme(word, tier) for tier, names in enumerate(TIERS) for name in names for word in fields[name]
    }
    return " ".join(f"'{word}'" for word in sorted(found))


def _capped(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each word once a field, and never more than the index can take, heaviest fields first."""
    room = MOST_WORDS
    capped = {}
    for name in FIELDS:
        capped[name] = list(dict.fromkeys(fields.get(name, [])))[:room]
        room -= len(capped[name])
    return capped
