"""Nobody vouches for their own words, by whatever way the words came to be what readers get."""

import pytest

from articles.models import ArticleAuthor, Author
from cms.people import actions as people_actions
from cms.people.roles import Role
from cms.publishing import actions
from cms.publishing.models import Revision
from tests import people

from . import builders


@pytest.fixture
def bo(clock):
    """Writes and reviews."""
    return people_actions.add_person(
        email="bo@example.org", name="Bo", roles=[Role.WRITER, Role.MEDICAL_REVIEWER],
        password=people.PASSWORD, by=people.ada(), clock=clock,
    )  # fmt: skip


def confirm(item, clock):
    return actions.confirm_review(item=item, by=people.wanda(), clock=clock, reason="It still holds.")


def attest(items, by, clock):
    return actions.attest(
        items=items, by=by, proof=builders.proof(by), clock=clock, reason="Approved in 2019."
    )


def refuse(release, person, clock, because):
    with pytest.raises(actions.NotAllowed, match=because):
        builders.sign(release, "medical", clock, by=person)


def test_a_restored_draft_bars_who_wrote_its_words(clock, bo):
    article = builders.changed()
    builders.edit(article, clock, by=bo, dek="Words of Bo.")
    words_of_bo = Revision.objects.filter(item=article.uid).latest("number")
    builders.edit(article, clock, dek="Other words.")
    builders.go_live(article, clock)

    actions.restore_draft(
        item=article, revision=words_of_bo, by=people.wanda(), clock=clock, reason="They read better."
    )

    refuse(builders.submit(article, clock), bo, clock, "You wrote part of this")


def test_restoring_what_was_published_bars_nobody_for_it(clock, bo):
    article = builders.changed()
    builders.edit(article, clock, by=bo, dek="Words of Bo.")
    words_of_bo = Revision.objects.filter(item=article.uid).latest("number")
    builders.go_live(article, clock)
    builders.edit(article, clock, dek="Other words.")
    builders.go_live(article, clock)

    actions.restore_draft(
        item=article, revision=words_of_bo, by=people.wanda(), clock=clock, reason="They read better."
    )

    builders.sign(builders.submit(article, clock), "medical", clock, by=bo)


def test_who_wrote_what_is_live_does_not_confirm_it(clock, bo):
    article = builders.changed()
    builders.edit(article, clock, by=bo, dek="Words of Bo.")
    builders.go_live(article, clock)

    refuse(confirm(article, clock), bo, clock, "You wrote part of this")
    builders.sign(confirm(article, clock), "medical", clock)
    refuse(confirm(article, clock), bo, clock, "You wrote part of this")


def test_who_stands_in_the_live_byline_does_not_confirm_it(clock, bo):
    article = builders.article(clock, slug="bo", authors=[builders.author(clock, slug="bo", person=bo)])
    builders.go_live(article, clock)
    ArticleAuthor.objects.filter(article=article).update(author=Author.objects.get(slug="team"))
    builders.edit(article, clock, dek="Bo is not in the draft's byline any more.")

    refuse(confirm(article, clock), bo, clock, "You stand in its byline")


def test_what_was_written_here_is_not_attested(clock):
    with pytest.raises(actions.NotPossible, match="“Veins” has a history here already"):
        attest([builders.fresh()], people.otto(), clock)


def test_nobody_attests_what_they_stand_on(clock):
    otto, system = people.otto(), people_actions.system_person("import")
    author = Author(slug="otto", name="Otto", author_type="person", person=otto)
    builders.save(author, clock, by=system)
    article = builders.article(clock, slug="imported", authors=[author], by=system)

    with pytest.raises(actions.NotAllowed, match="You stand in its byline"):
        attest([author, article], otto, clock)
    attest([author, article], _another_officer(clock), clock)


def _another_officer(clock):
    return people_actions.add_person(
        email="ola@example.org", name="Ola", roles=[Role.COMPLIANCE_OFFICER], password=people.PASSWORD,
        by=people.ada(), clock=clock,
    )  # fmt: skip
