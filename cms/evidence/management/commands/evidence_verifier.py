from django.core.management.base import BaseCommand

from cms.evidence import verifier


class Command(BaseCommand):
    help = "Print the program that checks evidence packs offline: evidence_verifier > verify.py"

    def handle(self, *args, **options):
        self.stdout.write(verifier.source().decode(), ending="")
