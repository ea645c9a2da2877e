"""What readers of an assessment see now, and what they saw before: published rows only.

An edition is one published document, read once and kept in memory by the digest of its bytes: what is named
by its digest never differs. Which edition an address leads to is asked of the database each time, with the
one query that the document itself costs. A version is withdrawn when the assessment was taken down after it,
or its bytes were sealed; one that is only superseded can still be evaluated.
"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from assessments import evaluation
from assessments.kept import Kept
from cms import canonical
from cms.delivery import detail, parameters
from cms.publishing import record
from cms.publishing.models import Content, Outcome

from .sent import Pin

KIND = "assessments"

NOT_PUBLISHED, RETIRED, SEALED = "not_published", "retired", "sealed"
#: Why a version can't be used. What was called off was never published, and neither is what is still to come.
REASONS = {
    NOT_PUBLISHED: "No such version of this assessment was published.",
    RETIRED: "That version was taken down.",
    SEALED: "The text of that version is no longer available.",
}


class Edition(NamedTuple):
    """One published document of an assessment that asks something."""

    digest: str  # of the bytes
    version: int
    definition: dict
    definition_digest: str
    outcomes: dict[str, dict]
    disclaimer: str
    questionnaire: dict | None
    #: What the questionnaire calls itself, in a response to it.
    canonical: str | None
    tool: evaluation.Compiled


class Standing(NamedTuple):
    """An address that leads to a document now; `edition` is None when the document asks nothing."""

    item: str
    digest: str
    edition: Edition | None
    headers: dict[str, str]


class Shown(NamedTuple):
    """One document that readers of an item saw, or see."""

    digest: str
    retired: bool
    sealed: bool


class Facts(NamedTuple):
    version: int | None
    definition_digest: str | None

    def meet(self, pin: Pin) -> bool:
        return (
            self.version is not None
            and pin.version in (None, self.version)
            and pin.digest in (None, self.definition_digest)
        )


class Elsewhere(Exception):
    """The address does not lead to a document; `answer` says what it leads to."""

    def __init__(self, answer: detail.Answer):
        super().__init__(answer.status)
        self.answer = answer


class AsksNothing(Exception):
    """There is a document, and nothing in it to answer."""


class Withdrawn(Exception):
    """The version can't be used; `reason` is one of REASONS."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


_editions = Kept(64)
_facts = Kept(8192)
#: The digest under which an address was last found: never believed, only asked about. One for each address
#: that ever led to a document here.
_hints: dict[tuple[str, str], str] = {}


def standing(slug: str, query: str, now: datetime, *, below: str = "") -> Standing:
    """What the address leads to now. Raises BadQuery, or Elsewhere, where a redirect leads to `below`."""
    locale = parameters.read(query, [detail.LOCALE]).get("locale", "")
    hint = _hints.get((slug, locale))
    known = f'"{hint}"' if hint else None
    found = detail.answer(kind=KIND, slug=slug, query=query, if_none_match=known, now=now)
    if found.status not in (200, 304):
        raise Elsewhere(_led(found, below))
    headers = dict(found.headers)
    digest = headers["ETag"].strip('"')
    _hints[slug, locale] = digest
    item, edition = _edition(digest, lambda: found.body or record.bytes_of(digest))
    return Standing(item, digest, edition, headers)


def usable(stands: Standing) -> Edition:
    """The live edition. Raises AsksNothing."""
    if stands.edition is None:
        raise AsksNothing
    return stands.edition


def pinned(stands: Standing, pin: Pin, now: datetime) -> Edition:
    """The edition that the pin names, the newest of several. Raises AsksNothing or Withdrawn."""
    current = usable(stands)
    if Facts(current.version, current.definition_digest).meet(pin):
        return current
    digest = find(stands.item, pin, now)
    edition = _edition(digest, lambda: record.bytes_of(digest))[1]
    if edition is None:
        raise Withdrawn(NOT_PUBLISHED)
    return edition


def find(item: str, pin: Pin, now: datetime) -> str:
    """The digest of the newest document of the item that the pin names. Raises Withdrawn."""
    shown = history(item, now)
    facts = facts_of(one.digest for one in shown if not one.sealed)
    for one in shown:
        if one.digest in facts and facts[one.digest].meet(pin):
            if one.retired:
                raise Withdrawn(RETIRED)
            return one.digest
    # Sealed bytes tell no number: what is missing up to the newest number may be theirs.
    newest = max((found.version or 0 for found in facts.values()), default=0)
    sealed = any(one.sealed for one in shown)
    raise Withdrawn(SEALED if sealed and (pin.version or 0) <= newest else NOT_PUBLISHED)


def numbers(item: str, now: datetime) -> list[int]:
    """The versions that can be read."""
    kept = [one.digest for one in history(item, now) if not (one.retired or one.sealed)]
    return sorted({found.version for found in facts_of(kept).values() if found.version is not None})


def history(item: str, now: datetime) -> list[Shown]:
    """Every document of the item that has begun, the newest first."""
    blank = Content.objects.filter(pk=OuterRef("snapshot"), body="")
    decided = (
        record.standing_publications()
        .filter(item=item, effective_at__lte=now)
        .exclude(outcome=Outcome.MOVED)
        .order_by("-effective_at", "-number")
    )
    shown, retired = [], False
    for outcome, digest, sealed in decided.values_list("outcome", "snapshot", Exists(blank)):
        if outcome == Outcome.GONE:
            retired = True
        elif digest not in {one.digest for one in shown}:
            shown.append(Shown(digest, retired, sealed))
    return shown


def facts_of(digests: Iterable[str]) -> dict[str, Facts]:
    """Version and definition of each of these documents; few queries, and none for what is known."""
    found = {digest: _facts.get(digest) for digest in digests}
    for digest, body in record.bodies_of(
        [digest for digest, facts in found.items() if facts is None]
    ).items():
        document = canonical.decode(body) if body else {}
        facts = Facts(document.get("version"), document.get("definition_digest"))
        found[digest] = _facts.put(digest, facts) if body else facts
    return found


def _edition(digest: str, load: Callable[[], bytes | str]) -> tuple[str, Edition | None]:
    """uid of the item, and the edition, of the document with this digest."""
    return _editions.get(digest) or _editions.put(digest, _read(digest, canonical.decode(load())))


def _read(digest: str, document: dict) -> tuple[str, Edition | None]:
    definition = document.get("definition")
    if definition is None:
        return document["id"], None
    questionnaire = document.get("questionnaire")
    return document["id"], Edition(
        digest=digest,
        version=document["version"],
        definition=definition,
        definition_digest=document["definition_digest"],
        outcomes={outcome["key"]: outcome for outcome in definition["outcomes"]},
        disclaimer=document["disclaimer"],
        questionnaire=questionnaire,
        canonical=questionnaire and json.loads(questionnaire["text"])["url"],
        tool=evaluation.compiled(definition),
    )


def _led(found: detail.Answer, below: str) -> detail.Answer:
    """The answer, with a redirect that leads to the same thing below the new address."""

    def there(name, value):
        if name != "Location":
            return name, value
        path, mark, query = value.partition("?")
        return name, f"{path}{below}{mark}{query}"

    return found._replace(headers=[there(*header) for header in found.headers])
