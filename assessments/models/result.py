"""What follows from the answers: scores, outcomes with their next steps, and the rules that choose one."""

from django.db import models

from articles.fields import BodyField

from .asking import Operator
from .rows import KeyField, Match, Row


class Missing(models.TextChoices):
    WAIT = "wait", "there is no score"
    SKIP = "skip", "it counts nothing"


class Score(Row):
    """A sum of points over some questions."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="score_rows"
    )
    key = KeyField()
    label = models.CharField(max_length=200)
    questions = models.TextField(
        blank=True, help_text="Keys, one per line. Blank is every question that has points."
    )
    when_missing = models.CharField(
        "when an answer is missing", max_length=4, choices=Missing, default=Missing.WAIT
    )

    class Meta(Row.Meta):
        verbose_name = "score"

    def __str__(self):
        return self.label or self.key


class Urgency(models.TextChoices):
    NONE = "none", "nothing to do now"
    ROUTINE = "routine", "at the next visit"
    SOON = "soon", "within days"
    URGENT = "urgent", "today"
    EMERGENCY = "emergency", "now: emergency"


class Outcome(Row):
    """One thing that a reader may be told in the end."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="outcome_rows"
    )
    key = KeyField()
    title = models.CharField(max_length=200)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.ROUTINE)
    content = BodyField("what the reader is told", profile="faq", blank=True)
    does_not_rule_out = models.TextField(
        "what it does not rule out",
        blank=True,
        help_text="The mildest outcome must say what it cannot exclude, and when to seek help anyway.",
    )
    show_score = models.BooleanField(default=False)
    promotes = models.BooleanField("recommends our own services", default=False)

    class Meta(Row.Meta):
        verbose_name = "outcome"

    def __str__(self):
        return self.title or self.key


class StepKind(models.TextChoices):
    PHONE = "phone", "call"
    LINK = "link", "web page"
    ARTICLE = "article", "our article"
    TREATMENT = "treatment", "our treatment page"
    OFFER = "offer", "our offer"


class NextStep(Row):
    """Something that a reader can do next, after an outcome; without one, for whom the tool is not meant."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="step_rows"
    )
    outcome = KeyField(blank=True, help_text="Blank is: for people whom this assessment is not meant for.")
    kind = models.CharField(max_length=10, choices=StepKind, default=StepKind.LINK)
    label = models.CharField(max_length=120)
    address = models.CharField(max_length=400, blank=True, help_text="A phone number, or https://…")
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    treatment = models.ForeignKey(
        "articles.Treatment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Row.Meta):
        verbose_name = "next step"

    def __str__(self):
        return self.label


class Rule(Row):
    """Leads to an outcome; red flags come first, then the others in order. The first that holds decides."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="rule_rows"
    )
    key = KeyField()
    outcome = KeyField()
    match = models.CharField("holds when", max_length=3, choices=Match, default=Match.ALL)
    red_flag = models.BooleanField(
        default=False, help_text="Counts as soon as it is answered, and beats every score."
    )

    class Meta(Row.Meta):
        verbose_name = "rule"

    def __str__(self):
        return self.key


#: A criterion may also ask for any of several options.
CRITERION_OPERATORS = [*Operator.choices, ("in", "is any of")]


class Criterion(Row):
    """One thing that must hold for a rule: about an answer or about a score."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="criterion_rows"
    )
    rule = KeyField()
    #: A question's key, or "score:" and a score's.
    subject = models.CharField("when", max_length=130)
    operator = models.CharField(max_length=10, choices=CRITERION_OPERATORS, default=Operator.EQUALS)
    #: Room for the code of every option that a question may have.
    value = models.CharField(max_length=8000, blank=True, help_text="For “is any of”: codes with commas.")

    class Meta(Row.Meta):
        verbose_name = "criterion"
        verbose_name_plural = "criteria"

    def __str__(self):
        return f"{self.rule}: {self.subject} {self.get_operator_display()} {self.value}"
