import pytest

from assessments.api import counting
from assessments.api.counting import Counts, Turn


@pytest.fixture
def seconds():
    return [100.0]


@pytest.fixture
def counts(seconds):
    return Counts(lambda: seconds[0])


def test_an_address_has_so_many_turns_in_a_minute(counts, seconds):
    assert [counts.take("a", 2) for _ in range(3)] == [
        Turn(True, 1, 60),
        Turn(True, 0, 60),
        Turn(False, 0, 60),
    ]

    seconds[0] += 42.5
    assert counts.take("a", 2) == Turn(False, 0, 18)
    seconds[0] += 17.5
    assert counts.take("a", 2) == Turn(True, 1, 60)


@pytest.mark.parametrize("passed", [0.0, 0.1, 42.5, 59.9])
def test_whoever_waits_as_long_as_told_is_let_in(counts, seconds, passed):
    counts.take("a", 1)
    seconds[0] += passed

    seconds[0] += counts.take("a", 1).seconds

    assert counts.take("a", 1).admitted


def test_addresses_are_counted_apart(counts):
    counts.take("a", 1)

    assert not counts.take("a", 1).admitted
    assert counts.take("b", 1).admitted


def test_nothing_of_an_address_is_kept(counts):
    counts.take("192.0.2.7", 5)

    assert "192.0.2.7" not in repr(vars(counts))
    assert b"192.0.2.7" not in b"".join(counts._counts)


def test_a_minute_is_forgotten_when_it_is_over(counts, seconds):
    counts.take("a", 5)
    seconds[0] += 60
    counts.take("b", 5)

    assert len(counts._counts) == 1


def test_strangers_cannot_fill_the_memory(counts, monkeypatch):
    monkeypatch.setattr(counting, "MOST_ADDRESSES", 2)

    turns = [counts.take(str(number), 1) for number in range(4)]

    assert all(turn.admitted for turn in turns)
    assert len(counts._counts) == 2
    assert not counts.take("0", 1).admitted
