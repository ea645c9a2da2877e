"""What the public saw, and from when on."""

from django.db import models

from cms.audit.fields import DigestField, InstantField
from cms.audit.models import Guard, Record, before_the_last_entry

from .release import Release


class Key(Record):
    """A public address in one locale, owned by one item for ever."""

    key = models.CharField(max_length=170)
    locale = models.CharField(max_length=12)
    item = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_owner_per_key")]

    def __str__(self):
        return f"{self.key} ({self.locale})"


class Snapshot(Record):
    """The bytes of one public document as they are served, named by their SHA-256."""

    digest = DigestField(primary_key=True)
    content = DigestField(db_index=True, help_text="content_digest: the part that was signed")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="snapshots")
    item = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)

    def __str__(self):
        return self.digest


class Outcome(models.TextChoices):
    DOCUMENT = "document", "is live"
    MOVED = "moved", "has moved"
    GONE = "gone", "is gone"


class Publication(Record):
    """What one key leads to from a moment on: a document, the item's newer address, or nothing any more.

    Live at t is the newest by (effective_at, number) with effective_at ≤ t that was not called off.
    """

    number = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 … over all keys")
    key = models.CharField(max_length=170)
    locale = models.CharField(max_length=12)
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=Outcome)
    effective_at = InstantField()
    at = InstantField(help_text="When it was decided")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="publications")
    revision = models.PositiveIntegerField(default=0)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="publications")
    note = models.TextField(blank=True, help_text="For a page that is gone: what readers are told")
    successor = models.CharField(max_length=40, blank=True, help_text="uid of the item to read instead")

    guards = (
        Guard(
            "every_required_signature",
            "NEW.outcome = 'document' AND (NEW.release_id IS NULL OR NOT EXISTS"
            " (SELECT 1 FROM publishing_requirement q WHERE q.release_id = NEW.release_id)"
            " OR EXISTS (SELECT 1 FROM publishing_requirement q WHERE q.release_id = NEW.release_id"
            " AND NOT EXISTS (SELECT 1 FROM publishing_signature s WHERE s.release_id = q.release_id"
            " AND (s.meaning = q.meaning OR q.meaning = 'any'))))",
            "a document is published with every required signature",
        ),
        Guard(
            "what_was_signed",
            "NEW.outcome = 'document' AND NOT EXISTS (SELECT 1 FROM publishing_member m"
            " JOIN publishing_snapshot n ON n.content = m.content AND n.release_id = m.release_id"
            " WHERE m.release_id = NEW.release_id AND m.item = NEW.item AND n.item = NEW.item"
            " AND m.key = NEW.key AND m.locale = NEW.locale AND m.revision = NEW.revision"
            " AND n.digest = NEW.snapshot_id)",
            "a document is published as it was signed",
        ),
        Guard(
            "by_the_owner_of_the_key",
            "NOT EXISTS (SELECT 1 FROM publishing_key k"
            " WHERE k.key = NEW.key AND k.locale = NEW.locale AND k.item = NEW.item)",
            "the key belongs to another item",
        ),
        Guard(
            "not_once_ended",
            "EXISTS (SELECT 1 FROM publishing_closing c WHERE c.release_id = NEW.release_id)",
            "the release has ended",
        ),
        Guard(
            "not_in_the_past",
            f"NEW.effective_at < NEW.at OR {before_the_last_entry('NEW.at')}",
            "nothing is published in the past",
        ),
    )

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["key", "locale", "effective_at"], name="what_a_key_led_to"),
            models.Index(fields=["item", "effective_at"], name="publications_of_an_item"),
            models.Index(fields=["effective_at"], name="publications_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="document", snapshot__isnull=False)
                | models.Q(~models.Q(outcome="document"), snapshot__isnull=True),
                name="a_document_has_bytes",
            )
        ]

    def __str__(self):
        return f"{self.key} {self.get_outcome_display()} from {self.effective_at:%Y-%m-%d %H:%M} UTC"


class CallOff(Record):
    """Takes back a publication that has not begun."""

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="call_off", primary_key=True
    )
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)
    reason = models.TextField()

    guards = (
        Guard(
            "not_once_begun",
            "NOT EXISTS (SELECT 1 FROM publishing_publication p"
            " WHERE p.number = NEW.publication_id AND p.effective_at > NEW.at)"
            f" OR {before_the_last_entry('NEW.at')}",
            "a publication that has begun is not called off",
        ),
    )

    def __str__(self):
        return f"{self.publication_id} called off: {self.reason}"
