"""The companion of a live document: what changes about it without a signature, as of any moment.

    {"schema": "status/1", "type": "article", "slug": "leg-pain", "locale": "en-US",
     "document": "3f1c…",                         # SHA-256 of the document that this speaks about
     "notices":    [{"kind": "safety", "severity": "urgent", "text": "…", "since": "2026-07-01T…Z"}],
     "references": [{"key": "aha-2016", "status": "superseded", "since": "2024-05-14",
                     "successor": {"key": "aha-2024", "title": "…", "href": "…"}}],
     "targets":    [{"type": "article", "slug": "old", "href": "…", "replaced_by": null}],   # gone
     "alternates": [{"locale": "es-US", "slug": "leg-pain", "title": "…", "href": "…"}],
     "related":    [{"type": "article", "slug": "…", "title": "…", "href": "…"}],
     "review_overdue": false}

It reads what the record says, and what readers can reach; never a draft. What a content type knows of its
documents it adds in `companion_parts()`, lists of its own too.
"""

from datetime import date, datetime

from cms import instant

from . import kinds, record
from .actions import noticing
from .composing import local_day
from .models import Publication
from .surroundings import Now, Then

SCHEMA = "status/1"


def companion(publication: Publication, moment: datetime) -> dict:
    """The status document of a published document as front ends had it at that moment."""
    document = record.document_of(publication)
    return _of(publication.kind, publication.item, publication.snapshot_id, document, Then(moment))


def companion_now(*, kind: str, item: str, digest: str, document: dict, moment: datetime) -> dict:
    """The same for what is live at this moment, from the live table."""
    return _of(kind, item, digest, document, Now(moment))


def _of(kind: str, item: str, digest: str, document: dict, around: Now | Then) -> dict:
    model = kinds.model(kind)
    slug, locale = document["slug"], document["locale"]
    parts = model.companion_parts(document, around)
    return {
        "schema": SCHEMA,
        "type": model.type,
        "slug": slug,
        "locale": locale,
        "document": digest,
        "notices": [_notice(place.notice) for place in noticing.in_force([item], around.moment)],
        "references": [],
        "targets": [],
        "alternates": [
            {"locale": other.locale, **{name: other.link[name] for name in ("slug", "title", "href")}}
            for other in around.elsewhere(f"{kind}/{slug}", locale)
        ],
        "related": [],
        "review_overdue": is_overdue(document, around.moment),
        **parts,
    }


def is_overdue(document: dict, moment: datetime) -> bool:
    """Whether the day by which the page was to be reviewed has passed."""
    due = document["publication"]["review_due"]
    return bool(due) and date.fromisoformat(due) < local_day(moment)


def _notice(notice) -> dict:
    return {
        "kind": notice.kind,
        "severity": notice.severity,
        "text": notice.text,
        "since": instant.to_text(notice.at),
    }
