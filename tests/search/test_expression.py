"""What a search looks for, in the words of each database."""

import pytest

from cms.search import expression
from cms.search.expression import Match

PAD = [[("pad",), ("peripher", "arteri", "diseas")]]


@pytest.mark.parametrize(
    ("words", "groups", "request_"),
    [
        pytest.param(["leg", "pain"], [], [[("leg",)], [("pain",)]], id="plain"),
        pytest.param(["leg", "leg"], [], [[("leg",)]], id="said twice"),
        pytest.param(
            ["pad", "pain"],
            PAD,
            [[("pad",), ("peripher", "arteri", "diseas")], [("pain",)]],
            id="a word widened to a phrase",
        ),
        pytest.param(
            ["peripher", "arteri", "diseas"],
            PAD,
            [[("peripher", "arteri", "diseas"), ("pad",)]],
            id="a phrase widened to a word",
        ),
        pytest.param(["peripher", "pain"], PAD, [[("peripher",)], [("pain",)]], id="half a phrase is none"),
        pytest.param(
            ["arteri"],
            [[("arteri",), ("vessel",)], [("arteri", "diseas"), ("pad",)], [("arteri",), ("tube",)]],
            [[("arteri",), ("tube",), ("vessel",)]],
            id="two topics widen one word",
        ),
        pytest.param(
            ["arteri", "diseas"],
            [[("arteri",), ("vessel",)], [("arteri", "diseas"), ("pad",)]],
            [[("arteri", "diseas"), ("pad",)]],
            id="the longest phrase wins",
        ),
    ],
)
def test_a_request_is_built(words, groups, request_):
    assert expression.build(words, groups) == request_


def test_both_databases_hear_the_same():
    request = expression.build(["pad", "pain"], PAD)

    assert expression.to_fts5(request, Match.ALL, 0) == (
        '{title} : ((("pad") OR ("peripher" AND "arteri" AND "diseas")) AND (("pain")))'
    )
    assert expression.to_tsquery(request, Match.ALL, 0) == (
        "(('0/pad') | ('0/peripher' & '0/arteri' & '0/diseas')) & (('0/pain'))"
    )


def test_a_lower_tier_leaves_out_the_one_above():
    request = expression.build(["leg"])

    assert expression.to_fts5(request, Match.ANY, 2) == (
        '((("leg"))) NOT ({title dek headings} : ((("leg"))))'
    )
    assert expression.to_tsquery(request, Match.ANY, 2) == "((('leg'))) & !((('1/leg')))"
