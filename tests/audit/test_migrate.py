"""migrate cures a missing trigger, so a missing trigger cannot stop it."""

import pytest
from django.core import checks, management
from django.core.management import base
from django.db import connection

from cms.audit import triggers


@pytest.fixture
def unprotected(own_database):
    name = sorted(name for name in triggers.expected(connection.vendor) if "publishing_signature" in name)[0]
    on = "" if connection.vendor == "sqlite" else " ON publishing_signature"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    return own_database


def test_a_missing_trigger_does_not_keep_migrate_from_putting_it_back(unprotected):
    assert [e.id for e in checks.run_checks(databases=["default"])] == ["audit.E001"]

    unprotected.manage("migrate")

    assert triggers.missing(connection) == []


def test_check_still_says_that_a_trigger_is_missing(unprotected):
    with pytest.raises(base.SystemCheckError, match=r"audit\.E001"):
        management.call_command("check", databases=["default"])
