"""The page where a compliance officer exports evidence, read and filled in without a browser."""

import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from cms.audit.models import Entry
from cms.evidence import actions
from tests import people

from . import packs

pytestmark = pytest.mark.django_db

ROLES = [people.wanda, people.mila, people.otto, people.pia, people.ada, people.nobody]
MAY = [people.otto]


@pytest.fixture
def url(leg_pain):
    return reverse("evidence:item", args=[leg_pain.uid])


def at_desk(person):
    client = Client()
    client.force_login(person)
    return client


def words(response):
    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def test_it_says_what_will_be_in_the_pack(url):
    said = words(at_desk(people.otto()).get(url))

    assert "3 revisions" in said
    assert "texts as readers were served them" in said
    assert "Make the pack and download it" in said


def test_the_pack_is_handed_out_and_holds(url, leg_pain, tmp_path):
    response = at_desk(people.otto()).post(url, {"reason": "For the auditor.", "begins": "", "ends": ""})

    assert response["Content-Type"] == "application/zip"
    assert 'attachment; filename="evidence-leg-pains-' in response["Content-Disposition"]
    path = tmp_path / "pack.zip"
    path.write_bytes(response.getvalue())
    assert packs.checked(path)[0] == []
    entry = Entry.objects.first()
    assert (entry.action, entry.reason, entry.subject) == (actions.ACTION, "For the auditor.", leg_pain.uid)


def test_packs_that_were_made_are_listed_with_their_digest(url):
    desk = at_desk(people.otto())
    desk.post(url, {"reason": "For the auditor."}).getvalue()

    said = words(desk.get(url))

    assert "For the auditor." in said
    assert Entry.objects.first().detail_document["manifest"] in said


def test_a_release_has_its_page(together, tmp_path):
    desk = at_desk(people.otto())
    address = reverse("evidence:release", args=[together.pk])

    assert "1 submission" in words(desk.get(address))
    path = tmp_path / "pack.zip"
    path.write_bytes(desk.post(address, {"reason": "Asked."}).getvalue())

    with zipfile.ZipFile(path) as pack:
        assert together.pk in pack.read("README.txt").decode()
    assert packs.checked(path)[0] == []


@pytest.mark.parametrize("person", ROLES)
def test_only_those_who_may_export_find_and_open_it(url, leg_pain, together, person):
    who = person()
    desk, before = at_desk(who), Entry.objects.count()

    made = desk.post(url, {"reason": "Asked."})
    made.getvalue()
    found = {
        made.status_code,
        desk.get(url).status_code,
        desk.get(reverse("evidence:release", args=[together.pk])).status_code,
    }

    assert found == ({200} if person in MAY else {403})
    assert Entry.objects.count() - before == (person in MAY)
    form = desk.get(reverse("admin:articles_article_change", args=[leg_pain.pk]))
    assert (url in form.content.decode()) == (person in MAY)


def test_who_is_not_signed_in_is_asked_to(url):
    response = Client().get(url)

    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": " "}, "This field is required."),
        ({"reason": "x", "begins": "2040-13-40"}, "Give a day such as 2026-03-14."),
        ({"reason": "x", "begins": "2020-02-01", "ends": "2020-01-01"}, "The period ends before it begins."),
        ({"reason": "x", "begins": "9000-01-01"}, "That day has not come yet."),
        ({"reason": "x", "ends": "9999-12-31"}, "Give a day such as 2026-03-14."),
        ({"reason": "x", "ends": "1999-01-01"}, "Nothing about it was recorded in that time."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(url, typed, said):
    before = Entry.objects.count()

    response = at_desk(people.otto()).post(url, typed)

    assert response.status_code == 200
    assert said in words(response)
    for name, value in typed.items():
        assert value.strip() in response.content.decode(), name
    assert Entry.objects.count() == before


def test_what_is_not_there_is_not_found(clock):
    desk = at_desk(people.otto())

    for name in ("item", "release"):
        assert desk.get(reverse(f"evidence:{name}", args=["art_none"])).status_code == 404
        assert desk.get(f"/admin/evidence/{name}/%00/").status_code == 404


def test_texts_of_others_are_escaped(clock, leg_pain, url):
    desk = at_desk(people.otto())
    hostile = "<script>alert(1)</script>"
    desk.post(url, {"reason": hostile}).getvalue()

    page = desk.get(url).content.decode()

    assert hostile not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_opens_with_few_queries(url, django_assert_max_num_queries):
    desk = at_desk(people.otto())
    desk.get(url)

    with django_assert_max_num_queries(25):
        desk.get(url)
