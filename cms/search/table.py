"""The table of search words: FTS5 on SQLite, a `tsvector` with a GIN index on PostgreSQL.

It is no Django model, because neither engine's table can be one. Its row number is the number of the live
publication, so that the newest can be streamed first. No database extension is needed: the words come from
our analyser, and PostgreSQL gets them as a finished literal, never through a text search configuration.
The first migration of this app creates it.
"""

from .expression import FIELDS

#: A tsvector ends at 1 MB and this is far below it. The longest medical textbook chapter has fewer.
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
    """The literal: each word with the weights of the fields it is in.

    A weight needs a position to sit on, so each field is one position: 'leg':1A,4D.
    """
    places: dict[str, list[str]] = {}
    for position, (name, weight) in enumerate(FIELDS.items(), start=1):
        for word in dict.fromkeys(fields[name]):
            places.setdefault(word, []).append(f"{position}{weight}")
    return " ".join(f"'{word}':{','.join(at)}" for word, at in sorted(places.items()))


def _capped(fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each word once a field, and never more than the index can take, heaviest fields first."""
    room = MOST_WORDS
    capped = {}
    for name in FIELDS:
        capped[name] = list(dict.fromkeys(fields.get(name, [])))[:room]
        room -= len(capped[name])
    return capped
