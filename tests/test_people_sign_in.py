"""Signing in, with and without a second factor: what is asked, what is refused, what the trail says."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cms.audit.models import Entry
from cms.people import actions, second_factor
from cms.people.models import User
from tests import people
from tests.publishing.admin.browsing import Desk, Visit
from tests.publishing.builders import Clock
from tests.second_factor import Phone, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings):
    settings.TWO_FACTOR = True


class Door(Desk):
    """Somebody outside."""

    def __init__(self):
        self.client = Client()

    def sign_in(self, person, password=people.PASSWORD, next_url=""):
        address = f"/admin/login/?next={next_url}" if next_url else "/admin/login/"
        return Visit(
            self,
            self.client.post(address, {"username": person.email, "password": password}, follow=True),
        )

    @property
    def is_in(self):
        return self.client.get("/admin/").status_code == 200


def entries(since, action="person.sign_in"):
    return list(Entry.objects.filter(sequence__gt=since, action=action).order_by("sequence"))


def last():
    return Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first()


class TestWithoutASecondFactor:
    def test_a_writer_signs_in_with_the_password_in_one_entry(self):
        wanda, door, before = people.wanda(), Door(), last()

        said = door.sign_in(wanda, next_url="/admin/review/")

        assert said.address == "/admin/review/"
        [entry] = Entry.objects.filter(sequence__gt=before)
        assert (entry.action, entry.actor, entry.subject) == ("person.sign_in", wanda.uid, wanda.uid)
        assert entry.detail_document == {"means": "password"}

    def test_signing_out_is_one_entry(self):
        wanda, door = people.wanda(), Door()
        door.sign_in(wanda)
        before = last()

        door.client.post("/admin/logout/")

        assert [e.action for e in Entry.objects.filter(sequence__gt=before)] == ["person.sign_out"]
        assert not door.is_in

    def test_nobody_is_sent_to_another_site(self):
        said = Door().sign_in(people.wanda(), next_url="https://elsewhere.example/")
        assert said.address == "/admin/"

    @pytest.mark.parametrize("on", [False], ids=["off"])
    def test_switched_off_a_signer_signs_in_with_the_password(self, settings, on):
        settings.TWO_FACTOR = on
        door = Door()

        assert door.sign_in(people.mila()).address == "/admin/"
        assert door.client.get("/admin/second-factor/").status_code == 404

    def test_a_writer_may_have_one_and_gives_it_from_then_on(self):
        wanda, door = people.wanda(), Door()
        door.sign_in(wanda)
        page = door.open("/admin/second-factor/set-up/")
        phone = Phone(shown_secret(page))

        said = page.send(code=phone.code())

        assert len(said.tree.xpath("//*[@class='recovery-codes']/li")) == 10
        assert door.is_in
        other = Door()
        assert other.sign_in(wanda).address == "/admin/sign-in/code/"
        assert not other.is_in


class TestSettingUp:
    @pytest.mark.parametrize("who", ["mila", "otto", "pia"])
    def test_whoever_may_sign_is_led_to_it_and_reaches_nothing_else(self, who):
        door = Door()

        said = door.sign_in(getattr(people, who)())

        assert said.address == "/admin/sign-in/second-factor/"
        for address in ("/admin/", "/admin/review/", "/admin/people/user/", "/admin/second-factor/"):
            assert door.client.get(address).status_code == 302
        assert door.client.get("/admin/review/alive/").json()["person"] == ""

    @pytest.mark.parametrize("who", ["wanda", "ada", "nobody"])
    def test_others_are_not_asked(self, who):
        assert Door().sign_in(getattr(people, who)()).address == "/admin/"

    def test_a_superuser_may_sign_and_is_asked(self):
        root = User.objects.create_superuser("root@example.org", people.PASSWORD, name="Root")
        assert Door().sign_in(root).address == "/admin/sign-in/second-factor/"

    def test_the_first_code_sets_it_up_signs_in_and_shows_recovery_codes_once(self):
        mila, door = people.mila(), Door()
        page = door.sign_in(mila)
        phone, before = Phone(shown_secret(page)), last()

        said = page.send(code=f" {phone.code()[:3]} {phone.last_code[3:]} ")

        codes = [li.text_content().strip() for li in said.tree.xpath("//*[@class='recovery-codes']/li")]
        assert len(set(codes)) == 10
        assert door.is_in
        assert [e.action for e in Entry.objects.filter(sequence__gt=before).order_by("sequence")] == [
            "person.second_factor",
            "person.sign_in",
        ]
        assert "no-store" in said.response.headers["Cache-Control"]
        stored = str(list(second_factor.StaticToken.objects.values_list("token", flat=True)))
        assert not any(code.replace("-", "") in stored for code in codes)
        text = "".join(e.detail for e in Entry.objects.all())
        assert phone.key not in text
        assert codes[0] not in text

    def test_a_wrong_code_sets_up_nothing(self):
        mila, door = people.mila(), Door()
        page = door.sign_in(mila)
        before = last()

        said = page.send(code="12345")

        assert said.errors == ["That code is not right. Type the one that your app shows now."]
        assert second_factor.device_of(mila) is None
        assert last() == before
        assert not door.is_in
        assert shown_secret(said) == shown_secret(page)

    def test_the_picture_is_in_the_page_and_holds_the_secret(self):
        page = Door().sign_in(people.mila())
        source = page.tree.xpath("//img[@class='qr']/@src")[0]
        assert source.startswith("data:image/svg+xml;base64,")


def shown_secret(page):
    import base64

    text = page.tree.xpath("//code[@class='secret']")[0].text_content().replace(" ", "")
    return base64.b32decode(text).hex()


class TestTheCode:
    @pytest.fixture
    def mila(self):
        return people.mila()

    @pytest.fixture
    def phone(self, mila):
        return set_up(mila)[0]

    def test_lets_a_signer_in_in_one_entry(self, mila, phone):
        door, before = Door(), last()

        said = door.sign_in(mila, next_url="/admin/review/").send(code=phone.code())

        assert said.address == "/admin/review/"
        [entry] = Entry.objects.filter(sequence__gt=before)
        assert entry.detail_document == {"means": "password and code"}

    @pytest.mark.parametrize(
        ("said", "error"),
        [
            ("", "Type the code that your app shows."),
            ("wrong", "That code is not right. Type the one that your app shows now."),
            ("used", "That code was used already. Wait until your app shows the next one."),
            ("aaaaa-bbbbb", "That is no recovery code of yours, or it was used already."),
            ("１２３４５６", "That is no recovery code of yours, or it was used already."),
            ("12'; DROP", "That is no recovery code of yours, or it was used already."),
        ],
    )
    def test_that_is_not_right_lets_nobody_in(self, mila, phone, said, error):
        said = {"wrong": phone.wrong_code(), "used": phone.last_code}.get(said, said)
        door, before = Door(), last()

        answer = door.sign_in(mila).send(code=said)

        assert answer.errors == [error]
        assert not door.is_in
        assert last() == before

    def test_with_a_nul_byte_is_an_error_beside_the_field(self, mila, phone):
        answer = Door().sign_in(mila).send(code="12\x00456")
        assert answer.errors == ["Null characters are not allowed."]

    def test_is_throttled_with_a_sentence_that_says_how_long(self, mila, phone):
        page = Door().sign_in(mila)
        page.send(code=phone.wrong_code())

        said = page.send(code=phone.code())

        assert re.fullmatch(r"Too many wrong codes\. Wait \d seconds?, then try again\.", said.errors[0])

    def test_of_somebody_else_is_worth_nothing(self, mila, phone):
        other, _ = set_up(people.otto())

        assert Door().sign_in(mila).send(code=other.code()).errors

    def test_is_no_way_round_the_password(self, mila, phone):
        door = Door()
        door.sign_in(mila, password="wrong")

        assert door.open("/admin/sign-in/code/").address == "/admin/login/"

    def test_comes_too_late_when_the_password_was_changed_meanwhile(self, mila, phone):
        door = Door()
        page = door.sign_in(mila)
        actions_set_password(mila, by=people.ada())

        said = page.send(code=phone.code())

        assert said.address == "/admin/login/"
        assert not door.is_in

    def test_comes_too_late_when_the_account_was_switched_off_meanwhile(self, mila, phone):
        door = Door()
        page = door.sign_in(mila)
        User.objects.filter(pk=mila.pk).update(is_active=False)

        assert page.send(code=phone.code()).address == "/admin/login/"


class TestRecoveryCodes:
    def test_one_lets_in_and_is_spent(self):
        mila = people.mila()
        _, codes = set_up(mila)
        door, before = Door(), last()

        said = door.sign_in(mila).send(code=codes[3].upper())

        assert said.messages == [
            "That recovery code is spent; 9 recovery codes are left. New ones are made under “Second factor”."
        ]
        [entry] = entries(before)
        assert entry.detail_document == {"means": "password and recovery code", "recovery_codes_left": 9}
        assert Door().sign_in(mila).send(code=codes[3]).errors == [
            "That is no recovery code of yours, or it was used already."
        ]

    def test_new_ones_take_password_and_code_and_replace_the_old(self):
        mila = people.mila()
        phone, old = set_up(mila)
        door = Door()
        door.sign_in(mila).send(code=phone.code())
        page = door.open("/admin/second-factor/recovery-codes/")

        assert page.send(password="wrong", code=phone.last_code).errors == ["That is not your password."]
        before = last()
        said = page.send(password=people.PASSWORD, code=phone.code())

        new = [li.text_content().strip() for li in said.tree.xpath("//*[@class='recovery-codes']/li")]
        assert len(new) == 10
        assert not set(new) & set(old)
        assert [e.action for e in Entry.objects.filter(sequence__gt=before)] == ["person.recovery_codes"]
        assert Door().sign_in(mila).send(code=old[0]).errors

    def test_another_phone_takes_password_and_code_first(self):
        mila = people.mila()
        phone, _ = set_up(mila)
        door = Door()
        door.sign_in(mila).send(code=phone.code())
        page = door.open("/admin/second-factor/set-up/")
        assert not page.tree.xpath("//img[@class='qr']")

        page = page.send(password=people.PASSWORD, code=phone.code())
        new = Phone(shown_secret(page))
        page.send(code=new.code())

        assert second_factor.device_of(mila).key == new.key
        assert door.is_in  # with the new one
        assert people.mila().signing_suspended_at is None


class TestTheGate:
    """A session that was begun before something else was asked of its person."""

    def test_closes_when_a_role_that_signs_is_given_and_opens_with_the_second_factor(self):
        wanda, door = people.wanda(), Door()
        door.sign_in(wanda)
        actions.change_person(person=wanda, roles=["compliance_officer"], by=people.ada(), clock=Clock())

        assert door.client.get("/admin/review/alive/").json()["person"] == ""
        said = door.open("/admin/")

        assert said.address == "/admin/sign-in/second-factor/"
        said.send(code=Phone(shown_secret(said)).code())
        assert door.is_in

    def test_closes_when_the_second_factor_is_taken_away(self):
        from cms.people import access

        mila = people.mila()
        phone, _ = set_up(mila)
        door = Door()
        door.sign_in(mila).send(code=phone.code())
        access.reset_second_factor(person=mila, by=people.ada(), clock=Clock(), reason="The phone was lost.")

        assert door.open("/admin/").address == "/admin/sign-in/second-factor/"

    def test_closes_for_sessions_that_were_made_past_the_sign_in(self):
        desk = Desk(people.mila())
        assert desk.open("/admin/review/").address == "/admin/sign-in/second-factor/"


class TestAPasswordThatSomebodySet:
    def test_is_changed_before_anything_else(self):
        ada = people.ada()
        nils = actions.add_person(
            email="nils@example.org", name="Nils", roles=["writer"], by=ada, clock=Clock(),
            password="given-by-ada-42",
        )  # fmt: skip
        door = Door()

        page = door.sign_in(nils, "given-by-ada-42")

        assert page.address == "/admin/sign-in/new-password/"
        assert not door.is_in
        same = {"new_password1": "given-by-ada-42", "new_password2": "given-by-ada-42"}
        assert page.send(**same).errors == ["That is the password that was set for you. Choose another."]
        own = {"new_password1": "walking-downhill-42", "new_password2": "walking-downhill-42"}
        before = last()
        assert page.send(**own).address == "/admin/"
        assert door.is_in
        assert [e.action for e in Entry.objects.filter(sequence__gt=before).order_by("sequence")] == [
            "person.change",
            "person.sign_in",
        ]
        assert not User.objects.get(pk=nils.pk).must_change_password

    def test_is_not_enough_to_change_it_where_there_is_a_second_factor(self):
        mila = people.mila()
        phone, _ = set_up(mila)
        actions_set_password(mila, by=people.ada())
        door = Door()

        page = door.sign_in(mila, "set-by-ada-4242")

        assert page.address == "/admin/sign-in/code/"
        assert door.open("/admin/sign-in/new-password/").address == "/admin/sign-in/code/"
        assert page.send(code=phone.code()).address == "/admin/sign-in/new-password/"


def actions_set_password(person, by):
    person.set_password("set-by-ada-4242")
    roles = [group.name for group in person.groups.all()]
    actions.change_person(person=person, roles=roles, by=by, clock=Clock())


class TestSessions:
    def test_of_somebody_who_may_not_sign_in_any_more_lead_to_the_sign_in_page(self):
        wanda, door = people.wanda(), Door()
        door.sign_in(wanda)
        User.objects.filter(pk=wanda.pk).update(is_staff=False, must_change_password=True)

        assert door.open("/admin/").address == "/admin/login/"

    def test_end_when_the_password_is_changed_elsewhere(self):
        wanda, here, there = people.wanda(), Door(), Door()
        here.sign_in(wanda)
        there.sign_in(wanda)

        new = "walking-downhill-42"
        here.open("/admin/password_change/").send(
            old_password=people.PASSWORD, new_password1=new, new_password2=new
        )

        assert here.is_in
        assert not there.is_in

    def test_are_new_after_signing_in(self):
        door = Door()
        page = door.sign_in(people.mila())
        before = door.client.session.session_key
        page.send(code=Phone(shown_secret(page)).code())

        assert door.client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()
