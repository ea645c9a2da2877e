import getpass
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from articles.files import folder, importing, library, reading
from articles.files.problems import Report
from cms.people.credentials import NotProven, Proof, asks_for_code, reauthenticate
from cms.people.models import User
from cms.publishing.actions.errors import Refused, require

PASSWORD = "ATTEST_PASSWORD"
CODE = "ATTEST_CODE"


class Command(BaseCommand):
    help = (
        "Import a folder of content files into the drafts: all of it, or nothing and every problem by"
        " file and line. See docs/content-files.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing")
        parser.add_argument("--reason", default="", metavar="TEXT", help="Why; kept in the audit trail")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Publish everything on one person's word that it was approved before; needs --attested-by",
        )
        parser.add_argument(
            "--attested-by",
            default="",
            metavar="EMAIL",
            help=f"Who attests. Their password is asked for, or taken from {PASSWORD}",
        )

    def handle(self, *args, folder, publish, attested_by, reason, dry_run, **options):
        reason = reason.strip()
        self._check_options(publish, attested_by, reason)
        try:
            plan = self._read(Path(folder))
            attester = self._attester(attested_by) if publish else None
            problems = plan.problems + (importing.earlier_revisions(plan) if publish else [])
            if problems:
                raise importing.HasProblems(sorted(problems))
            proof = self._proof(attester) if publish else None
            outcome = self._carry(plan, attester, proof, reason, dry_run)
        except importing.HasProblems as error:
            self._refuse(error.problems)
        except (Refused, NotProven) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database refused: {str(error).splitlines()[0]}. Nothing was written; "
                "if it is a new one, run `manage.py migrate` first."
            ) from error
        self._tell(outcome, dry_run)

    def _check_options(self, publish, attested_by, reason):
        if publish and not attested_by:
            raise CommandError("Publishing needs somebody who attests: give --attested-by EMAIL.")
        if attested_by and not publish:
            raise CommandError("--attested-by goes with --publish; without it nothing is published.")
        if publish and not reason:
            raise CommandError("Say why these pages may go live: give --reason TEXT.")

    def _read(self, path):
        report = Report()
        try:
            files = folder.scan(path, report)
        except folder.NoFolder as error:
            raise CommandError(str(error)) from error
        return reading.read(files, report, library.Database())

    def _attester(self, email):
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {email}. Nothing was written.")
        require(person, "attest")
        return person

    def _proof(self, person) -> Proof:
        password = os.environ.get(PASSWORD)
        if password is None:
            if not sys.stdin.isatty():
                raise CommandError(f"Set {PASSWORD}, or run the command where it can ask for a password.")
            password = getpass.getpass(f"Password of {person.printed_name}: ")
        code = ""
        if asks_for_code(person):
            code = os.environ.get(CODE) or (input("Code: ") if sys.stdin.isatty() else "")
        return reauthenticate(person, password, code)

    def _carry(self, plan, attester, proof, reason, dry_run):
        def carry():
            if proof:
                return importing.carry_in_and_attest(
                    plan=plan, by=attester, proof=proof, clock=timezone.now, reason=reason
                )
            return importing.carry_in(
                plan=plan, clock=timezone.now, reason=reason or "Content files imported."
            )

        return importing.rehearse(carry) if dry_run else carry()

    def _refuse(self, problems):
        for problem in problems:
            self.stderr.write(str(problem))
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise CommandError(f"{many}. Nothing was written.")

    def _tell(self, outcome, dry_run):
        for word, addresses in (("new", outcome.new), ("changed", outcome.changed)):
            for address in addresses:
                self.stdout.write(f"{word:8} {address}")
        if outcome.is_nothing:
            self.stdout.write(f"Nothing differs: {len(outcome.same)} items are as the files say.")
        else:
            done = "Would import" if dry_run else "Imported"
            new, changed, same = len(outcome.new), len(outcome.changed), len(outcome.same)
            self.stdout.write(f"{done}: {new} new, {changed} changed, {same} as before.")
        if outcome.release:
            for publication in outcome.publications:
                self.stdout.write(f"live     /api/v1/{publication.key}")
            done = "would be live" if dry_run else "are live"
            self.stdout.write(f"{len(outcome.publications)} pages {done}.")
        if dry_run:
            self.stdout.write("This was a rehearsal: nothing was written.")
