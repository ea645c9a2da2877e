"""The PAD assessment from nothing to a reader's result, in one sitting and in Chromium.

A writer builds its eight questions and checks them, two people sign, and a reader takes it on the screen of a
phone with the keyboard alone.
"""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments import document
from assessments.models import Assessment
from tests import people
from tests.assessments import drafts
from tests.publishing import builders

from . import keyboard, published, screens

pytestmark = pytest.mark.browser

TITLE = "2-minute PAD assessment"
ADDRESS = "/assessments/2-minute-pad-assessment"
COUNTS = {"sections": 1, "questions": 8, "outcomes": 4, "red_flags": 2, "rules": 1}
QUESTIONS = [
    {"question": "How old are you?", "type": "whole number", "from": "18", "to": "120", "unit": "years",
     "bands": "18 | 49 | 0\n50 | 64 | 1\n65 | 120 | 2"},
    {"question": "Do you have a sore on your foot that does not heal?", "type": "yes or no"},
    {"question": "Has one leg suddenly become cold, pale and painful?", "type": "yes or no"},
    {"question": "Do you get pain in your legs when you walk?", "type": "yes or no"},
    {"question": "Where do you get it?", "type": "any of several", "section": "When you walk",
     "options": "Calf\nThigh\nButtock\nFoot\nElsewhere"},
    {"question": "How soon does it ease when you rest?", "type": "one of several", "section": "When you walk",
     "options": "minutes | Within 10 minutes | 3\nlonger | It takes longer | 0"},
    {"question": "How far can you walk?", "type": "number", "section": "When you walk", "from": "0",
     "to": "50", "unit": "km", "decimal places": "1", "required": False},
    {"question": "Which of these do you have?", "type": "any of several", "options": drafts.RISKS},
]  # fmt: skip
NOT_RULED_OUT = "This does not rule out a narrowed artery. See a doctor if pain comes back."
OUTCOMES = [
    ("Get help now", "now: emergency", "Go to hospital now.", "", ("call", "Call 999", "999")),
    ("Have your foot seen today", "today", "A sore that does not heal is urgent.", "",
     ("call", "Call 111", "111")),
    ("See your doctor", "within days", "Your answers suggest that your arteries should be looked at.", "",
     ("web page", "Find a doctor", "https://example.org/find")),
    ("A narrowed artery is less likely", "nothing to do now", "Keep walking.", NOT_RULED_OUT,
     ("web page", "Keep walking", "https://example.org/walk")),
]  # fmt: skip
RULES = [
    ("Get help now", True, "3. Has one leg suddenly become cold, pale and painful?", "is", "Yes"),
    (
        "Have your foot seen today",
        True,
        "2. Do you have a sore on your foot that does not heal?",
        "is",
        "Yes",
    ),
    ("See your doctor", False, "Score: Risk points", "is at least", "4"),
]


@pytest.fixture
def shelf(own_database):
    """What an assessment rests on is there: a topic and a source."""
    people.wanda()
    builders.topic(timezone.now)
    drafts.citation(timezone.now)


def test_an_assessment_is_built_checked_signed_published_and_taken(open_page, server, shelf):
    writer = screens.at_desk(open_page, server, people.wanda())

    build(writer)

    made = document.draft_definition(Assessment.objects.get())
    assert {name: len(made[name]) for name in COUNTS} == COUNTS
    assert [one["key"] for one in made["questions"]][:2] == [
        "how-old-are-you",
        "do-you-have-a-sore-on-your-foot-that",
    ]
    writer.get_by_role("link", name="Back to the form").click()
    sent = screens.submit(writer, "A new assessment.")
    assert "It goes live with the last signature." in sent
    assert "Signed." in screens.sign(screens.at_desk(open_page, server, people.mila()), TITLE)
    assert "live now" in screens.sign(screens.at_desk(open_page, server, people.otto()), TITLE)
    found = published.document(server, ADDRESS.removeprefix("/"))
    assert (found["version"], found["available"]) == (1, True)
    assert found["definition"] == made
    take(open_page(viewport={"width": 390, "height": 844}))


def build(page):
    """Everything that the assessment needs, by hand, until nothing stands against it."""
    page.goto("/admin/assessments/assessment/")
    page.get_by_role("link", name="Add assessment").click()
    page.locator(".assessment-form").wait_for()

    say_what_it_is_for(page)
    row = new_row(page, "Section")
    row.get_by_label("Title").fill("When you walk")
    for said in QUESTIONS:
        ask(page, said)
    page.locator("#section_rows-0").get_by_role("button", name="Add a condition").click()
    fill_condition(
        page.locator("#condition_rows-0"), "4. Do you get pain in your legs when you walk?", "is", "Yes"
    )
    new_row(page, "Score").get_by_label("Label").fill("Risk points")
    for said in OUTCOMES:
        tell(page, *said)
    otherwise = new_row(page, "Next step")
    fill_step(otherwise, "call", "Call 111", "111")
    for said in RULES:
        decide(page, *said)
    page.get_by_label("Default outcome").select_option(label="A narrowed artery is less likely")
    source = keyboard.add_row(page, "source_rows")
    keyboard.choose(page, f"{source}-citation", "guideline")
    page.get_by_role("button", name="Save and check").click()

    page.get_by_role("heading", name="Nothing stands against it").wait_for()
    expect(
        page.get_by_text("24,000 paths lead through it, and every one ends with an outcome.")
    ).to_be_visible()
    assert "0 11" in page.get_by_role("row", name="Risk points").inner_text().replace("\t", " ")


