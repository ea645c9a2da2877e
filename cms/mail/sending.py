"""Sending letters: everything due for one person in one mail, tried again with growing pauses.

Claiming moves `due_at` forward by a lease and marks the rows, in one statement: of two workers one gets a
letter, and one that a killed worker had claimed comes back when the lease ends. So a mail leaves at least
once; a second time only when a worker dies between the server's answer and the note of it.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core import mail
from django.db.models import F, Min

from cms.audit import trail
from cms.publishing import record
from cms.publishing.actions.errors import NotAllowed, NotPossible
from cms.publishing.models import Release

from . import recipients, wording
from .models import Event, Letter, Preference

log = logging.getLogger("cms.worker")

#: Longer than a mail server may take to answer (EMAIL_TIMEOUT).
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
#: About two days in all; then it shows under “what failed”.
MOST_ATTEMPTS = 16
#: So many failures in a row mean that the server is away, not that an address is wrong.
AWAY = 3


def send(clock: trail.Clock) -> str:
    """Send what is due. One person's mail that fails does not keep back another's."""
    now = clock()
    sent = failed = 0
    due = Letter.objects.filter(state=Letter.State.WAITING, due_at__lte=now)
    persons = due.values("person").annotate(first=Min("due_at")).order_by("first", "person")
    in_a_row = 0
    for person in [row["person"] for row in persons]:
        outcome = _send_to(person, clock())
        sent += outcome > 0
        failed += outcome < 0
        in_a_row = in_a_row + 1 if outcome < 0 else 0
        if in_a_row == AWAY:
            break  # the others wait for the next round, without an attempt to their name
    if sent or failed:
        return f"{sent} mails sent{f', {failed} failed' if failed else ''}"
    return ""


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: a minute, two, four … six hours."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def _send_to(person: str, now: datetime) -> int:
    """1: a mail left, -1: it failed, 0: there was nothing to send any more."""
    claimed = _claim(person, now)
    if not claimed:
        return 0
    to = recipients.people().filter(uid=person).first()
    off = Preference.objects.filter(person=person, mode=Preference.Mode.OFF).exists()
    wanted = [] if to is None or off else [one for one in claimed if _still_true(one, now)]
    _settle([one for one in claimed if one not in wanted], Letter.State.DROPPED)
    if not wanted:
        return 0
    try:
        _deliver(to.email, wanted)
    except Exception as error:  # whatever a mail server may think of
        _put_off(wanted, error, now)
        log.warning("mail failed for %s: %s", person, _in_short(error))
        return -1
    _settle(wanted, Letter.State.SENT, sent_at=now)
    return 1


def _claim(person: str, now: datetime) -> list[Letter]:
    claim = secrets.token_hex(16)
    due = Letter.objects.filter(person=person, state=Letter.State.WAITING, due_at__lte=now)
    due.update(claim=claim, due_at=now + LEASE, attempts=F("attempts") + 1)
    return list(Letter.objects.filter(claim=claim, state=Letter.State.WAITING).order_by("made_at", "pk"))


def _still_true(letter: Letter, now: datetime) -> bool:
    """Whether what a step asked for is still to be done."""
    if letter.event not in (Event.TO_SIGN, Event.TO_PUBLISH):
        return True
    release = Release.objects.filter(pk=letter.cause.rpartition(":")[2]).first()
    if release is None or not record.open_releases(now).filter(pk=release.pk).exists():
        return False
    missing = bool(record.missing_signatures(release))
    if letter.event == Event.TO_SIGN:
        return missing and not release.signatures.filter(signer=letter.person).exists()
    return not missing and not record.scheduled_publications(now).filter(release=release).exists()


def _deliver(address: str, letters: list[Letter]) -> None:
    message = mail.EmailMessage(
        subject=wording.subject(letters),
        body=wording.body(letters),
        to=[address],
        headers={
            "Message-ID": _message_id(letters),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.send()


def _message_id(letters: list[Letter]) -> str:
    """The same for the same letters, so that a mail sent twice can be told by the reader's program."""
    keys = ",".join(str(pk) for pk in sorted(one.pk for one in letters))
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(f'{settings.SITE_URL} {keys}'.encode()).hexdigest()[:32]}@{domain}>"


def _settle(letters: list[Letter], state: str, **values) -> None:
    if letters:
        found = Letter.objects.filter(pk__in=[one.pk for one in letters], state=Letter.State.WAITING)
        found.update(state=state, claim="", error="", **values)


def _put_off(letters: list[Letter], error: Exception, now: datetime) -> None:
    for one in letters:
        # A claim that ran out belongs to another worker by now.
        mine = Letter.objects.filter(pk=one.pk, claim=one.claim, state=Letter.State.WAITING)
        given_up = one.attempts >= MOST_ATTEMPTS
        mine.update(
            state=Letter.State.FAILED if given_up else Letter.State.WAITING,
            due_at=now + pause(one.attempts),
            claim="",
            error=_in_short(error),
        )


def _in_short(error: Exception) -> str:
    """What failed, on one line, without what might hold a password."""
    text = " ".join(str(error).split())
    for secret in (settings.EMAIL_HOST_PASSWORD, settings.EMAIL_HOST_USER):
        text = text.replace(secret, "…") if secret else text
    return f"{type(error).__name__}: {text}"[:300]


def failing():
    """Letters that were tried in vain, whether they are tried again or not."""
    return Letter.objects.filter(state__in=[Letter.State.FAILED, Letter.State.WAITING]).exclude(error="")


def retry(*, letters: Iterable[Letter], by, clock: trail.Clock) -> int:
    """Try these again now, as if for the first time. Returns how many."""
    if not by.is_active or not by.has_perm("mail.retry_letter"):
        raise NotAllowed(f"{by.printed_name} may not send mail again.")
    with trail.entry(action="mail.retry", by=by, clock=clock) as entry:
        keys = [one.pk for one in letters]
        found = failing().filter(pk__in=keys, claim="")
        count = found.update(state=Letter.State.WAITING, due_at=entry.at, attempts=0, error="")
        if not count:
            raise NotPossible("None of these has failed.")
        entry.detail["letters"] = count
        return count
