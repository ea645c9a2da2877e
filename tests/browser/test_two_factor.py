"""The second factor as people meet it: setting it up, signing in, signing, being suspended and confirmed."""

import base64
import re

import pytest
from django.utils import timezone

from cms.people import actions
from cms.people.models import User
from tests import people
from tests.browser import screens
from tests.publishing import builders
from tests.second_factor import Phone, set_up


@pytest.fixture
def server(start_server):
    return start_server(TWO_FACTOR="true")


@pytest.fixture
def releases(own_database):
    """Two articles that wait for a medical signature."""
    arms = builders.article(timezone.now, slug="arms", title="Arms")
    builders.go_live(arms, timezone.now)
    builders.edit(arms, timezone.now, dek="When to rest.")
    legs = builders.article(timezone.now, slug="legs", title="Legs")
    return [builders.submit(item, timezone.now) for item in (arms, legs)]


def give_password(page, person, password=people.PASSWORD):
    page.goto("/admin/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def give_code(page, code, button="Sign in"):
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name=button, exact=True).click()


def sign_in(page, person, phone):
    give_password(page, person)
    page.wait_for_url("**/sign-in/code/")
    give_code(page, phone.code())
    page.wait_for_url("**/admin/")


def test_setting_it_up_on_a_phone_in_the_dark(server, open_page):
    mila = people.mila()
    page = open_page(**screens.PHONE, color_scheme="dark")
    give_password(page, mila)
    page.wait_for_url("**/sign-in/second-factor/")
    picture = page.get_by_alt_text("QR code for your authenticator app")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    phone = Phone(base64.b32decode(secret).hex())
    field = page.get_by_label("Code", exact=True)
    assert field.get_attribute("autocomplete") == "one-time-code"

    field.fill("12")
    field.press("Enter")
    page.get_by_text("That code is not right.").wait_for()
    give_code(page, phone.code(), "Use this phone")

    codes = page.locator(".recovery-codes li")
    codes.first.wait_for()
    shown = codes.all_inner_texts()
    assert len(set(shown)) == 10
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download").click()
    text = downloading.value.path().read_text()
    assert all(code in text for code in shown)
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/admin/")


def test_signing_in_with_a_code_and_with_a_recovery_code(server, open_page):
    mila = people.mila()
    phone, codes = set_up(mila)
    page = open_page()
    give_password(page, mila)
    page.wait_for_url("**/sign-in/code/")

    give_code(page, phone.last_code)
    page.get_by_text("That code was used already.").wait_for()
    give_code(page, f"{phone.code()[:3]} {phone.last_code[3:]}")  # as some apps copy it
    page.wait_for_url("**/admin/")
    page.get_by_role("link", name="Second factor").click()
    page.get_by_text("10 recovery codes are left").wait_for()

    other = open_page()
    give_password(other, mila)
    give_code(other, codes[0])
    other.wait_for_url("**/admin/")
    assert "9 recovery codes are left" in screens.message(other)


def test_the_first_signature_takes_a_code_and_the_second_the_password(server, releases, open_page):
    mila = people.mila()
    phone, _ = set_up(mila)
    page = open_page()
    sign_in(page, mila, phone)
    page.goto(f"/admin/review/{releases[0].uid}/")
    page.get_by_label("Your password").fill(people.PASSWORD)
    code = page.get_by_label("Your code")
    code.press("Enter")
    page.get_by_text("Type the code that your app shows.").wait_for()
    page.get_by_label("Your password").fill(people.PASSWORD)
    code.fill(phone.code())
    page.get_by_role("button", name="Sign", exact=True).click()
    page.locator(".messagelist").wait_for()
    assert screens.message(page).startswith("Signed.")

    page.goto(f"/admin/review/{releases[1].uid}/")
    assert page.get_by_label("Your code").count() == 0
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.locator(".messagelist").wait_for()

    page.goto(f"/admin/review/{releases[1].uid}/")
    signed = page.locator("section[aria-labelledby=signatures]").inner_text()
    assert re.search(r"Mila Moreau, MD, FACC: Medically reviewed and approved, on .+ UTC", signed)


def test_suspended_after_a_reset_and_confirmed_by_compliance(server, releases, open_page):
    mila = User.objects.get(pk=people.mila().pk)
    phone, _ = set_up(mila)
    mila.set_password("set-by-ada-4242")
    actions.change_person(person=mila, roles=["medical_reviewer"], by=people.ada(), clock=timezone.now)
    page = open_page()
    give_password(page, mila, "set-by-ada-4242")
    give_code(page, phone.code())
    page.wait_for_url("**/sign-in/new-password/")
    page.get_by_label("New password", exact=True).fill("walking-downhill-42")
    page.get_by_label("New password confirmation").fill("walking-downhill-42")
    page.get_by_role("button", name="Keep this password").click()
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/review/{releases[1].uid}/")
    page.get_by_text("Your signing is suspended").wait_for()
    assert page.get_by_role("button", name="Sign", exact=True).count() == 0

    otto = people.otto()
    phone, _ = set_up(otto)
    desk = open_page()
    sign_in(desk, otto, phone)
    desk.goto(f"/admin/people/user/{mila.pk}/change/")
    desk.get_by_text("Signing is suspended since").wait_for()
    desk.get_by_role("link", name="Confirm the signer").click()
    desk.get_by_label("Why").fill("I called her at the number we know.")
    desk.get_by_role("button", name="Confirm: they may sign again").click()
    desk.get_by_text("Mila Moreau may sign again.").wait_for()

    page.reload()
    page.get_by_role("button", name="Sign", exact=True).wait_for()


def test_locked_out_in_plain_words(server, open_page, troubles):
    mila = people.mila()
    page = open_page(**screens.PHONE)
    for _ in range(5):
        give_password(page, mila, "wrong")
        page.locator(".errornote").wait_for()

    assert re.search(
        r"Too many failed attempts\. Try again after \d\d:\d\d UTC", page.locator(".errornote").inner_text()
    )
    troubles[:] = [trouble for trouble in troubles if "429" not in trouble]
