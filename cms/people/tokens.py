"""Tokens for the API: made for one person, shown once, narrowed to scopes, ended by time or by hand.

    Authorization: Bearer mct_Zk3…          43 characters of chance after the prefix

Only the SHA-256 of a token is kept. Its chance has 256 bits, so a plain digest is enough: nothing can be
guessed from it, and looking it up takes as long whatever was sent.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from cms.audit import trail

from .actions import NotAllowed
from .models import Token, User

PREFIX = "mct_"
LONGEST_DAYS = 400

_FORM = re.compile(r"mct_[A-Za-z0-9_-]{43}")


class Scope(models.TextChoices):
    """What a token may be used for, beside what its person may do."""

    COMPLIANCE = "compliance", "Compliance: the record of what was published"


#: What a person must be allowed to do for a scope to open anything.
NEEDS = {Scope.COMPLIANCE: "publishing.read_record"}


class BadTerms(ValueError):
    """A token cannot be made like this; the message says what would be right. `field` names the term."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field = field


class NotValid(PermissionError):
    """The token opens nothing; the message says why, to whoever holds it."""


def may_make_for(by: User, person: User) -> bool:
    """For oneself, or as somebody who may change people. Superusers are the business of superusers."""
    if by.is_system:
        return True
    if not by.is_active or not by.is_staff:
        return False
    return by.pk == person.pk or (
        by.has_perm("people.change_user") and (by.is_superuser or not person.is_superuser)
    )


def make(
    *,
    person: User,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    by: User,
    clock: trail.Clock,
    reason: str = "",
) -> tuple[Token, str]:
    """A new token and its text. The text is in no database, log or entry: it is shown now or never."""
    if not may_make_for(by, person):
        raise NotAllowed(f"{by.printed_name} may not make a token for {person.printed_name}.")
    scopes = _known(scopes)
    name = name.strip()
    if not name:
        raise BadTerms("name", "Say what uses it.")
    if len(name) > Token._meta.get_field("name").max_length:
        raise BadTerms("name", "Say it in at most 100 characters.")
    if person.is_system or not person.is_active or not person.is_staff:
        raise BadTerms("person", f"{person.printed_name} cannot sign in, so a token of theirs opens nothing.")
    if vain := [scope for scope in scopes if not person.has_perm(NEEDS[Scope(scope)])]:
        raise BadTerms("scopes", f"{person.printed_name} may not do what “{vain[0]}” opens.")
    with trail.entry(action="token.make", by=by, clock=clock, subject=person.uid, reason=reason) as entry:
        if expires_at <= entry.at:
            raise BadTerms("expires_at", "Choose a day that lies ahead.")
        if expires_at > entry.at + timedelta(days=LONGEST_DAYS):
            raise BadTerms("expires_at", f"A token is valid for at most {LONGEST_DAYS} days.")
        text = PREFIX + secrets.token_urlsafe(32)
        token = Token.objects.create(
            person=person,
            name=name,
            scopes=" ".join(scopes),
            digest=digest_of(text),
            made_at=entry.at,
            expires_at=expires_at,
        )
        entry.detail |= {
            "token": token.uid,
            "name": name,
            "scopes": scopes,
            "person": person.printed_name,
            "expires_at": expires_at.isoformat(),
        }
    return token, text


def revoke(*, token: Token, by: User, clock: trail.Clock, reason: str = "") -> None:
    """End a token at once. One that is revoked already stays as it is, without another entry."""
    if not may_make_for(by, token.person):
        raise NotAllowed(f"{by.printed_name} may not revoke a token of {token.person.printed_name}.")
    with trail.entry(
        action="token.revoke", by=by, clock=clock, subject=token.person.uid, reason=reason
    ) as entry:
        entry.detail |= {"token": token.uid, "name": token.name}
        if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=entry.at):
            entry.discard()
    token.refresh_from_db()


def authenticate(text: str, *, now: datetime) -> Token:
    """The token with its person, if it opens anything now. Raises NotValid."""
    if not _FORM.fullmatch(text):
        raise NotValid("This is not a token of this installation. Make one in the admin, under Tokens.")
    digest = digest_of(text)
    token = Token.objects.select_related("person").filter(digest=digest).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        raise NotValid("This token is not known here. Make one in the admin, under Tokens.")
    if token.revoked_at is not None:
        raise NotValid("This token was revoked.")
    if token.expires_at <= now:
        raise NotValid("This token has expired.")
    person = token.person
    if not person.is_active or not person.is_staff or person.is_system:
        raise NotValid("The person of this token may not sign in any more.")
    if person.signing_suspended_at is not None:
        raise NotValid(
            "The account of this token waits for compliance to confirm a new password or second factor."
        )
    return token


def allows(token: Token, scope: str) -> bool:
    return scope in token.scopes.split()


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _known(scopes: Iterable[str]) -> list[str]:
    scopes = sorted(set(scopes))
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown:
        raise BadTerms("scopes", f"There is no scope “{unknown[0]}”: use {', '.join(Scope.values)}.")
    if not scopes:
        raise BadTerms("scopes", "Choose what it may be used for.")
    return scopes
