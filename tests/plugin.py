"""The part of the test run that comes before Django: which database, which environment, which network."""

import contextlib
import gc
import json
import os
import socket
import tempfile
from pathlib import Path

import pytest

from tests import databases, halting

#: What would let the developer's own environment decide how a test ends.
SETTINGS = [
    "ALLOWED_HOSTS",
    "ATTEST_CODE",
    "ATTEST_PASSWORD",
    "BEHIND_PROXY",
    "BACKUP_DIR",
    "CHECKPOINT_DIR",
    "CHECKPOINT_KEY",
    "CHECKPOINT_TRUSTED",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_POOL",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_LOCALE",
    "DEMO_PASSWORD",
    "EMAIL_URL",
    "EVALUATIONS_PER_MINUTE",
    "HSTS_SECONDS",
    "HSTS_SUBDOMAINS",
    "HTTPS",
    "LOCKOUT_AFTER",
    "LOCKOUT_MINUTES",
    "LOG_LEVEL",
    "MAIL_DIGEST_HOUR",
    "MAIL_FROM",
    "RETIRE_OVERDUE_AFTER_DAYS",
    "RETIRE_OVERDUE_IN_REVIEW",
    "RETIRE_OVERDUE_NOTE",
    "RETIRE_OVERDUE_REASON",
    "SECRET_KEY",
    "SESSION_HOURS",
    "SITE_URL",
    "STATIC_ROOT",
    "TIME_ZONE",
    "TWO_FACTOR",
    "TWO_FACTOR_NAME",
]
ENGINE = pytest.StashKey[databases.SQLite | databases.Postgres]()


def pytest_addoption(parser):
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="database to test on")
    parser.addoption("--divided", action="store_true", help="another run has the other database: share")
    parser.addoption("--halting", action="store_true", help="servers answer haltingly: who looks too soon?")
    parser.addoption("--counts", metavar="FILE", help="write how many tests passed, failed and skipped")


@pytest.hookimpl(wrapper=True)  # around pytest-django, which reads the settings in this hook
def pytest_load_initial_conftests(early_config):
    for name in SETTINGS:
        os.environ.pop(name, None)
    os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
    rest = contextlib.ExitStack()
    early_config.add_cleanup(rest.close)
    if early_config.known_args_namespace.db == "postgres":
        address = os.environ.get("TEST_DATABASE_URL")
        if not address:
            try:
                address = rest.enter_context(databases.embedded_postgres())
            except Exception as error:
                raise pytest.UsageError(
                    f"PostgreSQL could not be started: {error}. Give a server with TEST_DATABASE_URL."
                ) from error
        engine = databases.Postgres(address)
        os.environ["DATABASE_URL"] = engine.url("nobody_works_here")
    else:
        folder = rest.enter_context(
            tempfile.TemporaryDirectory(prefix="cms-sqlite-", ignore_cleanup_errors=True)
        )
        engine = databases.SQLite(folder)
        os.environ["DATABASE_URL"] = engine.url(Path(folder) / "nobody-works-here.sqlite3")
    early_config.stash[ENGINE] = engine
    return (yield)


def pytest_configure(config):
    if config.getoption("halting"):
        os.environ[halting.PAUSE] = "0.15"
    socket.socket.connect = _only_here(socket.socket.connect)
    socket.socket.connect_ex = _only_here(socket.socket.connect_ex)


def _only_here(connect):
    def guarded(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
            self.close()
            raise RuntimeError(f"A test may only talk to this machine, not to {address[0]}.")
        return connect(self, address)

    return guarded


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Refuse what would flush: the record's triggers refuse it too, but later and less plainly."""
    from django.test import TestCase, TransactionTestCase

    marker = item.get_closest_marker("django_db")
    options = marker.kwargs if marker else {}
    flushing_class = (
        item.cls and issubclass(item.cls, TransactionTestCase) and not issubclass(item.cls, TestCase)
    )
    flushing_fixtures = {"transactional_db", "live_server", "django_db_reset_sequences"}
    if (
        flushing_class
        or flushing_fixtures & set(item.fixturenames)
        or options.get("transaction")
        or options.get("reset_sequences")
        or (marker and any(marker.args))
    ):
        pytest.fail(
            "This test would flush the database, and the record refuses to be emptied. "
            "Use `db`, which rolls back, or `own_database`, a copy that may be committed to.",
            pytrace=False,
        )
    if "own_database" in item.fixturenames and {"db", "django_db_setup"} & set(item.fixturenames):
        pytest.fail(
            "A test works either in a rollback (`db`) or on its own copy (`own_database`).", pytrace=False
        )


DATABASE_FIXTURES = {"db", "django_db_setup", "own_database", "template"}


def pytest_collection_modifyitems(config, items):
    """Mark what drives Chromium, and let it come last: what is quick speaks first."""
    if config.getoption("divided"):
        elsewhere = [item for item in items if home_of(item) not in (None, config.getoption("db"))]
        items[:] = [item for item in items if home_of(item) in (None, config.getoption("db"))]
        config.hook.pytest_deselected(items=elsewhere)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):  # asked for by `page` and `open_page` too
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish():
    """Let the garbage collector run seldom, and never over what stays for the whole run.

    Thousands of tests build and drop query sets: a sixth of the time went to looking through what lives on.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def home_of(item):
    """The one database on which it runs when both are tested side by side; None if it runs on both."""
    if not reaches_database(item):
        return "sqlite"
    mark = item.get_closest_marker("once")
    return mark and mark.args[0]


def reaches_database(item):
    """Whether it asks for a database; pytest-django keeps every other test from opening a connection."""
    from django.test import TransactionTestCase

    return bool(
        item.get_closest_marker("django_db")
        or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        or (getattr(item, "cls", None) and issubclass(item.cls, TransactionTestCase))
    )


def pytest_terminal_summary(terminalreporter, config):
    if path := config.getoption("counts"):
        found = {outcome: len(reports) for outcome, reports in terminalreporter.stats.items() if outcome}
        counts = {
            "passed": found.get("passed", 0) + found.get("xfailed", 0),
            "failed": found.get("failed", 0) + found.get("error", 0) + found.get("xpassed", 0),
            "skipped": found.get("skipped", 0),
        }
        Path(path).write_text(json.dumps(counts))
