"""Questions that readers ask, with one answer each; several articles may show the same one."""

from django.db import models

from articles.documents import faq
from articles.fields import BodyField

from .draft import Draft


class FAQ(Draft):
    """One question and its answer."""

    kind = "faqs"
    type = "faq"
    uid_prefix = "faq"
    policy = ("medical", "compliance")
    public_form = faq

    question = models.CharField(max_length=300)
    answer = BodyField(profile="faq", blank=True)
    topic = models.ForeignKey(
        "articles.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="faqs"
    )

    class Meta:
        verbose_name = "FAQ"
        verbose_name_plural = "FAQs"
        ordering = ["question", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_faq_per_address",
                violation_error_message="Another FAQ has this address in this locale.",
            )
        ]

    def __str__(self):
        return self.question or self.slug

    def references(self):
        return faq.references(self)

    @classmethod
    def title_of(cls, document):
        return document["question"] or document["slug"]
