"""For the admin's templates: moments in local time with the zone named, and what waits for somebody."""

from django import template
from django.utils import timezone

from .. import wording
from ..admin import queueing, reading

register = template.Library()
register.filter("moment", wording.moment)
register.filter("parts", reading.parts)


@register.simple_tag
def waiting_for(person):
    """How many submissions wait for this person's signature."""
    if not person.has_perm("publishing.view_release"):
        return 0
    return queueing.waiting_for(person, timezone.now())
