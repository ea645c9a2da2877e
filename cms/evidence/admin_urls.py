"""Addresses under /admin/evidence/: the pack of an item, or of what was submitted together."""

from django.contrib import admin
from django.urls import path

from . import pages


def _view(page):
    return admin.site.admin_view(lambda request, **kwargs: page(request, **kwargs).respond())


app_name = "evidence"
urlpatterns = [
    path("item/<slug:uid>/", _view(pages.ItemPage), name="item"),
    path("release/<slug:uid>/", _view(pages.ReleasePage), name="release"),
]
