import pytest
from django.db import transaction

from tests.assessments.api import staging


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """One world for the tests of a module; each of them is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield staging.build()
        transaction.set_rollback(True)


@pytest.fixture
def clock(stage, monkeypatch):
    """The stage's clock. The whole process follows it, and it is turned back after the test."""
    now = stage.clock.now
    with staging.travelling(stage.clock) as traveller:
        monkeypatch.setattr(stage.clock, "traveller", traveller)
        yield stage.clock
        stage.clock.now = now


@pytest.fixture
def pad(stage, clock, db):
    """The PAD assessment: live, in its first version."""
    stage.pad.refresh_from_db()
    return stage.pad
