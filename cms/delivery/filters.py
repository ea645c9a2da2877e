"""What lists can be filtered and sorted by: the allow-list, each entry a condition on the live table."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection

from cms import instant
from cms.publishing.models import Publishable

from . import cards, parameters
from .parameters import Parameter

#: The facets that lists know, in the words of the documents.
FACETS = {
    "topic": "Slug of a topic.",
    "tag": "Slug of a tag.",
    "author": "Slug of an author in the byline.",
    "cites": "Key of a citation that the text cites.",
    "assessment": "Slug of an assessment that the text shows or links to.",
}
DEFAULT_LIMIT = 20
MOST = 100


class Condition(NamedTuple):
    sql: str
    values: list


class Sort(NamedTuple):
    """An order: by an expression over `publishing_live l`, then by uid, so that it is total."""

    sqlite: str
    postgresql: str
    descending: bool

    @property
    def expression(self) -> str:
        return self.postgresql if connection.vendor == "postgresql" else self.sqlite


def _sort(expression: str, descending: bool, postgresql: str = "") -> Sort:
    return Sort(expression, postgresql or expression, descending)


# Titles are ordered as ASCII without case, so that both databases agree; a locale's own order they would not.
_TITLE = ("LOWER(l.title)", 'LOWER(l.title COLLATE "C")')
_REVIEW = "CASE WHEN l.review_due = '' THEN '9999-12-31' ELSE l.review_due END"
SORTS = {
    "-published_at": _sort("l.first_published_at", True),
    "published_at": _sort("l.first_published_at", False),
    "-updated_at": _sort("l.updated_at", True),
    "title": _sort(_TITLE[0], False, _TITLE[1]),
    "review_due": _sort(_REVIEW, False),
}
DEFAULT_SORT = "-published_at"


def of_list(model: type[Publishable]) -> list[Parameter]:
    """The parameters of the kind's list."""
    return [
        *(parameters.slug(name, FACETS[name]) for name in FACETS if name in cards.facets_of(model)),
        parameters.locale("Locale of the content; the installation's own when it is left out."),
        parameters.moment("updated_after", "Only what was updated after this moment or day."),
        parameters.day("review_due_before", "Only what is due for review before this day."),
        parameters.several("ids", "Only these items, by id, with commas between them.", of="uid"),
        parameters.several("slugs", "Only these items, by slug, with commas between them.", of="slug"),
        parameters.choice("sort", "The order.", list(SORTS), DEFAULT_SORT),
        parameters.names("fields", "Only these members of each entry.", cards.names_of(model)),
        parameters.whole("limit", "Entries on a page.", least=1, most=MOST, default=DEFAULT_LIMIT),
        parameters.text(
            "cursor", "Where the page begins: from `page.next` or `page.previous`.", longest=1000
        ),
    ]


def conditions(given: dict) -> list[Condition]:
    """The filters that were given, as conditions."""
    return [
        _CONDITIONS[name](given[name]) if name in _CONDITIONS else _facet(name, given[name])
        for name in given
        if name in _CONDITIONS or name in FACETS
    ]


def _facet(name: str, value: str) -> Condition:
    return Condition(
        "l.publication IN (SELECT f.live_id FROM publishing_facet f WHERE f.name = %s AND f.value = %s)",
        [name, value],
    )


def _one_of(column: str) -> Callable[[tuple], Condition]:
    return lambda given: Condition(f"l.{column} IN ({', '.join(['%s'] * len(given))})", list(given))


_CONDITIONS: dict[str, Callable[..., Condition]] = {
    "updated_after": lambda moment: Condition("l.updated_at > %s", [instant.to_text(moment)]),
    "review_due_before": lambda day: Condition("l.review_due <> '' AND l.review_due < %s", [day.isoformat()]),
    "ids": _one_of("item"),
    "slugs": _one_of("slug"),
}
