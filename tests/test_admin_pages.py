"""Every page of the admin, in Chromium, under the content security policy that production has."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests import browsers, people

pytestmark = pytest.mark.once("postgres")


def admin_addresses():
    """The list and the empty form of every registered model."""
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        for page in ("changelist", "add"):
            try:
                yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
            except NoReverseMatch:
                continue


@pytest.fixture
def superuser(own_database):
    person = people.ada()
    person.is_superuser = True
    person.save()
    return person


def test_no_admin_page_breaks_the_content_security_policy(page, server, superuser, troubles):
    browsers.sign_in(page, server, superuser)
    wrong = []

    for address in ["/admin/", *admin_addresses()]:
        status = page.goto(address).status
        if status == 403 and address.endswith("/add/"):  # made by an action only
            troubles[:] = [trouble for trouble in troubles if "403" not in trouble]
        elif status != 200:
            wrong.append(f"{address}: {status}")
        wrong += [f"{address}: {trouble}" for trouble in troubles]
        troubles.clear()

    assert not wrong


def test_signing_in_through_the_form(page, server, own_database):
    mila = people.mila()
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(mila.email)
    page.get_by_label("Password").fill(people.PASSWORD)

    page.get_by_role("button", name="Log in").click()

    page.wait_for_url("**/admin/")
    assert "MILA" in page.locator("#user-tools").inner_text().upper()
