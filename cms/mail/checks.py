"""What mail needs in production, said in time."""

from django.conf import settings
from django.core.checks import Error, register


@register(deploy=True)
def mail_can_leave(app_configs=None, **kwargs):
    """Without these, nobody is told that a signature waits, or is sent to a machine that is not there."""
    if settings.LOCAL:
        return []
    found = []
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "filebased.EmailBackend")):
        found.append(
            Error(
                "No mail leaves this installation.",
                hint="Give EMAIL_URL, such as smtp+tls://USER:PASSWORD@HOST:587.",
                id="mail.E001",
            )
        )
    if settings.SITE_URL.startswith("http://"):
        found.append(
            Error(
                "Links in mails would lead to an address without HTTPS.",
                hint="Give SITE_URL, such as https://cms.example.org.",
                id="mail.E002",
            )
        )
    return found
