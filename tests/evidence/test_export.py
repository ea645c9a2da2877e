"""Exporting is one action: who may, what is refused, and the one entry it leaves."""

import io
import zipfile

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from articles.models import Article
from cms import canonical
from cms.audit.models import Entry
from cms.evidence import actions, verifier
from cms.people.models import User
from cms.publishing import actions as publishing
from cms.publishing.actions.errors import NotAllowed, NotPossible
from cms.publishing.models import Revision, Signature
from tests import people
from tests.audit import tampering
from tests.publishing import builders

from . import packs

pytestmark = pytest.mark.django_db


def test_it_leaves_one_entry_that_names_the_manifest(clock, leg_pain, tmp_path):
    before = Entry.objects.count()

    packed = packs.make(tmp_path / "pack.zip", clock, item=leg_pain, reason="  The auditor asked.  ")

    entry = Entry.objects.first()
    assert Entry.objects.count() == before + 1
    assert (entry.action, entry.subject, entry.reason) == (
        "evidence.export",
        leg_pain.uid,
        "The auditor asked.",
    )
    assert entry.actor == people.otto().uid
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        assert entry.detail_document["manifest"] == canonical.digest(pack.read("manifest.json"))
        assert packed.manifest in pack.read("README.txt").decode()
        assert packed.manifest in pack.comment.decode()
    assert entry.detail_document["pack"] == canonical.digest((tmp_path / "pack.zip").read_bytes())


def test_the_next_pack_tells_of_the_one_before(clock, leg_pain, tmp_path):
    packed = packs.make(tmp_path / "one.zip", clock, item=leg_pain)
    packs.make(tmp_path / "two.zip", clock, item=leg_pain)

    folder = packs.unpack(tmp_path / "two.zip", tmp_path / "two")

    assert packed.manifest in (folder / "trail/entries.json").read_text()


@pytest.mark.parametrize("person", [people.wanda, people.mila, people.pia, people.ada, people.nobody])
def test_only_compliance_exports(clock, leg_pain, person):
    _refused(clock, NotAllowed, "may not export evidence", item=leg_pain, by=person())


def test_no_reason_no_pack(clock, leg_pain):
    _refused(clock, NotPossible, "Say why", item=leg_pain, reason="  ")


def test_who_may_not_see_an_item_exports_nothing_of_it(clock, leg_pain, together):
    only = people.nobody()
    only.user_permissions.add(Permission.objects.get(codename="export_evidence"))
    only = User.objects.get(pk=only.pk)

    _refused(clock, NotAllowed, "may not see articles", item=leg_pain, by=only)
    _refused(clock, NotAllowed, "may not see", release=together, by=only)


def test_what_goes_along_must_be_seen_too(clock, leg_pain):
    """A pack of an article names the records that were signed with it."""
    only = people.nobody()
    for codename in ("export_evidence", "view_article"):
        only.user_permissions.add(Permission.objects.get(codename=codename))

    _refused(clock, NotAllowed, "which are part of this", item=leg_pain, by=User.objects.get(pk=only.pk))


def test_a_period_has_a_beginning_before_its_end(clock, leg_pain):
    _refused(clock, NotPossible, "ends before", item=leg_pain, begins=clock(), ends=clock())
    _refused(clock, NotPossible, "has not begun", item=leg_pain, begins=clock.after(days=1))
    early = builders.Clock().after(days=-400)
    _refused(clock, NotPossible, "Nothing about it was recorded", item=leg_pain, ends=early)


def _refused(clock, error, match, by=None, reason=packs.REASON, **options):
    before = Entry.objects.count()
    with pytest.raises(error, match=match):
        actions.export(by=by or people.otto(), clock=clock, reason=reason, file=io.BytesIO(), **options)
    assert Entry.objects.count() == before


def test_a_period_that_has_not_ended_ends_now(clock, leg_pain, tmp_path):
    packs.make(tmp_path / "pack.zip", clock, item=leg_pain, ends=clock.after(days=3))

    assert Entry.objects.first().detail_document["to"] is None


class SealedMeanwhile(io.BytesIO):
    """A file that takes so long to write that somebody seals a text before its first byte."""

    request = None

    def write(self, data):
        if self.request is not None:
            request, self.request = self.request, None
            publishing.confirm_seal(request=request, by=people.pia(), clock=self.clock)
        return super().write(data)


def test_what_is_sealed_while_a_pack_is_made_is_not_handed_out_by_half(clock, leg_pain):
    first = Revision.objects.get(item=leg_pain.uid, number=1)
    file = SealedMeanwhile()
    file.clock = clock
    file.request = publishing.request_seal(
        item=leg_pain.uid, digests=[first.digest], by=people.otto(), clock=clock, reason="It names a patient."
    )

    with pytest.raises(NotPossible, match="sealed just now"):
        actions.export(item=leg_pain, by=people.otto(), clock=clock, reason="Asked.", file=file)

    assert Entry.objects.first().action == "seal.confirm"


