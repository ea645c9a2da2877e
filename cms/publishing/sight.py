"""What somebody may look at: content types, and with them every page, list, title and text of their items.

Whoever may not look at a type is shown none of its items under any heading, and does nothing to them.
"""

from collections.abc import Iterable

from . import kinds
from .models import Publishable, Release

#: How something is called that a person caused to change and may not look at.
OUT_OF_SIGHT = "A page that you may not look at"


def may_see(person, model: type[Publishable]) -> bool:
    opts = model._meta
    return any(person.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}") for verb in ("view", "change"))


def seen(person) -> list[type[Publishable]]:
    """The content types that this person may look at."""
    return [model for model in kinds.all() if may_see(person, model)]


def unseen(person) -> set[str]:
    """The kinds that this person may not look at; asks the database nothing that is known already."""
    return {model.kind for model in kinds.all() if not may_see(person, model)}


def may_see_kinds(person, of: Iterable[str]) -> bool:
    """Whether the person may look at all of these kinds. They are read only where some are out of sight."""
    hidden = unseen(person)
    return not hidden or hidden.isdisjoint(of)


def may_see_item(person, uid: str) -> bool:
    model = kinds.by_uid(uid)
    return model is not None and may_see(person, model)


def may_see_release(person, release: Release) -> bool:
    """Whether the person may look at everything that is reviewed together."""
    return may_see_kinds(person, kinds_in(release))


def kinds_in(release: Release) -> Iterable[str]:
    return release.members.order_by().values_list("kind", flat=True).distinct()


def kinds_of(uids: Iterable[str]) -> set[str]:
    """The kinds of these items; what is no uid of an item has none."""
    prefixes = {uid.split("_", 1)[0] for uid in uids}
    return {model.kind for model in kinds.all() if model.uid_prefix in prefixes}


def titles(person, members) -> list[str]:
    """The titles of these members for this person; what is out of sight is told without its own."""
    hidden = unseen(person)
    return [OUT_OF_SIGHT if member.kind in hidden else member.title for member in members]


def releases(found, person, path: str = "members"):
    """Of these releases (or rows that reach them by `path`), those of which the person may see everything."""
    hidden = unseen(person)
    return found.exclude(**{f"{path}__kind__in": hidden}) if hidden else found
