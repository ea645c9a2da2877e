"""What a reference in a content file may mean: items by address, in the files first, then in the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from cms.publishing.models import Key

from .kinds import Kind, all_kinds, of_type
from .problems import did_you_mean

#: Stands for an item of a file that could not be read, so that one fault is one problem.
UNREAD = "unread_0"


def split(reference: str) -> tuple[str, str]:
    """`pad@es-MX` is the slug and the locale; without a locale, the nearest one is meant."""
    slug, _, locale = reference.partition("@")
    return slug, locale


@dataclass
class Shelf:
    """Items by type, slug and locale; one shelf for the database and one for the files of an import."""

    #: Types of which a file could not be read: it may have held anything.
    unread: set[str] = field(default_factory=set)
    by_address: dict[tuple[str, str, str], str] = field(default_factory=dict)
    by_uid: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def put(self, type_: str, slug: str, locale: str, uid: str) -> None:
        self.by_address[type_, slug, locale] = uid
        self.by_uid[uid] = (type_, slug, locale)


class Names:
    """Finds the item that a reference means, and says how to refer to an item."""

    def __init__(self, *shelves: Shelf):
        self.shelves = shelves
        self._slugs: dict[str, list[str]] = {}
        self._guesses_left = 100

    def find(self, type_: str, reference: str, locale: str) -> str | None:
        """The uid: in the locale of the text, else in the installation's; files come before the database."""
        slug, wanted = split(reference)
        for one in [wanted] if wanted else dict.fromkeys([locale, settings.DEFAULT_LOCALE]):
            for shelf in self.shelves:
                if uid := shelf.by_address.get((type_, slug, one)):
                    return uid
        return UNREAD if any(type_ in shelf.unread for shelf in self.shelves) else None

    def reference(self, uid: str, locale: str) -> str | None:
        """How a text in this locale refers to the item; None when there is no such item."""
        for shelf in self.shelves:
            if found := shelf.by_uid.get(uid):
                type_, slug, own = found
                return slug if self.find(type_, slug, locale) == uid else f"{slug}@{own}"
        return None

    def guess(self, type_: str, slug: str) -> str:
        """“ Did you mean x?” for a slug that means nothing; only so often, because a guess takes its time."""
        if not self._guesses_left:
            return ""
        self._guesses_left -= 1
        if type_ not in self._slugs:
            found = {slug for shelf in self.shelves for kind, slug, _ in shelf.by_address if kind == type_}
            self._slugs[type_] = sorted(found)
        return did_you_mean(slug, self._slugs[type_])


class Nowhere:
    """No database: the files must hold everything. For checking an export."""

    def __init__(self):
        self.shelf = Shelf()

    def item(self, kind: Kind, uid: str):
        return None

    def key_owner(self, key: str, locale: str) -> str | None:
        return None

    def default_organizations(self) -> dict[str, str]:
        return {}

    def users_of_faq(self, uid: str) -> list[str]:
        return []


class Database:
    """What the database holds already."""

    def __init__(self):
        self.shelf = Shelf()
        for kind in all_kinds():
            for uid, slug, locale in kind.model.objects.values_list("uid", "slug", "locale"):
                self.shelf.put(kind.type, slug, locale, uid)
        self._owners = {
            (key, locale): item for key, locale, item in Key.objects.values_list("key", "locale", "item")
        }

    def item(self, kind: Kind, uid: str):
        return kind.model.objects.filter(uid=uid).first()

    def key_owner(self, key: str, locale: str) -> str | None:
        """uid of the item that owns this public address."""
        return self._owners.get((key, locale))

    def default_organizations(self) -> dict[str, str]:
        """uid and name of the organisations that are the default."""
        model = of_type("organization").model
        return dict(model.objects.filter(is_default=True).values_list("uid", "name"))

    def users_of_faq(self, uid: str) -> list[str]:
        """uids of the articles that show this FAQ."""
        model = of_type("article").model
        return list(model.objects.filter(faqs__uid=uid).values_list("uid", flat=True))
