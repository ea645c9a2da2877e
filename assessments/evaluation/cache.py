"""Compiled definitions by the digest of what they were compiled from: such an entry can never be stale."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from .compiling import Compiled, compiled

#: A definition of twenty questions compiled takes some 30 kB.
MOST = 128

_kept: OrderedDict[str, Compiled] = OrderedDict()
_lock = threading.Lock()


def of_digest(digest: str, load: Callable[[], dict]) -> Compiled:
    """The compiled definition of this digest; `load` tells the definition when it is not kept yet.

    `digest` names content that can never differ, of the definition or of the document that holds it. Two
    threads may both load one: that costs time once, and neither waits for the other's database.
    """
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    made = compiled(load())
    with _lock:
        _kept[digest] = made
        _kept.move_to_end(digest)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
