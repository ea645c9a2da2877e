"""Changes to people: each in one entry of the audit trail."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.audit import trail
from cms.audit.models import Entry

from .models import PastEmail, User
from .roles import Role

SYSTEM_DOMAIN = "system.invalid"
#: Name of the note in an entry that lists system people who came about by the way.
MADE = "system_people_added"


#: Columns that an administrator may change.
COLUMNS = ("email", "name", "credentials", "is_active", "is_staff", "is_superuser")


class EmailTaken(ValueError):
    """Somebody has this e-mail address already."""


class NotAllowed(PermissionError):
    """This person may not do this."""


class NotThisName(ValueError):
    """The name beside somebody's signatures cannot become this one."""

    def __init__(self, sentence: str, field: str):
        super().__init__(sentence)
        self.field = field


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
    require(by, "people.add_user", is_superuser)
    roles = _known(roles)
    email = User.objects.normalize_email(email).lower()
    with trail.entry(action="person.add", by=by, clock=clock, detail={"roles": roles}) as entry:
        refuse_taken(email)
        person = User.objects.create_user(
            email,
            password,
            name=name,
            credentials=credentials,
            is_superuser=is_superuser,
            # A password that somebody else knows is good for one sign-in.
            must_change_password=bool(password) and not by.is_system,
        )
        person.groups.set(Group.objects.filter(name__in=roles))
        entry.subject = person.uid
        entry.detail |= {"name": name, "credentials": credentials, "superuser": is_superuser}
    return person


def change_person(
    *, person: User, roles: Iterable[str], by: User, clock: trail.Clock, reason: str = ""
) -> None:
    """Save what was changed on a person and on their roles, with old and new in the entry."""
    roles, reason = _known(roles), reason.strip()
    with trail.entry(action="person.change", by=by, clock=clock, subject=person.uid, reason=reason) as entry:
        before = User.objects.get(pk=person.pk)
        old_roles = sorted(before.groups.filter(name__in=Role.values).values_list("name", flat=True))
        person.email = User.objects.normalize_email(person.email).lower()
        changed = [name for name in COLUMNS if getattr(before, name) != getattr(person, name)]
        changes = {name: [str(getattr(before, name)), str(getattr(person, name))] for name in changed}
        if person._password is not None:  # one was set on this object, it isn't only an older one
            changed += ["password", *_take_password(before, person, by, entry)]
            changes["password"] = ["", "set anew"]
        if old_roles != roles:
            changes["roles"] = [" ".join(old_roles), " ".join(roles)]
        own_password = by.pk == person.pk and changes.keys() <= {"password"}
        if not own_password:
            require(by, "people.change_user", before.is_superuser or person.is_superuser)
        refuse_taken(person.email, person)
        refuse_name(before, name=person.name, email=person.email, reason=reason)
        if not changes:
            entry.discard()
            return
        person.save(update_fields=changed)
        if before.email != person.email:
            kept = {"person": person, "until_at": entry.at}
            PastEmail.objects.update_or_create(email=before.email.lower(), defaults=kept)
        if old_roles != roles:
            # Groups that are not roles are somebody else's business.
            others = person.groups.exclude(name__in=Role.values)
            person.groups.set([*others, *Group.objects.filter(name__in=roles)])
        entry.detail["changes"] = changes


def _take_password(before: User, person: User, by: User, entry: trail.OpenEntry) -> list[str]:
    """What else a new password changes: whoever gets one from somebody else signs nothing until confirmed."""
    person.must_change_password = by.pk != person.pk
    if by.pk == person.pk or not before.has_usable_password():
        return ["must_change_password"]
    suspend(person, by=by, entry=entry)
    return ["must_change_password", "signing_suspended_at", "signing_suspended_by"]


def suspend(person: User, *, by: User, entry: trail.OpenEntry) -> None:
    """Let somebody sign nothing until compliance confirms who they are; the caller saves the columns."""
    person.signing_suspended_at = entry.at
    known = User.objects.values_list("signing_suspended_by", flat=True).get(pk=person.pk)
    person.signing_suspended_by = " ".join(sorted({*known.split(), by.uid}))
    entry.detail["signing"] = "suspended"


def refuse_taken(email: str, person: User | None = None) -> None:
    """Raise EmailTaken when the address is somebody else's, or was once."""
    others, past = User.objects.filter(email__iexact=email), PastEmail.objects.filter(email__iexact=email)
    if person is not None:
        others, past = others.exclude(pk=person.pk), past.exclude(person=person)
    if others.exists():
        raise EmailTaken(f"{email} belongs to somebody already.")
    if past.exists():
        raise EmailTaken(f"{email} belonged to somebody before. An address is never given to another person.")


def refuse_name(before: User, *, name: str, email: str, reason: str) -> None:
    """Raise NotThisName: who stands in the record may marry, but never becomes somebody else."""
    if before.name == name or not stands_in_record(before):
        return
    if before.email.lower() != email.lower():
        raise NotThisName(
            "Change the name or the e-mail address, not both at once: the record names this person.", "name"
        )
    if User.objects.filter(name__iexact=name).exclude(pk=before.pk).exists():
        raise NotThisName(
            f"Somebody else is called {name}. The record must tell them apart: add a middle name.", "name"
        )
    if not reason:
        raise NotThisName("Say why the name changes: it stands in the record.", "reason")


def stands_in_record(person: User) -> bool:
    """Whether this person did anything that the record keeps, beside managing their own account."""
    return Entry.objects.filter(actor=person.uid).exclude(action__startswith="person.").exists()


def is_system_person(person: User, name: str) -> bool:
    """Whether this is the system person of that name; asking makes none."""
    return person.is_system and person.email == _system_email(name)


def system_person(name: str, clock: trail.Clock = timezone.now) -> User:
    """The system person that acts for a command, such as `import`; made when first asked for.

    Its making is an entry of its own, or a note in the entry of the action that is under way.
    """
    known = User.objects.filter(email=_system_email(name)).first()
    if known:
        return known
    if under_way := trail.under_way():
        person, is_new = _system_row(name)
        if is_new:
            under_way.also(MADE, person.uid)
        return person
    with transaction.atomic():
        trail.lock()  # before the row is written, as in every action
        person, is_new = _system_row(name)
        if is_new:
            detail = {"name": name, "system": True}
            with trail.entry(action="person.add", by=person, clock=clock, subject=person.uid, detail=detail):
                pass
    return person


@contextmanager
def entry_of_system(name: str, *, clock: trail.Clock, **said) -> Iterator[trail.OpenEntry]:
    """An entry by a system person, which notes the making of that person where this is the first."""
    with transaction.atomic():
        trail.lock()
        person, is_new = _system_row(name)
        with trail.entry(by=person, clock=clock, **said) as entry:
            if is_new:
                entry.also(MADE, person.uid)
            yield entry


def _system_row(name: str) -> tuple[User, bool]:
    return User.objects.get_or_create(
        email=_system_email(name),
        defaults={"name": name, "is_system": True, "is_staff": False, "password": "!"},
    )


def _system_email(name: str) -> str:
    return f"{name}@{SYSTEM_DOMAIN}"


def require(by: User, permission: str, of_superuser: bool) -> None:
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
