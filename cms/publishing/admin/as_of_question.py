"""What somebody asks of the past: an address in whatever form they have it, and a day or a moment.

An address may be the public one as readers see it (https://…/resources/leg-pain), that of the API, a key
(articles/leg-pain), its last part alone, or words of a title. Days and clocks are those of the installation's
own zone unless an offset says otherwise.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils import timezone

from cms import canonical, instant

from .. import kinds, record
from ..models import Key, Member, Outcome

LONGEST = 500
MOST = 30

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Wrong(ValueError):
    """A part of the question cannot be understood; the message stands beside its field."""


class Place(NamedTuple):
    """One address that some item has or had."""

    key: str
    locale: str
    item: str
    kind: str


@dataclass(frozen=True)
class Span:
    """What was asked for: one moment, or every moment of a day that has passed (`ends` is its end)."""

    begins: datetime
    ends: datetime | None = None
    #: Something that has to be said about it, such as that the clock showed this time twice.
    remark: str = ""

    @property
    def is_day(self) -> bool:
        return self.ends is not None

    @property
    def last(self) -> datetime:
        """The moment itself, or the day's last one."""
        return self.ends - timedelta(microseconds=1) if self.ends else self.begins


# When


def span(text: str, now: datetime) -> Span:
    """The day or moment that the text says. Raises Wrong."""
    text = text.strip().upper()
    if not text.isascii():
        raise Wrong("Give a day such as 2026-03-14, and a time such as 09:30 if it matters.")
    if _DAY.fullmatch(text):
        found = _whole_day(_date(text))
        if found.begins > now:
            raise Wrong("That day lies ahead. What is shown then may still be decided.")
        return Span(found.begins, min(found.ends, now + timedelta(microseconds=1)))
    match = _MOMENT.fullmatch(text)
    if not match:
        raise Wrong("Give a day such as 2026-03-14, and a time such as 09:30 if it matters.")
    found = _moment(_date(match[1]), match[2], match[3])
    if found.begins > now:
        raise Wrong("That moment lies ahead. What is shown then may still be decided.")
    return found


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"There is no day {text}.") from None
    if not 1000 <= found.year < 9999:
        raise Wrong(f"The record knows nothing of {text}.")
    return found


def _whole_day(day: date) -> Span:
    def midnight(of: date) -> datetime:
        return timezone.make_aware(datetime.combine(of, time())).astimezone(UTC)

    return Span(midnight(day), midnight(day + timedelta(days=1)))


def _moment(day: date, clock: str, offset: str | None) -> Span:
    try:
        read = datetime.combine(day, time.fromisoformat(clock))
        if offset:
            return Span(datetime.fromisoformat(f"{read.isoformat()}{offset}").astimezone(UTC))
    except ValueError:
        raise Wrong(f"There is no time {clock}.") from None
    local = timezone.make_aware(read)
    moment = local.astimezone(UTC)
    if timezone.localtime(moment).replace(tzinfo=None) != read:
        raise Wrong(f"The clocks here never showed {clock} on that day: they were put forward.")
    other = local.replace(fold=1).astimezone(UTC)
    if other != moment:
        return Span(
            moment,
            remark=f"The clocks here showed {clock} twice on that day. This is the first time; the second was"
            f" {instant.to_text(other)}.",
        )
    return Span(moment)


# Where


def places(text: str, may_see) -> list[Place]:
    """The addresses that this text may mean; one when it is plain. Kinds not to be seen stay out of sight."""
    text = text.replace("\0", "").strip()[:LONGEST]
    if not text:
        raise Wrong("Paste the address of a page, or write words of its title.")
    path, locale = _path(text)
    found = _at_path(path, locale) or ([] if "/" in text.strip("/") else _titled(text))
    return [place for place in found if (model := kinds.model(place.kind)) and may_see(model)][:MOST]


def of_item(uid: str) -> list[Place]:
    """Every address of one item, in the order in which it was given them."""
    return [_place(key) for key in Key.objects.filter(item=uid).order_by("pk")]


def _path(text: str) -> tuple[str, str | None]:
    """The path in an address, without slashes around it, and the locale that it asks for."""
    try:
        parts = urlsplit(text if "://" in text or text.startswith("/") else f"/{text}")
        locale = parse_qs(parts.query).get("locale", [None])[0]
    except ValueError:
        return text.strip("/"), None
    return unquote(parts.path).strip("/"), locale


def _at_path(path: str, locale: str | None) -> list[Place]:
    parts = [part for part in path.split("/") if part]
    # The addresses of this software's own API end in a word of their own.
    if len(parts) > 2 and parts[-1] in ("at", "history", "verify", "status"):
        parts.pop()
    if not parts or not _SLUG.fullmatch(parts[-1]):
        return []
    keys = Key.objects.order_by("key", "locale", "pk")
    if locale:
        keys = keys.filter(locale=locale)
    exactly = keys.filter(key="/".join(parts[-2:])) if len(parts) > 1 else keys.none()
    found = [_place(key) for key in exactly[:MOST]]
    if found:
        return found
    # The organisation's own routes may have any form: what was published there says where readers found it.
    found = [_place(key) for key in keys.filter(key__endswith=f"/{parts[-1]}")[:MOST]]
    if len(parts) > 1:
        said = [place for place in found if _published_at(place, "/".join(parts))]
        return said or found
    return found


def _published_at(place: Place, path: str) -> bool:
    """Whether a document under this key said that readers find it at this path."""
    shown = record.standing_publications().filter(
        key=place.key, locale=place.locale, outcome=Outcome.DOCUMENT
    )
    for digest in shown.order_by("-number").values_list("snapshot", flat=True)[:5]:
        body = record.bytes_of(digest)
        if body and urlsplit(canonical.decode(body).get("href") or "").path.strip("/") == path:
            return True
    return False


def _titled(text: str) -> list[Place]:
    """Where items are found that were submitted under a title with these words."""
    members = Member.objects.filter(title__icontains=text).order_by("-pk")
    items = list(dict.fromkeys(members.values_list("item", flat=True)[:200]))[:MOST]
    found = Key.objects.filter(item__in=items).order_by("key", "locale", "pk")
    return [_place(key) for key in found[:MOST]]


def _place(key: Key) -> Place:
    return Place(key.key, key.locale, key.item, key.kind)
