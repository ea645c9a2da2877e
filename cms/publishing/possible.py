"""What a person can do with an item now, and why not where they cannot.

`moves()` is for pages: it shows and explains. Every rule is checked again by the action itself.
"""

from dataclasses import dataclass, field
from datetime import datetime

from . import recalls, record, sight, standings, wording
from .actions import publishing, reviewing
from .actions.errors import Refused
from .models import Publication, Publishable, Release, Standing

#: One sentence for all of them, so that a page can say it once.
NOT_YOURS = "Your role does not include this; somebody else does it."
UNSEEN = "You may not look at everything that was submitted together."


@dataclass(frozen=True)
class Move:
    """One thing that may be done with an item. `why_not` is a sentence, empty when it is possible."""

    verb: str
    label: str
    url: str = ""
    why_not: str = ""
    #: The step that is expected next.
    expected: bool = False

    @property
    def enabled(self) -> bool:
        return not self.why_not


@dataclass
class Situation:
    """Everything the moves of one item depend on, read once."""

    item: Publishable
    person: object
    now: datetime
    standing: Standing | None = None
    live: Publication | None = None
    release: Release | None = None
    planned: Publication | None = None
    missing: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, item: Publishable, person, now: datetime) -> "Situation":
        found = cls(item, person, now)
        found.standing = standings.of(item.uid)
        found.live = record.live_publication(item.uid, now)
        if found.standing and found.standing.open_release(now):
            found.release = record.open_release_of(item.uid, now)
        if found.release:
            found.missing = record.missing_signatures(found.release)
            scheduled = record.scheduled_publications(now).filter(release=found.release, item=item.uid)
            found.planned = scheduled.order_by("effective_at").first()
        return found

    def lacks(self, permission: str) -> str:
        if self.person.has_perm(f"publishing.{permission}"):
            return ""
        return NOT_YOURS

    def lacks_of_release(self, permission: str) -> str:
        """The same for what is done to everything that was submitted together."""
        if lacking := self.lacks(permission):
            return lacking
        if self.release and not sight.may_see_release(self.person, self.release):
            return UNSEEN
        return ""

    @property
    def may_change(self) -> bool:
        opts = self.item._meta
        return self.person.has_perm(f"{opts.app_label}.change_{opts.model_name}")


def moves(
    item: Publishable, person, now: datetime, url=None, situation: Situation | None = None
) -> list[Move]:
    """The moves of an item in the order of the workflow. `url(verb, release)` gives the page of each."""
    here = situation or Situation.of(item, person, now)
    address = url or (lambda verb, release: "")
    return [
        Move(
            verb,
            label(here) if callable(label) else label,
            address(verb, here.release),
            why_not(here),
            expected=expected(here),
        )
        for verb, label, why_not, expected in _MOVES
        if _concerns(verb, here)
    ]


def move(verb: str, item: Publishable, person, now: datetime) -> Move:
    return next(
        (one for one in moves(item, person, now) if one.verb == verb),
        Move(verb, verb, why_not="That cannot be done with it now."),
    )


def _concerns(verb: str, here: Situation) -> bool:
    """Whether the move belongs to this stage at all; a wall of impossible buttons helps nobody."""
    return {
        "withdraw": here.release is not None and here.planned is None,
        "sign": here.release is not None and here.planned is None and bool(here.missing),
        "publish": here.planned is None,
        "schedule": here.planned is None,
        "call_off": here.planned is not None,
        "confirm_review": here.live is not None,
        "archive": here.item.archived_at is None and here.live is None,
        "unarchive": here.item.archived_at is not None,
        "seal": here.person.has_perm("publishing.seal"),
        "notice": here.live is not None and here.person.has_perm("publishing.notice"),
    }.get(verb, True)


def _scheduled(here: Situation) -> str:
    if not here.planned:
        return ""
    return f"It is scheduled for {wording.moment(here.planned.effective_at)}. Call that off first."


def _submit(here: Situation) -> str:
    if here.standing is None:
        return "It was never saved here. Open it, read it and save it first."
    if here.item.archived_at:
        return "It is archived. Bring it back first."
    return here.lacks("submit") or _scheduled(here) or recalls.refusal(here.release)


def _withdraw(here: Situation) -> str:
    return here.lacks_of_release("submit")


def _sign(here: Situation) -> str:
    meanings = reviewing.meanings_for(here.release, here.person)
    if not meanings:
        if all(here.lacks(f"sign_{m}") for m in ("medical", "compliance")):
            return NOT_YOURS
        return f"It waits for {wording.awaited(here.missing)}, which your role does not give."
    return refusal(here.release, meanings, here.person, here.now)


def refusal(release: Release, meanings, person, now: datetime) -> str:
    """Why this person may give none of these signatures; empty when one is possible."""
    said = ""
    for meaning in meanings:
        try:
            reviewing.refuse_to_sign(release, meaning, person, now)
        except Refused as error:
            said = said or str(error)
        else:
            return ""
    return said


def _publish(here: Situation) -> str:
    if lacking := here.lacks_of_release("publish"):
        return lacking
    if not here.release:
        return "Submit it for review first." if not here.live else "There is nothing signed to publish."
    if here.missing:
        return f"It still waits for {wording.awaited(here.missing)}."
    return ""


def _call_off(here: Situation) -> str:
    if lacking := here.lacks_of_release("publish"):
        return lacking
    if here.planned.effective_at - here.now < publishing.CALL_OFF_UNTIL:
        return "It goes live in less than a minute. Let it, and take the page down then."
    return ""


def _retire(here: Situation) -> str:
    return here.lacks("retire") or ("" if here.live else "It is not live.")


def _confirm_review(here: Situation) -> str:
    return here.lacks("submit") or _scheduled(here) or recalls.refusal(here.release)


def _archive(here: Situation) -> str:
    if not here.may_change:
        return f"You may not change this {here.item._meta.verbose_name}."
    if here.release:
        return "It is in review. Withdraw it first."
    return ""


def _unarchive(here: Situation) -> str:
    return "" if here.may_change else f"You may not change this {here.item._meta.verbose_name}."


def _seal(here: Situation) -> str:
    try:
        reviewing.refuse_suspended(here.person)
    except Refused as error:
        return str(error)
    return ""


def _submit_label(here: Situation) -> str:
    return "Submit again" if here.release and not here.planned else "Submit for review"


def _to_submit(here: Situation) -> bool:
    if here.standing is None or here.release:
        return False
    return here.standing.live_revision(here.now) != here.standing.revision


def _no(here: Situation) -> bool:
    return False


#: verb, label, why it is not possible, whether it is what comes next
_MOVES = [
    ("submit", _submit_label, _submit, _to_submit),
    ("sign", "Review and sign", _sign, lambda here: True),
    ("withdraw", "Withdraw", _withdraw, _no),
    ("publish", "Publish now", _publish, lambda here: bool(here.release) and not here.missing),
    ("schedule", "Schedule", _publish, _no),
    ("call_off", "Call off", _call_off, _no),
    ("confirm_review", "Confirm review", _confirm_review, _no),
    ("retire", "Retire", _retire, _no),
    ("notice", "Put a notice on it", lambda here: "", _no),
    ("archive", "Archive", _archive, _no),
    ("unarchive", "Bring back from the archive", _unarchive, _no),
    ("seal", "Seal stored text", _seal, _no),
]
