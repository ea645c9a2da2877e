import pytest
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator

from articles.models import Topic
from assessments.models import Assessment
from tests.articles import pages


@pytest.fixture
def assessment(db):
    topic = Topic.objects.create(name="Peripheral Arterial Disease", slug="pad-topic")
    return Assessment.objects.create(title="PAD assessment", slug="pad", topic=topic, estimated_minutes=3)


def test_an_assessment_tells_what_a_link_to_it_needs(assessment):
    document = pages.composed(assessment)

    assert document["schema"] == "assessment/1"
    assert document["href"] == "/assessments/pad"
    assert document["topic"]["title"] == "Peripheral Arterial Disease"
    assert Assessment.summarize(document) == {
        "type": "assessment",
        "id": assessment.uid,
        "slug": "pad",
        "title": "PAD assessment",
        "estimated_minutes": 3,
        "available": False,
        "version": None,
    }


def test_its_schema_is_complete():
    Draft202012Validator.check_schema(Assessment.schema())

    assert Assessment.schema()["properties"]["schema"]["const"] == "assessment/1"


def test_it_needs_a_medical_and_a_compliance_signature():
    assert Assessment.policy == ("medical", "compliance")


@pytest.mark.parametrize("minutes", [0, 61])
def test_minutes_are_from_one_to_sixty(assessment, minutes):
    assessment.estimated_minutes = minutes

    with pytest.raises(ValidationError, match=r"greater|less"):
        assessment.full_clean()


def test_other_minutes_are_no_matter_of_wording(assessment):
    before = Assessment.substance(pages.composed(assessment))
    assessment.estimated_minutes = 4
    assessment.save()

    assert Assessment.substance(pages.composed(assessment)) != before
