"""What GET answered at a moment of the past: the public answer's own function, fed from the record.

The public GET reads the live table, which forgets what has ended. Here the same rows are put together from
the record for any moment, and `detail.decided()` makes of them the answer it made then: same status, same
bytes.
"""

from datetime import datetime

from cms import canonical, instant
from cms.publishing import asof, kinds, live_table, record
from cms.publishing.models import Outcome, Publication

from .. import detail


def answer(*, kind: str, slug: str, locale: str, chosen: bool, moment: datetime) -> detail.Answer:
    """The answer of `GET /api/v1/<kind>/<slug>` at this moment. `chosen`: whether it asked for a locale."""
    current = asof.in_effect(f"{kind}/{slug}", locale, moment)
    return of_publication(current, kind=kind, slug=slug, locale=locale, chosen=chosen, moment=moment)


def of_publication(
    current: Publication | None, *, kind: str, slug: str, locale: str, chosen: bool, moment: datetime
) -> detail.Answer:
    """The same, where it is known already which decision was in effect."""
    rows = [_row(current, moment)] if current else []
    return detail.decided(rows, kind=kind, slug=slug, locale=locale, chosen=chosen, now=moment)


def _row(current: Publication, moment: datetime) -> detail.Row:
    """The one row that the query of the public GET would have found in effect."""
    row = {
        "publication": current.number,
        "outcome": current.outcome,
        "live_from": instant.to_text(current.effective_at),
        "note": current.note,
    }
    if current.outcome == Outcome.DOCUMENT:
        row |= {"etag": current.snapshot_id, "body": record.bytes_of(current.snapshot_id)}
        return detail.Row(**row)
    gone = current
    if current.outcome == Outcome.MOVED:
        gone = asof.home(current.item, moment)
        row |= _item(gone) if gone else {}
    else:
        row["title"] = live_table.last_title(current)
    if gone and gone.outcome == Outcome.GONE and gone.successor:
        successor = asof.home(gone.successor, moment)
        if successor and successor.outcome == Outcome.DOCUMENT:
            row |= _next(successor)
    return detail.Row(**row)


def _item(home: Publication) -> dict:
    return {
        "item_outcome": home.outcome,
        "item_from": instant.to_text(home.effective_at),
        "item_slug": home.key.partition("/")[2],
        "item_kind": home.kind,
        "item_locale": home.locale,
        "item_title": live_table.last_title(home) if home.outcome == Outcome.GONE else "",
        "item_note": home.note,
    }


def _next(successor: Publication) -> dict:
    found = {
        "next_from": instant.to_text(successor.effective_at),
        "next_kind": successor.kind,
        "next_slug": successor.key.partition("/")[2],
        "next_locale": successor.locale,
    }
    body = record.bytes_of(successor.snapshot_id)
    if body:
        model, document = kinds.model(successor.kind), canonical.decode(body)
        found["next_title"] = model.title_of(document)[:300]
        found["next_card"] = canonical.encode(model.card(document)).decode()
    return found
