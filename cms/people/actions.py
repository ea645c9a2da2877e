"""Changes to people: each in one entry of the audit trail."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.audit import trail

from .models import User
from .roles import Role

SYSTEM_DOMAIN = "system.invalid"


class EmailTaken(ValueError):
    """Somebody has this e-mail address already."""


class NotAllowed(PermissionError):
    """This person may not do this."""


class UnknownRole(ValueError):
    """There is no such role."""


def add_person(
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    by: User,
    clock: trail.Clock,
    password: str | None = None,
    credentials: str = "",
    is_superuser: bool = False,
) -> User:
    """Add a person with these roles; without a password they cannot sign in until one is set."""
    _require(by, "people.add_user", is_superuser)
    roles = _known(roles)
    email = User.objects.normalize_email(email).lower()
    with trail.entry(action="person.add", by=by, clock=clock, detail={"roles": roles}) as entry:
        if User.objects.filter(email__iexact=email).exists():
            raise EmailTaken(f"{email} belongs to somebody already.")
        person = User.objects.create_user(
            email, password, name=name, credentials=credentials, is_superuser=is_superuser
        )
        person.groups.set(Group.objects.filter(name__in=roles))
        entry.subject = person.uid
        entry.detail |= {"name": name, "credentials": credentials, "superuser": is_superuser}
    return person


def change_person(
    *, person: User, roles: Iterable[str], by: User, clock: trail.Clock, reason: str = ""
) -> None:
    """Save what was changed on a person and on their roles, with old and new in the entry."""
    roles = _known(roles)
    with trail.entry(action="person.change", by=by, clock=clock, subject=person.uid, reason=reason) as entry:
        before = User.objects.get(pk=person.pk)
        old_roles = sorted(before.groups.values_list("name", flat=True))
        person.save()
        # Groups that are not roles are somebody else's business.
        others = person.groups.exclude(name__in=Role.values)
        person.groups.set([*others, *Group.objects.filter(name__in=roles)])
        changes = {
            field: [str(getattr(before, field)), str(getattr(person, field))]
            for field in ("email", "name", "credentials", "is_active", "is_staff", "is_superuser")
            if getattr(before, field) != getattr(person, field)
        }
        if before.password != person.password:
            changes["password"] = ["", "set anew"]
        if old_roles != roles:
            changes["roles"] = [" ".join(old_roles), " ".join(roles)]
        own_password = by.pk == person.pk and changes.keys() <= {"password"}
        if not own_password:
            _require(by, "people.change_user", before.is_superuser or person.is_superuser)
        if not changes:
            entry.discard()
        entry.detail["changes"] = changes


def system_person(name: str, clock: trail.Clock = timezone.now) -> User:
    """The system person that acts for a command, such as `import`; made when first asked for.

    Its making is an entry of its own, or a note in the entry of the action that is under way.
    """
    known = User.objects.filter(email=system_email(name)).first()
    if known:
        return known
    if entry := trail.under_way():
        person, is_new = system_row(name)
        if is_new:
            entry.also("system_people_added", person.uid)
        return person
    with transaction.atomic():
        trail.lock()  # before the row is written, as in every action
        person, is_new = system_row(name)
        if is_new:
            detail = {"name": name, "system": True}
            with trail.entry(action="person.add", by=person, clock=clock, subject=person.uid, detail=detail):
                pass
    return person


def system_row(name: str) -> tuple[User, bool]:
    """The row of a system person, and whether it is new; only inside what leaves an entry."""
    return User.objects.get_or_create(
        email=system_email(name),
        defaults={"name": name, "is_system": True, "is_staff": False, "password": "!"},
    )


def system_email(name: str) -> str:
    return f"{name}@{SYSTEM_DOMAIN}"


def _require(by: User, permission: str, of_superuser: bool) -> None:
    """Refuse unless the person may do this to people; superusers are the business of superusers."""
    if by.is_system:
        return
    if not by.is_active or not by.has_perm(permission) or (of_superuser and not by.is_superuser):
        raise NotAllowed(f"{by.printed_name} may not do this to people.")


def _known(roles: Iterable[str]) -> list[str]:
    roles = sorted(set(roles))
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise UnknownRole(f"There is no role “{unknown[0]}”. The roles are: {', '.join(Role.values)}.")
    return roles
