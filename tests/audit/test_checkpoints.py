"""Checkpoints: made, kept, compared; keys trusted and handed over; each thing that can be wrong is said."""

import json

import pytest
from django.db import connection

from cms import canonical
from cms.audit import checkpointing, checkpoints, keys, merkle, trail, verification
from cms.audit.models import Entry
from tests import people
from tests.publishing import builders


@pytest.fixture
def clock(db):
    people.ada(), people.wanda()
    return builders.Clock()


@pytest.fixture
def key():
    return keys.Key.new()


@pytest.fixture
def place(tmp_path, settings, key):
    """The configured folder, and a key that is trusted."""
    settings.CHECKPOINT_DIR = str(tmp_path / "checkpoints")
    settings.CHECKPOINT_TRUSTED = [key.public]
    return tmp_path / "checkpoints"


def happen(clock, times=1):
    for _ in range(times):
        clock.forward(minutes=1)
        with trail.entry(action="test.act", by=people.wanda(), clock=clock):
            pass


def make(key, place, clock):
    return checkpointing.make(key=key, place=place, by=people.ada(), clock=clock)


def findings():
    return [str(found) for found in verification.verify(connection)]


def execute(sql, *params):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        else:
            for name in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS record_audit_entry_{name}")
        cursor.execute(sql, params)


def said_about(name):
    return [found.partition(": ")[2] for found in findings() if found.startswith(name)]


class TestMaking:
    def test_it_says_how_far_the_trail_had_come(self, clock, key, place):
        happen(clock, 5)
        head = Entry.objects.first()

        made = make(key, place, clock)

        leaves = [bytes.fromhex(h) for h in Entry.objects.order_by("sequence").values_list("hash", flat=True)]
        document = canonical.decode(made.path.read_bytes())
        assert made.path.name == f"checkpoint-{head.sequence:012}.json"
        assert (document["sequence"], document["hash"]) == (head.sequence, head.hash)
        assert document["root"] == merkle.root(leaves[: head.sequence]).hex()
        assert document["format"] == "checkpoint/1"
        assert document["at"] == "2040-03-05T09:05:00.000000Z"
        assert document["public_key"] == key.public
        assert document["key"] == canonical.digest(bytes.fromhex(key.public))[:16]
        assert canonical.encode(document) + b"\n" == made.path.read_bytes()
        assert not checkpoints.check(document, {key.public: None})
        assert checkpoints.latest() == document
        assert findings() == []

    def test_it_is_one_entry_after_the_head_that_names_the_file(self, clock, key, place):
        happen(clock)
        before = Entry.objects.count()

        made = make(key, place, clock)

        entry = Entry.objects.first()
        assert Entry.objects.count() == before + 1
        assert (entry.action, entry.actor) == ("checkpoint.make", people.ada().uid)
        assert entry.detail_document["sequence"] == before
        assert entry.detail_document["digest"] == canonical.digest(made.path.read_bytes())

    def test_without_anything_new_there_is_no_second_one(self, clock, key, place):
        happen(clock)
        make(key, place, clock)
        before = Entry.objects.count()

        with pytest.raises(checkpointing.NothingNew, match="Nothing has happened since checkpoint-0"):
            make(key, place, clock)

        assert len(list(place.iterdir())) == 1
        assert Entry.objects.count() == before

    def test_a_file_is_never_written_over(self, clock, key, place):
        happen(clock)
        made = make(key, place, clock)

        with pytest.raises(FileExistsError):
            checkpoints.write(made.document, place)

        assert [path.name for path in place.iterdir()] == [made.path.name]

    def test_an_entry_that_fails_leaves_no_file(self, clock, key, place):
        class Unnamed:
            uid = "per_unnamed"

        happen(clock)

        with pytest.raises(AttributeError):
            checkpointing.make(key=key, place=place, by=Unnamed(), clock=clock)

        assert list(place.iterdir()) == []

    def test_what_an_interruption_left_behind_is_named_by_the_next_one(self, clock, key, place):
        happen(clock, 3)
        left = checkpoints.write(
            checkpoints.sign(checkpoints.head(connection, Entry.objects.count() - 1), key=key, at=clock()),
            place,
        )
        assert said_about(left.name) == [
            "no entry says that this checkpoint was made: the trail was cut off after it"
        ]

        made = make(key, place, clock)

        assert made.found == [left.name]
        assert findings() == []

    def test_a_broken_trail_is_not_signed(self, clock, key, place):
        happen(clock, 3)
        execute("UPDATE audit_entry SET reason = 'another' WHERE sequence = 2")

        with pytest.raises(checkpointing.DoesNotHold) as refused:
            make(key, place, clock)

        assert [str(found) for found in refused.value.findings] == [
            "entry 2: its columns do not match its hash"
        ]
        assert not place.exists()

    def test_a_trail_that_contradicts_an_earlier_one_is_not_signed(self, clock, key, place):
        happen(clock, 3)
        make(key, place, clock)
        happen(clock)
        execute("UPDATE audit_entry SET reason = 'another' WHERE sequence = 2")
        recompute()

        with pytest.raises(checkpointing.DoesNotHold) as refused:
            make(key, place, clock)

        assert "the trail was recomputed" in refused.value.findings[0].sentence


