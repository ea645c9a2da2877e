"""Whatever is changed in a pack, by accident or by somebody who knows the format, is said by name."""

import json
import random

import pytest

from cms import canonical

from . import packs

pytestmark = pytest.mark.django_db

FLIPS_PER_FILE = 8


def files_of(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def flip(path, place, rng):
    """Change one byte of a file; returns what it held before."""
    before = path.read_bytes()
    data = bytearray(before)
    data[place] ^= rng.randrange(1, 256)
    path.write_bytes(bytes(data))
    return before


def test_one_changed_byte_in_any_file_fails_with_its_name(pack):
    rng, flips, wrong = random.Random(20400305), 0, []
    for name in files_of(pack):
        path = pack / name
        for place in [0, path.stat().st_size - 1] + [
            rng.randrange(path.stat().st_size) for _ in range(FLIPS_PER_FILE - 2)
        ]:
            before = flip(path, place, rng)
            failures, _ = packs.checked(pack)
            path.write_bytes(before)
            flips += 1
            if not any(failure.startswith(f"Fails: file {name}: ") for failure in failures):
                wrong.append((name, place, failures))

    assert wrong == []
    assert flips >= 300
    assert packs.checked(pack)[0] == []


def test_one_changed_byte_fails_for_an_auditor_alone(pack, tmp_path):
    rng, verify = random.Random(20400306), packs.own_copy(tmp_path)
    for name in (
        "README.txt",
        "evidence.pdf",
        "manifest.json",
        "seal.json",
        "verify.py",
        "trail/entries.json",
    ):
        path = pack / name
        before = flip(path, rng.randrange(path.stat().st_size), rng)
        code, said = packs.checked_alone(pack, verify)
        path.write_bytes(before)
        assert code == 1, (name, said)
        assert f"Fails: file {name}: " in said


def test_one_changed_byte_of_the_zip_itself_fails(pack, tmp_path):
    path, rng = tmp_path / "pack.zip", random.Random(20400307)
    size = path.stat().st_size
    for place in [0, size - 1, size - 100] + [rng.randrange(size) for _ in range(120)]:
        before = flip(path, place, rng)
        failures, _ = packs.checked(path)
        path.write_bytes(before)
        assert any(failure.startswith("Fails: file pack.zip: the ZIP was changed") for failure in failures), (
            place
        )


def test_bytes_before_or_after_the_zip_fail(pack, tmp_path):
    data = (tmp_path / "pack.zip").read_bytes()
    for changed in (b"x" + data, data + b"x", data[:-1], data[: len(data) // 2], b""):
        (tmp_path / "other.zip").write_bytes(changed)
        failures, _ = packs.checked(tmp_path / "other.zip")
        assert failures


def test_a_file_that_was_taken_away_is_named(pack):
    for name in files_of(pack):
        data = (pack / name).read_bytes()
        (pack / name).unlink()
        if name != "manifest.json":  # without it a folder is no pack, see below
            assert any(f"Fails: file {name}: it is missing" in failure for failure in packs.checked(pack)[0])
        (pack / name).write_bytes(data)


def test_a_file_that_was_added_or_renamed_is_named(pack):
    (pack / "snapshots" / "more.json").write_text("{}")
    (pack / "trail/entries.json").rename(pack / "trail/all.json")

    failures, _ = packs.checked(pack)

    assert any(f.startswith("Fails: file snapshots/more.json: it does not belong") for f in failures)
    assert any(f.startswith("Fails: file trail/all.json: it does not belong") for f in failures)
    assert any(f.startswith("Fails: file trail/entries.json: it is missing") for f in failures)


def test_what_is_no_pack_is_said_with_another_exit_code(tmp_path):
    verify = packs.own_copy(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no zip")

    assert packs.checked_alone(tmp_path / "empty", verify)[0] == 2
    assert packs.checked_alone(tmp_path / "gone.zip", verify)[0] == 2
    assert packs.checked_alone(tmp_path / "text.zip", verify)[0] == 1
    assert packs.checked_alone(tmp_path, verify, "--trusted-key", "abc")[0] == 2


# Somebody who makes manifest and seal anew, so that every file is what it should be.


def forged(pack):
    packs.seal_again(pack)
    failures, lines = packs.checked(pack)
    assert any("byte for byte as they were written" in line for line in lines)
    return " ".join(failures)


def test_a_moved_signature_is_found(pack):
    rows = packs.rows(pack, "publishing_signature")
    one, other = rows[0], next(row for row in rows if row["release_id"] != rows[0]["release_id"])
    one["release_id"], other["release_id"] = other["release_id"], one["release_id"]
    packs.write_rows(pack, "publishing_signature", rows)

    said = forged(pack)

    assert "Fails: file record/publishing_signature.json: the row" in said
    assert "was altered, or moved from something else" in said


@pytest.mark.parametrize("column", ["signer", "printed_name", "meaning", "at"])
def test_a_signature_is_bound_to_everything_it_says(pack, column):
    rows = packs.rows(pack, "publishing_signature")
    rows[0][column] = rows[0][column][:-1] + "z"
    packs.write_rows(pack, "publishing_signature", rows)

    assert "was altered, or moved from something else" in forged(pack)


def test_swapped_texts_are_found(pack):
    one, other = sorted((pack / "snapshots").iterdir())[:2]
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    packs.seal_again(pack)

    said = " ".join(packs.checked(pack)[0])

    assert f"Fails: file snapshots/{one.name}: its name is not the SHA-256 of its bytes" in said
    assert f"Fails: file snapshots/{other.name}: its name is not the SHA-256 of its bytes" in said


def test_another_text_under_its_own_digest_is_not_what_was_signed(pack):
    """The whole way: new bytes, a snapshot row that names them, a publication that shows them."""
    publications, snapshots = (packs.rows(pack, f"publishing_{n}") for n in ("publication", "snapshot"))
    old = (pack / "snapshots" / f"{snapshots[0]['digest']}.json").read_bytes()
    document = json.loads(old) | {"dek": "Forged."}
    new = canonical.digest_of(document)
    (pack / "snapshots" / f"{snapshots[0]['digest']}.json").unlink()
    (pack / "snapshots" / f"{new}.json").write_bytes(canonical.encode(document))
    for row in publications:
        if row["snapshot_id"] == snapshots[0]["digest"]:
            row["snapshot_id"] = new
    snapshots[0]["digest"] = new
    packs.write_rows(pack, "publishing_snapshot", snapshots)
    packs.write_rows(pack, "publishing_publication", publications)

    said = forged(pack)

    assert f"Fails: file snapshots/{new}.json: what was served is not what was signed" in said
    assert "Fails: file record/publishing_snapshot.json: no entry in this pack wrote the row" in said


def test_a_missing_text_is_found(pack):
    path = next((pack / "contents").iterdir())
    path.unlink()

    assert f"record/publishing_member.json: it names the text {path.stem}, which is not here" in forged(pack)


def test_a_missing_signature_is_found(pack):
    rows = packs.rows(pack, "publishing_signature")
    packs.write_rows(pack, "publishing_signature", rows[1:])

    said = forged(pack)

    assert "Fails: file record/publishing_publication.json: publication" in said
    assert "without every signature that it needed" in said


def test_a_release_is_all_of_its_members_and_rules(pack):
    packs.write_rows(pack, "publishing_requirement", packs.rows(pack, "publishing_requirement")[1:])

    assert "Fails: file record/publishing_release.json: the release" in forged(pack)


@pytest.mark.parametrize("table", ["publishing_barred", "publishing_base", "publishing_requirement"])
def test_no_row_of_a_release_can_be_left_out(pack, table):
    rows = packs.rows(pack, table)
    packs.write_rows(pack, table, rows[1:])

    assert f"Fails: file record/{table}.json: the row {rows[0]['id']} is missing" in forged(pack)


def test_a_table_stands_in_one_file(pack):
    empty = {"table": "publishing_barred", "key": "id", "rows": []}
    (pack / "record/zzz.json").write_text(json.dumps(empty))

    assert "Fails: file record/zzz.json: it holds the rows of another table" in forged(pack)


def test_a_writer_who_signs_is_found(pack):
    """Rows that somebody made up as a whole: the signer becomes the writer of what was signed."""
    revisions, signature = (
        packs.rows(pack, "publishing_revision"),
        packs.rows(pack, "publishing_signature")[0],
    )
    for row in revisions:
        row["by"] = signature["signer"]
    packs.write_rows(pack, "publishing_revision", revisions)

    assert "but wrote part of it or stands in its byline" in forged(pack)


def test_a_missing_revision_leaves_the_writer_unknown(pack):
    packs.write_rows(pack, "publishing_revision", packs.rows(pack, "publishing_revision")[1:])

    assert "so it cannot be said who wrote it" in forged(pack)


def test_a_changed_entry_does_not_have_its_hash(pack):
    found = packs.entries(pack)
    found[0]["entry"]["reason"] = "Another reason."
    packs.write_entries(pack, found)

    said = forged(pack)

    assert "Fails: file trail/entries.json: entry" in said
    assert "it does not have its own hash" in said


def test_an_entry_that_was_hashed_anew_is_not_in_the_trail(pack):
    found = packs.entries(pack)
    entry = found[-1]["entry"]
    entry["reason"] = "Another reason."
    columns = [(name, value) for name, value in entry.items() if name != "hash"]
    entry["hash"] = canonical.columns_digest("entry/1", columns)
    packs.write_entries(pack, found)

    assert f"entry {entry['sequence']} is not proven to stand in the trail" in forged(pack)


def test_rows_need_their_entry(pack):
    packs.write_entries(pack, packs.entries(pack)[1:])

    assert "no entry in this pack wrote the row" in forged(pack)


def test_entries_stand_in_order(pack):
    packs.write_entries(pack, packs.entries(pack)[::-1])

    assert "stands out of order" in forged(pack)


def test_a_table_that_was_left_out_is_named(pack):
    (pack / "record/publishing_calloff.json").unlink()

    assert "Fails: file record/publishing_calloff.json: it is missing" in forged(pack)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"table": 1}',
        b"\xff",
        b"[" * 100_000,
        b'{"rows": [1], "table": "x", "key": "y"}',
    ],
    ids=["empty", "list", "dict", "null", "a number", "no text", "deep", "no rows"],
)
@pytest.mark.parametrize(
    "name", ["record/publishing_release.json", "trail/entries.json", "trail/checkpoint.json"]
)
def test_what_makes_no_sense_fails_in_a_sentence(pack, name, content):
    (pack / name).write_bytes(content)

    assert "Fails: file " in forged(pack)


def test_a_seal_made_anew_is_not_signed_by_the_key(signed_pack, key):
    rows = packs.rows(signed_pack, "publishing_waiver")
    packs.write_rows(signed_pack, "publishing_waiver", rows)  # the same, spelled another way
    (signed_pack / "README.txt").write_text("Trust me.")

    assert "Fails: file seal.json: its signature does not hold." in forged(signed_pack)


def test_a_head_made_anew_is_not_signed_by_the_key(signed_pack):
    path = signed_pack / "trail/checkpoint.json"
    head = json.loads(path.read_text()) | {"at": "2041-01-01T00:00:00.000000Z"}
    path.write_bytes(canonical.encode(head))

    assert "Fails: file trail/checkpoint.json: its signature does not hold." in forged(signed_pack)
