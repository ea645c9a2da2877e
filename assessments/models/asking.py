"""What an assessment asks: sections, questions, and the conditions under which they are shown."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from assessments import definition, lines

from .rows import KeyField, Match, Row


class Section(Row):
    """Questions that stand together under a title."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="section_rows"
    )
    key = KeyField()
    title = models.CharField(max_length=200)
    text = models.TextField("introduction", blank=True)
    match = models.CharField("shown when", max_length=3, choices=Match, default=Match.ALL)

    class Meta(Row.Meta):
        verbose_name = "section"

    def __str__(self):
        return self.title or self.key


class Type(models.TextChoices):
    SINGLE = "single", "one of several"
    MULTI = "multi", "any of several"
    YES_NO = "yes_no", "yes or no"
    INTEGER = "integer", "whole number"
    DECIMAL = "decimal", "number"
    NOTICE = "notice", "text only, no answer"


class Question(Row):
    """One question, its answers, and what they count."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="question_rows"
    )
    key = KeyField()
    section = KeyField(blank=True, help_text="Blank is none.")
    type = models.CharField(max_length=10, choices=Type, default=Type.SINGLE)
    text = models.TextField("question")
    help = models.TextField(blank=True)
    required = models.BooleanField(default=True)
    match = models.CharField("shown when", max_length=3, choices=Match, default=Match.ALL)
    options = models.TextField(
        blank=True, help_text="One per line: code | label | points. End with “| alone” for “none of these”."
    )
    unit = models.CharField(max_length=40, blank=True)
    minimum = models.CharField("from", max_length=20, blank=True)
    maximum = models.CharField("to", max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(
        "decimal places", default=0, validators=[MaxValueValidator(definition.MOST_PLACES)]
    )
    bands = models.TextField(
        "points by value", blank=True, help_text="One per line: from | to | points. Blank is open."
    )
    code_system = models.CharField(max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = "question"

    def __str__(self):
        return self.text[:80] or self.key

    def clean(self):
        wrong = {}
        for name, read in (("options", lines.options), ("bands", lines.bands)):
            problems = read(getattr(self, name))[1]
            if problems:
                wrong[name] = [problem.said for problem in problems]
        for name in ("minimum", "maximum"):
            said = getattr(self, name)
            if said and lines.number(said) is None:
                wrong[name] = "Give a number, such as 18 or 36.5."
        if wrong:
            raise ValidationError(wrong)


class Operator(models.TextChoices):
    EQUALS = "=", "is"
    DIFFERS = "!=", "is not"
    ABOVE = ">", "is more than"
    AT_LEAST = ">=", "is at least"
    BELOW = "<", "is less than"
    AT_MOST = "<=", "is at most"
    ANSWERED = "answered", "was answered"


class Condition(Row):
    """One thing that must hold for a section or a question to be shown."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="condition_rows"
    )
    target = KeyField("show", help_text="A question or a section.")
    question = KeyField("when")
    operator = models.CharField(max_length=10, choices=Operator, default=Operator.EQUALS)
    value = models.CharField(max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = "condition"

    def __str__(self):
        return f"{self.target}: {self.question} {self.get_operator_display()} {self.value}"
