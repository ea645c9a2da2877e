"""The public API's addresses: two for each kind of content, and what speaks about all of them."""

from django.urls import include, path

from cms.publishing import kinds

from . import detail, health, index, lists, openapi, problems, searching, status

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("api/v1", index.Index.as_view(), name="api"),
    path("api/v1/search", searching.Search.as_view(), name="search"),
    path("api/v1/openapi.json", openapi.OpenAPI.as_view(), name="openapi"),
    path("api/v1/compliance/", include("cms.delivery.compliance.urls")),
    path("api/docs", index.docs, name="api-docs"),
    path("api/problems/<slug:code>", problems.explanation, name="problem"),
]
for model in kinds.all():
    view = type(f"{model.__name__}List", (lists.KindList,), {"model": model})
    urlpatterns += [
        path(f"api/v1/{model.kind}", view.as_view(), name=f"{model.kind}-list"),
        path(
            f"api/v1/{model.kind}/<slug:slug>", detail.view, {"kind": model.kind}, name=f"{model.kind}-detail"
        ),
        path(
            f"api/v1/{model.kind}/<slug:slug>/status",
            status.view,
            {"kind": model.kind},
            name=f"{model.kind}-status",
        ),
    ]
