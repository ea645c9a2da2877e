"""The search index against the record: it decides what readers find, so it has to say what is published."""

from collections import defaultdict
from collections.abc import Iterator

from cms import canonical
from cms.audit import verification
from cms.audit.verification import Finding
from cms.publishing import kinds, record
from cms.publishing.models import Live

from . import index, table
from .models import Synonym

_AT_ONCE = 200
_SENTENCE = "a search does not find what was published: rebuild_live"


@verification.register
def the_index_follows_the_record(connection) -> Iterator[Finding]:
    stored, phrases = dict(table.rows(connection)), defaultdict(list)
    for publication, words, first in Synonym.objects.values_list("publication", "words", "first").iterator():
        phrases[publication].append((words, first))
    chunk = []
    for live in Live.objects.documents().order_by("publication").iterator(chunk_size=_AT_ONCE):
        chunk.append(live)
        if len(chunk) == _AT_ONCE:
            yield from _compared(connection, chunk, stored, phrases)
            chunk = []
    yield from _compared(connection, chunk, stored, phrases)
    for publication in sorted(stored.keys() | phrases.keys()):
        yield Finding(f"search_words {publication}", "a search finds what is not there: rebuild_live")


def _compared(connection, rows: list[Live], stored: dict, phrases: dict) -> Iterator[Finding]:
    """Compare these rows of the live table, and take what was looked at out of `stored` and `phrases`."""
    bodies = record.bodies_of(live.etag for live in rows)
    for live in rows:
        words, said = stored.pop(live.publication, None), sorted(phrases.pop(live.publication, []))
        body, model = bodies.get(live.etag), kinds.model(live.kind)
        if not body or model is None:
            continue  # sealed, or the live table itself is wrong, which its own check tells
        try:
            document = canonical.decode(body)
            phrases_said = index.phrases_of(live, model.synonyms(document))
            fields = index.words_of(model.search_text(document))
        except (AttributeError, LookupError, TypeError, ValueError):
            continue  # what is shown is no document of this kind, which the live table's check tells
        wanted = sorted((" ".join(phrase), phrase[0]) for phrase in phrases_said)
        if words != table.of(connection, fields) or said != wanted:
            yield Finding(f"search_words {live.publication}", _SENTENCE)
