"""A pack of anything in the record verifies offline, in a Python with nothing but its standard library."""

import json

import pytest

from cms.audit import checkpointing, checkpoints, keys
from cms.evidence import actions
from cms.people.actions import system_person
from cms.publishing import kinds
from cms.publishing.actions.errors import NotPossible
from cms.publishing.models import Publication, Release, Standing
from tests import people
from tests.publishing import builders

from . import packs

pytestmark = pytest.mark.django_db


@pytest.fixture
def verify(tmp_path):
    return packs.own_copy(tmp_path)


def test_a_pack_of_every_item_in_the_record_holds(clock, tmp_path, verify):
    states = set()
    for standing in Standing.objects.order_by("pk"):
        path = tmp_path / f"{standing.pk}.zip"
        packed = packs.make(path, clock, item=kinds.item(standing.pk))
        failures, lines = packs.checked(path)
        assert packed.holds
        assert failures == []
        assert lines[-1].startswith("Everything that can be checked holds")
        states.add(str(standing.state(clock())))

    assert states >= {"live", "retired", "in_review"}


def test_a_pack_of_every_release_holds(clock, tmp_path):
    for release in Release.objects.order_by("pk"):
        path = tmp_path / f"{release.pk}.zip"
        packed = packs.make(path, clock, release=release)
        assert packs.checked(path)[0] == []
        assert packed.holds


def test_it_holds_for_an_auditor_with_nothing_but_python(pack, tmp_path, verify):
    for path in (tmp_path / "pack.zip", pack):
        code, said = packs.checked_alone(path, verify)
        assert code == 0, said
        assert "Fails" not in said
        assert "Holds: nobody signed what they wrote." in said
        assert "Readers of articles/leg-pain (en-US) saw" in said


def test_the_verifier_in_the_pack_checks_the_folder_it_stands_in(pack):
    code, said = packs.checked_alone(pack, pack / "verify.py")

    assert code == 0, said


def test_what_is_scheduled_says_from_when(clock, tmp_path, leg_pain):
    """The rich record schedules it; a pack of a day before that moment says so."""
    planned = Publication.objects.filter(item=leg_pain.uid).latest("effective_at")
    early = builders.Clock(planned.at)

    packs.make(tmp_path / "early.zip", early, item=leg_pain)

    failures, lines = packs.checked(tmp_path / "early.zip")
    assert failures == []
    assert any(f"from {planned.effective_at:%Y-%m-%d %H:%M:%S} UTC on" in line for line in lines)


def test_what_was_called_off_was_never_public(clock, tmp_path):
    veins = kinds.model("articles").objects.get(slug="veins")
    packs.make(tmp_path / "veins.zip", clock, item=veins)

    failures, lines = packs.checked(tmp_path / "veins.zip")

    assert failures == []
    assert any("called off: revision 1" in line for line in lines)


def test_attested_content_holds(clock, tmp_path):
    draft = builders.article(clock, slug="moved-in", title="Moved in", by=system_person("import"))
    otto = people.otto()
    from cms.publishing import actions as publishing

    publishing.attest(
        items=[draft], by=otto, proof=builders.proof(otto), clock=clock, reason="Approved before."
    )
    packs.make(tmp_path / "attested.zip", clock, item=draft)

    failures, lines = packs.checked(tmp_path / "attested.zip")

    assert failures == []
    assert (
        "Holds: all 1 signatures belong to exactly the release, meaning, person and moment they name."
        in lines
    )


def test_a_sealed_text_is_a_note_that_names_the_entry(clock, tmp_path):
    clots = kinds.model("articles").objects.get(slug="clots")
    packs.make(tmp_path / "clots.zip", clock, item=clots)
    folder = packs.unpack(tmp_path / "clots.zip", tmp_path / "clots")

    [note] = folder.rglob("*.sealed.txt")
    failures, lines = packs.checked(folder)

    [seal] = packs.rows(folder, "publishing_seal")
    assert f"sealed under entry {seal['entry']}" in note.read_text()
    assert "Jane Doe" not in "".join(p.read_text() for p in folder.glob("revisions/*"))
    assert failures == []
    assert any(f"was sealed under entry {seal['entry']}" in line for line in lines)


def test_the_same_record_gives_the_same_bytes(clock, tmp_path, leg_pain, key):
    from cms.evidence import gathering, packing, telling

    order = packing.Order(at=clock(), by="per_1", by_name="Otto", reason="Why")
    made = []
    for name in ("one", "two"):
        found = gathering.gather(gathering.item_subject(leg_pain), last=packing.newest_entry(None))
        with (tmp_path / name).open("w+b") as file:
            packing.pack(file, found, telling.tell(found), order)
        made.append((tmp_path / name).read_bytes())

    assert made[0] == made[1]


def test_it_holds_every_entry_and_row_about_its_item(pack, leg_pain):
    from cms.audit.models import Entry

    sequences = {found["entry"]["sequence"] for found in packs.entries(pack)}

    about = set(
        Entry.objects.filter(subject=leg_pain.uid).exclude(action=actions.ACTION).values_list("pk", flat=True)
    )
    assert about <= sequences
    shown = {row["number"] for row in packs.rows(pack, "publishing_publication")}
    assert shown == set(Publication.objects.filter(item=leg_pain.uid).values_list("pk", flat=True))


