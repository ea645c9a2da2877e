"""Frozen states of a draft."""

from django.db import models

from cms.audit.fields import DigestField, InstantField
from cms.audit.models import Record


class Revision(Record):
    """One state of one item's draft, frozen at a save: the whole aggregate, who, when, why."""

    item = models.CharField(max_length=40, help_text="uid of the item")
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … within the item")
    parent = models.PositiveIntegerField(help_text="Number of the revision it was made from; 0: none")
    digest = DigestField(help_text="Names its bytes in Content")
    title = models.CharField(max_length=300)
    at = InstantField()
    by = models.CharField(max_length=40, help_text="uid of the person")
    by_name = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    #: 1: made from what was live, beside a draft that has moved on; the draft's rows never said this.
    #: NULL, not 0, because a NULL column stands outside the digests of rows written before it came.
    beside = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="revisions_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(parent__lt=models.F("number")), name="a_parent_is_older"
            ),
        ]

    def __str__(self):
        return f"{self.title}, revision {self.number}"
