"""Looking at a register and taking it away: who may, and the one entry that each of it leaves."""

import base64
import logging
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist

from cms import canonical
from cms.audit import reading, trail

from .. import kinds
from ..actions.errors import NotPossible, refuse_unseen, require
from . import files, sample, telling
from .period import Days, Wrong, checked

WHAT = "period register"
_log = logging.getLogger(__name__)
FORMS = {"json": files.as_json, "zip": files.as_zip}
TYPES = {"json": "application/json", "zip": "application/zip"}


@dataclass(frozen=True)
class Exported:
    body: bytes
    name: str
    sha256: str
    register: telling.Register

    @property
    def base64(self) -> str:
        """The digest as an HTTP header writes it."""
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


def read(
    days: Days, *, by, clock: trail.Clock, size: int = sample.DEFAULT, most: int | None = None
) -> telling.Register:
    """The register for a page that shows at most `most` rows of each section."""
    found = _told(days, by, clock, size, most)
    reading.read(WHAT, by=by, clock=clock, detail=_asked(found))
    return found


def export(days: Days, *, by, clock: trail.Clock, form: str, size: int = sample.DEFAULT) -> Exported:
    """The whole register as a file; the entry names its digest."""
    if form not in FORMS:
        raise NotPossible(f"A register is made as {' or '.join(sorted(FORMS))}, not as “{form}”.")
    found = _told(days, by, clock, size, None)
    body = FORMS[form](found)
    digest = canonical.digest(body)
    detail = {**_asked(found), "export": form, "sha256": digest}
    reading.read(WHAT, by=by, clock=clock, detail=detail)
    return Exported(body, f"register-{days.begins}-{days.ends}.{form}", digest, found)


def _told(days, by, clock, size, most) -> telling.Register:
    require(by, "read_record")
    # It is about every page, so whoever may not look at some of them gets none of it.
    refuse_unseen(by, [model.kind for model in kinds.all()])
    if not 1 <= size <= sample.MOST:
        raise NotPossible(f"A sample has 1 to {sample.MOST} publications.")
    now = clock()
    try:
        checked(days.begins, days.ends, now)
    except Wrong as error:
        raise NotPossible(str(error)) from error
    try:
        return telling.tell(days, now, size=size, most=most)
    except (ValueError, LookupError, ObjectDoesNotExist) as error:
        # A record that was tampered with may not even be readable.
        _log.exception("register of %s to %s", days.begins, days.ends)
        raise NotPossible("The record of this period cannot be read any more. Run verify_audit.") from error


def _asked(found: telling.Register) -> dict:
    days = found.period.days
    return {
        "from": days.begins.isoformat(),
        "to": days.ends.isoformat(),
        "sample": found.sample.size,
        "seed": found.sample.seed,
    }