def test_a_period_keeps_what_was_in_effect_when_it_began(clock, tmp_path, leg_pain):
    decided = list(Publication.objects.filter(item=leg_pain.uid, outcome="document").order_by("effective_at"))
    begins = decided[1].effective_at.replace(hour=23)

    packs.make(tmp_path / "late.zip", clock, item=leg_pain, begins=begins)
    folder = packs.unpack(tmp_path / "late.zip", tmp_path / "late")

    failures, lines = packs.checked(folder)
    assert failures == []
    assert any(line.startswith("It begins at ") for line in lines)
    numbers = {row["number"] for row in packs.rows(folder, "publishing_publication")}
    assert decided[1].number in numbers
    assert decided[0].number not in numbers


def test_a_period_that_ended_says_what_was_known_then(clock, tmp_path, leg_pain):
    first = Publication.objects.filter(item=leg_pain.uid).earliest("number")

    packs.make(tmp_path / "early.zip", clock, item=leg_pain, ends=first.at)
    folder = packs.unpack(tmp_path / "early.zip", tmp_path / "early")

    assert packs.checked(folder)[0] == []
    assert [row["number"] for row in packs.rows(folder, "publishing_publication")] == [first.number]


def test_every_list_of_the_record_says_what_its_rows_are(pack):
    manifest = json.loads((pack / "manifest.json").read_text())

    said = [file["what"] for file in manifest["files"]]
    assert all(said)
    assert any(what.startswith("Rows of the record. One state of one item's draft") for what in said)


# Signed.


def test_a_signed_pack_holds_against_the_key_one_knows(key, tmp_path, pack, verify):
    code, said = packs.checked_alone(tmp_path / "pack.zip", verify, "--trusted-key", key)

    assert code == 0, said
    assert "which you trust" in said
    assert said.rstrip().endswith("Everything holds.")


def test_a_signed_pack_fails_against_another_key(signed_pack, verify):
    code, said = packs.checked_alone(signed_pack, verify, "--trusted-key", keys.Key.new().public)

    assert code == 1
    assert "Fails: file seal.json: it is signed with the key" in said
    assert "Fails: file trail/checkpoint.json: it is signed with the key" in said


def test_an_unsigned_pack_is_not_enough_for_who_trusts_a_key(pack, verify):
    code, said = packs.checked_alone(pack, verify, "--trusted-key", keys.Key.new().public)

    assert code == 1
    assert "it is not signed" in said


def test_without_a_key_readme_print_and_verifier_say_what_that_cannot_show(pack):
    assert "NOT SIGNED" in (pack / "README.txt").read_text()
    assert packs.checked(pack)[1][-1] == (
        "Everything that can be checked holds, but not signed:"
        " the pack as a whole and the head of the audit trail."
    )


def test_a_kept_checkpoint_that_covers_everything_is_the_head(clock, key, leg_pain, tmp_path, settings):
    settings.CHECKPOINT_DIR = str(tmp_path / "checkpoints")
    made = checkpointing.make(
        key=keys.Key.read(settings.CHECKPOINT_KEY),
        place=checkpoints.folder(),
        by=system_person("command"),
        clock=clock,
    )

    packed = packs.make(tmp_path / "pack.zip", clock, item=leg_pain)
    folder = packs.unpack(tmp_path / "pack.zip", tmp_path / "pack")

    assert packed.head.source == "checkpoint"
    assert json.loads((folder / "trail/checkpoint.json").read_text()) == made.document
    assert packs.checked(folder, [key])[0] == []


def test_a_pack_made_away_from_the_key_holds_against_it_by_the_head(
    clock, key, leg_pain, tmp_path, settings, verify
):
    """What docs/checkpoints.md advises: the key stays away from the process that makes the packs."""
    settings.CHECKPOINT_DIR = str(tmp_path / "checkpoints")
    checkpointing.make(
        key=keys.Key.read(settings.CHECKPOINT_KEY),
        place=checkpoints.folder(),
        by=system_person("command"),
        clock=clock,
    )
    settings.CHECKPOINT_KEY, settings.CHECKPOINT_TRUSTED = "", [key]
    packs.make(tmp_path / "pack.zip", clock, item=leg_pain)

    code, said = packs.checked_alone(tmp_path / "pack.zip", verify, "--trusted-key", key)

    assert code == 0, said
    assert "the head of the audit trail is signed with the key" in said
    assert said.rstrip().endswith("but not signed: the pack as a whole.")


def test_an_older_checkpoint_is_not_taken_for_more_than_it_covers(clock, key, leg_pain, tmp_path, settings):
    settings.CHECKPOINT_DIR = str(tmp_path / "checkpoints")
    made = checkpointing.make(
        key=keys.Key.read(settings.CHECKPOINT_KEY),
        place=checkpoints.folder(),
        by=system_person("command"),
        clock=clock,
    )
    builders.edit(leg_pain, clock, dek="Later.")

    packed = packs.make(tmp_path / "pack.zip", clock, item=leg_pain)

    assert packed.head.source == "signed"
    assert packed.head.document["sequence"] > made.document["sequence"]
    assert packs.checked(tmp_path / "pack.zip", [key])[0] == []


def test_a_key_that_cannot_be_read_is_said(clock, leg_pain, tmp_path, settings):
    settings.CHECKPOINT_KEY = str(tmp_path / "gone.pem")

    with pytest.raises(NotPossible, match=r"cannot be signed: .*gone\.pem cannot be read"):
        packs.make(tmp_path / "pack.zip", clock, item=leg_pain)
