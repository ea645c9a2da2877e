"""A questionnaire that somebody uploads: a draft with what is left over, or nothing at all."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.admin import upload
from assessments.models import Assessment
from cms.audit.models import Entry
from tests import people
from tests.publishing.admin.browsing import Desk

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/assessments/assessment/import/"
QUESTIONNAIRE = {
    "resourceType": "Questionnaire",
    "status": "active",
    "title": "Leg check",
    "item": [
        {
            "linkId": "pain",
            "type": "choice",
            "text": "Do your legs hurt?",
            "answerOption": [
                {"valueCoding": {"code": "y", "display": "Yes"}},
                {"valueCoding": {"code": "n"}},
            ],
        },
        {"linkId": "name", "type": "string", "text": "<b>What is your name?</b>"},
    ],
}


def send(desk, content, name="leg.json", **said):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return desk.post(ADDRESS, file=SimpleUploadedFile(name, data), **said)


def test_it_becomes_a_draft_and_what_was_not_understood_leads_to_the_form():
    wanda = Desk(people.wanda())
    assert "Import a questionnaire" in wanda.open("/admin/assessments/assessment/").words

    said = send(wanda, QUESTIONNAIRE, slug="legs")

    made = Assessment.objects.get()
    assert (made.slug, made.title) == ("legs", "Leg check")
    assert "“Leg check” is a draft now" in said.words
    assert made.ordered("leftovers")
    [first, *_] = said.tree.xpath("//a[contains(@href, '#leftover_rows-')]/@href")
    assert first == f"/admin/assessments/assessment/{made.pk}/change/#leftover_rows-0"
    assert "Imported from leg.json." in Entry.objects.order_by("-pk").first().reason


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"%PDF-1.7 \xff\xfe", "JSON", id="no JSON"),
        pytest.param(b"[1]", "something else", id="no object"),
        pytest.param(b'{"resourceType": "Patient"}', "", id="something else of FHIR"),
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b"[" * 100_000, "", id="deep"),
        pytest.param(b" " * (upload.MOST_BYTES + 1), "larger than 2 MB", id="large"),
    ],
)
def test_what_is_no_questionnaire_is_refused_and_nothing_is_written(content, why):
    before = Entry.objects.count()
    wanda = Desk(people.wanda())
    before = Entry.objects.count()

    said = send(wanda, content)

    assert said.status == 200
    assert "Nothing was written." in said.words
    assert why in said.words
    assert (Assessment.objects.count(), Entry.objects.count()) == (0, before)


def test_a_taken_address_is_told_and_the_typed_one_stays():
    wanda = Desk(people.wanda())
    send(wanda, QUESTIONNAIRE, slug="legs")

    again = send(wanda, QUESTIONNAIRE, slug="legs")

    assert "There is an assessment at “legs” already." in again.words
    assert again.values()["slug"] == "legs"
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("name", ["mila", "otto", "pia", "nobody"])
def test_only_whoever_may_add_an_assessment_may_import_one(name):
    desk = Desk(getattr(people, name)())

    assert desk.client.get(ADDRESS).status_code == 403
    assert send(desk, QUESTIONNAIRE).status == 403
    assert Assessment.objects.count() == 0


def test_no_file_is_no_import():
    said = Desk(people.wanda()).post(ADDRESS, slug="x")

    assert "Choose the file of a questionnaire." in said.words
