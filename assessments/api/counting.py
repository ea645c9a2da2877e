"""How often one address may ask for an evaluation: so many times in a minute.

The counts live in the memory of one process and die with their minute. They are kept under a name that only
this process can make of an address, and say nothing of what was asked.
"""

import hashlib
import math
import secrets
import threading
import time
from typing import NamedTuple

MINUTE = 60
#: Addresses counted in one minute. Further ones are let in uncounted: memory is not for strangers to fill.
MOST_ADDRESSES = 100_000


class Turn(NamedTuple):
    admitted: bool
    left: int
    seconds: int  # until the count begins anew


class Counts:
    """The counts of one minute, for one kind of request."""

    def __init__(self, clock=time.monotonic):
        self._clock, self._lock = clock, threading.Lock()
        self._salt, self._begun, self._counts = secrets.token_bytes(16), clock(), {}

    def take(self, address: str, most: int) -> Turn:
        """Count one request of this address."""
        with self._lock:
            now = self._clock()
            if now - self._begun >= MINUTE:
                self._begun, self._counts, self._salt = now, {}, secrets.token_bytes(16)
            name = hashlib.blake2b(address.encode(), key=self._salt, digest_size=12).digest()
            count = self._counts.get(name, 0) + 1
            if count <= most and (name in self._counts or len(self._counts) < MOST_ADDRESSES):
                self._counts[name] = count
            # Rounded up: whoever waits so long is let in.
            seconds = max(1, math.ceil(MINUTE - (now - self._begun)))
            return Turn(count <= most, max(0, most - count), seconds)
