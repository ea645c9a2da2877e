"""The page of the period register: what it asks, what it shows, what it hands out, and to whom."""

import hashlib
import io
import json
import zipfile

import pytest
from django.utils import timezone

from cms.audit.models import Entry
from tests import people
from tests.publishing import builders

from .browsing import Desk
from .test_queries import queries

REGISTER = "/admin/review/register/"


@pytest.fixture
def otto(db):
    people.everybody()
    return Desk(people.otto())


@pytest.fixture
def item(otto):
    item = builders.article(timezone.now, title="Leg <script>alert(1)</script> pain")
    builders.go_live(item, timezone.now, change="substantive", reason="<b>Because</b>")
    return item


def today(**more):
    day = timezone.localdate().isoformat()
    return {"begins": day, "ends": day, **more}


def test_it_begins_with_the_last_quarter(otto):
    visit = otto.open(REGISTER)

    values = dict(visit.form().form_values())
    assert values["begins"][-5:] in ("01-01", "04-01", "07-01", "10-01")
    assert "Nothing in these days" in visit.words or "Nothing happened in these days" in visit.words


def test_a_page_that_went_live_leads_to_what_an_auditor_looks_at(otto, item):
    visit = otto.open(REGISTER, **today(sample=50))

    links = {a.text: a.get("href") for a in visit.tree.xpath("//td[@class='look']/a")}
    assert set(links) == {"As it was", "History", "Evidence pack"}
    assert f"/admin/review/item/{item.uid}/history/" in visit.response.content.decode()
    for address in links.values():
        assert otto.client.get(address, follow=True).status_code == 200


def test_the_sample_leads_to_the_page_as_it_was(otto, item):
    visit = otto.open(REGISTER, **today(sample=50))

    rows = visit.tree.xpath("//section[@aria-labelledby='sample']//tbody/tr")
    [row] = [tr for tr in rows if "articles/leg-pain" in tr.text_content()]
    shown = otto.open(row.xpath(".//a")[0].get("href"))
    assert "As it was" not in shown.errors
    assert "articles/leg-pain (en-US) showed this" in shown.words


def test_typed_texts_are_shown_as_texts(otto, item):
    page = otto.open(REGISTER, **today()).response.content.decode()

    assert "<script>alert" not in page
    assert "&lt;b&gt;Because&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"begins": "2026-03-02", "ends": "2026-03-01"}, "The period ends before it begins."),
        ({"begins": "soon", "ends": "2026-03-01"}, "Give a day such as 2026-03-14."),
        ({"begins": "", "ends": "2026-03-01"}, "Give a day such as 2026-03-14."),
        ({"begins": "2026-03-02", "ends": "2999-03-01"}, "That day has not come yet."),
        ({"begins": "0001-01-01", "ends": "2026-03-01"}, "The record knows nothing of 0001-01-01."),
        ({"begins": "9999-12-31", "ends": "9999-12-31"}, "The record knows nothing of 9999-12-31."),
        ({"sample": "-1"}, "Give a number from 1 to 200."),
        ({"sample": "many"}, "Give a number from 1 to 200."),
        ({"sample": "٣"}, None),
        ({"begins": "\0", "ends": "2026-03-01"}, None),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(otto, said, sentence):
    before = Entry.objects.count()

    visit = otto.open(REGISTER, **said)

    assert visit.status == 200
    if sentence:
        assert sentence in visit.errors
        assert Entry.objects.count() == before
        for name, typed in said.items():
            assert (visit.tree.xpath(f"//input[@name='{name}']/@value") or [""]) == [typed]


def test_an_empty_period_is_a_calm_page(otto):
    words = otto.open(REGISTER, begins="2001-01-01", ends="2001-01-31").words

    assert "Nothing happened in these days" in words


def test_each_opening_is_one_entry(otto):
    before = Entry.objects.count()

    otto.open(REGISTER, begins="2026-01-01", ends="2026-01-31", sample="5")

    [entry] = Entry.objects.order_by("sequence")[before:]
    assert (entry.action, entry.actor) == ("record.read", people.otto().uid)
    said = entry.detail_document
    assert (said["what"], said["from"], said["to"]) == ("period register", "2026-01-01", "2026-01-31")


def test_the_files_are_handed_out_with_their_digest(otto, item):
    tables = otto.client.get(REGISTER, today(form="zip"))
    document = otto.client.get(REGISTER, today(form="json"))

    assert zipfile.ZipFile(io.BytesIO(tables.content)).testzip() is None
    assert json.loads(document.content)["format"] == "register/1"
    entry = Entry.objects.first()
    assert entry.detail_document["sha256"] == hashlib.sha256(document.content).hexdigest()
    assert document["Content-Disposition"].startswith('attachment; filename="register-')


def test_a_form_that_is_not_known_is_refused(otto):
    visit = otto.open(REGISTER, form="pdf")

    assert visit.status == 403
    assert "not as “pdf”" in visit.words


@pytest.mark.parametrize("who", [people.wanda, people.mila, people.pia, people.ada, people.nobody])
@pytest.mark.parametrize("form", ["", "zip"])
def test_nobody_else_sees_it(otto, who, form):
    before = Entry.objects.count()

    assert Desk(who()).client.get(REGISTER, {"form": form}).status_code == 403
    assert Entry.objects.count() == before


def test_it_asks_few_questions_however_much_there_is(otto, item):
    few = queries(otto, REGISTER, **today())
    for number in range(5):
        builders.go_live(builders.article(timezone.now, slug=f"page-{number}"), timezone.now)

    assert queries(otto, REGISTER, **today()) <= few <= 70
