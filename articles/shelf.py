"""Finding our items by uid or by address; kinds are named as in links and bodies, models by string."""

from django.apps import apps

from cms.publishing.composing import remembered
from cms.publishing.models import Publishable

MODELS = {
    "article": "articles.Article",
    "assessment": "assessments.Assessment",
    "author": "articles.Author",
    "citation": "articles.Citation",
    "faq": "articles.FAQ",
    "organization": "articles.Organisation",
    "topic": "articles.Topic",
    "treatment": "articles.Treatment",
}


def by_uid(kind: str, uid: str) -> Publishable | None:
    return remembered(("uid", kind, uid), lambda: _items(kind).filter(uid=uid).first())


def by_uids(kind: str, uids) -> dict[str, Publishable]:
    uids = frozenset(uids)

    def found():
        return {item.uid: item for item in _items(kind).filter(uid__in=uids)}

    return remembered(("uids", kind, uids), found)


def by_slug(kind: str, slug: str, locale: str) -> Publishable | None:
    return remembered(
        ("slug", kind, slug, locale), lambda: _items(kind).filter(slug=slug, locale=locale).first()
    )


def default_organization() -> Publishable | None:
    return remembered(("default",), lambda: _items("organization").filter(is_default=True).first())


def _items(kind: str):
    return apps.get_model(MODELS[kind])._default_manager.all()


def authors_of(person_uid: str) -> list[str]:
    """uids of the author records that stand for this member of staff."""
    return list(_items("author").filter(person__uid=person_uid).values_list("uid", flat=True))
