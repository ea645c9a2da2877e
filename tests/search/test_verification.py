"""Whoever changes what a search finds is noticed by verification."""

import pytest
from django.db import connection

from cms.audit import verification
from cms.publishing import live_table
from cms.publishing.models import Live
from cms.search.models import Synonym
from tests.publishing import builders


@pytest.fixture
def number(db):
    clock = builders.Clock()
    topic = builders.topic(clock)
    builders.go_live(builders.article(clock, words="Walk slowly. It’s “β-blocker” time, naïve œdema."), clock)
    live_table.rebuild(clock())
    assert findings() == []
    assert topic.pk
    return Live.objects.get(kind="articles").publication


def findings():
    return [str(found) for found in verification.verify(connection)]


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def row():
    return "rowid" if connection.vendor == "sqlite" else "publication"


def test_a_word_that_was_added(number):
    if connection.vendor == "sqlite":
        execute(f"UPDATE search_words SET body = body || ' cure' WHERE rowid = {number}")
    else:
        execute(f"UPDATE search_words SET words = words || 'cure'::tsvector WHERE publication = {number}")

    assert findings() == [f"search_words {number}: a search does not find what was published: rebuild_live"]


def test_a_row_that_was_taken_out(number):
    execute(f"DELETE FROM search_words WHERE {row()} = {number}")

    assert findings() == [f"search_words {number}: a search does not find what was published: rebuild_live"]


def test_a_row_of_nothing(number):
    execute(f"UPDATE search_words SET {row()} = 999 WHERE {row()} = {number}")

    assert "search_words 999: a search finds what is not there: rebuild_live" in findings()


def test_a_phrase_that_means_the_same_all_of_a_sudden(number):
    Synonym.objects.create(publication=number, words="walk slow", first="walk")

    assert findings() == [f"search_words {number}: a search does not find what was published: rebuild_live"]
