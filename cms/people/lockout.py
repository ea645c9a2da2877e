"""Locking out whoever guesses: after some failures an account is closed for a while, to that address only.

Counted in the tables of django-axes, so that every process counts the same and nothing is lost with a
restart. Its own handler keeps what people type into the field for the name, which may be a password; this
one keeps the uid of the account, or a keyed digest where there is none. Sign-in and signing count together.
"""

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.models import AccessAttempt, AccessAttemptExpiration
from django.conf import settings
from django.contrib import admin
from django.db.models import F
from django.template.response import TemplateResponse
from django.utils import timezone

from cms.audit import trail

from . import actions
from .models import User
from .refusals import LockedOut

ACTION = "person.locked_out"
_NOWHERE = "0.0.0.0"


class Handler(AbstractAxesHandler, AxesBaseHandler):
    """What django-axes asks and tells at sign-in."""

    def is_locked(self, request, credentials=None):
        return locked_until(_account(credentials)[0], address_of(request)) is not None

    def get_failures(self, request, credentials=None):
        return 0  # asked only by the question above, which needs no number

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        if request is None:
            return
        account, person = _account(credentials)
        address = address_of(request)
        until = locked_until(account, address) or failed(account, address, person)
        if until:
            request.axes_locked_out = True
            request.locked_out_until = until

    def user_logged_in(self, sender, request, user, **kwargs):
        forget(user, address_of(request))

    def user_logged_out(self, *args, **kwargs):
        """Nothing was counted."""

    post_save_access_attempt = post_delete_access_attempt = user_logged_out


def answer(request, response=None, credentials=None):
    """The page instead of the sign-in page: what happened, and when it ends."""
    until = getattr(request, "locked_out_until", None) or timezone.now()
    context = {
        **admin.site.each_context(request),
        "sentence": str(LockedOut(until)),
        "title": "Locked out for a while",
    }
    page = TemplateResponse(request, "people/locked_out.html", context, status=LockedOut.status)
    page.headers["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    page.headers["Cache-Control"] = "no-store"
    return page.render()


def address_of(request) -> str:
    """Where a request comes from; behind a proxy, the address that the proxy itself saw.

    Of an IPv6 address its network: whoever has one has all the 2⁶⁴ in it, and could guess from each anew.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # What stands before the last comma came from outside and may say anything.
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        found = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return _NOWHERE
    if found.version == 6:
        found = found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False).network_address
    return str(found)


def _without_port(address: str) -> str:
    """Some proxies add the port: 10.0.0.1:4711 or [2001:db8::1]:4711."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def refuse(person: User, address: str, field: str = "password") -> None:
    """Raise LockedOut while this account is closed to this address."""
    if until := locked_until(person.uid, address):
        raise LockedOut(until, field)


def count(person: User, address: str, field: str = "password") -> None:
    """Note a failure of somebody who is known. Raises LockedOut when it was one too many."""
    if until := failed(person.uid, address, person):
        raise LockedOut(until, field)


def locked_until(account: str, address: str) -> datetime | None:
    return (
        AccessAttemptExpiration.objects.filter(
            access_attempt__username=account,
            access_attempt__ip_address=address,
            expires_at__gt=timezone.now(),
        )
        .values_list("expires_at", flat=True)
        .first()
    )


def failed(account: str, address: str, person: User | None) -> datetime | None:
    """Count a failure; the one that reaches the limit locks, in one entry. Says until when it is locked."""
    now = timezone.now()
    attempt, _ = AccessAttempt.objects.get_or_create(
        username=account,
        ip_address=address,
        user_agent="",
        defaults={"failures_since_start": 0, "get_data": "", "post_data": "", "http_accept": ""},
    )
    rows = AccessAttempt.objects.filter(pk=attempt.pk)
    # What lies longer back than a lock would last is forgotten.
    rows.filter(attempt_time__lt=now - _duration()).update(failures_since_start=0)
    rows.update(failures_since_start=F("failures_since_start") + 1, attempt_time=now)
    if rows.filter(failures_since_start__gte=settings.LOCKOUT_AFTER).exists():
        return _lock(attempt.pk, address, person)
    return None


def _lock(attempt: int, address: str, person: User | None) -> datetime | None:
    """Close the account to the address, in one entry however many failures come at once."""
    # Not by the person: who was guessing is not known.
    with actions.entry_of_system(
        "sign-in", action=ACTION, clock=timezone.now, subject=person.uid if person else ""
    ) as entry:
        row = AccessAttempt.objects.select_for_update().filter(pk=attempt).first()
        now = timezone.now()
        lock = AccessAttemptExpiration.objects.filter(access_attempt=attempt).first()
        if lock and lock.expires_at > now:
            entry.discard()
            return lock.expires_at
        if row is None or row.failures_since_start < settings.LOCKOUT_AFTER:
            entry.discard()  # somebody let them in again meanwhile
            return None
        until = now + _duration()
        AccessAttemptExpiration.objects.update_or_create(
            access_attempt_id=attempt, defaults={"expires_at": until}
        )
        entry.detail = {
            "failures": row.failures_since_start,
            "from": address,
            "known": person is not None,
            "until": until.isoformat(timespec="seconds"),
        }
        # The count begins anew when the lock ends.
        AccessAttempt.objects.filter(pk=attempt).update(failures_since_start=0)
        return until


def forget(person: User, address: str) -> None:
    """Somebody proved who they are: what failed before counts no more."""
    counted = AccessAttempt.objects.filter(username=person.uid, ip_address=address)
    counted.exclude(expiration__expires_at__gt=timezone.now()).delete()


def is_locked_out(person: User) -> bool:
    """Whether the account is closed to any address now."""
    return _locks_of(person).exists()


def release(*, person: User, by: User, clock: trail.Clock, reason: str = "") -> None:
    """Let somebody in again before the lock ends."""
    with trail.entry(
        action="person.let_in", by=by, clock=clock, subject=person.uid, reason=reason.strip()
    ) as entry:
        actions.require(by, "people.change_user", person.is_superuser)
        if not _locks_of(person).exists():
            entry.discard()
        AccessAttempt.objects.filter(username=person.uid).delete()


def _locks_of(person: User):
    return AccessAttemptExpiration.objects.filter(
        access_attempt__username=person.uid, expires_at__gt=timezone.now()
    )


def _duration() -> timedelta:
    return timedelta(minutes=settings.LOCKOUT_MINUTES)


def _account(credentials) -> tuple[str, User | None]:
    """What stands for the typed name: the uid of the person, or a digest that tells nothing of it."""
    credentials = credentials or {}
    said = (credentials.get("username") or credentials.get(User.USERNAME_FIELD) or "").strip().lower()
    person = User.objects.filter(email__iexact=said, is_system=False).first() if "\0" not in said else None
    if person:
        return person.uid, person
    keyed = hmac.new(settings.SECRET_KEY.encode(), b"lockout:" + said.encode(), hashlib.sha256)
    return f"unknown:{keyed.hexdigest()[:40]}", None
