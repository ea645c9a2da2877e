"""Who read what is restricted: one entry for one request, whatever that request shows.

    reading.read("as of", item.uid, by=person, clock=timezone.now, detail={"time": "2026-03-14T12:00:00Z"})

`what` names the view in an officer's words, `subject` is the uid of what was looked at (empty: many things),
`detail` says which part of it: never what it says. Call it once what was asked for is known to exist and may
be shown; a page that is refused was not read.
"""

from . import trail

ACTION = "record.read"


def read(what: str, subject: str = "", *, by, clock: trail.Clock, detail: dict | None = None) -> None:
    with trail.entry(
        action=ACTION, by=by, clock=clock, subject=subject[:80], detail={"what": what, **(detail or {})}
    ):
        pass
