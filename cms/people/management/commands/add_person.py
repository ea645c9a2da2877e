import getpass
import os
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from cms.people import actions
from cms.people.models import User
from cms.people.roles import Role


class Command(BaseCommand):
    help = "Add a person with one or more roles. The password comes from a prompt or PERSON_PASSWORD."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", action="append", required=True, choices=Role.values)
        parser.add_argument("--name", default="", help="As printed beside a signature")
        parser.add_argument("--credentials", default="", help="Such as “MD, FACC”")
        parser.add_argument("--superuser", action="store_true", help="May also manage people and settings")

    def handle(self, *args, email, role, name, credentials, superuser, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is not an e-mail address.") from None
        password = os.environ.get("PERSON_PASSWORD") or self._ask()
        try:
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        try:
            person = actions.add_person(
                email=email,
                name=name or email.split("@")[0],
                roles=role,
                by=actions.system_person("command"),
                clock=timezone.now,
                password=password,
                credentials=credentials,
                is_superuser=superuser,
            )
        except actions.EmailTaken as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Added {person.printed_name} <{person.email}> as {', '.join(role)}.")

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Set PERSON_PASSWORD, or run the command where it can ask for a password.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise CommandError("The two passwords differ; nobody was added.")
        return password
