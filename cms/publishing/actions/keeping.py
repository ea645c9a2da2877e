"""Storing bytes for an action: text that was sealed does not come back by being written again."""

from cms.audit import trail

from ..models import Content
from ..models.content import Sealed
from .errors import NotPossible


def keep(entry: trail.OpenEntry, data: bytes) -> str:
    """Store bytes under this entry; returns their digest."""
    try:
        return Content.keep(entry, data)
    except Sealed as error:
        raise NotPossible("Exactly this text was sealed. Change it before you save or submit it.") from error
