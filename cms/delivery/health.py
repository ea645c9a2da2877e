"""Whether this process answers, and whether its database does: for load balancers and monitoring."""

import logging

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.publishing.models import Live

logger = logging.getLogger(__name__)


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody."""
    return _said("ok")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Readers can be answered: the database is there, and the table that they read from."""
    try:
        Live.objects.exists()
    except Error as error:
        # Its own words may name hosts and users: they belong in the log alone.
        logger.error("Not ready: %s", error)
        return _said("The database does not answer.", status=503)
    return _said("ok")


def _said(text: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer
