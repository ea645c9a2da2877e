"""What the rows of an assessment share: an owner, a place, and keys that other rows name them by."""

from django.core.validators import RegexValidator
from django.db import models

from assessments.definition import KEY

key_validator = RegexValidator(
    rf"^(?:{KEY})\Z",
    "Use letters, digits and . _ - / without spaces, such as leg-pain.",
)


def KeyField(*args, **kwargs):
    """A name that other rows use; it stays what it is once readers have seen it."""
    kwargs.setdefault("validators", [key_validator])
    return models.CharField(*args, max_length=120, **kwargs)


class Match(models.TextChoices):
    """How several conditions work together."""

    ALL = "all", "all of its conditions hold"
    ANY = "any", "any of its conditions holds"


class Row(models.Model):
    """One row of an assessment. Rows name each other by key, so that a state can be put back as a whole."""

    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
