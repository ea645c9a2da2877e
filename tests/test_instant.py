from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import instant

moments = st.datetimes(min_value=datetime(1000, 1, 2), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(datetime(2026, 7, 1, tzinfo=UTC), "2026-07-01T00:00:00.000000Z", id="midnight"),
        pytest.param(
            datetime(2026, 7, 1, 2, 3, 4, 56, tzinfo=UTC), "2026-07-01T02:03:04.000056Z", id="microseconds"
        ),
        pytest.param(
            datetime(2026, 7, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            "2026-06-30T23:00:00.000000Z",
            id="from another zone",
        ),
    ],
)
def test_a_moment_is_utc_text_of_fixed_width(moment, text):
    assert instant.to_text(moment) == text
    assert instant.from_text(text) == moment


@given(moments)
def test_what_was_written_is_read_again(moment):
    assert len(instant.to_text(moment)) == instant.WIDTH
    assert instant.from_text(instant.to_text(moment)) == moment


@given(moments, moments)
def test_the_order_of_the_text_is_the_order_of_time(one, other):
    assert (instant.to_text(one) < instant.to_text(other)) is (one < other)


@pytest.mark.parametrize(
    "moment", [datetime(2026, 7, 1), datetime(999, 7, 1, tzinfo=UTC)], ids=["no zone", "before the year 1000"]
)
def test_a_moment_that_is_a_mistake_is_refused(moment):
    with pytest.raises(ValueError, match="a moment"):
        instant.to_text(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-07-01",
        "2026-07-01T00:00:00Z",
        "2026-07-01T00:00:00.000000",
        "2026-07-01 00:00:00.000000Z",
        "2026-7-01T00:00:00.0000000Z",
        "2026-13-01T00:00:00.000000Z",
        "2026-07-01T00:00:00.000000+",
        "２026-07-01T00:00:00.000000Z",
        "2026-07- 1T00:00:00.000000Z",
        "2026-07-01t00:00:00.000000z",
    ],
)
def test_text_of_any_other_form_is_refused(text):
    with pytest.raises(ValueError, match=r"moment|does not match"):
        instant.from_text(text)


@given(moments.map(instant.to_text), st.integers(0, 26), st.sampled_from("0123456789-:.TZtz ٣２"))
def test_a_moment_has_one_spelling(text, place, char):
    """Were there two, a tampered moment could read the same."""
    text = text[:place] + char + text[place + 1 :]
    try:
        again = instant.to_text(instant.from_text(text))
    except ValueError:
        return
    assert again == text
