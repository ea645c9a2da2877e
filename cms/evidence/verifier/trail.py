"""The audit trail in a pack: signed head, entries with their proofs, and the rows that they wrote."""

import json

from .digests import canonical, columns_digest, digest, root_from_proof
from .ed25519 import signature_holds
from .reading import Unreadable, moment

ENTRIES = "trail/entries.json"
HEAD = "trail/checkpoint.json"
#: Rows that are written in one entry with their release, and belong to it.
OF_RELEASE = tuple("publishing_" + noun for noun in ("base", "barred", "member", "requirement", "waiver"))


def check_signed(report, name, document, what, trusted, outside=("signature",), wanted=True):
    """The signature of a document that brings its public key; `wanted`: who trusts a key demands one."""
    if "signature" not in document:
        if trusted and wanted:
            report.fails(name, "it is not signed, so the key that you trust says nothing about it.")
        else:
            report.unsigned.append(what)
            report.note(
                f"{what} is not signed. Its parts agree with each other, but nothing in this file shows"
                " that nobody made all of them anew."
            )
        return
    key = b""
    try:
        key = bytes.fromhex(document["public_key"])
        message = canonical({field: value for field, value in document.items() if field not in outside})
        good = signature_holds(key, bytes.fromhex(document["signature"]), message)
    except (AttributeError, KeyError, TypeError, ValueError):
        good = False
    if not good or document.get("key") != digest(key)[:16]:
        report.fails(name, "its signature does not hold.")
    elif not trusted:
        report.holds("{} is signed with the key {}.".format(what, document["key"]))
        report.note(
            "whose key {} is, no file can say about itself: give --trusted-key.".format(document["key"])
        )
    elif key not in trusted:
        report.fails(name, "it is signed with the key {}, which you did not name.".format(document["key"]))
    else:
        report.holds("{} is signed with the key {}, which you trust.".format(what, document["key"]))


def check_trail(pack, report, trusted):
    """The entries' hashes, and their place in the trail. Returns {sequence: columns}."""
    head = pack.json(HEAD)
    if head["format"] != "checkpoint/1":
        raise Unreadable(HEAD, "its format is not one that this verifier knows")
    check_signed(report, HEAD, head, "the head of the audit trail", trusted)
    entries, previous, before = {}, None, len(report.failures)
    for found in pack.json(ENTRIES):
        entry = found["entry"]
        sequence = entry["sequence"]
        check_entry(report, entry, found["proof"], head)
        if previous:
            check_order(report, previous, entry)
        entries[sequence] = previous = entry
    if len(report.failures) == before:
        report.holds(
            "all {} entries have their own hash, and are proven to stand in the trail of {} entries that was"
            " read at {}.".format(len(entries), head["sequence"], moment(head["at"]))
        )
    return entries


def check_entry(report, entry, proof, head):
    sequence = entry["sequence"]
    hashed = {column: value for column, value in entry.items() if column != "hash"}
    if entry["version"] != "entry/1" or columns_digest("entry/1", hashed) != entry["hash"]:
        report.fails(ENTRIES, f"entry {sequence} was changed: it does not have its own hash.")
    steps = [bytes.fromhex(step) for step in proof]
    root = root_from_proof(bytes.fromhex(entry["hash"]), sequence - 1, head["sequence"], steps)
    if root is None or root.hex() != head["root"]:
        report.fails(ENTRIES, f"entry {sequence} is not proven to stand in the trail of {HEAD}.")
    if sequence == head["sequence"] and entry["hash"] != head["hash"]:
        report.fails(HEAD, f"its hash is not that of entry {sequence}.")


def check_order(report, previous, entry):
    if entry["sequence"] <= previous["sequence"]:
        report.fails(ENTRIES, "entry {} stands out of order.".format(entry["sequence"]))
    elif entry["at"] < previous["at"]:
        report.fails(ENTRIES, "entry {} is earlier than the one before it.".format(entry["sequence"]))
    elif entry["sequence"] == previous["sequence"] + 1 and entry["previous"] != previous["hash"]:
        report.fails(ENTRIES, "entry {} does not follow the one before it.".format(entry["sequence"]))


class Tables(dict):
    """Rows of the record by the name of their table."""

    def __missing__(self, table):
        raise Unreadable(f"record/{table}.json", "it is missing")


def check_rows(pack, report, entries):
    """Every row is what its entry recorded. Returns the tables."""
    tables, count, before = Tables(), 0, len(report.failures)
    recorded, submitted = {}, set()
    for sequence, entry in entries.items():
        for table, key, row_digest in json.loads(entry["rows"]):
            recorded[table, key] = (sequence, row_digest)
    for name in [name for name in pack.names if name.startswith("record/")]:
        content = pack.json(name)
        if name != "record/{}.json".format(content["table"]):
            report.fails(name, "it holds the rows of another table than it is named after.")
        tables[content["table"]] = content["rows"]
        for row in content["rows"]:
            count += 1
            key = str(row[content["key"]])
            sequence, row_digest = recorded.pop((content["table"], key), (None, None))
            if sequence is None:
                report.fails(name, f"no entry in this pack wrote the row {key}.")
                continue
            if content["table"] == "publishing_release":
                submitted.add(sequence)
            if row_digest != columns_digest("row/1", row) or row["entry"] != sequence:
                report.fails(name, f"the row {key} is not what entry {sequence} recorded.")
            elif not agrees(row, entries[sequence]):
                report.fails(name, f"the row {key} says another who or when than entry {sequence}.")
    for (table, key), (sequence, _) in recorded.items():
        if table in OF_RELEASE and sequence in submitted:
            report.fails(f"record/{table}.json", f"the row {key} is missing; entry {sequence} recorded it.")
    if len(report.failures) == before:
        report.holds(f"all {count} rows of the record are exactly what those entries recorded.")
    if recorded:
        report.note(f"the same entries wrote {len(recorded)} rows about other things; they are not here.")
    return tables


def agrees(row, entry):
    who = row.get("by", row.get("signer", entry["actor"]))
    return row.get("at", entry["at"]) == entry["at"] and who == entry["actor"]
