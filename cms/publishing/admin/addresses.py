"""Where each page of the workflow is found in the admin."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from .. import kinds
from ..models import Publishable, Release

#: Verbs whose page belongs to a release; the others belong to the item.
OF_RELEASE = {"sign": "release", "withdraw": "withdraw", "publish": "publish"}
OF_RELEASE |= {"schedule": "schedule", "call_off": "call_off"}


def page(verb: str, item: Publishable, release: Release | None = None) -> str:
    if verb == "notice":
        return f"{reverse('review:show_notice')}?item={item.uid}"
    if verb not in OF_RELEASE:
        return item_page(item, verb)
    return reverse(f"review:{OF_RELEASE[verb]}", args=[release.uid]) if release else ""


def item_page(item: Publishable, name: str, *args) -> str:
    opts = item._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[item.pk, *args])


def compare(item: Publishable, older: str = "", newer: str = "", view: str = "") -> str:
    """The comparison of two texts of an item: “r3” is its revision 3, “p12” publication 12.

    Without them the page takes what the reader is most likely to look for.
    """
    said = {"from": older, "to": newer, "view": view}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{item_page(item, 'compare')}?{query}" if query else item_page(item, "compare")


def by_uid(item: str, page: str = "") -> str:
    """An address that leads to an item's form, or another page of it, and is known without asking for it."""
    return reverse("review:item_page", args=[item, page]) if page else reverse("review:item", args=[item])


def change_form(item: Publishable | None) -> str:
    """The form of an item; empty when it has none (any more)."""
    if item is None:
        return ""
    try:
        return item_page(item, "change")
    except NoReverseMatch:
        return ""


def forms_of(members) -> dict[str, str]:
    """The form of each of many items, with one query per content type: uid → address."""
    by_kind: dict[str, set[str]] = {}
    for member in members:
        by_kind.setdefault(member.kind, set()).add(member.item)
    found = {}
    for kind, uids in by_kind.items():
        model = kinds.model(kind)
        if model:
            found |= {item.uid: change_form(item) for item in model.objects.filter(uid__in=uids)}
    return found
