"""What the rows of a pack mean: texts served as they were signed, by those who were free to sign."""

from .digests import canonical, digest
from .files import DOCUMENT
from .reading import moment

ADDED_ON_PUBLISHING = ("publication", "json_ld")
WHERE_FROM = ("item", "kind", "key", "locale", "revision", "content")


def record_file(noun):
    return f"record/publishing_{noun}.json"


def rows_by(rows, *columns):
    return {tuple(row[column] for column in columns): row for row in rows}


def grouped(rows, *columns):
    found = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def check_documents(pack, report, manifest, tables):
    """A text for every digest, and every text that was served is the one that was signed."""
    before, served = len(report.failures), 0
    files = {match.group(1): match.group(0) for match in map(DOCUMENT.match, pack.names) if match}
    sealed = sealed_texts(tables)
    items = set(manifest["subject"]["items"])
    for noun, column in (("revision", "digest"), ("member", "content"), ("snapshot", "digest")):
        for row in tables["publishing_" + noun]:
            if row["item"] in items and row[column] not in files and row[column] not in sealed:
                report.fails(record_file(noun), f"it names the text {row[column]}, which is not here.")
    members = rows_by(tables["publishing_member"], "release_id", "item")
    for row in tables["publishing_snapshot"]:
        if members.get((row["release_id"], row["item"]), {}).get("content") != row["content"]:
            report.fails(record_file("snapshot"), "{} is not what its release holds.".format(row["digest"]))
        if row["digest"] in files:
            served += 1
            name = files[row["digest"]]
            document = pack.json(name)
            signed = {part: value for part, value in document.items() if part not in ADDED_ON_PUBLISHING}
            if canonical(document) != pack.read(name) or digest(canonical(signed)) != row["content"]:
                report.fails(name, "what was served is not what was signed.")
    if len(report.failures) == before:
        report.holds(f"all {served} texts that were served are, word for word, those that were signed.")
    for text, entry in sorted(sealed.items()):
        report.note(f"the text {text} was sealed under entry {entry}: it is gone, its digest stays.")


def sealed_texts(tables):
    """Digest of a text that two people sealed → sequence of the entry."""
    seals = {row["request_id"]: row["entry"] for row in tables["publishing_seal"]}
    named = tables["publishing_sealeddigest"]
    return {row["digest"]: seals[row["request_id"]] for row in named if row["request_id"] in seals}


def check_releases(report, tables):
    """Digests of releases, what signatures are for, and that nobody signed what they wrote."""
    before = len(report.failures)
    members = grouped(tables["publishing_member"], "release_id")
    required = grouped(tables["publishing_requirement"], "release_id")
    signatures = grouped(tables["publishing_signature"], "release_id")
    revisions = rows_by(tables["publishing_revision"], "item", "number")
    barred = rows_by(tables["publishing_barred"], "release_id", "person")
    releases = rows_by(tables["publishing_release"], "uid")
    for (uid,), release in releases.items():
        own = members.get((uid,), [])
        if digest(canonical(signed_form(release, own, required.get((uid,), [])))) != release["digest"]:
            report.fails(record_file("release"), f"the release {uid} does not have its own digest.")
        writers = who_wrote(report, own, revisions)
        for signature in signatures.get((uid,), []):
            check_signature(report, release, signature)
            if signature["signer"] in writers or (uid, signature["signer"]) in barred:
                report.fails(
                    record_file("signature"),
                    "{} signed the release {}, but wrote part of it or stands in its byline.".format(
                        signature["printed_name"], uid
                    ),
                )
    for (uid,) in sorted(set(signatures) - set(releases)):
        report.fails(record_file("signature"), f"a signature is for the release {uid}, which is not here.")
    if len(report.failures) == before:
        count = sum(len(rows) for rows in signatures.values())
        report.holds(
            f"all {count} signatures belong to exactly the release, meaning, person and moment they name."
        )
        report.holds("nobody signed what they wrote.")


