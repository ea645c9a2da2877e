"""What the API says when it can't answer: `application/problem+json` (RFC 9457) for every error under /api/.

    {"type": "/api/problems/unknown-page", "title": "There is no such page", "status": 404,
     "code": "unknown_page", "detail": "…what to do…", "errors": [{"parameter", "code", "detail"}]}

`type` leads to a page that explains the problem. `errors` is there only when parameters or fields are wrong.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework import exceptions

from .parameters import BadQuery, Fault

CONTENT_TYPE = "application/problem+json"
#: Seconds after which to ask again while the database is away.
RETRY_AFTER = "5"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its title, and what somebody who meets it can do."""

    status: int
    title: str
    advice: str


KINDS = {
    "bad_parameters": Kind(
        400,
        "The request has parameters that are not right",
        "Each entry of `errors` names a parameter and says what would be right. Nothing is ever ignored.",
    ),
    "bad_request": Kind(400, "The request can't be understood", "Read `detail` and send the request again."),
    "not_signed_in": Kind(401, "This needs a token", "Send `Authorization: Bearer …` with a valid token."),
    "not_allowed": Kind(
        403, "This is not allowed", "Ask whoever gave out the token for the right to do this."
    ),
    "unknown_page": Kind(
        404,
        "There is no such page",
        "Nothing is published under this address and locale now. The lists name everything that is.",
    ),
    "unknown_route": Kind(404, "There is no such address", "GET /api/v1 lists the addresses that there are."),
    "method_not_allowed": Kind(
        405, "This method is not possible here", "The `Allow` header names the methods that are."
    ),
    "not_acceptable": Kind(406, "There is no such representation", "Accept application/json."),
    "conflict": Kind(409, "The state has changed meanwhile", "Fetch the current state and try again."),
    "gone": Kind(
        410,
        "This page has been taken down",
        "`detail` is the note for readers; `replaced_by` names what to read instead, if anything.",
    ),
    "sealed": Kind(
        410,
        "These bytes were sealed",
        "`sealed_under` is the entry of the audit trail that says why. Digest, signatures and entries stay.",
    ),
    "version_withdrawn": Kind(
        409,
        "This version can't be used any more",
        "`reason` says why. Ask again with `current_version`, which is live.",
    ),
    "too_large": Kind(413, "The body is too large", "Send less; `detail` says how much is read."),
    "invalid_answers": Kind(
        422,
        "Some answers can't be taken",
        "Each entry of `errors` names a question and says in words what would be right.",
    ),
    "unsupported_media_type": Kind(
        415, "The body has another type than is read here", "Send application/json."
    ),
    "too_many_requests": Kind(429, "Too many requests", "Wait for as long as `Retry-After` says."),
    "server_error": Kind(500, "Something went wrong here", "Try again later; the fault has been logged."),
    "unavailable": Kind(
        503, "The database does not answer", "Send the request again after as long as `Retry-After` says."
    ),
}

_BY_STATUS = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "unknown_page",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    415: "unsupported_media_type",
    429: "too_many_requests",
}


def document(code: str, detail: str = "", errors: Iterable[Fault] = (), **members) -> dict:
    kind = KINDS[code]
    problem = {
        "type": f"/api/problems/{code.replace('_', '-')}",
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "detail": detail or kind.advice,
    }
    errors = [asdict(error) for error in errors]
    return problem | ({"errors": errors} if errors else {}) | members


def body(code: str, detail: str = "", errors: Iterable[Fault] = (), **members) -> bytes:
    return json.dumps(document(code, detail, errors, **members), ensure_ascii=False).encode()


def response(code: str, detail: str = "", errors: Iterable[Fault] = (), **members) -> HttpResponse:
    answer = HttpResponse(
        body(code, detail, errors, **members), status=KINDS[code].status, content_type=CONTENT_TYPE
    )
    answer["Cache-Control"] = "no-store"
    return answer


