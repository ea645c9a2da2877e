"""What only the browser tests share."""

import pytest

from tests import people


@pytest.fixture
def once(pytestconfig):
    """For what looks at pages and never at rows: on the second database it would look at the same pages."""
    if pytestconfig.getoption("db") != "sqlite":
        pytest.skip("The pages are the same on every database; SQLite's run looks at them.")


@pytest.fixture(scope="session")
def told(template, django_db_blocker):
    """The demo's database, made once; everybody's password is the cast's. Tests work in copies."""
    database = template.copy()
    database.manage("demo", "--no-server", DEMO_PASSWORD=people.PASSWORD)
    yield database
    database.drop()
