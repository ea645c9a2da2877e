"""Mail in the admin: whose it is to look at, failed mail tried again, and everybody's own notifications."""

import pytest
from django.conf import settings as django_settings

from cms.audit.models import Entry
from cms.mail import checks, preferences
from cms.mail.models import Event, Letter
from tests import people
from tests.publishing.admin.browsing import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(clock):
    return Letter.objects.create(
        cause="x",
        person=people.mila().uid,
        event=Event.TO_SIGN,
        kind="articles",
        path="/admin/review/rel_1/",
        due_at=clock(),
        state="failed",
        attempts=16,
        error="SMTPServerDisconnected: <b>closed</b>",
    )


def test_an_administrator_tries_a_failed_mail_again(failed):
    ada, before = Desk(people.ada()), Entry.objects.count()
    listed = ada.open("/admin/mail/letter/", failing="yes")
    assert "Mila Moreau" in listed.words

    said = ada.post("/admin/mail/letter/", action="try_again", _selected_action=str(failed.pk))

    assert said.messages == ["1 mail will be tried again at once."]
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("waiting", 0)
    assert Entry.objects.count() == before + 1


def test_what_did_not_fail_is_not_tried_again(failed):
    Letter.objects.update(state="sent", error="")

    said = Desk(people.ada()).post("/admin/mail/letter/", action="try_again", _selected_action=str(failed.pk))

    assert said.messages == ["None of these has failed."]


def test_a_mail_is_shown_and_never_changed_or_deleted(failed):
    ada = Desk(people.ada())

    shown = ada.open(f"/admin/mail/letter/{failed.pk}/change/")
    assert "SMTPServerDisconnected: <b>closed</b>" in shown.words
    for end in ("add/", f"{failed.pk}/delete/"):
        assert ada.open(f"/admin/mail/letter/{end}").status == 403


@pytest.mark.parametrize("who", [people.wanda, people.mila, people.otto, people.pia, people.nobody])
def test_nobody_else_sees_whom_was_written_to(failed, who):
    desk = Desk(who())

    assert desk.open("/admin/mail/letter/").status == 403
    assert desk.open(f"/admin/mail/letter/{failed.pk}/change/").status == 403
    assert "Mail that failed" not in desk.open("/admin/").words


@pytest.mark.parametrize("who", [people.wanda, people.nobody], ids=["a writer", "nobody"])
def test_everybody_chooses_for_themselves(clock, who):
    person, before = who(), Entry.objects.count()
    page = Desk(person).open("/admin/notifications/")

    said = page.send(mode="off")

    assert said.messages == ["Kept: not by mail."]
    assert preferences.of(person) == "off"
    assert preferences.of(people.mila()) == "at_once"
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize("mode", ["", "hourly", "<script>"])
def test_an_unknown_choice_is_said_beside_the_field(clock, mode):
    page = Desk(people.wanda()).open("/admin/notifications/")

    said = page.send(mode=mode)

    assert said.status == 200
    assert said.errors
    assert preferences.of(people.wanda()) == "at_once"


class TestTheChecksOfProduction:
    @pytest.fixture(autouse=True)
    def production(self, settings):
        settings.LOCAL = False
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.SITE_URL = "https://cms.example.org"

    def found(self):
        return [error.id for error in checks.mail_can_leave()]

    def test_are_content_with_a_server_and_an_address(self):
        assert self.found() == []

    @pytest.mark.parametrize("backend", ["console", "filebased"])
    def test_miss_a_server(self, settings, backend):
        settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"

        assert self.found() == ["mail.E001"]

    def test_miss_an_address_for_links(self, settings):
        settings.SITE_URL = "http://localhost:8000"

        assert self.found() == ["mail.E002"]

    def test_ask_nothing_of_a_local_checkout(self, settings):
        settings.LOCAL = True
        settings.SITE_URL = "http://localhost:8000"

        assert self.found() == []


def test_every_step_that_the_worker_takes_is_there():
    from django.utils.module_loading import import_string

    assert all(callable(import_string(name)) for name in django_settings.WORKER_STEPS)
