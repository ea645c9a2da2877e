"""What a writer is asked about findings when submitting, and what those who sign read of it."""

import pytest
from django.utils import timezone

from cms.publishing import record
from cms.publishing.models import Waiver
from tests import people
from tests.publishing import builders, recalls

from .browsing import Desk, page, review

pytestmark = pytest.mark.django_db

ASKED = "Mend it, or say why it may stay."
CLAIM, PROMISE = "Studies show that walking helps.", "Walking cures it."


class Now(builders.Clock):
    """Goes by itself: what a page is asked about has happened by now."""

    def __call__(self):
        return timezone.now()


@pytest.fixture
def clock():
    return Now()


@pytest.fixture
def claiming(clock):
    return builders.article(clock, slug="walking", title="Walking", words=f"{CLAIM} {PROMISE}")


def reasons(visit):
    """The fields that ask for a reason, by the sentence that each is about."""
    return {
        " ".join(item.xpath(".//q")[0].text_content().split()): item.xpath(".//textarea")[0]
        for item in visit.tree.xpath("//section[contains(@class, 'waivable')]//li[.//textarea]")
    }


def test_each_finding_asks_for_its_own_reason_and_keeps_what_was_typed(claiming, clock):
    wanda = Desk(people.wanda())
    asked = wanda.open(page(claiming, "submit"))
    fields = {quote: field.name for quote, field in reasons(asked).items()}
    assert set(fields) == {CLAIM, PROMISE}

    refused = asked.send(reason="It is new.", **{fields[CLAIM]: "Common <b>sense</b>."})

    assert refused.errors == [ASKED]
    assert not Waiver.objects.exists()
    kept = reasons(refused)
    assert kept[CLAIM].value.strip() == "Common <b>sense</b>."
    sent = refused.send(**{fields[PROMISE]: "It is a quote."})
    assert sent.messages
    said = dict(Waiver.objects.values_list("quote", "reason"))
    assert said == {CLAIM: "Common <b>sense</b>.", PROMISE: "It is a quote."}


def test_one_reason_may_serve_for_all_that_have_none_of_their_own(claiming):
    wanda = Desk(people.wanda())
    asked = wanda.open(page(claiming, "submit"))
    own = reasons(asked)[CLAIM].name

    asked.send(reason="It is new.", accept_all="The organization stands by it.", **{own: "Common sense."})

    said = dict(Waiver.objects.values_list("quote", "reason"))
    assert said == {CLAIM: "Common sense.", PROMISE: "The organization stands by it."}


def test_the_earlier_reason_is_proposed_with_who_gave_it(claiming, clock):
    builders.submit(claiming, clock, waivers=builders.accepting(claiming, clock, "Common sense."))
    builders.edit(claiming, clock, dek="On level ground.")

    asked = Desk(people.wanda()).open(page(claiming, "submit"))

    assert {field.value.strip() for field in reasons(asked).values()} == {"Common sense."}
    assert "Wanda Wright accepted it on" in asked.words
    assert "Does this still hold?" in asked.words


def test_a_finding_of_what_goes_along_is_asked_for_when_it_is_ticked(clock):
    treatment_page = builders.article(clock, slug="leg", title="Leg", words="Rest.")
    builders.go_live(treatment_page, clock)
    other = builders.article(clock, slug="other", title="Other", words="Rest.", picks=[treatment_page])
    builders.edit(treatment_page, clock, body=builders.body(CLAIM))
    wanda = Desk(people.wanda())
    asked = wanda.open(page(other, "submit"))
    assert not reasons(asked)

    refused = asked.send(reason="It is new.", also=treatment_page.uid)

    assert refused.errors == [ASKED]
    (field,) = reasons(refused).values()
    refused.send(**{field.name: "Common sense."})
    assert Waiver.objects.get().item == treatment_page.uid


def test_a_page_without_such_findings_asks_for_nothing(clock):
    item = builders.article(clock, slug="plain", title="Plain", words="Rest.")

    assert not reasons(Desk(people.wanda()).open(page(item, "submit")))


def test_who_signs_reads_who_accepted_what_and_why(claiming, clock):
    release = builders.submit(
        claiming, clock, waivers=builders.accepting(claiming, clock, "<i>Common</i> sense.")
    )

    words = Desk(people.mila()).open(review(release)).words

    assert CLAIM in words
    assert words.count("Accepted by Wanda Wright on") == 2
    assert "<i>Common</i> sense." in words
    assert "Nobody accepted this by name." not in words


def test_who_signs_reads_what_came_up_after_it_was_submitted(clock):
    house = recalls.house(clock)
    builders.edit(house.first, clock, dek="New.")
    release = builders.submit(house.first, clock)
    recalls.supersede(house, clock)

    words = Desk(people.mila()).open(review(release)).words

    assert "was superseded by" in words
    assert "Nobody accepted this by name." in words


def test_a_recall_shows_what_was_accepted_in_an_earlier_submission(clock):
    house = recalls.house(clock)
    body, claim = recalls.citing(house.old), builders.body(CLAIM)["content"]
    recalls.edit_body(house.first, clock, {**body, "content": [*body["content"], *claim]})
    builders.go_live(house.first, clock, waivers=builders.accepting(house.first, clock, "Common sense."))
    recalls.supersede(house, clock)
    done = recalls.recall(house.old, [(house.first, "successor")], clock)

    words = Desk(people.mila()).open(review(done.release)).words

    assert "Accepted by Wanda Wright in an earlier submission, on" in words
    assert record.missing_signatures(done.release)
