"""Every problem of an assessment's file is told at its line, all at once, and nothing is written."""

from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command

from articles.files import library, reading
from articles.files.folder import File
from articles.files.problems import Report
from assessments.files import KIND
from tests.articles.files import folders

GOOD = """\
title: Leg check
slug: leg-check
estimated_minutes: 2
intended_for:
  min_age: 18
  excludes:
    - People with a bypass
otherwise:
  text: Ask your clinic.
  next_steps:
    - phone: "911"
      label: Call 911
sections:
  - key: walking
    title: When you walk
    shown_when: pain is yes
questions:
  - key: age
    type: integer
    text: How old are you?
    minimum: 18
    maximum: 120
    points_by_value:
      - 18 | 49 | 0
      - 50 | 120 | 1
  - key: pain
    type: yes_no
    text: Do you get leg pain?
  - key: site
    section: walking
    type: multi
    text: Where?
    options:
      - calf | Calf | 2
      - none | None of these | 0 | alone
    shown_when:
      any:
        - age is at least 50
        - pain is yes
scores:
  - key: total
    label: Points
    questions: [age, site]
outcomes:
  - key: doctor
    title: See a doctor
    urgency: soon
    content: |
      Soon.

      Really.
    next_steps:
      - link: https://example.org/
        label: Find one
  - key: low
    title: Less likely
rules:
  - key: likely
    outcome: doctor
    all:
      - score:total is at least 2
      - site is any of calf, none
default: low
"""

#: (what is wrong, what stands in the good file, what stands instead, the line, words of the sentence)
FAULTS = [
    ("a key that no question has", "    minimum: 18", "    minimun: 18", 21, "minimun"),
    ("a question without a text", "    text: Where?\n", "", 29, "“text” is missing"),
    ("a question without a key", "  - key: pain\n    type", "  - type", 26, "“key” is missing"),
    ("a key with a space", "key: age", "key: the age", 18, "without spaces"),
    ("a key that stands twice", "key: pain\n", "key: age\n", 26, "line 18 already"),
    ("a type that there is not", "type: multi", "type: many", 31, "not one of single, multi"),
    ("a minimum that is no number", "minimum: 18", "minimum: young", 21, "no number"),
    ("an option with too many bars", "| Calf | 2", "| Calf | 2 | 3 | 4", 34, "too many bars"),
    ("a point that is no number", "| Calf | 2", "| Calf | two", 34, "no number of points"),
    ("an option that stands twice", "- none | None", "- calf | None", 35, "stands twice"),
    ("options that are no list", "      - calf | Calf | 2\n      - none | None of these | 0 | alone\n",
     "      first: calf\n", 34, "Give a list"),
    ("a band without points", "- 18 | 49 | 0", "- 18 | 49", 24, "from | to | points"),
    ("a section that there is not", "section: walking", "section: walkin", 30, "Did you mean “walking”"),
    ("a condition that says nothing", "shown_when: pain is yes", "shown_when: pain", 16, "no condition"),
    ("a condition on nothing", "shown_when: pain is yes", "shown_when: pian is yes", 16, "“pain”"),
    ("a condition without a number", "age is at least 50", "age is at least fifty", 38, "no number"),
    ("neither all nor any", "      any:\n        - age", "      some:\n        - age", 37, "“any”"),
    ("an option that nobody can choose", "calf, none", "calf, knee", 62, "has no option “knee”"),
    ("a score that there is not", "score:total", "score:totals", 61, "Did you mean “total”"),
    ("a score of no question", "[age, site]", "[age, sight]", 43, "There is no question “sight”"),
    ("a rule to nowhere", "outcome: doctor", "outcome: docter", 59, "Did you mean “doctor”"),
    ("a default that there is not", "default: low", "default: lower", 63, "Did you mean “low”"),
    ("an urgency that there is not", "urgency: soon", "urgency: sooner", 47, "Did you mean “soon”"),
    ("HTML in an outcome", "      Really.", "      <b>Really.</b>", 51, "HTML"),
    ("a source that there is not", "      Really.", "      [It](cite:nobody).", 51, "no citation “nobody”"),
    ("a step without a kind", "link: https", "lnk: https", 53, "Did you mean “link”"),
    ("a step of two kinds",
     "        label: Find one", "        phone: '1'\n        label: Find one", 53, "needs one of"),
    ("a step without a label", "        label: Find one\n", "", 53, "“label” is missing"),
    ("a step to no article", "- link: https://example.org/", "- article: gone", 53, "no article “gone”"),
    ("ages that are none", "min_age: 18", "min_age: 180", 5, "less than or equal to 120"),
    ("an excluded group on two lines", "    - People with a bypass", "    - \"a\\nb\"", 7, "one line"),
    ("steps for the others that are none", "    - phone: \"911\"\n      label: Call 911\n",
     "    - 911\n", 11, "holds keys"),
    ("what belongs to nothing",
     "default: low", "unattached: {criteria: [{rule: x}]}", 63, "belongs to nothing"),
]  # fmt: skip


def problems_of(text):
    report = Report()
    plan = reading.read([File(KIND, "assessments/leg-check.yaml", text)], report, library.Nowhere())
    return plan.problems


def test_the_file_that_is_broken_here_is_whole():
    assert problems_of(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS]
)
def test_a_fault_is_told_at_its_line(good, bad, line, words):
    assert GOOD.count(good) == 1

    found = problems_of(GOOD.replace(good, bad))

    assert [problem for problem in found if problem.line == line and words in problem.sentence], found


def test_all_faults_are_told_at_once_and_nothing_is_written(db, tmp_path, capsys):
    text = GOOD.replace("key: pain\n", "key: pains\n").replace("urgency: soon", "urgency: later")
    folders.make(tmp_path, {"assessments/leg-check.yaml": text})
    before = folders.rows()

    with pytest.raises(CommandError, match=r"3 problems. Nothing was written"):
        call_command("import_content", str(tmp_path))

    assert folders.rows() == before
    told = capsys.readouterr().err
    assert "assessments/leg-check.yaml:16: There is no question “pain”" in told
    assert "assessments/leg-check.yaml:39: There is no question “pain”" in told


def test_a_draft_with_what_hangs_in_the_air_is_exported_and_named(db, tmp_path, capsys):
    folders.make(tmp_path / "in", {"assessments/leg-check.yaml": GOOD})
    call_command("import_content", str(tmp_path / "in"))
    from assessments.models import Assessment

    draft = Assessment.objects.get()
    draft.criterion_rows.update(rule="gone")

    call_command("export_content", str(tmp_path / "out"))

    text = (tmp_path / "out" / "assessments" / "leg-check.yaml").read_text()
    assert (
        dedent("""\
        unattached:
          criteria:
            - rule: gone
              when: score:total
        """)
        in text
    )
    assert "belongs to nothing" in capsys.readouterr().err
