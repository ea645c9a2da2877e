"""Making a pack: every file of the ZIP, in an order and form that depend on nothing but the record.

The format is described in docs/evidence-pack.md. `manifest.json` lists every file but three, `seal.json`
those three, so that README and PDF can print the digest of the manifest and still be protected.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from cms import canonical, instant
from cms.audit import keys
from cms.audit.models import Entry
from cms.publishing.models import Content, Member, Revision, Snapshot

from . import explaining, heads, printing, raw, telling, verifier
from .gathering import Gathered
from .zipping import Writer

FORMAT = "evidence/1"
SEAL_FORMAT = "evidence-seal/1"


@dataclass(frozen=True)
class Order:
    """What somebody asked for: by whom, when, why, and for which period."""

    at: datetime
    by: str
    by_name: str
    reason: str
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class Packed:
    """What came out; `manifest` is the SHA-256 that README, PDF and the audit trail name."""

    manifest: str
    sha256: str
    files: int
    head: heads.Head
    #: Whether its own verifier finds everything in order. It does not where the record was tampered with.
    holds: bool


def pack(file, found: Gathered, story: telling.Story, order: Order) -> Packed:
    """Write the ZIP into an open file."""
    key = heads.signing_key()
    head = heads.head_over(max(entry["sequence"] for entry in found.entries), key=key, at=order.at)
    trust = explaining.trust(head, signed=key is not None)
    with Writer(file) as writer:
        _add_evidence(writer, found, story, head)
        manifest = canonical.encode(_manifest(found, order, head, writer.files))
        digest = canonical.digest(manifest)
        sealed = [
            writer.add("manifest.json", manifest, ""),
            writer.add("README.txt", _readme(found, order, trust, digest), ""),
            writer.add("evidence.pdf", printing.draw(found, story, order, trust, digest), ""),
        ]
        writer.add("seal.json", _seal(sealed, order, key), "")
        sha256 = writer.close(digest)
    return Packed(
        manifest=digest, sha256=sha256, files=len(writer.files), head=head, holds=verifier.holds(file)
    )


def _add_evidence(writer: Writer, found: Gathered, story: telling.Story, head: heads.Head) -> None:
    """Everything that the manifest lists."""
    writer.add("verify.py", verifier.source(), "Checks this pack offline; README.txt says how")
    for name, data, what in _texts(found):
        writer.add(name, data, what)
    for name, data, what in telling.comparison_files(story.versions):
        writer.add(name, data, what)
    for model in found.tables():
        rows = [raw.as_json(row) for row in raw.rows(model, found.keys.get(model, ()))]
        table = {"table": model._meta.db_table, "key": model._meta.pk.column}
        what = f"Rows of the record. {model.__doc__.strip().splitlines()[0]}"
        writer.add(f"record/{model._meta.db_table}.json", _listing(table, "rows", rows), what)
    _add_trail(writer, found, head)


def _texts(found: Gathered):
    """Stored bytes under their digest; of what was sealed a note that says so."""
    items = found.subject.items
    of_items = [found.of(model).filter(item__in=items) for model in (Snapshot, Member, Revision)]
    names = {}
    for row in of_items[0]:
        names[f"snapshots/{row.digest}"] = (row.digest, "A document as it was served")
    for row in of_items[1]:
        names[f"contents/{row.content}"] = (row.content, f"“{row.title}” as it was submitted and signed")
    for row in of_items[2]:
        name = f"revisions/{row.item}-{row.number:04}-{row.digest}"
        names[name] = (row.digest, f"Revision {row.number} of “{row.title}”, by {row.by_name}")
    ordered = sorted(names)
    for begin in range(0, len(ordered), 200):
        some = ordered[begin : begin + 200]
        bodies = dict(raw.bodies(Content, [names[name][0] for name in some]))
        for name in some:
            digest, what = names[name]
            if bodies.get(digest):
                yield f"{name}.json", bodies[digest], what
            elif digest in found.sealed:
                yield f"{name}.sealed.txt", _sealed_note(digest, found.sealed[digest]), f"{what}: sealed"


def _sealed_note(digest: str, entry: int) -> str:
    return (
        f"The text with the SHA-256 {digest} was sealed under entry {entry} of the audit trail.\n"
        "Two people agreed to that, for the reason that stands in trail/entries.json. The text is gone for\n"
        "ever; its digest, the signatures for it and the record that it existed stay.\n"
    )


def _listing(head: dict, name: str, rows: list) -> str:
    """JSON with one row on each line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    said = json.dumps(head, ensure_ascii=False, sort_keys=True)[:-1]
    return f'{said}, "{name}": [\n{lines}\n]}}\n'


def _add_trail(writer: Writer, found: Gathered, head: heads.Head) -> None:
    proofs = heads.proofs([entry["sequence"] for entry in found.entries], head)
    entries = [{"entry": raw.as_json(e), "proof": proofs[e["sequence"]]} for e in found.entries]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in entries)
    what = "Every entry of the audit trail that concerns this, with the proof that it stands in the trail"
    writer.add("trail/entries.json", f"[\n{lines}\n]\n", what)
    what = f"What the proofs lead to: {head.sentence}"
    writer.add("trail/checkpoint.json", canonical.encode(head.document) + b"\n", what)


def _manifest(found: Gathered, order: Order, head: heads.Head, files: list[dict]) -> dict:
    return {
        "format": FORMAT,
        "subject": found.subject.document(),
        "period": {
            "from": said(order.begins),
            "to": said(order.ends),
        },
        "made_at": instant.to_text(order.at),
        "made_by": {"uid": order.by, "name": order.by_name},
        "reason": order.reason,
        "head": {"source": head.source, "sequence": head.document["sequence"]},
        "files": sorted(files, key=lambda file: file["name"]),
    }


def _readme(found: Gathered, order: Order, trust: list[str], digest: str) -> str:
    return explaining.readme(
        found.subject,
        trust,
        made_at=instant.to_text(order.at),
        made_by=order.by_name,
        reason=order.reason,
        manifest=digest,
    )


def _seal(sealed: list[dict], order: Order, key: keys.Key | None) -> bytes:
    """Digests of the three files that the manifest leaves out, signed where there is a key.

    `check` is the digest of all the rest of the seal: so a change of the seal is told from a change of what
    it lists, also where nobody signed it.
    """
    seal = {
        "format": SEAL_FORMAT,
        "at": instant.to_text(order.at),
        "files": {file["name"]: {"sha256": file["sha256"], "size": file["size"]} for file in sealed},
    }
    if key:
        seal = key.sign(seal)
    return canonical.encode({**seal, "check": canonical.digest_of(seal)})


def newest_entry(ends: datetime | None) -> int:
    """The last entry that was made up to a moment; 0 when there was none."""
    rows = Entry.objects.filter(at__lte=ends) if ends else Entry.objects.all()
    return rows.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def said(moment: datetime | None) -> str | None:
    return instant.to_text(moment) if moment else None
