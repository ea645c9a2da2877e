"""What many tests start from, built once in a run: each test finds it as it was built.

An arrangement stands committed in a copy of the template. A test works in it through a connection of its own,
whose transaction is rolled back; the connection that `db` opened waits meanwhile.
"""

import copy
from contextlib import contextmanager


class Arrangements:
    """Builds each arrangement when a test first asks for it."""

    def __init__(self, template):
        self._template = template
        self._built = {}

    @contextmanager
    def of(self, build):
        """Work in the database that `build()` filled, on a copy of what it returned."""
        from django.db import transaction

        database, made = self.built(build)
        with database.beside():
            # As TestCase does: what must be the outermost transaction of a request may stand inside this one.
            around = transaction.atomic()
            around._from_testcase = True
            with around:
                yield copy.deepcopy(made)
                transaction.set_rollback(True)

    def built(self, build):
        """The database that `build()` filled, to be copied, and what it returned."""
        if build not in self._built:
            database = self._template.copy()
            with database.beside():
                self._built[build] = database, build()
        return self._built[build]

    def drop(self):
        for database, _ in self._built.values():
            database.drop()
