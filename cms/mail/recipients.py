"""Who is told of what: active people who may do the next step, read anew each time they are asked for."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from cms.people.models import User
from cms.publishing import kinds, record
from cms.publishing.models import Release


def people():
    """Whom mail may reach at all."""
    return User.objects.filter(is_active=True, is_system=False, is_staff=True)


def holding(permission: str):
    """Active people who hold this permission (`publishing.publish`), through a role or themselves."""
    app, codename = permission.split(".")
    found = Permission.objects.filter(content_type__app_label=app, codename=codename)
    through = found.filter(group__user=OuterRef("pk"))
    own = found.filter(user=OuterRef("pk"))
    return people().filter(Q(Exists(through)) | Q(Exists(own)) | Q(is_superuser=True))


def who_may_sign(release: Release) -> set[str]:
    """uids of those who may give a signature that the release still needs."""
    missing = set(record.missing_signatures(release))
    if "any" in missing:
        missing = {m for member in release.members.all() for m in kinds.model(member.kind).policy}
    found = set()
    for meaning in missing & {"medical", "compliance"}:
        able = holding(f"publishing.sign_{meaning}").filter(signing_suspended_at__isnull=True)
        found |= set(able.values_list("uid", flat=True))
    barred = set(release.barred.values_list("person", flat=True))
    signed = set(release.signatures.values_list("signer", flat=True))
    return _who_see(found - barred - signed, [member.kind for member in release.members.all()])


def with_permissions(*permissions: str) -> set[str]:
    """uids of those who hold any of these permissions."""
    found = set()
    for permission in permissions:
        found |= set(holding(permission).values_list("uid", flat=True))
    return found


def reachable(persons: Iterable[str]) -> set[str]:
    """Those of these people who can be told at all."""
    return set(people().filter(uid__in=set(persons)).values_list("uid", flat=True))


def who_may_see(persons: Iterable[str], kind: str) -> set[str]:
    """Those of these people who may look at items of this kind."""
    return _who_see(set(persons), [kind])


def last_writers(items: Iterable[str]) -> dict[str, str]:
    """Item → uid of whoever saved its newest revision."""
    drafts = record.draft_revisions()
    newer = drafts.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    rows = drafts.filter(~Exists(newer), item__in=list(items))
    return dict(rows.values_list("item", "by"))


def _who_see(persons: set[str], of_kinds: Iterable[str]) -> set[str]:
    for kind in set(of_kinds):
        if persons:
            persons = persons & viewers(kind)
    return persons


def viewers(kind: str) -> set[str]:
    model = kinds.model(kind)
    if model is None:
        return set()
    app, name = model._meta.app_label, model._meta.model_name
    return with_permissions(f"{app}.view_{name}", f"{app}.change_{name}")
