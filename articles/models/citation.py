"""Citations: the sources that texts rest on, and what became of them."""

from django.core.exceptions import ValidationError
from django.db import models

from articles import csl, sources
from articles.documents import citation, companions

from .draft import Draft


def check_extra(value):
    if not isinstance(value, dict) or csl.has_floats(value):
        raise ValidationError("Give an object of CSL fields; write a number with a decimal point as text.")


class Citation(Draft):
    """One source. Its columns are the truth; `csl_extra` keeps what an imported record said beyond them."""

    class SourceKind(models.TextChoices):
        GUIDELINE = "guideline", "Guideline"
        TRIAL = "trial", "Trial"
        REVIEW = "review", "Systematic review"
        STATEMENT = "statement", "Scientific statement"
        ARTICLE = "article", "Article"
        BOOK = "book", "Book"
        WEBPAGE = "webpage", "Web page"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        CORRECTED = "corrected", "Corrected"
        OF_CONCERN = "of_concern", "Of concern"
        SUPERSEDED = "superseded", "Superseded"
        RETRACTED = "retracted", "Retracted"
        EXPIRED = "expired", "Expired"

    kind = "citations"
    type = "citation"
    uid_prefix = "cit"
    policy = ("medical",)
    public_form = citation

    source_kind = models.CharField("kind", max_length=20, choices=SourceKind, default=SourceKind.ARTICLE)
    title = models.TextField()
    short_title = models.CharField(max_length=300, blank=True)
    authors = models.TextField(
        blank=True,
        help_text="One per line: “Gornik, Heather L.” or, for an organization, its name.",
    )
    issued = models.CharField(
        max_length=10, blank=True, help_text="A year, a month or a day: 2024, 2024-05 or 2024-05-14."
    )
    container_title = models.CharField("journal or site", max_length=300, blank=True)
    volume = models.CharField(max_length=30, blank=True)
    issue = models.CharField(max_length=30, blank=True)
    page = models.CharField("pages", max_length=60, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    pmid = models.CharField("PubMed number", max_length=20, blank=True)
    url = models.URLField("address", max_length=1000, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.CURRENT)
    status_reason = models.TextField(blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    csl_type = models.CharField(
        "CSL type",
        max_length=40,
        blank=True,
        help_text="Blank is what fits the kind, such as article-journal.",
    )
    csl_extra = models.JSONField("more CSL fields", default=dict, blank=True, validators=[check_extra])

    class Meta:
        verbose_name = "citation"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_citation_per_key",
                violation_error_message="Another citation has this key in this locale.",
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_by__isnull=True) | ~models.Q(superseded_by=models.F("id")),
                name="a_source_does_not_supersede_itself",
                violation_error_message="A source cannot supersede itself.",
            ),
        ]

    def __str__(self):
        return f"{self.short_title or self.title or self.slug} ({self.slug})"

    def save(self, *args, **kwargs):
        if self.csl_extra is None:  # what an emptied form field says
            self.csl_extra = {}
        super().save(*args, **kwargs)

    def apply_state(self, state):
        """Make the draft what the state says; an older text takes back nothing that was said since."""
        super().apply_state(self._informed(state))

    def _informed(self, state: dict) -> dict:
        event = sources.said([self.uid]).get(self.uid)
        if event is None:
            return state
        reason = "" if event.status == self.Status.CURRENT else event.reason
        said = {"status": event.status, "superseded_by": event.successor or None, "status_reason": reason}
        return {**state, **said}

    def clean(self):
        super().clean()
        errors = {}
        for name in ("doi", "pmid", "issued"):
            try:
                setattr(self, name, getattr(csl, name)(getattr(self, name)))
            except ValueError as error:
                errors[name] = str(error)
        if errors:
            raise ValidationError(errors)

    @property
    def year(self) -> int | None:
        return csl.year(self.issued)

    @property
    def columns(self) -> dict:
        """The columns as articles.csl names them."""
        return {name: getattr(self, name) for name in csl.COLUMNS}

    def read_csl(self, record: dict) -> None:
        """Take over a CSL-JSON record; its `id`, status and successor are the caller's."""
        for name, value in csl.to_columns(record).items():
            setattr(self, name, value)

    @property
    def csl_record(self) -> dict:
        return csl.to_csl(self.columns)

    @property
    def formatted(self) -> str:
        return csl.formatted(self.columns)

    def references(self):
        return citation.references(self)

    @classmethod
    def companion_parts(cls, document, around):
        return companions.of_citation(document, around)

    @classmethod
    def after(cls):
        return {
            "superseded": ("successor", "pin", "by_hand"),
            "retracted": ("as_retracted", "successor", "by_hand"),
            "expired": ("by_hand", "pin", "successor"),
            "corrected": ("refresh", "by_hand"),
            "of_concern": ("by_hand", "refresh"),
            **super().after(),
        }

    def became(self):
        event = sources.said([self.uid]).get(self.uid)
        status = event.status if event else self.status
        return status if status in self.after() else "changed"

    def replacement(self):
        event = sources.said([self.uid]).get(self.uid)
        if event is None:
            return self.superseded_by
        return Citation.objects.filter(uid=event.successor).first()

    def dealt_with(self, state, decision, old, new):
        made = self._informed(super().dealt_with(state, decision, old, new))
        # It names the old one as its successor.
        if decision == "successor" and new and made.get("superseded_by") == old.uid != new.uid != self.uid:
            made["superseded_by"] = new.uid
        return made
