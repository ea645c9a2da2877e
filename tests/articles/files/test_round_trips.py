"""Export → import into an empty database → export is identical, byte for byte."""

import itertools
from pathlib import Path

import pytest
from django.core.management import call_command

import articles
from articles.files import exporting
from articles.models import FAQ, Article, Citation, Topic
from cms.publishing.models import Revision
from tests.articles.files import folders

DEMO = Path(articles.__file__).parent / "demo" / "content"


@pytest.fixture
def empty(template, django_db_blocker):
    """Opens one empty database after the other."""

    def open_next():
        opened.append(template.copy())
        return opened[-1].open()

    opened = []
    with django_db_blocker.unblock():
        yield open_next
    for database in opened:
        database.drop()


def there_and_back(source, empty, tmp_path):
    numbers = itertools.count(1)
    exports = []
    for _ in range(2):
        with empty():
            call_command("import_content", str(source))
            source = tmp_path / f"export-{next(numbers)}"
            call_command("export_content", str(source))
            exports.append(folders.read(source))
            revisions = Revision.objects.count()
            call_command("import_content", str(source))
            assert Revision.objects.count() == revisions
    return exports


def test_the_demo_content(empty, tmp_path, capsys):
    first, second = there_and_back(DEMO, empty, tmp_path)

    assert first == second
    assert len(first) > 30
    assert capsys.readouterr().err == ""


EVERY_KEY = {
    **folders.GOOD,
    "organizations/other.yaml": """
        name: "Other: the second"
        slug: other
        legal_name: Other, Inc.
        url: https://other.example/
        same_as: [https://a.example/, https://b.example/x]
        faq_heading: "Questions about {topic.name}"
        related: {eyebrow: Read, heading: On}
        next_step: {eyebrow: Next}
        disclosure: "{organization.name} sells this."
    """,
    "topics/dolor.es-MX.yaml": """
        name: Dolor
        slug: dolor
        locale: es-MX
        inline_label: dolor
        preferred_term: dolor
        abbreviation: "NO"
        specialty: "123"
        review_interval_months: 6
        parent: leg-pain
        organization: other
        treatment: walking-care
    """,
    "topics/leg-pain.es-MX.yaml": "name: Pierna\nslug: leg-pain\nlocale: es-MX\n",
    "articles/caminar.md": """
        ---
        title: Caminar
        slug: caminar
        locale: es-MX
        topic: leg-pain@en-US
        seo: {title: "null", description: "- x"}
        audience: {people: "", min_age: 18}
        related: [walking]
        faq_heading: Preguntas
        providers: {heading: Quién, content: "[care](treatment:walking-care)"}
        disclosure: "Nothing: at all."
        next_step: {heading: Ahora, content: "*Ahora* mismo"}
        faqs:
          - question: "¿Duele?"
            slug: con-slug
            answer: "Un poco.\\\\nO no."
        ---

        [Caminar](article:caminar) es [bueno](topic:leg-pain) o [good](topic:leg-pain@en-US).

        ## Uno {#one}

        ::: warning
        No [corra]{lang=es}.
        :::

        | A | B |
        | --- | --- |
        | 1 \\| 2 | 3 |

        [Check](assessment:quick-check){.cta}
    """,
    "articles/empty.md": "---\ntitle: Empty\nslug: empty\n---\n",
}


def test_every_key_and_two_locales(empty, tmp_path, capsys):
    first, second = there_and_back(folders.make(tmp_path / "source", EVERY_KEY), empty, tmp_path)

    assert first == second
    assert capsys.readouterr().err == ""
    caminar = first["articles/caminar.es-MX.md"].decode()
    assert "topic: leg-pain@en-US\n" in caminar
    assert "[bueno](topic:leg-pain)" in caminar
    assert "[good](topic:leg-pain@en-US)" in caminar
    assert "slug: con-slug" in caminar
    assert first["articles/empty.md"] == b"---\ntitle: Empty\nslug: empty\n---\n"
    walking = first["articles/walking.md"].decode()
    assert "  - question: Does it hurt?\n    answer: |-\n      Sometimes.\n" in walking
    assert "  - is-it-safe\n" in walking


