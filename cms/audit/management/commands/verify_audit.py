from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.audit import verification
from cms.audit.models import Entry


class Command(BaseCommand):
    help = "Recompute the whole record and report every deviation. Exit code 1 when there is one."

    def handle(self, *args, **options):
        findings = 0
        for finding in verification.verify(connection):
            findings += 1
            self.stderr.write(str(finding))
        entries = Entry.objects.count()
        if findings:
            raise CommandError(f"{findings} findings in {entries} entries.")
        self.stdout.write(f"{entries} entries verified; the record holds.")