def signed_form(release, members, requirements):
    """The document whose digest is signed."""
    document = {name: release[name] for name in ("change", "reason", "public_line")}
    ordered = sorted(members, key=lambda row: row["position"])
    document["members"] = [[row[column] for column in WHERE_FROM] for row in ordered]
    document["requires"] = sorted(row["meaning"] for row in requirements)
    return dict(document, format="release/1", release=release["uid"])


def who_wrote(report, members, revisions):
    """Everybody who wrote a revision since the one that was last published."""
    writers = set()
    for row in members:
        for number in range(row["after"] + 1, row["revision"] + 1):
            revision = revisions.get((row["item"], number))
            if revision:
                writers.add(revision["by"])
            else:
                report.fails(
                    record_file("revision"),
                    "revision {} of “{}” is missing, so it cannot be said who wrote it.".format(
                        number, row["title"]
                    ),
                )
    return writers


def check_signature(report, release, signature):
    document = {name: signature[name] for name in ("signer", "printed_name", "meaning", "at")}
    document.update(format="signature/1", release=signature["release_id"], digest=signature["signed_digest"])
    same = signature["signed_digest"] == release["digest"]
    if not same or digest(canonical(document)) != signature["binding"]:
        report.fails(
            record_file("signature"),
            "the signature of {} was altered, or moved from something else.".format(
                signature["printed_name"]
            ),
        )


def check_publications(report, tables):
    """Nothing was published without its signatures, or under another address than was signed."""
    before, where = len(report.failures), record_file("publication")
    members = rows_by(tables["publishing_member"], "release_id", "item")
    snapshots = rows_by(tables["publishing_snapshot"], "digest")
    keys = rows_by(tables["publishing_key"], "key", "locale")
    required = grouped(tables["publishing_requirement"], "release_id")
    signatures = grouped(tables["publishing_signature"], "release_id")
    for row in tables["publishing_publication"]:
        said = "publication {}".format(row["number"])
        if keys.get((row["key"], row["locale"]), {}).get("item") != row["item"]:
            report.fails(where, f"{said} stands under a key of something else.")
        if row["outcome"] != "document":
            continue
        needs = {one["meaning"] for one in required.get((row["release_id"],), [])}
        has = {one["meaning"] for one in signatures.get((row["release_id"],), [])}
        if not needs or not has or not needs - {"any"} <= has:
            report.fails(where, f"{said} was made without every signature that it needed.")
        snapshot = snapshots.get((row["snapshot_id"],), {})
        if any(snapshot.get(column) != row[column] for column in ("release_id", "item")):
            report.fails(where, f"{said} shows what was signed for something else.")
        member = members.get((row["release_id"], row["item"]), {})
        if any(member.get(column) != row[column] for column in ("key", "locale", "revision")):
            report.fails(where, f"{said} stands under another address or number than was signed.")
    if len(report.failures) == before:
        report.holds("everything that was published had every signature that its rules asked for.")


def tell_what_was_public(report, tables):
    """What each address led to, and from when until when."""
    called_off = {row["publication_id"] for row in tables["publishing_calloff"]}
    for (key, locale), rows in sorted(grouped(tables["publishing_publication"], "key", "locale").items()):
        report.say(f"Readers of {key} ({locale}) saw")
        stood = [row for row in rows if row["number"] not in called_off]
        stood.sort(key=lambda row: (row["effective_at"], row["number"]))
        # Not strict: where nothing stood, the second still has its end.
        for row, after in zip(stood, [*stood[1:], None]):  # noqa: B905
            if after and after["effective_at"] == row["effective_at"]:
                continue
            until = "until " + moment(after["effective_at"]) if after else "on, as far as this pack goes"
            report.say("  from {} {}: {}".format(moment(row["effective_at"]), until, shown(row)))
        for row in rows:
            if row["number"] in called_off:
                report.say(
                    "  planned from {}, called off: {}".format(moment(row["effective_at"]), shown(row))
                )


def shown(row):
    if row["outcome"] == "document":
        return "revision {}, as in snapshots/{}.json".format(row["revision"], row["snapshot_id"])
    if row["outcome"] == "moved":
        return "the way to its newer address"
    return "that it is gone, with the words “{}”".format(row["note"])
