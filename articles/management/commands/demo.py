"""One command from a checkout to real content, an API and people who can sign in."""

import os
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.demo.people import CAST, SignIns, gather_cast, new_password
from articles.demo.story import DAYS, OLD_GUIDELINE, SCHEDULED, THREE_REVISIONS, SteppedClock, Story
from cms.audit import trail
from cms.audit.models import Entry
from cms.people import actions as people
from cms.people import role_sync
from cms.people.models import User
from cms.people.roles import Role
from cms.publishing.models import Publication

OFFICER = next(player for player in CAST if player.role == Role.COMPLIANCE_OFFICER)
BEGUN, TOLD = "demo.begin", "demo.end"
#: What a migration leaves in the trail, and the making of a system person.
BEFORE = (role_sync.ACTION, "person.add")
#: Tables of the search are of no model; on SQLite there are several.
SEARCHED = "search_words"


class Command(BaseCommand):
    help = "Prepare a database with demo content through the real workflow, and serve it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="Start over; only a database the demo made")
        parser.add_argument("--no-server", action="store_true", help="Prepare everything and stop")

    def handle(self, *, port, fresh, no_server, **options):
        if not 1 <= port <= 65535:
            raise CommandError("--port takes a number from 1 to 65535.")
        if not (settings.LOCAL or settings.DEBUG):
            raise CommandError("The demo is for a machine that answers only to itself; see ALLOWED_HOSTS.")
        if not no_server:
            refuse_taken(port)
        self._began = time.monotonic()
        self._begins = timezone.now() - timedelta(days=DAYS)
        if fresh:
            self._start_over()
        self._prepare_tables()
        password = self._prepare_content()
        if no_server:
            self.stdout.write(f"Ready. Serve it with: python3 manage.py demo --port {port}")
            return
        self._announce(port, password)
        serve(port)

    def _prepare_tables(self):
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be opened: {error}") from error
        tables = connection.introspection.table_names()
        if tables and not (marked() or is_empty(tables)):
            raise CommandError(
                "This database holds something else, so the demo leaves it alone."
                " Give another one with DATABASE_URL=sqlite:///demo.sqlite3"
            )
        if tables and not pending and not marked() and only_ours(tables):
            # Migrated today: a history of months has no room before the first entry. Nothing else is in it.
            self._drop()
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
        if pending:
            self._say("database", f"{connection.vendor}, {len(pending)} migrations …")
            with role_sync.by_clock(lambda: self._begins):
                call_command("migrate", verbosity=0)
        self._say("database", f"{connection.vendor}, {settings.DATABASES['default']['NAME']}")

    def _prepare_content(self) -> str:
        sign_ins = SignIns(Path(settings.BASE_DIR) / ".demo-sign-ins.json")
        database = str(settings.DATABASES["default"]["NAME"])
        if Entry.objects.filter(action=TOLD).exists():
            self._say("demo data", "there already")
            return sign_ins.password_for(database)
        if marked():
            raise CommandError("An earlier start was interrupted. Start over with: demo --fresh")
        password = os.environ.get("DEMO_PASSWORD", "")
        if not password:
            password = new_password()
            sign_ins.keep(database, password)
        now = timezone.now()
        clock = SteppedClock(self._begins, now - timedelta(minutes=5))
        system = people.system_person("demo", clock)
        mark(BEGUN, system, clock)
        cast = gather_cast(by=system, clock=clock, password=password)
        story = Story(cast=cast, password=password, clock=clock, now=now)
        for name, step in story.steps():
            self._say("demo data", name)
            step()
        mark(TOLD, system, clock)
        return password

    def _start_over(self):
        tables = connection.introspection.table_names()
        if tables and not marked():
            raise CommandError("--fresh drops only a database that the demo made, and this one it did not.")
        self._drop()

    def _drop(self):
        tables = connection.introspection.table_names()
        if connection.vendor == "sqlite":
            connection.close()
            name = Path(settings.DATABASES["default"]["NAME"])
            for path in (name, Path(f"{name}-wal"), Path(f"{name}-shm")):
                path.unlink(missing_ok=True)
        elif tables:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("CREATE SCHEMA public")
        self._say("database", "started over")

    def _announce(self, port: int, password: str):
        base = f"http://127.0.0.1:{port}"
        write = self.stdout.write
        write("")
        write(f"  Read    {base}/")
        write(f"  API     {base}/api/v1/articles")
        write(f"  Docs    {base}/api/docs")
        write(f"  Admin   {base}/admin/")
        write("")
        for player in CAST:
            write(f"          {player.email:<20} {player.role.replace('_', ' '):<20} {player.tries}")
        if password:
            write(f"          password for all of them: {password}")
        else:
            write("          the passwords are those given when the demo was made")
        write("")
        write(f"  Scheduled, retired, recalled, sent back and in review too: see {base}/admin/")
        write(f"  Not live yet: {base}/api/v1/articles/{SCHEDULED}")
        write("")
        write(f"  The record, as {OFFICER.email}: {base}/admin/ begins with four questions.")
        write("    What did it say, who approved it, what changed since?")
        write(f"      {THREE_REVISIONS}, on {self._a_day()}")
        write("    Which pages rest on it?")
        write(f"      {OLD_GUIDELINE}")
        write("  Stop with Ctrl-C. Start over: python3 manage.py demo --fresh")
        write("")

    def _a_day(self) -> str:
        """A day on which readers saw the first text of the page that was changed since."""
        first = Publication.objects.filter(key=f"articles/{THREE_REVISIONS}").earliest("number")
        return (timezone.localdate(first.effective_at) + timedelta(days=30)).isoformat()

    def _say(self, step: str, what: str):
        self.stdout.write(f"[{time.monotonic() - self._began:5.1f} s] {step:<10} {what}")
        self.stdout.flush()


def mark(action: str, system, clock) -> None:
    with trail.entry(action=action, by=system, clock=clock, reason="The demo made this database."):
        pass


def marked() -> bool:
    """Whether the demo made this database: the first entry after that of the migration says so."""
    if Entry._meta.db_table not in connection.introspection.table_names():
        return False
    first = Entry.objects.exclude(action__in=BEFORE).order_by("sequence").first()
    return first is not None and first.action == BEGUN


def is_empty(tables: list[str]) -> bool:
    """Whether nobody has used this database: migrated perhaps, but without people and without a record."""
    if Entry._meta.db_table not in tables or User._meta.db_table not in tables:
        return not [table for table in tables if table != "django_migrations"]
    people_ = User.objects.filter(is_system=False)
    return not Entry.objects.exclude(action__in=BEFORE).exists() and not people_.exists()


def only_ours(tables: list[str]) -> bool:
    """Whether no table is there but those that migrations make."""
    beside = {name for name in tables if name.startswith(SEARCHED)}
    return set(tables) <= {*connection.introspection.django_table_names(), "django_migrations", *beside}


def refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"Port {port} is taken. Choose another with --port.") from error


def serve(port: int) -> None:
    """Become the server: the process id stays, so that who started the demo can end it."""
    connection.close()
    sys.stdout.flush()
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings"
    arguments = [
        "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "2", "--log-level", "warning", "cms.wsgi:application",
    ]  # fmt: skip
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, *arguments])
