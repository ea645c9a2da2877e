from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.people.models import User
from cms.publishing import register
from cms.publishing.actions.errors import Refused
from cms.publishing.register import sample


class Command(BaseCommand):
    help = (
        "Write the register of a period: what went live and how, corrections, what was accepted, overdue,"
        " recalled or taken down, role holders, exports, and a random sample. FILE ends in .json, or in .zip"
        " for tables."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", type=Path, metavar="FILE", help="Where to write it; must not be there yet"
        )
        parser.add_argument("--from", dest="begins", metavar="DAY", help="Such as 2026-07-01")
        parser.add_argument(
            "--to", dest="ends", metavar="DAY", help="This day included; without both: the last quarter"
        )
        parser.add_argument(
            "--sample",
            type=int,
            default=sample.DEFAULT,
            metavar="N",
            help=f"So many publications are drawn (1 to {sample.MOST}; default {sample.DEFAULT})",
        )
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who takes it away")

    def handle(self, *args, file, begins, ends, sample, by, **options):
        person = User.objects.filter(email__iexact=by).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {by}.")
        form = file.suffix.removeprefix(".")
        if form not in register.FORMS:
            raise CommandError(f"{file} ends in neither {' nor '.join(f'.{one}' for one in register.FORMS)}.")
        if bool(begins) != bool(ends):
            raise CommandError("Give both days with --from and --to, or neither for the last quarter.")
        days = (
            register.Days(_day(begins), _day(ends)) if begins else register.last_quarter(timezone.localdate())
        )
        try:
            out = file.open("xb")
        except FileExistsError:
            raise CommandError(f"{file} is there already; choose another name.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        try:
            with out:
                made = register.export(days, by=person, clock=timezone.now, form=form, size=sample)
                out.write(made.body)
        except BaseException as error:
            file.unlink()  # half a register would only mislead
            if isinstance(error, Refused):
                raise CommandError(str(error)) from None
            raise
        found = made.register
        self.stdout.write(f"Wrote {file}: {days.begins} to {days.ends}. SHA-256: {made.sha256}")
        self.stdout.write(
            f"{len(found.sample.rows)} of {found.sample.population} publications drawn; the seed is"
            f" {found.sample.seed}"
        )
        if found.period.goes_on:
            self.stdout.write("The period goes on: another register of it draws another sample.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no day such as 2026-07-01.") from None
