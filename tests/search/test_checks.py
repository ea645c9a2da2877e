"""Search says in time what it needs."""

import pytest

from cms.search import checks


@pytest.mark.django_db
def test_nothing_is_missing_here():
    assert checks.full_text_search_is_there(databases=["default"]) == []


@pytest.mark.django_db
def test_a_sqlite_without_full_text_search_is_named(monkeypatch):
    class Empty:
        vendor = "sqlite"

        def cursor(self):
            return self

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def execute(self, sql):
            assert "fts5" in sql

        def fetchone(self):
            return None

    monkeypatch.setattr(checks, "connections", {"default": Empty()})

    [error] = checks.full_text_search_is_there(databases=["default"])

    assert error.id == "search.E001"
