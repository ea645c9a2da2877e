"""Reading a query string: every fault is named, and nothing is ignored."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.delivery import parameters
from cms.delivery.parameters import BadQuery

TAKES = [
    parameters.slug("topic", "A topic."),
    parameters.locale("A locale."),
    parameters.moment("after", "A moment."),
    parameters.day("before", "A day."),
    parameters.choice("sort", "An order.", ["up", "down"]),
    parameters.whole("limit", "A number.", least=1, most=100, default=20),
    parameters.several("slugs", "Slugs.", of="slug", most=3),
    parameters.names("fields", "Names.", ["title", "dek"]),
    parameters.text("q", "Words.", longest=10),
]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("", {}),
        ("&&", {}),
        ("topic=pad&limit=100", {"topic": "pad", "limit": 100}),
        ("after=2026-07-01", {"after": datetime(2026, 7, 1, tzinfo=UTC)}),
        ("after=2026-07-01T02:00:00%2B02:00", {"after": datetime(2026, 7, 1, tzinfo=UTC)}),
        ("before=2026-07-01", {"before": date(2026, 7, 1)}),
        ("slugs=a,b,a", {"slugs": ("a", "b")}),
        ("fields=dek,title", {"fields": ("dek", "title")}),
        ("q=a+b%20c", {"q": "a b c"}),
        ("q=a%3Db=c", {"q": "a=b=c"}),
        ("%71=x", {"q": "x"}),
    ],
)
def test_good_queries_are_read(query, values):
    assert parameters.read(query, TAKES) == values


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("topics=pad", [("topics", "unknown")]),
        ("Topic=pad", [("Topic", "unknown")]),
        ("topic=a&topic=a", [("topic", "repeated")]),
        ("topic", [("topic", "empty")]),
        ("topic=&limit=", [("topic", "empty"), ("limit", "empty")]),
        ("topic=Pad", [("topic", "invalid")]),
        ("topic=a%00b", [("topic", "invalid")]),
        ("q=a%00", [("q", "invalid")]),
        ("q=%ff", [("", "not_utf8")]),
        ("%ff=q", [("", "not_utf8")]),
        ("q=\u20ac", [("", "not_utf8")]),
        ("locale=english", [("locale", "invalid")]),
        ("after=2026-07-01T02:00:00+02:00", [("after", "invalid")]),
        ("after=2026-02-30", [("after", "invalid")]),
        ("after=0001-01-01", [("after", "invalid")]),
        ("after=9999-12-31T23:59:59-23:59", [("after", "invalid")]),
        ("after=٢٠٢٦-٠٧-٠١".encode().decode("latin-1"), [("after", "invalid")]),
        ("before=tomorrow", [("before", "invalid")]),
        ("sort=sideways", [("sort", "invalid")]),
        ("limit=0", [("limit", "invalid")]),
        ("limit=101", [("limit", "invalid")]),
        ("limit=1e2", [("limit", "invalid")]),
        ("limit=+5", [("limit", "invalid")]),
        ("limit=1_0", [("limit", "invalid")]),
        ("limit=" + "9" * 5000, [("limit", "invalid")]),
        ("slugs=a,,b", [("slugs", "invalid")]),
        ("slugs=a,b,c,d", [("slugs", "invalid")]),
        ("fields=title,password", [("fields", "invalid")]),
        ("q=12345678901", [("q", "invalid")]),
        ("q=" + "a" * 9000, [("", "too_long")]),
        ("&".join(f"a{n}=1" for n in range(200)), [("", "too_many")]),
        ("a=1&b=2&limit=x", [("a", "unknown"), ("b", "unknown"), ("limit", "invalid")]),
    ],
)
def test_every_fault_is_named(query, faults):
    with pytest.raises(BadQuery) as caught:
        parameters.read(query, TAKES)

    assert [(fault.parameter, fault.code) for fault in caught.value.faults] == faults


def test_an_unknown_name_is_told_what_is_allowed():
    with pytest.raises(BadQuery) as caught:
        parameters.read("lang=en", TAKES[:2])

    assert str(caught.value) == "“lang” is not a parameter here; allowed are: topic, locale."


def test_what_must_be_given_is_missed():
    with pytest.raises(BadQuery, match="“q” is missing"):
        parameters.read("", [parameters.text("q", "What to look for.", longest=10, required=True)])


@given(st.text())
def test_no_query_is_too_odd(query):
    with contextlib.suppress(BadQuery):
        parameters.read(query, TAKES)
