import pytest

from tests.publishing import records


@pytest.fixture(scope="session")
def rich_template(template, django_db_blocker):
    """A committed copy of the template that holds a rich record."""
    database = template.copy()
    with django_db_blocker.unblock(), database.open():
        records.rich()
    yield database
    database.drop()


@pytest.fixture
def rich_database(rich_template, django_db_blocker):
    """A copy of the rich record, for this test to harm."""
    database = rich_template.copy()
    with django_db_blocker.unblock(), database.open():
        yield database
    database.drop()
