"""What keeps somebody from using a page: what axe objects to, and what does not fit into the window."""

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

EDITORS_READY = """() => document.querySelectorAll('.ProseMirror[contenteditable]').length >=
    document.querySelectorAll('textarea[data-django-prose-editor-configurable]:not(.empty-form *)').length"""
#: By day on a desk, by night on a phone.
LOOKS = [(1280, "light"), (390, "dark")]
#: Colours that still change would be measured on their way.
AT_REST = "document.getAnimations().forEach(one => one.finish())"


def violations(page, context=None, rules=WCAG):
    """What axe objects to, in its own words; by all of its rules where `rules` is None."""
    # What it has nothing against would come with the markup of every element.
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    return Axe().run(page, context=context, options=options).response["violations"]


def of(page, troubles, context=None):
    """What went wrong on the page as it is shown now, told in lines; `troubles` is empty afterwards."""
    page.wait_for_load_state()
    page.wait_for_function(EDITORS_READY)
    page.evaluate(AT_REST)
    found, before = list(troubles), page.viewport_size
    wide, high = page.evaluate(
        "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight]"
    )
    if wide > 0:
        found.append(f"{wide} pixels too wide at {before['width']}")
    # As high as the page: the row of buttons that sticks to the window's edge then covers nothing.
    page.set_viewport_size({"width": before["width"], "height": high + 100})
    for one in violations(page, context):
        found += [f"{one['id']} at {before['width']}: {node['html'][:150]}" for node in one["nodes"]]
    page.set_viewport_size(before)
    troubles.clear()  # what axe itself tried under the policy
    return found


def looks(page, screens=LOOKS):
    """Show the page on one screen after the other, each a width in pixels and a colour scheme."""
    for width, scheme in screens:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        yield


def at(page, address, troubles):
    """What went wrong at an address, in each look: also that it did not answer with a page."""
    status = page.goto(address).status
    found = [] if status == 200 else [str(status)]
    for _ in looks(page):
        found += of(page, troubles)
    return [f"{address}: {one}" for one in found]