class Keys:
    """A reader without a mouse."""

    def __init__(self, page):
        self.page, self.press, self.type = page, page.keyboard.press, page.keyboard.type

    def tab_to(self, name):
        """Tab on until what has the focus is named so."""
        for _ in range(60):
            self.press("Tab")
            said = self.page.evaluate("document.activeElement.textContent.trim()")
            if said == name:
                return
        pytest.fail(f"The keyboard does not reach {name}.")

    def choose(self, *numbers):
        """Of radio buttons or boxes, those with these numbers from 1; then go on."""
        self.press("Tab")
        kind = self.page.evaluate("document.activeElement.type")
        for place in range(1, max(numbers) + 1):
            if kind == "radio":
                # Space takes the one that has the focus; an arrow moves on and takes what it reaches.
                self.press("Space" if place == 1 else "ArrowDown")
            else:
                if place in numbers:
                    self.press("Space")
                if place < max(numbers):
                    self.press("Tab")
        self.press("Enter")

    def fill(self, text):
        self.press("Tab")
        self.type(text)
        self.press("Enter")


def take(page):
    """Every question but the optional one is answered, one at a time, without the mouse."""
    keys = Keys(page)
    page.goto(ADDRESS)
    page.locator(".privacy", has_text="stay on this device").first.wait_for()
    keys.tab_to("Start")
    keys.press("Enter")
    keys.fill("70")
    keys.choose(2)  # no sore
    keys.choose(2)  # no cold leg
    keys.choose(1)  # pain
    keys.choose(1, 2)  # calf and thigh
    keys.choose(1)  # within 10 minutes
    keys.tab_to("Continue")  # how far is left open
    keys.press("Enter")
    keys.choose(1, 3)  # smoking, high blood pressure

    page.locator(".outcome-title:visible").wait_for()
    assert page.locator(".outcome-title:visible").inner_text() == "See your doctor"
    assert page.evaluate("document.activeElement.textContent") == "See your doctor"
    assert page.url.endswith(ADDRESS)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def say_what_it_is_for(page):
    page.get_by_label("Title").first.click()
    page.keyboard.type(TITLE)  # the slug follows what is typed
    keyboard.choose(page, "topic", "Leg")
    keyboard.fill(
        page,
        description="Eight questions about pain in the legs.",
        intended_use="Helps adults with leg pain decide whom to see. It makes no diagnosis.",
        limits="Questions alone miss many people with narrowed arteries.",
        disclaimer="This is general information, not medical advice.",
        min_age="18",
        otherwise="Ask the clinic that looks after you.",
    )


def new_row(page, kind):
    """A row at the end of its list, by the link below it."""
    page.get_by_role("button", name=f"Add another {kind}").click()
    prefix = {"Next step": "step"}.get(kind, kind.lower())
    return page.locator(f"[data-rows-of={prefix}_rows]:not(.empty-form):not(.is-nested)").last


def ask(page, said):
    row = new_row(page, "Question")
    row.get_by_label("Question:", exact=True).fill(said["question"])
    row.get_by_label("Type").select_option(label=said["type"])
    for name, label in (
        ("from", "From:"),
        ("to", "To:"),
        ("unit", "Unit:"),
        ("decimal places", "Decimal places:"),
    ):
        if name in said:
            row.get_by_label(label, exact=True).fill(said[name])
    if "options" in said:
        row.get_by_label("Options:").fill(said["options"])
    if "bands" in said:
        row.get_by_label("Points by value:").fill(said["bands"])
    if "section" in said:
        row.get_by_label("Section:").select_option(label=said["section"])
    if not said.get("required", True):
        row.get_by_label("Required").uncheck()


def fill_condition(row, subject, operator, value):
    row.get_by_label("When:").select_option(label=subject)
    row.get_by_label("Operator:").select_option(label=operator)
    field = row.get_by_label("Value:")
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)


def fill_step(row, kind, label, address):
    row.get_by_label("Kind:").select_option(label=kind)
    row.get_by_label("Label:").fill(label)
    row.get_by_label("Address:").fill(address)


def tell(page, title, urgency, text, not_ruled_out, step):
    row = new_row(page, "Outcome")
    row.get_by_label("Title:").fill(title)
    row.get_by_label("Urgency:").select_option(label=urgency)
    row.locator(keyboard.EDITOR).click()
    page.keyboard.insert_text(text)
    if not_ruled_out:
        row.get_by_label("What it does not rule out:").fill(not_ruled_out)
    row.get_by_role("button", name="Add a next step").click()
    fill_step(row.locator("[data-rows-of=step_rows]").last, *step)


def decide(page, outcome, red_flag, subject, operator, value):
    row = new_row(page, "Rule")
    row.get_by_label("Outcome:").select_option(label=outcome)
    row.get_by_label("Red flag").set_checked(red_flag)
    row.get_by_role("button", name="Add what must hold").click()
    fill_condition(row.locator("[data-rows-of=criterion_rows]").last, subject, operator, value)
