"""A model field and a form field for bodies: only trees of the closed schema get in or out."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import BaseExpression

from articles import body
from articles.body import wire
from articles.body.tree import empty


class BodyField(models.JSONField):
    """One body. What is assigned may be any valid tree; what is stored is canonical and has its identifiers.

    `profile` says how much is allowed: "article" (everything), "faq" (paragraphs and lists) or "inline"
    (one line).
    """

    description = "Body of text"

    def __init__(self, *args, profile="article", **kwargs):
        self.profile = profile
        kwargs.setdefault("default", empty)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        # Migrations see a plain JSON field: neither the profile nor the editor is a matter of the database.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def validate(self, value, model_instance):
        if problems := body.validate(value, self.profile):
            raise ValidationError([problem.sentence for problem in problems], code="invalid")
        if not self.blank and not body.normalise(value)["content"]:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def pre_save(self, model_instance, add):
        """Settle the tree, so that the instance holds exactly what the database will."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, BaseExpression):
            return value
        value = body.settle(value, self.profile)
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        # Also the way of bulk_create() and update(), which never call full_clean().
        if not isinstance(value, BaseExpression) and (problems := body.validate(value, self.profile)):
            raise body.Refused(problems)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        # A callable default would make Django render the tree once more, as a hidden field.
        ours = {"form_class": BodyFormField, "profile": self.profile, "show_hidden_initial": False}
        return models.Field.formfield(self, **{**ours, **kwargs})


class BodyFormField(forms.Field):
    """Shows a tree as the editor's HTML and cleans HTML to a settled tree; what is wrong stays as typed."""

    def __init__(self, *, profile="article", **kwargs):
        # Imported here: migrations and commands that never show a form need no editor.
        from articles.widgets import BodyWidget

        self.profile = profile
        if not isinstance(kwargs.get("widget"), BodyWidget):
            kwargs["widget"] = BodyWidget(profile=profile)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, dict):
            return as_html(value)
        return value or ""

    def to_python(self, value):
        try:
            tree = value if isinstance(value, dict) else wire.from_html(value or "", self.profile)
            return body.settle(tree, self.profile)
        except body.Refused as refused:
            sentences = [problem.sentence for problem in refused.problems]
            raise ValidationError(sentences, code="invalid") from refused

    def validate(self, value):
        if self.required and not value["content"]:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial, data):
        if self.disabled:
            return False
        try:
            before = self.to_python(initial)
            return body.without(before) != body.without(self.to_python(data))
        except ValidationError:
            return True


def as_html(tree) -> str:
    """The editor's HTML of a stored tree; empty when somebody stored past the application what is none."""
    return wire.to_html(body.normalise(tree)) if not body.validate(tree) else ""
