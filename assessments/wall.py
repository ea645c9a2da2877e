"""What readers answer stays inside the function that evaluates it: no fault, log or report carries it out.

Around whatever reads answers stands `holding`: what is raised inside ends there, and a log line says that it
failed and where in the code. The body is set aside before there is a request, and taken out inside: whoever
reports a fault of a middleware, also a reporter that is none of ours, finds an empty body. Django's error
reports would show local variables, and the form that was sent; for requests that may hold answers the filter
below leaves both out, also while DEBUG is on.
"""

import functools
import logging
import re
import traceback
from io import BytesIO
from pathlib import Path

from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.views.debug import SafeExceptionReporterFilter

logger = logging.getLogger(__name__)

_LEFT_OUT = "(left out: it may hold what a reader answered)"
_MAY_HOLD = re.compile(r"/assessments/")
#: Where readers send answers: the API, and the reference page without scripts.
_SENT_TO = re.compile(r"/assessments/[^/]+|/api/v1/assessments/[^/]+/evaluations/?")
_PLACE = "assessments.wall.body"


class Aside:
    """The stream of a body. It shows nothing of itself to whoever prints all that a request has."""

    __slots__ = ("stream",)

    def __init__(self, stream):
        self.stream = stream


def set_aside(sender, environ=None, **more):
    """At the signal `request_started`: what a reader sends is no part of the request."""
    if environ and environ["REQUEST_METHOD"] == "POST" and _SENT_TO.fullmatch(environ.get("PATH_INFO", "")):
        environ[_PLACE], environ["wsgi.input"] = Aside(environ["wsgi.input"]), BytesIO()


def holding(failed):
    """Decorates a view: it always answers, with `failed(request, kind)` when it raises that kind of thing."""

    def decorate(view):
        @functools.wraps(view)
        def held(request, *args, **kwargs):
            answer, fault = _tried(view, request, args, kwargs)
            if answer is None:
                # Outside of any `except`: nothing at hand leads back to the fault, should this fail too, and
                # a reporter that looks at the variables of whoever logs finds no exception among them.
                kind, places = fault
                logger.error("An assessment failed with %s at %s", kind.__name__, places)
                answer = failed(request, kind)
            # Django would log the status, and hand the request to whoever reports errors.
            answer._has_been_logged = True
            return answer

        return held

    return decorate


def _tried(view, request, args, kwargs) -> tuple[HttpResponse | None, tuple[type, str] | None]:
    """The answer, or the kind of fault and its place: no message and no value, which may hold an answer."""
    try:
        return view(request, *args, **kwargs), None
    except Exception as error:
        places = (
            f"{'/'.join(Path(at.filename).parts[-2:])}:{at.lineno}"
            for at in traceback.extract_tb(error.__traceback__)
        )
        return None, (type(error), " > ".join(places))


def taken_out(request: HttpRequest):
    """The stream of the body; the request keeps an empty one, and nobody else can read what was sent."""
    stream, request._stream = request._stream, BytesIO()
    request._body, request._post, request._files = b"", QueryDict(), MultiValueDict()
    aside = request.META.pop(_PLACE, None)
    if aside is None:  # it did not come through the server: a test of a view alone
        return stream
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    return LimitedStream(aside.stream, length)


def form_of(request: HttpRequest) -> QueryDict:
    """The form that was sent, taken out of the request."""
    return QueryDict(taken_out(request).read(), encoding="utf-8")


class Filter(SafeExceptionReporterFilter):
    """The setting DEFAULT_EXCEPTION_REPORTER_FILTER."""

    def is_active(self, request):
        return may_hold(request) or super().is_active(request)

    def get_post_parameters(self, request):
        if may_hold(request):
            return dict.fromkeys([_LEFT_OUT], "")
        return super().get_post_parameters(request)

    def get_traceback_frame_variables(self, request, tb_frame):
        if may_hold(request):
            return [(name, _LEFT_OUT) for name in tb_frame.f_locals]
        return super().get_traceback_frame_variables(request, tb_frame)


def may_hold(request) -> bool:
    """Whether this is a request by which somebody sends answers."""
    return request is not None and request.method == "POST" and bool(_MAY_HOLD.search(request.path_info))
