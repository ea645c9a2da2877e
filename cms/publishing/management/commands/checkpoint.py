from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cms.audit import checkpointing, checkpoints, keys
from cms.people.actions import system_person

NEW_KEY = """\
A new private key is in {path}; its public key is
    {public}

Keep the file apart from the database and its backups, where only the person or the machine that makes
checkpoints can read it: whoever has both could write another history and sign it. Keep a copy in a safe.
Name it with CHECKPOINT_KEY where checkpoints are made. Give its public key to whoever verifies, with
CHECKPOINT_TRUSTED, and print it for your auditors."""
HANDED_OVER = """\
Both keys signed {name}. From entry {sequence} on, checkpoints are signed by the new key; those of the old
one up to there stay good. Now set CHECKPOINT_KEY to {path}, and put the old key beyond use."""


class Command(BaseCommand):
    help = (
        "Sign the head of the audit trail and keep that as a file outside the database."
        " See docs/checkpoints.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("--key", metavar="FILE", help="The private key, instead of CHECKPOINT_KEY")
        parser.add_argument("--to", metavar="FOLDER", help="Where to keep it, instead of CHECKPOINT_DIR")
        once = parser.add_mutually_exclusive_group()
        once.add_argument("--new-key", metavar="FILE", help="Make a key in this new file, and no checkpoint")
        once.add_argument(
            "--hand-over",
            metavar="FILE",
            help="Let the old and the new key in FILE sign that the new one follows",
        )

    def handle(self, *args, **options):
        if options["new_key"]:
            return self._new_key(Path(options["new_key"]))
        place = self._place(options["to"])
        key = _key(options["key"] or settings.CHECKPOINT_KEY)
        try:
            if options["hand_over"]:
                return self._hand_over(key, Path(options["hand_over"]), place)
            return self._make(key, place)
        except FileExistsError as error:
            raise CommandError("Another checkpoint was made in this very moment. Run it again.") from error
        except OSError as error:
            raise CommandError(f"{place} cannot be written: {error.strerror}. Nothing was signed.") from error

    def _make(self, key, place):
        try:
            made = checkpointing.make(
                key=key, place=place, by=system_person("checkpoint"), clock=timezone.now
            )
        except checkpointing.NothingNew as nothing:
            self.stdout.write(str(nothing))
            return
        except checkpointing.DoesNotHold as error:
            for finding in error.findings:
                self.stderr.write(str(finding))
            raise CommandError(str(error)) from error
        except (checkpointing.NothingThere, checkpointing.NotTrusted) as error:
            raise CommandError(str(error)) from error
        for name in made.found:
            self.stderr.write(
                f"{name} stood there and no entry said so: making it was interrupted, or the trail was cut"
                " off behind it. The trail names it now."
            )
        self.stdout.write(f"Signed the trail up to entry {made.document['sequence']}: {made.path}")

    def _new_key(self, path):
        key = keys.Key.new()
        try:
            key.keep(path)
        except FileExistsError:
            raise CommandError(f"{path} is there already, and a key is never written over.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(NEW_KEY.format(path=path, public=key.public))

    def _hand_over(self, old, path, place):
        new = _key(str(path))
        if new.public == old.public:
            raise CommandError("Old and new key are the same.")
        head = checkpoints.head(connection)
        document = keys.hand_over(old=old, new=new, sequence=head.sequence if head else 0, at=timezone.now())
        name = checkpoints.write_handover(document, place).name
        self.stdout.write(HANDED_OVER.format(name=name, sequence=document["sequence"], path=path))

    def _place(self, given) -> Path:
        place = Path(given) if given else checkpoints.folder()
        if place is None:
            raise CommandError("Say where to keep it: set CHECKPOINT_DIR, or give --to FOLDER.")
        return place


def _key(path: str) -> keys.Key:
    if not path:
        raise CommandError(
            "Say which key signs: set CHECKPOINT_KEY, or give --key FILE."
            " `manage.py checkpoint --new-key FILE` makes one."
        )
    try:
        return keys.Key.read(path)
    except keys.Unusable as error:
        raise CommandError(f"{error}.") from error
