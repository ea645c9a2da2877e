"""`POST /api/v1/assessments/{slug}/evaluations`: answers in, outcome out, and no trace of either.

The body is taken out of the request before anything else happens, and is at hand in no place that a fault
could show: not to Django's error reports, not to a log, not to a mail. Whatever goes wrong here ends here, as
a problem without a word of what was sent. Nothing is written; the one query reads published rows.
"""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from rest_framework.views import APIView

from assessments import evaluation, fhir, wall
from cms import canonical
from cms.delivery import describing, detail, pages, parameters, problems
from cms.people import lockout

from . import components, editions, openapi, results, sent, wording
from .counting import MINUTE, Counts

_counts = Counts()


class Refused(Exception):
    """The request can't be answered with a result; `answer` says why."""

    def __init__(self, answer: HttpResponse):
        super().__init__(answer.status_code)
        self.answer = answer


class Evaluations(APIView):
    content_negotiation_class = pages.OneRepresentation
    http_method_names = ["post", "options"]
    schema = describing.Described()
    components = components.COMPONENTS

    @method_decorator(wall.holding(lambda request, fault: _finished(problems.of_fault(fault))))
    def dispatch(self, request, *args, **kwargs):
        self.stream = wall.taken_out(request)
        answer = _finished(super().dispatch(request, *args, **kwargs))
        # What was refused unread is read now: else servers close the connection, and the answer gets lost.
        self.stream.read(sent.MOST_BYTES)
        return answer

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def post(self, request, slug):
        turn = _counts.take(lockout.address_of(request), settings.EVALUATIONS_PER_MINUTE or _WITHOUT_LIMIT)
        try:
            answer = (
                self._evaluated(request, slug) if turn.admitted else problems.response("too_many_requests")
            )
        except Refused as refused:
            answer = refused.answer
        if settings.EVALUATIONS_PER_MINUTE:
            _tell_limit(answer, turn)
        return answer

    def _evaluated(self, request, slug) -> HttpResponse:
        asked = self._asked(request)
        now, query = timezone.now(), request.META.get("QUERY_STRING", "")
        try:
            stands = editions.standing(slug, query, now, below="/evaluations")
            current = editions.usable(stands)
        except parameters.BadQuery:
            # The names in an address are not repeated: somebody may have put answers there.
            sentence = (
                "Only `locale` belongs in this address. Answers are sent in the body, never in an address."
            )
            raise Refused(problems.response("bad_parameters", sentence)) from None
        except editions.Elsewhere as elsewhere:
            raise Refused(detail.carried(elsewhere.answer)) from None
        except editions.AsksNothing:
            raise Refused(problems.response("unknown_page", _ASKS_NOTHING)) from None
        try:
            edition = editions.pinned(stands, asked.pin, now)
        except editions.Withdrawn as withdrawn:
            raise Refused(_withdrawn(withdrawn.reason, current)) from None
        return _result(slug, asked, edition, current)

    def _asked(self, request) -> sent.Asked:
        """What the body asks for; it is read here and nowhere else."""
        type_ = sent.media_type(request.META.get("CONTENT_TYPE", ""))
        if type_ is None or request.META.get("HTTP_CONTENT_ENCODING", "identity") != "identity":
            sentence = f"Send {' or '.join(sent.MEDIA_TYPES)} in UTF-8, not compressed."
            raise Refused(problems.response("unsupported_media_type", sentence))
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        data = self.stream.read(sent.MOST_BYTES + 1) if size <= sent.MOST_BYTES else b""
        if max(size, len(data)) > sent.MOST_BYTES:
            raise Refused(problems.response("too_large", f"Send at most {sent.MOST_BYTES // 1024} KiB."))
        try:
            return sent.read(data, type_)
        except sent.Malformed as malformed:
            raise Refused(problems.response("bad_request", str(malformed))) from None

    @classmethod
    def describe(cls) -> dict:
        return openapi.evaluation([detail.LOCALE])


_WITHOUT_LIMIT = 10**9
_ASKS_NOTHING = "This page asks nothing yet, so there is nothing to evaluate."


def _result(slug, asked, edition, current) -> HttpResponse:
    if asked.response is None:
        result = evaluation.evaluate(edition.tool, asked.answers)
    else:
        if asked.questionnaire not in (None, edition.canonical, current.canonical):
            sentence = f"This is a response to another questionnaire; the one here is {edition.canonical}."
            return problems.response("bad_request", sentence)
        result = _of_response(edition, asked.response)
    if result["status"] == "invalid":
        return _invalid(wording.told(result["errors"], edition.definition))
    found = results.told(edition, current, slug, result, partial=asked.partial)
    return HttpResponse(canonical.encode(found), content_type="application/json")


def _of_response(edition, response: dict) -> dict:
    """The result of a questionnaire response. Weights and totals that stand in it are not looked at."""
    answers, errors = fhir.answers(response, edition.definition)
    result = evaluation.evaluate(edition.tool, answers)
    if not errors:
        return result
    known = {error["question"] for error in errors}
    more = [error for error in result.get("errors", ()) if error["question"] not in known]
    return {"status": "invalid", "errors": [*errors, *more]}


def _invalid(errors: list[dict]) -> HttpResponse:
    detail_ = errors[0]["message"] if len(errors) == 1 else f"{len(errors)} answers can't be taken."
    return _problem(problems.document("invalid_answers", detail_) | {"errors": errors})


def _withdrawn(reason: str, current: editions.Edition) -> HttpResponse:
    members = {
        "reason": reason,
        "current_version": current.version,
        "current_digest": current.definition_digest,
    }
    sentence = f"{editions.REASONS[reason]} Ask again with version {current.version}, which is live."
    return _problem(problems.document("version_withdrawn", sentence, **members))


def _problem(document: dict) -> HttpResponse:
    return HttpResponse(
        canonical.encode(document), status=document["status"], content_type=problems.CONTENT_TYPE
    )


def _finished(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "Accept-Encoding"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _tell_limit(answer: HttpResponse, turn) -> None:
    answer["RateLimit-Policy"] = f'"evaluations";q={settings.EVALUATIONS_PER_MINUTE};w={MINUTE}'
    answer["RateLimit"] = f'"evaluations";r={turn.left};t={turn.seconds}'
    if not turn.admitted:
        answer["Retry-After"] = str(turn.seconds)
