"""The form of an assessment in Chromium: what belongs together stands together, and is saved as rows."""

import itertools
import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments import document
from tests import barriers, browsers, people
from tests.articles.test_pages_in_browser import SCREENS
from tests.assessments import drafts
from tests.assessments.admin.test_upload import QUESTIONNAIRE
from tests.browser import screens
from tests.publishing import builders
from tests.publishing.admin.browsing import change_form
from tests.publishing.admin.browsing import page as page_of

pytestmark = pytest.mark.once("sqlite")

#: The code that the page makes of a long label before the server has seen it.
BOTH = "both-and-they-hurt-about-as-much-as-each-other"


@pytest.fixture
def item(own_database):
    people.wanda()
    return drafts.pad(timezone.now)


@pytest.fixture
def form(item, server, page):
    browsers.sign_in(page, server, people.wanda())
    page.goto(change_form(item))
    page.locator(".assessment-form").wait_for()
    return page


def save(page, revision=2):
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text(f"as revision {revision}").wait_for()


def opened(page, row):
    toggle = page.locator(f"#{row} > .row-head .row-toggle")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    return page.locator(f"#{row}")


def test_looking_at_it_changes_nothing(form):
    save(form)  # lines are put straight once
    opened(form, "question_rows-3")

    form.get_by_role("button", name="Save and continue editing").click()

    form.get_by_text("Nothing changed, so there is no new revision.").wait_for()


def test_questions_are_closed_and_say_in_a_line_what_they_are(form):
    head = form.locator("#question_rows-7 > .row-head")

    assert head.locator(".row-name").inner_text() == "8. Which of these do you have?"
    assert head.locator(".row-more").inner_text() == "any of several · 5 answers · scored · risks"
    expect(form.locator("#id_question_rows-7-text")).to_be_hidden()
    form.get_by_role("button", name="Open all").click()
    expect(form.locator("#id_question_rows-7-text")).to_be_visible()
    form.get_by_role("button", name="Close all").click()
    form.get_by_text("Jump to a question").click()
    form.get_by_role("link", name="Which of these do you have?").click()
    assert form.evaluate("document.activeElement.id") == "id_question_rows-7-text"


def test_a_renamed_key_is_renamed_wherever_it_is_named(form, item):
    for row, key in (("question_rows-3", "ache"), ("outcome_rows-3", "mild"), ("score_rows-0", "points")):
        opened(form, row)
        form.locator(f"#id_{row}-key").fill(key)
    save(form)

    item.refresh_from_db()
    made = document.draft_definition(item)
    assert made["sections"][0]["shown_when"]["all"][0]["question"] == "ache"
    assert made["default"] == "mild"
    assert [one["key"] for one in made["outcomes"] if one["next_steps"]][-1] == "mild"
    assert made["rules"][-1]["all"][0]["score"] == "points"


def test_rows_move_by_keyboard_keep_the_focus_and_are_announced(form, item):
    last = form.locator("#question_rows-7 > .row-head")
    last.locator(".row-toggle").focus()
    form.keyboard.press("Alt+ArrowUp")
    form.keyboard.press("Alt+ArrowUp")

    assert form.evaluate("document.activeElement.closest('.row').id") == "question_rows-7"
    assert form.get_by_role("status").filter(has_text="is now 6 of 8").count() == 1
    last.get_by_role("button", name="Move down: Question: 6. Which of these do you have?").press("Enter")
    assert form.evaluate("document.activeElement.textContent") == "↓"
    save(form)

    assert [one.key for one in item.ordered("questions")][-2:] == ["risks", "distance"]


def test_conditions_are_added_under_their_question_from_drop_downs(form, item):
    row = opened(form, "question_rows-6")
    expect(row.get_by_text("Always shown.")).to_be_visible()
    row.get_by_role("button", name="Add a condition").click()
    condition = form.locator("#condition_rows-1")
    assert condition.get_by_label("When").locator("option").all_inner_texts()[-1].startswith("6. How soon")
    condition.get_by_label("When").select_option(label="5. Where do you get it?")
    condition.get_by_label("Operator").select_option(label="includes")
    condition.get_by_label("Value").select_option(label="Thigh")
    save(form)

    assert document.draft_definition(item)["questions"][6]["shown_when"] == {
        "all": [{"question": "site", "operator": "=", "value": "thigh"}]
    }
    opened(form, "question_rows-6")
    assert form.locator("#condition_rows-1").get_by_label("Value").input_value() == "thigh"


