"""The address of everybody's own notifications."""

from django.contrib import admin
from django.urls import path

from .admin import PreferencePage

app_name = "mail"
urlpatterns = [
    path("", admin.site.admin_view(lambda request: PreferencePage(request).respond()), name="preference")
]
