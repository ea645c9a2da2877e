"""The net below the actions: people are never deleted, and no permission or group changes without an entry.

Actions write their own entry; what they change inside it passes. Whatever else touches a group, a
membership or a permission (a shell, a package) leaves an entry by the system person `application`.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, pre_delete
from django.utils import timezone

from cms.audit import trail

from . import actions
from .models import User

_ACTIONS = {"pre_add": "add", "pre_remove": "remove", "pre_clear": "clear"}


class NeverDeleted(TypeError):
    """Somebody tried to delete a person."""


def connect() -> None:
    pre_delete.connect(refuse_to_delete, sender=User, dispatch_uid="people.never_deleted")
    for relation in (User.groups, User.user_permissions, Group.permissions):
        m2m_changed.connect(note_change, sender=relation.through, dispatch_uid=f"people.{relation.through}")
    pre_delete.connect(note_deletion, sender=Group, dispatch_uid="people.group_deleted")


def refuse_to_delete(instance, **kwargs) -> None:
    raise NeverDeleted(
        f"{instance} is never deleted: the record names people. Deactivate the account instead."
    )


def note_change(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    """Before a membership or permission changes, so that the lock comes before any write."""
    if action not in _ACTIONS or trail.under_way():
        return
    if action == "pre_clear":
        others = list(model.objects.filter(pk__in=_held(sender, instance, reverse)))
    else:
        others = list(model.objects.filter(pk__in=pk_set))
        held = _held(sender, instance, reverse)
        others = [one for one in others if (one.pk in held) == (action == "pre_remove")]
    if not others:
        return
    detail = {
        "table": sender._meta.db_table,
        "of": _name(instance),
        _ACTIONS[action]: sorted(_name(one) for one in others),
    }
    with actions.entry_of_system(
        "application",
        action="person.permissions" if _speaks_of_people(sender) else "group.permissions",
        clock=timezone.now,
        subject=instance.uid if isinstance(instance, User) else "",
        detail=detail,
    ):
        pass


def note_deletion(instance, **kwargs) -> None:
    if trail.under_way():
        return
    members = sorted(User.objects.filter(groups=instance).values_list("uid", flat=True))
    with actions.entry_of_system(
        "application",
        action="group.delete",
        clock=timezone.now,
        detail={"of": instance.name, "members": members},
    ):
        pass


def _speaks_of_people(through) -> bool:
    return through in (User.groups.through, User.user_permissions.through)


def _columns(through, reverse) -> tuple[str, str]:
    """The through table's columns of the instance at hand, and of what is added to it."""
    owner = "user" if _speaks_of_people(through) else "group"
    own, other = sorted(
        (field for field in through._meta.fields if field.is_relation), key=lambda f: f.name != owner
    )
    return (other.attname, own.attname) if reverse else (own.attname, other.attname)


def _held(through, instance, reverse) -> set[int]:
    mine, theirs = _columns(through, reverse)
    return set(through.objects.filter(**{mine: instance.pk}).values_list(theirs, flat=True))


def _name(one) -> str:
    if isinstance(one, User):
        return one.uid
    if isinstance(one, Permission):
        return f"{one.content_type.app_label}.{one.codename}"
    return one.name
