"""The addresses of assessments beside those that every kind has."""

from django.urls import path

from . import pages
from .api import beside
from .api.evaluations import Evaluations

_ONE = "api/v1/assessments/<slug:slug>"

urlpatterns = [
    path("assessments/<slug:slug>", pages.page, name="site-assessment"),
    path(f"{_ONE}/evaluations", Evaluations.as_view(), name="assessment-evaluations"),
    path(f"{_ONE}/fhir", beside.Questionnaire.as_view(), name="assessment-fhir"),
    path(f"{_ONE}/vectors", beside.Vectors.as_view(), name="assessment-vectors"),
    path(f"{_ONE}/versions/<int:version>", beside.Version.as_view(), name="assessment-version"),
    path(
        f"{_ONE}/versions/<int:version>/fhir",
        beside.QuestionnaireOfVersion.as_view(),
        name="assessment-version-fhir",
    ),
]
