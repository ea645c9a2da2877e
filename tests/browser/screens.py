"""What people do in the admin, step by step, in Chromium."""

from tests import browsers, people

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def at_desk(open_page, server, person, **options):
    """A page where this person is signed in."""
    page = open_page(**options)
    browsers.sign_in(page, server, person)
    return page


def message(page):
    """What the admin says after an action."""
    return page.locator(".messagelist li").first.inner_text()


def open_from_list(page, kind, title):
    page.goto(f"/admin/{kind}/")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/change/**")


def submit(page, reason):
    """From an item's form: submit it, to be published when signed, and say why each finding may stay."""
    page.get_by_role("link", name="Submit for review").click()
    page.get_by_label("What changed, and why").wait_for()
    for finding in page.locator("textarea[name^=accept_]:not([name=accept_all])").all():
        finding.fill("Read again: the text holds.")
    page.get_by_label("Substantive").check()
    page.get_by_label("What changed, and why").fill(reason)
    page.get_by_label("Publish when signed").check()
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/change/**")
    return message(page)


def sign(page, title):
    """From the start page: open what waits for a signature, read it, sign with the password."""
    page.goto("/admin/")
    waiting = page.get_by_role("region", name="For your signature")
    waiting.get_by_role("link", name=title).first.click()
    page.get_by_label("What should change").wait_for()
    unseen = page.locator("[data-next-unseen]")
    if not unseen.count():
        _read(page)
    while unseen.count():
        # A release of many pages is signed after each difference was opened.
        unseen.first.click()
        page.wait_for_load_state()
        if "/members/" in page.url:
            _read(page)
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.locator(".messagelist").wait_for()
    return message(page)


def _read(page):
    reader = page.frame_locator("iframe.reader").first
    reader.get_by_role("heading", level=1).wait_for()
