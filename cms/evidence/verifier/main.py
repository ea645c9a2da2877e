"""What is asked on the command line, and what is checked in which order."""

import argparse
import os
import sys
import zipfile

from .digests import digest
from .files import check_container, check_files, check_seal
from .reading import Folder, Report, Unreadable, Zip, moment
from .releases import check_documents, check_publications, check_releases, tell_what_was_public
from .trail import check_rows, check_trail


def check(pack, report, trusted=()):
    """Say everything that holds and fails about a pack."""
    manifest, seal = check_files(pack, report)
    if manifest is None:
        report.note("without the manifest nothing more can be checked.")
        return
    place = "manifest.json"
    try:
        tell_what_it_is(report, manifest)
        if seal:
            check_seal(report, seal, trusted)
        place = "trail/entries.json"
        entries = check_trail(pack, report, trusted)
        place = "record/"
        tables = check_rows(pack, report, entries)
        check_documents(pack, report, manifest, tables)
        check_releases(report, tables)
        check_publications(report, tables)
        tell_what_was_public(report, tables)
    except Unreadable as error:
        report.fails(error.name, f"{error.why}. What follows from it was not checked.")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        kind = type(error).__name__
        report.fails(place, f"it does not hold what it should ({kind}: {error}).")
    report.say("SHA-256 of manifest.json: {}".format(digest(pack.read("manifest.json"))))


def tell_what_it_is(report, manifest):
    subject, period = manifest["subject"], manifest["period"]
    report.say("This is about the {} “{}” ({}).".format(subject["type"], subject["title"], subject["uid"]))
    report.say("{} made it on {}.".format(manifest["made_by"]["name"], moment(manifest["made_at"])))
    if period["from"]:
        report.say("It begins at {}; what was decided earlier is left out.".format(moment(period["from"])))
    if period["to"]:
        report.say("It ends at {}; what was recorded later is left out.".format(moment(period["to"])))


def open_pack(path, report):
    """The pack at this path. Raises Unreadable where there is none."""
    if os.path.isdir(path):
        if not os.path.exists(os.path.join(path, "manifest.json")):
            raise Unreadable(path, "this folder holds no manifest.json, so it is no evidence pack")
        return Folder(path)
    if not os.path.isfile(path):
        raise Unreadable(path, "there is no such file or folder")
    check_container(path, report)
    try:
        return Zip(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        report.fails(os.path.basename(path), f"it cannot be opened as a ZIP ({error}).")
        return None


def verify(path, report, trusted=()):
    """Check the pack at this path; returns the exit code."""
    pack = open_pack(path, report)
    if pack is not None:
        check(pack, report, trusted)
    if report.failures:
        report.say(f"It does NOT hold: {len(report.failures)} of the sentences above begin with “Fails”.")
        return 1
    if report.unsigned:
        report.say(f"Everything that can be checked holds, but not signed: {' and '.join(report.unsigned)}.")
    else:
        report.say("Everything holds.")
    return 0


def public_key(text):
    key = bytes.fromhex(text)
    if len(key) != 32:
        raise ValueError(text)
    return key


def main():
    parser = argparse.ArgumentParser(description="Check an evidence pack, offline.")
    parser.add_argument("pack", nargs="?", help="the ZIP, or the folder it was unpacked into; else: here")
    parser.add_argument(
        "--trusted-key",
        metavar="HEX",
        type=public_key,
        action="append",
        default=[],
        help="the publisher's public key, 64 hexadecimal digits, from another source than this pack;"
        " may be given several times",
    )
    asked = parser.parse_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    path = asked.pack or os.path.dirname(os.path.abspath(__file__))
    try:
        return verify(path, Report(), asked.trusted_key)
    except Unreadable as error:
        sys.stderr.write(f"{error.name}: {error.why}.\n")
        return 2
