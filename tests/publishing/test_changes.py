"""Kinds of change: what each asks of signers, and what readers are told of it."""

import pytest

from cms import canonical, instant
from cms.publishing import actions, record
from cms.publishing.actions import NotPossible, NotReady
from cms.publishing.documents import add_months
from cms.publishing.models import Publication, Revision
from tests import people

from . import builders


@pytest.fixture
def article(clock):
    return builders.changed()


def part(item, clock):
    return record.live_document(item.uid, clock())["publication"]


@pytest.mark.parametrize(
    ("change", "needs"),
    [
        ("editorial", ["any"]),
        ("substantive", ["compliance", "medical"]),
        ("correction", ["compliance", "medical"]),
        ("safety", ["compliance", "medical"]),
    ],
)
def test_a_change_of_a_kind_needs_its_signatures(article, clock, change, needs):
    assert record.missing_signatures(builders.submit(article, clock, change=change)) == needs


@pytest.mark.parametrize("meaning", ["medical", "compliance"])
def test_any_one_signature_is_enough_for_an_editorial_change(article, clock, meaning):
    release = builders.submit(article, clock, change="editorial", when_signed=True)

    builders.sign(release, meaning, clock)

    assert record.live_publication(article.uid, clock()).release == release


@pytest.mark.parametrize("change", ["review", "attested", "whatever", ""])
def test_other_kinds_are_not_submitted(article, clock, change):
    with pytest.raises(NotPossible, match="what kind of change"):
        builders.submit(article, clock, change=change)


def test_a_submission_says_why(article, clock):
    with pytest.raises(NotPossible, match="Say why"):
        builders.submit(article, clock, reason="  ")


@pytest.mark.parametrize("change", ["editorial", "correction", "safety"])
def test_the_first_publication_is_substantive(clock, change):
    with pytest.raises(NotReady, match="is a substantive change"):
        builders.submit(builders.fresh(), clock, change=change)


@pytest.mark.parametrize(
    ("dek", "named"),
    [
        pytest.param("When to walk 30 minutes.", "numbers", id="a number"),
        pytest.param("When not to walk.", "negations", id="a negation"),
    ],
)
def test_an_editorial_change_is_wording_only(article, clock, dek, named):
    builders.edit(article, clock, dek=dek)

    with pytest.raises(NotReady, match=f"An editorial change may not touch {named}"):
        builders.submit(article, clock, change="editorial")


def test_an_editorial_change_keeps_the_dates_that_readers_see(article, clock):
    before = part(article, clock)
    clock.forward(days=400)

    builders.go_live(article, clock, change="editorial")

    after = part(article, clock)
    kept = ["first_published_at", "updated_at", "reviewed_by", "last_reviewed", "review_due"]
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["published_at"] == instant.to_text(clock())
    assert after["content_digest"] != before["content_digest"]


@pytest.mark.parametrize("change", ["substantive", "correction", "safety"])
def test_a_full_review_moves_the_dates(article, clock, change):
    before = part(article, clock)
    clock.forward(days=400)

    release = builders.go_live(article, clock, change=change)

    after = part(article, clock)
    months = record.live_document(article.uid, clock())["topic"]["review_interval_months"]
    assert after["first_published_at"] == before["first_published_at"]
    assert after["updated_at"] == after["published_at"] == instant.to_text(clock())
    assert after["last_reviewed"] == clock().date().isoformat()
    assert after["review_due"] == add_months(clock().date(), months).isoformat()
    assert (after["revision"], after["release"]) == (3, release.uid)


@pytest.mark.parametrize("change", ["correction", "safety"])
class TestALineForReaders:
    def test_is_asked_for(self, article, clock, change):
        with pytest.raises(NotPossible, match="Write the line that readers will see"):
            builders.submit(article, clock, change=change, public_line=" ")

    def test_is_signed_shown_and_kept(self, article, clock, change):
        release = builders.go_live(article, clock, change=change, public_line="It said 3, not 2.")
        line = {"date": clock().date().isoformat(), "kind": change, "text": "It said 3, not 2."}
        builders.edit(article, clock, dek="Another dek.")
        builders.go_live(article, clock)

        content = canonical.decode(record.bytes_of(release.members.get().content))
        assert content["corrections"] == [line]
        assert record.live_document(article.uid, clock())["corrections"] == [line]


def test_a_line_for_readers_belongs_to_corrections_only(article, clock):
    release = builders.submit(article, clock, public_line="Not for readers.")

    assert release.public_line == ""


