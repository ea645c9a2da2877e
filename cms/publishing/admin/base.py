"""PublishableAdmin: editing drafts with Django's admin, where every save is one revision and one entry."""

import js_asset
from django.contrib import admin, messages
from django.contrib.auth import get_user
from django.core.checks import Error
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils import timezone

from .. import actions, reviews, sight, wording
from ..forms import OWN_FIELDS, RESTORED, PublishableForm
from ..models import Publishable
from . import action_page, history, lists, outside, panel, routes


class PublishableAdmin(admin.ModelAdmin):
    """The admin of one content type.

    A POST of the form runs under the lock and in the one transaction of `actions.editing()`, from the check
    of the form to the last inline row, so that it makes one revision or none. Nothing is ever deleted here.
    """

    form = PublishableForm
    change_form_template = "publishing/change_form.html"
    popup_response_template = "publishing/popup_response.html"
    list_filter = ()
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def check(self, **kwargs):
        found = super().check(**kwargs)
        if not issubclass(self.form, PublishableForm):
            hint = "Derive the form from cms.publishing.admin.PublishableForm."
            found.append(
                Error(
                    "The form does not notice stale saves.", hint=hint, obj=type(self), id="publishing.E101"
                )
            )
        if self.list_editable:
            hint = "Take list_editable out; items are edited in their form."
            found.append(
                Error(
                    "Edits in a list would make no revision.", hint=hint, obj=type(self), id="publishing.E102"
                )
            )
        return found

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        reason = request.POST.get("save_reason", "").strip()
        with actions.editing(by=get_user(request), clock=timezone.now, reason=reason) as session:
            request.editing = session
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.editing = getattr(request, "editing", None)
        return form

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name not in OWN_FIELDS]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.revision = request.editing.saved(form.instance)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        if level == messages.SUCCESS and hasattr(request, "revision"):
            message = self._saved_message(request)
            kwargs["extra_tags"] = "saved"  # the guard of typed text then drops its copy
        super().message_user(request, message, level, *args, **kwargs)

    def _saved_message(self, request):
        revision = request.revision
        if revision is None:
            return "Nothing changed, so there is no new revision."
        sentence = f"Saved “{revision.title}” as revision {revision.number}."
        if "_addanother" in request.POST:
            sentence += f" You may add another {self.opts.verbose_name} below."
        return sentence

    # The audit trail says what happened; a second log beside it could only contradict it.

    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def log_deletions(self, request, queryset):
        return None

    # Nothing that has a revision is deleted.

    def has_delete_permission(self, request, obj=None):
        return False

    def delete_view(self, request, object_id, extra_context=None):
        return action_page.refused(
            request,
            f"Nothing is deleted here: this {self.opts.verbose_name} is part of the record. Retire it when"
            " readers see it, or archive the draft to take it out of your lists.",
        )

    # Lists

    def get_changelist(self, request, **kwargs):
        return lists.ItemList

    def get_list_display(self, request):
        due = ["review_due"] if reviews.falls_due(self.model) else []
        return [*super().get_list_display(request), "where_it_stands", *due]

    def get_list_filter(self, request):
        due = [lists.ReviewFilter] if reviews.falls_due(self.model) else []
        own = [one for one in super().get_list_filter(request) if self._lists_what_is_seen(one, request.user)]
        return [lists.StateFilter, *due, *own, lists.ArchivedFilter]

    def _lists_what_is_seen(self, list_filter, person) -> bool:
        """Whether a filter names only items that the person may look at."""
        name = list_filter[0] if isinstance(list_filter, tuple | list) else list_filter
        target = (
            self.opts.get_field(name).related_model if isinstance(name, str) and "__" not in name else None
        )
        return target is None or not issubclass(target, Publishable) or sight.may_see(person, target)

    @admin.display(description="state")
    def where_it_stands(self, item):
        return wording.state_line(item.standing, timezone.now(), item.archived_at)

    @admin.display(description="review due")
    def review_due(self, item):
        return wording.day(item.review_due) or "–"

    def get_search_results(self, request, queryset, search_term):
        queryset, duplicates = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.filter(archived_at__isnull=True)
        return queryset, duplicates

    # Pages

    def get_urls(self):
        return [*routes.of_items(self), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        return history.history(self, request, object_id)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = js_asset.Media.from_media(context["media"], nonce=request.csp_nonce)
        form = context["adminform"].form
        if obj is not None and change and not context.get("is_popup"):
            context["panel"] = panel.of(self, obj, get_user(request), timezone.now())
            context["outside"] = outside.banner(obj)
        if getattr(form, "stale", None):
            context["stale"] = history.overtaken(form.instance, form.data.get("base_version"))
        elif getattr(form, "restored", False):
            context["errors"] = None  # nobody did anything wrong
            context["restored"] = RESTORED
        return super().render_change_form(request, context, add, change, form_url, obj)


class _RowsFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row"


class _Rows:
    """Rows that are part of an item: whoever may change the item may change, add and remove them."""

    formset = _RowsFormSet
    extra = 0
    show_change_link = False

    class Media:
        js = [js_asset.Script("publishing/rows.js", type="module")]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Rows have no labels beside their fields; the name of the column is said to screen readers."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or db_field.verbose_name).capitalize())
        return field

    def _parent_allows(self, request, *verbs):
        opts = self.parent_model._meta
        return any(request.user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}") for verb in verbs)

    def has_view_permission(self, request, obj=None):
        return self._parent_allows(request, "view", "change")

    def has_change_permission(self, request, obj=None):
        return self._parent_allows(request, "change")

    def has_add_permission(self, request, obj=None):
        return self._parent_allows(request, "change" if obj else "add")

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class RowsInline(_Rows, admin.TabularInline):
    """Rows of an item, as a table."""


class StackedRowsInline(_Rows, admin.StackedInline):
    """Rows of an item, one under the other."""
