"""Notices: what readers must know now, before the next signature."""

import secrets

from django.db import models

from cms.audit.fields import InstantField
from cms.audit.models import Record


def new_notice_uid() -> str:
    return f"not_{secrets.token_hex(10)}"


class NoticeKind(models.TextChoices):
    """What a notice is about; part of the public answer."""

    SAFETY = "safety", "Safety"
    EVIDENCE = "evidence", "The evidence has changed"
    UNDER_REVIEW = "under_review", "Under review"


class Severity(models.TextChoices):
    """How loudly a front end should say it; part of the public answer."""

    INFO = "info", "For information"
    WARNING = "warning", "Warning"
    URGENT = "urgent", "Urgent"


class Notice(Record):
    """One text that one authorised person put on live pages at once. `text` is public, `reason` is not."""

    uid = models.CharField(max_length=40, primary_key=True, default=new_notice_uid, editable=False)
    kind = models.CharField(max_length=20, choices=NoticeKind)
    severity = models.CharField(max_length=10, choices=Severity)
    text = models.TextField(help_text="What readers are told")
    reason = models.TextField(help_text="Why, for the record")
    cause = models.CharField(max_length=40, blank=True, help_text="uid of the item or recall it follows from")
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    def __str__(self):
        return self.text


class NoticePlace(Record):
    """One item that shows the notice, from the notice's moment until it is lifted here."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="places")
    item = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "item"], name="a_notice_is_once_on_an_item")]

    def __str__(self):
        return f"{self.notice_id} on {self.title}"


class NoticeEnd(Record):
    """The notice is lifted from one item."""

    place = models.OneToOneField(NoticePlace, on_delete=models.PROTECT, related_name="end", primary_key=True)
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)
    reason = models.TextField()

    def __str__(self):
        return f"{self.place_id} lifted: {self.reason}"
