"""The field and its form field: what gets into the database, and what a writer keeps."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from articles import body
from articles.body import markdown
from articles.fields import BodyField, BodyFormField
from articles.models import FAQ
from tests.articles.body import sample

BAD = {"type": "doc", "content": [{"type": "iframe"}]}
LOOSE = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": " a  b "}]}]}


def test_migrations_see_a_plain_json_field():
    _name, path, args, kwargs = BodyField(profile="faq", blank=True).deconstruct()

    assert (path, args) == ("django.db.models.JSONField", [])
    assert kwargs["default"].__module__ == "articles.body.tree"
    assert "profile" not in kwargs
    assert isinstance(models.JSONField(*args, **kwargs), models.JSONField)


def test_cleaning_refuses_what_is_no_body():
    with pytest.raises(ValidationError, match="iframe"):
        BodyField().clean(BAD, None)
    with pytest.raises(ValidationError, match="cannot be blank"):
        BodyField().clean(body.EMPTY, None)
    assert BodyField(blank=True).clean(body.EMPTY, None) == body.EMPTY


@pytest.mark.django_db
def test_saving_settles_the_tree_and_refuses_what_is_none():
    faq = FAQ.objects.create(question="Why?", slug="why", answer=LOOSE)

    assert faq.answer == body.settle(LOOSE, "faq")
    faq.refresh_from_db()
    assert faq.answer == body.settle(LOOSE, "faq")
    faq.answer = BAD
    with pytest.raises(body.Refused):
        faq.save()
    with pytest.raises(body.Refused):
        FAQ.objects.filter(pk=faq.pk).update(answer=BAD)
    with pytest.raises(body.Refused):
        FAQ.objects.bulk_create([FAQ(question="?", slug="q", answer=BAD)])


def test_the_form_shows_html_and_cleans_to_a_tree():
    field = BodyField(blank=True).formfield()
    tree = body.settle(markdown.parse(sample.MARKDOWN, sample.resolve)[0])

    html = field.prepare_value(tree)

    assert isinstance(field, BodyFormField)
    assert not field.show_hidden_initial
    assert field.clean(html) == tree
    assert field.clean("") == body.EMPTY
    assert not field.has_changed(tree, html)
    assert field.has_changed(tree, html.replace("legs", "arms"))


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong():
    field = BodyFormField(profile="inline")

    with pytest.raises(ValidationError, match="one line"):
        field.clean("<p>a</p><p>b</p>")
    assert field.prepare_value("<p>a</p><p>b</p>") == "<p>a</p><p>b</p>"
    assert field.has_changed(body.EMPTY, "<p>a</p><p>b</p>")
    with pytest.raises(ValidationError, match="required"):
        field.clean("<p></p>")
