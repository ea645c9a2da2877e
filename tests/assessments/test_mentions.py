"""What an assessment rests on: told outcome by outcome, recalled and rewritten with the pages."""

import pytest

from articles import citations
from articles.models import Citation, Topic
from assessments.models import Assessment, NextStep, RelatedArticle
from cms.publishing import actions, composing, impact, record
from tests import people
from tests.articles import pages
from tests.assessments import drafts
from tests.publishing import builders

TOLD = "Ask for a test ([the old guideline](cite:old-guideline)). Then read [on](article:leg-pain)."


@pytest.fixture
def clock(db):
    people.everybody()
    return builders.Clock()


@pytest.fixture
def house(clock):
    """A live article, two sources, and an assessment that rests on the old one in two ways."""
    article = builders.article(clock)
    builders.go_live(article, clock)
    old = drafts.citation(clock, "old-guideline", title="The old guideline")
    new = drafts.citation(clock, "new-guideline", title="The new guideline")
    for source in (old, new):
        builders.go_live(source, clock)
    tool = drafts.pad(clock, sources=[old], told=TOLD)

    def links(item):
        RelatedArticle.objects.create(assessment=item, article=article)
        NextStep.objects.create(
            assessment=item, outcome="low", kind="article", label="On walking", article=article, position=9
        )

    builders.save(tool, clock, write=links)
    return {"article": article, "old": old, "new": new, "tool": tool}


def told(document, *pair):
    return [(one.part, one.sentence) for one in Assessment.mentions(document, {pair})]


def supersede(house, clock):
    citations.supersede(
        citation=house["old"], successor=house["new"], by=people.pia(), clock=clock, reason="A new edition."
    )
    clock.forward(hours=1)


def test_a_source_is_told_with_the_outcome_that_cites_it(house):
    document = pages.composed(house["tool"])

    assert told(document, "citation", "old-guideline") == [
        ("outcome “See your doctor”", "Ask for a test (the old guideline).")
    ]


def test_a_source_of_the_whole_is_told_as_one(clock, house):
    house["tool"].source_rows.update(citation=house["new"])
    document = pages.composed(Assessment.objects.get(pk=house["tool"].pk))

    assert told(document, "citation", "new-guideline") == [("sources", "The new guideline")]


def test_links_steps_picks_and_the_topic_are_mentions(house):
    document = pages.composed(house["tool"])

    assert told(document, "article", "leg-pain") == [
        ("outcome “See your doctor”", "Then read on."),
        ("outcome “A narrowed artery is less likely”: next step", "On walking"),
        ("related articles", "Leg pain"),
    ]
    [topic] = told(document, "topic", document["topic"]["slug"])
    assert topic[0] == "topic"


def test_its_tags_name_all_that_it_shows_something_of(house):
    document = pages.composed(house["tool"])

    assert Assessment.tags(document) == [
        "assessment:pad",
        f"topic:{document['topic']['slug']}",
        "citation:old-guideline",
        "article:leg-pain",
    ]


def test_the_impact_of_a_superseded_source_names_the_outcome(clock, house):
    builders.go_live(house["tool"], clock)
    supersede(house, clock)

    [affected] = impact.of(house["old"], clock())

    assert (affected.item, affected.kind) == (house["tool"].uid, "assessments")
    assert [one.part for one in affected.mentions] == ["outcome “See your doctor”"]
    assert affected.mentions[0].marked == "the old guideline"


def test_a_recall_moves_an_outcome_and_the_sources_of_the_whole(clock, house):
    builders.go_live(house["tool"], clock)
    supersede(house, clock)

    actions.recall(
        cause=house["old"],
        because="superseded",
        places=[(house["tool"].uid, "successor")],
        reason="It rests on the old guideline.",
        deadline=composing.local_day(clock.after(days=10)),
        by=people.pia(),
        clock=clock,
    )

    [release] = record.open_releases(clock())
    builders.sign_all(release, clock)
    clock.forward(minutes=1)
    document = record.document_of(builders.live(house["tool"], clock))
    assert [one["key"] for one in document["references"]] == ["new-guideline"]
    assert told(document, "citation", "new-guideline") != []
    assert impact.of(house["old"], clock()) == []
    assert document["version"] == 2


@pytest.mark.parametrize(
    ("decision", "sources"),
    [("successor", ["new"]), ("as_retracted", []), ("pin", ["old"]), ("by_hand", ["old"])],
    ids=["moved", "taken out", "kept", "left to a person"],
)
def test_sources_of_the_whole_are_dealt_with_as_decided(house, decision, sources):
    state = house["tool"].state()

    made = house["tool"].dealt_with(state, decision, house["old"], house["new"])

    assert made["sources"] == [house[name].uid for name in sources]
    if decision in ("pin", "by_hand"):
        assert made == state


def test_a_successor_that_is_a_source_already_stands_once(house):
    state = house["tool"].state()
    state["sources"] = [house["old"].uid, house["new"].uid]

    made = house["tool"].dealt_with(state, "successor", house["old"], house["new"])

    assert made["sources"] == [house["new"].uid]


def test_a_retracted_source_stands_against_bringing_a_version_back(clock, house):
    release = builders.go_live(house["tool"], clock)
    citations.retract(citation=house["old"], by=people.pia(), clock=clock, reason="Made-up data.")
    document = record.document_of(builders.live(house["tool"], clock))

    assert release
    assert [one.rule for one in Assessment.obstacles(document)] == ["retracted_source"]


def test_the_cast_of_sources_is_what_it_seems(house):
    assert Citation.objects.count() == 2
    assert Topic.objects.count() == 1
