"""The form of whoever may look and not write: bodies stand there as text."""

import json

import pytest
from django.db import connection

from tests import people
from tests.articles import pages
from tests.publishing.admin.browsing import Desk, change_form


@pytest.mark.parametrize("who", [people.mila, people.otto, people.pia], ids=lambda who: who.__name__)
def test_who_may_only_look_reads_the_text_and_not_how_it_is_stored(leaflet, who):
    for item in (leaflet.article, leaflet.article.faq_rows.first().faq):
        shown = Desk(who()).open(change_form(pages.fresh(item)))

        assert shown.status == 200
        assert '"type"' not in shown.words
        assert shown.tree.xpath("//div[@class='body-read']//p")


def test_what_somebody_typed_is_text_for_who_looks(leaflet):
    leaflet.article.body = {
        "type": "doc",
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": "<script>alert(1)</script> & more"}]}
        ],
    }
    leaflet.article.save()

    shown = Desk(people.otto()).open(change_form(leaflet.article))

    assert "<script>alert(1)</script> & more" in shown.words
    assert not shown.tree.xpath("//div[@class='body-read']//script")


def test_an_empty_text_and_a_broken_one_break_no_form(leaflet):
    for stored in ({"type": "doc", "content": []}, {"type": "nonsense"}):
        with_raw(leaflet.article, stored)

        shown = Desk(people.otto()).open(change_form(leaflet.article))

        assert shown.status == 200
        assert not shown.tree.xpath("//div[@class='body-read']")


def test_a_writer_has_the_editor(leaflet):
    shown = Desk(people.wanda()).open(change_form(leaflet.article))

    assert shown.tree.xpath("//textarea[@name='body']")
    assert not shown.tree.xpath("//div[@class='body-read']")


def with_raw(article, stored):
    """Write past the application, as raw SQL would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET body = %s WHERE id = %s", [json.dumps(stored), article.pk]
        )
