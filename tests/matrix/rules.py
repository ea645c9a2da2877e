"""The table of actions: what each needs, in which states it is possible, and whom its duties bind.

A cell is `allowed`, or the exception that refuses it: `NotAllowed` (this person may not), `NotPossible` (not
in this state) or `NotReady` (findings stand against it). Who may not is told first, then what is not
possible, but for `sign`: whether a duty binds somebody is asked once it is known what waits for a signature.
"""

from dataclasses import dataclass

from . import cast

ALLOWED, NOT_ALLOWED, NOT_POSSIBLE, NOT_READY = "allowed", "NotAllowed", "NotPossible", "NotReady"

#: State → what it is. Each is built once, in states.py.
STATES = {
    "draft": "saved once, never submitted",
    "in review": "submitted, unsigned",
    "half signed": "a medical signature is there, the compliance one is missing",
    "signed": "every signature is there, nobody published it",
    "scheduled": "signed, and goes live in three days",
    "last minute": "signed, and goes live in thirty seconds",
    "live": "readers see what the draft says",
    "changed": "live, and the draft says something else",
    "changed, in review": "live, and the change is in review",
    "retired": "was live and is gone",
    "archived": "a draft that was put out of the way",
    "sealed": "was live, is gone, and its first text is sealed",
    "sealing asked": "was live, is gone, and somebody asked for its first text to be sealed",
    "noticed": "live, and readers are told something",
    "in a recall": "live, and in review because of its recalled source",
    "imported": "brought by an import, without any history here",
}
LIVE = {"live", "changed", "changed, in review", "noticed", "in a recall"}
#: A release is open and nothing is planned yet.
OPEN = {"in review", "half signed", "signed", "changed, in review", "in a recall"}
PLANNED = {"scheduled", "last minute"}
#: Somebody read it once: a document of it was published.
WAS_LIVE = LIVE | {"retired", "sealed", "sealing asked"}
EVERYWHERE = set(STATES)


@dataclass(frozen=True)
class Rule:
    needs: str
    #: The states in which it is possible; in the others it is NotPossible.
    states: set[str]
    #: The states in which there is something to call it with; none: in all.
    only: set[str] = frozenset()


RULES = {
    "save": Rule("write", EVERYWHERE),
    "restore_draft": Rule("write", EVERYWHERE - {"sealed"}),
    "archive": Rule("write", {"draft", "imported", "retired", "sealed", "sealing asked"}),
    "unarchive": Rule("write", {"archived"}),
    "submit": Rule("submit", EVERYWHERE - PLANNED - {"live", "noticed", "archived", "in a recall"}),
    "confirm_review": Rule("submit", LIVE - {"in a recall"}),
    "sign": Rule("sign_medical", OPEN - {"half signed", "signed"}),
    "sign for compliance": Rule("sign_compliance", OPEN - {"signed"}),
    "send_back": Rule("send_back", OPEN),
    "withdraw": Rule("submit", OPEN),
    "publish": Rule("publish", {"signed"}),
    "publish later": Rule("publish", {"signed"}),
    "call_off": Rule("publish", {"scheduled"}),
    "retire": Rule("retire", LIVE),
    "restore": Rule("restore", WAS_LIVE - {"sealed"}),
    "attest": Rule("attest", {"imported"}),
    "show_notice": Rule("notice", LIVE),
    "lift_notice": Rule("notice", {"noticed"}),
    "recall": Rule("recall", LIVE),
    "request_seal": Rule("seal", EVERYWHERE - {"imported"}),
    "confirm_seal": Rule("seal", {"sealing asked"}, only={"sealed", "sealing asked"}),
    "review_trail": Rule("review_trail", EVERYWHERE),
    "retire_overdue": Rule("nobody has it", set()),
    "export": Rule("export_evidence", EVERYWHERE),
    "correct": Rule("recall", EVERYWHERE),
    "expire": Rule("recall", EVERYWHERE),
    "raise_concern": Rule("recall", EVERYWHERE),
    "reinstate": Rule("recall", {"in a recall"}),
    "retract": Rule("recall", EVERYWHERE),
    "supersede": Rule("recall", EVERYWHERE - {"in a recall"}),
}


#: Whom a duty binds, or an account that is not what it was: row of the matrix → the actions refused.
SIGNING = {"sign", "sign for compliance"}
BOUND = {
    "superuser, suspended": SIGNING | {"attest", "request_seal", "confirm_seal"},
    "superuser, wrote it": SIGNING,
    "superuser, in the byline": SIGNING | {"attest"},
}
#: Findings stand against a submission: nothing differs from what is live, or it is archived.
UNREADY = {"live", "noticed", "archived", "in a recall"}
#: Where a page says beforehand why nothing is submitted, and the action tells it as a finding.
HELD_BACK = {"archived", "in a recall"}
#: Who gave which signatures on the way to a state.
GAVE = {
    "medical_reviewer": {"half signed", "signed"},
    "compliance_officer": {"signed"},
}


def called_in(state: str) -> list[str]:
    """The actions that there is something to call with in this state."""
    return [name for name, rule in RULES.items() if not rule.only or state in rule.only]


def words_of(who: str) -> set[str]:
    if who.startswith("superuser"):
        return cast.HOLDS["superuser"]
    return cast.HOLDS.get(who, set())


def expected(action: str, state: str, who: str) -> str:
    rule = RULES[action]
    if who == "system":
        # Commands write drafts; nothing else is done without a person.
        return ALLOWED if action == "save" else NOT_ALLOWED
    if rule.needs not in words_of(who):
        return NOT_ALLOWED
    if action in SIGNING:
        return _of_signing(rule, state, who)
    if action == "confirm_seal" and who == "compliance_officer":
        return NOT_ALLOWED  # it was they who asked
    if who == "superuser, suspended" and action in BOUND[who]:
        return NOT_ALLOWED  # in whatever state
    if state not in rule.states:
        return NOT_READY if action == "submit" and state in UNREADY else NOT_POSSIBLE
    return NOT_ALLOWED if action in BOUND.get(who, ()) else ALLOWED


def _of_signing(rule: Rule, state: str, who: str) -> str:
    """A suspended account first, then what is over, then duties, then what is not wanted any more."""
    if who == "superuser, suspended":
        return NOT_ALLOWED
    if state not in OPEN:
        return NOT_POSSIBLE
    if who in BOUND or state in GAVE.get(who, ()):
        return NOT_ALLOWED
    return ALLOWED if state in rule.states else NOT_POSSIBLE
