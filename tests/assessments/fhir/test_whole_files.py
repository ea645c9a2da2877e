"""What becomes of a file as a whole: what is none, what it says of itself, and what no JSON should hold."""

import pytest

from assessments import fhir
from tests.assessments.fhir import forms
from tests.assessments.fhir.forms import coded, item, read


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf", "not JSON at line 1"),
        (b"<Questionnaire/>", "Only FHIR in JSON"),
        ('{"resourceType": "Questionnaire"}'.encode("utf-16"), "save the file as UTF-8"),
        (b"{", "not JSON at line 1, column 2"),
        (b'{"a": NaN}', "It holds NaN, which is no number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number that no program"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "one JSON object"),
        (b"null", "one JSON object"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"resourceType": "Questionnaire", "item": ' + b"[" * 200 + b"]" * 200 + b"}", "nested deeper"),
        (b'{"resourceType": "Bundle"}', "Bundle"),
        (b'{"resourceType": 7}', "no resourceType"),
        (b"[" + b" " * 2_000_000, "larger than 2 MB"),
        (b'{"resourceType": "Questionnaire"}', "No question"),
        (b'{"resourceType": "Questionnaire", "item": {}}', "must be a list"),
        (b'{"resourceType": "Questionnaire", "item": [1, "x", null]}', "must hold objects"),
    ],
)
def test_what_is_no_questionnaire_is_told(data, said):
    reading = fhir.read(data)

    assert reading.definition is None
    assert any(said in one.sentence for one in reading.blocking), reading.leftovers


def test_a_name_that_stands_twice_is_told():
    reading = fhir.read(b'{"resourceType": "Questionnaire", "title": "a", "title": "b", "item": []}')

    assert any("“title” stands twice" in one.sentence for one in reading.blocking)


def test_what_stands_twice_is_told_where_it_stands_with_what_is_lost():
    text = fhir.text(forms.form(item("q1", answerOption=[coded("a", 1), coded("b")])))

    reading = fhir.read(text.replace('"valueDecimal":1', '"valueDecimal":7,"valueDecimal":1'))

    [one] = reading.blocking
    assert one.location == "item[0] (linkId q1).answerOption[0].extension[0].valueDecimal"
    assert one.said == '{"valueDecimal":[7]}'


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"option": [{"valueCoding": {"code": "a"}}]}, "option"),
        ({"options": {"reference": "#list"}}, "options"),
        ({"enableWhen": [{"question": "q1", "hasAnswer": True}]}, "enableWhen[0].hasAnswer"),
    ],
)
def test_how_fhir_said_it_before_is_told(more, member):
    reading = read(item("q1"), item("q2", **more))

    told = [one.sentence for one in reading.blocking if one.location == f"item[1] (linkId q2).{member}"]
    assert "before R4" in told[0]


def test_what_r5_says_of_versions_is_noted():
    reading = read(item("q1"), versionAlgorithmString="semver", copyrightLabel="x")

    assert reading.blocking == []
    assert [one.also for one in reading.notes] == [("copyrightLabel",)]


@pytest.mark.parametrize(
    ("more", "location"),
    [
        ({"status": "draft"}, "status"),
        ({"status": "unknown"}, "status"),
        ({"status": None}, "status"),
        ({"name": "ForPrograms"}, "name"),
    ],
)
def test_what_a_file_says_of_itself_is_noted(more, location):
    [note] = read(item("q1"), **more).leftovers

    assert (note.location, note.blocking) == (location, False)


def test_more_findings_than_anybody_reads_are_counted():
    reading = read(item("q1"), *(item(f"q{number}", "date") for number in range(2, 1200)))

    assert "more findings are not shown" in reading.leftovers[0].sentence
    assert len(reading.leftovers) == 1001


def test_what_no_database_holds_is_taken_out():
    reading = fhir.read(
        {
            "resourceType": "Questionnaire",
            "title": "a\ud800",
            "item": [item("q1", **{"b\x00\ud800": "c\x00"})],
        }
    )

    text = repr(reading.leftovers) + reading.title
    assert "\\x00" not in text
    assert "\\ud800" not in text
