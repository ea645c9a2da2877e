"""Assessments: the tools that readers take. For now each is enough to be linked to."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from articles.models import Draft

from . import document


class Assessment(Draft):
    """One tool that a reader may take. It becomes available with its first published definition."""

    kind = "assessments"
    type = "assessment"
    uid_prefix = "asm"
    policy = ("medical", "compliance")
    public_form = document

    title = models.CharField(max_length=200)
    topic = models.ForeignKey(
        "articles.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    description = models.TextField(blank=True)
    estimated_minutes = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="How long it takes. Texts that link to it say the same number.",
    )
    available = models.BooleanField(
        default=False, editable=False, help_text="Readers can take it: it has questions."
    )

    class Meta:
        verbose_name = "assessment"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_assessment_per_address",
                violation_error_message="Another assessment has this address in this locale.",
            )
        ]

    def __str__(self):
        return self.title or self.slug

    def references(self):
        return document.references(self)
