"""What became of a source: said once by an authorised person, told to front ends at once."""

from django.db import models

from cms.audit.fields import InstantField
from cms.audit.models import Record

from .citation import Citation


class SourceEvent(Record):
    """From this moment on a source has this status. The newest event of a citation counts."""

    citation = models.CharField(max_length=40, db_index=True, help_text="uid of the citation")
    title = models.CharField(max_length=300)
    status = models.CharField(max_length=20, choices=Citation.Status)
    successor = models.CharField(max_length=40, blank=True, help_text="uid of the citation to use instead")
    since = models.CharField(max_length=10, blank=True, help_text="The day it happened: YYYY-MM-DD")
    reason = models.TextField()
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    def __str__(self):
        return f"{self.title}: {self.get_status_display()}"
