"""Cursors: where a page of a list begins, signed and bound to the request it was given for.

A cursor holds the sort value and the uid of the item at the edge of a page. Both stay what they are when the
item is published anew or others come and go, so the pages neither repeat nor skip what stays. Front ends must
treat it as opaque; it is signed so that nobody comes to depend on what is inside.
"""

import hashlib
from typing import NamedTuple

from django.core import signing

_SIGNER_SALT = "delivery.cursor"


class Cursor(NamedTuple):
    #: Whether the page stands before or after the edge.
    backwards: bool
    edge: list


class BadCursor(ValueError):
    """The cursor was not given out for this request."""


def fingerprint(*request: object) -> str:
    """What the cursor is bound to: the request without cursor, limit and fields."""
    return hashlib.sha256("\n".join(map(str, request)).encode()).hexdigest()[:16]


def write(cursor: Cursor, request: str) -> str:
    signer = signing.Signer(salt=_SIGNER_SALT)
    return signer.sign_object([request, int(cursor.backwards), list(cursor.edge)]).replace(":", "~")


def read(text: str, request: str) -> Cursor:
    # The signer puts a colon between value and signature; a tilde needs no escaping in an address.
    try:
        bound, backwards, edge = signing.Signer(salt=_SIGNER_SALT).unsign_object(text.replace("~", ":"))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadCursor("it is not valid; begin again without a cursor.") from error
    if bound != request:
        raise BadCursor("it was given out for another request; keep the other parameters or begin again.")
    return Cursor(bool(backwards), edge)
