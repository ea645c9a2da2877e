"""One server for many tests: a middleware that answers each request from the database that a file names.

Starting a server and compiling its templates takes longer than most tests that want one. Whoever needs a
server of their own, to stop it or to give it settings, has `start_server`.
"""

import os
from pathlib import Path

from django.db import connections

#: The environment variable that names the file.
FILE = "LENT_DATABASE_FILE"


class Lent:
    """The outermost middleware of a lent server."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.file = Path(os.environ[FILE])

    def __call__(self, request):
        name = self.file.read_text()
        connection = connections["default"]  # each thread has its own, and keeps it from request to request
        if getattr(connection, "lent", None) != name:
            connection.close()
            connection.settings_dict["NAME"] = connection.lent = name
        return self.get_response(request)


class Lender:
    """A server that is lent to one test after the other, each time on that test's database."""

    def __init__(self, start, folder):
        self._start, self._file = start, folder / "lent-database"
        self._server, self._before = None, 0

    def lend(self, database):
        self._file.write_text(database.name)
        if self._server is None:
            self._server = self._start(**{FILE: str(self._file)})
        self._before = len(self._server.log())
        return self

    @property
    def url(self):
        return self._server.url

    def log(self):
        """What it said since it was lent."""
        return self._server.log()[self._before :]

    def stop(self):
        if self._server:
            self._server.stop()
