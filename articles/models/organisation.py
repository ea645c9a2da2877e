"""The organisation that publishes: its name, its routes, and the texts that its articles inherit."""

from django.core.exceptions import ValidationError
from django.db import models

from articles import addresses
from articles.documents import organization

from .draft import Draft


def check_routes(value):
    if sentences := addresses.problems(value):
        raise ValidationError(sentences)


def default_routes():
    return dict(addresses.ROUTES)


class Organisation(Draft):
    """One publisher of content. Its texts are written once here and may hold tokens such as {topic.name}."""

    kind = "organizations"
    type = "organization"
    uid_prefix = "org"
    public_form = organization

    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    url = models.URLField("web address", max_length=500, blank=True)
    same_as = models.TextField(
        "same as", blank=True, help_text="Other pages about this organisation, one address per line."
    )
    is_default = models.BooleanField(
        "default", default=False, help_text="Its routes give the address of what belongs to no organisation."
    )
    faq_heading = models.CharField("FAQ heading", max_length=200, blank=True)
    providers_heading = models.CharField(max_length=200, blank=True)
    providers_content = models.TextField(
        blank=True, help_text="One line. Links and tokens such as {organization.name} may stand in it."
    )
    disclaimer = models.TextField(blank=True, help_text="One line, printed on every article.")
    disclosure = models.TextField(
        blank=True, help_text="One line: what the organisation gains from what the article describes."
    )
    next_step_eyebrow = models.CharField(max_length=100, blank=True)
    next_step_heading = models.CharField(max_length=200, blank=True)
    next_step_content = models.TextField(
        blank=True, help_text="One line, such as [take our assessment](assessment:{topic.assessment})."
    )
    related_eyebrow = models.CharField(max_length=100, blank=True)
    related_heading = models.CharField(max_length=200, blank=True)
    routes = models.JSONField(
        default=default_routes,
        blank=True,
        validators=[check_routes],
        help_text='Where readers find things: {"article": "/articles/{slug}", …}.',
    )

    class Meta:
        verbose_name = "organization"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_organization_per_address",
                violation_error_message="Another organization has this address in this locale.",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="one_default_organization",
                violation_error_message="Another organization is the default already.",
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def save(self, *args, **kwargs):
        if self.routes is None:  # what an emptied form field says
            self.routes = default_routes()
        super().save(*args, **kwargs)
