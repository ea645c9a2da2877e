"""What a submission takes along, leaves out and says to readers."""

import pytest

from articles.models import Organisation, RelatedPick, Topic
from assessments.models import Assessment
from cms import canonical
from cms.publishing import actions, record, standings
from cms.publishing.models import Closing, Publication
from tests import people

from . import builders


def documents(release):
    return {m.item: canonical.decode(record.bytes_of(m.content)) for m in release.members.all()}


def test_a_correction_is_said_on_the_page_that_is_corrected_only(clock):
    article, veins = builders.changed(), builders.fresh()
    RelatedPick.objects.create(article=article, pick=veins)
    builders.edit(article, clock, dek="When to walk, and when to rest.")

    said = documents(builders.submit(article, clock, change="correction"))

    assert [line["text"] for line in said[article.uid]["corrections"]] == ["We corrected a number."]
    assert said[veins.uid]["corrections"] == []


@pytest.mark.parametrize("fields", [{"slug": "leg-pains"}, {"locale": "de-DE"}])
def test_another_address_is_no_matter_of_wording(clock, fields):
    article = builders.changed()
    builders.edit(article, clock, **fields)

    with pytest.raises(actions.NotReady, match="may not touch its address"):
        builders.submit(article, clock, change="editorial")
    builders.submit(article, clock)


def test_a_page_whose_review_ended_because_a_part_went_alone_is_told_so(clock):
    article, veins = builders.changed(), builders.fresh()
    RelatedPick.objects.create(article=article, pick=veins)
    builders.edit(article, clock, dek="When to walk, and when to rest.")
    together = builders.submit(article, clock)
    clock.forward(hours=1)

    alone = builders.submit(veins, clock)

    assert [member.item for member in alone.members.all()] == [veins.uid]
    assert standings.of(article.uid).ended_release == together.uid
    assert Closing.objects.get(pk=together.pk).note == "“Veins” was submitted without it."
    assert standings.of(veins.uid).ended_release == ""


def test_submitting_again_leaves_no_note(clock):
    article = builders.changed()
    first = builders.submit(article, clock)

    builders.submit(article, clock)

    assert Closing.objects.get(pk=first.pk).note == ""
    assert standings.of(article.uid).ended_release == ""


def test_a_page_that_was_called_off_is_not_brought_back_once_its_moment_has_passed(clock):
    release = builders.schedule(builders.changed(), clock, clock.after(hours=2))
    builders.call_off(release, clock)
    clock.forward(days=1)

    with pytest.raises(actions.NotPossible, match="Only a page that was live"):
        builders.restore(Publication.objects.get(release=release), clock)


def test_what_only_the_draft_of_a_live_topic_names_stays_behind(clock):
    article, topic, house = builders.changed(), Topic.objects.get(), Organisation.objects.get()
    first = builders.save(Assessment(slug="first", title="First", topic=topic), clock)
    builders.edit(house, clock, next_step_content="[Take it](assessment:{topic.assessment}).")
    builders.edit(topic, clock, assessment=first)
    for item in (topic, house, article):
        builders.go_live(item, clock)
        clock.forward(days=1)
    second = builders.save(Assessment(slug="second", title="Second", topic=topic), clock)
    builders.edit(topic, clock, assessment=second)
    builders.edit(article, clock, dek="When to walk, and when to rest.")

    release = builders.submit(article, clock)

    assert [member.item for member in release.members.all()] == [article.uid]
    assert documents(release)[article.uid]["assessment"]["slug"] == "first"


def test_what_is_submitted_is_what_the_draft_says_now(clock):
    read_earlier = builders.changed()
    builders.edit(builders.changed(), clock, dek="Saved by somebody else meanwhile.")

    release = actions.submit(
        item=read_earlier, by=people.wanda(), clock=clock, change="substantive", reason="It is ready."
    )

    assert documents(release)[read_earlier.uid]["dek"] == "Saved by somebody else meanwhile."
