"""The roles, as code: what each may do; `role_sync` brings the groups to it after every migrate.

Permissions on content types are granted by pattern to the apps in `settings.CONTENT_APPS`, so no content
type is named here. What a role may do to the workflow are the permissions of `publishing.Release`.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.conf import settings
from django.db import models


class Role(models.TextChoices):
    WRITER = "writer", "Writer"
    MEDICAL_REVIEWER = "medical_reviewer", "Medical reviewer"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    PUBLISHER = "publisher", "Publisher"
    ADMINISTRATOR = "administrator", "Administrator"


@dataclass(frozen=True)
class Grant:
    """Patterns of `app.codename` that a role holds."""

    content: tuple[str, ...]
    engine: tuple[str, ...]


_LOOK = ("view_*",)
_WRITE = ("view_*", "add_*", "change_*")

GRANTS: dict[Role, Grant] = {
    Role.WRITER: Grant(_WRITE, ("publishing.submit", "publishing.view_*")),
    Role.MEDICAL_REVIEWER: Grant(
        _LOOK,
        (
            "publishing.sign_medical",
            "publishing.send_back",
            "publishing.retire",
            "publishing.notice",
            "publishing.recall",
            "publishing.view_*",
        ),
    ),
    Role.COMPLIANCE_OFFICER: Grant(
        _LOOK,
        (
            "publishing.sign_compliance",
            "publishing.send_back",
            "publishing.retire",
            "publishing.seal",
            "publishing.attest",
            "publishing.recall",
            "publishing.read_record",
            "publishing.export_evidence",
            "publishing.review_trail",
            "publishing.view_*",
            "people.view_user",
            "people.confirm_signer",
            "audit.view_*",
        ),
    ),
    Role.PUBLISHER: Grant(
        _LOOK,
        (
            "publishing.submit",
            "publishing.publish",
            "publishing.retire",
            "publishing.restore",
            "publishing.seal",
            "publishing.recall",
            "publishing.view_*",
        ),
    ),
    Role.ADMINISTRATOR: Grant(
        _LOOK,
        (
            "people.view_user",
            "people.add_user",
            "people.change_user",
            "publishing.view_*",
            "audit.view_*",
            "mail.view_letter",
            "mail.retry_letter",
        ),
    ),
}


def allows(role: Role, app_label: str, codename: str) -> bool:
    """Whether a role holds this permission. Nobody may delete through a role: things are retired."""
    if codename.startswith("delete_"):
        return False
    grant = GRANTS[role]
    if app_label in settings.CONTENT_APPS and any(fnmatchcase(codename, p) for p in grant.content):
        return True
    return any(fnmatchcase(f"{app_label}.{codename}", pattern) for pattern in grant.engine)
