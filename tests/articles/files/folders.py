"""Content folders to test with, and what the database holds at all."""

from textwrap import dedent

from django.apps import apps

ORGANIZATION = """
    name: Our Clinic
    slug: our-clinic
    default: true
    disclaimer: This page is no advice.
    providers:
      heading: Who we are
      content: We are {organization.name}.
    next_step:
      heading: Is {topic.inline_label} care for you?
      content: "[Take {assessment.estimated_minutes} minutes](assessment:{topic.assessment})."
    routes:
      article: /learn/{slug}
"""
TOPIC = """
    name: Leg Pain
    slug: leg-pain
    inline_label: leg pain
    synonyms:
      - sore legs
      - {text: cramps, search_only: true}
    codes:
      - {system: MeSH, code: "0123"}
    assessment: quick-check
    urgent_help:
      heading: Help at once
      content: Call 911 about {topic.inline_label}.
      phone: "911"
"""
ARTICLE = """
    ---
    title: "Walking: “it’s fine”"
    slug: walking
    dek: Short — and sweet.
    topic: leg-pain
    organization: our-clinic
    authors: [our-team]
    published: 2026-07-01
    tags: [walking, PAD]
    faqs:
      - question: "Does it hurt?"
        answer: |
          Sometimes.

          - Ask [the source](cite:first-source).
      - is-it-safe
    related: []
    ---

    Walk, as [one guideline](cite:first-source "p. 12") says. Take our [check](assessment:quick-check).

    ## Why it helps {aspect=treatments}

    It *does*, see [care](treatment:walking-care).
"""
GOOD = {
    "organizations/our-clinic.yaml": ORGANIZATION,
    "topics/leg-pain.yaml": TOPIC,
    "authors/our-team.yaml": """
        kind: team
        name: Our Team
        slug: our-team
        byline_prefix: By the
        organization: our-clinic
    """,
    "treatments/walking-care.yaml": """
        name: Walking care
        slug: walking-care
        topic: leg-pain
    """,
    "assessments/quick-check.yaml": """
        title: Quick check
        slug: quick-check
        topic: leg-pain
        estimated_minutes: 2
    """,
    "faqs/is-it-safe.md": """
        ---
        question: "Is it safe?"
        slug: is-it-safe
        topic: leg-pain
        ---

        Mostly.
    """,
    "citations.json": """
        [
          {
            "id": "first-source",
            "type": "article-journal",
            "genre": "guideline",
            "title": "On walking",
            "author": [{"family": "Gornik", "given": "Heather L."}],
            "issued": {"date-parts": [[2016]]},
            "DOI": "10.1161/CIR.0000000000000471",
            "custom": {"status": "superseded", "superseded_by": "second-source"}
          },
          {
            "id": "second-source",
            "type": "book",
            "title": "On walking again",
            "publisher": "Our Press"
          }
        ]
    """,
    "articles/walking.md": ARTICLE,
}


def make(folder, files):
    """Write the files, each dedented; bytes are written as they are."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
        target.write_bytes(data)
    return folder


def read(folder):
    """Every file by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows():
    """How many rows every table holds: to show that nothing was written."""
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
    }
