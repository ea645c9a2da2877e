from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from articles.files import exporting
from cms.people.actions import system_person


class Command(BaseCommand):
    help = (
        "Write every draft as content files, in the format that import_content reads. DIR is new, empty or an"
        " earlier export. See docs/content-files.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")

    def handle(self, *args, folder, **options):
        folder = Path(folder)
        try:
            exporting.check_target(folder)
            export = exporting.collect()
            if not export.files:
                raise CommandError("There are no drafts to export. Nothing was written.")
            # First the entry: should writing fail, the trail says too much rather than too little.
            exporting.note(export, by=system_person("export"), clock=timezone.now)
            exporting.write(export.files, folder)
        except exporting.WillNotOverwrite as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database refused: {str(error).splitlines()[0]}. "
                "If it is a new one, run `manage.py migrate`."
            ) from error
        for problem in exporting.doubts(export):
            self.stderr.write(f"An import would refuse {problem}")
        if export.archived:
            self.stdout.write(f"Left out, because archived: {', '.join(export.archived)}.")
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(export.counts.items()) if count)
        self.stdout.write(f"Exported into {folder}: {counts}.")
