"""Every list and every form of every content type: no error, nothing that axe objects to, wide and narrow."""

import pytest

from cms.publishing import kinds
from tests import barriers, people

from . import screens
from .content_folders import OURS

pytestmark = pytest.mark.once("sqlite")

ROWS = 60


@pytest.fixture
def full_house(own_database):
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


def test_no_page_of_any_type_has_an_error_or_a_barrier(open_page, server, full_house, troubles):
    page = screens.at_desk(open_page, server, people.wanda())
    found = []

    for address in addresses():
        found += barriers.at(page, address, troubles)

    assert found == []
