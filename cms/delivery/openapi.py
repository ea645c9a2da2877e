"""The OpenAPI 3.1 document: drf-spectacular walks the routes, and we add what it cannot see.

That is the detail of each kind, which is a plain view, and the components made of the kinds' JSON Schemas.
The document depends on nothing but the code, so a process makes it once.
"""

import json
from functools import cache

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularJSONAPIView

from cms import canonical
from cms.publishing import kinds

from . import caching, components, describing, detail, pages, parameters, status
from .compliance import describing as compliance


class Generator(SchemaGenerator):
    def get_schema(self, request=None, public=False):
        schema = super().get_schema(request, public)
        for model in kinds.all():
            operation = describing.kind_detail(model, [detail.LOCALE])
            schema["paths"].setdefault(f"/api/v1/{model.kind}/{{slug}}", {})["get"] = operation
            beside = describing.kind_status(model, [detail.LOCALE], status.EXAMPLE)
            schema["paths"].setdefault(f"/api/v1/{model.kind}/{{slug}}/status", {})["get"] = beside
        schema["paths"] = dict(sorted(schema["paths"].items()))
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schema["components"]["schemas"] = dict(sorted({**schemas, **components.of_every_kind()}.items()))
        schema["components"]["securitySchemes"] = compliance.SECURITY_SCHEMES
        schema["servers"] = [{"url": "/", "description": "This installation"}]
        schema["info"].setdefault("license", {"name": "Content: all rights reserved by the publisher"})
        schema["security"] = []
        used = {
            tag for path in schema["paths"].values() for op in path.values() for tag in op.get("tags", [])
        }
        schema["tags"] = [{"name": tag, "description": f"{tag.capitalize()}."} for tag in sorted(used)]
        return schema


@cache
def rendered() -> tuple[bytes, str]:
    """The document's bytes and their digest."""
    data = OpenApiJsonRenderer().render(Generator().get_schema(public=True))
    # Through our own encoder, so that the same code is the same bytes in every process.
    data = canonical.encode(json.loads(data))
    return data, canonical.digest(data)


class OpenAPI(SpectacularJSONAPIView):
    """`GET /api/v1/openapi.json`."""

    content_negotiation_class = pages.OneRepresentation
    generator_class = Generator
    schema = None  # it describes the others

    def get(self, request, *args, **kwargs):
        parameters.read(request.META.get("QUERY_STRING", ""), [])
        data, digest = rendered()
        known = caching.tags_named(request.META.get("HTTP_IF_NONE_MATCH"))
        if digest in known or known == ["*"]:
            response = pages.NotModified()
        else:
            response = HttpResponse(data, content_type="application/json")
        response["ETag"] = f'"{digest}"'
        response["Cache-Control"] = "public, max-age=0, s-maxage=300, stale-if-error=3600"
        response["Vary"] = "Accept-Encoding"
        return response
