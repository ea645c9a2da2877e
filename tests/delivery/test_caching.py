"""What caches are promised, and when a client's document counts as good."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery import caching

NOW = datetime(2041, 5, 6, 7, 8, 9, tzinfo=UTC)


def seconds(header, name):
    found = re.search(rf"\b{name}=(\d+)", header)
    return int(found[1]) if found else 0


def test_nothing_scheduled_gets_the_whole_promise():
    header = caching.cache_control(NOW)

    assert header == "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=3600"


@given(left=st.floats(min_value=0, max_value=100_000), fresh=st.sampled_from([300, 30]))
def test_no_promise_reaches_past_the_next_change(left, fresh):
    header = caching.cache_control(NOW, NOW + timedelta(seconds=left), fresh=fresh)

    stale = max(seconds(header, "stale-while-revalidate"), seconds(header, "stale-if-error"))
    assert seconds(header, "s-maxage") + stale <= timedelta(seconds=left).total_seconds()
    assert seconds(header, "max-age") == 0


@pytest.mark.parametrize(
    ("left", "header"),
    [
        (3900, "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=3600"),
        (1000, "public, max-age=0, s-maxage=300, stale-while-revalidate=60, stale-if-error=700"),
        (310, "public, max-age=0, s-maxage=300, stale-while-revalidate=10, stale-if-error=10"),
        (300, "public, max-age=0, s-maxage=300"),
        (0.9, "public, max-age=0, s-maxage=0"),
        (-5, "public, max-age=0, s-maxage=0"),
    ],
)
def test_freshness_comes_before_staleness(left, header):
    assert caching.cache_control(NOW, NOW + timedelta(seconds=left)) == header


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        pytest.param(None, [], id="none"),
        pytest.param('"abc"', ["abc"], id="one"),
        pytest.param('W/"abc"', ["abc"], id="made weak by a server in front"),
        pytest.param('"a,b" , W/"c"', ["a,b", "c"], id="a list, with a comma inside a tag"),
        pytest.param(" * ", ["*"], id="any"),
        pytest.param("abc", [], id="without quotes it is no tag"),
        pytest.param('"never closed', [], id="never closed"),
        pytest.param("", [], id="empty"),
    ],
)
def test_tags_are_read_weakly(header, tags):
    assert caching.tags_named(header) == tags


@given(st.text())
def test_no_header_is_too_odd(header):
    caching.tags_named(header)
