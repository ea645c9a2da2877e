import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.audit import checkpoints, verification


class Command(BaseCommand):
    help = (
        "Recompute the whole record, compare it with its checkpoints, and report every deviation. Exit code 1"
        " when there is one."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--checkpoints",
            action="append",
            metavar="FOLDER",
            help="Compare with the checkpoints of this folder, instead of CHECKPOINT_DIR; may be given again",
        )
        parser.add_argument("--json", action="store_true", help="Answer with one JSON object, for monitoring")

    def handle(self, *args, **options):
        checked = verification.Checked()
        findings = []
        for finding in verification.verify(connection, folders=_folders(options), checked=checked):
            findings.append(finding)
            if not options["json"]:
                self.stderr.write(str(finding))
        if options["json"]:
            self.stdout.write(json.dumps(_answer(findings, checked), indent=2, ensure_ascii=False))
        elif not findings:
            self.stdout.write(f"{checked.summary}; the record holds.")
        if not options["json"] and checked.not_shown:
            self.stdout.write(checked.not_shown)
        if findings:
            raise CommandError(f"{verification.count(len(findings), 'finding')}. {checked.summary}.")


def _folders(options) -> list[Path] | None:
    given = [Path(folder) for folder in options["checkpoints"] or []]
    asked = given or ([checkpoints.folder()] if checkpoints.folder() else [])
    for folder in asked:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}, so its checkpoints cannot be compared.")
    return given or None


def _answer(findings, checked) -> dict:
    return {
        "holds": not findings,
        "findings": [{"where": one.where, "sentence": one.sentence, "entry": one.entry} for one in findings],
        "entries": checked.entries,
        "rows": checked.rows,
        "checkpoints": checked.checkpoints,
        "vouched_for_until": checked.covered,
        "folders": [str(folder) for folder in checked.folders],
        "not_shown": checked.not_shown,
    }
