"""Signing in the admin with a second factor: password and code first, the password after that."""

import pytest
from django.utils import timezone

from cms.audit.models import Entry
from cms.people import access, actions
from cms.people.credentials import Proof
from cms.people.models import User
from cms.publishing.actions import reviewing
from cms.publishing.models import Signature
from tests import people
from tests.publishing import builders
from tests.publishing.admin.browsing import Desk, review
from tests.second_factor import set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    return timezone.now  # the pages read it too


def two_releases():
    clock = timezone.now
    arms = builders.article(clock, slug="arms", title="Arms")
    builders.go_live(arms, clock)
    builders.edit(arms, clock, dek="When to rest.")
    legs = builders.article(clock, slug="legs", title="Legs")
    return [builders.submit(item, clock) for item in (arms, legs)]


@pytest.fixture
def releases(arranged):
    return arranged(two_releases)


class Signer(Desk):
    """Somebody who signed in with password and code."""

    def __init__(self, person):
        super().__init__(person)
        self.phone, self.codes = set_up(person)
        self.client.logout()
        self.client.post("/admin/login/", {"username": person.email, "password": people.PASSWORD})
        self.client.post("/admin/sign-in/code/", {"code": self.phone.code()})


@pytest.fixture
def mila(releases, settings):
    settings.TWO_FACTOR = True
    return Signer(people.mila())


@pytest.fixture(autouse=True)
def before(releases):
    """Signatures that stood there before the test."""
    given.before = set(Signature.objects.values_list("pk", flat=True))


def given():
    return list(Signature.objects.exclude(pk__in=given.before).order_by("entry"))


def fields(page):
    return set(page.form().fields)


def test_the_first_signature_of_a_session_takes_password_and_code_the_next_the_password(mila, releases):
    page = mila.open(review(releases[0]))
    assert "code" in fields(page)

    page.send(password=people.PASSWORD, code=mila.phone.code())
    page = mila.open(review(releases[1]))
    assert "code" not in fields(page)
    page.send(password=people.PASSWORD)

    signatures = given()
    assert [s.means for s in signatures] == ["password and code", "password"]
    for signature in signatures:
        detail = Entry.objects.get(sequence=signature.entry).detail_document
        assert detail["means"] == signature.means


def test_another_session_begins_with_the_code_again(mila, releases):
    mila.open(review(releases[0])).send(password=people.PASSWORD, code=mila.phone.code())
    mila.client.logout()
    mila.client.post("/admin/login/", {"username": mila.person.email, "password": people.PASSWORD})
    mila.client.post("/admin/sign-in/code/", {"code": mila.codes[0]})

    assert "code" in fields(mila.open(review(releases[1])))


def test_signing_in_again_in_the_same_browser_begins_with_the_code_too(mila, releases):
    mila.open(review(releases[0])).send(password=people.PASSWORD, code=mila.phone.code())
    mila.client.post("/admin/login/", {"username": mila.person.email, "password": people.PASSWORD})
    mila.client.post("/admin/sign-in/code/", {"code": mila.codes[0]})

    assert "code" in fields(mila.open(review(releases[1])))


@pytest.mark.parametrize(
    ("password", "code", "error"),
    [
        ("wrong", "right", "That is not your password. Nothing was signed."),
        ("", "right", "Type your password: it is part of your signature."),
        (people.PASSWORD, "", "Type the code that your app shows."),
        (people.PASSWORD, "used", "That code was used already. Wait until your app shows the next one."),
        (people.PASSWORD, "wrong", "That code is not right. Type the one that your app shows now."),
        (people.PASSWORD, "aaaaa-aaaaa", "That is no recovery code of yours, or it was used already."),
    ],
)
def test_one_that_is_wrong_signs_nothing_and_is_said_beside_its_field(mila, releases, password, code, error):
    phone, before = mila.phone, Entry.objects.count()
    code = {"used": phone.last_code, "wrong": phone.wrong_code()}.get(code) or (
        phone.code() if code == "right" else code
    )

    said = mila.open(review(releases[0])).send(password=password, code=code)

    assert said.errors == [error]
    assert Entry.objects.count() == before
    assert not given()


def test_a_recovery_code_signs_once_and_the_signature_says_so(mila, releases):
    mila.open(review(releases[0])).send(password=people.PASSWORD, code=mila.codes[0])

    assert [s.means for s in given()] == ["password and recovery code"]


def test_a_refused_signature_spends_no_code(mila, releases, clock):
    page, code = mila.open(review(releases[0])), mila.phone.code()
    other = people._person("Mona Meyer", ["medical_reviewer"])
    proof = Proof(other.uid, "password")
    reviewing.sign(release=releases[0], meaning="medical", by=other, proof=proof, clock=clock)

    assert page.send(password=people.PASSWORD, code=code).errors
    mila.open(review(releases[1])).send(password=people.PASSWORD, code=code)

    assert [s.printed_name for s in given()] == ["Mona Meyer", "Mila Moreau, MD, FACC"]


