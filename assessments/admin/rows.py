"""The rows of an assessment in its form: one under the other, each with the fields a writer needs."""

import js_asset
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.fields import as_html
from assessments import models
from cms.publishing.admin import RowsInline, StackedRowsInline

from . import row_forms
from .row_forms import KeyInput

_MODULES = js_asset.ImportMap(
    {
        "assessments/form-errors": "assessments/form-errors.js",
        "assessments/form-rows": "assessments/form-rows.js",
        "assessments/form-says": "assessments/form-says.js",
        "assessments/form-choices": "assessments/form-choices.js",
    }
)

#: So many empty rows of each kind are on the page when somebody without scripts asks for them.
EMPTY_ROWS = 3


class DefinitionRows(StackedRowsInline):
    """Rows that say what is asked and what follows."""

    form = row_forms.RowForm
    template = "assessments/rows.html"
    #: What its rows are called in a definition.
    kind = ""
    #: The rows that stand under each of these once scripts run: their prefix and what they are called.
    nested = ""
    nested_name = ""
    #: The fields whose values are keys of other rows, and the names of those rows.
    names_keys: dict[str, str] = {}

    @property
    def media(self):
        return super().media + js_asset.Media(
            importmap=_MODULES,
            css={"all": ["assessments/form.css"]},
            js=[js_asset.Script("assessments/form.js", type="module")],
        )

    def get_extra(self, request, obj=None, **kwargs):
        # Without scripts there is no link that adds a row.
        return EMPTY_ROWS if request.GET.get("rows") == "more" else 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """These rows have labels of their own beside each field."""
        if db_field.name == "key":
            kwargs["widget"] = KeyInput()
        elif db_field.name in self.names_keys:
            kwargs["widget"] = KeyInput(self.names_keys[db_field.name])
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            getattr(field.widget, "widget", field.widget).attrs.pop("aria-label", None)
        return field


class SectionRows(DefinitionRows):
    model = models.Section
    form = row_forms.SectionForm
    kind, nested, nested_name = "sections", "condition_rows", "Shown when"
    verbose_name_plural = "sections: questions that stand together under a title"
    fieldsets = [(None, {"fields": ("title", "text", ("match", "key"), "position")})]


class QuestionRows(DefinitionRows):
    model = models.Question
    form = row_forms.QuestionForm
    kind, nested, nested_name = "questions", "condition_rows", "Shown when"
    names_keys = {"section": "sections"}
    verbose_name_plural = "questions, in the order in which they are asked"
    fieldsets = [
        (
            None,
            {
                "fields": (
                    "text",
                    ("type", "required"),
                    "options",
                    ("minimum", "maximum", "unit", "places"),
                    "bands",
                    "help",
                    ("section", "match"),
                    ("key", "code_system"),
                    "position",
                )
            },
        )
    ]


class ConditionRows(DefinitionRows):
    model = models.Condition
    kind = "conditions"
    names_keys = {"target": "targets", "question": "questions", "value": "values"}
    verbose_name_plural = "conditions: when a question or a section is shown"
    fieldsets = [(None, {"fields": (("target", "question", "operator", "value"), "position")})]


class ScoreRows(DefinitionRows):
    model = models.Score
    form = row_forms.ScoreForm
    kind = "scores"
    verbose_name_plural = "scores: sums of points"
    fieldsets = [(None, {"fields": ("label", "questions", ("when_missing", "key"), "position")})]


class OutcomeRows(DefinitionRows):
    model = models.Outcome
    form = row_forms.OutcomeForm
    kind, nested, nested_name = "outcomes", "step_rows", "What they can do next"
    verbose_name_plural = "outcomes: what readers may be told in the end"

    def get_fieldsets(self, request, obj=None):
        told = "content" if self.has_change_permission(request, obj) else "told"
        rest = ("does_not_rule_out", ("show_score", "promotes"), "key", "position")
        return [(None, {"fields": ("title", "urgency", told, *rest)})]

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("told",)

    @admin.display(description="what the reader is told")
    def told(self, outcome):
        # Written from a tree of the closed schema, with every text in it escaped.
        html = mark_safe(as_html(outcome.content))
        return format_html('<div class="body-read">{}</div>', html) if html else "-"


class NextStepRows(DefinitionRows):
    model = models.NextStep
    kind = "next_steps"
    names_keys = {"outcome": "outcomes"}
    autocomplete_fields = ("article", "treatment")
    verbose_name_plural = "next steps; without an outcome, for people whom it is not meant for"
    fieldsets = [
        (
            None,
            {"fields": ("outcome", ("kind", "label", "address"), ("article", "treatment"), "position")},
        )
    ]


class RuleRows(DefinitionRows):
    model = models.Rule
    form = row_forms.RuleForm
    kind, nested, nested_name = "rules", "criterion_rows", "It holds when"
    names_keys = {"outcome": "outcomes"}
    verbose_name_plural = "rules: the first that holds decides; red flags come before all others"
    fieldsets = [(None, {"fields": ("outcome", ("match", "red_flag"), "key", "position")})]


class CriterionRows(DefinitionRows):
    model = models.Criterion
    form = row_forms.CriterionForm
    kind = "criteria"
    names_keys = {"rule": "rules", "subject": "subjects", "value": "values"}
    verbose_name_plural = "criteria: what must hold for a rule"
    fieldsets = [(None, {"fields": (("rule", "subject", "operator", "value"), "position")})]


class SourceRows(RowsInline):
    model = models.Source
    kind = "sources"
    fields = ("citation", "position")
    autocomplete_fields = ("citation",)
    verbose_name_plural = "sources of the whole"


class RelatedRows(RowsInline):
    model = models.RelatedArticle
    kind = "related"
    fields = ("article", "position")
    autocomplete_fields = ("article",)
    verbose_name_plural = "related articles"


class LeftoverRows(RowsInline):
    """What an import did not understand: it is read, replaced by rows, and then taken out."""

    model = models.Leftover
    kind = "leftovers"
    template = "assessments/leftovers.html"
    fields = readonly_fields = ("location", "sentence", "said")
    verbose_name_plural = "what the import did not understand"
    max_num = 0

    def has_add_permission(self, request, obj=None):
        return False
