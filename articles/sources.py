"""What became of sources: the newest event of each, and what a signed document says in its light."""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps

#: Statuses under which a source no longer carries a sentence as it did when it was cited.
CURRENT, RETRACTED = "current", "retracted"


def said(uids: Iterable[str], moment: datetime | None = None) -> dict:
    """The newest event of each of these citations, up to the moment if one is given: {uid: SourceEvent}."""
    events = apps.get_model("articles.SourceEvent").objects.filter(citation__in=set(uids))
    if moment is not None:
        events = events.filter(at__lte=moment)
    return {event.citation: event for event in events.order_by("at", "pk")}


def informed(document: dict) -> dict:
    """The document with the statuses of its sources by now, not those of the day it was signed."""
    events = said(reference["id"] for reference in document["references"])
    if not events:
        return document
    references = [_informed(one, events.get(one["id"])) for one in document["references"]]
    return {**document, "references": references}


def _informed(reference: dict, event) -> dict:
    if event is None or event.status == reference["status_when_signed"]:
        return reference
    return {**reference, "status_when_signed": event.status, "superseded_by": _successor(event)}


def _successor(event) -> dict | None:
    """What a finding needs to name the successor; the public link is composed elsewhere."""
    found = apps.get_model("articles.Citation").objects.filter(uid=event.successor).first()
    return {"id": found.uid, "slug": found.slug, "title": found.title} if found else None
