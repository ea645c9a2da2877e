"""The addresses of the reference page: the list of articles, and one page for each of its items."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from cms.publishing import kinds

from . import pages

urlpatterns = [
    path("", pages.index, name="site"),
    path("articles", require_safe(RedirectView.as_view(pattern_name="site", query_string=True))),
    *(
        path(f"{model.kind}/<slug:slug>", pages.document, {"kind": model.kind}, name=f"site-{model.type}")
        for model in kinds.all()
        if model._meta.app_label == "articles"  # other applications draw their own
    ),
]
