"""The admin of the engine: what every content type's admin builds on.

class ArticleAdmin(PublishableAdmin): ...     fieldsets, search_fields, inlines as in any ModelAdmin
class FAQRows(RowsInline): model = ArticleFAQ rows that are part of the item
"""

from django.contrib import admin

from ..forms import PublishableForm
from . import tasks  # noqa: F401  (what the workflow has waiting registers itself)
from .base import PublishableAdmin, RowsInline, StackedRowsInline

admin.site.site_header = admin.site.site_title = "Medical CMS"
admin.site.index_title = "Content and review"

__all__ = ["PublishableAdmin", "PublishableForm", "RowsInline", "StackedRowsInline"]
