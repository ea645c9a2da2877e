"""Saving drafts: every save that changes something freezes a revision."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cms import canonical
from cms.audit import trail

from .. import record, standings
from ..models import Publishable, Revision
from .errors import NotAllowed, NotPossible
from .keeping import keep


class StaleDraft(NotPossible):
    """Somebody else saved the draft since it was read."""

    def __init__(self, item: Publishable, newest: Revision | None):
        who = f"{newest.by_name} saved it at {newest.at:%H:%M} UTC" if newest else "It was saved"
        super().__init__(f"{who} while you were editing. Your text is still here; compare before you save.")
        self.newest = newest


class Editing:
    """Draft rows are being written; `saved` says of which item, once they are."""

    def __init__(self, entry: trail.OpenEntry):
        self._entry = entry
        self.revisions: list[Revision] = []

    def expect(self, item: Publishable, version: int) -> None:
        """Refuse when the draft was saved since this version of it was read. Call before writing."""
        stored = type(item).objects.filter(pk=item.pk).values_list("version", flat=True).first()
        if stored is not None and stored != version:
            newest = Revision.objects.filter(item=item.uid).order_by("-number").first()
            raise StaleDraft(item, newest)

    def saved(self, item: Publishable, *, parent: int | None = None) -> Revision | None:
        """Freeze what the draft rows of this item now say; None when that is what the last revision says."""
        revision = freeze(self._entry, item, parent=parent)
        if revision:
            self.revisions.append(revision)
        return revision


@contextmanager
def editing(*, by, clock: trail.Clock, reason: str = "", action: str = "draft.save") -> Iterator[Editing]:
    """Write draft rows inside, then name the item with `saved(item)`. Unchanged: no entry."""
    with trail.entry(action=action, by=by, clock=clock, reason=reason) as entry:
        session = Editing(entry)
        yield session
        if not session.revisions:
            entry.discard()
        else:
            entry.subject = session.revisions[-1].item
            entry.detail["revisions"] = [[r.item, r.number] for r in session.revisions]


def save(
    *,
    item: Publishable,
    by,
    clock: trail.Clock,
    reason: str = "",
    expected_version: int | None = None,
    write: Callable[[Publishable], None] | None = None,
) -> Revision | None:
    """Save a draft from code: `write` sets what lives in other rows (tags, order) once the item has a row."""
    if by.is_active is False or not (by.is_system or by.has_perm(_change_permission(item))):
        raise NotAllowed(f"{by.printed_name} may not change this {item._meta.verbose_name}.")
    with editing(by=by, clock=clock, reason=reason) as session:
        if expected_version is not None:
            session.expect(item, expected_version)
        item.save()
        if write:
            write(item)
        return session.saved(item)


def restore_draft(
    *, item: Publishable, revision: Revision, by, clock: trail.Clock, reason: str = ""
) -> Revision | None:
    """Make the draft what an earlier revision says. Readers see nothing of it until it is signed."""
    if revision.item != item.uid:
        raise NotPossible("That revision is of another item.")
    if not by.has_perm(_change_permission(item)):
        raise NotAllowed(f"{by.printed_name} may not change this {item._meta.verbose_name}.")
    with editing(by=by, clock=clock, reason=reason, action="draft.restore") as session:
        body = record.bytes_of(revision.digest)
        if not body:
            raise NotPossible("That revision was sealed; its text is gone.")
        try:
            item.apply_state(canonical.decode(body))
        except ValueError as error:
            raise NotPossible(str(error)) from error
        return session.saved(item, parent=revision.number)


def archive(*, item: Publishable, by, clock: trail.Clock, reason: str = "") -> None:
    """Put a draft that was never published out of the way."""
    with trail.entry(action="draft.archive", by=by, clock=clock, subject=item.uid, reason=reason) as entry:
        _require_change(item, by)
        if record.live_publication(item.uid, entry.at):
            raise NotPossible("It is live. Retire it instead.")
        if record.open_release_of(item.uid, entry.at):
            raise NotPossible("It is in review. Withdraw it first.")
        type(item).objects.filter(pk=item.pk).update(archived_at=entry.at)


def unarchive(*, item: Publishable, by, clock: trail.Clock, reason: str = "") -> None:
    """Bring an archived draft back into the lists."""
    with trail.entry(action="draft.unarchive", by=by, clock=clock, subject=item.uid, reason=reason):
        _require_change(item, by)
        type(item).objects.filter(pk=item.pk).update(archived_at=None)


def freeze(entry: trail.OpenEntry, item: Publishable, *, parent: int | None = None) -> Revision | None:
    """Keep the state of the draft as its next revision, unless that is what the newest one says."""
    item = type(item).objects.get(pk=item.pk)
    state = canonical.encode(item.state())
    digest = canonical.digest(state)
    newest = Revision.objects.filter(item=item.uid).order_by("-number").first()
    if newest and newest.digest == digest:
        return None
    keep(entry, state)
    number = newest.number + 1 if newest else 1
    revision = entry.add(
        Revision(
            item=item.uid,
            kind=item.kind,
            number=number,
            parent=parent or (number - 1),
            digest=digest,
            title=str(item)[:300],
            at=entry.at,
            by=entry.by.uid,
            by_name=entry.by.printed_name,
            reason=entry.reason,
        )
    )
    type(item).objects.filter(pk=item.pk).update(version=item.version + 1)
    standings.refresh([(item.uid, item.kind)], entry.at)
    return revision


def is_frozen(item: Publishable) -> bool:
    """Whether the draft rows say what the newest revision says. False: written past us.

    Only what both know is compared: a field that came with a later version of the software is in no older
    revision, and that alone is no change.
    """
    newest = (
        Revision.objects.filter(item=item.uid).order_by("-number").values_list("digest", flat=True).first()
    )
    body = record.bytes_of(newest) if newest else ""
    if not body:
        return False
    kept, stands = canonical.decode(body), item.state()
    return all(kept[name] == stands[name] for name in kept.keys() & stands.keys())


def _change_permission(item: Publishable) -> str:
    return f"{item._meta.app_label}.change_{item._meta.model_name}"


def _require_change(item: Publishable, by) -> None:
    if not by.has_perm(_change_permission(item)):
        raise NotAllowed(f"{by.printed_name} may not change this {item._meta.verbose_name}.")
