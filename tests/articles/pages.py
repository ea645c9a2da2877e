"""A page like those that organisations publish, built row by row, and a library to compose it with.

The page has every part that an article can have: inherited texts, two mentions of one superseded source,
links to an assessment and a treatment, three questions and none of the lists that may be empty.
"""

from datetime import date
from types import SimpleNamespace

from articles.body import markdown
from articles.models import FAQ, Article, Author, Citation, Organisation, Topic, Treatment
from articles.shelf import by_slug
from assessments.models import Assessment
from cms.publishing import kinds
from cms.publishing.composing import NotPublished
from cms.publishing.models import Composition
from tests.publishing import builders

DAY = date(2026, 7, 4)

BODY = """\
If your calves ache on the stairs and stop aching when you stand still, take note. It may be poor flow to
the leg, called peripheral artery disease (PAD).

## How it feels

The ache comes with walking and goes with rest. It is easy to take it for age.

## Begin with the basics

Guidelines put walking first, because it helps and does little harm ([2016 AHA/ACC guideline on
lower-extremity PAD](cite:aha-acc-pad-2016)). Most people need no more than that.

## Opening the artery

A thin tube can open the artery from the inside; it avoids a cut
([2016 AHA/ACC guideline](cite:aha-acc-pad-2016 "p. 12")).

If this sounds like you, try our [2-minute PAD assessment](assessment:pad), or read about [our PAD
treatments](treatment:pad-treatments). You can also call [the clinic](tel:+15550100).
"""

FAQS = {
    "is-it-serious": (
        "Is it serious?",
        "It can be. Narrow leg arteries go with heart disease. Do not ignore them.",
    ),
    "do-i-need-surgery": (
        "Do I need surgery?",
        "Often not. Walking and medicine come first ([2024 guideline](cite:acc-aha-pad-2024)).",
    ),
    "can-i-keep-walking": ("Can I keep walking?", "Yes. Rest when it hurts, then go on."),
}


def build() -> SimpleNamespace:
    """Everything that the page needs, saved; the article is `page.article`."""
    page = SimpleNamespace()
    page.organization = Organisation.objects.create(
        name="True Precision Medical",
        slug="true-precision-medical",
        is_default=True,
        url="https://clinic.example",
        disclaimer="This article is general information, not medical advice.",
        disclosure="{organization.name} provides treatments described here.",
        faq_heading="Common questions",
        providers_heading="The specialists who provide this care",
        providers_content="The treatments described here are provided at {organization.name}.",
        next_step_eyebrow="Next step",
        next_step_heading="Wondering if {topic.inline_label} care is right for you?",
        next_step_content="[Take our {assessment.estimated_minutes}-minute assessment]"
        "(assessment:{topic.assessment}) or [explore the outpatient, minimally invasive options]"
        "(treatment:{topic.treatment}).",
        related_eyebrow="Resource library",
        related_heading="Continue reading",
        routes={"article": "/resources/{slug}", "topic": "/conditions/{slug}", "author": "/team/{slug}"},
    )
    page.topic = Topic.objects.create(
        name="Peripheral Arterial Disease",
        slug="peripheral-arterial-disease",
        inline_label="peripheral arterial disease",
        preferred_term="peripheral artery disease",
        abbreviation="PAD",
        specialty="Cardiovascular",
        urgent_help_heading="A cold, numb leg is an emergency",
        urgent_help_content="Call **911** if a leg turns cold and numb.",
        urgent_help_phone="911",
    )
    page.topic.synonym_rows.create(position=0, text="peripheral vascular disease")
    page.topic.synonym_rows.create(position=1, text="claudication", search_only=True)
    page.topic.code_rows.create(position=0, system="ICD-10-CM", code="I73.9")
    page.topic.code_rows.create(position=1, system="MeSH", code="D058729")
    page.treatment = Treatment.objects.create(
        name="Minimally invasive PAD treatments", slug="pad-treatments", topic=page.topic
    )
    page.assessment = Assessment.objects.create(title="PAD assessment", slug="pad", topic=page.topic)
    page.topic.assessment = page.assessment
    page.topic.treatment = page.treatment
    page.topic.save()
    page.author = Author.objects.create(
        author_type="team",
        name="True Precision Medical Team",
        slug="true-precision-medical-team",
        byline_prefix="By the",
        organization=page.organization,
    )
    page.newer = _source("acc-aha-pad-2024", "2024 ACC/AHA Guideline", "10.1161/CIR.0000000000001251", 2024)
    page.older = _source("aha-acc-pad-2016", "2016 AHA/ACC Guideline", "10.1161/CIR.0000000000000471", 2016)
    page.older.status = "superseded"
    page.older.superseded_by = page.newer
    page.older.save()
    page.faqs = [
        FAQ.objects.create(slug=slug, question=question, answer=written(answer))
        for slug, (question, answer) in FAQS.items()
    ]
    page.article = Article.objects.create(
        title="Sore Calves on the Stairs: Could It Be PAD?",
        slug="sore-calves",
        dek="Calves that ache on the stairs can be a sign of poor flow to the legs.",
        topic=page.topic,
        organization=page.organization,
        assessment=page.assessment,
        body=written(BODY),
        display_date=date(2026, 7, 1),
    )
    page.article.author_rows.create(author=page.author)
    for position, faq in enumerate(page.faqs):
        page.article.faq_rows.create(faq=faq, position=position)
    page.article.keywords.set(["PAD", "claudication", "leg pain"])
    return page


def live(clock=None) -> SimpleNamespace:
    """The page with its sources, of which the older one still stands: live, and the clock with it."""
    page, clock = build(), clock or builders.Clock()
    page.older.status, page.older.superseded_by = "current", None
    page.older.save()
    for model in kinds.all():
        for item in model.objects.all():
            builders.save(item, clock)
    builders.go_live(fresh(page.article), clock)
    page.clock = clock
    return page


def _source(key, title, doi, year):
    source = Citation(slug=key)
    source.read_csl(
        {
            "type": "article-journal",
            "genre": "guideline",
            "title": f"{title} on Peripheral Artery Disease",
            "title-short": title,
            "author": [{"family": "Doe", "given": "Jane Q."}],
            "container-title": "Circulation",
            "issued": {"date-parts": [[year, 5, 14]]},
            "DOI": doi,
            "note": "kept as it came",
        }
    )
    source.save()
    return source


def written(source: str) -> dict:
    """A body from Markdown, its links resolved among the rows there are."""

    def resolve(kind, slug):
        item = by_slug(kind, slug, "en-US")
        return item and item.uid

    tree, problems = markdown.parse(source, resolve)
    assert not problems
    return tree


class Drafts:
    """A library in which every draft is published as it stands, but for those in `hidden`."""

    def __init__(self, *hidden):
        self.hidden = hidden

    def document(self, item):
        if item in self.hidden:
            raise NotPublished(item)
        return item.compose(composition(library=self))

    def summary(self, item):
        if item in self.hidden:
            raise NotPublished(item)
        return item.summary()


def composition(**options) -> Composition:
    return Composition(**{"library": Drafts(), "day": DAY, **options})


def composed(item, **options) -> dict:
    return fresh(item).compose(composition(**options))


def fresh(item):
    """The item as the database has it."""
    return type(item).objects.get(pk=item.pk)
