"""A revision keeps the whole of a draft, and a draft can be made what a revision kept."""

import copy
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import FAQ, Article, Author, Citation, Organisation, Topic, Treatment
from assessments.models import Assessment
from cms import canonical
from tests import people
from tests.articles import pages

KINDS = [Organisation, Topic, Treatment, Author, Citation, FAQ, Article, Assessment]


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.type)
def test_a_state_has_a_canonical_form_and_brings_the_draft_back(leaflet, model):
    for item in model.objects.all():
        before = pages.fresh(item).state()
        assert canonical.decode(canonical.encode(before)) == before

        pages.fresh(item).apply_state(canonical.decode(canonical.encode(before)))

        assert pages.fresh(item).state() == before


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.type)
def test_every_column_of_a_draft_is_in_its_state(leaflet, model):
    item = model.objects.first()
    kept = {field.name for field in model._meta.concrete_fields}

    assert kept - set(item.state()) == {"id", "uid", "version", "archived_at"}


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.type)
def test_an_empty_draft_has_a_state_too(db, model):
    item = model.objects.create(slug="bare")
    before = pages.fresh(item).state()

    pages.fresh(item).apply_state(before)

    assert pages.fresh(item).state() == before


def test_a_state_names_items_by_uid_in_their_order(leaflet):
    state = leaflet.article.state()

    assert state["topic"] == leaflet.topic.uid
    assert state["authors"] == [leaflet.author.uid]
    assert state["faqs"] == [faq.uid for faq in leaflet.faqs]
    assert state["tags"] == ["claudication", "leg pain", "PAD"]
    assert state["display_date"] == "2026-07-01"


def test_a_staff_account_is_named_by_its_uid(leaflet):
    leaflet.author.author_type, leaflet.author.person = "person", people.mila()
    leaflet.author.save()

    state = leaflet.author.state()
    leaflet.author.person = None
    leaflet.author.save()
    leaflet.author.apply_state(state)

    assert pages.fresh(leaflet.author).person == people.mila()


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_STATES = st.fixed_dictionaries(
    {
        "title": _TEXT,
        "dek": _TEXT,
        "display_date": st.one_of(st.none(), st.dates(date(1900, 1, 1)).map(date.isoformat)),
        "audience_min_age": st.one_of(st.none(), st.integers(0, 120)),
        "faqs": st.permutations([0, 1, 2]).flatmap(lambda order: st.integers(0, 3).map(lambda n: order[:n])),
        "tags": st.lists(st.sampled_from(["claudication", "leg pain", "PAD", "walking"]), unique=True),
        "with_topic": st.booleans(),
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_STATES)
def test_applying_a_state_twice_changes_nothing_the_second_time(leaflet, wished):
    state = leaflet.article.state() | {
        name: wished[name] for name in ("title", "dek", "display_date", "audience_min_age")
    }
    state["faqs"] = [leaflet.faqs[number].uid for number in wished["faqs"]]
    state["tags"] = sorted(wished["tags"], key=str.casefold)
    state["topic"] = leaflet.topic.uid if wished["with_topic"] else None
    given_ = copy.deepcopy(state)

    pages.fresh(leaflet.article).apply_state(state)
    after = pages.fresh(leaflet.article).state()

    assert state == given_
    assert after == state
    pages.fresh(leaflet.article).apply_state(after)
    assert pages.fresh(leaflet.article).state() == after


def test_a_state_that_names_what_is_gone_is_refused_and_changes_nothing(leaflet):
    state = leaflet.article.state() | {"title": "Changed", "faqs": ["faq_gone"]}

    with pytest.raises(ValueError, match="The FAQ faq_gone, named as “FAQ”, no longer exists"):
        leaflet.article.apply_state(state)

    assert pages.fresh(leaflet.article).title != "Changed"
    assert pages.fresh(leaflet.article).ordered_faqs() == leaflet.faqs


def test_a_state_whose_address_was_taken_is_refused(leaflet):
    state = leaflet.article.state()
    leaflet.article.slug = "elsewhere"
    leaflet.article.save()
    Article.objects.create(title="The new one", slug="sore-calves")

    with pytest.raises(ValueError, match="“sore-calves” now belongs to “The new one”"):
        leaflet.article.apply_state(state)


def test_a_state_from_before_a_column_existed_takes_its_default(leaflet):
    state = leaflet.article.state()
    del state["seo_title"], state["audience_people"], state["related"]

    leaflet.article.apply_state(state)

    assert pages.fresh(leaflet.article).audience_people == "patients"
