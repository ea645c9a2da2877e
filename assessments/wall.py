"""What readers answer stays inside the function that evaluates it: no fault, log or report carries it out.

Around whatever reads answers stands `holding`: what is raised inside ends there, and a log line says that it
failed and where in the code. Django's error reports would show local variables, and the form that was sent;
for requests that may hold answers the filter below leaves both out, also while DEBUG is on, for faults
outside the view: in a middleware, say.
"""

import functools
import logging
import re
import traceback
from io import BytesIO
from pathlib import Path

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.views.debug import SafeExceptionReporterFilter

logger = logging.getLogger(__name__)

_LEFT_OUT = "(left out: it may hold what a reader answered)"
_MAY_HOLD = re.compile(r"/assessments/")


def holding(failed):
    """Decorates a view: it always answers, with `failed(request)` when it fails."""

    def decorate(view):
        @functools.wraps(view)
        def held(request, *args, **kwargs):
            answer = _tried(view, request, args, kwargs)
            if answer is None:
                # Outside of any `except`: should this fail too, nothing leads back to the first fault.
                answer = failed(request)
            # Django would log the status, and hand the request to whoever reports errors.
            answer._has_been_logged = True
            return answer

        return held

    return decorate


def _tried(view, request, args, kwargs):
    try:
        return view(request, *args, **kwargs)
    except Exception as error:
        _log(error)
        return None


def taken_out(request: HttpRequest):
    """The stream of the body; the request keeps an empty one, and nobody else can read what was sent."""
    stream, request._stream = request._stream, BytesIO()
    request._body, request._post, request._files = b"", QueryDict(), MultiValueDict()
    return stream


def _log(error: Exception) -> None:
    """That it failed and where in the code: no message and no value, which could hold an answer."""
    places = (
        f"{'/'.join(Path(at.filename).parts[-2:])}:{at.lineno}"
        for at in traceback.extract_tb(error.__traceback__)
    )
    logger.error("An assessment failed with %s at %s", type(error).__name__, " > ".join(places))


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
