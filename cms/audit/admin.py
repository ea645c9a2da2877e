"""The audit trail in the admin: read, searched and paged; nothing here writes."""

import json
from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from cms import instant

from .models import Entry


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"
    days = {"1": "In the last day", "7": "In the last 7 days", "30": "In the last 30 days"}

    def lookups(self, request, model_admin):
        return list(self.days.items())

    def queryset(self, request, queryset):
        if self.value() not in self.days:
            return queryset
        return queryset.filter(at__gte=timezone.now() - timedelta(days=int(self.value())))


class ActionFilter(admin.SimpleListFilter):
    """Actions by what they are about: the part before the dot."""

    title = "about"
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [
            ("draft", "Drafts"),
            ("release", "Review and publishing"),
            ("item", "Pages taken down or brought back"),
            ("seal", "Sealing"),
            ("person", "People"),
        ]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(action__startswith=f"{self.value()}.")


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ("sequence", "when", "action", "actor_name", "subject", "reason")
    list_display_links = ("sequence", "action")
    list_filter = (WhenFilter, ActionFilter)
    search_fields = ("action", "actor_name", "subject", "reason", "actor")
    search_help_text = "Action, name, uid of an item or person, or reason."
    ordering = ("-sequence",)
    list_per_page = 100
    show_full_result_count = False
    actions = None
    fields = ("sequence", "when", "action", "actor_name", "actor", "subject", "reason")
    fields += ("said", "wrote", "previous", "hash")
    readonly_fields = fields

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="when", ordering="sequence")
    def when(self, entry):
        local = timezone.localtime(entry.at)
        return format_html(
            '<time datetime="{}">{} {}</time>',
            instant.to_text(entry.at),
            date_format(local, "j M Y, H:i:s"),
            local.tzname(),
        )

    @admin.display(description="what it says")
    def said(self, entry):
        text = json.dumps(entry.detail_document, indent=2, ensure_ascii=False)
        return format_html('<pre class="detail">{}</pre>', text)

    @admin.display(description="what it wrote")
    def wrote(self, entry):
        """Each row of the record that this entry vouches for, with its digest."""
        rows = json.loads(entry.rows)
        if not rows:
            return "Nothing in the record."
        lines = format_html_join("", "<tr><td>{}</td><td>{}</td><td><code>{}</code></td></tr>", rows)
        head = "<tr><th scope='col'>Table</th><th scope='col'>Row</th><th scope='col'>Digest</th></tr>"
        table = '<table class="rows"><thead>' + head + "</thead><tbody>{}</tbody></table>"
        around = '<div class="table-scroll" role="region" aria-label="What it wrote" tabindex="0">'
        return format_html(around + table + "</div>", lines)

    def history_view(self, request, object_id, extra_context=None):
        """An entry has no history: it is one."""
        return self.change_view(request, object_id)
