"""The forms of what articles share: organizations, topics, treatments, authors and FAQs."""

from django.contrib import admin

from articles.admin.reading import BodiesForReaders
from articles.models import FAQ, Author, Organisation, Topic, TopicCode, TopicSynonym, Treatment
from cms.publishing.admin import PublishableAdmin, RowsInline


class SaidFilter(admin.AllValuesFieldListFilter):
    """Every value that occurs; rows where nothing was said have a name too."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "Not said"}


class SynonymRows(RowsInline):
    model = TopicSynonym
    fields = ("text", "search_only", "position")


class CodeRows(RowsInline):
    model = TopicCode
    fields = ("system", "code", "position")


@admin.register(Organisation)
class OrganisationAdmin(PublishableAdmin):
    list_display = ("name", "slug", "is_default")
    search_fields = ("name", "slug", "legal_name")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_default", "legal_name", "url", "same_as", "locale")}),
        (
            "Texts that every article shows",
            {
                "description": "One line each. Tokens such as {organization.name}, {topic.inline_label} and"
                " {assessment.estimated_minutes} are filled in for each article; [words](assessment:slug)"
                " makes a link.",
                "fields": (
                    "faq_heading",
                    "providers_heading",
                    "providers_content",
                    "disclaimer",
                    "disclosure",
                    "next_step_eyebrow",
                    "next_step_heading",
                    "next_step_content",
                    "related_eyebrow",
                    "related_heading",
                ),
            },
        ),
        ("Addresses", {"classes": ("collapse",), "fields": ("routes",)}),
    )


@admin.register(Topic)
class TopicAdmin(PublishableAdmin):
    list_display = ("name", "abbreviation", "slug")
    list_filter = (("specialty", SaidFilter), "locale")
    search_fields = ("name", "slug", "abbreviation", "preferred_term", "synonym_rows__text")
    autocomplete_fields = ("parent", "organization", "assessment", "treatment")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (SynonymRows, CodeRows)
    fieldsets = (
        (None, {"fields": ("name", "slug", "inline_label", "preferred_term", "abbreviation")}),
        (
            "Where its articles lead",
            {"fields": ("assessment", "treatment", "parent", "organization", "specialty")},
        ),
        ("Review", {"fields": ("review_months", "locale")}),
        (
            "Urgent help",
            {"fields": ("urgent_help_heading", "urgent_help_content", "urgent_help_phone")},
        ),
    )


@admin.register(Treatment)
class TreatmentAdmin(PublishableAdmin):
    list_display = ("name", "topic", "slug")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("topic",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "topic", "description", "locale")


@admin.register(Author)
class AuthorAdmin(PublishableAdmin):
    list_display = ("name", "credentials", "author_type", "organization")
    list_filter = ("author_type", "organization")
    list_select_related = ("organization",)
    search_fields = ("name", "slug", "credentials")
    autocomplete_fields = ("organization",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("author_type", "name", "slug", "byline_prefix", "credentials", "role_title")}),
        ("Profile", {"fields": ("bio", "url", "organization", "locale")}),
        ("Duties", {"fields": ("person",)}),
    )


@admin.register(FAQ)
class FAQAdmin(BodiesForReaders, PublishableAdmin):
    list_display = ("question", "topic")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = ("question", "slug")
    autocomplete_fields = ("topic",)
    prepopulated_fields = {"slug": ("question",)}
    fields = ("question", "slug", "answer", "topic", "locale")
