"""The form of whoever may look and not write: bodies are drawn as text, not as the tree that is stored."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.fields import BodyField, as_html


class BodiesForReaders:
    """For the admin of a type with bodies: without the right to change them, they stand there as text."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        drawn = {
            field.name: _drawn(field) for field in self.opts.get_fields() if isinstance(field, BodyField)
        }
        return [
            (name, {**options, "fields": [drawn.get(one, one) for one in options["fields"]]})
            for name, options in fieldsets
        ]


def _drawn(field: BodyField):
    def shown(item):
        # Written from a tree of the closed schema, with every text in it escaped.
        html = mark_safe(as_html(getattr(item, field.attname)))
        return format_html('<div class="body-read">{}</div>', html) if html else "-"

    shown.short_description = field.verbose_name
    return shown
