"""Proving who one is again, at the moment of a signature: one seam, whatever the means of proof.

Today a password; a one-time code or an identity provider can be added here without any caller changing.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password

from .models import User


class NotProven(PermissionError):
    """The person could not prove who they are. Nothing was written."""


@dataclass(frozen=True)
class Proof:
    """That this person proved who they are just now, and by what means. Made only by reauthenticate()."""

    person: str
    means: str


def reauthenticate(person: User, password: str) -> Proof:
    """Prove who one is again with one's own password. Raises NotProven."""
    if person.is_system or not person.is_active:
        raise NotProven("This account cannot sign.")
    # The stored hash is read anew: the person in hand may be as old as its session.
    stored = User.objects.filter(pk=person.pk, is_active=True).values_list("password", flat=True).first()
    if not password or not stored or not check_password(password, stored):
        raise NotProven("That is not your password. Nothing was signed.")
    return Proof(person=person.uid, means="password")