def recompute():
    """What somebody does who knows how the chain is made."""
    previous = "0" * 64
    for entry in Entry.objects.order_by("sequence"):
        entry.previous = previous
        entry.hash = previous = entry.compute_hash()
        execute(
            "UPDATE audit_entry SET previous = %s, hash = %s WHERE sequence = %s",
            entry.previous, entry.hash, entry.sequence,
        )  # fmt: skip


class TestComparing:
    @pytest.fixture
    def made(self, clock, key, place):
        happen(clock, 4)
        made = make(key, place, clock)
        happen(clock, 3)
        return made

    def test_a_chain_that_was_recomputed_as_a_whole(self, made):
        execute("UPDATE audit_entry SET reason = 'another' WHERE sequence = 3")
        recompute()

        n = made.document["sequence"]
        assert said_about(made.path.name) == [
            f"the checkpoint signed another entry {n}: the trail was recomputed"
        ]

    def test_a_tail_cut_before_it(self, made):
        n = made.document["sequence"]
        execute("DELETE FROM audit_entry WHERE sequence >= %s", n)

        assert said_about(made.path.name) == [
            f"the checkpoint signed entry {n}, but the trail ends at entry {n - 1}: its end was cut off"
        ]

    def test_a_tail_cut_right_behind_it(self, made):
        execute("DELETE FROM audit_entry WHERE sequence > %s", made.document["sequence"])

        assert said_about(made.path.name) == [
            "no entry says that this checkpoint was made: the trail was cut off after it"
        ]

    def test_one_that_was_taken_away(self, made):
        made.path.unlink()

        assert said_about(made.path.name) == ["the checkpoint that was made then is missing"]

    def test_one_that_was_exchanged_for_another_good_one(self, made, key, place, clock):
        made.path.unlink()
        head = checkpoints.head(connection, made.document["sequence"])
        checkpoints.write(checkpoints.sign(head, key=key, at=clock()), place)

        assert said_about(made.path.name) == ["this is not the file that was made then"]

    @pytest.mark.parametrize("name", sorted(checkpoints.MEMBERS))
    def test_one_of_which_anything_was_altered(self, made, name):
        document = dict(made.document)
        value = document[name]
        document[name] = value + 1 if isinstance(value, int) else value[:-1] + chr(ord(value[-1]) ^ 1)
        replace(made.path, canonical.encode(document) + b"\n")

        assert said_about(made.path.name)

    @pytest.mark.parametrize(
        "data",
        [b"", b"\xff\xfe", b"[]", b"[" * 100_000, b'{"format":"checkpoint/1"}', b'{"format":"checkpoint/9"}'],
    )
    def test_one_that_cannot_be_read(self, made, data):
        replace(made.path, data)

        assert any(said.startswith("the file ") for said in said_about(made.path.name))

    def test_one_written_in_another_way(self, made):
        replace(made.path, json.dumps(made.document, indent=1).encode())

        assert said_about(made.path.name)[0] == "the file is not written as checkpoints are"

    def test_one_under_another_number(self, made, place):
        made.path.rename(place / checkpoints.file_name(2))

        assert said_about(checkpoints.file_name(2)) == ["the file bears another number than it says inside"]

    def test_one_by_an_unknown_key(self, made, settings):
        settings.CHECKPOINT_TRUSTED = ["a" * 64]

        assert said_about(made.path.name) == [
            f"the checkpoint is signed by a key that is not trusted here ({made.document['key']})"
        ]

    def test_many_of_them(self, made, key, place, clock):
        for _ in range(5):
            happen(clock, 2)
            make(key, place, clock)

        checked = verification.Checked()
        assert list(verification.verify(connection, checked=checked)) == []
        assert (checked.checkpoints, checked.covered) == (6, Entry.objects.count() - 1)
        assert checked.not_shown == ""

    def test_other_files_are_left_alone(self, made, place):
        (place / "README.txt").write_text("Copied every night.")

        assert findings() == []


def replace(path, data):
    path.chmod(0o644)
    path.write_bytes(data)


