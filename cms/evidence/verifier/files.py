"""The files of a pack: the ZIP around them, the manifest that lists them, the seal over the manifest."""

import hashlib
import os
import re

from .digests import canonical, digest
from .reading import Unreadable
from .trail import check_signed

FORMAT = "evidence/1"
SEAL_FORMAT = "evidence-seal/1"
#: The end of the ZIP; its last 64 characters are the digest of every byte before them.
COMMENT = re.compile(rb"evidence/1 manifest=[0-9a-f]{64} container=([0-9a-f]{64})\Z")
COMMENT_LENGTH = len("evidence/1 manifest= container=") + 128
#: What the seal lists; the manifest lists everything else.
SEALED_FILES = ("README.txt", "evidence.pdf", "manifest.json")
#: A stored text is named by the digest of its bytes.
DOCUMENT = re.compile(r"(?:snapshots|contents|revisions)/(?:[\w-]+-)?([0-9a-f]{64})\.json\Z")


def check_container(path, report):
    sha = hashlib.sha256()
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        left = size - 64
        while left > 0:
            chunk = file.read(min(left, 1 << 20))
            sha.update(chunk)
            left -= len(chunk)
        file.seek(max(0, size - COMMENT_LENGTH))
        comment = COMMENT.match(file.read())
    if comment and comment.group(1).decode() == sha.hexdigest():
        report.holds("the ZIP is, byte for byte, the one that was made.")
    else:
        report.fails(
            os.path.basename(path),
            "the ZIP was changed, or packed anew, after it was made. The files in it are checked below; to"
            " check only them, unpack it and give the folder.",
        )


def check_files(pack, report):
    """Every file against the manifest, that against the seal. Returns both, None for what is unreadable."""
    before = len(report.failures)
    for name in sorted({name for name in pack.names if pack.names.count(name) > 1}):
        report.fails(name, "it stands in the ZIP more than once.")
    expected = {}
    seal = read_or_fail(read_seal, pack, report)
    for name, file in (seal or {}).get("files", {}).items():
        expected[name] = ("seal.json", file["sha256"], file["size"])
    manifest = read_or_fail(read_manifest, pack, report)
    for file in (manifest or {}).get("files", []):
        expected[file["name"]] = ("manifest.json", file["sha256"], file["size"])
    for name in sorted(set(pack.names) | set(expected)):
        if name in expected:
            check_file(pack, report, name, *expected[name])
        elif name != "seal.json" and manifest and not (seal is None and name in SEALED_FILES):
            report.fails(
                name, "it does not belong to the pack: neither manifest.json nor seal.json lists it."
            )
    if len(report.failures) == before:
        report.holds(f"all {len(expected) + 1} files are there, byte for byte as they were written.")
    return manifest, seal


def read_or_fail(read, pack, report):
    try:
        return read(pack)
    except Unreadable as error:
        report.fails(error.name, f"{error.why}.")
        return None


def read_seal(pack):
    seal = pack.json("seal.json")
    try:
        unchecked = {name: value for name, value in seal.items() if name != "check"}
        intact = seal["check"] == digest(canonical(unchecked)) and pack.read("seal.json") == canonical(seal)
        if intact and seal["format"] == SEAL_FORMAT and set(seal["files"]) == set(SEALED_FILES):
            return seal
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    raise Unreadable("seal.json", "it was changed: it does not have its own digest")


def read_manifest(pack):
    manifest = pack.json("manifest.json")
    try:
        if manifest["format"] != FORMAT:
            raise Unreadable("manifest.json", "its format is not one that this verifier knows")
        for file in manifest["files"]:
            file["name"] + file["sha256"] + str(file["size"] + 0)
        canonical(manifest)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Unreadable("manifest.json", "it does not hold what a manifest holds") from None
    return manifest


def check_file(pack, report, name, lister, sha256, size):
    """One file against the line about it."""
    if name not in pack.names:
        report.fails(name, f"it is missing; {lister} lists it.")
        return
    try:
        # A file that says it is larger is not even taken out of the ZIP.
        data = pack.read(name) if pack.size(name) == size else None
    except (Unreadable, OSError) as error:
        why = getattr(error, "why", error)
        report.fails(name, f"{why}.")
        return
    if data is None:
        report.fails(name, f"it was changed: {lister} says {size} bytes, it has {pack.size(name)}.")
        return
    found = digest(data)
    if found != sha256:
        report.fails(name, f"it was changed: {lister} says SHA-256 {sha256}, it has {found}.")
    document = DOCUMENT.match(name)
    if document and document.group(1) != found:
        report.fails(name, "its name is not the SHA-256 of its bytes.")


def check_seal(report, seal, trusted):
    # Where a pack is made there need be no key: then the entries lead to the signed head, and the print, the
    # README and the comparisons rest on their digests alone, which the report says.
    outside = ("signature", "check")
    check_signed(report, "seal.json", seal, "the pack as a whole", trusted, outside, wanted=False)
