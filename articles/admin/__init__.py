"""The admin of articles and of everything they share."""

from .article import ArticleAdmin
from .shared import (
    AuthorAdmin,
    CitationAdmin,
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
