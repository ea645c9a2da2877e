import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import canonical

# What any database can hold: no NUL, no half of a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
leaves = st.none() | st.booleans() | st.integers() | texts
documents = st.recursive(
    leaves,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        pytest.param({}, b"{}", id="nothing"),
        pytest.param({"b": 1, "a": 2}, b'{"a":2,"b":1}', id="keys are sorted"),
        pytest.param({"B": 1, "a": 2, "A": 3}, b'{"A":3,"B":1,"a":2}', id="by code point, not by language"),
        pytest.param({"a": {"d": 1, "c": 2}}, b'{"a":{"c":2,"d":1}}', id="inner keys too"),
        pytest.param([3, 1, 2], b"[3,1,2]", id="lists keep their order"),
        pytest.param(("x", "y"), b'["x","y"]', id="a tuple is a list"),
        pytest.param("né", b'"n\xc3\xa9"', id="text is UTF-8, not escaped"),
        pytest.param("e\u0301", b'"e\xcc\x81"', id="text is not normalised"),
        pytest.param("🫀", b'"\xf0\x9f\xab\x80"', id="beyond the basic plane"),
        pytest.param('"\\\n', b'"\\"\\\\\\n"', id="only what must be is escaped"),
        pytest.param([True, False, None], b"[true,false,null]", id="words"),
        pytest.param(2**70, b"1180591620717411303424", id="whole numbers of any size"),
        pytest.param(-1, b"-1", id="negative"),
    ],
)
def test_a_document_has_one_spelling(document, expected):
    assert canonical.encode(document) == expected


@pytest.mark.parametrize(
    ("document", "path"),
    [
        pytest.param({"a": [1, 2.5]}, "$.a[1]", id="a float"),
        pytest.param(float("nan"), "$", id="not a number"),
        pytest.param({"a": 1.0}, "$.a", id="a float that is whole"),
        pytest.param({"a": {"b": "x\x00"}}, "$.a.b", id="NUL"),
        pytest.param(["\ud800"], "$[0]", id="a lone high surrogate"),
        pytest.param(["\udfff"], "$[0]", id="a lone low surrogate"),
        pytest.param({"\x00": 1}, "$", id="NUL in a key"),
        pytest.param({1: "x"}, "$", id="a key that is a number"),
        pytest.param({"a": b"x"}, "$.a", id="bytes"),
        pytest.param({"a": {1, 2}}, "$.a", id="a set"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(document, path):
    with pytest.raises(canonical.NotCanonical) as refusal:
        canonical.encode(document)

    assert str(refusal.value).startswith(f"{path}:")


@given(documents)
def test_what_was_encoded_can_be_read_again(document):
    assert canonical.decode(canonical.encode(document)) == document


@given(documents, st.randoms())
def test_the_order_of_keys_never_changes_the_digest(document, random):
    assert canonical.digest_of(_shuffled(document, random)) == canonical.digest_of(document)


@given(documents, documents)
def test_two_documents_have_one_spelling_only_when_they_are_the_same(one, other):
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (canonical.encode(one) == canonical.encode(other)) is same


def test_a_digest_is_the_sha_256_of_the_bytes():
    assert canonical.digest(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert canonical.digest_of({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


# Rows of the record.

columns = st.dictionaries(
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
    st.none() | texts | st.integers() | st.binary(max_size=20),
    min_size=1,
    max_size=6,
)


def test_the_digest_of_a_row_never_changes():
    """A frozen example: other bytes here mean that every row ever recorded looks tampered with."""
    row = [("number", 7), ("title", "Leg pain"), ("note", None), ("blob", b"\x00")]

    expected = hashlib.sha256(
        b"row/1\n"
        + b"".join(
            len(part).to_bytes(8, "big") + part
            for part in [
                b"blob",
                b"bytes",
                b"\x00",
                b"number",
                b"whole",
                b"7",
                b"title",
                b"text",
                b"Leg pain",
            ]
        )
    ).hexdigest()
    assert canonical.columns_digest("row/1", row) == expected


@given(columns, st.randoms())
def test_the_order_of_columns_never_changes_the_digest(row, random):
    shuffled = list(row.items())
    random.shuffle(shuffled)

    assert canonical.columns_digest("row/1", shuffled) == canonical.columns_digest("row/1", row.items())


@given(columns)
def test_a_column_added_later_changes_nothing_while_it_is_null(row):
    later = [*row.items(), ("Added later", None)]

    assert canonical.columns_digest("row/1", later) == canonical.columns_digest("row/1", row.items())


@given(columns, st.data())
def test_any_other_value_in_any_column_shows(row, data):
    name = data.draw(st.sampled_from(sorted(row)))
    other = data.draw(st.none() | texts | st.integers() | st.binary(max_size=20))
    changed = {**row, name: other}

    same = type(other) is type(row[name]) and other == row[name]
    digests = {canonical.columns_digest("row/1", r.items()) for r in (row, changed)}
    assert len(digests) == (1 if same else 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param([("a", "xy"), ("b", "z")], [("a", "x"), ("b", "yz")], id="a byte moved next door"),
        pytest.param([("a", "b"), ("c", "d")], [("a", "bc"), ("d", "")], id="a name eaten by a value"),
        pytest.param([("a", "1")], [("a", 1)], id="text became a number"),
        pytest.param([("a", "1")], [("a", b"1")], id="text became bytes"),
        pytest.param([("a", "")], [("a", None)], id="empty became NULL"),
        pytest.param([("a", "x")], [("b", "x")], id="another column"),
    ],
)
def test_rows_that_differ_have_different_digests(one, other):
    assert canonical.columns_digest("row/1", one) != canonical.columns_digest("row/1", other)


def test_the_version_of_the_format_is_part_of_the_digest():
    assert canonical.columns_digest("row/1", [("a", 1)]) != canonical.columns_digest("row/2", [("a", 1)])


def test_text_that_is_no_text_still_has_a_digest():
    """Tampering may leave anything; a digest must come out all the same, to be compared."""
    assert canonical.columns_digest("row/1", [("a", "\ud800")])


@pytest.mark.parametrize("value", [1.5, True, object()], ids=["float", "truth value", "object"])
def test_a_column_of_a_type_that_no_row_has_is_refused(value):
    with pytest.raises(canonical.NotCanonical):
        canonical.columns_digest("row/1", [("a", value)])


def _shuffled(document, random):
    if isinstance(document, dict):
        names = list(document)
        random.shuffle(names)
        return {name: _shuffled(document[name], random) for name in names}
    if isinstance(document, list):
        return [_shuffled(child, random) for child in document]
    return document
