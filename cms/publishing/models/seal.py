"""Sealing: two people and a reason blank stored bytes; everything that speaks about them stays."""

from django.db import models

from cms.audit.fields import DigestField, InstantField
from cms.audit.models import Guard, Record


class SealRequest(Record):
    """The first person's wish to blank certain bytes of one item, with the reason."""

    item = models.CharField(max_length=40, db_index=True)
    reason = models.TextField()
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    def __str__(self):
        return f"sealing of {self.item}: {self.reason}"


class SealedDigest(Record):
    """One digest whose bytes the request is about."""

    request = models.ForeignKey(SealRequest, on_delete=models.PROTECT, related_name="digests")
    digest = DigestField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "digest"], name="a_digest_is_named_once")]

    def __str__(self):
        return self.digest


class Seal(Record):
    """The second person's agreement. From here on the database lets the named bytes be blanked."""

    request = models.OneToOneField(
        SealRequest, on_delete=models.PROTECT, related_name="seal", primary_key=True
    )
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    guards = (
        Guard(
            "two_people",
            "EXISTS (SELECT 1 FROM publishing_sealrequest r"
            ' WHERE r.id = NEW.request_id AND r."by" = NEW."by")',
            "sealing takes two people",
        ),
    )

    def __str__(self):
        return f"sealed by {self.by_name}"
