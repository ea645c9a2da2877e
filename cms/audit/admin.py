"""The audit trail in the admin: read, searched and paged. All that this writes is who read it."""

import json
from datetime import timedelta
from functools import reduce
from operator import or_

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from cms import canonical, instant

from . import checkpoints, reading
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


#: What an action is about → how its name begins.
ABOUT = {
    "draft": ("Drafts", ["draft.", "content."]),
    "release": ("Review and publishing", ["release."]),
    "item": ("Pages taken down or brought back", ["item."]),
    "notice": ("Notices, recalls and sources", ["notice.", "recall.", "source.", "citation."]),
    "seal": ("Sealing", ["seal."]),
    "person": ("People, access and sign-ins", ["person.", "token.", "group.", "roles."]),
    "record": ("Reading and exporting the record", ["record.", "evidence.", "trail."]),
    "system": ("Operation", ["checkpoint.", "backup.", "system.", "projection.", "mail."]),
}


class ActionFilter(admin.SimpleListFilter):
    """Actions by what they are about: the part before the dot."""

    title = "about"
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _) in ABOUT.items()]

    def queryset(self, request, queryset):
        if self.value() not in ABOUT:
            return queryset
        _, beginnings = ABOUT[self.value()]
        return queryset.filter(reduce(or_, [Q(action__startswith=beginning) for beginning in beginnings]))


class ReadingFilter(admin.SimpleListFilter):
    """Looking at the record is an entry too; whoever looks for changes may leave those out."""

    title = "readings"
    parameter_name = "readings"

    def lookups(self, request, model_admin):
        return [("no", "Without readings")]

    def queryset(self, request, queryset):
        return queryset.exclude(action=reading.ACTION) if self.value() == "no" else queryset


class TrailList(ChangeList):
    def get_results(self, request):
        super().get_results(request)
        # Read now: the entry that says so comes after what it speaks of.
        self.result_list = list(self.result_list)


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ("sequence", "when", "action", "who", "reason", "subject")
    list_display_links = ("sequence", "action")
    list_filter = (WhenFilter, ActionFilter, ReadingFilter)
    search_fields = ("action", "actor_name", "subject", "reason", "actor")
    search_help_text = "Action, name, uid of an item or person, or reason."
    ordering = ("-sequence",)
    list_per_page = 100
    show_full_result_count = False
    actions = None
    fields = ("sequence", "when", "action", "actor_name", "actor", "subject", "reason")
    fields += ("said", "wrote", "previous", "hash", "vouched_for")
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

    @admin.display(description="who", ordering="actor_name")
    def who(self, entry):
        return entry.actor_name

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

    @admin.display(description="checkpoint")
    def vouched_for(self, entry):
        latest = checkpoints.latest()
        if latest is None:
            return "There is no checkpoint to compare with."
        if latest["sequence"] < entry.sequence:
            return (
                f"The last checkpoint is of entry {latest['sequence']}; it does not vouch for this one yet."
            )
        return f"The checkpoint of entry {latest['sequence']} vouches for this one, as verification compares."

    # Whoever looks leaves an entry: one for each page that was shown.

    def get_changelist(self, request, **kwargs):
        return TrailList

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if request.method != "HEAD" and response.status_code == 200:  # a POST shows the list as well
            said = list(request.GET.items())[:10]
            asked = {canonical.storable(name[:40]): canonical.storable(value[:200]) for name, value in said}
            self._note(request, "", {"asked": asked} if asked else {})
        return response

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            entry = self.get_object(request, object_id)
            self._note(request, entry.subject, {"entry": entry.sequence})
        return response

    def _note(self, request, subject, detail):
        person = get_user(request)  # as they are now, not as the session remembers them
        reading.read("audit trail", subject, by=person, clock=timezone.now, detail=detail)

    def history_view(self, request, object_id, extra_context=None):
        """An entry has no history: it is one."""
        return self.change_view(request, object_id)
