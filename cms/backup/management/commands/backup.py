from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from cms.audit import trail
from cms.backup import saving
from cms.people.actions import system_person


class Command(BaseCommand):
    help = (
        "Write everything the database holds into FILE, as of one moment, while people go on working. It can"
        " be restored into SQLite and into PostgreSQL. It holds password hashes: keep it like the database."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args, file, **options):
        saved = save(file)
        detail = {"file": file.name, "sha256": saved.digest, "rows": saved.rows}
        # Afterwards, so that the trail names backups that are there; this entry is in the next one.
        with trail.entry(action="backup.save", by=system_person("backup"), clock=timezone.now, detail=detail):
            pass
        self.stdout.write(f"{saved.rows} rows are in {file} ({file.stat().st_size // 1024} KB).")


def save(file: Path) -> saving.Saved:
    """Write the backup. Raises CommandError."""
    try:
        return saving.save(file, made_at=timezone.now())
    except FileExistsError as error:
        raise CommandError(f"{file} is there already. Nothing was written.") from error
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
    except (saving.NotSaved, DatabaseError) as error:
        raise CommandError(f"{str(error).splitlines()[0]} Nothing was written.") from error
