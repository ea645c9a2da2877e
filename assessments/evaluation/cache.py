"""Compiled definitions by the digest of what they were compiled from: such an entry can never be stale."""

from collections.abc import Callable

from assessments.kept import Kept

from .compiling import Compiled, compiled

#: A definition of twenty questions compiled takes some 30 kB.
MOST = 128

_kept = Kept(MOST)


def of_digest(digest: str, load: Callable[[], dict]) -> Compiled:
    """The compiled definition of this digest; `load` tells the definition when it is not kept yet.

    `digest` names content that can never differ, of the definition or of the document that holds it. Two
    threads may both load one: that costs time once, and neither waits for the other's database.
    """
    return _kept.get(digest) or _kept.put(digest, compiled(load()))
