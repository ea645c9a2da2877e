"""Signing in and out, and what becomes of a second factor: each in one entry of the audit trail."""

from django.contrib import auth
from django_otp import login as remember_device

from cms.audit import trail

from . import actions, credentials, second_factor
from .actions import NotAllowed
from .models import User
from .second_factor import RECOVERY_CODE, Checked

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class NotPossible(ValueError):
    """There is nothing to do here."""


def sign_in(request, person: User, checked: Checked | None, clock: trail.Clock) -> None:
    """Begin the session of somebody who proved who they are."""
    with trail.entry(action="person.sign_in", by=person, clock=clock, subject=person.uid) as entry:
        entry.detail["means"] = f"password and {checked.means}" if checked else "password"
        if checked and checked.means == RECOVERY_CODE:
            entry.detail["recovery_codes_left"] = checked.left
        auth.login(request, person, backend=_BACKEND)
        credentials.begin(request)
        if checked:
            remember_device(request, checked.device)


def sign_out(request, person: User, clock: trail.Clock) -> None:
    with trail.entry(action="person.sign_out", by=person, clock=clock, subject=person.uid):
        auth.logout(request)


def reset_second_factor(*, person: User, by: User, clock: trail.Clock, reason: str) -> None:
    """Take away a second factor that was lost; signing waits for compliance, and a sign-in for another."""
    with trail.entry(
        action="person.reset_second_factor", by=by, clock=clock, subject=person.uid, reason=reason.strip()
    ) as entry:
        actions.require(by, "people.change_user", person.is_superuser)
        if by.pk == person.pk:
            raise NotAllowed("Set up your own second factor anew on its page.")
        if not reason.strip():
            raise NotPossible("Say why: taking away a second factor needs a reason.")
        if not second_factor.remove(person):
            raise NotPossible("There is no second factor to take away.")
        actions.suspend(person, by=by, entry=entry)
        person.save(update_fields=["signing_suspended_at", "signing_suspended_by"])


def confirm_signer(*, person: User, by: User, clock: trail.Clock, reason: str) -> None:
    """Let somebody sign again after a reset: compliance made sure that it is they who hold the account."""
    with trail.entry(
        action="person.confirm_signer", by=by, clock=clock, subject=person.uid, reason=reason.strip()
    ) as entry:
        refuse_to_confirm(person, by)
        if not reason.strip():
            raise NotPossible("Say how you made sure that it is they: the record keeps it.")
        entry.detail["reset_by"] = person.signing_suspended_by.split()
        person.signing_suspended_at, person.signing_suspended_by = None, ""
        person.save(update_fields=["signing_suspended_at", "signing_suspended_by"])


def refuse_to_confirm(person: User, by: User) -> None:
    """Raise NotAllowed or NotPossible with the reason why this person cannot confirm that one."""
    person.refresh_from_db(fields=["signing_suspended_at", "signing_suspended_by"])
    if by.is_system or not by.is_active or not by.has_perm("people.confirm_signer"):
        raise NotAllowed(f"{by.printed_name} may not confirm signers.")
    if by.pk == person.pk:
        raise NotAllowed("Nobody confirms themselves. Ask another compliance officer.")
    if person.signing_suspended_at is None:
        raise NotPossible("Signing is not suspended.")
    if by.uid in person.signing_suspended_by.split():
        raise NotAllowed("You made the reset, so somebody else must confirm it.")
