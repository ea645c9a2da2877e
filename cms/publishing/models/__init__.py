from .content import Content
from .live import Facet, Live
from .publication import CallOff, Key, Outcome, Publication, Snapshot
from .publishable import Composition, Finding, Library, Publishable, Reference, Role
from .release import Barred, Base, Change, Closing, End, Member, Release, Requirement
from .revision import Revision
from .seal import Seal, SealedDigest, SealRequest
from .signature import Meaning, Signature
from .standing import Standing

__all__ = [
    "Barred",
    "Base",
    "CallOff",
    "Change",
    "Closing",
    "Composition",
    "Content",
    "End",
    "Facet",
    "Finding",
    "Key",
    "Library",
    "Live",
    "Meaning",
    "Member",
    "Outcome",
    "Publication",
    "Publishable",
    "Reference",
    "Release",
    "Requirement",
    "Revision",
    "Role",
    "Seal",
    "SealRequest",
    "SealedDigest",
    "Signature",
    "Snapshot",
    "Standing",
]
