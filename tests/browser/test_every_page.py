"""Every list and every form of every content type: no error, nothing that axe objects to, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cms.publishing import kinds
from tests import people

from . import keyboard, screens
from .content_folders import OURS

ROWS = 60
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
EDITORS_READY = """editor => document.querySelectorAll(editor).length
    == document.querySelectorAll('textarea[data-django-prose-editor-configurable]').length"""
LOOKS = [("light", 1280), ("dark", 390)]


@pytest.fixture
def full_house(once, own_database):
    """The imported page, and so many rows of each type that their lists have several pages."""
    own_database.manage("import_content", OURS.content)
    for model in kinds.all():
        name = next(n for n in ("title", "name", "question") if hasattr(model, n))
        model.objects.bulk_create(
            model(
                uid=f"{model.uid_prefix}_{number:04}", slug=f"row-{number}", **{name: f"Row number {number}"}
            )
            for number in range(ROWS)
        )


def addresses():
    for model in kinds.all():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        item = model.objects.exclude(slug__startswith="row-").order_by("pk").first()
        yield from (base, f"{base}add/", f"{base}{item.pk}/change/")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_no_page_of_any_type_has_an_error_or_a_barrier(
    open_page, server, full_house, troubles, scheme, width
):
    page = screens.at_desk(
        open_page,
        server,
        people.wanda(),
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    axe, found = Axe(), []

    for address in addresses():
        status = page.goto(address).status
        page.wait_for_function(EDITORS_READY, arg=keyboard.EDITOR)
        found += [f"{address}: {status}"] if status != 200 else []
        found += [f"{address}: {trouble}" for trouble in troubles]
        troubles.clear()
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{address}: {too_wide} pixels too wide"] if too_wide > 0 else []
        # As high as the page: the row of buttons that sticks to the window's edge then covers nothing.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height + 100})
        for violation in axe.run(page, options=RULES).response["violations"]:
            found.append(f"{address}: {violation['id']} {violation['nodes'][0]['html'][:150]}")
        troubles.clear()  # what axe itself tried under the policy
        page.set_viewport_size({"width": width, "height": 900})

    assert found == []
