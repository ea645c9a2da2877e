"""The table of contents of every address; the applications are named by string and own their routes."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls)]
urlpatterns += [
    path("", include(routes))
    for routes in ("cms.delivery.urls", "articles.urls", "assessments.urls")
    if find_spec(routes)
]
