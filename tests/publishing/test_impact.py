"""Impact: what rests on an item, complete and exact, with the very sentences."""

import pytest

from cms import canonical
from cms.publishing import impact, kinds, record
from cms.publishing.models import Live

from . import builders, recalls


@pytest.fixture
def house(arranged):
    return arranged(recalls.standing_house)


@pytest.fixture
def clock(house):
    return house.clock


def names(found):
    return {one.title for one in found}


def test_every_sentence_is_told_with_its_place(house, clock):
    found = {one.title: one.mentions for one in impact.of(house.old, clock())}

    [mention] = found["First"]
    assert (mention.part, mention.block[:2], mention.locator) == ("body", "b-", "p. 12")
    assert (mention.before, mention.marked, mention.after) == ("Walking helps (", "2016 guideline", ").")
    body, faq = found["Second"]
    assert body.part == "body"
    assert faq.part == "FAQ 1: What of stairs?"
    assert faq.sentence == "Rest first (the guideline)."
    assert [one.part for one in found["What of stairs?"]] == ["answer"]
    assert "Other" not in found


def test_an_author_is_told_in_the_byline_and_an_organisation_by_its_texts(house, clock):
    author = house.first.ordered_authors()[0]

    [mention] = next(one for one in impact.of(author, clock()) if one.title == "First").mentions
    assert (mention.part, mention.marked) == ("byline", "The Editors")

    builders.edit(house.first.organization, clock, disclaimer="Ask a doctor.")
    builders.go_live(house.first.organization, clock)
    builders.edit(house.first, clock, dek="Newer.")
    builders.go_live(house.first, clock)
    told = next(one for one in impact.of(house.first.organization, clock()) if one.title == "First").mentions
    assert ("disclaimer", "Ask a doctor.") in [(one.part, one.marked) for one in told]


def test_a_change_of_address_loses_no_page(house, clock):
    before = names(impact.of(house.old, clock()))
    builders.edit(house.old, clock, slug="aha-acc-2016")
    builders.go_live(house.old, clock)

    assert names(impact.of(house.old, clock())) == before
    recalls.edit_body(house.other, clock, recalls.citing(house.old))
    builders.go_live(house.other, clock)
    assert names(impact.of(house.old, clock())) == before | {"Other"}


def test_a_page_that_only_has_a_likely_name_is_no_dependent(house, clock):
    longer = recalls.source(clock, "aha-2016-update")
    recalls.edit_body(house.other, clock, recalls.citing(longer))
    builders.go_live(house.other, clock)

    assert "Other" not in names(impact.of(house.old, clock()))
    assert names(impact.of(longer, clock())) == {"Other"}


def test_a_page_that_is_gone_is_no_dependent(house, clock):
    builders.retire(house.first, clock)

    assert "First" not in names(impact.of(house.old, clock()))


def test_purging_names_exactly_the_dependents(house, clock):
    """Every live byte is read for the item, without its tags and without its mentions."""
    checked = 0
    for model in kinds.all():
        for item in model.objects.all():
            expected = {
                f"{kinds.model(row.kind).type}:{row.slug}"
                for row in Live.objects.at(clock()).documents().exclude(item=item.uid)
                if _names(canonical.decode(record.bytes_of(row.etag)), item)
            }
            assert set(impact.purge_tags(item, clock())) == expected, item
            checked += len(expected)
    assert checked > 10


def _names(document, item):
    """Whether these bytes name the item: by uid, or as a slug of its type wherever one stands."""
    content = {name: value for name, value in document.items() if name not in ("publication", "json_ld")}
    if f'"{item.uid}"' in canonical.encode(content).decode():
        return True
    where = {
        "author": lambda: [one["slug"] for one in document.get("byline", {}).get("authors", [])],
        "organization": lambda: [one["slug"] for one in [document.get("organization")] if one],
    }
    return item.slug in where.get(item.type, list)()


def test_tags_are_of_everything_that_is_mentioned(house, clock):
    for row in Live.objects.at(clock()).documents():
        model, document = kinds.model(row.kind), canonical.decode(record.bytes_of(row.etag))
        for tag in model.tags(document)[1:]:
            assert model.mentions(document, {tuple(tag.split(":", 1))}), (row.key, tag)


# On their way.


def test_what_is_not_live_yet_is_told_apart(house, clock):
    recalls.edit_body(house.other, clock, recalls.citing(house.old))
    draft = builders.article(clock, slug="draft", title="Draft")
    recalls.edit_body(draft, clock, recalls.citing(house.old))
    soon = builders.article(clock, slug="soon", title="Soon")
    recalls.edit_body(soon, clock, recalls.citing(house.old))
    builders.schedule(soon, clock, clock.after(days=3))
    builders.submit(house.other, clock)

    found = impact.on_their_way(house.old, clock(), impact.of(house.old, clock()))

    assert {(one.title, one.stage) for one in found} == {
        ("Other", "in review"),
        ("Soon", "scheduled"),
        ("Draft", "draft"),
    }


def test_an_archived_or_unsaved_item_has_no_impact(clock):
    alone = recalls.source(clock, "alone")

    assert impact.of(alone, clock()) == []
    assert impact.purge_tags(alone, clock()) == []
    assert impact.on_their_way(alone, clock()) == []
    assert not impact.live_items(alone, clock())


def test_the_questions_are_few(house, clock, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        impact.of(house.old, clock())
    with django_assert_max_num_queries(2):
        assert impact.live_items(house.old, clock())
