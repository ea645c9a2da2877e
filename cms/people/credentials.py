"""Proving who one is again, at the moment of a signature: one seam, whatever the means of proof.

With a second factor, the first signature of a session takes password and code, those after it the password.
An identity provider can be added here without any caller changing.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password

from . import lockout, second_factor
from .models import User
from .refusals import LockedOut, NotProven

__all__ = ["LockedOut", "NotProven", "Proof", "asks_for_code", "begin", "reauthenticate", "remember"]

_SIGNED_WITH_CODE = "signed_with_code"
PASSWORD = "password"


@dataclass(frozen=True)
class Proof:
    """That this person proved who they are just now, and by what means. Made only by reauthenticate()."""

    person: str
    means: str


def asks_for_code(person: User, request=None) -> bool:
    """Whether a signature now takes a code beside the password; without a session it always does."""
    if not second_factor.is_asked_of(person):
        return False
    return request is None or request.session.get(_SIGNED_WITH_CODE) != person.uid


def reauthenticate(
    person: User, password: str, code: str = "", *, request=None, always_code: bool = False
) -> Proof:
    """Prove who one is again, with one's own password and where it is asked for a code. Raises NotProven."""
    if person.is_system or not person.is_active:
        raise NotProven("This account cannot sign.")
    address = lockout.address_of(request) if request else ""
    if request:
        lockout.refuse(person, address)
    # The stored hash is read anew: the person in hand may be as old as its session.
    stored = User.objects.filter(pk=person.pk, is_active=True).values_list("password", flat=True).first()
    if not password or not stored or not check_password(password, stored):
        if request:
            lockout.count(person, address)
        raise NotProven("That is not your password. Nothing was signed.")
    means = PASSWORD
    if asks_for_code(person, None if always_code else request):
        try:
            means = f"{PASSWORD} and {second_factor.check(person, code).means}"
        except NotProven as error:
            if request and code.strip():
                lockout.count(person, address, error.field)
            raise
    if request:
        lockout.forget(person, address)
    return Proof(person=person.uid, means=means)


def begin(request) -> None:
    """A new session: its first signature takes a code, also where the browser's older one goes on."""
    request.session.pop(_SIGNED_WITH_CODE, None)


def remember(proof: Proof, request) -> None:
    """After the first signature of a session: those that follow in it take the password."""
    if proof.means != PASSWORD:
        request.session[_SIGNED_WITH_CODE] = proof.person
