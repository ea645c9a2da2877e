"""The article's form: what a writer meets every day."""

from django.contrib import admin
from taggit.forms import TagWidget
from taggit.managers import TaggableManager

from articles.admin import picker
from articles.admin.reading import BodiesForReaders
from articles.models import Article, ArticleAuthor, ArticleFAQ, Organisation, RelatedPick
from cms.publishing.admin import PublishableAdmin, RowsInline


class AuthorRows(RowsInline):
    model = ArticleAuthor
    fields = ("author", "position")
    autocomplete_fields = ("author",)
    verbose_name_plural = "byline, in this order"


class FAQRows(RowsInline):
    model = ArticleFAQ
    fields = ("faq", "position")
    autocomplete_fields = ("faq",)
    verbose_name_plural = "FAQs, in this order"


class RelatedRows(RowsInline):
    model = RelatedPick
    fk_name = "article"
    fields = ("pick", "position")
    autocomplete_fields = ("pick",)
    verbose_name_plural = "related articles, in this order"


@admin.register(Article)
class ArticleAdmin(BodiesForReaders, PublishableAdmin):
    list_display = ("title", "topic", "display_date")
    list_filter = ("topic", "organization", "locale")
    list_select_related = ("topic",)
    search_fields = ("title", "slug", "dek", "keywords__name")
    ordering = ("title", "pk")
    autocomplete_fields = ("topic", "organization", "assessment")
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {
        **PublishableAdmin.formfield_overrides,
        TaggableManager: {"widget": TagWidget(attrs={"class": "vTextField"})},
    }
    inlines = (AuthorRows, FAQRows, RelatedRows)
    fieldsets = (
        (None, {"fields": ("title", "slug", "dek", "topic", "body")}),
        ("About the page", {"fields": ("organization", "assessment", "keywords", "display_date")}),
        (
            "Search engines and audience",
            {
                "classes": ("collapse",),
                "fields": (
                    "seo_title",
                    "seo_description",
                    "audience_people",
                    "audience_min_age",
                    "locale",
                ),
            },
        ),
        (
            "Instead of the organization’s texts",
            {
                "classes": ("collapse",),
                "fields": (
                    "faq_heading",
                    "providers_heading",
                    "providers_content",
                    "disclosure",
                    "next_step_heading",
                    "next_step_content",
                ),
            },
        ),
    )

    def get_urls(self):
        return [*picker.urls(self.admin_site), *super().get_urls()]

    def get_changeform_initial_data(self, request):
        # Almost every article is of the default organization; whoever writes for another one changes it.
        default = Organisation.objects.filter(is_default=True, archived_at=None).values_list("pk", flat=True)
        return {"organization": default.first(), **super().get_changeform_initial_data(request)}