class TestConfirmingAReview:
    def confirm(self, article, clock, **options):
        return actions.confirm_review(
            item=article, by=people.wanda(), clock=clock, reason="Read again, still right.", **options
        )

    def test_leaves_the_content_and_renews_the_review(self, article, clock):
        before, bytes_before = part(article, clock), builders.live_bytes(article, clock)
        etag = builders.live(article, clock).snapshot_id
        clock.forward(days=300)

        builders.sign(self.confirm(article, clock), "medical", clock)

        after = part(article, clock)
        assert after["content_digest"] == before["content_digest"]
        assert builders.live(article, clock).snapshot_id != etag
        assert builders.live_bytes(article, clock) != bytes_before
        assert after["updated_at"] == before["updated_at"]
        assert after["last_reviewed"] == clock().date().isoformat() > before["last_reviewed"]
        assert after["review_due"] > before["review_due"]

    def test_needs_one_medical_signature(self, article, clock):
        release = self.confirm(article, clock)

        assert record.missing_signatures(release) == ["medical"]
        with pytest.raises(actions.NotAllowed):
            builders.sign(release, "medical", clock, by=people.otto())

    def test_publishes_nothing_of_the_draft(self, article, clock):
        builders.edit(article, clock, dek="A CANARY that nobody signed.")

        builders.sign(self.confirm(article, clock), "medical", clock)

        assert "CANARY" not in builders.live_bytes(article, clock)
        assert part(article, clock)["revision"] == 2

    def test_is_refused_when_the_page_changed_meanwhile(self, article, clock):
        release = self.confirm(article, clock)
        first = Publication.objects.filter(item=article.uid).earliest("number")
        builders.restore(first, clock)

        with pytest.raises(NotPossible, match="“Leg pain” has changed since this was submitted"):
            builders.sign(release, "medical", clock)


class TestRestoring:
    def first(self, article):
        return Publication.objects.filter(item=article.uid, outcome="document").earliest("number")

    def test_brings_back_the_same_bytes(self, article, clock):
        first = self.first(article)
        bytes_then = record.bytes_of(first.snapshot_id)

        builders.restore(first, clock)

        assert builders.live_bytes(article, clock) == bytes_then
        assert builders.live(article, clock).snapshot_id == first.snapshot_id

    def test_needs_no_draft(self, article, clock):
        first = self.first(article)
        revisions = Revision.objects.count()

        builders.restore(first, clock)

        article.refresh_from_db()
        assert article.dek == "When to walk again."
        assert Revision.objects.count() == revisions

    def test_is_refused_for_what_may_not_come_back_today(self, article, clock, monkeypatch):
        from cms.publishing.models import Finding

        obstacle = Finding("retracted", "It cites a source that was retracted.")
        monkeypatch.setattr(type(article), "obstacles", classmethod(lambda cls, document: [obstacle]))

        with pytest.raises(NotReady, match="It cites a source that was retracted"):
            builders.restore(self.first(article), clock)

    def test_is_refused_for_what_is_live(self, article, clock):
        with pytest.raises(NotPossible, match="That is what is live"):
            builders.restore(builders.live(article, clock), clock)

    def test_is_refused_for_what_was_sealed(self, article, clock):
        first = self.first(article)
        request = actions.request_seal(
            item=article.uid, digests=[first.snapshot_id], by=people.otto(), clock=clock, reason="A patient."
        )
        actions.confirm_seal(request=request, by=people.pia(), clock=clock)

        with pytest.raises(NotPossible, match="Its bytes were sealed"):
            builders.restore(first, clock)

    @pytest.mark.parametrize("outcome", ["gone", "not begun"])
    def test_is_refused_for_what_was_never_live(self, article, clock, outcome):
        if outcome == "gone":
            builders.retire(article, clock)
        else:
            builders.schedule(article, clock, clock.after(days=1))

        with pytest.raises(NotPossible, match="Only a page that was live"):
            builders.restore(Publication.objects.latest("number"), clock)


class TestSealing:
    def test_of_what_readers_see_is_refused(self, article, clock):
        live = builders.live(article, clock)
        for digest in (live.snapshot_id, live.snapshot.content):
            with pytest.raises(NotPossible, match="Readers see that text"):
                actions.request_seal(
                    item=article.uid, digests=[digest], by=people.otto(), clock=clock, reason="A patient."
                )

    def test_text_that_was_sealed_does_not_come_back_by_typing_it_again(self, article, clock):
        first = Revision.objects.get(item=article.uid, number=1)
        request = actions.request_seal(
            item=article.uid, digests=[first.digest], by=people.otto(), clock=clock, reason="A patient."
        )
        actions.confirm_seal(request=request, by=people.pia(), clock=clock)

        with pytest.raises(NotPossible, match="sealed"):
            builders.edit(article, clock, dek="When to walk.")
        assert record.bytes_of(first.digest) == ""
