"""The same page, typed by a writer into an empty admin, ends in the same document as the one from files.

Everything that the article needs is made on the way, in windows that open beside it.
"""

import json

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from articles.addresses import ROUTES
from articles.models import Article
from cms import canonical
from cms.delivery import detail
from cms.people import credentials
from cms.publishing import actions
from tests import people
from tests.publishing import builders

from . import keyboard, published, screens
from .content_folders import REAL


def read(folder):
    [path] = (REAL.content / folder).glob("*.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def from_files(template, django_db_blocker):
    """The document that the same page has when it comes in as files."""
    database = template.copy()
    with django_db_blocker.unblock(), database.open():
        call_command("import_content", REAL.content, verbosity=0)
        item = Article.objects.get(slug=REAL.slug)
        release = actions.submit(
            item=item, by=people.wanda(), clock=timezone.now, change="substantive", reason="New.",
            when_signed=True, waivers=builders.accepting(item, timezone.now),
        )  # fmt: skip
        for person, meaning in ((people.mila(), "medical"), (people.otto(), "compliance")):
            proof = credentials.reauthenticate(person, people.PASSWORD)
            actions.sign(release=release, by=person, meaning=meaning, proof=proof, clock=timezone.now)
        answer = detail.answer(kind="articles", slug=REAL.slug, query="", now=timezone.now())
    database.drop()
    return canonical.decode(answer.body)


def test_a_page_typed_into_an_empty_admin_ends_in_the_same_document(
    from_files, own_database, server, open_page
):
    wanda, mila, otto = people.wanda(), people.mila(), people.otto()
    page = screens.at_desk(open_page, server, wanda)
    page.goto("/admin/")
    page.locator(".model-article a.addlink").first.click()

    title = type_article(page)

    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_url("**/change/")
    assert screens.message(page) == f"Saved “{title}” as revision 1."
    screens.submit(page, "A new page.")
    screens.sign(screens.at_desk(open_page, server, mila, **screens.PHONE), title)
    screens.sign(screens.at_desk(open_page, server, otto), title)
    typed = published.document(server, f"articles/{REAL.slug}")
    assert published.comparable(typed) == published.comparable(from_files)
    lines = published.page_lines(REAL.lines, typed)
    assert published.missing_line(lines, published.elements(server, f"/articles/{REAL.slug}")) is None


def type_article(page):
    front, text = REAL.article
    topic, organization, author = read("topics"), read("organizations"), read("authors")
    treatment, assessment = read("treatments"), read("assessments")

    page.locator("[name=title]").click()
    page.keyboard.type(front["title"])
    keyboard.fill(page, slug=front["slug"], dek=front["dek"])
    with keyboard.add_related(page, "topic") as window:
        type_topic(window, topic)
    with keyboard.add_related(page, "organization") as window:
        type_organization(window, organization)
    with keyboard.add_related(page, "assessment") as window:
        keyboard.fill(
            window,
            title=assessment["title"],
            slug=assessment["slug"],
            estimated_minutes=assessment["estimated_minutes"],
        )
        keyboard.choose(window, "topic", topic["name"])
    keyboard.fill(page, keywords=", ".join(front["tags"]), display_date=front["published"].isoformat())

    row = keyboard.add_row(page, "author_rows")
    with keyboard.add_related(page, f"{row}-author") as window:
        keyboard.fill(
            window,
            author_type="Team",
            name=author["name"],
            slug=author["slug"],
            byline_prefix=author["byline_prefix"],
        )
        keyboard.choose(window, "organization", organization["name"])
    for faq in front["faqs"]:
        row = keyboard.add_row(page, "faq_rows")
        with keyboard.add_related(page, f"{row}-faq") as window:
            keyboard.fill(window, question=faq["question"])
            window.locator(keyboard.EDITOR).click()
            window.keyboard.insert_text(faq["answer"])

    page.locator(f".field-body {keyboard.EDITOR}").click()
    keyboard.type_text(page, text, Mentions(page, treatment, topic))
    with keyboard.change_related(page, "topic") as window:
        keyboard.choose(window, "assessment", assessment["title"])
        keyboard.choose(window, "treatment", treatment["name"])
    return front["title"]


def type_topic(window, topic):
    words = ("name", "slug", "inline_label", "preferred_term", "abbreviation")
    keyboard.fill(window, **{name: topic[name] for name in words})
    keyboard.fill(window, review_months=topic["review_interval_months"])
    for synonym in topic["synonyms"]:
        row = keyboard.add_row(window, "synonym_rows")
        synonym = synonym if isinstance(synonym, dict) else {"text": synonym, "search_only": False}
        keyboard.fill(window, **{f"{row}-{name}": value for name, value in synonym.items()})
    for code in topic["codes"]:
        row = keyboard.add_row(window, "code_rows")
        keyboard.fill(window, **{f"{row}-{name}": value for name, value in code.items()})


def type_organization(window, organization):
    window.get_by_text("Addresses", exact=True).click()
    keyboard.fill(
        window,
        name=organization["name"],
        slug=organization["slug"],
        is_default=True,
        faq_heading=organization["faq_heading"],
        providers_heading=organization["providers"]["heading"],
        providers_content=organization["providers"]["content"],
        disclaimer=organization["disclaimer"],
        disclosure=organization["disclosure"],
        next_step_eyebrow=organization["next_step"]["eyebrow"],
        next_step_heading=organization["next_step"]["heading"],
        next_step_content=organization["next_step"]["content"],
        related_eyebrow=organization["related"]["eyebrow"],
        related_heading=organization["related"]["heading"],
        routes=json.dumps(ROUTES | organization["routes"]),
    )


class Mentions:
    """What the writer does in the picker: what is not there yet is made from it, what is there is found."""

    def __init__(self, page, treatment, topic):
        self.page = page
        self.treatment = treatment
        self.topic = topic
        self.sources = {one["id"]: one for one in REAL.citations}
        self.made = set()

    def __call__(self, kind, slug):
        if kind == "cite" and slug not in self.made:
            self.made.add(slug)
            with self._add_new("citation") as window:
                self._type_source(window, self.sources[slug])
        elif kind == "treatment":
            with self._add_new("treatment") as window:
                keyboard.fill(window, name=self.treatment["name"], slug=self.treatment["slug"])
                keyboard.choose(window, "topic", self.topic["name"])
        elif kind == "cite":
            keyboard.find(self.page, self.sources[slug]["DOI"])
        else:
            keyboard.find(self.page, read("assessments")["title"])

    def _add_new(self, name):
        return keyboard.Window(self.page, self.page.get_by_role("link", name=f"Add new {name}…"))

    def _type_source(self, window, source):
        [author] = source["author"]
        day = "-".join(f"{part:02}" for part in source["issued"]["date-parts"][0])
        keyboard.fill(
            window,
            title=source["title"],
            short_title=source["title-short"],
            slug=source["id"],
            source_kind=source["genre"].capitalize(),
            authors=f"{author['family']}, {author['given']}",
            issued=day,
            container_title=source["container-title"],
            volume=source["volume"],
            issue=source["issue"],
            page=source["page"],
            doi=source["DOI"],
        )
        if status := source.get("custom"):
            keyboard.fill(window, status=status["status"].capitalize())
            with keyboard.add_related(window, "superseded_by") as newer:
                self._type_source(newer, self.sources[status["superseded_by"]])
