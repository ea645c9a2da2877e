"""Telling people by e-mail what waits for them; never content, only links."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "cms.mail"
    label = "mail"
