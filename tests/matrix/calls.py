"""How each action is called on the stage of a state, as anybody: with everything right but who and when."""

import io

from articles import citations
from cms.evidence import actions as evidence
from cms.people.credentials import Proof
from cms.publishing import actions
from cms.publishing.actions import overdue
from cms.publishing.models import Decision


def _proof(by):
    return Proof(person=by.uid, means="password")


def _sign(meaning):
    return lambda s, by: actions.sign(
        release=s.release, meaning=meaning, by=by, proof=_proof(by), clock=s.clock
    )


def _save(s, by):
    s.item.refresh_from_db()
    s.item.dek = "Another line."
    return actions.save(item=s.item, by=by, clock=s.clock, reason="It reads better.")


def _source(verb, **more):
    def call(s, by):
        successor = {"successor": s.successor} if verb == "supersede" else {}
        return getattr(citations, verb)(
            citation=s.source, by=by, clock=s.clock, reason="It says so.", **successor, **more
        )

    return call


#: What may be said of a source.
SOURCE_VERBS = [verb for verb in citations.__all__ if verb not in ("Said", "said")]
#: Action → how it is called. The first word is the name of its function.
CALLS = {
    "save": _save,
    "restore_draft": lambda s, by: actions.restore_draft(
        item=s.item, revision=s.first, by=by, clock=s.clock, reason="It was better."
    ),
    "archive": lambda s, by: actions.archive(item=s.item, by=by, clock=s.clock),
    "unarchive": lambda s, by: actions.unarchive(item=s.item, by=by, clock=s.clock),
    "submit": lambda s, by: actions.submit(
        item=s.item, by=by, clock=s.clock, change="substantive", reason="It is ready."
    ),
    "confirm_review": lambda s, by: actions.confirm_review(
        item=s.item, by=by, clock=s.clock, reason="Yearly."
    ),
    "sign": _sign("medical"),
    "sign for compliance": _sign("compliance"),
    "send_back": lambda s, by: actions.send_back(release=s.release, by=by, note="Why?", clock=s.clock),
    "withdraw": lambda s, by: actions.withdraw(release=s.release, by=by, clock=s.clock),
    "publish": lambda s, by: actions.publish(release=s.release, by=by, clock=s.clock),
    "publish later": lambda s, by: actions.publish(
        release=s.release, by=by, clock=s.clock, at=s.clock.after(days=2)
    ),
    "call_off": lambda s, by: actions.call_off(release=s.release, by=by, clock=s.clock, reason="Not yet."),
    "retire": lambda s, by: actions.retire(
        item=s.item, by=by, clock=s.clock, reason="It was wrong.", note="It was taken down."
    ),
    "restore": lambda s, by: actions.restore(
        publication=s.publication, by=by, clock=s.clock, reason="It was right."
    ),
    "attest": lambda s, by: actions.attest(
        items=[s.item], by=by, proof=_proof(by), clock=s.clock, reason="It was approved there."
    ),
    "show_notice": lambda s, by: actions.show_notice(
        items=[s.item.uid], kind="safety", severity="urgent", text="Stop.", reason="A call.",
        by=by, clock=s.clock,
    ),
    "lift_notice": lambda s, by: actions.lift_notice(
        places=s.places, reason="It is mended.", by=by, clock=s.clock
    ),
    "recall": lambda s, by: actions.recall(
        cause=s.source, because=s.source.became(), places=[(s.item.uid, Decision.BY_HAND)],
        reason="Look again.", deadline=s.clock.after(days=7).date(), by=by, clock=s.clock,
    ),
    "request_seal": lambda s, by: actions.request_seal(
        item=s.item.uid, digests=[s.first.digest], by=by, clock=s.clock, reason="A patient."
    ),
    "confirm_seal": lambda s, by: actions.confirm_seal(request=s.sealing, by=by, clock=s.clock),
    "review_trail": lambda s, by: actions.review_trail(
        first=1, last=3, looked_at="All of them.", findings="", by=by, clock=s.clock
    ),
    # Of other layers.
    "retire_overdue": lambda s, by: overdue.retire_overdue(item=s.item, by=by, clock=s.clock),
    "export": lambda s, by: evidence.export(
        item=s.item, by=by, clock=s.clock, reason="An audit.", file=io.BytesIO()
    ),
    **{verb: _source(verb) for verb in SOURCE_VERBS},
}  # fmt: skip
