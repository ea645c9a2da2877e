"""Who may ask: the person of a bearer token with the scope, for kinds that this person may look at.

Every answer is for one person and kept nowhere, and leaves one entry in the audit trail, written before the
record is looked at. So an answer about a moment is final: whoever was writing then has finished.
"""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.views import APIView

from cms.audit import reading
from cms.people import tokens
from cms.publishing import kinds
from cms.publishing.models import Publishable

from .. import describing, pages, parameters

SCHEME = "Bearer"


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer mct_…`."""

    def authenticate(self, request):
        scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != SCHEME.lower():
            raise exceptions.AuthenticationFailed(f"Send the token as `Authorization: {SCHEME} …`.")
        try:
            token = tokens.authenticate(text.strip(), now=timezone.now())
        except tokens.NotValid as error:
            raise exceptions.AuthenticationFailed(str(error)) from error
        return token.person, token

    def authenticate_header(self, request):
        return SCHEME


class UnknownKind(exceptions.NotFound):
    pass


class ComplianceView(APIView):
    """One read of the record: a token, the right, the parameters, one entry, then the answer."""

    content_negotiation_class = pages.OneRepresentation
    http_method_names = ["get", "head", "options"]
    authentication_classes = [BearerToken]
    schema = describing.Described()
    #: What the entry says was read.
    what = ""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.now = timezone.now()
        if request.method == "OPTIONS":
            return
        if request.auth is None:
            raise exceptions.NotAuthenticated(
                "Send `Authorization: Bearer …` with a token made in the admin."
            )
        if not tokens.allows(request.auth, tokens.Scope.COMPLIANCE):
            raise exceptions.PermissionDenied("This token was not made for the scope “compliance”.")
        if not request.user.has_perm(tokens.NEEDS[tokens.Scope.COMPLIANCE]):
            raise exceptions.PermissionDenied("The person of this token may not read the record.")

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def given(self, takes: list[parameters.Parameter]) -> dict:
        return parameters.read(self.request.META.get("QUERY_STRING", ""), takes)

    def note(self, subject: str, **detail) -> None:
        """The one entry of this read. Nothing that is secret belongs in `detail`."""
        reading.read(
            self.what,
            subject,
            by=self.request.user,
            clock=timezone.now,
            detail={"token": self.request.auth.uid, **detail},
        )

    def model(self, kind: str) -> type[Publishable]:
        """The content type, for a person who may look at its items."""
        model = kinds.model(kind)
        if model is None:
            raise UnknownKind(f"There is no kind “{kind}”. There are: {', '.join(kinds.models_by_kind())}.")
        if not may_see(self.request.user, model):
            raise exceptions.PermissionDenied(
                f"The person of this token may not look at {model._meta.verbose_name_plural}."
            )
        return model


def may_see(person, model: type[Publishable]) -> bool:
    return person.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
