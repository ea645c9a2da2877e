"""Waivers: findings of a release that somebody accepted by name, with a reason."""

from django.db import models

from cms.audit.fields import InstantField
from cms.audit.models import Record

from .release import Release, not_once_signed


class Waiver(Record):
    """One finding about one member that the release goes ahead with, and why that is right."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="waivers")
    item = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    sentence = models.TextField()
    quote = models.TextField(blank=True)
    reason = models.TextField()
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    guards = (not_once_signed,)

    def __str__(self):
        return f"{self.rule}: {self.reason}"