class TestKeys:
    def test_one_is_kept_where_only_its_owner_reads(self, tmp_path, key):
        key.keep(tmp_path / "key.pem")

        assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600
        assert keys.Key.read(tmp_path / "key.pem").public == key.public

    def test_one_that_others_may_read_is_not_used(self, tmp_path, key):
        key.keep(tmp_path / "key.pem")
        (tmp_path / "key.pem").chmod(0o640)

        with pytest.raises(keys.Unusable, match="may be read by others: chmod 600"):
            keys.Key.read(tmp_path / "key.pem")

    @pytest.mark.parametrize(
        "data", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
    )
    def test_what_is_no_key_is_said(self, tmp_path, data):
        (tmp_path / "key.pem").write_bytes(data)
        (tmp_path / "key.pem").chmod(0o600)

        with pytest.raises(keys.Unusable, match="is not a private key in PEM"):
            keys.Key.read(tmp_path / "key.pem")

    def test_of_another_kind_is_said(self, tmp_path):
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (tmp_path / "key.pem").write_bytes(other)
        (tmp_path / "key.pem").chmod(0o600)

        with pytest.raises(keys.Unusable, match="is not an Ed25519 key"):
            keys.Key.read(tmp_path / "key.pem")

    def test_trust_goes_along_hand_overs_in_both_directions(self):
        first, second, third = keys.Key.new(), keys.Key.new(), keys.Key.new()
        over = [
            keys.hand_over(old=first, new=second, sequence=5, at=builders.Clock()()),
            keys.hand_over(old=second, new=third, sequence=9, at=builders.Clock()()),
        ]

        for root in (first, second, third):
            assert keys.trusted([root.public], over) == {
                first.public: 5,
                second.public: 9,
                third.public: None,
            }
        assert keys.trusted([keys.Key.new().public], over).keys().isdisjoint({first.public, third.public})

    def test_nobody_hands_over_for_somebody_else(self):
        first, second, thief = keys.Key.new(), keys.Key.new(), keys.Key.new()
        good = keys.hand_over(old=first, new=second, sequence=5, at=builders.Clock()())

        for forged in (
            {**good, "next_public_key": thief.public},
            {**good, "sequence": 6},
            {
                **keys.hand_over(old=thief, new=second, sequence=5, at=builders.Clock()()),
                "public_key": first.public,
            },
        ):
            assert not keys.handover_holds(forged)
            assert keys.trusted([first.public], [forged]) == {first.public: None}

    def test_after_a_hand_over_the_new_key_signs_and_the_old_one_does_not(self, clock, key, place):
        happen(clock, 2)
        make(key, place, clock)
        new = keys.Key.new()
        sequence = Entry.objects.count()
        checkpoints.write_handover(keys.hand_over(old=key, new=new, sequence=sequence, at=clock()), place)
        happen(clock, 2)

        with pytest.raises(checkpointing.NotTrusted):
            make(key, place, clock)
        make(new, place, clock)

        assert findings() == []
        happen(clock)
        late = checkpoints.sign(checkpoints.head(connection), key=key, at=clock())
        name = checkpoints.write(late, place).name
        assert said_about(name) == [
            f"the checkpoint is signed by a key that was handed over at entry {sequence} ({late['key']})"
        ]

    def test_a_key_that_was_stolen_makes_no_other_key_trusted(self, clock, key, place):
        happen(clock, 3)
        new, thief = keys.Key.new(), keys.Key.new()
        for following in (new, thief):
            document = keys.hand_over(old=key, new=following, sequence=2, at=clock())
            checkpoints.write_handover(document, place)
        head = checkpoints.head(connection)
        late = checkpoints.write(checkpoints.sign(head, key=thief, at=clock()), place)

        forked = f"the key {keys.name_of(key.public)} was handed over to more than one other"
        assert said_about("handover-") == [forked, forked]
        assert "not trusted here" in said_about(late.name)[0]
        trusted = checkpoints.load(place).trusted([new.public])
        assert trusted == {new.public: None, key.public: 2}

    def test_a_hand_over_that_was_altered_is_said(self, clock, key, place):
        happen(clock)
        make(key, place, clock)
        document = keys.hand_over(old=key, new=keys.Key.new(), sequence=1, at=clock())
        path = checkpoints.write_handover({**document, "sequence": 2}, place)

        assert said_about(path.name) == ["the file was altered: its signatures do not hold"]

    def test_an_unknown_key_signs_nothing(self, clock, place):
        happen(clock)

        with pytest.raises(checkpointing.NotTrusted, match="is not trusted here"):
            make(keys.Key.new(), place, clock)


class TestProofs:
    def test_each_entry_is_proven_under_the_root(self, clock, key, place):
        happen(clock, 9)
        document = make(key, place, clock).document
        size = document["sequence"]

        for sequence, found in checkpoints.hashes(connection, size):
            path = [bytes.fromhex(one) for one in checkpoints.proof(sequence, size)]
            root = merkle.root_from_proof(bytes.fromhex(found), sequence - 1, size, path)
            assert root.hex() == document["root"]

    def test_many_are_proven_at_once(self, clock):
        happen(clock, 4)

        assert checkpoints.proofs([3, 1], 4) == {1: checkpoints.proof(1, 4), 3: checkpoints.proof(3, 4)}

    def test_what_is_not_there_has_no_proof(self, clock):
        happen(clock)

        with pytest.raises(IndexError):
            checkpoints.proof(1, 10_000)
