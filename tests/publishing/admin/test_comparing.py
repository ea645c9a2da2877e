"""The page that compares two texts of one item: which two it takes, and who may see it."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.publishing import actions
from cms.publishing.admin import addresses
from cms.publishing.models import Revision
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    return timezone.now  # the pages read the same clock


def twice_edited():
    """Live in its first revision; two revisions later its draft says something else."""
    clock = timezone.now
    made = builders.article(clock)
    builders.go_live(made, clock)
    builders.edit(made, clock, dek="When to rest.")
    builders.edit(made, clock, title="Leg pain and rest")
    return made


@pytest.fixture
def article(arranged):
    return arranged(twice_edited)


def visit(person, item, *names):
    return Desk(person).open(addresses.compare(item, *names))


def test_a_writer_sees_what_changed_since_what_is_live(article):
    page = visit(people.wanda(), article)

    assert "Since what is live." in page.words
    assert "Title: “Leg pain” became “Leg pain and rest”" in page.words
    assert "Summary: “When to walk.” became “When to rest.”" in page.words
    assert "title changed, summary changed" in page.words


def test_a_reviewer_sees_what_changed_since_their_signature(article, clock):
    first = builders.submit(article, clock)
    builders.sign(first, "medical", clock)
    builders.edit(article, clock, dek="When to walk again.")
    builders.submit(article, clock)

    page = visit(people.mila(), article)

    assert "Since your last signature." in page.words
    assert "Summary: “When to rest.” became “When to walk again.”" in page.words
    assert "Title:" not in page.words


def test_any_two_revisions_are_compared(article):
    page = visit(people.wanda(), article, "r2", "r3")

    assert "title changed" in page.words
    assert "Summary:" not in page.words
    assert page.tree.get_element_by_id("id_from").value == "r2"


def test_it_says_who_saved_each_when_and_whether_it_was_live(article):
    page = visit(people.wanda(), article, "r1", "r3")

    assert "Revision 1, was live, saved on " in page.words
    assert "by Wanda Wright" in page.words


def test_two_publications_are_compared_as_readers_saw_them(article, clock):
    builders.go_live(article, clock)
    published = [text for text in _texts(article, clock) if text.startswith("p")]

    page = visit(people.wanda(), article, published[1], published[0])

    assert "title changed" in page.words
    assert "Published " in page.words


def test_a_page_and_a_draft_are_compared_by_their_revisions(article, clock):
    published = next(text for text in _texts(article, clock) if text.startswith("p"))

    page = visit(people.wanda(), article, published, "r3")

    assert "the revisions behind both are compared" in page.words
    assert page.tree.get_element_by_id("id_from").value == "r1"


def _texts(item, clock):
    from cms.publishing.admin import comparing

    return list(comparing.texts_of(item.uid, clock()))


def test_equal_texts_show_no_change(article):
    page = visit(people.wanda(), article, "r2", "r2")

    assert "No change that a reader can see" in page.words
    assert not page.tree.xpath("//*[contains(@class, 'difference-row')]")


def test_what_never_was_is_not_found(article):
    for names in (("r1", "r9"), ("p1x", "r1"), ("1", "2"), ("r1", "'\"><script>")):
        assert visit(people.wanda(), article, *names).status == 404


def test_a_draft_with_one_revision_says_so(clock):
    page = visit(people.wanda(), builders.article(clock))

    assert "There is one revision so far" in page.words


def test_a_sealed_text_is_named_and_not_shown(article, clock):
    first = Revision.objects.get(item=article.uid, number=2)
    asked = actions.request_seal(
        item=article.uid, digests=[first.digest], by=people.otto(), clock=clock, reason="A patient's name."
    )
    actions.confirm_seal(request=asked, by=people.pia(), clock=clock)

    page = visit(people.wanda(), article, "r1", "r2")

    assert "Revision 2: this text was sealed." in page.words
    assert "When to rest." not in page.words


def test_whoever_may_not_see_the_item_sees_no_comparison_of_it(article):
    assert visit(people.nobody(), article).status in (302, 403)


def test_the_page_asks_as_much_of_many_revisions_as_of_few(article, clock):
    from django.db import connection

    desk = Desk(people.wanda())
    counted = []
    for _ in range(2):
        desk.open(addresses.compare(article))
        with CaptureQueriesContext(connection) as captured:
            assert desk.open(addresses.compare(article)).status == 200
        counted.append(len(captured))
        for number in range(20):
            builders.edit(article, clock, dek=f"Walk {number} times.")

    assert counted[0] == counted[1] <= 20


def test_side_by_side_shows_both_texts(article):
    page = Desk(people.wanda()).open(addresses.compare(article, "r1", "r3", "sides"))

    old, new = (
        " ".join(
            cell.text_content() for cell in page.tree.xpath(f"//*[contains(@class, 'difference-{side}')]")
        )
        for side in ("old", "new")
    )
    assert "When to walk." in " ".join(old.replace("[Removed: ", "").replace("]", "").split())
    assert "rest" in new
    assert "walk" not in new


def test_the_form_leads_to_it_once_there_is_something_to_compare(article, clock):
    wanda = Desk(people.wanda())
    fresh = builders.article(clock, slug="veins", title="Veins")

    links = wanda.open(change_form(article)).tree.xpath("//a[text()='What changed']/@href")

    assert links == [addresses.compare(article)]
    assert "What changed" not in wanda.open(change_form(fresh)).words
