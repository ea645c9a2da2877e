"""Topics (a condition, with its words and codes) and the treatment pages that belong to them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from articles.documents import topic, treatment

from .draft import Draft, Rows


class Topic(Draft):
    """What articles are about: a condition or a subject, with the words readers and registries use for it."""

    kind = "topics"
    type = "topic"
    uid_prefix = "top"
    public_form = topic

    name = models.CharField(max_length=200, help_text="As a heading: Peripheral Arterial Disease.")
    inline_label = models.CharField(
        max_length=200, blank=True, help_text="Inside a sentence: peripheral arterial disease."
    )
    preferred_term = models.CharField(max_length=200, blank=True, help_text="The term our texts prefer.")
    abbreviation = models.CharField(max_length=30, blank=True)
    specialty = models.CharField(max_length=100, blank=True)
    #: Not `review_interval_months`: that name asks a published document.
    review_months = models.PositiveSmallIntegerField(
        "review interval",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text="Months until an article on this topic is to be reviewed again.",
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    organization = models.ForeignKey(
        "articles.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="topics"
    )
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    treatment = models.ForeignKey(
        "articles.Treatment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    urgent_help_heading = models.CharField(max_length=200, blank=True)
    urgent_help_content = models.TextField(
        blank=True, help_text="One line: when to call for help at once. Every article on the topic shows it."
    )
    urgent_help_phone = models.CharField(max_length=40, blank=True)

    rows = {
        "synonyms": Rows("synonym_rows", ("text", "search_only")),
        "codes": Rows("code_rows", ("system", "code")),
    }

    class Meta:
        verbose_name = "topic"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_topic_per_address",
                violation_error_message="Another topic has this address in this locale.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="a_topic_is_not_its_own_parent",
                violation_error_message="A topic cannot be its own parent.",
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def references(self):
        return topic.references(self)

    @classmethod
    def synonyms(cls, document):
        return topic.synonyms(document)


class TopicSynonym(models.Model):
    """Another word for a topic. A search-only one leads to it and is not shown as its name."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonym_rows")
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=200)
    search_only = models.BooleanField(default=False)

    class Meta:
        verbose_name = "synonym"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["topic", "text"], name="a_synonym_is_said_once")]

    def __str__(self):
        return self.text


class TopicCode(models.Model):
    """A topic's code in a registry: I73.9 in ICD-10-CM."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="code_rows")
    position = models.PositiveIntegerField(default=0)
    system = models.CharField(max_length=60, help_text="Such as ICD-10-CM, SNOMED CT or MeSH.")
    code = models.CharField(max_length=60)

    class Meta:
        verbose_name = "code"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "system", "code"], name="a_code_is_given_once")
        ]

    def __str__(self):
        return f"{self.system} {self.code}"


class Treatment(Draft):
    """A page about a treatment that the organisation offers, for texts to link to."""

    kind = "treatments"
    type = "treatment"
    uid_prefix = "trt"
    public_form = treatment

    name = models.CharField(max_length=200)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="treatments"
    )
    description = models.TextField(blank=True)

    class Meta:
        verbose_name = "treatment"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_treatment_per_address",
                violation_error_message="Another treatment has this address in this locale.",
            )
        ]

    def __str__(self):
        return self.name or self.slug

    def references(self):
        return treatment.references(self)
