"""The form of an assessment as plain rows, as it works without scripts too."""

import pytest
from django.utils import timezone

from assessments import document
from assessments.models import Assessment, Leftover
from cms.publishing.models import Revision
from tests import people
from tests.assessments import drafts
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, change_form

from .typing import ADD, ITEM, added, outcome, question, rows, rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return drafts.pad(timezone.now)


def revisions(item):
    return Revision.objects.filter(item=item.uid).count()


def test_keys_are_made_from_what_was_typed():
    wanda = Desk(people.wanda())

    done = wanda.open(ADD).send(
        **ITEM,
        **rows("section_rows", {"title": "Smoking", "match": "all"}),
        **rows(
            "question_rows",
            question("Smoking", options="Yes\nNo, never | Never | 0"),
            question("Do you get pain in your legs when you walk uphill or hurry?", options="a | A\nb | B"),
            question("痛みますか", options="a | A\nb | B"),
        ),
        **rows("score_rows", {"label": "Risk points", "when_missing": "wait"}),
        **rows("outcome_rows", outcome("See a doctor"), outcome("See a doctor")),
        **rows("rule_rows", rule("see-doctor"), rule("see-doctor")),
    )

    assert "code “No, never” may hold only letters" in " ".join(done.errors)
    assert Assessment.objects.count() == 0
    done = done.send(**{"question_rows-0-options": "Yes\nno-never | Never | 0"})
    assert "revision 1" in done.messages[0]
    made = Assessment.objects.get()
    assert [one.key for one in made.ordered("questions")] == [
        "smoking-2",
        "do-you-get-pain-in-your-legs-when-you",
        "question",
    ]
    assert [one.key for one in made.ordered("sections")] == ["smoking"]
    assert [one.key for one in made.ordered("scores")] == ["risk-points"]
    assert [one.key for one in made.ordered("outcomes")] == ["see-a-doctor", "see-a-doctor-2"]
    assert [one.key for one in made.ordered("rules")] == ["see-doctor", "see-doctor-2"]
    assert made.ordered("questions")[0].options == "yes | Yes\nno-never | Never | 0"


def test_a_key_stays_when_the_text_changes_and_when_it_is_emptied(item):
    form = Desk(people.wanda()).open(change_form(item))

    form.send(**{"question_rows-3-text": "Do your legs hurt?", "question_rows-3-key": ""})

    assert item.ordered("questions")[3].key == "pain"
    assert item.ordered("questions")[3].text == "Do your legs hurt?"


def test_wrong_lines_are_told_by_number_and_stay_as_they_were_typed(item):
    typed = "calf | Calf | two\n\n | Thigh\ncalf | Calf | 1\ncalf | Again"

    said = (
        Desk(people.wanda())
        .open(change_form(item))
        .send(
            **{
                "question_rows-4-options": typed,
                "question_rows-0-bands": "18 | 49",
                "question_rows-0-minimum": "x",
            }
        )
    )

    assert [one for one in said.errors if one.startswith("Line")] == [
        "Line 1: Write from | to | points, such as 65 | 74 | 1.",
        "Line 1: “two” is no number of points: write such as 2 or 0.5, or leave it out.",
        "Line 3: There is no code: write code | label | points.",
        "Line 5: The code “calf” stands twice: give each option its own.",
    ]
    assert "Give a number, such as 18 or 36.5." in said.errors
    assert said.values()["question_rows-4-options"].replace("\r\n", "\n").lstrip("\n") == typed
    assert revisions(item) == 1


def test_saving_what_nobody_changed_makes_no_revision(item):
    wanda = Desk(people.wanda())
    wanda.open(change_form(item)).send()  # lines are put straight once

    again = wanda.open(change_form(item)).send()

    assert again.messages == ["Nothing changed, so there is no new revision."]


def test_a_name_that_leads_nowhere_is_saved_and_told_beside_its_field(item):
    wanda = Desk(people.wanda())

    done = wanda.open(change_form(item)).send(
        **{"condition_rows-0-question": "pian", "criterion_rows-0-value": "maybe", "default_outcome": "lower"}
    )

    assert "revision 2" in done.messages[0]
    words = wanda.open(change_form(item)).words
    assert "No question is called “pian”. There are: age, sores, cold, pain, site," in words
    assert "The answers are: yes, no." in words
    assert "No outcome is called “lower”. There are: emergency, today, see-doctor, low." in words


def test_a_score_is_compared_with_a_number(item):
    said = Desk(people.wanda()).open(change_form(item)).send(**{"criterion_rows-2-value": "many"})

    assert "A score is compared with a number, such as 4 or 2.5." in said.errors
    assert revisions(item) == 1


