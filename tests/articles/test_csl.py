import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import csl

RECORD = {
    "type": "article-journal",
    "genre": "guideline",
    "title": "A Guideline on Walking",
    "author": [{"family": "Doe", "given": "Jane Q."}, {"literal": "Walking Society"}],
    "container-title": "Steps",
    "issued": {"date-parts": [[2024, 5, 14]]},
    "volume": "12",
    "issue": "3",
    "page": "4-9",
    "DOI": "10.1000/Walk.1",
}


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        pytest.param({}, "authors", "Doe, Jane Q.\nWalking Society", id="people and organisations"),
        pytest.param(
            {"author": [{"literal": "Doe, Roe and Co"}]}, "authors", '"Doe, Roe and Co"', id="comma"
        ),
        pytest.param(
            {"author": [{"family": "Doe", "given": "J", "suffix": "Jr"}]}, "authors", "Doe, J, Jr", id="Jr"
        ),
        pytest.param({"issued": {"date-parts": [[2024]]}}, "issued", "2024", id="only a year"),
        pytest.param({"issued": {"raw": "spring"}}, "issued", "", id="a date that is none"),
        pytest.param({"genre": "trial"}, "source_kind", "trial", id="a trial"),
        pytest.param({"genre": "editorial"}, "source_kind", "article", id="a genre of others"),
        pytest.param({"type": "webpage", "genre": ""}, "source_kind", "webpage", id="a web page"),
        pytest.param({"volume": 12}, "volume", "12", id="a number as a number"),
    ],
)
def test_a_record_becomes_columns_and_comes_back_whole(change, column, value):
    record = RECORD | change

    columns = csl.to_columns(record)

    assert columns[column] == value
    assert csl.to_csl(columns) == record


_NAMES = st.dictionaries(
    st.sampled_from(["family", "given", "literal", "suffix", "non-dropping-particle"]), st.text(max_size=9)
)
_VALUES = {
    "type": st.sampled_from(["article-journal", "book", "chapter", "webpage", "report"]),
    "title": st.text(),
    "genre": st.sampled_from(["guideline", "Guideline", "trial", "thesis", ""]),
    "author": st.lists(_NAMES, max_size=3),
    "issued": st.fixed_dictionaries({"date-parts": st.lists(st.lists(st.integers(0, 2999)), max_size=2)}),
    "volume": st.one_of(st.integers(), st.text(max_size=4)),
    "DOI": st.text(max_size=12),
    "note": st.text(),
    "custom": st.dictionaries(st.sampled_from(["mine"]), st.text(), min_size=1),
}


@given(st.fixed_dictionaries({"type": _VALUES.pop("type")}, optional=_VALUES))
def test_no_record_loses_anything(record):
    assert csl.to_csl(csl.to_columns(record)) == record


def test_an_edited_column_wins_over_what_was_imported():
    columns = csl.to_columns(RECORD | {"volume": 12, "note": "kept"})
    columns["volume"] = "13"

    assert csl.to_csl(columns)["volume"] == "13"
    assert csl.to_csl(columns)["note"] == "kept"


@pytest.mark.parametrize(
    ("read", "given_", "wanted"),
    [
        (csl.doi, "https://doi.org/10.1161/CIR.1", "10.1161/CIR.1"),
        (csl.doi, " doi:10.1161/CIR.1 ", "10.1161/CIR.1"),
        (csl.doi, "", ""),
        (csl.pmid, "PMID: 34024117", "34024117"),
        (csl.pmid, "https://pubmed.ncbi.nlm.nih.gov/34024117/", "34024117"),
        (csl.issued, "2024-05", "2024-05"),
    ],
)
def test_identifiers_are_brought_to_their_bare_form(read, given_, wanted):
    assert read(given_) == wanted


@pytest.mark.parametrize(
    ("read", "given_"),
    [
        (csl.doi, "11.1161/CIR.1"),
        (csl.doi, "10.1161/with space"),
        (csl.pmid, "12a"),
        (csl.pmid, "0"),
        (csl.issued, "2024-13"),
        (csl.issued, "2024-02-30"),
        (csl.issued, "May 2024"),
    ],
)
def test_what_is_no_identifier_is_refused_with_an_example(read, given_):
    with pytest.raises(ValueError, match="such as"):
        read(given_)


def test_a_source_is_printed_as_one_line():
    assert csl.formatted(csl.to_columns(RECORD)) == (
        "Doe JQ, Walking Society. A Guideline on Walking. Steps. 2024;12(3):4-9. doi:10.1000/Walk.1"
    )


def test_a_page_on_the_web_is_printed_with_its_address():
    page = {"type": "webpage", "title": "Walk more?", "URL": "https://example.org/walk"}

    assert csl.formatted(csl.to_columns(page)) == "Walk more? https://example.org/walk"


def test_many_authors_end_in_et_al():
    assert csl.authors_text("\n".join(f"Doe, {name}" for name in "ABCDEFGH")).endswith("Doe F, et al")
