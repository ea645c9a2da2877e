"""What only the browser tests share."""

import pytest


@pytest.fixture
def once(pytestconfig):
    """For what looks at pages and never at rows: on the second database it would look at the same pages."""
    if pytestconfig.getoption("db") != "sqlite":
        pytest.skip("The pages are the same on every database; SQLite's run looks at them.")
