"""The verbs of the workflow. Each is one transaction and one entry of the audit trail."""

from .attesting import attest
from .drafts import archive, editing, restore_draft, save, unarchive
from .errors import NotAllowed, NotPossible, NotReady
from .noticing import lift_notice, show_notice
from .publishing import call_off, publish, restore, retire
from .recalling import recall
from .reviewing import send_back, sign, withdraw
from .sealing import confirm_seal, request_seal
from .submitting import confirm_review, submit
from .trail_review import review_trail

__all__ = [
    "NotAllowed",
    "NotPossible",
    "NotReady",
    "archive",
    "attest",
    "call_off",
    "confirm_review",
    "confirm_seal",
    "editing",
    "lift_notice",
    "publish",
    "recall",
    "request_seal",
    "restore",
    "restore_draft",
    "retire",
    "review_trail",
    "save",
    "send_back",
    "show_notice",
    "sign",
    "submit",
    "unarchive",
    "withdraw",
]
