import pytest


@pytest.fixture
def rich_database(rich_template, django_db_blocker):
    """A copy of the rich record, for this test to harm."""
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()
