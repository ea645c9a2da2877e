import pytest

from tests.articles import pages


@pytest.fixture
def leaflet(db):
    """A page with everything it needs; the article is `leaflet.article`."""
    return pages.build()
