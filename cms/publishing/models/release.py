"""Releases: what is reviewed, signed, scheduled and published together, and how a release ended."""

import secrets

from django.db import models

from cms import canonical
from cms.audit.fields import DigestField, InstantField
from cms.audit.models import Guard, Record

from .publishable import Role


def new_release_uid() -> str:
    return f"rel_{secrets.token_hex(10)}"


class Change(models.TextChoices):
    """What kind of change a release makes; it decides the review."""

    EDITORIAL = "editorial", "Editorial: wording only"
    SUBSTANTIVE = "substantive", "Substantive: content changed, full review"
    CORRECTION = "correction", "Correction: full review and a public line"
    SAFETY = "safety", "Safety: full review and a public line"
    REVIEW = "review", "Confirm review: nothing changed, new review dates"
    ATTESTED = "attested", "Attested: approved before it came here"


class Release(Record):
    """A set of frozen documents under one digest. It never changes; submitting again makes another."""

    uid = models.CharField(max_length=40, primary_key=True, default=new_release_uid, editable=False)
    change = models.CharField(max_length=20, choices=Change)
    reason = models.TextField(help_text="What changed and why, for the reviewers and the record")
    public_line = models.TextField(
        blank=True, help_text="For a correction or safety change: what readers see"
    )
    #: Publish in the same moment as the last signature.
    when_signed = models.PositiveSmallIntegerField(default=0)
    #: With `when_signed`: the moment it is to go live; NULL is at once.
    publish_at = InstantField(null=True)
    digest = DigestField(help_text="What is signed: see compute_digest()")
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    class Meta:
        permissions = [
            ("submit", "Can submit for review"),
            ("sign_medical", "Can sign as medical reviewer"),
            ("sign_compliance", "Can sign for compliance"),
            ("send_back", "Can send back for changes"),
            ("publish", "Can publish, schedule and call off"),
            ("retire", "Can take a page down"),
            ("restore", "Can bring back an earlier page"),
            ("seal", "Can seal stored bytes, with a second person"),
            ("attest", "Can attest that imported content was approved"),
            ("notice", "Can put a notice on live pages, and lift it"),
            ("recall", "Can say what became of a source, and recall the pages that rest on it"),
            ("read_record", "Can read the record: as-of views, register, compliance API"),
            ("export_evidence", "Can export evidence packs"),
            ("review_trail", "Can record that the audit trail was reviewed"),
        ]

    def __str__(self):
        return self.uid

    @staticmethod
    def compute_digest(release: "Release", members: list["Member"], requirements: list[str]) -> str:
        """Digest of everything a signature approves: the documents and where they go."""
        return canonical.digest_of(
            {
                "format": "release/1",
                "release": release.uid,
                "change": release.change,
                "reason": release.reason,
                "public_line": release.public_line,
                "requires": sorted(requirements),
                "members": [
                    [m.item, m.kind, m.key, m.locale, m.revision, m.content]
                    for m in sorted(members, key=lambda m: m.position)
                ],
            }
        )


#: What a signature approved, and the rules it was given under, get no further rows.
not_once_signed = Guard(
    "not_once_signed",
    "EXISTS (SELECT 1 FROM publishing_signature s WHERE s.release_id = NEW.release_id)",
    "a release does not change once it is signed",
)


class Member(Record):
    """One item in a release: its revision, its composed document, and the key it is to live under."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="members")
    position = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=170)
    locale = models.CharField(max_length=12)
    title = models.CharField(max_length=300)
    revision = models.PositiveIntegerField()
    after = models.PositiveIntegerField(
        help_text="Number of the revision that was last published; who wrote a later one may not sign"
    )
    content = DigestField(help_text="content_digest: names the composed document in Content")

    guards = (
        Guard(
            "in_one_open_release",
            "EXISTS (SELECT 1 FROM publishing_member m"
            " WHERE m.item = NEW.item AND m.release_id <> NEW.release_id"
            " AND NOT EXISTS (SELECT 1 FROM publishing_closing c WHERE c.release_id = m.release_id)"
            " AND NOT EXISTS (SELECT 1 FROM publishing_publication p WHERE p.release_id = m.release_id"
            " AND p.effective_at <= (SELECT r.at FROM publishing_release r WHERE r.uid = NEW.release_id)))",
            "an item is in one open release",
        ),
        not_once_signed,
    )

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "item"], name="an_item_is_once_in_a_release"),
            models.UniqueConstraint(fields=["release", "position"], name="members_are_ordered"),
        ]
        # Each action, and the guard of one open release, asks for the releases of an item.
        indexes = [models.Index(fields=["item", "release"], name="releases_of_an_item")]

    def __str__(self):
        return self.title


class Base(Record):
    """A live publication that a release replaces, embeds, cites or links to."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="bases")
    role = models.CharField(max_length=10, choices=[("replaces", "replaces"), *Role.choices])
    item = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=300)
    publication = models.BigIntegerField()

    guards = (not_once_signed,)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "role", "item"], name="a_base_is_named_once_per_role")
        ]

    def __str__(self):
        return f"{self.role} {self.title}"


class Requirement(Record):
    """A signature that the release needs, frozen at submit. The meaning `any` takes every meaning."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="requirements")
    meaning = models.CharField(max_length=20)

    guards = (not_once_signed,)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "meaning"], name="a_meaning_is_required_once")
        ]

    def __str__(self):
        return self.meaning


class Barred(Record):
    """Somebody who may not sign the release: they wrote part of it or stand in its byline."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="barred")
    person = models.CharField(max_length=40)
    because = models.CharField(max_length=20, choices=[("wrote", "wrote it"), ("byline", "is in the byline")])

    guards = (not_once_signed,)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "person", "because"], name="a_reason_to_bar_is_said_once"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.because}"


class End(models.TextChoices):
    """How a release ended without staying on its way to readers."""

    SENT_BACK = "sent_back", "Changes requested"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Submitted again"
    CALLED_OFF = "called_off", "Called off"


class Closing(Record):
    """The end of a release that was not published, or was called off before it went live."""

    release = models.OneToOneField(
        Release, on_delete=models.PROTECT, related_name="closing", primary_key=True
    )
    end = models.CharField(max_length=20, choices=End)
    note = models.TextField(blank=True)
    at = InstantField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=200)

    guards = (
        Guard(
            "not_once_begun",
            "EXISTS (SELECT 1 FROM publishing_publication p WHERE p.release_id = NEW.release_id"
            " AND NOT EXISTS (SELECT 1 FROM publishing_calloff o WHERE o.publication_id = p.number))",
            "a release that readers have seen, or will see, does not end",
        ),
    )

    def __str__(self):
        return f"{self.get_end_display()}: {self.note}"
