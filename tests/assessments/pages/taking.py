"""A reader in a browser: answers what is asked, and sees what is told."""

import contextlib

from tests.assessments.pages import shown


def open_start(page, address=shown.ADDRESS, scripts=True):
    page.goto(address)
    if scripts:
        page.locator(".privacy", has_text="stay on this device").first.wait_for()


def press(page, go):
    """Where scripts took over they say so in the history; else a step is another page, which is awaited."""
    taken_over = page.evaluate("history.state !== null")
    with contextlib.nullcontext() if taken_over else page.expect_navigation():
        page.locator(f"button[value={go}]:visible").first.click()


def current(page):
    """The key of the question that is asked; None on any other page."""
    asked = page.locator(".question:visible")
    return asked.first.get_attribute("data-question") if asked.count() else None


def answer(page, key, texts):
    """Fill in one question as a form would say it."""
    fields = page.locator(f'[name="answer:{key}"]:visible')
    if fields.first.get_attribute("type") == "text":
        fields.first.fill(texts[0] if texts else "")
        return
    for field in fields.all():
        if field.get_attribute("value") in texts:
            field.check()


def go_through(page, said):
    """From the start to the result, one question at a time, with these answers. Tells what was asked."""
    press(page, "start")
    asked = []
    while key := current(page):
        asked.append(key)
        if key in said:
            answer(page, key, said[key])
        press(page, "next")
    return asked


def told(page):
    """What the result says: its title and its scores."""
    scores = page.locator(".result .scores dd:visible").all()
    return page.locator(".outcome-title:visible").inner_text(), [one.inner_text() for one in scores]