def test_a_new_question_can_be_asked_for_in_the_same_save(form, item):
    form.get_by_role("button", name="Add another Question").click()
    row = form.locator("#question_rows-8")
    assert form.evaluate("document.activeElement.id") == "id_question_rows-8-text"
    form.keyboard.type("Which leg is it?")
    row.get_by_label("Options").fill(
        "left | Left\nright | Right\n• Both, and they hurt about as much as each other\n"
    )
    form.get_by_role("button", name="Add another Rule").click()
    rule = form.locator("#rule_rows-3")
    rule.get_by_label("Outcome").select_option(label="Have your foot seen today")
    rule.get_by_role("button", name="Add what must hold").click()
    criterion = form.locator("#criterion_rows-3")
    criterion.get_by_label("When").select_option(label="9. Which leg is it?")
    criterion.get_by_label("Operator").select_option(label="is any of")
    criterion.get_by_label("Left").check()
    criterion.get_by_label("Both, and they hurt").check()
    save(form)

    made = document.draft_definition(item)
    assert made["questions"][8]["key"] == "which-leg-is-it"
    assert made["rules"][-1] == {
        "key": "today",
        "outcome": "today",
        "all": [{"question": "which-leg-is-it", "operator": "in", "value": ["left", BOTH]}],
    }


def test_a_row_that_was_added_and_left_empty_is_not_missed(form, item):
    opened(form, "rule_rows-2").get_by_role("button", name="Add what must hold").click()
    opened(form, "outcome_rows-3").get_by_role("button", name="Add a next step").click()
    save(form)

    assert item.criterion_rows.count() == 3
    assert item.step_rows.count() == 5


def test_what_was_taken_out_can_be_kept_until_it_is_saved(form, item):
    form.get_by_role("button", name="Remove Section: When you walk").click()
    form.locator(".row-out").get_by_text("Section: When you walk goes when you save.").wait_for()
    form.get_by_role("button", name="Keep it").click()
    form.get_by_role("button", name="Remove Rule: 2.").click()
    form.get_by_role("button", name="Add another Outcome").click()
    form.locator("#outcome_rows-4").get_by_role("button", name="Remove").click()
    save(form)

    made = document.draft_definition(item)
    assert len(made["sections"]) == 1
    assert [one["key"] for one in made["red_flags"]] == ["cold-leg"]
    assert not item.criterion_rows.filter(rule="open-sore").exists()
    assert len(made["outcomes"]) == 4


def test_what_is_wrong_is_open_and_the_order_and_the_text_stay(form):
    row = opened(form, "question_rows-4")
    row.get_by_label("Options").fill("calf | Calf | two")
    form.locator("#question_rows-7 > .row-head .row-toggle").focus()
    form.keyboard.press("Alt+ArrowUp")
    form.get_by_role("button", name="Add another Section").click()
    form.keyboard.type("New part")

    form.get_by_role("button", name="Save and continue editing").click()

    form.locator(".errorlist", has_text="Line 1: “two” is no number of points").wait_for()
    expect(form.locator("#id_question_rows-4-options")).to_be_visible()
    assert form.locator("#id_question_rows-4-options").input_value() == "calf | Calf | two"
    heads = form.locator("[data-rows-of=question_rows] > .row-head .row-name")
    expect(heads.filter(has_text="8. How far can you walk?")).to_be_visible()
    assert [one for one in heads.all_inner_texts() if one][-2:] == [
        "7. Which of these do you have?",
        "8. How far can you walk?",
    ]
    assert form.locator("#id_section_rows-1-title").input_value() == "New part"


