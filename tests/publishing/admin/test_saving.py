"""What a save does: one revision and one entry or none, and never over somebody else's text unseen."""

import pytest
from django.utils import timezone

from articles.models import Author, Treatment
from cms.audit.models import Entry
from cms.publishing.models import Revision
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanda():
    return Desk(people.wanda())


@pytest.fixture
def walking(wanda):
    return builders.save(Treatment(name="Walking", slug="walking"), timezone.now)


def counts():
    return Entry.objects.count(), Revision.objects.count()


def test_a_save_is_one_revision_and_one_entry(wanda, walking):
    entries, revisions = counts()

    said = wanda.open(change_form(walking)).send(name="Walking plans", save_reason="Clearer.")

    assert said.messages == ["Saved “Walking plans” as revision 2."]
    assert counts() == (entries + 1, revisions + 1)
    newest = Revision.objects.get(item=walking.uid, number=2)
    assert (newest.by_name, newest.reason) == ("Wanda Wright", "Clearer.")


def test_an_article_with_rows_and_tags_is_one_revision(wanda):
    author = builders.author(timezone.now)
    entries, revisions = counts()

    said = wanda.open("/admin/articles/article/add/").send(
        title="Leg pain",
        slug="leg-pain",
        tags="legs, walking",
        **{
            "author_rows-TOTAL_FORMS": 1,
            "author_rows-0-author": author.pk,
            "author_rows-0-position": 0,
        },
    )

    assert said.messages == ["Saved “Leg pain” as revision 1."]
    assert counts() == (entries + 1, revisions + 1)


def test_a_writer_may_take_a_row_out(wanda):
    article = builders.article(timezone.now)
    row = article.author_rows.get()

    said = wanda.open(change_form(article)).send(**{"author_rows-0-DELETE": "on"})

    assert said.messages == ["Saved “Leg pain” as revision 2."]
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_save_that_changes_nothing_leaves_nothing(wanda, walking):
    before = counts()

    said = wanda.open(change_form(walking)).send()

    assert said.messages == ["Nothing changed, so there is no new revision."]
    assert counts() == before


def test_a_form_with_a_mistake_leaves_nothing(wanda, walking):
    before = counts()

    said = wanda.open(change_form(walking)).send(name="", description="Kept.")

    assert "This field is required." in said.errors
    assert "Kept." in said.words
    assert counts() == before


def test_adding_in_a_popup_is_one_revision_and_one_entry(wanda):
    entries, revisions = counts()

    form = wanda.open("/admin/articles/author/add/", _popup=1, _to_field="id")
    values = form.values(name="The Editors", slug="team", author_type="team")
    said = wanda.client.post("/admin/articles/author/add/?_popup=1&_to_field=id", {**values, "_popup": "1"})

    assert said.status_code == 200
    assert Author.objects.get().version == 1
    assert counts() == (entries + 1, revisions + 1)


def test_saving_and_going_on_reads_the_new_version(wanda, walking):
    form = wanda.open(change_form(walking))

    again = form.send(name="A", _continue="1")
    once_more = again.send(name="B", _continue="1")

    assert once_more.messages == ["Saved “B” as revision 3."]


def test_a_stale_save_keeps_the_text_and_says_who_was_faster(wanda, walking):
    form = wanda.open(change_form(walking))
    builders.edit(walking, timezone.now, by=_second_writer(), name="Walking plans")
    before = counts()

    said = form.send(description="My long text.")

    assert said.status == 200
    assert any("Vera Vogt saved revision 2" in error for error in said.errors)
    assert "My long text." in said.words
    assert "I have compared" in said.words
    assert "plans" in said.words  # what the other one changed
    assert counts() == before
    walking.refresh_from_db()
    assert (walking.name, walking.description) == ("Walking plans", "")


def test_a_stale_save_goes_through_once_it_was_compared(wanda, walking):
    form = wanda.open(change_form(walking))
    builders.edit(walking, timezone.now, by=_second_writer(), name="Walking plans")
    stale = form.send(description="Mine.")

    said = stale.send(save_over="2")

    assert said.messages == ["Saved “Walking” as revision 3."]


def test_the_comparison_counts_only_for_what_was_compared(wanda, walking):
    form = wanda.open(change_form(walking))
    builders.edit(walking, timezone.now, by=_second_writer(), name="Two")
    stale = form.send(description="Mine.")
    builders.edit(walking, timezone.now, by=_second_writer(), name="Three")

    said = stale.send(save_over="2")

    assert any("Vera Vogt saved revision 3" in error for error in said.errors)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_form_without_a_right_version_saves_nothing(wanda, walking, version):
    before = counts()

    said = wanda.open(change_form(walking)).send(base_version=version, name="Other", save_over=version)

    assert said.status == 200
    assert said.errors
    assert counts() == before


@pytest.mark.parametrize("end", ["delete"])
def test_nothing_is_deleted(wanda, walking, end):
    for person in (people.wanda(), _superuser()):
        said = Desk(person).open(page(walking, end))
        posted = Desk(person).post(page(walking, end), post="yes")

        assert (said.status, posted.status) == (403, 403)
        assert "Retire it when readers see it, or archive the draft" in said.words
    assert Treatment.objects.filter(pk=walking.pk).exists()


def test_deleting_is_not_among_the_actions_of_a_list(walking):
    superuser = Desk(_superuser())
    said = superuser.open("/admin/articles/treatment/")
    superuser.post(
        "/admin/articles/treatment/", action="delete_selected", _selected_action=walking.pk, post="yes"
    )

    assert "Delete" not in said.words
    assert Treatment.objects.filter(pk=walking.pk).exists()


def _second_writer():
    return people._person("Vera Vogt", ["writer"])


def _superuser():
    ada = people.ada()
    ada.is_superuser = True
    ada.save()
    return ada