def of_fault(fault: type[BaseException] | None) -> HttpResponse:
    """The problem for a fault of ours."""
    return marked(response("unavailable" if _is_away(fault) else "server_error"), fault)


def marked(answer: HttpResponse, fault: type[BaseException] | None) -> HttpResponse:
    """The answer to a fault of ours. A database that is away is expected back: it says when to ask again."""
    if _is_away(fault):
        answer.status_code, answer["Retry-After"] = 503, RETRY_AFTER
    return answer


def _is_away(fault: type[BaseException] | None) -> bool:
    """Whether this is how a database is told that can't be reached, or that gave up waiting."""
    return fault is not None and issubclass(fault, (InterfaceError, OperationalError))


def of_query(error: BadQuery) -> bytes:
    return body("bad_parameters", _summary(error.faults), error.faults)


def _summary(faults: list[Fault]) -> str:
    return faults[0].detail if len(faults) == 1 else f"{len(faults)} things are wrong with the parameters."


# Django REST framework: named in settings as EXCEPTION_HANDLER.


def handler(error: Exception, context) -> HttpResponse | None:
    """The problem for an exception of a view. None for a fault of ours: Django logs it and answers 500."""
    if isinstance(error, BadQuery):
        return response("bad_parameters", _summary(error.faults), error.faults)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(error.get_full_details()))
        return response("bad_parameters", _summary(faults), faults)
    if error.status_code not in _BY_STATUS:
        return None
    answer = response(_BY_STATUS[error.status_code], _sentence(error))
    if getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        answer["Retry-After"] = str(int(error.wait))
    return answer


def _sentence(error) -> str:
    """What the view itself said; nothing when it is only the framework's own wording of the status."""
    detail = str(error.detail)
    return "" if detail == str(getattr(error, "default_detail", "")) else detail


def _faults(details, path: str = ""):
    """Faults out of the nested details of a validation error; a path joins names with dots."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield Fault(path, str(details["code"]), str(details["message"]))
    elif isinstance(details, dict):
        for name, inner in details.items():
            here = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from _faults(inner, here)
    else:
        for index, inner in enumerate(details):
            single = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from _faults(inner, path if single else f"{path}.{index}".strip("."))


# Django: the handlers and the last route that cms/urls.py names.


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


@csrf_exempt
def unknown_route(request: HttpRequest) -> HttpResponse:
    """Whatever under /api/ no route took. A slash too many leads to the address without it."""
    path = request.path_info
    bare = path.rstrip("/")
    if path != bare and _has_route(bare):
        answer = HttpResponse(status=308)
        query = iri_to_uri(request.META.get("QUERY_STRING", ""))
        answer["Location"] = escape_uri_path(request.path.rstrip("/")) + (f"?{query}" if query else "")
        answer["Cache-Control"] = "public, max-age=0, s-maxage=300"
        return answer
    return response("unknown_route")


def _has_route(path: str) -> bool:
    """Whether a route of its own takes this path; the last one takes everything."""
    try:
        return resolve(path).func is not unknown_route
    except Resolver404:
        return False


@require_safe
def explanation(request: HttpRequest, code: str) -> HttpResponse:
    """What `type` leads to."""
    name = code.replace("-", "_")
    if name not in KINDS or "_" in code:
        return response("unknown_route")
    kind = KINDS[name]
    return JsonResponse({"code": name, "status": kind.status, "title": kind.title, "advice": kind.advice})


def bad_request(request, exception=None):
    return response("bad_request") if _is_api(request) else defaults.bad_request(request, exception)


def forbidden(request, exception=None):
    return response("not_allowed") if _is_api(request) else defaults.permission_denied(request, exception)


def not_found(request, exception=None):
    return response("unknown_route") if _is_api(request) else defaults.page_not_found(request, exception)


def server_error(request):
    fault = sys.exc_info()[0]  # Django calls this while it holds the fault, and hands over the request alone
    return of_fault(fault) if _is_api(request) else marked(defaults.server_error(request), fault)
