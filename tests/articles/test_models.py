import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles.models import Article, Citation, Organisation, Topic
from tests import people


def test_identifiers_are_kept_bare(db):
    source = Citation(
        title="A trial", slug="trial", doi="https://doi.org/10.1000/x", pmid="PMID: 12", issued=" 2024 "
    )

    source.full_clean()

    assert (source.doi, source.pmid, source.issued, source.year) == ("10.1000/x", "12", "2024", 2024)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("doi", "x", "is not a DOI"),
        ("pmid", "x", "is not a PubMed number"),
        ("issued", "soon", "is not a date"),
        ("csl_extra", {"n": 1.5}, "decimal point"),
        ("csl_extra", [1], "an object"),
        ("url", "javascript:alert(1)", "valid URL"),
        ("slug", "No Slug", "lower-case"),
    ],
)
def test_a_wrong_value_is_refused_in_its_field(db, field, value, words):
    source = Citation(**{"title": "A trial", "slug": "trial", field: value})

    with pytest.raises(ValidationError) as refusal:
        source.full_clean()

    assert list(refusal.value.message_dict) == [field]
    assert words in " ".join(refusal.value.message_dict[field])


def test_a_source_does_not_supersede_itself(db):
    source = Citation.objects.create(title="A trial", slug="trial")
    source.superseded_by = source

    with pytest.raises(IntegrityError), transaction.atomic():
        source.save()


def test_an_address_belongs_to_one_item_per_locale(db):
    Topic.objects.create(name="PAD", slug="pad")
    Topic.objects.create(name="EAP", slug="pad", locale="es-US")

    with pytest.raises(ValidationError, match="Another topic has this address in this locale"):
        Topic(name="PAD again", slug="pad").full_clean()


def test_there_is_one_default_organization(db):
    Organisation.objects.create(name="One", slug="one", is_default=True)

    with pytest.raises(ValidationError, match="Another organization is the default already"):
        Organisation(name="Two", slug="two", is_default=True).full_clean()


@pytest.mark.parametrize("routes", [{"article": "x"}, ["article"]])
def test_routes_are_checked_when_they_are_typed(db, routes):
    with pytest.raises(ValidationError) as refusal:
        Organisation(name="One", slug="one", routes=routes).full_clean()

    assert list(refusal.value.message_dict) == ["routes"]


def test_an_article_does_not_recommend_itself(db):
    article = Article.objects.create(title="A", slug="a")

    with pytest.raises(IntegrityError), transaction.atomic():
        article.pick_rows.create(pick=article)


@pytest.mark.parametrize(
    ("model", "typed"), [(Organisation, {"name": "One"}), (Citation, {"title": "A trial"})]
)
def test_an_emptied_form_field_takes_its_default(db, model, typed):
    names = [*typed, "slug", "locale", "routes" if model is Organisation else "csl_extra"]
    if model is Citation:
        names += ["source_kind", "status"]
        typed = {**typed, "source_kind": "trial", "status": "current"}
    form = forms.modelform_factory(model, fields=names)(
        {**typed, "slug": "one", "locale": "en-US", names[3]: ""}
    )

    assert form.is_valid(), form.errors
    assert form.save().state()[names[3]] == model._meta.get_field(names[3]).get_default()


def test_a_new_article_begins_with_the_default_organization(db, client):
    client.force_login(people.wanda())
    Organisation.objects.create(name="Other", slug="other")
    default = Organisation.objects.create(name="Harbor", slug="harbor", is_default=True)

    form = client.get("/admin/articles/article/add/").context["adminform"].form

    assert form.get_initial_for_field(form.fields["organization"], "organization") == default.pk
