"""Sending: one mail for what is due, no content, growing pauses, nothing twice, nothing lost."""

import smtplib
from datetime import timedelta
from email.header import decode_header

import pytest
from django.core import mail

from cms.audit.models import Entry
from cms.mail import following, letters, preferences, sending
from cms.mail.letters import News
from cms.mail.models import Event, Letter
from cms.people.models import User
from cms.publishing import actions
from tests import people
from tests.publishing import builders

pytestmark = pytest.mark.django_db


def write(clock, *persons, event=Event.PUBLISHED, cause="test:1", **options):
    persons = frozenset(person.uid for person in persons or [people.wanda()])
    options = {"path": "/admin/review/rel_1/", "kind": "articles", **options}
    letters.write([News(cause, event, persons=persons, **options)], clock())


class Away:
    """A mail server that refuses, for some addresses or all of them."""

    def __init__(self, *addresses):
        self.addresses = addresses
        self.tried = 0

    def __call__(self, backend, messages):
        self.tried += 1
        if not self.addresses or any(a in self.addresses for m in messages for a in m.to):
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture
def away(monkeypatch):
    def refuse(*addresses):
        server = Away(*addresses)
        backend = "django.core.mail.backends.locmem.EmailBackend.send_messages"
        monkeypatch.setattr(backend, lambda self, messages: server(self, messages))
        return server

    return refuse


def test_a_mail_names_the_kind_and_the_link_and_nothing_of_the_content(clock, settings):
    settings.SITE_URL = "https://cms.example.org"
    item = builders.article(clock, title="Syphilis", dek="Painless sores.")
    builders.submit(item, clock, reason="Gonorrhoea too.")
    following.follow(clock)

    assert sending.send(clock) == "2 mails sent"

    message = mail.outbox[0]
    assert message.subject == "An article waits for a signature"
    release = item_release(item)
    assert f"https://cms.example.org/admin/review/{release}/" in message.body
    assert "https://cms.example.org/admin/notifications/" in message.body
    for word in ("yphilis", "sores", "onorrhoea", "leg-pain", "Wanda"):
        assert word not in message.message().as_string()
    assert message.message()["Auto-Submitted"] == "auto-generated"


def item_release(item):
    from cms.publishing.models import Standing

    return Standing.objects.get(pk=item.uid).release


def test_what_is_due_for_one_person_is_one_mail(clock):
    for n in range(50):
        write(clock, cause=f"test:{n}", path=f"/admin/review/item/art_{n}/")

    sending.send(clock)

    (message,) = mail.outbox
    assert message.subject == "50 pieces of news from the CMS"
    assert message.body.count("/admin/review/item/") == 40
    assert "There are 10 more." in message.body
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_nothing_is_sent_twice(clock):
    write(clock)
    sending.send(clock)

    clock.forward(days=1)

    assert sending.send(clock) == ""
    assert len(mail.outbox) == 1


def test_a_name_with_a_line_break_adds_no_header(clock):
    wanda = people.wanda()
    User.objects.filter(pk=wanda.pk).update(email="wanda@example.org\nBcc: evil@example.org")
    write(clock, wanda)
    write(clock, people.pia())

    sending.send(clock)

    assert [message.to for message in mail.outbox] == [["pia@example.org"]]
    assert "BadHeaderError" in Letter.objects.get(person=wanda.uid).error


@pytest.mark.parametrize("event", Event.values)
def test_every_event_has_words(clock, event):
    write(clock, event=event)
    if event in (Event.TO_SIGN, Event.TO_PUBLISH):
        assert sending.send(clock) == ""  # there is no such release any more
        return

    sending.send(clock)

    subject = decode_header(mail.outbox[0].subject)[0][0]
    assert subject.startswith(("An article ", "A page "))


