"""What an action says when it refuses. The message is for the person who asked, in a sentence."""

from collections.abc import Iterable

from .. import sight
from ..models import Finding


class Refused(Exception):
    """The action did nothing, and says why."""


class NotAllowed(Refused):
    """This person may not do this."""


class NotPossible(Refused):
    """The state of things does not allow it."""


class NotReady(Refused):
    """Findings stand against it; they are in `findings`."""

    def __init__(self, findings: list[Finding]):
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = findings


def require(person, permission: str) -> None:
    """Refuse unless the person is active and holds the permission of that name on releases."""
    if person.is_system or not person.is_active or not person.has_perm(f"publishing.{permission}"):
        raise NotAllowed(f"{person.printed_name} {WITHOUT[permission]}.")


def refuse_unseen(person, kinds: Iterable[str]) -> None:
    """Refuse when some of these kinds are out of the person's sight: nothing is done to what nobody saw."""
    if not sight.may_see_kinds(person, kinds):
        raise NotAllowed(f"{person.printed_name} may not look at everything that this is about.")


def require_reason(reason: str, what: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NotPossible(f"Say why: {what} needs a reason.")
    return reason


#: Permission → how it reads when somebody lacks it.
WITHOUT = {
    "submit": "may not submit for review",
    "sign_medical": "may not sign as medical reviewer",
    "sign_compliance": "may not sign for compliance",
    "send_back": "may not send back",
    "publish": "may not publish",
    "retire": "may not take a page down",
    "restore": "may not bring back an earlier page",
    "seal": "may not seal",
    "attest": "may not attest",
    "notice": "may not put a notice on pages",
    "recall": "may not recall pages",
    "read_record": "may not read the record",
    "export_evidence": "may not export evidence",
    "review_trail": "may not record a review of the trail",
}
