from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cms.audit import verification
from cms.backup import form, restoring
from cms.people.actions import system_person


class Command(BaseCommand):
    help = (
        "Fill a new, empty database from a backup, migrate it to this version, and verify the record. A"
        " database that holds tables is never touched."
    )
    requires_system_checks = []  # some of them read tables that are not there yet

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args, file, **options):
        try:
            head = restoring.restore(file, by=lambda: system_person("backup"), clock=timezone.now)
        except (form.Unreadable, restoring.NotRestored) as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was restored.") from error
        self.stdout.write(f"Restored from {file}, made at {head['made_at']}.")
        report(self, "The database is as it was saved.")


def report(command: BaseCommand, otherwise: str) -> None:
    """Verify the record and say what was found; a finding is an error."""
    findings = list(verification.verify(connection))
    for finding in findings:
        command.stderr.write(str(finding))
    if findings:
        raise CommandError(f"The record does not hold: {len(findings)} findings. {otherwise}")
    command.stdout.write("The record holds.")
