"""Locking out whoever guesses: one entry for the lock, none for a failure, nothing kept of what was typed."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessAttemptExpiration
from django.test import Client
from django.utils import timezone

from cms.audit.models import Entry
from cms.people import lockout
from tests import people
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, Visit, review
from tests.publishing.builders import Clock
from tests.second_factor import set_up

pytestmark = pytest.mark.django_db

TYPED = "my-password-typed-into-the-wrong-field"


def attempt(name, password="wrong", address="10.0.0.1", **extra):
    return Client().post(
        "/admin/login/", {"username": name, "password": password}, REMOTE_ADDR=address, **extra
    )


def fail(times, name="mila@example.org", **options):
    return [attempt(name, **options).status_code for _ in range(times)]


def locks():
    return Entry.objects.filter(action=lockout.ACTION)


def test_the_fifth_failure_locks_in_one_entry_and_those_before_leave_none():
    mila, before = people.mila(), Entry.objects.count()

    assert fail(4) == [200] * 4
    assert Entry.objects.count() == before
    assert fail(3) == [429] * 3

    entry = locks().get()
    assert Entry.objects.count() == before + 1
    assert (entry.subject, entry.actor_name) == (mila.uid, "sign-in")
    detail = entry.detail_document
    assert (detail["from"], detail["known"], detail["failures"]) == ("10.0.0.1", True, 5)


def test_the_page_says_in_plain_words_when_it_ends(settings):
    settings.TIME_ZONE = "UTC"
    people.mila()

    fail(4)
    said = Visit(None, attempt("mila@example.org"))

    until = AccessAttemptExpiration.objects.get().expires_at
    assert said.status == 429
    assert f"Too many failed attempts. Try again after {until:%H:%M} UTC" in said.words
    assert 0 < int(said.response.headers["Retry-After"]) <= 900


def test_the_right_password_is_not_even_looked_at_while_it_lasts():
    people.wanda()
    fail(5, "wanda@example.org")

    assert attempt("wanda@example.org", people.PASSWORD).status_code == 429
    assert attempt("WANDA@example.org ", people.PASSWORD).status_code == 429


def test_from_elsewhere_the_account_is_open():
    people.wanda()
    fail(5, "wanda@example.org")

    assert attempt("wanda@example.org", people.PASSWORD, address="10.0.0.2").status_code == 302


def test_others_from_there_are_not_locked_out():
    people.wanda(), people.mila()
    fail(5, "mila@example.org")

    assert attempt("wanda@example.org", people.PASSWORD).status_code == 302


def test_a_name_that_is_no_account_is_locked_the_same_and_kept_nowhere():
    assert fail(5, TYPED) == [200] * 4 + [429]

    entry = locks().get()
    assert (entry.subject, entry.detail_document["known"]) == ("", False)
    everything = json.dumps(
        [list(model.objects.values()) for model in (Entry, AccessAttempt, AccessAttemptExpiration)],
        default=str,
    )
    assert TYPED not in everything


def test_neither_name_nor_password_is_kept_of_an_account():
    people.mila()
    fail(5, password=TYPED)

    kept = json.dumps(list(AccessAttempt.objects.values()), default=str)
    assert TYPED not in kept
    assert "mila@example.org" not in kept


def test_a_sign_in_forgets_the_failures_before_it():
    people.wanda()
    fail(4, "wanda@example.org")
    attempt("wanda@example.org", people.PASSWORD)

    assert fail(4, "wanda@example.org") == [200] * 4


def test_failures_of_long_ago_do_not_count():
    people.mila()
    fail(4)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert fail(4) == [200] * 4


def test_the_lock_ends_by_itself_and_the_next_is_another_entry():
    people.wanda()
    fail(5, "wanda@example.org")
    AccessAttemptExpiration.objects.update(expires_at=timezone.now())

    assert fail(1, "wanda@example.org") == [200]
    assert attempt("wanda@example.org", people.PASSWORD).status_code == 302
    assert fail(5, "wanda@example.org")[-1] == 429
    assert locks().count() == 2


def test_an_administrator_lets_them_in_again_in_one_entry():
    wanda = people.wanda()
    fail(5, "wanda@example.org")
    ada, before = Desk(people.ada()), Entry.objects.count()
    page = ada.open(f"/admin/people/user/{wanda.pk}/change/")
    assert "Locked out for a while" in page.words

    said = ada.open(f"/admin/people/user/{wanda.pk}/let-in/").send(reason="She called.")

    assert said.messages == ["Wanda Wright can sign in again."]
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert (entry.action, entry.subject, entry.reason) == ("person.let_in", wanda.uid, "She called.")
    assert attempt("wanda@example.org", people.PASSWORD).status_code == 302
    again = ada.open(f"/admin/people/user/{wanda.pk}/let-in/")
    assert "Nothing is locked." in again.words


@pytest.mark.parametrize("who", ["wanda", "otto", "nobody"])
def test_nobody_else_lets_anybody_in(who):
    mila, desk = people.mila(), Desk(getattr(people, who)())
    fail(5)

    assert desk.client.post(f"/admin/people/user/{mila.pk}/let-in/", {"reason": "x"}).status_code == 403
    with pytest.raises(PermissionError):
        lockout.release(person=mila, by=desk.person, clock=Clock())
    assert lockout.is_locked_out(mila)


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "10.9.9.9", "10.0.0.1"),
        (True, "10.9.9.9", "10.9.9.9"),
        (True, "made up, 10.8.8.8, 10.9.9.9", "10.9.9.9"),
        (True, "nonsense", "0.0.0.0"),
        (True, "", "10.0.0.1"),
        (True, "10.8.8.8, 10.9.9.9:4711", "10.9.9.9"),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (True, "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::"),
        (True, "::ffff:10.9.9.9", "10.9.9.9"),
        (True, "fe80::1%eth0", "fe80::"),
    ],
)
def test_the_address_is_the_one_that_the_proxy_saw(settings, rf, behind, forwarded, address):
    settings.BEHIND_PROXY = behind
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert lockout.address_of(request) == address


def test_the_addresses_of_one_network_count_together():
    people.mila()

    assert [attempt("mila@example.org", address=f"2001:db8::{n}").status_code for n in range(1, 6)][-1] == 429
    assert attempt("mila@example.org", people.PASSWORD, address="2001:db8::9").status_code == 429
    assert attempt("mila@example.org", people.PASSWORD, address="2001:db8:0:1::9").status_code == 302


def test_guesses_at_the_old_password_count_where_one_changes_it():
    wanda = Desk(people.wanda())
    new = {"new_password1": "walking-downhill-42", "new_password2": "walking-downhill-42"}

    page = wanda.open("/admin/password_change/")
    said = [page.send(old_password="guess", **new).errors for _ in range(5)]
    right = page.send(old_password=people.PASSWORD, **new)

    assert said[:4] == [["Your old password was entered incorrectly. Please enter it again."]] * 4
    for errors in (said[4], right.errors):
        assert errors[0].startswith("Too many failed attempts.")
    assert locks().get().subject == wanda.person.uid
    assert people.wanda().check_password(people.PASSWORD)


class TestCodes:
    def test_wrong_ones_lock_like_wrong_passwords(self, settings):
        settings.TWO_FACTOR = True
        mila = people.mila()
        phone, _ = set_up(mila)
        client = Client()
        client.post("/admin/login/", {"username": mila.email, "password": people.PASSWORD})

        answers = [client.post("/admin/sign-in/code/", {"code": phone.wrong_code()}) for _ in range(5)]

        assert [a.status_code for a in answers] == [200] * 4 + [429]
        assert "Too many failed attempts" in answers[-1].content.decode()
        assert locks().get().subject == mila.uid
        assert client.post("/admin/sign-in/code/", {"code": phone.code()}).status_code == 429


class TestSigning:
    @pytest.fixture
    def page(self):
        clock = Clock()
        release = builders.submit(builders.article(clock), clock)
        return Desk(people.mila()).open(review(release))

    def test_wrong_passwords_lock_in_one_entry_and_keep_what_was_chosen(self, page):
        before = Entry.objects.count()

        said = [page.send(password="wrong") for _ in range(5)]

        assert [one.errors for one in said[:4]] == [["That is not your password. Nothing was signed."]] * 4
        assert said[4].status == 429
        assert "Too many failed attempts. Try again after" in said[4].errors[0]
        assert Entry.objects.count() == before + 1
        assert locks().get().subject == people.mila().uid

    def test_while_it_lasts_the_right_password_signs_nothing(self, page):
        for _ in range(5):
            page.send(password="wrong")

        said = page.send(password=people.PASSWORD)

        assert said.status == 429
        assert not Entry.objects.filter(action="release.sign").exists()

    def test_sign_in_and_signing_count_together(self, page):
        fail(3, address="127.0.0.1")

        assert page.send(password="wrong").status == 200
        assert page.send(password="wrong").status == 429
