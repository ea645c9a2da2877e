"""What an imported questionnaire said and a definition cannot."""

from django.db import models

from .rows import Row


class Leftover(Row):
    """Something that was not understood at import. While it stands, the assessment cannot be submitted.

    A writer replaces what it meant by rows of the assessment and takes it out; the history keeps it.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="leftover_rows"
    )
    location = models.CharField(max_length=300)
    sentence = models.TextField("what to do")
    said = models.TextField("as it stood", blank=True)

    class Meta(Row.Meta):
        verbose_name = "leftover of the import"
        verbose_name_plural = "leftovers of the import"

    def __str__(self):
        return self.location
