"""The table of contents of every address; the applications are named by string and own their routes."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.module_loading import import_string

urlpatterns = [path("admin/", admin.site.urls)]
urlpatterns += [
    path("", include(routes))
    for routes in ("cms.delivery.urls", "articles.urls", "assessments.urls")
    if find_spec(routes)
]
# Whatever none of them took under /api/ is answered as a problem, also while DEBUG is on.
urlpatterns += [re_path(r"^api(/|$)", import_string("cms.delivery.problems.unknown_route"))]

handler400 = "cms.delivery.problems.bad_request"
handler403 = "cms.delivery.problems.forbidden"
handler404 = "cms.delivery.problems.not_found"
handler500 = "cms.delivery.problems.server_error"
