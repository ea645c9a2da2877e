"""The addresses of the compliance API; cms.delivery.urls includes them."""

from django.urls import path, re_path

from .at import At
from .documents import Document, Uses
from .history import History
from .verify import Verify

urlpatterns = [
    re_path("^documents/(?P<digest>[0-9a-f]{64})$", Document.as_view(), name="compliance-document"),
    re_path("^documents/(?P<digest>[0-9a-f]{64})/uses$", Uses.as_view(), name="compliance-uses"),
    path("<slug:kind>/<slug:slug>/at", At.as_view(), name="compliance-at"),
    path("<slug:kind>/<slug:slug>/history", History.as_view(), name="compliance-history"),
    path("<slug:kind>/<slug:slug>/verify", Verify.as_view(), name="compliance-verify"),
]
