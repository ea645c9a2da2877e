"""Authors: a person or a team whose name readers see in a byline."""

from django.conf import settings
from django.db import models

from articles.documents import author

from .draft import Draft


class Author(Draft):
    """One name for bylines. A person may have a staff account; a team has none."""

    class AuthorType(models.TextChoices):
        PERSON = "person", "Person"
        TEAM = "team", "Team"

    kind = "authors"
    type = "author"
    uid_prefix = "aut"
    public_form = author

    author_type = models.CharField("type", max_length=10, choices=AuthorType, default=AuthorType.PERSON)
    name = models.CharField(max_length=200)
    byline_prefix = models.CharField(
        max_length=40, blank=True, help_text="Stands before the name: By, or By the. Blank is By."
    )
    credentials = models.CharField(max_length=100, blank=True, help_text="Such as MD, FACC.")
    role_title = models.CharField("role", max_length=150, blank=True)
    bio = models.TextField("biography", blank=True)
    url = models.URLField("profile address", max_length=500, blank=True)
    organization = models.ForeignKey(
        "articles.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="authors"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="author_records",
        verbose_name="staff account",
        help_text="The staff account of this author: may not sign what they stand on.",
    )

    class Meta:
        verbose_name = "author"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_author_per_address",
                violation_error_message="Another author has this address in this locale.",
            ),
            models.CheckConstraint(
                condition=models.Q(author_type="person") | models.Q(person__isnull=True),
                name="a_team_has_no_staff_account",
                violation_error_message="A team has no staff account: choose Person or take it out.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name or self.slug

    def references(self):
        return author.references(self)

    def byline_people(self):
        return [self.person.uid] if self.person else []
