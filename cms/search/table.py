"""The table of search words: FTS5 on SQLite, a `tsvector` with a GIN index on PostgreSQL.

It is no Django model, because neither engine's table can be one. Its row number is the number of the live
publication, so that the newest can be streamed first. No database extension is needed: the words come from
our analyser, and PostgreSQL gets them as a finished literal, never through a text search configuration.
The first migration of this app creates it.
"""

from collections.abc import Iterator

from .expression import FIELDS, TIERS, lexeme

#: A tsvector ends at 1 MB, which this stays below. The longest chapter of a medical textbook has fewer.
MOST_WORDS = 20_000

#: A row as each database has it: four texts, or a set of lexemes.
Words = tuple[str, ...] | frozenset[str]


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


def rows(connection) -> Iterator[tuple[int, Words]]:
    """(publication, its words) of the whole table, in a form that `of()` gives as well."""
    sqlite = connection.vendor == "sqlite"
    columns = f"rowid, {', '.join(FIELDS)}" if sqlite else "publication, words::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM search_words")
        while chunk := cursor.fetchmany(500):
            for publication, *said in chunk:
                # A lexeme of ours holds no quote and no space, so the printed vector is easily read.
                yield publication, tuple(said) if sqlite else frozenset(said[0].split())


def of(connection, fields: dict[str, list[str]]) -> Words:
    """What the table holds for a document with these words."""
    fields = _capped(fields)
    if connection.vendor == "sqlite":
        return tuple(" ".join(fields[name]) for name in FIELDS)
    return frozenset(tsvector(fields).split())


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
