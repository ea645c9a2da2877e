from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cms.audit import trail, triggers
from cms.people.actions import system_person

from .backup import save
from .restore import report


class Command(BaseCommand):
    help = (
        "After a new version was installed: back up, migrate, put the triggers of the record back, build the"
        " live table anew, and verify. Safe to run twice."
    )
    requires_system_checks = []  # one of them would stop at the triggers that this command puts back

    def add_arguments(self, parser):
        parser.add_argument(
            "--backup", metavar="FILE", type=Path, help="Where the backup goes instead of BACKUP_DIR"
        )

    def handle(self, *args, backup, **options):
        file = backup or settings.BACKUP_DIR / f"before-upgrade-{timezone.now():%Y%m%dT%H%M%SZ}.backup"
        if not backup:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Without an entry: the tables may be those of the version before.
        saved = save(file)
        executor = MigrationExecutor(connection)
        planned = [
            f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
        ]
        kept = f"The backup is in {file}."
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except Exception as error:
            raise CommandError(f"A migration failed: {error} {kept}") from error
        if missing := triggers.missing(connection):
            raise CommandError(f"The trigger {missing[0]} is missing. {kept}")
        call_command("rebuild_live", stdout=self.stdout)
        with trail.entry(
            action="system.upgrade",
            by=system_person("backup"),
            clock=timezone.now,
            detail={"migrations": planned, "backup": file.name, "sha256": saved.digest},
        ):
            pass
        self.stdout.write(f"{len(planned)} migrations applied.")
        report(self, kept)
        self.stdout.write(kept)
