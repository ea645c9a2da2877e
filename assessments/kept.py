"""What was worked out once, from something that never changes, and is kept in memory. Pure."""

import threading
from collections import OrderedDict


class Kept:
    """The values that were used last, by the digest of what they were made from; never more than `most`."""

    def __init__(self, most: int):
        self._most, self._values, self._lock = most, OrderedDict(), threading.Lock()

    def get(self, digest: str):
        with self._lock:
            if digest in self._values:
                self._values.move_to_end(digest)
            return self._values.get(digest)

    def put(self, digest: str, value):
        with self._lock:
            self._values[digest] = value
            self._values.move_to_end(digest)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._values)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
