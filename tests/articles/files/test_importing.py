"""An import writes what the files say, once, in one entry, as the system person `import`."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import citations
from articles.body import markdown
from articles.files import folder, importing, library, reading
from articles.files.problems import Report
from articles.models import FAQ, Article, Author, Citation, Organisation, Topic
from cms.audit import trail
from cms.audit.models import Entry
from cms.publishing import actions
from cms.publishing.models import Key, Revision
from tests import people
from tests.articles.files import folders

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path):
    return folders.make(tmp_path / "good", folders.GOOD)


def carry_in(path, *options):
    call_command("import_content", str(path), *options)


def plan_of(path):
    report = Report()
    return reading.read(folder.scan(path, report), report, library.Database())


def test_it_is_one_entry_with_every_revision(good, capsys):
    carry_in(good, "--reason", "Moving in")

    entry = Entry.objects.filter(actor_name="import").exclude(action="person.add").get()
    assert (entry.action, entry.actor_name, entry.reason) == ("content.import", "import", "Moving in")
    assert Revision.objects.count() == 10
    assert set(Revision.objects.values_list("by_name", "number")) == {("import", 1)}
    assert "Imported: 10 new, 0 changed, 0 as before." in capsys.readouterr().out


def test_a_second_import_changes_nothing_and_says_so(good, capsys):
    carry_in(good)
    before = folders.rows()
    versions = list(Article.objects.values_list("version", flat=True))

    carry_in(good)

    assert folders.rows() == before
    assert list(Article.objects.values_list("version", flat=True)) == versions
    assert "Nothing differs: 10 items are as the files say." in capsys.readouterr().out


def test_a_dry_run_says_the_same_and_writes_nothing(good, capsys):
    before = folders.rows()

    carry_in(good, "--dry-run")

    assert folders.rows() == before
    out = capsys.readouterr().out
    assert "Would import: 10 new" in out
    assert out.endswith("This was a rehearsal: nothing was written.\n")


def test_everything_that_a_file_says_arrives(good):
    carry_in(good)

    article = Article.objects.get()
    assert article.title == "Walking: “it’s fine”"
    assert article.dek == "Short — and sweet."
    assert article.display_date.isoformat() == "2026-07-01"
    assert article.tag_names() == ["PAD", "walking"]
    assert [str(author) for author in article.ordered_authors()] == ["Our Team"]
    assert [faq.slug for faq in article.ordered_faqs()] == ["does-it-hurt", "is-it-safe"]
    assert article.organization.providers_content == "We are {organization.name}."
    assert article.organization.routes["article"] == "/learn/{slug}"
    assert article.topic.state()["synonyms"] == [
        {"text": "sore legs", "search_only": False},
        {"text": "cramps", "search_only": True},
    ]
    assert article.topic.state()["codes"] == [{"system": "MeSH", "code": "0123"}]
    assert article.topic.assessment.estimated_minutes == 2
    first, second = Citation.objects.order_by("slug")
    assert (first.status, first.superseded_by, first.source_kind) == ("superseded", second, "guideline")
    assert (second.csl_record["publisher"], second.source_kind) == ("Our Press", "book")


def test_a_change_in_one_file_is_one_revision_of_one_item(good, capsys):
    carry_in(good)
    before = Article.objects.get().body
    text = (good / "articles/walking.md").read_text()
    (good / "articles/walking.md").write_text(text.replace("It *does*", "It really *does*"))

    carry_in(good)

    article = Article.objects.get()
    assert Revision.objects.filter(item=article.uid).count() == 2
    assert Revision.objects.count() == 11
    assert "changed  articles/walking" in capsys.readouterr().out
    # Blocks and mentions keep the identifiers that readers' links and reviewers' remarks rest on.
    ids = [block["attrs"]["id"] for block in article.body["content"]]
    assert ids == [block["attrs"]["id"] for block in before["content"]]
    assert article.body != before


def test_what_no_file_can_say_stays(good):
    person = people.mila()
    carry_in(good)
    author = Author.objects.get()
    Author.objects.filter(pk=author.pk).update(author_type="person", person=person)
    text = (good / "authors/our-team.yaml").read_text()
    (good / "authors/our-team.yaml").write_text(text.replace("kind: team", "kind: person\nrole: Writes"))

    carry_in(good)

    author.refresh_from_db()
    assert (author.role_title, author.person) == ("Writes", person)


def test_a_team_cannot_keep_a_staff_account(good, capsys):
    carry_in(good)
    Author.objects.update(author_type="person", person=people.mila())

    with pytest.raises(CommandError):
        carry_in(good)

    assert capsys.readouterr().err.startswith(
        "authors/our-team.yaml:1: This author is linked to a staff account"
    )


def test_references_reach_what_the_database_holds(good, tmp_path):
    carry_in(good)
    more = folders.make(
        tmp_path / "more",
        {
            "articles/more.md": """
                ---
                title: More
                slug: more
                topic: leg-pain
                related: [walking]
                faqs: [is-it-safe]
                ---

                See [this](article:walking) and [that](cite:second-source).
            """
        },
    )

    carry_in(more)

    article = Article.objects.get(slug="more")
    assert article.topic == Topic.objects.get()
    assert [pick.slug for pick in article.ordered_picks()] == ["walking"]


def test_a_reference_means_the_items_own_locale_first(tmp_path):
    topic = "name: {0}\nslug: pain\ninline_label: x\n{1}"
    path = folders.make(
        tmp_path,
        {
            "topics/pain.yaml": topic.format("Pain", ""),
            "topics/pain.es-MX.yaml": topic.format("Dolor", "locale: es-MX\n"),
            "articles/a.md": "---\ntitle: A\nslug: a\nlocale: es-MX\ntopic: pain\n---\n\nHola.\n",
            "articles/b.md": "---\ntitle: B\nslug: b\nlocale: fr-FR\ntopic: pain\n---\n\nBonjour.\n",
            "articles/c.md": "---\ntitle: C\nslug: c\ntopic: pain@es-MX\n---\n\nHello.\n",
        },
    )

    carry_in(path)

    found = dict(Article.objects.values_list("slug", "topic__name"))
    assert found == {"a": "Dolor", "b": "Pain", "c": "Dolor"}


def test_the_default_organization_can_change_hands(good):
    carry_in(good)
    text = (good / "organizations/our-clinic.yaml").read_text()
    (good / "organizations/our-clinic.yaml").write_text(text.replace("default: true\n", ""))
    folders.make(good, {"organizations/another.yaml": "name: Another\nslug: another\ndefault: true\n"})

    carry_in(good)

    assert Organisation.objects.get(is_default=True).slug == "another"


def test_a_second_default_is_refused(good, tmp_path, capsys):
    carry_in(good)
    other = folders.make(tmp_path / "x", {"organizations/o.yaml": "name: O\nslug: o\ndefault: true\n"})

    with pytest.raises(CommandError):
        carry_in(other)

    assert capsys.readouterr().err == (
        "organizations/o.yaml:3: “Our Clinic” is the default already: only one organization can be.\n"
    )


def test_an_inline_faq_does_not_take_over_a_shared_one(good, tmp_path, capsys):
    carry_in(good)
    FAQ.objects.filter(slug="does-it-hurt").update(question="Does it hurt at night?")
    other = folders.make(
        tmp_path / "other",
        {
            "articles/b.md": "---\ntitle: B\nslug: b\nfaqs:\n"
            '  - {question: "Does it hurt?", answer: "No."}\n---\n\nHello.\n'
        },
    )

    with pytest.raises(CommandError):
        carry_in(other)

    assert capsys.readouterr().err.startswith(
        "articles/b.md:5: The FAQ “does-it-hurt” exists already and other articles show it: refer to it by"
    )


def test_an_address_that_belongs_to_another_page_is_refused(good, tmp_path, capsys):
    person = people.otto()
    with actions.editing(by=person, clock=timezone.now) as session:
        topic = Topic(name="Old", slug="new-place", inline_label="old")
        topic.save()
        session.saved(topic)
    with trail.entry(action="test", by=person, clock=timezone.now) as entry:
        entry.add(Key(key="topics/old-place", locale="en-US", item=topic.uid, kind="topics"))
    other = folders.make(tmp_path / "other", {"topics/old-place.yaml": "name: X\nslug: old-place\n"})

    with pytest.raises(CommandError):
        carry_in(other)

    assert capsys.readouterr().err == (
        "topics/old-place.yaml:2: The address topics/old-place belongs to another page for ever: "
        "choose another.\n"
    )


def test_a_draft_that_was_saved_meanwhile_is_not_overwritten(good):
    carry_in(good)
    text = (good / "articles/walking.md").read_text()
    (good / "articles/walking.md").write_text(text.replace("Short", "Brief"))
    plan = plan_of(good)
    article = Article.objects.get()
    actions.save(
        item=article, by=people.wanda(), clock=timezone.now, write=lambda item: item.keywords.add("new")
    )
    before = folders.rows()

    with pytest.raises(importing.Moved, match="articles/walking was saved by somebody else meanwhile"):
        importing.carry_in(plan=plan, clock=timezone.now, reason="x")

    assert folders.rows() == before


def test_something_new_that_somebody_made_meanwhile_is_not_overwritten(good):
    plan = plan_of(good)
    Topic(name="Mine", slug="leg-pain").save()
    before = folders.rows()

    with pytest.raises(importing.Moved):
        importing.carry_in(plan=plan, clock=timezone.now, reason="x")

    assert folders.rows() == before


def test_typographic_characters_arrive_byte_for_byte(tmp_path):
    words = "“Don’t” — 5 µm ≤ x…\u00a0½ naïve 🫀 e\u0301"
    path = folders.make(
        tmp_path, {"articles/a.md": f'---\ntitle: "{words}"\nslug: a\ndek: {words}\n---\n\n{words}\n'}
    )

    carry_in(path)

    article = Article.objects.get()
    assert (article.title, article.dek) == (words, words)
    assert markdown.render(article.body, lambda kind, uid: None) == f"{words}\n"


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(good, capsys):
    carry_in(good)
    for path in good.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    carry_in(good)

    assert "Nothing differs" in capsys.readouterr().out


def test_what_was_said_of_a_source_here_is_not_unsaid_by_a_file(good, capsys):
    carry_in(good)
    source = Citation.objects.get(slug="second-source")
    citations.retract(citation=source, by=people.mila(), clock=timezone.now, reason="Withdrawn.")

    with pytest.raises(importing.HasProblems) as error:
        importing.carry_in(plan=plan_of(good), clock=timezone.now, reason="Again")

    [problem] = error.value.problems
    assert problem.path == "citations.json"
    assert "citations/second-source is retracted, as Mila Moreau, MD, FACC said here" in problem.sentence
    source.refresh_from_db()
    assert source.status == "retracted"


def test_a_file_that_says_what_was_said_here_is_taken(good, capsys):
    carry_in(good)
    source = Citation.objects.get(slug="second-source")
    citations.retract(citation=source, by=people.mila(), clock=timezone.now, reason="Withdrawn.")
    path = good / "citations.json"
    entries = json.loads(path.read_text())
    next(one for one in entries if one["id"] == "second-source")["custom"] = {
        "status": "retracted",
        "status_reason": "Withdrawn.",
    }
    path.write_text(json.dumps(entries))

    outcome = importing.carry_in(plan=plan_of(good), clock=timezone.now, reason="Again")

    assert outcome.revisions == 0
