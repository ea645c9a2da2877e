"""Recalls: something that live pages rest on has changed, and each of them has to be looked at."""

import secrets

from django.db import models

from cms.audit.fields import InstantField
from cms.audit.models import Record

from .release import Release


def new_recall_uid() -> str:
    return f"rec_{secrets.token_hex(10)}"


class Decision(models.TextChoices):
    """What a recall does to one page."""

    BY_HAND = "by_hand", "Somebody edits it"
    REFRESH = "refresh", "Take over what changed"
    SUCCESSOR = "successor", "Move the mention to the successor"
    PIN = "pin", "Keep the mention on the old edition, on purpose"
    AS_RETRACTED = "as_retracted", "Cite it as retracted"


class Recall(Record):
    """One decision to bring every live page that uses `cause` back to review, with a deadline."""

    uid = models.CharField(max_length=40, primary_key=True, default=new_recall_uid, editable=False)
    cause = models.CharField(max_length=40, db_index=True, help_text="uid of what changed")
    cause_title = models.CharField(max_length=300)
    because = models.CharField(max_length=20, help_text="superseded, retracted, expired, changed …")
    reason = models.TextField()
    deadline = models.CharField(max_length=10, help_text="YYYY-MM-DD")
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    def __str__(self):
        return f"{self.cause_title} {self.because}"


class RecallPlace(Record):
    """One page of a recall: what was live then, what is to be done, in which release, and by whom.

    It is settled once the item has another publication in effect than `publication`.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="places")
    item = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=300)
    publication = models.BigIntegerField()
    decision = models.CharField(max_length=20, choices=Decision)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="recalled")
    assignee = models.CharField(max_length=40, blank=True, help_text="uid of the person whose task it is")
    assignee_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recall", "item"], name="an_item_is_once_in_a_recall")]

    def __str__(self):
        return self.title
