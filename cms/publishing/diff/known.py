"""What the record knows the parts and items of a document by: the labels of the form, titles for uids."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, partial

from .. import kinds
from ..models import Live, Standing
from .names import Names

_UID = re.compile(r"[a-z]{3}_[0-9a-f]{20}\Z")


def names(model, *documents: dict | None) -> Names:
    """The names for comparing these documents or states of one content type. At most two queries."""
    uids, targets = mentioned(documents)
    return replace(wording(model, *documents), titles={**titles_of_items(uids), **titles_of_targets(targets)})


def wording(model, *documents: dict | None) -> Names:
    """The same without titles of items, so without a query."""
    if model is None:
        return Names()
    read = partial(model.as_compared, beside=documents)
    return Names(*labels(model), read=read, told=model.change_in_words)


@cache
def labels(model) -> tuple[dict[str, str], dict[str, str]]:
    """(labels by field, nouns for one of a list) as the form of this content type says them."""
    parts, ones = {}, {}
    for field in model._meta.get_fields() if model else ():
        if not hasattr(field, "verbose_name"):
            continue
        parts[field.name] = str(field.verbose_name)
        through = getattr(getattr(field, "remote_field", None), "through", None)
        if through is not None and not through._meta.auto_created and field.many_to_many:
            ones[field.name] = _own(through, model) or field.name.removesuffix("s")
    return parts, ones


def _own(through, model) -> str:
    """The word for one row between two items; rows of another app's library have none that a writer knows."""
    known = through._meta.app_label == model._meta.app_label
    return str(through._meta.verbose_name) if known else ""


def mentioned(documents: Iterable[dict | None]) -> tuple[set[str], set[tuple[str, str]]]:
    """The uids and the (type, slug) pairs that stand anywhere in these documents."""
    uids, targets = set(), set()
    for value in _values(list(documents)):
        if isinstance(value, str):
            if _UID.match(value):
                uids.add(value)
        elif isinstance(value.get("type"), str) and isinstance(value.get("slug"), str):
            targets.add((value["type"], value["slug"]))
    return uids, targets


def _values(value) -> Iterator[str | dict]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            yield one
            waiting += one.values()


def titles_of_items(uids: set[str]) -> dict[str, str]:
    if not uids:
        return {}
    return dict(Standing.objects.filter(pk__in=uids).values_list("item", "title"))


def titles_of_targets(targets: set[tuple[str, str]]) -> dict[str, str]:
    """“assessment pad” → its title, as readers saw it last."""
    kind_of = {model.type: kind for kind, model in kinds.models_by_kind().items()}
    keys = {f"{kind_of[type_]}/{slug}": f"{type_} {slug}" for type_, slug in targets if type_ in kind_of}
    if not keys:
        return {}
    found = Live.objects.documents().filter(key__in=keys).order_by("publication")
    return {keys[key]: title for key, title in found.values_list("key", "title")}
