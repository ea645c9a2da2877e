"""The four questions of a new compliance officer, on the demo: in the admin within three clicks, by the
keyboard alone, and over the API with a token.

What did this page say on that day, who approved it, what changed since, which pages rest on this guideline?
"""

import hashlib
import json
import urllib.request
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from articles.demo import story
from cms.publishing import record, wording
from cms.publishing.models import Meaning, Publication, Signature
from tests import people

OFFICER = "otto@demo.example"
PAGE = story.THREE_REVISIONS
AS_READERS_SEE_IT = f"https://harborvascular.example/learn/{PAGE}?utm_source=mail"
WITHIN = 3


@pytest.fixture
def own_database(told, django_db_blocker):
    database = told.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()


@pytest.fixture
def first(own_database):
    """The first of the page's three publications."""
    return Publication.objects.filter(key=f"articles/{PAGE}").order_by("number").first()


@pytest.fixture
def day(first):
    """A day on which readers saw the first publication."""
    return wording.local_date(first.effective_at) + timedelta(days=10)


class Mouse:
    """Reads and clicks; a fourth click fails the test."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0

    def fill(self, label, text):
        self.page.get_by_label(label).fill(text)

    def press(self, role, name):
        self.clicks += 1
        if self.clicks > WITHIN:
            pytest.fail(f"“{name}” is click {self.clicks}; the answer has to be there after {WITHIN}.")
        before = self.page.url
        self.page.get_by_role(role, name=name).click()
        self.page.wait_for_url(lambda url: url != before)


class Keyboard(Mouse):
    """Has no mouse: goes from one place to the next with the tabulator, types, and presses Enter."""

    def fill(self, label, text):
        self._reach(self.page.get_by_label(label))
        if text[4:5] == "-" and text[7:8] == "-":  # a day, as a keyboard in this locale types it
            text = f"{text[5:7]}{text[8:]}{text[:4]}"
        self.page.keyboard.type(text)

    def press(self, role, name):
        self._reach(self.page.get_by_role(role, name=name))
        before = self.page.url
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: url != before)

    def _reach(self, locator):
        for _ in range(200):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"The tabulator does not reach {locator}.")


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def officer(request, open_page):
    """Signed in through the sign-in page for the first time, and on the start page."""
    page = open_page()
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(OFFICER)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Waiting for me").wait_for()
    return request.param(page)


def ask(officer, question, day):
    officer.fill("Address of a page", AS_READERS_SEE_IT)
    officer.fill("On the day", day.isoformat())
    officer.press("button", question)


def words(page):
    return " ".join(page.locator("#content").inner_text().split())


def signed(publication):
    return list(Signature.objects.filter(release=publication.release).order_by("entry"))


# In the admin.


def test_what_did_this_page_say_on_that_day(officer, first, day):
    ask(officer, "What did it say?", day)

    frame = officer.page.frame_locator("iframe.reader")
    frame.get_by_role("heading", level=1).wait_for()
    text = " ".join(frame.locator("body").inner_text().split())
    assert story.TYPO[0] in text
    assert story.UPDATE[0] in text
    assert story.TYPO[1] not in text
    assert story.UPDATE[1] not in text
    shown = words(officer.page)
    assert f"showed this from {wording.moment(first.effective_at)}" in shown
    assert first.snapshot_id in shown


def test_who_approved_it(officer, first, day):
    ask(officer, "Who approved it?", day)

    shown = words(officer.page)
    signatures = signed(first)
    assert [one.printed_name for one in signatures] == ["Otto Brandt", "Mila Torres, MD, FACP"]
    for one in signatures:
        line = f"{one.printed_name}: {one.get_meaning_display()}, on {wording.moment(one.at)}"
        assert line in shown


def test_what_changed_since(officer, day):
    ask(officer, "What changed since?", day)

    assert "2 paragraphs changed" in words(officer.page)
    removed = officer.page.locator("del").all_inner_texts()
    added = officer.page.locator("ins").all_inner_texts()
    assert any("tested" in one for one in removed)
    assert any("for at least 12 weeks" in one for one in added)
    said = officer.page.get_by_text("The changes in sentences")
    expect(said).to_be_visible()


def test_which_pages_rest_on_this_guideline(officer):
    officer.fill("Source: title, key or DOI", "2016 AHA/ACC guideline")
    officer.press("button", "Which pages rest on it?")
    officer.press("link", "What rests on it")

    shown = words(officer.page)
    assert "2016 AHA/ACC guideline on lower-extremity PAD" in shown
    assert "3 live pages, 5 places." in shown
    for sentence in (
        "People who have both diabetes and PAD should be shown how to check their own feet",
        "recommends a supervised program for people with claudication",
        "lists low-intensity walking and arm exercise as other choices",
        "Ask for a test of the blood pressure in your ankles",
    ):
        assert sentence in shown
    assert f"articles/{story.BY_HAND}" in shown
    assert f"articles/{story.MOVED_ON}" in shown
    assert "assessments/edinburgh-claudication-questionnaire" in shown


# Over the API, as curl asks it.


@pytest.fixture
def token(own_database):
    said = own_database.manage(
        "add_token", OFFICER, "--name", "yearly audit", "--scope", "compliance", "--days", "30"
    )
    return next(line for line in said.splitlines() if line.startswith("mct_"))


@pytest.fixture
def curl(server, token):
    def get(path):
        asked = urllib.request.Request(
            f"{server.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.headers, answer.read()

    return get


def test_the_api_says_what_the_page_said(curl, first, day):
    headers, body = curl(f"compliance/articles/{PAGE}/at?time={day}T12:00:00Z")

    assert body == record.bytes_of(first.snapshot_id).encode()
    assert headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
    assert story.TYPO[0] in json.loads(body)["body"]["html"]


def test_the_api_says_who_approved_it(curl, first):
    _, body = curl(f"compliance/articles/{PAGE}/history?type=signature")

    names = {
        (one["by_name"], one["meaning"])
        for one in json.loads(body)["items"]
        if one["release"] == first.release_id
    }
    assert names == {("Otto Brandt", Meaning.COMPLIANCE), ("Mila Torres, MD, FACP", Meaning.MEDICAL)}


def test_the_api_says_what_changed_since(curl, first):
    _, body = curl(f"compliance/articles/{PAGE}/history?type=publication,submission")

    later = [one for one in json.loads(body)["items"] if one["entry"] > first.entry]
    reasons = [one["reason"] for one in later if one["type"] == "submission"]
    assert reasons == ["Says for how long a walking plan runs.", "Wording only."]
    then = [one["effective_at"] for one in later if one["type"] == "publication"]
    texts = [json.loads(curl(f"compliance/articles/{PAGE}/at?time={at}")[1])["body"]["html"] for at in then]
    assert [story.UPDATE[1] in text for text in texts] == [True, False]
    assert all(story.TYPO[1] in text for text in texts)


def test_the_api_says_which_pages_rest_on_it(curl):
    _, body = curl(f"articles?cites={story.OLD_GUIDELINE}")

    assert {one["slug"] for one in json.loads(body)["items"]} == {story.BY_HAND, story.MOVED_ON}
