"""The admin of articles and of everything they share."""

from django.contrib import admin
from taggit import admin as taggit_admin  # noqa: F401  (registers tags, which belong to articles here)
from taggit.models import Tag

from articles import waiting  # noqa: F401  (registers its groups of the start page)

from .article import ArticleAdmin
from .citation import CitationAdmin
from .shared import (
    AuthorAdmin,
    FAQAdmin,
    OrganisationAdmin,
    TopicAdmin,
    TreatmentAdmin,
)

__all__ = [
    "ArticleAdmin",
    "AuthorAdmin",
    "CitationAdmin",
    "FAQAdmin",
    "OrganisationAdmin",
    "TopicAdmin",
    "TreatmentAdmin",
]

# Renaming or deleting a tag there would change drafts with no revision and no entry.
admin.site.unregister(Tag)
