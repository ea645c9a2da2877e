"""Content approved before it came here goes live on one person's word; refused, nothing of it remains."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Author
from cms.audit.models import Entry
from cms.people.actions import system_person
from cms.people.models import User
from cms.publishing import record
from cms.publishing.models import Publication, Release, Signature
from tests import people
from tests.articles.files import folders
from tests.second_factor import set_up

pytestmark = pytest.mark.django_db

REASON = ["--reason", "Approved on the old site"]


@pytest.fixture
def good(tmp_path):
    return folders.make(tmp_path / "good", folders.GOOD)


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("ATTEST_PASSWORD", people.PASSWORD)


def publish(path, *options, by="otto@example.org", reason=REASON):
    call_command("import_content", str(path), "--publish", "--attested-by", by, *reason, *options)


def refused(path, match, **options):
    before = folders.rows()
    with pytest.raises(CommandError, match=match):
        publish(path, **options)
    assert folders.rows() == before


def test_everything_is_live_on_one_signature_in_two_entries(good, password, capsys):
    otto = people.otto()
    system_person("import")
    entries = Entry.objects.count()

    publish(good)

    added = list(Entry.objects.order_by("sequence").values_list("action", "actor", "reason"))[entries:]
    assert [(action, reason) for action, _, reason in added] == [
        ("content.import", REASON[1]),
        ("release.attest", REASON[1]),
    ]
    assert added[1][1] == otto.uid
    signature = Signature.objects.get()
    assert (signature.signer, signature.meaning) == (otto.uid, "attested")
    assert set(Publication.objects.values_list("release", flat=True)) == {Release.objects.get().pk}
    out = capsys.readouterr().out
    assert "live     /api/v1/articles/walking\n" in out
    assert out.endswith("10 pages are live.\n")


def test_a_rehearsal_publishes_nothing(good, password, capsys):
    people.otto()
    before = folders.rows()

    publish(good, "--dry-run")

    assert folders.rows() == before
    assert "10 pages would be live.\n" in capsys.readouterr().out


def test_the_password_may_come_from_a_prompt(good, monkeypatch):
    otto = people.otto()
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or people.PASSWORD)

    publish(good)

    assert asked == ["Password of Otto Oberman: "]
    assert Signature.objects.get().signer == otto.uid


def test_a_wrong_password_is_refused(good, monkeypatch):
    people.otto()
    monkeypatch.setenv("ATTEST_PASSWORD", "wrong")

    refused(good, "That is not your password")


def test_no_password_where_none_can_be_asked_for_is_refused(good, monkeypatch):
    people.otto()
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    refused(good, "Set ATTEST_PASSWORD")


def test_an_unknown_address_is_refused(good, password):
    refused(good, "Nobody here has the e-mail address who@example.org", by="who@example.org")


@pytest.mark.parametrize("person", [people.wanda, people.mila, people.pia, people.nobody])
def test_a_person_who_may_not_attest_is_refused(person, good, password):
    refused(good, "may not attest", by=person().email)


def test_the_system_person_is_refused(good, password, tmp_path):
    call_command("import_content", str(folders.make(tmp_path / "x", {"topics/x.yaml": "name: X\nslug: x\n"})))

    refused(good, "may not attest", by="import@system.invalid")


def test_somebody_who_is_not_active_is_refused(good, password):
    otto = people.otto()
    otto.is_active = False
    otto.save()

    refused(good, "may not attest")


def test_a_missing_reason_is_refused(good, password):
    people.otto()

    refused(good, "give --reason TEXT", reason=["--reason", "  "])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--publish"], "give --attested-by EMAIL"),
        (["--attested-by", "otto@example.org"], "--attested-by goes with --publish"),
    ],
)
def test_half_of_the_options_are_refused(options, sentence, good):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_content", str(good), *options)


def test_what_has_a_revision_here_is_refused(good, password, tmp_path, capsys):
    people.otto()
    known = {"topics/leg-pain.yaml": "name: Leg Pain\nslug: leg-pain\ninline_label: leg pain\n"}
    call_command("import_content", str(folders.make(tmp_path / "known", known)))

    refused(good, "1 problem. Nothing was written.")

    assert capsys.readouterr().err.startswith(
        "topics/leg-pain.yaml:2: topics/leg-pain has a revision here already, by import"
    )


def test_somebody_in_the_byline_may_not_attest(good, password, tmp_path):
    otto = people.otto()
    publish(folders.make(tmp_path / "otto", {"authors/otto.yaml": "kind: person\nname: Otto\nslug: otto\n"}))
    Author.objects.filter(slug="otto").update(person=otto)
    text = (good / "articles/walking.md").read_text()
    (good / "articles/walking.md").write_text(text.replace("[our-team]", "[our-team, otto]"))

    refused(good, "byline")


def test_findings_are_reported_at_their_file_and_nothing_remains(good, password, capsys):
    people.otto()
    text = (good / "topics/leg-pain.yaml").read_text()
    (good / "topics/leg-pain.yaml").write_text(text.replace("inline_label: leg pain\n", ""))

    refused(good, "problems?. Nothing was written.")

    assert "topics/leg-pain.yaml:1: " in capsys.readouterr().err


def test_what_the_pages_need_must_be_part_of_the_import(good, password, tmp_path):
    people.otto()
    topic = {"topics/leg-pain.yaml": (good / "topics/leg-pain.yaml").read_bytes()}
    rest = {"assessments/quick-check.yaml": (good / "assessments/quick-check.yaml").read_bytes()}
    call_command("import_content", str(folders.make(tmp_path / "first", {**topic, **rest})))
    for path in (*topic, *rest):
        (good / path).unlink()

    refused(good, "is needed too, but is not part of the import")


def test_what_is_attested_is_what_is_live(good, password):
    people.otto()

    publish(good)

    release = Release.objects.get()
    for member in release.members.all():
        assert record.live_publication(member.item, timezone.now()).release_id == release.pk


def test_with_a_second_factor_the_attester_gives_a_code_too(good, password, monkeypatch, settings):
    settings.TWO_FACTOR = True
    phone, _ = set_up(people.otto())

    refused(good, "Type the code that your app shows.")
    monkeypatch.setenv("ATTEST_CODE", phone.last_code)
    refused(good, "That code was used already.")
    monkeypatch.setenv("ATTEST_CODE", phone.code())
    publish(good)

    assert Signature.objects.get().means == "password and code"


def test_an_attester_whose_signing_is_suspended_is_refused(good, password):
    User.objects.filter(pk=people.otto().pk).update(signing_suspended_at=timezone.now())

    refused(good, "Your signing is suspended")
