"""The addresses of signing in and of one's own second factor, under /admin/."""

from django.contrib import admin
from django.urls import path

from . import own_factor, sign_in

app_name = "people"
urlpatterns = [
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/new-password/", sign_in.new_password, name="new_password"),
    path("sign-in/second-factor/", sign_in.enrol, name="enrol"),
    path("second-factor/", admin.site.admin_view(own_factor.overview), name="own"),
    path("second-factor/set-up/", admin.site.admin_view(own_factor.set_up), name="set_up"),
    path("second-factor/recovery-codes/", admin.site.admin_view(own_factor.recovery_codes), name="codes"),
]
