"""Writing the audit trail: `with trail.entry(...)` opens every action.

It takes the lock that orders writers before anything is written, then reads the clock, so no moment in the
record ever runs behind what is already committed. The entry itself is inserted last, when the digests of the
rows it created are known; should the body raise, nothing of it remains.

    with trail.entry(action="release.sign", by=mila, clock=timezone.now, subject=release.uid) as entry:
        entry.add(Signature(...))
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from cms import canonical

from .models import GENESIS, Entry, Record

Clock = Callable[[], datetime]

#: Any constant number serves; it must only be the same in every process for ever.
_ADVISORY_LOCK = 0x6D656463_6D730001
_open: ContextVar["OpenEntry | None"] = ContextVar("open_entry", default=None)


class NestedEntry(RuntimeError):
    """An action called another action: one action is one transaction and one entry."""


class OpenEntry:
    """An entry under way. `at` and `sequence` are settled; rows are added until the action ends."""

    def __init__(self, *, sequence, at, previous, action, by, subject, reason, detail):
        self.sequence = sequence
        self.at = at
        self.by = by
        self.action = action
        self.subject = subject
        self.reason = reason
        self.detail = dict(detail or {})
        self._previous = previous
        self._rows: list[list[str]] = []
        self._discarded = False
        self._also: dict = {}

    def add(self, row: Record) -> Record:
        """Insert a row of the record and bind it to this entry."""
        row.entry = self.sequence
        row.save()
        self._rows.append([row._meta.db_table, str(row.pk), row.row_digest()])
        return row

    def discard(self) -> None:
        """The action turned out to change nothing: leave no entry."""
        if self._rows:
            raise RuntimeError("rows of the record were already written under this entry")
        self._discarded = True

    def also(self, what: str, value: str) -> None:
        """Note something that came about by the way; with such a note the entry is never discarded."""
        self._also.setdefault(what, []).append(value)

    def close(self) -> Entry | None:
        if self._discarded and not self._also:
            return None
        row = Entry(
            sequence=self.sequence,
            at=self.at,
            action=self.action,
            actor=self.by.uid,
            actor_name=self.by.printed_name,
            subject=self.subject,
            reason=self.reason,
            detail=canonical.encode(self.detail | self._also).decode(),
            rows=canonical.encode(self._rows).decode(),
            previous=self._previous,
        )
        row.hash = row.compute_hash()
        row.save()
        return row


@contextmanager
def entry(
    *, action: str, by, clock: Clock, subject: str = "", reason: str = "", detail: dict | None = None
) -> Iterator[OpenEntry]:
    """Open the one entry of an action: transaction, lock, clock, in that order."""
    if _open.get() is not None:
        raise NestedEntry(f"{action} was called inside {_open.get().action}")
    with transaction.atomic():
        lock()
        last = Entry.objects.order_by("-sequence").values_list("sequence", "at", "hash").first()
        sequence, at, previous = last or (0, None, GENESIS)
        now = clock()
        under_way = OpenEntry(
            sequence=sequence + 1,
            # A machine's clock may be set back; the record's never is.
            at=now if at is None else max(now, at),
            previous=previous,
            action=action,
            by=by,
            subject=subject,
            reason=reason,
            detail=detail,
        )
        token = _open.set(under_way)
        try:
            yield under_way
        finally:
            _open.reset(token)
        under_way.close()


def under_way() -> OpenEntry | None:
    """The entry of the action that is open here; None outside of any action."""
    return _open.get()


def lock() -> None:
    """Wait until no other writer is inside an action; held to the end of the transaction.

    SQLite needs nothing: its transactions begin IMMEDIATE (see the settings), which is that lock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the lock belongs inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
