"""How templates get at everything that an assessment may show."""

from django import template

from assessments import drawing

register = template.Library()


@register.simple_tag
def whole(document):
    """Every question and outcome of a published document or a preview."""
    return drawing.whole(document["definition"])
