"""Drafts that were written past the application: their rows say something else than their newest revision.

Draft rows are plain tables, so a query by hand can change them and leave no entry. It is noticed by comparing
each draft with what its newest revision keeps, and told where the item is edited and by verification.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.db.models import Exists, OuterRef

from cms import canonical

from . import kinds, record
from .actions.drafts import says_the_same
from .models import Publishable, Revision

#: So many drafts are compared with one query for their revisions and one for the kept states.
_AT_ONCE = 200


@dataclass(frozen=True)
class Outside:
    """One draft that differs from `revision`, its newest; None where it has none at all."""

    item: Publishable
    revision: Revision | None
    kept: dict | None
    stands: dict


def of(item: Publishable) -> Outside | None:
    """How the draft rows differ from the newest revision; None where they don't, or it cannot be known."""
    return next(_compared([item]), None)


def everything() -> Iterator[Outside]:
    """Every draft that differs from its newest revision."""
    for model in kinds.all():
        chunk = []
        for draft in _drafts(model).iterator(chunk_size=_AT_ONCE):
            chunk.append(draft)
            if len(chunk) == _AT_ONCE:
                yield from _differing(chunk)
                chunk = []
        yield from _differing(chunk)


def gone() -> Iterator[tuple[str, str]]:
    """(uid, kind) of items that have revisions and no draft rows any more: nothing here deletes any."""
    items = dict(record.draft_revisions().order_by().values_list("item", "kind").distinct())
    for model in kinds.all():
        for uid in model.objects.values_list("uid", flat=True).iterator():
            items.pop(uid, None)
    yield from sorted(items.items())


def _drafts(model: type[Publishable]):
    named = [field.name for field in model._meta.concrete_fields if field.is_relation]
    return model.objects.select_related(*named).order_by("pk")


def _differing(items: list[Publishable]) -> Iterator[Outside]:
    """Most are as they were, which is seen at little cost; only the others are read and told one by one."""
    if not items:
        return
    model, same = type(items[0]), _plainly_the_same(items)
    others = [item.pk for item in items if item.pk not in same]
    if others:
        yield from _compared(list(_drafts(model).filter(pk__in=others)))


def _plainly_the_same(items: list[Publishable]) -> set:
    """Keys of drafts that say what their newest revision keeps; of none where rows cannot even be read."""
    newest = _newest_revisions([item.uid for item in items])
    bodies = record.bodies_of(revision.digest for revision in newest.values())
    try:
        type(items[0]).read_in_whole(items)
        return {
            item.pk
            for item in items
            if (revision := newest.get(item.uid))
            and (body := bodies.get(revision.digest))
            and says_the_same(canonical.decode(body), item.state())
            and not _points_nowhere(item)
        }
    except (AttributeError, ValueError, TypeError, LookupError, ObjectDoesNotExist, DatabaseError):
        return set()


def _compared(items: list[Publishable]) -> Iterator[Outside]:
    newest = _newest_revisions([item.uid for item in items])
    bodies = record.bodies_of(revision.digest for revision in newest.values())
    for item in items:
        revision = newest.get(item.uid)
        body = bodies.get(revision.digest, "") if revision else ""
        if revision and not body:
            continue  # its text was sealed, or is gone, which other checks tell
        kept = canonical.decode(body) if body else None
        stands = item.state()
        if kept is None or not says_the_same(kept, stands) or _points_nowhere(item):
            yield Outside(item, revision, kept, stands)


def _points_nowhere(item: Publishable) -> bool:
    """Whether a column names a row that is not there, which a state cannot tell from naming none."""
    relations = [field for field in item._meta.concrete_fields if field.is_relation]
    return any(
        getattr(item, field.attname) is not None and getattr(item, field.name) is None for field in relations
    )


def _newest_revisions(uids: list[str]) -> dict[str, Revision]:
    drafts = record.draft_revisions()
    newer = drafts.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    return {revision.item: revision for revision in drafts.filter(~Exists(newer), item__in=uids)}
