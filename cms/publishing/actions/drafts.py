"""Saving drafts: every save that changes something freezes a revision."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.models import Max

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


class ChangedOutside(NotPossible):
    """The draft rows were changed past the application, and nobody said why that is to stay."""

    def __init__(self, item: Publishable):
        super().__init__(
            f"“{item}” was changed outside the application. Compare it with its newest revision, and say in"
            " the reason why this is to stay; or restore that revision."
        )


class ReasonWanted(NotPossible):
    """Readers have seen the item, and nobody said why it changes."""

    def __init__(self, item: Publishable):
        super().__init__(f"Readers have seen “{item}”: say why it changes.")


class Editing:
    """Draft rows are being written; `saved` says of which item, once they are."""

    def __init__(self, entry: trail.OpenEntry):
        self._entry = entry
        self.revisions: list[Revision] = []
        #: Items whose draft rows were changed past the application, and which are saved all the same.
        self.outside: list[str] = []
        #: The revision that a restoring made the draft say again.
        self.restored: int | None = None

    def expect(self, item: Publishable, version: int) -> None:
        """Refuse when the draft was saved since this version of it was read. Call before writing."""
        stored = type(item).objects.filter(pk=item.pk).values_list("version", flat=True).first()
        if stored is not None and stored != version:
            raise StaleDraft(item, record.newest_revision(item.uid))

    def note_outside(self, item: Publishable) -> bool:
        """Note whether the draft was written past the application. To be called before writing."""
        stored = type(item).objects.filter(pk=item.pk).first()
        if stored is None or is_frozen(stored):
            return False
        self.outside.append(item.uid)
        return True

    def take_over(self, item: Publishable) -> None:
        """The same for somebody at a form, who has to say why what was written there is to stay."""
        noted = self.note_outside(item)
        if noted and not self._entry.reason.strip() and record.newest_revision(item.uid):
            raise ChangedOutside(item)

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
        if session.revisions:
            entry.subject = session.revisions[-1].item
            entry.detail["revisions"] = [[r.item, r.number] for r in session.revisions]
        elif session.restored and session.outside:
            # What was written past the application is gone again, and there is no new revision to tell.
            entry.subject = session.outside[-1]
            entry.detail["restored"] = session.restored
        else:
            entry.discard()
            return
        if session.outside:
            entry.detail["outside"] = session.outside


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
        if item.pk:
            session.note_outside(item)
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
        session.note_outside(item)
        session.restored = revision.number
        try:
            item.apply_state(canonical.decode(body))
        except ValueError as error:
            raise NotPossible(str(error)) from error
        return session.saved(item, parent=revision.number)


def archive(*, item: Publishable, by, clock: trail.Clock, reason: str = "") -> None:
    """Put a draft that was never published out of the way."""
    with trail.entry(action="draft.archive", by=by, clock=clock, subject=item.uid, reason=reason) as entry:
        _require_change(item, by)
        if _is_archived(item):
            raise NotPossible("It is archived already.")
        if record.live_publication(item.uid, entry.at):
            raise NotPossible("It is live. Retire it instead.")
        if record.open_release_of(item.uid, entry.at):
            raise NotPossible("It is in review. Withdraw it first.")
        type(item).objects.filter(pk=item.pk).update(archived_at=entry.at)


def unarchive(*, item: Publishable, by, clock: trail.Clock, reason: str = "") -> None:
    """Bring an archived draft back into the lists."""
    with trail.entry(action="draft.unarchive", by=by, clock=clock, subject=item.uid, reason=reason):
        _require_change(item, by)
        if not _is_archived(item):
            raise NotPossible("It is not archived.")
        type(item).objects.filter(pk=item.pk).update(archived_at=None)


def freeze(entry: trail.OpenEntry, item: Publishable, *, parent: int | None = None) -> Revision | None:
    """Keep the state of the draft as its next revision, unless that is what the newest one says.

    Raises ReasonWanted from the first publication on when the entry gives no reason.
    """
    item = type(item).objects.get(pk=item.pk)
    state = canonical.encode(item.state())
    newest = record.newest_revision(item.uid)
    if newest and newest.digest == canonical.digest(state):
        return None
    if not entry.reason.strip() and record.was_published(item.uid, entry.at):
        raise ReasonWanted(item)
    last = Revision.objects.filter(item=item.uid).aggregate(number=Max("number"))["number"] or 0
    revision = write_revision(
        entry, item, state, number=last + 1, parent=parent or (newest.number if newest else 0)
    )
    standings.refresh([(item.uid, item.kind)], entry.at)
    return revision


def write_revision(
    entry: trail.OpenEntry,
    item: Publishable,
    state: bytes,
    *,
    number: int,
    parent: int,
    beside: int | None = None,
) -> Revision:
    """Write one revision of the item; unless it is made beside the draft, the draft rows say what it says."""
    revision = entry.add(
        Revision(
            item=item.uid,
            kind=item.kind,
            number=number,
            parent=parent,
            digest=keep(entry, state),
            title=str(item)[:300],
            at=entry.at,
            by=entry.by.uid,
            by_name=entry.by.printed_name,
            reason=entry.reason,
            beside=beside,
        )
    )
    if beside is None:
        # A form that was opened earlier names the version it read, which is the revision it read.
        type(item).objects.filter(pk=item.pk).update(version=number)
    return revision


def is_frozen(item: Publishable) -> bool:
    """Whether the draft rows say what the newest revision says. False: written past us.

    Only what both know is compared: a field that came with a later version of the software is in no older
    revision, and that alone is no change.
    """
    newest = record.newest_revision(item.uid)
    body = record.bytes_of(newest.digest) if newest else ""
    return bool(body) and says_the_same(canonical.decode(body), item.state())


def says_the_same(kept: dict, stands: dict) -> bool:
    """Whether two states agree in all that both know."""
    return all(kept[name] == stands[name] for name in kept.keys() & stands.keys())


def _change_permission(item: Publishable) -> str:
    return f"{item._meta.app_label}.change_{item._meta.model_name}"


def _is_archived(item: Publishable) -> bool:
    return type(item).objects.filter(pk=item.pk, archived_at__isnull=False).exists()


def _require_change(item: Publishable, by) -> None:
    if not by.has_perm(_change_permission(item)):
        raise NotAllowed(f"{by.printed_name} may not change this {item._meta.verbose_name}.")
