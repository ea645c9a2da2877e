"""Settings of a server that reports all it can, and fails wherever a request tells it to.

It logs everything, mails every error with the values of all variables, keeps caches and mails in files, and
has a middleware that makes one function raise for the length of a request: the one that `X-Fail-At` names.
The exception says what the function was called with, as exceptions like to do.
"""

import os
from pathlib import Path
from unittest import mock

from tests.settings import *  # noqa: F403
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
    "handlers": LOGGING["handlers"] | {"reports": REPORTS},
    "root": {"handlers": ["stderr", "reports"], "level": "DEBUG"},
    "loggers": {
        "django": {"handlers": ["stderr", "reports"], "level": "DEBUG", "propagate": False},
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


def _raises(*args, **kwargs):
    raise RuntimeError(f"It was called with {args!r} and {kwargs!r}")


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
