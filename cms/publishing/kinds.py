"""The content types there are: every model that is Publishable, found by kind or by uid."""

from functools import cache

from django.apps import apps

from .models import Publishable


@cache
def models_by_kind() -> dict[str, type[Publishable]]:
    """Kind → model, in the order of the kinds' names."""
    found = {
        model.kind: model
        for model in apps.get_models()
        if issubclass(model, Publishable) and not model._meta.proxy
    }
    return dict(sorted(found.items()))


def all() -> list[type[Publishable]]:
    return list(models_by_kind().values())


def model(kind: str) -> type[Publishable] | None:
    return models_by_kind().get(kind)


def by_uid(uid: str) -> type[Publishable] | None:
    """The model whose items have uids like this one."""
    prefix = uid.split("_", 1)[0]
    return next((model for model in all() if model.uid_prefix == prefix), None)


def item(uid: str) -> Publishable | None:
    """The draft with this uid; None when there is none any more."""
    model = by_uid(uid)
    return model.objects.filter(uid=uid).first() if model else None
