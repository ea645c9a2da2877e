"""What a content type must answer so that the engine can carry it from draft to published bytes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

slug_validator = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    "Use lower-case letters, digits and single hyphens, such as leg-pain-when-you-walk.",
)
locale_validator = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?\Z", "Use a locale such as en-US."
)


class Role(models.TextChoices):
    """What one item is to another that refers to it."""

    EMBEDS = "embeds", "embeds"
    CITES = "cites", "cites"
    LINKS = "links", "links to"


@dataclass(frozen=True)
class Reference:
    """One item that another embeds by value, cites, or links to."""

    role: Role
    item: Publishable


@dataclass(frozen=True)
class Finding:
    """What an editorial check reports. `field` names the form field or document part it is about.

    A finding that blocks must be mended before the item can be submitted. A waivable one must be mended or
    accepted by name, with a reason. The others are notes for the reviewer.
    """

    rule: str
    sentence: str
    field: str = ""
    blocks: bool = True
    quote: str = ""
    waivable: bool = False

    def __post_init__(self):
        if self.blocks and self.waivable:
            raise ValueError(f"{self.rule}: what can be accepted does not block")


@dataclass(frozen=True)
class Mention:
    """One place of a public document that mentions or embeds another item.

    `part` and `block` say where; `before`, `marked` and `after` are the sentence around it, as it is read.
    """

    role: Role
    #: What is mentioned, as cache tags name it: ("citation", "aha-acc-pad-2016").
    target: tuple[str, str]
    part: str
    marked: str
    before: str = ""
    after: str = ""
    block: str = ""
    locator: str = ""
    cited_as: str = ""
    #: uid of the item that says it, where the document only shows that item's text.
    inside: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.before}{self.marked}{self.after}"


@dataclass(frozen=True)
class Download:
    """One file that a reviewer may take along to read a document by: a table of what follows from it.

    `name` is the last part of its address and ends its file name: "paths.csv". `lines` writes it when it is
    fetched, piece by piece.
    """

    name: str
    label: str
    content_type: str
    lines: Callable[[], Iterable[str]]


class Library(Protocol):
    """What a draft may embed while it is composed: the release's own members, else what is live."""

    def document(self, item: Publishable) -> dict:
        """The public document of an item. Raises NotPublished."""

    def summary(self, item: Publishable) -> dict:
        """What a link to the item shows: its summary() as of that document. Raises NotPublished."""


@dataclass(frozen=True)
class Composition:
    """Everything a document depends on beside the draft itself."""

    library: Library
    #: The day that readers will see where the draft sets none.
    day: date
    #: The item's live document, if there is one.
    previous: dict | None = None
    #: For a correction or a safety change: {"date", "kind", "text"}, the line that readers will see.
    correction: dict | None = None
    #: The change is editorial: dates that readers see stay as they are in `previous`.
    keeps_dates: bool = False
    findings: list[Finding] = field(default_factory=list)


def default_locale() -> str:
    return settings.DEFAULT_LOCALE


