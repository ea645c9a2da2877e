"""Articles, with their ordered authors, FAQs and picks."""

from django.core.validators import MaxValueValidator
from django.db import models
from taggit.managers import TaggableManager
from taggit.models import Tag

from articles import json_ld
from articles.documents import article, author
from articles.fields import BodyField

from .author import Author
from .draft import Draft, Rows
from .faq import FAQ


class Article(Draft):
    """One page for patients, as it is being written."""

    kind = "articles"
    type = "article"
    uid_prefix = "art"
    policy = ("medical", "compliance")
    public_form = article

    title = models.CharField(max_length=200)
    dek = models.TextField("summary", blank=True, help_text="One to three sentences under the title.")
    topic = models.ForeignKey(
        "articles.Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    organization = models.ForeignKey(
        "articles.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    authors = models.ManyToManyField(Author, through="ArticleAuthor", related_name="articles", blank=True)
    body = BodyField(profile="article", blank=True)
    faqs = models.ManyToManyField(
        FAQ, through="ArticleFAQ", related_name="articles", blank=True, verbose_name="FAQs"
    )
    related = models.ManyToManyField(
        "self", through="RelatedPick", symmetrical=False, related_name="picked_by", blank=True
    )
    assessment = models.ForeignKey(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Blank is the topic's.",
    )
    #: Not `tags`: that name is a Publishable's cache tags.
    keywords = TaggableManager("tags", blank=True, help_text="With commas between them.")
    display_date = models.DateField(
        "date shown", null=True, blank=True, help_text="Blank is the day it is first submitted."
    )
    seo_title = models.CharField("search engine title", max_length=200, blank=True)
    seo_description = models.CharField("search engine description", max_length=400, blank=True)
    audience_people = models.CharField("audience", max_length=100, default="patients", blank=True)
    audience_min_age = models.PositiveSmallIntegerField(
        "audience from age", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    faq_heading = models.CharField(
        "FAQ heading", max_length=200, blank=True, help_text="Blank is the organization's, like all below."
    )
    providers_heading = models.CharField(max_length=200, blank=True)
    providers_content = models.TextField(blank=True)
    disclosure = models.TextField(blank=True)
    next_step_heading = models.CharField(max_length=200, blank=True)
    next_step_content = models.TextField(blank=True)

    _stated_tags: list[Tag] | None = None

    rows = {
        "authors": Rows("author_rows", ("author",)),
        "faqs": Rows("faq_rows", ("faq",)),
        "related": Rows("pick_rows", ("pick",)),
    }

    class Meta:
        verbose_name = "article"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"],
                name="one_article_per_address",
                violation_error_message="Another article has this address in this locale.",
            )
        ]

    def __str__(self):
        return self.title or self.slug

    def state(self):
        return {**super().state(), "tags": self.tag_names()}

    def apply_state(self, state):
        super().apply_state(state)
        self.keywords.set(state.get("tags", []))

    def as_stated(self, state, find):
        stated = super().as_stated(state, find)
        names = state.get("tags", [])
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)} if names else {}
        # The name of a tag may have been changed since; it then is what it will be once the state is applied.
        stated._stated_tags = [known.get(name) or Tag(name=name, slug=Tag().slugify(name)) for name in names]
        return stated

    @classmethod
    def read_in_whole(cls, items):
        super().read_in_whole(items)
        models.prefetch_related_objects(items, "keywords")

    def ordered_tags(self) -> list[Tag]:
        tags = self.keywords.all() if self._stated_tags is None else self._stated_tags
        return sorted(tags, key=lambda tag: (tag.name.casefold(), tag.name))

    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.ordered_tags()]

    def ordered_authors(self) -> list[Author]:
        return [row.author for row in self._rows_of(self.rows["authors"])]

    def ordered_faqs(self) -> list[FAQ]:
        return [row.faq for row in self._rows_of(self.rows["faqs"])]

    def ordered_picks(self) -> list["Article"]:
        return [row.pick for row in self._rows_of(self.rows["related"])]

    def references(self):
        return article.references(self)

    @classmethod
    def json_ld(cls, document):
        return json_ld.of_article(document)

    def byline_people(self):
        return [uid for one in self.ordered_authors() for uid in one.byline_people()]

    @classmethod
    def signers_shown(cls, document):
        return True

    def public_profile(self, person_uid):
        return author.public_profile(person_uid, self.locale)

    @classmethod
    def review_interval_months(cls, document):
        return document["topic"]["review_interval_months"] if document["topic"] else None


class ArticleAuthor(models.Model):
    """One name in an article's byline."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="author_rows")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="article_rows")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "author"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="an_author_stands_once_in_a_byline")
        ]

    def __str__(self):
        return str(self.author)


class ArticleFAQ(models.Model):
    """One question that an article shows."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="faq_rows")
    faq = models.ForeignKey(FAQ, on_delete=models.PROTECT, related_name="article_rows", verbose_name="FAQ")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "FAQ"
        verbose_name_plural = "FAQs"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "faq"], name="a_question_stands_once_in_an_article")
        ]

    def __str__(self):
        return str(self.faq)


class RelatedPick(models.Model):
    """One article that another recommends by hand."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pick_rows")
    pick = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="picked_rows")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "related article"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "pick"], name="an_article_is_picked_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("pick")),
                name="an_article_does_not_pick_itself",
                violation_error_message="An article cannot recommend itself.",
            ),
        ]

    def __str__(self):
        return str(self.pick)
