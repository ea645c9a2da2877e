import os
from datetime import MAXYEAR, date, datetime, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cms.evidence import actions
from cms.evidence.forms import midnight
from cms.people.models import User
from cms.publishing import kinds
from cms.publishing.actions.errors import Refused
from cms.publishing.models import Key, Publishable, Release


class Command(BaseCommand):
    help = "Write the evidence pack of an item or of a release: a ZIP that checks itself offline."

    def add_arguments(self, parser):
        parser.add_argument(
            "subject", help="A key such as articles/leg-pain, or the uid of an item or release"
        )
        parser.add_argument("file", type=Path, help="Where to write the ZIP; it must not be there yet")
        parser.add_argument(
            "--from", dest="begins", help="A day such as 2026-03-14, or a moment with its zone"
        )
        parser.add_argument("--to", dest="ends", help="The same; a day is included")
        parser.add_argument("--by", required=True, help="E-mail of the person who exports it")
        parser.add_argument("--reason", required=True, help="Such as who asked for it")

    def handle(self, *args, subject, file, begins, ends, by, reason, **options):
        person = User.objects.filter(email__iexact=by).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {by}.")
        about = _find(subject)
        period = {"begins": _moment(begins), "ends": _moment(ends, following=True)}
        try:
            # Drafts are in it: nobody else reads it until somebody hands it on.
            pack = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b")
        except FileExistsError:
            raise CommandError(f"{file} is there already; choose another name.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        try:
            with pack:
                packed = actions.export(
                    **about, **period, by=person, reason=reason, clock=timezone.now, file=pack
                )
        except BaseException as error:
            file.unlink()  # half a pack would only mislead
            if isinstance(error, Refused):
                raise CommandError(str(error)) from None
            raise
        self.stdout.write(f"Wrote {file}: {packed.files} files. SHA-256 of manifest.json: {packed.manifest}")
        if not packed.holds:
            raise CommandError("The pack does not hold: the record itself was changed. Run verify_audit.")


def _find(subject: str) -> dict[str, Publishable | Release]:
    if release := Release.objects.filter(pk=subject).first():
        return {"release": release}
    if item := kinds.item(subject):
        return {"item": item}
    kind, _, slug = subject.partition("/")
    owners = set(Key.objects.filter(key=subject).values_list("item", flat=True))
    model = kinds.model(kind)
    if model and not owners:
        owners = set(model.objects.filter(slug=slug).values_list("uid", flat=True))
    if len(owners) > 1:
        raise CommandError(
            f"{subject} is several items, one per locale: name one by its uid, {sorted(owners)}."
        )
    item = kinds.item(owners.pop()) if owners else None
    if item is None:
        raise CommandError(f"There is no item or release “{subject}”. Give a key such as articles/leg-pain.")
    return {"item": item}


def _moment(text: str | None, *, following: bool = False) -> datetime | None:
    """A moment, or the beginning of a day (`following`: of the day after)."""
    if not text:
        return None
    try:
        moment = parse_datetime(text) if len(text) > len("2026-03-14") else None
        day: date | None = None if moment else parse_date(text)
        if day and not 1000 <= day.year < MAXYEAR:
            day = None
    except ValueError:
        moment = day = None
    if moment and timezone.is_aware(moment):
        return moment
    if day:
        return midnight(day + timedelta(days=1) if following else day)
    raise CommandError(f"“{text}” is no day such as 2026-03-14, and no moment such as 2026-03-14T09:00:00Z.")