class Publishable(models.Model):
    """An item that reaches readers only through signed releases.

    `uid` outlives the row and is what the record knows it by; `version` counts saves, so that two editors
    cannot overwrite each other unseen.
    """

    #: First half of the key and of the API address: "articles".
    kind: ClassVar[str]
    #: The word for one of them, in links and in `schema`: "article".
    type: ClassVar[str]
    #: Begins every uid: "art".
    uid_prefix: ClassVar[str]
    #: Meanings of the signatures that a full review needs.
    policy: ClassVar[tuple[str, ...]] = ("compliance",)

    uid = models.CharField(max_length=40, unique=True, editable=False)
    slug = models.CharField(
        max_length=120, validators=[slug_validator], help_text="The last part of the public address."
    )
    locale = models.CharField(max_length=12, default=default_locale, validators=[locale_validator])
    version = models.PositiveIntegerField(default=0, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self.uid:
            self.uid = f"{self.uid_prefix}_{secrets.token_hex(10)}"
        if not self._state.adding and not args and kwargs.get("update_fields") is None:
            # An object read long ago must not turn back what only actions write.
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in ("version", "archived_at")
            ]
        super().save(*args, **kwargs)

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.slug}"

    # What a revision keeps.

    def state(self) -> dict:
        """The whole aggregate of the draft as a canonical document; it names items by uid."""
        raise NotImplementedError

    def apply_state(self, state: dict) -> None:
        """Make the draft rows what state() said. Raises ValueError naming what no longer exists."""
        raise NotImplementedError

    def take_over(self, before: dict, after: dict) -> None:
        """Make the draft rows, which say `before`, say `after`."""
        self.apply_state(after)

    @classmethod
    def in_whole(cls, uids: Iterable[str]) -> dict[str, Publishable]:
        """Many drafts with all that their states need, by uid, read with few queries."""
        items = list(cls.objects.filter(uid__in=uids))
        cls.read_in_whole(items)
        return {item.uid: item for item in items}

    @classmethod
    def read_in_whole(cls, items: list[Publishable]) -> None:
        """Read all that the states of these drafts need, with few queries."""

    # What readers get.

    def references(self) -> list[Reference]:
        """Every item this draft embeds, cites or links to, each once per role."""
        return []

    def compose(self, composition: Composition) -> dict:
        """The public document without `publication` and `json_ld`. Pure apart from reading the draft."""
        raise NotImplementedError

    def summary(self) -> dict:
        """What a link to this item shows: at least {"type", "slug", "href"}; the draft's, see summarize()."""
        raise NotImplementedError

    @classmethod
    def summarize(cls, document: dict) -> dict:
        """The same as summary(), from a published document."""
        raise NotImplementedError

    @classmethod
    def schema(cls) -> dict:
        """JSON Schema (2020-12) of the published document, `publication` and `json_ld` included."""
        raise NotImplementedError

    @classmethod
    def problems(cls, document: dict) -> list[Finding]:
        """What blocks publishing this document, and what a reviewer should look at."""
        return []

    @classmethod
    def substance(cls, document: dict) -> dict[str, list]:
        """What an editorial change may not touch, by name in plain words: {"numbers": [...], …}."""
        raise NotImplementedError

    @classmethod
    def json_ld(cls, document: dict) -> dict | None:
        """schema.org data as a pure function of the rest of the document; None where the type has none."""
        return None

    @classmethod
    def obstacles(cls, document: dict) -> list[Finding]:
        """Why a document that was once signed may not be brought back today, such as a retracted source."""
        return []

    @classmethod
    def companion_parts(cls, document: dict, around) -> dict:
        """What changes about a live document without a signature: {"references", "targets", "related"}, and
        lists of the type's own that the schema of companions knows.

        `around` is what readers can reach at `around.moment`, see cms.publishing.surroundings.
        """
        return {}

    # What lists and search need.

    @classmethod
    def title_of(cls, document: dict) -> str:
        return document.get("title") or document.get("name") or document["slug"]

    @classmethod
    def card(cls, document: dict) -> dict:
        """The document's entry in a list."""
        raise NotImplementedError

    @classmethod
    def facets(cls, document: dict) -> dict[str, list[str]]:
        """What lists filter by: {"topic": [slugs], "tag": [...], "author": [...], "cites": [...], …}."""
        return {}

    @classmethod
    def search_text(cls, document: dict) -> dict[str, str]:
        """Text to find it by, by weight: {"title", "dek", "headings", "body"}."""
        return {"title": cls.title_of(document)}

    @classmethod
    def synonyms(cls, document: dict) -> list[str]:
        """Phrases that mean the same in a search, when this type defines any."""
        return []

    @classmethod
    def tags(cls, document: dict) -> list[str]:
        """Cache tags of the document: its own first, then what it embeds or cites (`topic:pad`)."""
        return [f"{cls.type}:{document['slug']}"]

    # What reviewers get.

    @classmethod
    def review_downloads(cls, document: dict) -> list[Download]:
        """Files beside a document in review or published, each a pure function of the document."""
        return []

    # What changed.

    @classmethod
    def as_compared(cls, text: dict, beside: Iterable[dict | None] = ()) -> dict:
        """A public document, or a state of a draft, as it is compared: without what follows from the rest.

        `beside` are the texts of the comparison, the older first: what only got another name is called by the
        newest in all of them, so that this is one change and not many.
        """
        return text

    @classmethod
    def change_in_words(cls, steps: tuple[tuple[str, str], ...], what: str, was: object, now: object) -> str:
        """A change as a reviewer would say it; empty where the comparison's own words do.

        `steps` lead to it: (("questions", "Where is it?"), ("options", "Thigh"), ("counts", "")). `what` is
        added, removed, changed or renamed; was and now are texts, or the record that was added or removed.
        """
        return ""

    # What rests on what.

    @classmethod
    def mentions(cls, document: dict, wanted: Container[tuple[str, str]]) -> list[Mention]:
        """Every place of a published document that mentions or embeds one of these (type, slug) pairs."""
        return []

    @classmethod
    def organization_of(cls, document: dict) -> str:
        """Name of the organisation whose page it is; empty for what belongs to none."""
        return ""

    def became(self) -> str:
        """What became of this item, for those who rest on it: one of the names in after()."""
        return "changed"

    @classmethod
    def after(cls) -> dict[str, tuple[str, ...]]:
        """What may have become of an item of this type → what a recall may do with a page that uses it.

        The values are those of Decision, the usual one first.
        """
        return {"changed": ("refresh", "by_hand")}

    def replacement(self) -> Publishable | None:
        """The item to use instead of this one, where there is one."""
        return None

    def dealt_with(self, state: dict, decision: str, old: Publishable, new: Publishable | None) -> dict:
        """A copy of a state of this item in which each mention of `old` is dealt with as decided.

        It equals the state where there is none, or where the decision changes no words.
        """
        return state

    def as_stated(self, state: dict, find: Callable[[str], Publishable | None]) -> Publishable:
        """This item as a state says it, to be composed and never saved. `find` gives the item of a uid.

        Raises ValueError naming what no longer exists.
        """
        raise NotImplementedError

    # Duties and dates.

    def byline_people(self) -> list[str]:
        """uids of the people in the byline; they may not sign."""
        return []

    @classmethod
    def signers_shown(cls, document: dict) -> bool:
        """Whether medical signers with a public profile are named to readers (`reviewed_by`)."""
        return False

    def public_profile(self, person_uid: str) -> dict | None:
        """The public profile of a signer, {"name", "credentials", "href"}, or None."""
        return None

    @classmethod
    def review_interval_months(cls, document: dict) -> int | None:
        """How long a whole-page review holds; None: it never falls due."""
        return None
