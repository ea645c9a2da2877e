"""For the admin's templates: moments in local time with the zone named, and what waits for somebody."""

from django import template
from django.utils import timezone

from .. import waiting, wording
from ..admin import reading

register = template.Library()
register.filter("moment", wording.moment)
register.filter("both_times", wording.both_times)
register.filter("day", wording.day)
register.filter("parts", reading.parts)
#: “intended_use” as people read it.
register.filter("spaced", lambda name: name.replace("_", " "))


@register.simple_tag
def start_page(person):
    """What waits for this person, and what they may ask, for the admin's start page."""
    now = timezone.now()
    return {
        "groups": waiting.groups(person, now),
        "questions": waiting.questions(person),
        "remarks": waiting.remarks(person, now),
        "asks": person.has_perm("publishing.read_record"),
    }
