"""README.txt of a pack: what it is, how to check it, and what it cannot show, in plain words."""

import textwrap

from .gathering import Subject
from .heads import Head

_LINE = "=" * 72

_CONTENT = """\
What is in it

  evidence.pdf     to read: what readers saw when, the texts, who signed them and why, the differences
  snapshots/       the documents exactly as readers were served them, named by the SHA-256 of their bytes
  contents/        the documents exactly as they were signed: the same without the part about publishing
  revisions/       every state of the draft that was saved
  comparison/      what changed from one published version to the next, as pages and as text
  record/          the rows of the record: releases, signatures, publications, notices and the rest
  trail/           every entry of the audit trail that concerns this, each with a proof that it stands in
                   the trail, and the head of the trail that the proofs lead to
  manifest.json    lists every other file with its SHA-256, except README.txt, evidence.pdf and seal.json
  seal.json        says the SHA-256 of manifest.json, README.txt and evidence.pdf, and of itself
  verify.py        checks all of this
"""

_HOW = """\
How to check it

  1. You need Python 3.8 or newer, and nothing else. No network is used.
  2. Run   python3 verify.py PACK.zip   or give it the folder that you unpacked.
  3. Read the sentences. Each begins with "Holds", "Fails" or "Note". The last line says the result.
  4. You need not trust the verify.py in this pack: take your own copy. The publisher prints the same file
     with   manage.py evidence_verifier   , and docs/evidence-pack.md describes every check, so that you can
     also write your own.
  5. If you know the publisher's public key from another source than this pack, hold the pack to it:
     python3 verify.py PACK.zip --trusted-key HEX
"""

_SHOWN = """\
What it shows

  - No byte of any file differs from what the pack was made of.
  - Each document that readers were served is, word for word, the one that was signed.
  - Each signature belongs to exactly that content, meaning, person and moment; nobody signed what they
    wrote; nothing was published without every signature that its rules asked for.
  - Each row is what the audit trail recorded when it was written, and each entry stands in the trail.

What it cannot show

  - That nothing was left out. Ask for a pack of the same item from another day, or for verify_audit on the
    system itself: an entry that concerns the item and is not here would show there.
  - Who a person is. It shows the account that signed, and how it proved itself; the publisher's records say
    who held that account.
  - That the medical content is right.
"""


def readme(
    subject: Subject, trust: list[str], *, made_at: str, made_by: str, reason: str, manifest: str
) -> str:
    return "\n".join(
        [
            f"EVIDENCE PACK about the {subject.type} “{subject.title}” ({subject.uid})",
            _LINE,
            "",
            f"Made at {made_at} by {made_by}.",
            f"Reason given: {reason}",
            f"SHA-256 of manifest.json: {manifest}",
            "",
            _CONTENT,
            _HOW,
            _SHOWN,
            "What it rests on",
            "",
            *(textwrap.fill(part, 100, initial_indent="  ", subsequent_indent="  ") for part in trust),
            "",
        ]
    )


def trust(head: Head, *, signed: bool) -> list[str]:
    """What the pack rests on, in paragraphs; `signed` says whether the pack as a whole is."""
    entries, at = head.document["sequence"], head.document["at"]
    parts = [f"The proofs lead to {head.sentence}: {entries} entries, as of {at}."]
    if head.is_signed:
        parts.append(
            f"It is signed with the key {head.document['key']}; the public key is"
            f" {head.document['public_key']}. Compare that with the publisher's key from another source: a"
            " key that only this pack names could be anybody's."
        )
    else:
        parts.append(
            "NOT SIGNED. All parts of this pack agree with each other, but whoever could write the database"
            " could have made the whole trail anew, and this pack with it."
        )
    if not signed:
        parts.append(
            "The pack as a whole is not signed: trail/ and record/ are held by that head, and the texts by"
            " their digests in record/, but whoever had the pack in hands could have put another PDF or"
            " other comparisons in."
            if head.is_signed
            else "The pack as a whole is not signed either, so whoever had it in hands could have made it"
            " anew with other files."
        )
        parts.append(
            "What stands against that is the publisher's own system: the entry “evidence.export” of its audit"
            " trail names the SHA-256 of manifest.json."
        )
    if head.source == "signed":
        parts.append(
            "The head was signed when the pack was made, so it cannot show that the trail was the same before"
            " that. A checkpoint of an earlier day can: ask the publisher for it."
        )
    return parts
