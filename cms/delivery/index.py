"""`GET /api/v1`: where everything is. And the page at /api/docs that draws the OpenAPI document."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.publishing import kinds

from . import describing, pages, parameters


class Index(pages.PublicView):
    def get(self, request) -> HttpResponse:
        parameters.read(request.META.get("QUERY_STRING", ""), [])
        links = {model.kind: f"/api/v1/{model.kind}" for model in kinds.all()}
        links |= {
            "search": "/api/v1/search?q={words}",
            "openapi": "/api/v1/openapi.json",
            "docs": "/api/docs",
        }
        response = JsonResponse({"version": "v1", "links": links})
        response["Cache-Control"] = "public, max-age=0, s-maxage=300, stale-if-error=3600"
        response["Vary"] = "Accept-Encoding"
        return response

    @classmethod
    def describe(cls) -> dict:
        return describing.index()


@require_safe
def docs(request) -> HttpResponse:
    return render(request, "delivery/docs.html")
