"""The content files of this application: which keys each kind has. An application above adds its own."""

from . import csl_files, faq_lists
from .forms import (
    Choice,
    Day,
    Flag,
    Inherited,
    Line,
    Many,
    One,
    Prose,
    Routes,
    Rows,
    Tags,
    WebAddresses,
    Whole,
)
from .kinds import Group, Key, Kind, register

ORGANIZATIONS = Kind(
    "organizations",
    keys=(
        Key("name", "name", Line(), required=True),
        Key("legal_name", "legal_name", Line()),
        Key("url", "url", Line()),
        Key("same_as", "same_as", WebAddresses()),
        Key("default", "is_default", Flag()),
        Key("disclaimer", "disclaimer", Inherited(rich=True)),
        Key("disclosure", "disclosure", Inherited()),
        Key("faq_heading", "faq_heading", Inherited()),
        Group(
            "providers",
            (
                Key("heading", "providers_heading", Inherited()),
                Key("content", "providers_content", Inherited(rich=True)),
            ),
        ),
        Group(
            "next_step",
            (
                Key("eyebrow", "next_step_eyebrow", Inherited()),
                Key("heading", "next_step_heading", Inherited()),
                Key("content", "next_step_content", Inherited(rich=True)),
            ),
        ),
        Group(
            "related",
            (
                Key("eyebrow", "related_eyebrow", Inherited()),
                Key("heading", "related_heading", Inherited()),
            ),
        ),
        Key("routes", "routes", Routes()),
    ),
)


def _not_its_own_parent(state, source, reading):
    if state.get("parent") == source.uid:
        reading.report(
            source.line_of("parent"), "A topic cannot be its own parent: name a wider one, or none."
        )


TOPICS = Kind(
    "topics",
    keys=(
        Key("name", "name", Line(), required=True),
        Key("inline_label", "inline_label", Line()),
        Key("preferred_term", "preferred_term", Line()),
        Key("abbreviation", "abbreviation", Line()),
        Key("specialty", "specialty", Line()),
        Key("synonyms", "synonyms", Rows((("text", 200),), flag="search_only")),
        Key("codes", "codes", Rows((("system", 60), ("code", 60)))),
        Key("review_interval_months", "review_months", Whole()),
        Key("parent", "parent", One("topic")),
        Key("organization", "organization", One("organization")),
        Key("assessment", "assessment", One("assessment")),
        Key("treatment", "treatment", One("treatment")),
        Group(
            "urgent_help",
            (
                Key("heading", "urgent_help_heading", Inherited()),
                Key("content", "urgent_help_content", Inherited(rich=True)),
                Key("phone", "urgent_help_phone", Line()),
            ),
        ),
    ),
    rules=(_not_its_own_parent,),
)

TREATMENTS = Kind(
    "treatments",
    keys=(
        Key("name", "name", Line(), required=True),
        Key("topic", "topic", One("topic")),
        Key("description", "description", Prose()),
    ),
)


def _no_team_with_an_account(state, source, reading):
    if state.get("author_type") == "team" and state.get("person"):
        reading.report(
            source.line_of("kind"),
            "This author is linked to a staff account, and a team has none: keep “person”, or unlink it.",
        )


AUTHORS = Kind(
    "authors",
    keys=(
        Key("kind", "author_type", Choice(), always=True),
        Key("name", "name", Line(), required=True),
        Key("byline_prefix", "byline_prefix", Line()),
        Key("credentials", "credentials", Line()),
        Key("role", "role_title", Line()),
        Key("bio", "bio", Prose()),
        Key("url", "url", Line()),
        Key("organization", "organization", One("organization")),
    ),
    rules=(_no_team_with_an_account,),
)

FAQS = Kind(
    "faqs",
    keys=(
        Key("question", "question", Line(), required=True),
        Key("topic", "topic", One("topic")),
    ),
    body="answer",
    profile="faq",
)


def _does_not_recommend_itself(state, source, reading):
    if source.uid in state.get("related", []):
        reading.report(source.line_of("related"), "An article cannot recommend itself: take it out.")


ARTICLES = Kind(
    "articles",
    keys=(
        Key("title", "title", Line(), required=True),
        Key("dek", "dek", Prose()),
        Key("topic", "topic", One("topic")),
        Key("organization", "organization", One("organization")),
        Key("authors", "authors", Many("author")),
        Key("published", "display_date", Day()),
        Key("tags", "tags", Tags(100)),
        Key("assessment", "assessment", One("assessment")),
        Group("seo", (Key("title", "seo_title", Line()), Key("description", "seo_description", Line()))),
        Group(
            "audience",
            (Key("people", "audience_people", Line()), Key("min_age", "audience_min_age", Whole())),
        ),
        Key("faqs", "faqs", faq_lists.Faqs("faq")),
        Key("related", "related", Many("article")),
        Key("faq_heading", "faq_heading", Inherited()),
        Group(
            "providers",
            (
                Key("heading", "providers_heading", Inherited()),
                Key("content", "providers_content", Inherited(rich=True)),
            ),
        ),
        Key("disclosure", "disclosure", Inherited()),
        Group(
            "next_step",
            (
                Key("heading", "next_step_heading", Inherited()),
                Key("content", "next_step_content", Inherited(rich=True)),
            ),
        ),
    ),
    body="body",
    profile="article",
    rules=(_does_not_recommend_itself,),
)

for _kind in (ORGANIZATIONS, TOPICS, TREATMENTS, AUTHORS, csl_files.KIND, FAQS, ARTICLES):
    register(_kind)
