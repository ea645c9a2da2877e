"""What a person can do with an item now, in words; and what goes along with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Citation, Organisation, Treatment
from cms.publishing import possible, record
from tests import people
from tests.publishing import builders

from .browsing import Desk, change_form, page, review

pytestmark = pytest.mark.django_db

NOT_YOURS = possible.NOT_YOURS


def moves(item, who):
    item.refresh_from_db()
    return {move.verb: move.why_not for move in possible.moves(item, who(), timezone.now())}


@pytest.fixture
def item():
    return builders.save(Treatment(name="Walking", slug="walking"), timezone.now)


def test_a_draft_can_be_submitted_or_archived(item):
    said = moves(item, people.wanda)
    assert (said["submit"], said["archive"], said["retire"]) == ("", "", NOT_YOURS)
    assert moves(item, people.pia)["publish"] == "Submit it for review first."
    assert moves(item, people.pia)["retire"] == "It is not live."
    assert moves(item, people.mila)["submit"] == NOT_YOURS


def test_in_review_it_waits_and_can_be_withdrawn(item):
    builders.submit(item, timezone.now)
    said = moves(item, people.wanda)
    assert (said["submit"], said["withdraw"], said["sign"]) == ("", "", NOT_YOURS)
    assert said["archive"] == "It is in review. Withdraw it first."
    assert moves(item, people.pia)["publish"] == "It still waits for compliance."
    assert moves(item, people.otto)["sign"] == ""
    assert moves(item, people.mila)["sign"] == "It waits for compliance, which your role does not give."


def test_signed_it_can_be_published_or_scheduled(item):
    builders.signed(item, timezone.now)
    said = moves(item, people.pia)
    assert (said["publish"], said["schedule"]) == ("", "")
    assert "sign" not in said


def test_scheduled_it_can_only_be_called_off(item):
    builders.schedule(item, timezone.now, timezone.now() + timedelta(days=1))
    said = moves(item, people.pia)
    assert said["call_off"] == ""
    assert "publish" not in said
    assert said["submit"].startswith("It is scheduled for ")
    assert said["submit"].endswith(" UTC. Call that off first.")


def test_in_its_last_minute_it_is_not_called_off(item):
    builders.schedule(item, timezone.now, timezone.now() + timedelta(seconds=30))
    assert moves(item, people.pia)["call_off"].startswith("It goes live in less than a minute.")


def test_live_it_can_be_taken_down_or_confirmed(item):
    builders.go_live(item, timezone.now)
    assert moves(item, people.wanda)["confirm_review"] == ""
    assert moves(item, people.pia)["retire"] == ""
    assert "archive" not in moves(item, people.wanda)


def test_what_readers_never_saw_goes_along_and_changes_are_offered():
    article = builders.article(timezone.now)
    wanda = Desk(people.wanda())
    first = wanda.open(page(article, "submit"))
    assert "Goes along" in first.words
    assert "True Precision" in first.words
    builders.go_live(article, timezone.now)
    organisation = Organisation.objects.get()
    builders.edit(organisation, timezone.now, disclaimer="This is not advice.")
    builders.edit(article, timezone.now, dek="When to rest.")

    second = wanda.open(page(article, "submit"))
    assert "Goes along" not in second.words
    assert second.tree.xpath("//input[@name='also']/@value") == [organisation.uid]
    assert second.tree.xpath("//input[@name='also'][@checked]") == []
    sent = second.send(change="substantive", reason="A disclaimer.", also=[organisation.uid])

    assert "Sent to review" in sent.messages[0]
    release = record.open_release_of(article.uid, timezone.now())
    assert {m.item for m in release.members.all()} == {article.uid, organisation.uid}
    signing = Desk(people.mila()).open(review(release))
    assert "What belongs together" in " ".join(signing.tree.xpath("//nav/@aria-label"))


def test_a_changed_number_cannot_be_editorial_and_says_so():
    article = builders.article(timezone.now, words="Walk 200 meters.")
    builders.go_live(article, timezone.now)
    builders.edit(article, timezone.now, body=builders.body("Walk 300 meters."))

    said = Desk(people.wanda()).open(page(article, "submit"))

    assert said.values()["change"] == "substantive"
    assert "“200 meters” became “300 meters”" in said.words
    refused = said.send(change="editorial", reason="A typo.")
    assert "“200 meters” became “300 meters”" in refused.words
    assert "A typo." in refused.words


def test_the_form_says_what_stands_in_the_way():
    article = builders.save(Article(title="Leg pain", slug="leg-pain"), timezone.now)
    said = Desk(people.wanda()).open(change_form(article))
    assert "To be mended before it can be submitted" in said.words


def test_somebody_with_two_roles_says_what_the_signature_means():
    both = people._person("Bo Both", ["medical_reviewer", "compliance_officer"])
    article = builders.article(timezone.now)
    release = builders.submit(article, timezone.now)
    signing = Desk(both).open(review(release))
    assert signing.tree.xpath("//input[@name='meaning']/@value") == ["compliance", "medical"]

    unsaid = signing.send(password=people.PASSWORD)
    assert "This field is required." in unsaid.errors
    signed = signing.send(meaning="medical", password=people.PASSWORD)

    assert signed.messages == ["Signed. “Leg pain” waits for compliance."]
    again = Desk(both).open(review(release))
    assert "You have signed this already; one person gives one signature." in again.words


def test_confirming_a_review_asks_for_one_medical_signature():
    citation = builders.save(Citation(title="A guideline", slug="guideline"), timezone.now)
    builders.go_live(citation, timezone.now)
    said = Desk(people.wanda()).open(page(citation, "confirm-review")).send(reason="Yearly.")
    assert said.messages == ["Sent to review: waits for medical review."]