# A record that was tampered with.


def test_a_pack_of_a_changed_record_says_so(clock, leg_pain, tmp_path):
    signature = Signature.objects.filter(release__members__item=leg_pain.uid).first()
    tampering.unprotect()
    tampering.change(
        "UPDATE publishing_signature SET printed_name = %s WHERE id = %s", "Dr. No", signature.pk
    )

    packed = packs.make(tmp_path / "pack.zip", clock, item=leg_pain)
    failures, _ = packs.checked(tmp_path / "pack.zip")

    assert not packed.holds
    assert Entry.objects.first().detail_document["holds"] is False
    assert any(f.startswith("Fails: file record/publishing_signature.json: the row") for f in failures)


def test_a_record_that_cannot_be_read_is_said(clock, leg_pain):
    tampering.unprotect()
    tampering.change("UPDATE publishing_revision SET at = %s WHERE item = %s", "yesterday", leg_pain.uid)

    _refused(clock, NotPossible, "cannot be read any more. Run verify_audit", item=leg_pain)


# By command.


def export(*options, by="otto@example.org"):
    call_command("export_evidence", *map(str, options), "--by", by, "--reason", "For the auditor")


def test_the_command_takes_a_key_an_item_or_a_release(clock, leg_pain, together, tmp_path, capsys):
    people.otto()
    for number, subject in enumerate(["articles/leg-pain", leg_pain.uid, together.pk]):
        path = tmp_path / f"{number}.zip"
        export(subject, path)
        assert packs.checked(path)[0] == []
        assert path.stat().st_mode & 0o777 == 0o600
        assert f"Wrote {path}: " in capsys.readouterr().out

    assert Entry.objects.filter(subject=leg_pain.uid, action=actions.ACTION).count() == 2


def test_the_command_takes_days_of_which_the_last_is_included(clock, leg_pain, tmp_path):
    people.otto()
    first = Signature.objects.filter(release__members__item=leg_pain.uid).earliest("entry")

    day = f"{first.at:%Y-%m-%d}"
    with time_machine.travel(clock(), tick=False):
        export(leg_pain.uid, tmp_path / "day.zip", "--from", "2040-01-01", "--to", day)

    folder = packs.unpack(tmp_path / "day.zip", tmp_path / "day")
    days = {row["at"][:10] for row in packs.rows(folder, "publishing_signature")}
    assert days == {day}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["articles/none", "{new}"], "There is no item or release “articles/none”"),
        (["nothing", "{new}"], "There is no item or release “nothing”"),
        (["articles/leg-pain", "{there}"], "is there already"),
        (["articles/leg-pain", "{folder}/none/pack.zip"], "cannot be written"),
        (["articles/leg-pain", "{new}", "--from", "14 March"], "is no day such as"),
        (["articles/leg-pain", "{new}", "--from", "2040-13-99"], "is no day such as"),
        (["articles/leg-pain", "{new}", "--to", "2040-03-05T09:00:00"], "no moment such as"),
        (["articles/leg-pain", "{new}", "--to", "1999-03-05"], "Nothing about it was recorded"),
    ],
)
def test_the_command_says_what_it_cannot_do_and_leaves_no_file(clock, tmp_path, options, said):
    people.otto()
    there = tmp_path / "there.zip"
    there.write_text("mine")
    before = Entry.objects.count()
    options = [o.format(new=tmp_path / "new.zip", there=there, folder=tmp_path) for o in options]

    with pytest.raises(CommandError, match=said):
        export(*options)

    assert not (tmp_path / "new.zip").exists()
    assert there.read_text() == "mine"
    assert Entry.objects.count() == before


def test_the_command_wants_somebody_who_may(clock, tmp_path):
    people.wanda()
    with pytest.raises(CommandError, match="may not export evidence"):
        export("articles/leg-pain", tmp_path / "new.zip", by="wanda@example.org")
    with pytest.raises(CommandError, match="Nobody here has the e-mail address"):
        export("articles/leg-pain", tmp_path / "new.zip", by="no@example.org")
    assert not (tmp_path / "new.zip").exists()


def test_the_verifier_is_printed_for_whoever_wants_a_copy(capsys):
    call_command("evidence_verifier")

    assert capsys.readouterr().out.encode() == verifier.source()


def test_an_item_that_was_only_saved_has_evidence_too(clock, tmp_path):
    builders.article(clock, slug="fresh", title="Fresh")

    packs.make(tmp_path / "pack.zip", clock, item=Article.objects.get(slug="fresh"))

    assert packs.checked(tmp_path / "pack.zip")[0] == []
