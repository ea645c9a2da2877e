"""Signatures, and the duties that the database itself keeps apart."""

from django.db import models

from cms import canonical
from cms.audit.fields import DigestField, InstantField
from cms.audit.models import Guard, Record

from .release import Release


class Meaning(models.TextChoices):
    MEDICAL = "medical", "Medically reviewed and approved"
    COMPLIANCE = "compliance", "Approved for compliance"
    ATTESTED = "attested", "Attested as approved before it came here"


class Signature(Record):
    """One person's approval of one release's digest, with its meaning, printed name and moment.

    `binding` ties person, meaning, digest and moment together, so that a signature cannot be moved to other
    content. One person gives one signature to a release, whatever roles they hold.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=40, help_text="uid of the person")
    meaning = models.CharField(max_length=20, choices=Meaning)
    printed_name = models.CharField(max_length=200)
    means = models.CharField(max_length=40, help_text="How the signer proved who they are")
    profile = models.TextField(
        default="", blank=True, help_text="Canonical JSON: public profile at that moment"
    )
    at = InstantField()
    signed_digest = DigestField()
    binding = DigestField(unique=True)

    guards = (
        Guard(
            "not_by_writers",
            "EXISTS (SELECT 1 FROM publishing_member m JOIN publishing_revision r ON r.item = m.item"
            " AND r.number > m.after AND r.number <= m.revision"
            ' WHERE m.release_id = NEW.release_id AND r."by" = NEW.signer)',
            "nobody signs what they wrote",
        ),
        Guard(
            "not_by_the_barred",
            "EXISTS (SELECT 1 FROM publishing_barred b"
            " WHERE b.release_id = NEW.release_id AND b.person = NEW.signer)",
            "the signer wrote part of this or stands in its byline",
        ),
        Guard(
            "only_by_people",
            "NOT EXISTS (SELECT 1 FROM people_user u"
            " WHERE u.uid = NEW.signer AND u.is_active AND NOT u.is_system)",
            "only an active person signs",
        ),
        Guard(
            "of_this_release",
            "NOT EXISTS (SELECT 1 FROM publishing_release r"
            " WHERE r.uid = NEW.release_id AND r.digest = NEW.signed_digest)",
            "the signature is for another content",
        ),
        Guard(
            "not_when_closed",
            "EXISTS (SELECT 1 FROM publishing_closing c WHERE c.release_id = NEW.release_id)",
            "the release has ended",
        ),
        Guard(
            "that_is_asked_for",
            "NOT EXISTS (SELECT 1 FROM publishing_requirement q WHERE q.release_id = NEW.release_id"
            " AND (q.meaning = NEW.meaning OR q.meaning = 'any'))",
            "the release asks for no such signature",
        ),
    )

    class Meta:
        ordering = ["release", "entry"]
        constraints = [
            models.UniqueConstraint(fields=["release", "signer"], name="one_person_gives_one_signature"),
            models.UniqueConstraint(fields=["release", "meaning"], name="a_meaning_is_signed_once"),
        ]

    def __str__(self):
        return f"{self.printed_name}: {self.get_meaning_display()}"

    def compute_binding(self) -> str:
        return canonical.digest_of(
            {
                "format": "signature/1",
                "release": self.release_id,
                "digest": self.signed_digest,
                "signer": self.signer,
                "printed_name": self.printed_name,
                "meaning": self.meaning,
                "at": self._meta.get_field("at").get_prep_value(self.at),
            }
        )
