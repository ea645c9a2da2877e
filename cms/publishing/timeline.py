"""From decisions to periods: what a key leads to, and from when until when.

Live at t is the newest decision by (effective_at, number) with effective_at ≤ t. A period is half open: it
ends where the next begins. Two decisions for one moment leave the earlier one no period at all.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Decision(NamedTuple):
    """One publication that was not called off."""

    number: int
    effective_at: datetime


class Period(NamedTuple):
    """That decision `number` is in effect from `begins` until just before `ends` (None: for good)."""

    number: int
    begins: datetime
    ends: datetime | None


def periods(decisions: Iterable[Decision]) -> list[Period]:
    """The periods of one key, oldest first; they neither overlap nor leave gaps."""
    ordered = sorted(decisions, key=lambda d: (d.effective_at, d.number))
    found = []
    # The last decision has none after it; with no decision at all there is nothing to pair.
    for decision, following in zip(ordered, [*ordered[1:], None], strict=False):
        ends = following.effective_at if following else None
        if ends != decision.effective_at:
            found.append(Period(decision.number, decision.effective_at, ends))
    return found


def in_effect(decisions: Iterable[Decision], moment: datetime) -> int | None:
    """Number of the decision in effect at this moment."""
    begun = [d for d in decisions if d.effective_at <= moment]
    return max(begun, key=lambda d: (d.effective_at, d.number)).number if begun else None
