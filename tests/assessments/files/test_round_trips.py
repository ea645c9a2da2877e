"""A file says all that an assessment says: export → import → export is the same."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.files import kinds, library, reading, writing
from articles.files.folder import File
from articles.files.problems import Report
from assessments.files import KIND, conditions
from assessments.models import Assessment
from tests.articles.files import folders
from tests.assessments import drafts, random_definitions
from tests.assessments.files import states
from tests.publishing import builders


@pytest.fixture
def clock(db):
    return builders.Clock()


def text_of(state):
    return writing.text_of(KIND, state, writing.Writing(library.Names(library.Shelf()), "en-US", "en-US"))


def state_of(text, slug="pad"):
    """What the file says, without a database; it must have no problem."""
    report = Report()
    plan = reading.read([File(KIND, f"assessments/{slug}.yaml", text)], report, library.Nowhere())
    assert plan.problems == []
    return plan.items[0].state


def test_an_exported_draft_is_read_as_it_was_and_written_as_it_was(clock, tmp_path):
    draft = drafts.pad(
        clock, told='See a doctor soon ([a guideline](cite:aha-acc-pad-2024 "p. 3")).\n\n- Rest.'
    )
    before = draft.state()
    call_command("export_content", str(tmp_path / "one"))

    Assessment.objects.all().delete()
    call_command("import_content", str(tmp_path / "one"))
    call_command("export_content", str(tmp_path / "two"))

    assert folders.read(tmp_path / "one") == folders.read(tmp_path / "two")
    after = Assessment.objects.get(slug="pad").state()
    assert states.normal(after) == states.normal(before)


def test_an_import_where_it_came_from_changes_nothing(clock, tmp_path, capsys):
    draft = drafts.pad(clock)
    call_command("export_content", str(tmp_path / "one"))

    call_command("import_content", str(tmp_path / "one"))

    assert "Nothing differs" in capsys.readouterr().out
    draft.refresh_from_db()
    assert draft.version == 1


def test_names_of_blocks_stay_when_the_words_of_another_outcome_change(clock, tmp_path):
    draft = drafts.pad(clock, told="See a doctor ([a guideline](cite:aha-acc-pad-2024)).")
    call_command("export_content", str(tmp_path / "one"))
    path = tmp_path / "one" / "assessments" / "pad.yaml"
    path.write_text(path.read_text().replace("Read on.", "Read on, please."))
    before = {row["key"]: row["content"] for row in draft.state()["outcomes"]}

    call_command("import_content", str(tmp_path / "one"))

    after = {row["key"]: row["content"] for row in Assessment.objects.get(pk=draft.pk).state()["outcomes"]}
    assert after["see-doctor"] == before["see-doctor"]
    assert after["low"] != before["low"]


def test_a_file_without_a_definition_is_a_page_to_link_to():
    state = state_of("title: Pad\nslug: pad\nestimated_minutes: 2\n")

    assert (state["questions"], state["default_outcome"], state["otherwise"]) == ([], "", "")
    assert text_of(state) == "title: Pad\nslug: pad\nestimated_minutes: 2\n"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_definitions.definitions())
def test_any_definition_survives_the_file(definition):
    """The rows are other rows; the definition that they make is the same."""
    state = states.of_definition(definition)

    text = text_of(state)
    found = state_of(text)

    assert states.definition_of(found) == states.definition_of(state)
    assert text_of(found) == text


@settings(max_examples=300, deadline=None)
@given(
    st.from_regex(r"[A-Za-z0-9_/][A-Za-z0-9_./-]{0,20}", fullmatch=True),
    st.sampled_from(list(conditions.WORDS)),
    st.text(max_size=20).map(str.strip)
    | st.sampled_from(["not so", "any of a", "answered", "at least 3", "no"]),
)
def test_a_condition_reads_as_it_was_written_or_is_not_written_as_a_line(subject, operator, value):
    line = conditions.write(subject, operator, value)

    assert line is None or conditions.read(line) == (subject, operator, value)
    assert line is not None or not value.isprintable() or len(value.splitlines()) != 1


def test_kinds_know_the_folder():
    assert kinds.kind_of("assessments").ending == ".yaml"
