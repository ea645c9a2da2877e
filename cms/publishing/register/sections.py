"""What the parts of a register are made of: tables of texts, numbers, moments and days."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from cms.audit.models import Entry
from cms.people.models import User

from ..models import Member, Publication, Revision, Standing
from .period import Period

#: So many rows are told with one question to each table.
AT_ONCE = 500


@dataclass(frozen=True)
class Title:
    """A cell that names an item; a page may lead to it."""

    text: str
    item: str = ""

    def __str__(self):
        return self.text


Cell = str | int | datetime | date | Title | list[str] | None


@dataclass
class Section:
    """One table: `total` rows, of which `rows` are told."""

    key: str
    title: str
    columns: dict[str, str]
    total: int
    rows: list[dict[str, Cell]] = field(default_factory=list)
    help: str = ""


def of_query(
    key: str,
    title: str,
    columns: dict[str, str],
    found,
    tell: Callable[[list], Iterable[dict]],
    most: int | None,
    help: str = "",
) -> Section:
    """A section whose rows are those of a query, told in chunks."""
    section = Section(key, title, columns, found.count(), help=help)
    wanted = min(section.total, most) if most is not None else section.total
    for begin in range(0, wanted, AT_ONCE):
        section.rows += tell(list(found[begin : min(begin + AT_ONCE, wanted)]))
    return section


ENTRY_COLUMNS = {
    "entry": "Entry",
    "at": "When",
    "action": "Action",
    "who": "Who",
    "about": "About",
    "reason": "Why",
    "said": "Detail",
}


def of_entries(
    key: str,
    title: str,
    period: Period,
    which: Q,
    most: int | None,
    say: Callable[[dict], str] = lambda detail: "",
    help: str = "",
) -> Section:
    """A section of entries of the trail; `say` puts their detail into words."""

    def tell(entries: list[Entry]):
        titles = titles_of({entry.subject for entry in entries})
        for one in entries:
            yield {
                "entry": one.sequence,
                "at": one.at,
                "action": one.action,
                "who": one.actor_name,
                "about": titles.get(one.subject, Title(one.subject)),
                "reason": one.reason,
                "said": say(one.detail_document),
            }

    found = period.entries().filter(which).order_by("sequence")
    return of_query(key, title, ENTRY_COLUMNS, found, tell, most, help)


def titles_of(subjects: set[str]) -> dict[str, Title]:
    """What entries are about, by uid: items and releases by their titles, people by their names."""
    subjects = {one for one in subjects if one}
    found = {}
    rows = Member.objects.filter(release__in=subjects).order_by("release", "position")
    for release, item, title in rows.values_list("release", "item", "title"):
        found[release] = Title(title, item)  # the last member is the main one
    for item, title in Standing.objects.filter(pk__in=subjects).values_list("pk", "title"):
        found[item] = Title(title, item)
    for uid, name in User.objects.filter(uid__in=subjects).values_list("uid", "name"):
        found[uid] = Title(name)
    return found


def entries_of(rows) -> dict[int, Entry]:
    """The entries that wrote these rows of the record, by sequence."""
    return Entry.objects.in_bulk({row.entry for row in rows})


def members_of(publications: list[Publication]) -> dict[tuple[str, str], Member]:
    """What each publication was in its release, by (release, item)."""
    releases = {one.release_id for one in publications if one.release_id}
    items = {one.item for one in publications}
    rows = Member.objects.filter(release__in=releases, item__in=items)
    return {(member.release_id, member.item): member for member in rows}


def writers_of(members: Iterable[Member]) -> dict[tuple[str, str], list[str]]:
    """Who wrote what each member brought, by (release, item): each name once, in order."""
    members = list(members)
    written: dict[str, list[tuple[int, str]]] = {}
    rows = Revision.objects.filter(item__in={member.item for member in members}).order_by("item", "number")
    for item, number, name in rows.values_list("item", "number", "by_name"):
        written.setdefault(item, []).append((number, name))
    return {
        (member.release_id, member.item): list(
            dict.fromkeys(
                name
                for number, name in written.get(member.item, ())
                if member.after < number <= member.revision
            )
        )
        for member in members
    }


def lasted(time: timedelta) -> str:
    """How long something took, roughly: “3 days 4 hours”."""
    minutes = max(0, int(time.total_seconds() // 60))
    parts = []
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {word}{'s' * (count != 1)}")
    return " ".join(parts[:2]) or "less than a minute"
