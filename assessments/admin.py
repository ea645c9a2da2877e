"""The form of an assessment."""

from django.contrib import admin

from assessments.models import Assessment
from cms.publishing.admin import PublishableAdmin


@admin.register(Assessment)
class AssessmentAdmin(PublishableAdmin):
    list_display = ("title", "topic", "estimated_minutes")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = ("title", "slug")
    autocomplete_fields = ("topic",)
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "topic", "description", "estimated_minutes", "locale")
