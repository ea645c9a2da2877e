"""The search behind the editor's dialogs."""

import pytest
from django.urls import reverse

from articles.models import Article, Citation, Topic, Treatment
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    client.force_login(people.wanda())
    return lambda **query: client.get(reverse("admin:articles_picker"), query)


@pytest.fixture
def records():
    Citation.objects.create(
        slug="old", title="PAD guideline 2016", short_title="2016 guideline", status="superseded"
    )
    Citation.objects.create(
        slug="new", title="A newer PAD guideline", issued="2024-05-14", container_title="Circulation"
    )
    topic = Topic.objects.create(slug="pad", name="Peripheral arterial disease", abbreviation="PAD")
    Treatment.objects.create(slug="pad-treatments", name="PAD treatments", topic=topic)
    Article.objects.create(slug="legs", title="Legs and PAD", topic=topic)


def test_sources_are_found_by_every_word_and_shown_with_their_state(ask, records):
    answer = ask(type="citation", q="guideline 2016").json()

    [found] = answer["results"]
    assert (found["slug"], found["label"], found["status"]) == ("old", "2016 guideline", "superseded")
    assert answer["add_url"] == reverse("admin:articles_citation_add") + "?_popup=1"


def test_titles_that_begin_with_the_words_come_first(ask, records):
    assert [found["slug"] for found in ask(type="citation", q="pad").json()["results"]] == ["old", "new"]


def test_content_of_every_kind_is_found_together(ask, records):
    found = ask(type="entity", q="pad").json()["results"]

    assert {one["type"] for one in found} == {"topic", "treatment", "article"}
    assert all(one["uid"] and one["label"] for one in found)


def test_what_a_text_names_is_looked_up_by_uid(ask, records):
    citation, topic = Citation.objects.get(slug="old"), Topic.objects.get()

    answer = ask(uids=f"{citation.uid},{topic.uid},cit_gone,,").json()

    assert {found["uid"] for found in answer["results"]} == {citation.uid, topic.uid}


def test_what_was_just_added_comes_first(ask, records):
    old = Citation.objects.get(slug="old")

    assert ask(type="citation", added=f"citation:{old.pk}").json()["results"][0]["uid"] == old.uid


STRANGE = [
    {"type": "citation", "q": "a\x00b"},
    {"type": "citation", "added": "x' OR 1"},
    {"type": "citation", "added": "citation:x' OR 1"},
    {"type": "citation", "added": "citation:" + "9" * 40},
    {"type": "citation", "added": "9"},
    {"type": "entity", "q": "% _ \\ '"},
    {"type": "article", "q": "x" * 9999},
    {"uids": "\x00"},
    {"uids": ""},
]


@pytest.mark.parametrize("query", STRANGE)
def test_strange_searches_find_nothing_and_break_nothing(ask, records, query):
    assert ask(**query).status_code == 200


def test_an_unknown_type_is_an_error_with_a_sentence(ask):
    answer = ask(type="user")

    assert answer.status_code == 400
    assert "citation, entity" in answer.json()["detail"]


def test_a_search_takes_one_query_for_each_kind(ask, records, django_assert_max_num_queries):
    Citation.objects.bulk_create(
        Citation(uid=f"cit_{n}", slug=f"c{n}", title=f"Trial {n}") for n in range(40)
    )
    ask(type="entity")  # warms the session and the permissions

    with django_assert_max_num_queries(12):
        assert len(ask(type="citation", q="trial").json()["results"]) == 20
    with django_assert_max_num_queries(16):
        ask(type="entity", q="pad")


def test_only_staff_may_search(client, records):
    assert client.get(reverse("admin:articles_picker")).status_code == 302
    client.force_login(people.nobody())
    answer = client.get(reverse("admin:articles_picker"), {"type": "citation"})
    assert answer.status_code == 302 or answer.json()["results"] == []