def test_rows_of_one_save_may_name_each_other(item):
    there = {name: len(item.ordered(name)) for name in ("questions", "rules", "criteria", "conditions")}

    Desk(people.wanda()).open(change_form(item)).send(
        **added("question_rows", there["questions"], question("Is it hot?", type="yes_no", key="hot")),
        **added(
            "condition_rows",
            there["conditions"],
            {"target": "hot", "question": "pain", "operator": "=", "value": "yes"},
        ),
        **added("rule_rows", there["rules"], rule("today", key="hot-leg")),
        **added(
            "criterion_rows",
            there["criteria"],
            {"rule": "hot-leg", "subject": "hot", "operator": "=", "value": "yes"},
        ),
    )

    made = document.draft_definition(item)
    assert made["questions"][-1]["shown_when"] == {
        "all": [{"question": "pain", "operator": "=", "value": True}]
    }
    assert made["rules"][-1] == {
        "key": "hot-leg",
        "outcome": "today",
        "all": [{"question": "hot", "operator": "=", "value": True}],
    }


def test_positions_say_the_order(item):
    Desk(people.wanda()).open(change_form(item)).send(
        **{f"outcome_rows-{number}-position": 3 - number for number in range(4)}
    )

    assert [one.key for one in item.ordered("outcomes")] == ["low", "see-doctor", "today", "emergency"]


def test_without_scripts_rows_are_added_in_empty_ones_at_the_end(item):
    wanda = Desk(people.wanda())
    form = wanda.open(change_form(item), rows="more")
    assert form.values()["question_rows-TOTAL_FORMS"] == "11"

    done = form.send(**{"question_rows-9-text": "One more?", "question_rows-9-options": "a | A\nb | B"})

    assert "revision 2" in done.messages[0]
    assert [one.key for one in item.ordered("questions")][-2:] == ["risks", "one-more"]
    assert len(item.ordered("outcomes")) == 4


def test_a_key_that_readers_have_seen_stays(item):
    builders.go_live(item, timezone.now)
    wanda = Desk(people.wanda())
    form = wanda.open(change_form(item))
    assert "Readers have seen this, so its key stays." in form.words

    refused = form.send(**{"question_rows-3-key": "ache", "rule_rows-2-key": "other", "save_reason": "x"})

    assert [one for one in refused.errors if one.startswith("Sites")] == [
        "Sites that show this to readers know it as “pain”: put “pain” back."
        " For something else, add a new question.",
        "Sites that show this to readers know it as “likely”: put “likely” back."
        " For something else, add a new rule.",
    ]
    fresh = refused.send(
        **{"question_rows-3-key": "pain", "rule_rows-2-key": "likely", "save_reason": "x"},
        **added("question_rows", 8, question("New?", options="a | A\nb | B")),
    )
    assert "revision 2" in fresh.messages[0]
    again = wanda.open(change_form(item)).send(**{"question_rows-8-key": "newer", "save_reason": "x"})
    assert "revision 3" in again.messages[0]


def test_leftovers_of_an_import_stand_first_and_go_when_they_were_replaced(item):
    wanda = Desk(people.wanda())
    assert "did not understand" not in wanda.open(change_form(item)).words
    builders.save(
        item,
        timezone.now,
        write=lambda one: Leftover.objects.create(
            assessment=one, location="item[2]", sentence="Say it with a condition.", said="<b>x</b>"
        ),
    )

    form = wanda.open(change_form(item))
    assert form.words.index("Say it with a condition.") < form.words.index("Questions, in the order")
    assert "<b>x</b>" in form.words
    form.send(**{"leftover_rows-0-DELETE": "on"})

    assert item.ordered("leftovers") == []


def test_whoever_may_only_look_reads_texts_and_sends_nothing(item):
    form = Desk(people.mila()).open(change_form(item))

    assert form.status == 200
    assert "See a doctor soon." in form.words
    assert "paragraph" not in form.words
    assert not form.tree.xpath("//textarea | //input[@name='question_rows-0-text']")
    assert Desk(people.mila()).post(change_form(item), title="Mine").status == 403


def test_what_is_to_be_mended_leaves_room_for_the_form(db):
    item = drafts.pad(
        timezone.now, intended_use="", limits="", disclaimer="", otherwise="", default_outcome=""
    )
    builders.save(
        item, timezone.now, write=lambda one: [one.source_rows.all().delete(), one.step_rows.all().delete()]
    )

    said = Desk(people.wanda()).open(change_form(item))

    listed = "//section[contains(@class, 'panel')]//ul[contains(@class, 'findings')]/li"
    folded = said.tree.xpath(f"{listed}[ancestor::details]")
    assert len(said.tree.xpath(listed)) - len(folded) == 6
    assert f"And {len(folded)} more" in said.words
