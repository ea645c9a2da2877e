"""Every error under /api/ is a problem document that says what to do; the rest stays as Django has it."""

import pytest
from django.test import RequestFactory
from rest_framework import exceptions, serializers

from cms.delivery import problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v2",
        "/api/v1/nothing",
        "/api/v1/nothing/at/all/",
        "/api/v1/%00",
        "/api/v1//articles",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem(client, path, method):
    response = getattr(client, method)(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "unknown_route"


def test_an_unknown_address_is_a_problem_while_debugging(client, settings):
    settings.DEBUG = True

    assert client.get("/api/v1/nothing").json()["code"] == "unknown_route"


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/articles/", "/api/v1/search/", "/api/docs//"])
def test_a_slash_too_many_is_taken_away(client, path):
    response = client.get(f"{path}?limit=1")

    assert response.status_code == 308
    assert response["Location"] == path.rstrip("/") + "?limit=1"


def test_a_path_with_slashes_never_leads_to_another_host(client):
    response = client.get("/", PATH_INFO="//evil.example/api/v1/")

    assert response.status_code == 404


def test_outside_the_api_a_missing_page_is_no_problem_document(client):
    assert client.get("/nothing")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("handler", "title"),
    [
        (problems.bad_request, "This request is not right"),
        (problems.forbidden, "This is not allowed"),
        (problems.not_found, "There is no such page"),
        (lambda request, error: problems.server_error(request), "Something went wrong here"),
    ],
)
def test_outside_the_api_a_page_says_what_to_do(client, handler, title):
    page = handler(RequestFactory().get("/admin/x"), Exception()).content.decode()

    assert f"<h1>{title}</h1>" in page
    assert 'href="/"' in page
    assert client.get("/").status_code == 200


def test_a_fault_of_ours_is_a_500_without_details(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("password=walking-uphill-42")

    monkeypatch.setattr("cms.delivery.detail.answer", broken)
    client.raise_request_exception = False

    response = client.get("/api/v1/articles/leg-pain")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response.json()["code"] == "server_error"
    assert b"password" not in response.content


def test_every_type_leads_to_an_explanation(client):
    for code in problems.KINDS:
        document = problems.document(code)

        explained = client.get(document["type"]).json()

        assert explained["code"] == code
        assert explained["title"] == document["title"]
    assert client.get("/api/problems/nothing").status_code == 404


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.NotAuthenticated(), 401, "not_signed_in"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotFound(), 404, "unknown_page"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type"),
        (exceptions.Throttled(wait=7), 429, "too_many_requests"),
        (exceptions.ParseError(), 400, "bad_request"),
    ],
)
def test_exceptions_of_views_become_problems(error, status, code):
    response = problems.handler(error, {})

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert f'"code": "{code}"'.encode() in response.content


def test_a_throttled_client_hears_how_long_to_wait():
    assert problems.handler(exceptions.Throttled(wait=7), {})["Retry-After"] == "7"


def test_faults_of_a_serializer_name_their_fields():
    class Answers(serializers.Serializer):
        version = serializers.CharField()
        scores = serializers.ListField(child=serializers.IntegerField())

    serializer = Answers(data={"scores": [1, "x"]})
    with pytest.raises(exceptions.ValidationError) as caught:
        serializer.is_valid(raise_exception=True)

    response = problems.handler(caught.value, {})

    assert response.status_code == 400
    assert b'"parameter": "version", "code": "required"' in response.content
    assert b'"parameter": "scores.1", "code": "invalid"' in response.content


def test_what_is_no_exception_of_a_view_is_left_to_django():
    assert problems.handler(RuntimeError("x"), {}) is None


@pytest.mark.parametrize(
    ("handler", "status"),
    [(problems.bad_request, 400), (problems.forbidden, 403), (problems.not_found, 404)],
)
def test_handlers_speak_json_only_under_the_api(handler, status):
    requests = RequestFactory()

    inside = handler(requests.get("/api/v1/x"), Exception())
    outside = handler(requests.get("/admin/x"), Exception())

    assert (inside.status_code, inside["Content-Type"]) == (status, "application/problem+json")
    assert (outside.status_code, outside["Content-Type"].split(";")[0]) == (status, "text/html")
