"""Addresses under /admin/review/: the queue, and what is signed or published together."""

from django.contrib import admin

from .admin import routes

app_name = "review"
urlpatterns = routes.of_releases(admin.site)
