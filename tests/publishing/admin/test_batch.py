"""Signing many pages at once: each change is shown before, and the same change only once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from cms.publishing.admin import showing
from cms.publishing.models import Member, Signature
from tests import people
from tests.publishing import builders

from .browsing import Desk

pytestmark = pytest.mark.django_db

PAGES = 12
WORDS = "Walk 3 times a week."


def twelve_articles():
    """Twelve live articles: eleven change the same number, the last one its title."""
    clock = timezone.now
    articles = []
    for number in range(PAGES):
        articles.append(builders.article(clock, slug=f"page-{number}", title=f"Page {number}", words=WORDS))
    first, *others = articles
    builders.go_live(first, clock, also=others)
    for article in articles[:-1]:
        builders.edit(article, clock, body=builders.body(WORDS.replace("3", "5")))
    builders.edit(articles[-1], clock, title="The last page")
    return builders.submit(first, clock, also=others)


@pytest.fixture
def release(arranged):
    return arranged(twelve_articles)


def address(release, *more):
    return "/admin/review/" + "/".join([release.uid, *map(str, more)]) + "/"


def sign(desk, release, meaning="medical"):
    return desk.post(address(release), meaning=meaning, password=people.PASSWORD)


def test_the_same_change_is_listed_once(release):
    page = Desk(people.mila()).open(address(release))

    assert "12 pages, 2 different changes" in page.words
    assert "0 of 2 changes seen" in page.words
    assert "and 10 more" in page.words
    assert "title changed" in page.words


def test_what_was_not_shown_is_not_signed(release):
    mila = Desk(people.mila())
    mila.open(address(release))

    page = sign(mila, release)

    assert "Open every difference before you sign: 0 of 2 changes seen." in page.words
    assert not Signature.objects.filter(release=release).exists()


def test_one_signature_signs_all_once_each_change_was_shown(release):
    mila = Desk(people.mila())
    page = mila.open(address(release))
    while links := page.tree.xpath("//a[@data-next-unseen]"):
        page = mila.open(links[0].get("href").split("#")[0])
    assert "2 of 2 changes seen" in page.words
    assert page.form("/") is not None

    sign(mila, release)

    [signature] = Signature.objects.filter(release=release)
    assert signature.signed_digest == release.digest


def test_who_has_seen_one_has_seen_all_that_change_the_same(release):
    mila = Desk(people.mila())
    members = list(Member.objects.filter(release=release).order_by("position"))

    page = mila.open(address(release, "members", members[-1].position))

    assert "The same change in 10 more pages" in page.words
    assert "1 of 2 changes seen" in page.words
    assert "[Removed: 3][Added: 5]" in page.words


def test_what_one_reviewer_saw_another_did_not(release):
    mila, otto = Desk(people.mila()), Desk(people.otto())
    member = Member.objects.filter(release=release).first()
    mila.open(address(release, "members", member.position))

    assert "1 of 2 changes seen" in mila.open(address(release)).words
    assert "0 of 2 changes seen" in otto.open(address(release)).words


def test_a_page_that_does_not_belong_to_it_is_not_found(release):
    mila = Desk(people.mila())

    assert mila.open(address(release, "members", 99)).status == 404
    assert Desk(people.nobody()).open(address(release, "members", 1)).status in (302, 403)


def test_a_small_release_is_shown_and_signed_on_one_page():
    clock = timezone.now
    article = builders.article(clock)
    builders.go_live(article, clock)
    builders.edit(article, clock, dek="When to rest.")
    release = builders.submit(article, clock)
    mila = Desk(people.mila())

    page = mila.open(address(release))

    assert "summary changed" in page.words
    assert "Since revision 1, which you signed on" in page.words
    sign(mila, release)
    assert Signature.objects.filter(release=release).exists()


def test_a_reviewer_is_shown_what_changed_since_they_signed():
    clock = timezone.now
    article = builders.article(clock)
    builders.go_live(article, clock)
    builders.edit(article, clock, title="Sore legs")
    builders.sign(builders.submit(article, clock), "medical", clock)
    builders.edit(article, clock, dek="When to rest.")
    release = builders.submit(article, clock)

    mila = Desk(people.mila()).open(address(release))
    otto = Desk(people.otto()).open(address(release))
    live = Desk(people.mila()).open(address(release), since="live")

    assert "Since revision 2, which you signed on" in mila.words
    assert "title changed" not in mila.words
    assert "title changed" in otto.words
    assert "title changed" in live.words


def test_many_changes_take_no_more_queries_than_few(release):
    members = list(Member.objects.filter(release=release))
    mila = people.mila()
    counted = []
    for some in (members[:2], members):
        showing._known.clear()
        with CaptureQueriesContext(connection) as captured:
            showing.groups(some, showing.bases(release, some, mila), set())
        counted.append(len(captured))

    assert counted[0] == counted[1] <= 6


def test_what_changed_is_worked_out_once(release):
    members = list(Member.objects.filter(release=release))
    bases = showing.bases(release, members, people.mila())

    first = showing.groups(members, bases, set())

    assert [len(group.members) for group in first] in ([11, 1], [1, 11])
    assert [group.key for group in showing.groups(members, bases, set())] == [g.key for g in first]
    assert Article.objects.count() == PAGES


def test_the_same_words_in_other_sentences_are_another_change():
    clock = timezone.now
    doses = [f"Take 3 mg of drug {name}." for name in "ab"]
    articles = [builders.article(clock, slug=f"dose-{n}", words=said) for n, said in enumerate(doses)]
    builders.go_live(articles[0], clock, also=articles[1:])
    for article, said in zip(articles, doses, strict=True):
        builders.edit(article, clock, body=builders.body(said.replace("3", "5")))
    release = builders.submit(articles[0], clock, also=articles[1:])
    members = list(release.members.all())

    found = showing.groups(members, showing.bases(release, members, people.mila()), set())

    assert [len(group.members) for group in found] == [1, 1]
