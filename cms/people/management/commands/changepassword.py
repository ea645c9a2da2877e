import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.people import actions
from cms.people.models import User
from cms.people.roles import Role


class Command(BaseCommand):
    help = (
        "Set somebody's password, from a prompt or PERSON_PASSWORD. They choose their own at the next"
        " sign-in, and sign nothing until compliance confirms it."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email, **options):
        person = User.objects.filter(email__iexact=email.strip(), is_system=False).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {email}.")
        password = os.environ.get("PERSON_PASSWORD") or self._ask()
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        person.set_password(password)
        roles = list(person.groups.filter(name__in=Role.values).values_list("name", flat=True))
        actions.change_person(
            person=person, roles=roles, by=actions.system_person("command"), clock=timezone.now
        )
        self.stdout.write(
            f"{person.printed_name} has a new password and chooses their own at the next sign-in."
        )

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Set PERSON_PASSWORD, or run the command where it can ask for a password.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ; nothing was changed.")
        return password
