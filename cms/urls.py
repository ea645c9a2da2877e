"""The table of contents of every address; the applications are named by string and own their routes."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.utils.module_loading import import_string

urlpatterns = [
    path("admin/review/", include("cms.publishing.admin_urls")),
    path("admin/notifications/", include("cms.mail.admin_urls")),
    path("admin/evidence/", include("cms.evidence.admin_urls")),
    path("admin/", include("cms.people.urls")),
    path("admin/", admin.site.urls),
    path("", include("cms.delivery.urls")),
]
# A content application has addresses of its own only if it has this module.
urlpatterns += [path("", include(f"{app}.urls")) for app in settings.CONTENT_APPS if find_spec(f"{app}.urls")]
# Last, so that under /api/ nothing is answered with a page for people.
urlpatterns += [re_path(r"^api(?:/|$)", import_string("cms.delivery.problems.unknown_route"))]

handler400 = "cms.delivery.problems.bad_request"
handler403 = "cms.delivery.problems.forbidden"
handler404 = "cms.delivery.problems.not_found"
handler500 = "cms.delivery.problems.server_error"
