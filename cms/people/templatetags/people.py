"""For the admin's templates: whether this installation has second factors."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def second_factors_are_on() -> bool:
    return settings.TWO_FACTOR
