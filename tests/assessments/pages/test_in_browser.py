"""Taking an assessment in a real browser: on a phone and a desk, by day and night, by keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.articles.test_pages_in_browser import SCREENS, complaints
from tests.assessments.pages import shown
from tests.assessments.pages.taking import answer, current, go_through, open_start, press, told

pytestmark = pytest.mark.once("sqlite")

PHONE = {"width": 390, "height": 844}
FOCUSED = "document.activeElement"
SAID = {"age": ["70"], "cold": ["no"], "pain": ["yes"], "site": ["calf", "thigh"], "sore": ["no"]}


@pytest.fixture
def live(own_database):
    return shown.put()


def small(page):
    """What is there to press and is smaller than a finger."""
    found = []
    for one in page.locator(".go :is(button, a), .option, .number input, .quiet, .steps a").all():
        if one.is_visible() and one.bounding_box()["height"] < 44:
            found.append(one.inner_text())
    return found


def look(page):
    assert complaints(page) == []
    assert small(page) == []


def fits(page):
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def take_every_page(page, look):
    """Every kind of page of legs(): each type of question, an error, what is urgent, results."""
    look(page)
    press(page, "start")
    while key := current(page):
        if key == "age":
            press(page, "next")
            expect(page.locator(".problems")).to_be_visible()
            look(page)
        if key in SAID:
            answer(page, key, ["yes"] if key == "sore" else SAID[key])
        look(page)
        press(page, "next")
    look(page)
    press(page, "change")
    press(page, "all")
    expect(page.locator(".urgent-heading")).to_be_visible()
    look(page)
    press(page, "stop")
    look(page)


def test_every_page_fits_and_can_be_used_by_everybody(live, page):
    def on_each_screen(page):
        for width, scheme in SCREENS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            look(page)

    open_start(page)
    take_every_page(page, on_each_screen)


def test_every_page_without_scripts_does_too(live, open_page):
    page = open_page(viewport=PHONE, color_scheme="dark")
    # Looking at a page takes scripts, but none of ours.
    page.route("**/take.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    open_start(page, scripts=False)
    take_every_page(page, look)


def test_long_words_wrap(own_database, open_page):
    definition = shown.legs()
    for one in definition["questions"]:
        one["text"] = one["help"] = (one["text"] + shown.LONG)[:300]
        one["options"] = [{**each, "label": (each["label"] + shown.LONG)[:300]} for each in one["options"]]
    for one in definition["outcomes"]:
        one["title"] = (one["title"] + shown.LONG)[:300]
    shown.put(definition, title=shown.LONG, description=shown.LONG)
    page = open_page(viewport=PHONE)

    open_start(page)
    take_every_page(page, fits)


def test_the_keyboard_is_enough(live, open_page):
    page = open_page(viewport=PHONE)
    open_start(page)
    keys = page.keyboard

    def tab_to(name):
        for _ in range(40):
            keys.press("Tab")
            if page.evaluate(f"{FOCUSED}.textContent.trim() || {FOCUSED}.value") == name:
                return
        pytest.fail(f"The keyboard does not reach {name}.")

    tab_to("Start")
    keys.press("Enter")
    assert page.evaluate(f"{FOCUSED}.textContent") == "These questions are about your legs."
    tab_to("Continue")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("70")
    keys.press("Enter")
    for _ in range(2):  # cold: no; pain: yes
        keys.press("Tab")
        keys.press("Space")
        if current(page) == "cold":
            keys.press("ArrowDown")
        keys.press("Enter")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    assert current(page) == "eases"
    tab_to("Continue")
    keys.press("Enter")
    keys.press("Tab")
    keys.type("2.5")
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("Enter")

    assert told(page) == ("See your doctor", ["4.5"])
    assert page.evaluate(f"{FOCUSED}.textContent") == "See your doctor"


def test_each_question_is_named_for_who_listens(live, page):
    open_start(page)
    press(page, "start")
    press(page, "next")
    field = page.get_by_role("textbox", name="How old are you?")
    expect(field).to_have_accessible_description("A whole number from 18 to 120, in years.")
    heading = page.get_by_role("heading", name="How old are you?")
    expect(heading).to_be_focused()
    expect(heading).to_have_accessible_description("Question 1 of about 4")

    press(page, "next")

    assert page.title() == "Error: Leg assessment"
    expect(page.get_by_role("alert", name="There is a problem")).to_be_focused()
    expect(field).to_have_accessible_description(
        "A whole number from 18 to 120, in years. Error: Write a whole number from 18 to 120."
    )
    page.get_by_role("link", name="Write a whole number from 18 to 120.").click()
    expect(field).to_be_focused()
    field.fill("70")
    press(page, "next")
    assert page.title() == "Leg assessment"
    group = page.get_by_role("group", name="Has one leg suddenly become cold?")
    expect(group).to_have_accessible_description("And pale or painful.")
    expect(group.get_by_role("radio", name="Yes")).to_be_visible()


def test_a_readers_own_colours_and_other_scripts_are_served(own_database, open_page):
    definition = shown.legs()
    for one in definition["questions"]:
        one["text"] = "كم عمرك (HbA1c)؟"
    shown.put(definition)
    page = open_page(viewport=PHONE, forced_colors="active", reduced_motion="reduce")
    open_start(page)
    go_through(page, {"age": ["70"], "cold": ["yes"], "pain": ["no"], "sore": ["no"]})

    assert page.locator(".phone").first.evaluate("one => getComputedStyle(one).borderTopWidth") == "2px"
    assert page.evaluate("document.getAnimations().length") == 0
    press(page, "change")
    text = page.locator(".question-text:visible")
    expect(text).to_have_css("unicode-bidi", "plaintext")
    assert (
        text.evaluate("""one => {
        const words = document.createRange();
        words.selectNodeContents(one);
        return words.getBoundingClientRect().right - one.getBoundingClientRect().right;
    }""")
        == 0
    )  # it begins at the right


def test_what_calls_for_help_is_announced_at_once(live, page):
    open_start(page)
    press(page, "start")
    press(page, "next")
    answer(page, "age", ["40"])
    press(page, "next")

    # A region that is there before it says anything is heard when it does.
    expect(page.locator(".urgent-now")).to_have_css("display", "block")

    page.get_by_role("radio", name="Yes").check()

    alert = page.get_by_role("alert").filter(has_text="Emergency: Get help now")
    expect(alert).to_be_visible()
    assert alert.get_by_role("link").first.get_attribute("href") == "tel:999"
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()
    press(page, "next")
    expect(alert).to_be_visible()
    assert current(page) == "pain"
    press(page, "stop")
    assert told(page) == ("Get help now", [])
    assert page.locator(".result a").first.get_attribute("href") == "tel:999"
    assert "Get help" not in page.title()
    press(page, "change")
    assert current(page) == "pain"


def test_the_browsers_own_way_back_loses_nothing(live, page):
    open_start(page)
    go_through(page, {**SAID, "far": ["2.5"]})
    address = page.url
    assert told(page) == ("See your doctor", ["4.5"])

    for key in ("sore", "far", "eases", "site", "pain", "cold", "age"):
        page.go_back()
        expect(page.locator(f".question[data-question={key}]")).to_be_visible()
        assert current(page) == key
    expect(page.locator("[name='answer:age']")).to_have_value("70")
    answer(page, "age", ["40"])
    page.go_forward()
    expect(page.locator(".question[data-question=cold]")).to_be_visible()
    for _ in range(6):
        press(page, "next")

    assert told(page) == ("A narrowed artery is less likely", [])
    assert page.url == address
    press(page, "change")
    press(page, "next")
    expect(page.locator("[name='answer:age']")).to_have_value("40")


def test_a_step_forward_that_is_no_more_leads_to_what_is(live, page):
    open_start(page)
    go_through(page, SAID)
    for _ in range(5):
        page.go_back()
    assert current(page) == "pain"
    answer(page, "pain", ["no"])

    page.go_forward()

    expect(page.locator(".question[data-question=sore]")).to_be_visible()
    assert current(page) == "sore"


def test_nothing_leaves_the_device_and_nothing_stays_on_it(live, page):
    open_start(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url))

    go_through(page, {**SAID, "far": ["2.5"]})

    assert sent == []
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, Object.keys(history.state)]") == [
        0, 0, ["step"],
    ]  # fmt: skip
    assert page.evaluate("indexedDB.databases()") == []
    assert page.title() == "Your result | Leg assessment"
    page.reload()
    expect(page.locator(".privacy", has_text="stay on this device").first).to_be_visible()
    press(page, "start")
    press(page, "next")
    expect(page.locator("[name='answer:age']")).to_have_value("")


def test_without_scripts_nothing_stays_on_the_server_either(live, open_page, server, own_database):
    sentinel = "5e471n31"
    page = open_page(java_script_enabled=False)
    addresses = []
    page.on("request", lambda request: addresses.append(request.url))
    open_start(page, scripts=False)
    press(page, "start")
    press(page, "next")
    answer(page, "age", [sentinel])

    press(page, "next")

    expect(page.locator(".problems")).to_be_visible()
    expect(page.locator("[name='answer:age']")).to_have_value(sentinel)
    assert page.context.cookies() == []
    assert not [one for one in [*addresses, page.url, page.title()] if sentinel in one]
    assert sentinel not in server.log()
    kept = own_database.environment["DATABASE_URL"].partition("sqlite:///")[2]
    files = list(Path(kept).parent.glob(f"{Path(kept).name}*")) if kept else []
    assert bool(files) == bool(kept)
    assert not [path for path in files if sentinel.encode() in path.read_bytes()]


def test_links_within_the_page_leave_the_way_back_alone(live, page):
    open_start(page)
    press(page, "start")
    address = page.url
    page.get_by_role("link", name="Skip to the text").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"
    press(page, "next")
    press(page, "next")
    page.locator(".problems a").click()

    press(page, "back")

    expect(page.locator(".question[data-question=intro]")).to_be_visible()
    assert page.url == address


def test_leaving_is_asked_about_while_there_are_answers_to_lose(live, page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    leave = page.get_by_role("link", name="All articles")
    open_start(page)
    press(page, "start")
    press(page, "next")
    leave.click()
    page.wait_for_url("**/")
    assert asked == []

    open_start(page)
    press(page, "start")
    press(page, "next")
    answer(page, "age", ["40"])
    press(page, "next")
    leave.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]

    open_start(page)
    go_through(page, SAID)
    leave.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_all_at_once_shows_what_follows_and_says_so(live, page):
    open_start(page)
    press(page, "all")
    asked = page.locator(".question:visible")
    assert asked.count() == 5

    answer(page, "pain", ["yes"])

    expect(asked).to_have_count(8)
    expect(page.locator("[aria-live=polite]")).to_have_text("3 more questions follow.")
    answer(page, "site", ["calf"])
    page.get_by_role("checkbox", name="None of these").check()
    expect(page.get_by_role("checkbox", name="Calf")).not_to_be_checked()
    press(page, "next")
    assert page.locator(".problems li").count() == 3
    for key in ("age", "cold", "sore"):
        answer(page, key, SAID[key])
    press(page, "next")
    assert told(page)[0] == "A narrowed artery is less likely"
    press(page, "again")
    press(page, "all")
    assert page.locator(":checked:visible").count() == 0


BROKEN = """
  const all = (definition) => definition.questions.map((one) => one.key);
  const check = (answers) => { if (Object.keys(answers).length) throw new Error("It broke."); };
  export const visible = (definition, answers) => { check(answers); return all(definition); };
  export const nextQuestion = (definition, answers, after) => {
    check(answers);
    return all(definition)[all(definition).indexOf(after) + 1];
  };
  export const evaluate = (definition, answers) => {
    check(answers);
    return { status: "incomplete", visible: all(definition), missing: [], next: null, urgent: null };
  };
