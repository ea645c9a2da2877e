"""Settings of a server that reports all it can, and fails wherever a request tells it to.

It logs everything, mails every error with the values of all variables, keeps caches and mails in files, and
has a middleware that makes one function raise for the length of a request: the one that `X-Fail-At` names.
The exception says what the function was called with, as exceptions like to do. A reporter as other products
have them listens too: it asks no filter, and keeps all that it can get hold of.
"""

import logging
import os
import sys
import traceback
from pathlib import Path
from unittest import mock

from django.core.signals import got_request_exception

from tests.settings import *  # noqa: F403  (all of them, also those that come later)
from tests.settings import LOGGING, MIDDLEWARE

FOLDER = Path(os.environ.get("FAULTY_FOLDER", "/nowhere"))
DEBUG = os.environ.get("FAULTY_DEBUG") == "yes"
ADMINS = [("Ada", "ada@example.org")]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = FOLDER / "mails"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": FOLDER / "cache",
    }
}
EVALUATIONS_PER_MINUTE = 1000
MIDDLEWARE = ["tests.assessments.faulty.Fails", *MIDDLEWARE, "tests.assessments.faulty.FailsInside"]

REPORTS = {
    "level": "DEBUG",
    "class": "django.utils.log.AdminEmailHandler",
    "include_html": True,
}
LOGGING = LOGGING | {
    "handlers": LOGGING["handlers"]
    | {"reports": REPORTS, "reporter": {"()": "tests.assessments.faulty.Reporter"}},
    "root": {"handlers": ["stderr", "reports", "reporter"], "level": "DEBUG"},
    "loggers": {
        "django": {"handlers": ["stderr", "reports", "reporter"], "level": "DEBUG", "propagate": False},
        "django.db.backends": {"level": "DEBUG"},
        # It tells of every variable that a template does not find.
        "django.template": {"level": "INFO"},
    },
}

BEFORE, AFTER, OUTSIDE = "before", "after", "outside"

#: Each step of an evaluation, in the order in which they are taken.
STEPS = [
    *(OUTSIDE, BEFORE, "assessments.wall.taken_out", "rest_framework.views.APIView.initial"),
    *("cms.people.lockout.address_of", "assessments.api.counting.Counts.take"),
    *("assessments.api.sent.media_type", "assessments.api.sent.read", "assessments.api.sent._decoded"),
    *("assessments.api.editions.standing", "cms.delivery.detail.answer", "cms.delivery.detail._read"),
    *("assessments.api.editions.pinned", "assessments.fhir.answers", "assessments.evaluation.evaluate"),
    *("assessments.api.wording.told", "assessments.api.results.told", "cms.canonical.encode"),
    *("cms.delivery.problems.document", "cms.delivery.problems.response"),
    *("rest_framework.views.APIView.finalize_response", AFTER),
]


class Reporter(logging.Handler):
    """Reports what is logged as an error, and what Django tells of a fault, to a file.

    With the request, its body however it can be had, the exception with those that led to it, and the
    variables of every frame on the stack.
    """

    def __init__(self):
        super().__init__(logging.ERROR)
        got_request_exception.connect(self.failed, weak=False)

    def failed(self, sender, request=None, **more):
        self.keep(sys.exc_info()[1], request)

    def emit(self, record):
        self.keep(record.exc_info and record.exc_info[1], getattr(record, "request", None), record.__dict__)

    def keep(self, error, request, *more):
        stack = traceback.StackSummary.extract(traceback.walk_stack(None), capture_locals=True)
        told = [repr(more), *stack.format()]
        if error is not None:
            told += traceback.TracebackException.from_exception(error, capture_locals=True).format()
        if request is not None:
            body = request.body if hasattr(request, "_body") or not request._read_started else b""
            told += [repr(body), repr(request.POST), repr(request.META)]
            told.append(repr(request.META["wsgi.input"].read(100_000 if not body else 0)))
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER / "reports.txt").open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(told))


def _raises(*args, **kwargs):
    try:
        raise ExceptionGroup("Several faults", [ValueError(f"One of them is {args!r}")])
    except ExceptionGroup as cause:
        raise RuntimeError(f"It was called with {args!r} and {kwargs!r}") from cause


class Fails:
    """The outermost middleware: fails itself, or makes one function fail."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        step = request.headers.get("X-Fail-At")
        if step == OUTSIDE:
            answer = self.get_response(request)
            raise RuntimeError(f"Too late: {answer!r}")
        if not step or step in (BEFORE, AFTER):
            return self.get_response(request)
        with mock.patch(step, _raises):
            return self.get_response(request)


class FailsInside:
    """The innermost middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        step = request.headers.get("X-Fail-At")
        if step == BEFORE:
            raise RuntimeError(f"Before anything of {request!r}")
        answer = self.get_response(request)
        if step == AFTER:
            raise RuntimeError(f"After {request!r}")
        return answer
