from .content import Content
from .live import Facet, Live
from .notice import Notice, NoticeEnd, NoticeKind, NoticePlace, Severity
from .publication import CallOff, Key, Outcome, Publication, Snapshot
from .publishable import Composition, Download, Finding, Library, Mention, Publishable, Reference, Role
from .recall import Decision, Recall, RecallPlace
from .release import Barred, Base, Change, Closing, End, Member, Release, Requirement
from .revision import Revision
from .seal import Seal, SealedDigest, SealRequest
from .signature import Meaning, Signature
from .standing import Standing
from .waiver import Waiver

__all__ = [
    "Barred",
    "Base",
    "CallOff",
    "Change",
    "Closing",
    "Composition",
    "Content",
    "Decision",
    "Download",
    "End",
    "Facet",
    "Finding",
    "Key",
    "Library",
    "Live",
    "Meaning",
    "Member",
    "Mention",
    "Notice",
    "NoticeEnd",
    "NoticeKind",
    "NoticePlace",
    "Outcome",
    "Publication",
    "Publishable",
    "Recall",
    "RecallPlace",
    "Reference",
    "Release",
    "Requirement",
    "Revision",
    "Role",
    "Seal",
    "SealRequest",
    "SealedDigest",
    "Severity",
    "Signature",
    "Snapshot",
    "Standing",
    "Waiver",
]
