"""Telling people by e-mail what waits for them; never content, only links."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "cms.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self):
        from . import checks, remarks  # noqa: F401  (importing them registers what they hold)
