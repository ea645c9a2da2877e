"""The form of an assessment: what a writer fills in, from what it is for to the rule that decides."""

from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from assessments.models import Assessment
from cms.publishing.admin import PublishableAdmin, PublishableForm, addresses

from . import checking, hints, keys, paths, rows, trying, upload
from .row_forms import KeyInput

#: Everything that belongs to an assessment, with what it leads to.
_ROWS = [
    *(one.accessor for one in Assessment.rows.values()),
    *("source_rows__citation", "step_rows__article", "step_rows__treatment", "related_rows__article"),
]


class AssessmentForm(PublishableForm):
    class Meta:
        widgets = {"default_outcome": KeyInput("outcomes")}


@admin.register(Assessment)
class AssessmentAdmin(PublishableAdmin):
    form = AssessmentForm
    change_form_template = "assessments/change_form.html"
    change_list_template = "assessments/change_list.html"
    list_display = ("title", "topic", "estimated_minutes")
    list_filter = ("topic",)
    list_select_related = ("topic",)
    search_fields = ("title", "slug")
    autocomplete_fields = ("topic",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (
        rows.LeftoverRows,
        rows.SectionRows,
        rows.QuestionRows,
        rows.ConditionRows,
        rows.ScoreRows,
        rows.OutcomeRows,
        rows.NextStepRows,
        rows.RuleRows,
        rows.CriterionRows,
        rows.SourceRows,
        rows.RelatedRows,
    )
    fieldsets = (
        (None, {"fields": ("title", "slug", "topic", "description", "estimated_minutes")}),
        ("What it is for", {"fields": ("intended_use", "limits", "disclaimer")}),
        ("For whom", {"fields": (("min_age", "max_age"), "excludes", "otherwise")}),
        (
            "The instrument it follows",
            {"classes": ("collapse",), "fields": ("instrument_name", "instrument_rights", "locale")},
        ),
        # Drawn below the rules, where it belongs: see change_form.html.
        ("When no rule holds", {"classes": ("after-rules",), "fields": ("default_outcome",)}),
    )

    # Pages

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"

        def of_item(page):
            def view(request, object_id):
                return page(self, request, object_id)

            # Answers are tried here: no report of an error may hold what was sent.
            return sensitive_post_parameters()(self.admin_site.admin_view(view))

        def of_import(request):
            return upload.UploadPage(request, self).respond()

        return [
            path("import/", self.admin_site.admin_view(of_import), name=f"{name}_import"),
            path("<path:object_id>/check/", of_item(checking.check), name=f"{name}_check"),
            path("<path:object_id>/try/", of_item(trying.try_it), name=f"{name}_try"),
            path("<path:object_id>/paths.csv", of_item(paths.paths), name=f"{name}_paths"),
            *super().get_urls(),
        ]

    def response_add(self, request, obj, post_url_continue=None):
        return self._to_check(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._to_check(request, obj) or super().response_change(request, obj)

    def _to_check(self, request, obj):
        if "_check" not in request.POST:
            return None
        self.message_user(request, "Saved.", messages.SUCCESS)
        return HttpResponseRedirect(addresses.item_page(obj, "check"))

    # The form

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "GET":
            # Only for looking: what is saved must be read anew. The panel reads each row several times.
            prefetch_related_objects([found], *_ROWS)
        return found

    def get_inlines(self, request, obj):
        left = obj is not None and obj.leftover_rows.exists()
        return [one for one in self.inlines if left or one is not rows.LeftoverRows]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Rows that share one space of names share what is known of their keys."""
        given = super().get_formset_kwargs(request, obj, inline, prefix)
        if issubclass(inline.form, rows.row_forms.RowForm):
            given["form_kwargs"] = {"keys": self._keys(request, obj).get(inline.kind)}
        return given

    def _keys(self, request, obj) -> dict[str, keys.Keys]:
        if not hasattr(request, "assessment_keys"):
            seen = keys.seen_by_readers(obj if obj.pk else None, timezone.now())
            asked = keys.Keys(
                request.POST, ("section_rows", "question_rows"), seen["sections"] | seen["questions"]
            )
            request.assessment_keys = {
                "sections": asked,
                "questions": asked,
                "scores": keys.Keys(request.POST, ("score_rows",), seen["scores"]),
                "outcomes": keys.Keys(request.POST, ("outcome_rows",), seen["outcomes"]),
                "rules": keys.Keys(request.POST, ("rule_rows",), seen["rules"]),
            }
        return request.assessment_keys

    def render_change_form(self, request, context, *args, **kwargs):
        context["datalists"] = hints.give(context["inline_admin_formsets"], context["adminform"].form)
        context["show_save_and_add_another"] = False  # the place is for “Save and check”
        return super().render_change_form(request, context, *args, **kwargs)
