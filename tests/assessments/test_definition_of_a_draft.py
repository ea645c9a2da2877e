"""From rows to a definition and into the record: state, document, versions."""

import json

import pytest
from jsonschema import Draft202012Validator

from assessments import assembly, lines, versions
from assessments.models import Assessment, Condition, Leftover, Question
from cms.publishing import actions, record
from tests.articles import pages
from tests.assessments import drafts
from tests.publishing import builders


@pytest.fixture
def clock(db):
    return builders.Clock()


def test_a_draft_says_a_definition_of_typed_values(clock):
    document = pages.composed(drafts.pad(clock))

    definition = document["definition"]
    asked = {one["key"]: one for one in definition["questions"]}
    assert asked["age"]["bands"][1] == {"at_least": "50", "at_most": "64", "points": "1"}
    assert [one["key"] for one in asked["pain"]["options"]] == ["yes", "no"]
    assert definition["sections"][0]["shown_when"] == {
        "all": [{"question": "pain", "operator": "=", "value": True}]
    }
    assert definition["scores"][0]["questions"] == ["age", "eases", "risks"]
    assert definition["rules"][0]["all"] == [{"score": "risk", "operator": ">=", "value": "4"}]
    assert [rule["key"] for rule in definition["red_flags"]] == ["cold-leg", "open-sore"]
    assert definition["outcomes"][0]["next_steps"][0]["href"] == "tel:999"
    assert document["intended_for"]["otherwise"]["next_steps"][0]["phone"] == "111"


def test_the_document_is_of_its_schema(clock):
    document = pages.composed(drafts.pad(clock))

    schema = Assessment.schema()
    schema["required"].remove("publication")
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(document)]
    assert errors == []


def test_a_state_brings_back_every_row(clock):
    draft = drafts.pad(clock)
    before = draft.state()

    Question.objects.filter(assessment=draft, key="risks").delete()
    Condition.objects.filter(assessment=draft).delete()
    draft.apply_state(json.loads(json.dumps(before)))

    assert Assessment.objects.get(pk=draft.pk).state() == before


def test_a_copy_as_stated_composes_to_the_same(clock):
    draft = drafts.pad(clock)
    stated = draft.as_stated(draft.state(), lambda uid: None)

    assert pages.composed(stated) == pages.composed(draft)


def test_versions_count_what_was_published(clock):
    draft = drafts.pad(clock)
    builders.go_live(draft, clock)
    first = record.live_document(draft.uid, clock())
    builders.edit(draft, clock, limits="It misses many.")
    builders.go_live(draft, clock)
    second = record.live_document(draft.uid, clock())

    assert (first["version"], second["version"]) == (1, 2)
    assert sorted(versions.numbers(draft.uid).values()) == [1, 2]


def test_the_same_content_keeps_its_version(clock):
    draft = drafts.pad(clock)
    builders.go_live(draft, clock)
    live = record.live_document(draft.uid, clock())

    content = {name: value for name, value in live.items() if name not in ("publication", "json_ld")}
    without = {name: value for name, value in content.items() if name not in ("version", "questionnaire")}
    assert versions.next_number(draft.uid, without, content) == 1


def test_without_questions_there_is_nothing_to_take(clock):
    draft = builders.save(Assessment(slug="soon", title="Soon", topic=builders.topic(clock)), clock)

    document = pages.composed(draft)

    assert (document["available"], document["definition"], document["version"]) == (False, None, None)
    assert Assessment.problems(document) == []


def test_a_leftover_of_an_import_blocks(clock):
    draft = drafts.pad(clock)
    row = Leftover(assessment=draft, location="item[3]", sentence="Say it as a rule.", said="a or b")
    builders.save(draft, clock, write=lambda _: row.save())

    with pytest.raises(actions.NotReady, match="import"):
        builders.submit(draft, clock)


@pytest.mark.parametrize(
    ("text", "keys", "problems"),
    [
        ("calf | Calf | 2\nnone | None | 0 | alone", ["calf", "none"], []),
        ("More than half the days", ["more-than-half-the-days"], []),
        ("a | A\n\na | B", ["a"], [(3, "stands twice")]),
        ("a | A | two", [], [(1, "no number of points")]),
        ("a b | A", [], [(1, "only letters")]),
        ("a | b | 1 | 2", [], [(1, "too many bars")]),
        (" | A | 1", [], [(1, "no code")]),
    ],
)
def test_options_are_lines(text, keys, problems):
    found, wrong = lines.options(text)

    assert [one["key"] for one in found] == keys
    assert [problem.line for problem in wrong] == [line for line, _ in problems]
    assert all(words in problem.sentence for problem, (_, words) in zip(wrong, problems, strict=True))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("• Calf\r\n• Thigh", [("calf", "Calf", None), ("thigh", "Thigh", None)], id="a list"),
        pytest.param("calf\tCalf\t2\n", [("calf", "Calf", "2")], id="a table"),
        pytest.param("\ufeffcal\u200bf | Ca\u00adlf\u00a0", [("calf", "Calf", None)], id="unseen characters"),
        pytest.param("calf | Calf | –1", [("calf", "Calf", "-1")], id="a dash for a minus"),
        pytest.param(
            "İ ß ﬁ now", [("i-now", "İ ß ﬁ now", None)], id="letters that the browser folds otherwise"
        ),
    ],
)
def test_lines_are_read_as_a_word_processor_pastes_them(text, read):
    found, wrong = lines.options(text)

    assert wrong == []
    assert [(one["key"], one["label"], one["points"]) for one in found] == read


def test_a_label_that_may_be_meant_as_points_is_doubtful():
    def doubtful(text):
        return [sentence for _, sentence in lines.doubtful(lines.options(text)[0])]

    assert doubtful("calf | 2\nnone | alone") == [
        "Readers are offered “2” as an answer. If it is not their answer, write calf | calf | 2.",
        "Readers are offered “alone” as an answer. If it is not their answer, write none | none | | alone.",
    ]
    assert doubtful("1 | 2\nCalf") == []
    assert doubtful("calf | 2 | 0\nthigh | 3 | 1") == []


def test_lines_read_back_what_they_wrote():
    text = "calf | Calf | 2\nthigh | Thigh | 0.5\nother | Other\nnone | None of these | 0 | alone"

    assert lines.write_options(lines.options(text)[0]) == text
    assert lines.write_bands(lines.bands("65 | 74 | 1\n75 |  | 2")[0]) == "65 | 74 | 1\n75 |  | 2"


def test_only_what_has_points_counts():
    assert assembly.counts_points({"bands": [], "options": [{"points": "0"}]})
    assert not assembly.counts_points({"bands": [], "options": [{"points": None}]})
