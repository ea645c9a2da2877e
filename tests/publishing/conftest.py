import pytest

from . import builders


@pytest.fixture(scope="session")
def stage(template, django_db_blocker):
    """A committed copy of the template with the cast, a live article and a draft."""
    database = template.copy()
    with django_db_blocker.unblock(), database.open():
        builders.set_the_stage()
    yield database
    database.drop()


@pytest.fixture(scope="module")
def staged(stage, django_db_setup, django_db_blocker):
    """Let `db` of the tests in this module work, and roll back, on the stage."""
    database = stage.copy()
    with django_db_blocker.unblock(), database.open():
        yield
    database.drop()


@pytest.fixture
def clock(staged, db):
    """A clock on the stage, days after everything that happened on it."""
    clock = builders.Clock()
    clock.forward(days=10)
    return clock
