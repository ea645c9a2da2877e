"""What a list depends on beside its request: how far the record has come, and which moments have passed.

Two answers with the same state are the same bytes: every decision is an entry, and a decision that waited for
its moment shows in the highest moment that is due.
"""

import hashlib
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from cms import instant


class State(NamedTuple):
    entry: int | None
    begun: str | None
    ended: str | None
    #: The next moments at which something begins or ends by itself.
    begins: str | None
    ends: str | None

    @property
    def next_change(self) -> datetime | None:
        first = min(filter(None, (self.begins, self.ends)), default=None)
        return instant.from_text(first) if first else None

    def etag(self, *request: object) -> str:
        """Names the answer to this request. Keyed, because cursors inside the answer are signed."""
        material = "\n".join(map(str, (code_version(), self.entry, self.begun, self.ended, *request)))
        return salted_hmac("delivery.etag", material, algorithm="sha256").hexdigest()[:40]


def sql(kind: str | None) -> str:
    """One row of State; takes values(). Without a kind, of everything that is published."""
    # The few rows still to come are found by their moment; an index by kind would read all of the kind, so
    # the comparison is written as one that no index helps with.
    only = " AND kind || '' = %s" if kind else ""
    return (
        "SELECT (SELECT MAX(sequence) FROM audit_entry) AS entry,"
        " (SELECT MAX(live_from) FROM publishing_live WHERE live_from <= %s) AS begun,"
        " (SELECT MAX(live_until) FROM publishing_live WHERE live_until <= %s) AS ended,"
        f" (SELECT MIN(live_from) FROM publishing_live WHERE live_from > %s{only}) AS begins,"
        f" (SELECT MIN(live_until) FROM publishing_live WHERE live_until > %s{only}) AS ends"
    )


def values(moment: str, kind: str | None) -> list[str]:
    extra = [kind] if kind else []
    return [moment, moment, moment, *extra, moment, *extra]


def read(moment: str, kind: str | None = None) -> State:
    with connection.cursor() as cursor:
        cursor.execute(sql(kind), values(moment, kind))
        return State(*cursor.fetchone())


@cache
def code_version() -> str:
    """Digest of the code that decides answers: another deployment may answer in another form."""
    sha = hashlib.sha256(f"{settings.DEFAULT_LOCALE}\n".encode())
    for folder in ("cms", *settings.CONTENT_APPS):
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            sha.update(path.read_bytes())
    return sha.hexdigest()[:16]
