"""What is read beside an assessment's document: earlier versions, the questionnaire, golden cases.

Each has a strong ETag of its own bytes. Caches may keep it for as long as the document itself, and the same
purge reaches it; an assessment that was taken down takes all of this down with it.
"""

import base64
from collections.abc import Callable
from threading import Lock

from django.http import HttpResponse

from assessments import vectors
from assessments.kept import Kept
from cms import canonical
from cms.delivery import caching, detail, pages, parameters, problems
from cms.publishing import record

from . import components, editions, openapi
from .sent import Pin

_KEPT = ("Cache-Control", "Content-Language", "Surrogate-Key", "Vary", "X-Content-Type-Options")
_EXPLAINED = {editions.RETIRED: "gone", editions.SEALED: "gone", editions.NOT_PUBLISHED: "unknown_page"}

VERSION = parameters.Parameter(
    "version",
    "The version that the cases are about; without it the live one.",
    parameters.whole("version", "", least=1, most=999_999_999, default=1).read,
    {"type": "integer", "minimum": 1},
)


class Beside(pages.PublicView):
    """Something that belongs to one edition."""

    components = components.COMPONENTS
    takes = (detail.LOCALE,)
    #: What stands after the address of the assessment.
    below = ""

    def get(self, request, slug, version=None):
        query = request.META.get("QUERY_STRING", "")
        given = parameters.read(query, self.takes)
        locale = f"locale={given['locale']}" if "locale" in given else ""
        try:
            stands = editions.standing(slug, locale, self.now, below=self._below(version, given))
        except editions.Elsewhere as elsewhere:
            return detail.carried(elsewhere.answer)
        try:
            pin = Pin(version=given.get("version", version))
            edition = editions.pinned(stands, pin, self.now)
            return self.answer(stands, edition)
        except editions.AsksNothing:
            return problems.response("unknown_page", "This page asks nothing yet.")
        except editions.Withdrawn as withdrawn:
            return self._refused(stands, withdrawn.reason)

    def answer(self, stands, edition) -> HttpResponse:
        raise NotImplementedError

    def sent(self, stands, etag: str, content_type: str, load: Callable[[], bytes]) -> HttpResponse:
        """The bytes, or 304; a client that has them costs no reading of them."""
        headers = [(name, value) for name, value in stands.headers.items() if name in _KEPT]
        headers.append(("ETag", f'"{etag}"'))
        known = caching.tags_named(self.request.META.get("HTTP_IF_NONE_MATCH"))
        if etag in known or known == ["*"]:
            return detail.carried(detail.Answer(304, headers, b""))
        body = load()
        headers += [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Repr-Digest", f"sha-256=:{base64.b64encode(bytes.fromhex(etag)).decode()}:"),
        ]
        return detail.carried(detail.Answer(200, headers, body))

    def _below(self, version, given) -> str:
        return self.below if version is None else self.below.format(version)

    def _refused(self, stands, reason: str) -> HttpResponse:
        versions = editions.numbers(stands.item, self.now)
        told = ", ".join(map(str, versions)) or "none"
        sentence = f"{editions.REASONS[reason]} There are: {told}."
        code = _EXPLAINED[reason]
        more = {"replaced_by": None} if code == "gone" else {}
        return problems.response(code, sentence, versions=versions, **more)


class Version(Beside):
    """The document of one version, as readers got it last: stored bytes."""

    below = "/versions/{}"

    def answer(self, stands, edition):
        digest = edition.digest
        return self.sent(stands, digest, "application/json", lambda: record.bytes_of(digest).encode())

    @classmethod
    def describe(cls):
        return openapi.version([detail.LOCALE])


class Questionnaire(Beside):
    """The FHIR form that was signed with the rest."""

    below = "/fhir"

    def answer(self, stands, edition):
        signed = edition.questionnaire
        if signed is None:
            return problems.response("unknown_page", "This version was published without a questionnaire.")
        return self.sent(stands, signed["sha256"], signed["media_type"], signed["text"].encode)

    @classmethod
    def describe(cls):
        return openapi.questionnaire([detail.LOCALE])


class QuestionnaireOfVersion(Questionnaire):
    below = "/versions/{}/fhir"

    @classmethod
    def describe(cls):
        return openapi.questionnaire([detail.LOCALE], of_version=True)


class Vectors(Beside):
    """Golden cases, for whoever evaluates elsewhere and wants to know that it says the same."""

    below = "/vectors"
    takes = (detail.LOCALE, VERSION)

    def answer(self, stands, edition):
        head = {"digest": edition.definition_digest, "schema": "vectors/1", "version": edition.version}
        body = b'{"cases":' + _cases_of(edition) + b"," + canonical.encode(head)[1:]
        return self.sent(stands, canonical.digest(body), "application/json", lambda: body)

    @classmethod
    def describe(cls):
        return openapi.vectors(list(cls.takes))


_cases = Kept(32)
_one_at_a_time = Lock()


def _cases_of(edition: editions.Edition) -> bytes:
    """Looking for them takes up to a second, so it is done once for a definition."""
    digest = edition.definition_digest
    if kept := _cases.get(digest):
        return kept
    with _one_at_a_time:
        return _cases.get(digest) or _cases.put(digest, canonical.encode(vectors.of(edition.definition)))
