from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from assessments import fhir, importing
from cms.people.models import User
from cms.publishing.actions.errors import Refused


class Command(BaseCommand):
    help = (
        "Make the draft of an assessment of a FHIR questionnaire (R4, R4B or R5 in JSON), and say what of it"
        " is left over. See docs/fhir.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Whose draft it becomes")
        parser.add_argument("--slug", default="", help="Its address; made of the title otherwise")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing")

    def handle(self, *args, file, by, slug, dry_run, **options):
        person = User.objects.filter(email__iexact=by.strip()).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {by}. Nothing was written.")
        try:
            with Path(file).open("rb") as stream:
                # One more than is taken: enough to see that it is too long.
                data = stream.read(fhir.MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was written.") from error
        reading = fhir.read(data)
        act = importing.rehearse if dry_run else importing.create
        try:
            draft = act(
                reading=reading,
                slug=slug.strip(),
                by=person,
                clock=timezone.now,
                reason=f"Imported from {Path(file).name}, {importing.source(reading)}.",
            )
        except importing.NothingToImport as error:
            self._tell(file, reading)
            raise CommandError(f"{error} Nothing was written.") from error
        except Refused as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database refused: {str(error).splitlines()[0]}. Nothing was written; "
                "if it is a new one, run `manage.py migrate` first."
            ) from error
        self._tell(file, reading)
        done = "Would make" if dry_run else "Made"
        asked = _many(len(reading.definition["questions"]), "question")
        self.stdout.write(f"{done} the draft “{draft}” at assessments/{draft.slug}, with {asked}.")
        left = len(reading.blocking)
        if left:
            self.stdout.write(
                f"{left} of it {'is' if left == 1 else 'are'} left over and must be dealt with."
            )
        if dry_run:
            self.stdout.write("This was a rehearsal: nothing was written.")

    def _tell(self, file, reading):
        for one in reading.blocking:
            self.stderr.write(f"{file}:{one.location}: {one.sentence}")
        for one in reading.notes:
            more = f" (and {_many(len(one.also), 'more place')})" if one.also else ""
            self.stdout.write(f"{file}:{one.location}: {one.sentence}{more}")


def _many(number, what):
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