class TestSuspension:
    @pytest.fixture
    def reset(self, mila):
        person = User.objects.get(pk=mila.person.pk)
        person.set_password("set-by-ada-4242")
        actions.change_person(person=person, roles=["medical_reviewer"], by=people.ada(), clock=timezone.now)
        return person

    def confirm(self, person, by, reason="I called her."):
        access.confirm_signer(person=person, by=by, clock=timezone.now, reason=reason)

    def test_a_password_that_an_administrator_set_suspends_signing_in_the_same_entry(self, reset):
        entry = Entry.objects.first()
        assert (entry.action, entry.subject) == ("person.change", reset.uid)
        assert entry.detail_document == {"changes": {"password": ["", "set anew"]}, "signing": "suspended"}
        assert User.objects.get(pk=reset.pk).signing_suspended_at == entry.at

    def test_a_second_factor_that_was_taken_away_suspends_signing_in_one_entry(self, mila):
        ada, before = Desk(people.ada()), Entry.objects.count()
        address = f"/admin/people/user/{mila.person.pk}/second-factor/reset/"

        said = ada.open(address).send(reason="The phone fell into the sea.")

        assert said.messages == [
            "The second factor of Mila Moreau is gone. Compliance confirms before they sign again."
        ]
        assert Entry.objects.count() == before + 1
        entry = Entry.objects.first()
        assert (entry.action, entry.reason) == ("person.reset_second_factor", "The phone fell into the sea.")
        assert User.objects.get(pk=mila.person.pk).signing_suspended_at
        assert "Signing is suspended since" in said.words
        assert "There is no second factor to take away." in ada.open(address).words

    def test_the_signer_is_told_and_nothing_is_signed(self, reset, releases, clock):
        with pytest.raises(reviewing.NotAllowed, match="Your signing is suspended"):
            reviewing.sign(
                release=releases[0],
                meaning="medical",
                by=reset,
                proof=Proof(reset.uid, "password"),
                clock=clock,
            )

        assert not given()

    def test_ones_own_new_password_suspends_nothing(self):
        wanda = people.wanda()
        wanda.set_password("walking-downhill-42")
        actions.change_person(person=wanda, roles=["writer"], by=wanda, clock=timezone.now)

        assert User.objects.get(pk=wanda.pk).signing_suspended_at is None

    def test_a_first_password_suspends_nothing(self):
        nils = actions.add_person(
            email="nils@example.org", name="Nils", roles=["writer"], by=people.ada(), clock=timezone.now
        )
        nils.set_password("given-by-ada-42")
        actions.change_person(person=nils, roles=["writer"], by=people.ada(), clock=timezone.now)

        nils.refresh_from_db()
        assert nils.signing_suspended_at is None
        assert nils.must_change_password

    def test_compliance_confirms_with_a_reason_in_one_entry(self, reset, settings):
        settings.TWO_FACTOR = False
        otto, before = Desk(people.otto()), Entry.objects.count()
        listed = otto.open("/admin/people/user/", signing="suspended")
        assert "Mila Moreau" in listed.words
        assert "Otto Oberman" not in listed.tree.get_element_by_id("result_list").text_content()
        page = otto.open(f"/admin/people/user/{reset.pk}/confirm-signer/")

        assert page.send(reason=" ").errors == ["This field is required."]
        said = page.send(reason="I called her.")

        assert said.messages == ["Mila Moreau may sign again."]
        assert Entry.objects.count() == before + 1
        entry = Entry.objects.first()
        assert (entry.action, entry.subject, entry.reason) == (
            "person.confirm_signer",
            reset.uid,
            "I called her.",
        )
        assert entry.detail_document == {"reset_by": [people.ada().uid]}
        assert User.objects.get(pk=reset.pk).signing_suspended_at is None
        assert "Signing is not suspended." in otto.open(page.address).words

    @pytest.mark.parametrize("who", ["wanda", "mila", "pia", "ada", "nobody"])
    def test_nobody_without_the_role_confirms(self, reset, settings, who):
        settings.TWO_FACTOR = False
        person = getattr(people, who)()
        User.objects.filter(pk=person.pk).update(must_change_password=False)
        desk = Desk(User.objects.get(pk=person.pk))

        answer = desk.client.post(f"/admin/people/user/{reset.pk}/confirm-signer/", {"reason": "x"})

        assert answer.status_code == 403
        with pytest.raises(actions.NotAllowed, match="may not confirm signers"):
            self.confirm(reset, person)

    def test_nobody_confirms_themselves(self):
        otto = people.otto()
        otto.set_password("set-by-ada-4242")
        actions.change_person(person=otto, roles=["compliance_officer"], by=people.ada(), clock=timezone.now)

        with pytest.raises(actions.NotAllowed, match="Nobody confirms themselves"):
            self.confirm(otto, otto)

    def test_whoever_made_a_reset_does_not_confirm_it_even_after_somebody_elses(self, reset):
        both = people._person("Cora Cole", ["administrator", "compliance_officer"])
        for by in (both, people.ada()):
            reset.set_password(f"set-by-{by.name[:3]}-4242-again")
            actions.change_person(person=reset, roles=["medical_reviewer"], by=by, clock=timezone.now)

        with pytest.raises(actions.NotAllowed, match="You made the reset"):
            self.confirm(reset, both)
        self.confirm(reset, people.otto())

    def test_nobody_takes_away_their_own_second_factor(self, settings):
        settings.TWO_FACTOR = True
        ada = people.ada()
        set_up(ada)
        with pytest.raises(actions.NotAllowed, match="Set up your own"):
            access.reset_second_factor(person=ada, by=ada, clock=timezone.now, reason="Lost.")

    @pytest.mark.parametrize("who", ["wanda", "otto", "pia", "nobody"])
    def test_nobody_but_an_administrator_resets(self, mila, settings, who):
        settings.TWO_FACTOR = False
        desk = Desk(getattr(people, who)())
        address = f"/admin/people/user/{mila.person.pk}/second-factor/reset/"

        assert desk.client.post(address, {"reason": "x"}).status_code == 403
        with pytest.raises(actions.NotAllowed):
            access.reset_second_factor(person=mila.person, by=desk.person, clock=timezone.now, reason="Lost.")
