"""A random sample that nobody can steer, and anybody can draw again.

Its seed is the SHA-256 of one line: `sample/1`, the hash of the last entry of the period, its first and last
day, and the size asked for, each after a blank. The publications of the period are put in the order of
SHA-256 over seed, colon and number; the first `size` of them are the sample. For publication 17:

    printf 'sample/1 %s %s %s %s' <hash> 2026-07-01 2026-09-30 20 | sha256sum     → the seed
    printf '%s:%s' <seed> 17 | sha256sum                                          → its place in the order

The hash was not known to whoever published in the period, so no page could be kept out of the sample.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

DEFAULT, MOST = 20, 200


def seed(head: str, begins: date, ends: date, size: int) -> str:
    line = f"sample/1 {head} {begins.isoformat()} {ends.isoformat()} {size}"
    return hashlib.sha256(line.encode()).hexdigest()


def draw(numbers: Iterable[int], seed: str, size: int) -> list[int]:
    """The sample of these numbers, in the order in which it was drawn."""
    return sorted(numbers, key=lambda number: (rank(seed, number), number))[:size]


def rank(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
