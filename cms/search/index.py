"""Keeping the index in step with the live table: the live table calls these in its own transaction."""

from django.db import connection

from cms.publishing.models import Live

from . import analyser, table
from .expression import FIELDS
from .models import Synonym

#: A phrase of more words is a sentence, and nobody types it as a search.
LONGEST_PHRASE = 10


def add(live: Live, text: dict[str, str], synonyms: list[str]) -> None:
    """Make one live document findable. Text under a name that has no field of its own counts as body."""
    fields: dict[str, list[str]] = {name: [] for name in FIELDS}
    for name, said in text.items():
        fields[name if name in FIELDS else "body"] += analyser.words(said or "")
    table.insert(connection, live.publication, fields)
    _add_synonyms(live, synonyms)


def remove(publications: list[int]) -> None:
    table.delete(connection, publications)
    Synonym.objects.filter(publication__in=publications).delete()


def clear() -> None:
    table.delete_all(connection)
    Synonym.objects.all().delete()


def _add_synonyms(live: Live, synonyms: list[str]) -> None:
    # The title of what defines synonyms is one of them; one phrase alone means nothing but itself.
    phrases = {tuple(analyser.words(said)) for said in [*synonyms, live.title]} if synonyms else set()
    phrases = {phrase for phrase in phrases if 0 < len(phrase) <= LONGEST_PHRASE}
    if len(phrases) > 1:
        Synonym.objects.bulk_create(
            Synonym(publication=live.publication, words=" ".join(phrase), first=phrase[0])
            for phrase in sorted(phrases)
        )