class TestFailure:
    def test_is_tried_again_after_growing_pauses(self, clock, away):
        server = away()
        write(clock)
        pauses = []

        for _ in range(12):
            before = clock()
            sending.send(clock)
            letter = Letter.objects.get()
            pauses.append(letter.due_at - before)
            clock.now = letter.due_at

        assert pauses[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
        assert pauses[-1] == timedelta(hours=6)
        assert server.tried == 12
        assert "SMTPServerDisconnected" in letter.error

    def test_is_not_tried_before_its_pause_is_over(self, clock, away):
        server = away()
        write(clock)
        sending.send(clock)
        clock.forward(seconds=59)

        sending.send(clock)

        assert server.tried == 1

    def test_is_given_up_at_last_and_tried_again_by_hand(self, clock, away, monkeypatch):
        away()
        write(clock)
        for _ in range(sending.MOST_ATTEMPTS):
            sending.send(clock)
            clock.now = Letter.objects.get().due_at
        assert Letter.objects.get().state == "failed"
        clock.forward(days=30)
        assert sending.send(clock) == ""

        before = Entry.objects.count()
        sending.retry(letters=Letter.objects.all(), by=people.ada(), clock=clock)
        monkeypatch.undo()
        sending.send(clock)

        assert Entry.objects.count() == before + 1
        assert (Letter.objects.get().state, len(mail.outbox)) == ("sent", 1)

    def test_of_one_address_keeps_nobody_else_waiting(self, clock, away):
        away("mila@example.org")
        write(clock, people.mila(), people.otto(), people.pia())

        assert sending.send(clock) == "2 mails sent, 1 failed"
        assert sorted(m.to[0] for m in mail.outbox) == ["otto@example.org", "pia@example.org"]

    def test_of_the_server_costs_the_others_no_attempt(self, clock, away):
        server = away()
        write(clock, *people.everybody())

        sending.send(clock)

        assert server.tried == sending.AWAY
        assert Letter.objects.filter(attempts=0).count() == 6 - sending.AWAY

    def test_never_shows_the_password_of_the_server(self, clock, monkeypatch, settings):
        settings.EMAIL_HOST_PASSWORD = "secret-word"
        monkeypatch.setattr(
            "django.core.mail.backends.locmem.EmailBackend.send_messages",
            lambda *_: (_ for _ in ()).throw(OSError("login cms:secret-word\nrefused")),
        )
        write(clock)

        sending.send(clock)

        assert Letter.objects.get().error == "OSError: login cms:… refused"

    def test_only_an_administrator_tries_again(self, clock):
        write(clock)

        with pytest.raises(actions.NotAllowed):
            sending.retry(letters=Letter.objects.all(), by=people.otto(), clock=clock)

    def test_there_is_nothing_to_try_again_where_nothing_failed(self, clock):
        write(clock)
        before = Entry.objects.count()

        with pytest.raises(actions.NotPossible):
            sending.retry(letters=Letter.objects.all(), by=people.ada(), clock=clock)

        assert Entry.objects.count() == before


class TestTheLease:
    def test_keeps_a_second_worker_from_what_the_first_is_sending(self, clock):
        write(clock)
        claimed = sending._claim(people.wanda().uid, clock())

        assert len(claimed) == 1
        assert sending.send(clock) == ""
        assert mail.outbox == []

    def test_ends_so_that_a_killed_worker_loses_nothing(self, clock):
        write(clock)
        sending._claim(people.wanda().uid, clock())
        clock.now += sending.LEASE

        assert sending.send(clock) == "1 mails sent"

    def test_gives_a_mail_that_is_sent_twice_the_same_id(self, clock):
        write(clock)
        sending.send(clock)
        Letter.objects.update(state="waiting", due_at=clock())
        sending.send(clock)

        first, second = (message.message()["Message-ID"] for message in mail.outbox)
        assert first == second


class TestWhatIsNotWantedAnyMore:
    def test_a_signature_that_somebody_else_gave(self, clock):
        item = builders.article(clock)
        release = builders.submit(item, clock)
        following.follow(clock)
        builders.sign(release, "medical", clock)
        builders.sign(release, "compliance", clock)

        sending.send(clock)

        assert mail.outbox == []
        assert set(Letter.objects.values_list("state", flat=True)) == {"dropped"}

    @pytest.mark.parametrize("left", [{"is_active": False}, {"is_staff": False}], ids=["active", "staff"])
    def test_mail_to_somebody_who_left_or_switched_it_off(self, clock, left):
        write(clock, people.wanda(), people.pia())
        User.objects.filter(pk=people.wanda().pk).update(**left)
        preferences.choose(mode="off", by=people.pia(), clock=clock)

        sending.send(clock)

        assert mail.outbox == []


class TestPreferences:
    def test_a_daily_mail_waits_for_its_hour(self, clock, settings):
        settings.MAIL_DIGEST_HOUR = 7
        preferences.choose(mode="daily", by=people.wanda(), clock=clock)
        for n in range(3):
            write(clock, cause=f"test:{n}")
        assert sending.send(clock) == ""

        clock.now = clock.now.replace(hour=7) + timedelta(days=1)
        sending.send(clock)

        (message,) = mail.outbox
        assert message.subject == "3 pieces of news from the CMS"

    def test_a_change_is_one_entry_and_no_change_is_none(self, clock):
        before = Entry.objects.count()

        preferences.choose(mode="daily", by=people.wanda(), clock=clock)
        preferences.choose(mode="daily", by=people.wanda(), clock=clock)

        assert Entry.objects.count() == before + 1
        assert Entry.objects.first().detail_document["changes"] == {"mode": ["at_once", "daily"]}

    def test_an_unknown_choice_is_refused(self, clock):
        with pytest.raises(actions.NotPossible):
            preferences.choose(mode="hourly", by=people.wanda(), clock=clock)

    @pytest.mark.parametrize(
        ("hour", "minute", "hours"), [(6, 0, 1), (7, 0, 0), (7, 59, 0), (8, 0, 23), (23, 0, 8)]
    )
    def test_the_next_daily_moment(self, clock, hour, minute, hours):
        now = clock.now.replace(hour=hour, minute=minute)

        assert letters.next_daily(now) - now == timedelta(hours=hours)
