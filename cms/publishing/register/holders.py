"""Who held which role when a period began and ended: told from the entries about people, not from today."""

from dataclasses import dataclass, field

from django.db.models import Q

from cms.audit.models import Entry

from .period import Period
from .sections import Section, Title, of_entries

_SUPERUSER = "superuser"
#: What changes who holds a role.
_TELLING = ("person.add", "person.change", "person.permissions", "group.delete")
#: What else is said of people's access.
_ACCESS = (
    "person.reset_second_factor",
    "person.confirm_signer",
    "person.second_factor",
    "person.recovery_codes",
    "token.make",
    "token.revoke",
    "group.permissions",
    "roles.sync",
)


@dataclass
class Holder:
    """One person at one moment."""

    name: str = ""
    roles: set[str] = field(default_factory=set)
    active: bool = True

    @property
    def words(self) -> str:
        if not self.active:
            return "deactivated"
        return ", ".join(sorted(self.roles)) or "no role"


def holders(period: Period, most) -> Section:
    """Everybody who held a role at either end of the period, with what they held."""
    people: dict[str, Holder] = {}
    before: dict[str, str] | None = None
    telling = Entry.objects.filter(action__in=_TELLING, sequence__lte=period.last).order_by("sequence")
    for entry in telling.iterator():
        if before is None and entry.sequence >= period.first:
            before = _words(people)
        _apply(people, entry)
    after = _words(people)
    before = after if before is None else before
    names = {uid: one.name for uid, one in people.items()}
    section = Section(
        "role_holders",
        "Who held which role",
        {"name": "Person", "before": "When the period began", "after": "When it ended", "changed": "Changed"},
        0,
        help="As the entries about people tell it. The changes between stand in the next table.",
    )
    nothing = ("", "no role", "deactivated")
    for uid in sorted(after, key=lambda uid: (names[uid].casefold(), uid)):
        old, new = before.get(uid, ""), after[uid]
        if old in nothing and new in nothing and old == new:
            continue
        section.rows.append(
            {"name": Title(names[uid]), "before": old or "not here yet", "after": new,
             "changed": "changed" if old != new else ""}
        )  # fmt: skip
    section.total = len(section.rows)
    section.rows = section.rows[:most]
    return section


def changes(period: Period, most) -> Section:
    return of_entries(
        "access_changes",
        "Changes of people, roles and access",
        period,
        Q(action__in=[*_TELLING, *_ACCESS]),
        most,
        _said,
    )


def _words(people: dict[str, Holder]) -> dict[str, str]:
    return {uid: one.words for uid, one in people.items()}


def _apply(people: dict[str, Holder], entry: Entry) -> None:
    said = entry.detail_document
    if entry.action == "person.add":
        if not said.get("system"):
            roles = {*said.get("roles", ()), *([_SUPERUSER] if said.get("superuser") else [])}
            people[entry.subject] = Holder(said.get("name") or entry.subject, roles)
    elif entry.action == "person.change":
        _change(people.setdefault(entry.subject, Holder(entry.subject)), said.get("changes", {}))
    elif entry.action == "group.delete":
        for one in people.values():
            one.roles.discard(said.get("of"))
    elif str(said.get("table", "")).endswith("_groups"):
        _join(people, entry.subject, said)


def _change(one: Holder, changed: dict) -> None:
    old_new = {name: value[1] for name, value in changed.items()}
    one.name = old_new.get("name", one.name)
    if "roles" in old_new:
        one.roles = {*old_new["roles"].split(), *(one.roles & {_SUPERUSER})}
    if "is_superuser" in old_new:
        (one.roles.add if old_new["is_superuser"] == "True" else one.roles.discard)(_SUPERUSER)
    if "is_active" in old_new:
        one.active = old_new["is_active"] == "True"


def _join(people: dict[str, Holder], person: str, said: dict) -> None:
    """A membership that was changed past the actions: told from the person's side or from the group's."""
    for verb in ("add", "remove", "clear"):
        for other in said.get(verb, ()):
            uid, role = (person, other) if person else (other, said["of"])
            roles = people.setdefault(uid, Holder(uid)).roles
            (roles.add if verb == "add" else roles.discard)(role)


def _said(detail: dict) -> str:
    """The detail of an entry about somebody's access, in a line."""
    if "changes" in detail:
        return "; ".join(
            f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in detail["changes"].items()
        )
    if isinstance(detail.get("roles"), list):
        return f"with the roles {', '.join(detail['roles']) or '–'}"
    if isinstance(detail.get("roles"), dict):
        return f"roles brought up to date: {', '.join(sorted(detail['roles']))}"
    told = (f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
            for name, value in sorted(detail.items()) if name != "table")  # fmt: skip
    return "; ".join(told)
