from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.people import actions, tokens
from cms.people.models import User


class Command(BaseCommand):
    help = "Make an API token for a person. It is printed once, alone on standard output; keep it safe."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="What uses it, such as “yearly audit 2026”")
        parser.add_argument("--scope", action="append", required=True, choices=tokens.Scope.values)
        parser.add_argument(
            "--days", type=int, required=True, help=f"How long it is valid, at most {tokens.LONGEST_DAYS}"
        )
        parser.add_argument("--reason", default="", help="For the record")

    def handle(self, *args, email, name, scope, days, reason, **options):
        person = User.objects.filter(email__iexact=email, is_system=False).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        if not 1 <= days <= tokens.LONGEST_DAYS:
            raise CommandError(f"--days: give a whole number from 1 to {tokens.LONGEST_DAYS}.")
        now = timezone.now()
        try:
            token, text = tokens.make(
                person=person,
                name=name,
                scopes=scope,
                expires_at=now + timedelta(days=days),
                by=actions.system_person("command"),
                clock=lambda: now,
                reason=reason,
            )
        except tokens.BadTerms as error:
            raise CommandError(str(error)) from None
        self.stderr.write(
            f"Made {token.uid} for {person.printed_name}, valid until {token.expires_at:%Y-%m-%d %H:%M} UTC."
            " It is shown only this once:"
        )
        self.stdout.write(text)