def test_what_is_wrong_is_told_at_the_top_with_links_to_it(form, item):
    builders.edit(item, timezone.now, description="Somebody else was faster.")
    opened(form, "question_rows-4").get_by_label("Options").fill("calf | Calf | two")
    opened(form, "outcome_rows-3").get_by_label("Title").fill("")
    form.get_by_role("button", name="Save and continue editing").click()
    form.locator(".errornote:focus").wait_for()

    whole, *said = form.locator(".error-links li").all_inner_texts()
    form.get_by_role("link", name="Question: 5. Where do you get it?, Options").click()

    assert whole.startswith("Wanda Wright saved revision 2")
    assert [one.split(" Line 1")[0].split(" This")[0] for one in said] == [
        "Question: 5. Where do you get it?, Options",
        "Outcome: low, Title",
    ]
    assert form.locator("#id_question_rows-4-options:focus").count() == 1


def test_check_leads_to_the_row_and_what_it_found_can_be_tried(form, item):
    row = opened(form, "rule_rows-2")
    row.get_by_label("Value").fill("40")
    form.get_by_role("button", name="Save and check").click()
    form.get_by_role("heading", name="to mend before it can be submitted").wait_for()
    form.get_by_role("button", name="Try this").first.click()
    form.get_by_role("heading", name="The outcome").wait_for()
    assert "answer" not in form.url
    form.go_back()

    form.locator(".told.errors a").first.click()

    form.locator(".assessment-form").wait_for()
    assert form.locator("#rule_rows-2 > .row-head .row-toggle").get_attribute("aria-expanded") == "true"
    assert form.evaluate("document.activeElement.closest('#rule_rows-2') !== null")


def every_page(page, item, release):
    """Each page of a writer's day with an assessment, one after the other."""
    for address in (
        change_form(item),
        page_of(item, "check"),
        page_of(item, "try"),
        page_of(item, "submit"),
        page_of(item, "history"),
        "/admin/assessments/assessment/import/",
    ):
        page.goto(address)
        yield address
    page.get_by_label("The questionnaire").set_input_files(
        {"name": "legs.json", "mimeType": "application/json", "buffer": json.dumps(QUESTIONNAIRE).encode()}
    )
    page.get_by_role("button", name="Import").click()
    yield "imported"
    page.goto(page_of(item, "try"))
    page.get_by_role("group", name="Has one leg suddenly").get_by_label("Yes").check()
    page.get_by_role("button", name="See what follows").click()
    yield "tried"
    page.goto(change_form(item))
    page.locator(".assessment-form").wait_for()
    opened(page, "question_rows-4").get_by_label("Options").fill("calf | Calf | two")
    page.get_by_role("button", name="Save and continue editing").click()
    yield "refused"
    page.goto(f"/admin/review/{release.uid}/")
    yield "review"


#: A row of each kind, and not all of them: looking at each takes seconds.
OPEN_SOME = "[...document.querySelectorAll('.row-toggle')].forEach((one, n) => n % 4 || one.click())"


def test_its_pages_have_no_barrier(open_page, server, item, troubles):
    """Wide and narrow, by day and by night: each page in two of the four, and the next in the other two."""

    def write(one):
        one.leftover_rows.create(location="item[2]", sentence="Say it here.", said="{}")
        one.rule_rows.create(key="never", outcome="see-doctor", position=9)
        one.criterion_rows.create(
            rule="never", subject="score:risk", operator=">=", value="8", position=9
        )  # told with a witness

    sources = [one.citation for one in item.source_rows.all()]
    release = builders.submit(drafts.pad(timezone.now, "other", sources=sources), timezone.now)
    builders.save(item, timezone.now, write=write)
    page = screens.at_desk(open_page, server, people.wanda())
    found = []
    looks = itertools.cycle([(SCREENS[0], SCREENS[3]), (SCREENS[1], SCREENS[2])])
    for name, turn in zip(every_page(page, item, release), looks, strict=False):
        page.wait_for_load_state()
        page.evaluate(OPEN_SOME if name == change_form(item) else "0")
        for _ in barriers.looks(page, turn):
            found += [f"{name}: {one}" for one in barriers.of(page, troubles)]
    assert found == [], "\n".join(found)
