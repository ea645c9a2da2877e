"""Assessments: the tools that readers take."""

from functools import partial

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from articles.documents import companions
from articles.models import Draft
from articles.models.draft import Rows
from assessments import comparing, document, earlier, mentions, path_table
from cms.publishing.models import Download

from .rows import KeyField, Row

_CONDITION = ("question", "operator", "value")


class Assessment(Draft):
    """One tool that a reader may take. Without a question it is only a page that texts can link to."""

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
    instrument_name = models.CharField(
        max_length=200, blank=True, help_text="The published instrument that it follows, if any."
    )
    instrument_rights = models.TextField(
        blank=True, help_text="Who owns it, whether it was adapted, whether this form was validated."
    )
    intended_use = models.TextField(blank=True, help_text="What it is for, and what it is not for.")
    min_age = models.PositiveSmallIntegerField(
        "for people from age", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    max_age = models.PositiveSmallIntegerField(
        "up to age", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    excludes = models.TextField("not meant for", blank=True, help_text="One group of people per line.")
    otherwise = models.TextField(
        "what they should do instead", blank=True, help_text="For whom it is not meant."
    )
    limits = models.TextField(blank=True, help_text="What it cannot tell, and how often it is wrong.")
    disclaimer = models.TextField(blank=True)
    default_outcome = KeyField(blank=True, help_text="What readers are told when no rule holds.")
    sources = models.ManyToManyField(
        "articles.Citation", through="Source", related_name="assessments", blank=True
    )
    related = models.ManyToManyField(
        "articles.Article", through="RelatedArticle", related_name="+", blank=True
    )

    rows = {
        "sources": Rows("source_rows", ("citation",)),
        "sections": Rows("section_rows", ("key", "title", "text", "match")),
        "questions": Rows(
            "question_rows",
            (
                *("key", "section", "type", "text", "help", "required", "match", "options", "unit"),
                *("minimum", "maximum", "places", "bands", "code_system"),
            ),
        ),
        "conditions": Rows("condition_rows", ("target", *_CONDITION)),
        "scores": Rows("score_rows", ("key", "label", "questions", "when_missing")),
        "outcomes": Rows(
            "outcome_rows",
            ("key", "title", "urgency", "content", "does_not_rule_out", "show_score", "promotes"),
        ),
        "next_steps": Rows("step_rows", ("outcome", "kind", "label", "address", "article", "treatment")),
        "rules": Rows("rule_rows", ("key", "outcome", "match", "red_flag")),
        "criteria": Rows("criterion_rows", ("rule", "subject", "operator", "value")),
        "related": Rows("related_rows", ("article",)),
        "leftovers": Rows("leftover_rows", ("location", "sentence", "said")),
    }

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

    def ordered(self, name: str) -> list:
        """The rows of this name, as they stand or as a state says them."""
        return list(self._rows_of(self.rows[name]))

    @property
    def available(self) -> bool:
        """Whether it asks anything, so that readers can take it."""
        return bool(self.ordered("questions"))

    def references(self):
        return document.references(self)

    @classmethod
    def mentions(cls, document, wanted):
        return mentions.of(document, wanted)

    def dealt_with(self, state, decision, old, new):
        made = super().dealt_with(state, decision, old, new)
        sources = mentions.sources_dealt_with(state.get("sources", []), decision, old, new)
        return made | {"sources": sources} if "sources" in state else made

    @classmethod
    def companion_parts(cls, document, around):
        return companions.of_assessment(earlier.whole(document), around)

    @classmethod
    def as_compared(cls, text, beside=()):
        return comparing.as_compared(text, beside)

    @classmethod
    def change_in_words(cls, steps, what, was, now):
        return comparing.change_in_words(steps, what, was, now)

    @classmethod
    def review_downloads(cls, document):
        definition = document.get("definition")
        if not definition:
            return []
        lines = partial(path_table.as_csv, definition)
        return [Download("paths.csv", "Every path as CSV", "text/csv; charset=utf-8", lines)]

    @classmethod
    def review_interval_months(cls, document):
        return document.get("review_interval_months")

    @classmethod
    def signers_shown(cls, document):
        return True


class Source(Row):
    """One source that the assessment as a whole rests on."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="source_rows")
    citation = models.ForeignKey(
        "articles.Citation", on_delete=models.PROTECT, related_name="assessment_rows"
    )

    class Meta(Row.Meta):
        verbose_name = "source"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "citation"], name="a_source_stands_once")
        ]

    def __str__(self):
        return str(self.citation)


class RelatedArticle(Row):
    """One article that the assessment recommends."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="related_rows")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="assessment_rows")

    class Meta(Row.Meta):
        verbose_name = "related article"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "article"], name="an_assessment_picks_an_article_once"
            )
        ]

    def __str__(self):
        return str(self.article)
