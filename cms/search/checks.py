"""What must be there before search can work, said in time."""

from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def full_text_search_is_there(app_configs=None, databases=None, **kwargs):
    """SQLite is built with FTS5 almost everywhere; where it isn't, migrate would fail in an unkind way."""
    errors = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")
            if cursor.fetchone() is None:
                errors.append(
                    Error(
                        "This Python's SQLite has no full-text search (FTS5).",
                        hint="Use a Python whose SQLite has it, or PostgreSQL through DATABASE_URL.",
                        id="search.E001",
                    )
                )
    return errors