@pytest.mark.django_db
class TestWhatAnEditorMade:
    """Drafts that no file made come out so that they go in again."""

    def export(self, tmp_path, name="export"):
        call_command("export_content", str(tmp_path / name))
        return folders.read(tmp_path / name)

    def test_difficult_texts(self, tmp_path, capsys):
        nasty = [
            "a: b # c",
            "null",
            "No",
            '"quoted"',
            "'x'",
            "{topic.name}",
            "- a",
            "2026-01-01",
            "é\u2028x",
            "a\tb",
        ]
        for number, text in enumerate(nasty):
            Topic(slug=f"t{number}", name=text, specialty=text, urgent_help_heading=text).save()
        first = self.export(tmp_path)

        call_command("import_content", str(tmp_path / "export"))

        assert self.export(tmp_path, "again") == first
        assert "as the files say" not in capsys.readouterr().err
        assert sorted(Topic.objects.values_list("name", flat=True)) == sorted(nasty)

    def test_lines_of_a_text_area(self, tmp_path):
        Article(slug="a", title="A", dek="one\r\ntwo\n\n  three").save()
        first = self.export(tmp_path)

        call_command("import_content", str(tmp_path / "export"))

        assert Article.objects.get().dek == "one\r\ntwo\n\n  three"
        assert self.export(tmp_path, "again") == first

    def test_citations_of_every_kind(self, tmp_path):
        for kind in Citation.SourceKind.values:
            Citation(slug=f"k-{kind}", title=f"On {kind}", source_kind=kind).save()
        Citation(slug="odd", title="Odd", source_kind="book", csl_type="article-journal").save()
        Citation(slug="extra", title="Extra", csl_extra={"publisher": "P", "strange": [1]}).save()
        before = {one.slug: one.source_kind for one in Citation.objects.all()}
        first = self.export(tmp_path)

        call_command("import_content", str(tmp_path / "export"))

        assert {one.slug: one.source_kind for one in Citation.objects.all()} == before
        assert self.export(tmp_path, "again") == first

    def test_a_faq_is_inline_only_where_one_article_alone_shows_it(self, tmp_path):
        topic = Topic(slug="t", name="T", inline_label="t")
        topic.save()
        faqs = {
            slug: FAQ(slug=slug, question=f"{slug.capitalize()}?", topic=own)
            for slug, own in (("alone", None), ("shared", None), ("classified", topic), ("unused", None))
        }
        for faq in faqs.values():
            faq.save()
        for slug, shown in (("a", ["alone", "shared", "classified"]), ("b", ["shared"])):
            article = Article(slug=slug, title=slug)
            article.save()
            for position, name in enumerate(shown):
                article.faq_rows.create(faq=faqs[name], position=position)

        files = self.export(tmp_path)

        assert [path for path in files if path.startswith("faqs/")] == [
            "faqs/classified.md",
            "faqs/shared.md",
            "faqs/unused.md",
        ]
        assert (
            b'faqs:\n  - question: Alone?\n    answer: ""\n  - shared\n  - classified\n'
            in files["articles/a.md"]
        )

    def test_what_an_import_would_refuse_is_said(self, tmp_path, capsys):
        Article(slug="a", title="A", disclosure="{topic.nope}").save()

        self.export(tmp_path)

        assert capsys.readouterr().err.startswith(
            "An import would refuse articles/a.md:4: There is no token {topic.nope}."
        )


def test_an_export_says_nothing_of_the_database_it_came_from(empty, tmp_path):
    with empty():
        call_command("import_content", str(folders.make(tmp_path / "source", folders.GOOD)))
        export = exporting.collect()

    text = "".join(export.files.values())
    assert not any(
        f"{prefix}_" in text for prefix in ("art", "aut", "cit", "faq", "org", "top", "trt", "asm")
    )
