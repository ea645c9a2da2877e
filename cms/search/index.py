"""Keeping the index in step with the live table: the live table calls these in its own transaction."""

from django.db import connection

from cms.publishing.models import Live

from . import analyser, table
from .expression import FIELDS
from .models import Synonym

#: A phrase of more words is a sentence, and nobody types it as a search.
LONGEST_PHRASE = 10


def add(live: Live, text: dict[str, str], synonyms: list[str]) -> None:
    """Make one live document findable."""
    table.insert(connection, live.publication, words_of(text))
    Synonym.objects.bulk_create(
        Synonym(publication=live.publication, words=" ".join(phrase), first=phrase[0])
        for phrase in phrases_of(live, synonyms)
    )


def remove(publications: list[int]) -> None:
    table.delete(connection, publications)
    Synonym.objects.filter(publication__in=publications).delete()


def clear() -> None:
    table.delete_all(connection)
    Synonym.objects.all().delete()


def words_of(text: dict[str, str]) -> dict[str, list[str]]:
    """The search words of a document by field; text of a name that is no field counts as body."""
    fields: dict[str, list[str]] = {name: [] for name in FIELDS}
    for name, said in text.items():
        fields[name if name in FIELDS else "body"] += analyser.words(said or "")
    return fields


def phrases_of(live: Live, synonyms: list[str]) -> list[tuple[str, ...]]:
    """The phrases that mean the same as this document's subject, where it defines any."""
    # The title of what defines synonyms is one of them; one phrase alone means nothing but itself.
    phrases = {tuple(analyser.words(said)) for said in [*synonyms, live.title]} if synonyms else set()
    phrases = {phrase for phrase in phrases if 0 < len(phrase) <= LONGEST_PHRASE}
    return sorted(phrases) if len(phrases) > 1 else []
