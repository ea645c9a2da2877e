"""From decisions to periods, against the plainest reading of “live at t”."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.publishing.timeline import Decision, Period, in_effect, periods

START = datetime(2040, 1, 1, tzinfo=UTC)


def at(hour):
    return START + timedelta(hours=hour)


@st.composite
def decisions(draw):
    """Numbers in the order in which things were decided, moments in any; some share one."""
    hours = draw(st.lists(st.integers(0, 6), max_size=8))
    return draw(st.permutations([Decision(number, at(hour)) for number, hour in enumerate(hours, start=1)]))


def live_at(given, moment):
    """Law: live at t is the newest by (effective_at, number) with effective_at ≤ t."""
    best = None
    for decision in given:
        later = best is None or (decision.effective_at, decision.number) > (best.effective_at, best.number)
        if decision.effective_at <= moment and later:
            best = decision
    return best.number if best else None


MOMENTS = [at(hour) + timedelta(microseconds=step) for hour in range(8) for step in (-1, 0, 1)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([], [], id="nothing decided"),
        pytest.param([(1, 0)], [(1, 0, None)], id="one page, for good"),
        pytest.param([(1, 0), (2, 3)], [(1, 0, 3), (2, 3, None)], id="replaced"),
        pytest.param([(1, 5), (2, 3)], [(2, 3, 5), (1, 5, None)], id="decided later for earlier"),
        pytest.param([(1, 3), (2, 3)], [(2, 3, None)], id="two for one moment: the newer"),
        pytest.param([(2, 3), (1, 3), (3, 4)], [(2, 3, 4), (3, 4, None)], id="in any order"),
    ],
)
def test_decisions_become_periods(given, expected):
    found = periods(Decision(number, at(hour)) for number, hour in given)

    assert found == [Period(n, at(b), None if e is None else at(e)) for n, b, e in expected]


@given(decisions())
def test_periods_say_what_is_live_at_every_moment(given):
    for moment in MOMENTS:
        covering = [
            p.number for p in periods(given) if p.begins <= moment and (not p.ends or moment < p.ends)
        ]
        expected = live_at(given, moment)
        assert covering == ([expected] if expected else [])
        assert in_effect(given, moment) == expected


@given(decisions())
def test_periods_neither_overlap_nor_leave_gaps(given):
    found = periods(given)

    assert all(p.ends == following.begins for p, following in pairwise(found))
    assert all(p.ends is None or p.begins < p.ends for p in found)
    assert [p.ends for p in found[-1:]] == [None] * bool(given)


@given(decisions(), st.data())
def test_a_decision_for_later_never_changes_what_was_live_before(given, data):
    moment = at(data.draw(st.integers(0, 7)))
    more = [*given, Decision(len(given) + 1, moment)]

    for earlier in MOMENTS:
        if earlier < moment:
            assert in_effect(more, earlier) == in_effect(given, earlier)


@given(decisions(), st.data())
def test_calling_off_what_has_not_begun_never_changes_what_was_live_before(given, data):
    now = at(data.draw(st.integers(0, 7)))
    kept = [d for d in given if d.effective_at <= now or data.draw(st.booleans())]

    for earlier in MOMENTS:
        if earlier <= now:
            assert in_effect(kept, earlier) == in_effect(given, earlier)