"""


def test_where_the_browser_fails_the_reader_is_told_before_anything_is_sent(live, page):
    page.route("**/evaluator.js", lambda route: route.fulfill(body=BROKEN, content_type="text/javascript"))
    open_start(page)
    press(page, "start")
    press(page, "next")
    answer(page, "age", ["70"])
    sent = []
    page.on("request", lambda request: sent.append(request.method))

    press(page, "next")

    expect(page.get_by_role("alert").filter(has_text="cannot work this out by itself")).to_be_visible()
    expect(page.locator(".sheet .privacy")).to_contain_text("are sent to this site")
    assert sent == []
    press(page, "next")
    page.get_by_role("heading", name="Has one leg suddenly become cold?").wait_for()
    assert sent[0] == "POST"
    press(page, "back")
    expect(page.locator("[name='answer:age'][type=text]")).to_have_value("70")


@pytest.mark.parametrize("broken", ["take.js", "evaluator.js"])
def test_where_no_script_comes_the_forms_work(live, page, troubles, broken):
    page.route(f"**/{broken}", lambda route: route.fulfill(body="not a module", content_type="text/plain"))
    page.goto(shown.ADDRESS)

    go_through(page, SAID)

    assert told(page)[0] == "See your doctor"
    assert all(f"/static/assessments/{broken}" in one for one in troubles)
    troubles.clear()
