"""What only the browser tests share."""

import pytest

from tests import people


@pytest.fixture(scope="session")
def told(template, django_db_blocker):
    """The demo's database, made once; everybody's password is the cast's. Tests work in copies."""
    database = template.copy()
    database.manage("demo", "--no-server", DEMO_PASSWORD=people.PASSWORD)
    yield database
    database.drop()
