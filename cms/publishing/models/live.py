"""The live table: what public lists, search and detail read. Rebuilt from the record at will."""

from django.db import models
from django.db.models import Q

from cms.audit.fields import InstantField

from .publication import Outcome


class LiveQuerySet(models.QuerySet):
    def at(self, now):
        """What is in effect at this moment."""
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=now), live_from__lte=now)

    def documents(self):
        return self.filter(outcome=Outcome.DOCUMENT)


class Live(models.Model):
    """One publication that is, or will be, in effect: live from `live_from` until just before `live_until`.

    Its number is the publication's, so newer decisions have higher numbers.
    """

    publication = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=170)
    locale = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    slug = models.CharField(max_length=120)
    item = models.CharField(max_length=40, db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    live_from = InstantField()
    live_until = InstantField(null=True)
    #: SHA-256 of the served bytes: names them in Content and is the ETag. Empty when there is no document.
    etag = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    first_published_at = InstantField(null=True)
    updated_at = InstantField(null=True)
    review_due = models.CharField(max_length=10, blank=True, help_text="YYYY-MM-DD")
    tags = models.TextField(blank=True, help_text="Cache tags, separated by spaces")
    card = models.TextField(blank=True, help_text="Canonical JSON of its entry in lists")
    note = models.TextField(blank=True)
    successor = models.CharField(max_length=40, blank=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["key", "locale", "live_from"], name="live_by_key"),
            models.Index(fields=["kind", "outcome", "first_published_at", "publication"], name="live_newest"),
            models.Index(fields=["kind", "outcome", "updated_at", "publication"], name="live_updated"),
            models.Index(fields=["live_from"], name="live_beginning"),
            models.Index(fields=["live_until"], name="live_ending"),
        ]

    def __str__(self):
        return self.key


class Facet(models.Model):
    """One thing a live document can be filtered by: its topic, a tag, an author, a source it cites."""

    live = models.ForeignKey(Live, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["live", "name", "value"], name="a_facet_is_said_once")]
        indexes = [models.Index(fields=["name", "value", "live"], name="live_by_facet")]

    def __str__(self):
        return f"{self.name}: {self.value}"
