"""The history of an item, stored bytes by their digest, and whether they hold."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from cms.audit.models import Entry
from cms.publishing.models import Publication, Revision, Signature
from tests import people
from tests.delivery.test_openapi import check
from tests.publishing import builders

from .readers import ROOT

pytestmark = pytest.mark.django_db


def test_the_history_is_everything_that_happened_newest_first(otto, page, api):
    response = otto.get("articles/leg-pain/history")

    body = response.json()
    check(api, "ComplianceHistory", body)
    assert body["item"] == page.item.uid
    kinds = [event["type"] for event in body["items"]]
    assert kinds[0] == "retirement"
    assert kinds[-1] == "revision"
    assert {"submission", "signature", "publication", "move"} <= set(kinds)
    places = [event["entry"] for event in body["items"]]
    assert places == sorted(places, reverse=True)
    gone = body["items"][0]
    assert (gone["note"], gone["reason"], gone["by_name"]) == (
        "It was <wrong>.",
        "It was wrong.",
        "Pia Palmer",
    )
    signature = next(event for event in body["items"] if event["type"] == "signature")
    assert Signature.objects.filter(binding=signature["binding"]).exists()
    assert otto.get("articles/claudication/history").json()["items"] == body["items"]


def test_the_history_is_paged_both_ways_and_stays_put(otto, page, clock):
    whole = otto.get("articles/leg-pain/history", limit=200).json()["items"]
    first = otto.get("articles/leg-pain/history", limit=4).json()
    builders.edit(page.item, clock, dek="Later.")
    seen, answer = list(first["items"]), first
    while answer["page"]["next"]:
        answer = otto.get(answer["page"]["next"].removeprefix(f"{ROOT}/")).json()
        seen += answer["items"]
    back = otto.get(answer["page"]["previous"].removeprefix(f"{ROOT}/")).json()

    assert seen == whole
    assert back["items"] == whole[-len(answer["items"]) - 4 : -len(answer["items"])]


def test_the_history_is_narrowed_by_type(otto, page):
    body = otto.get("articles/leg-pain/history", type="signature,retirement").json()

    assert {event["type"] for event in body["items"]} == {"signature", "retirement"}


def test_a_draft_that_was_never_published_has_a_history(otto, page, clock):
    builders.article(clock, slug="fresh", title="Fresh")

    body = otto.get("articles/fresh/history").json()

    assert [event["type"] for event in body["items"]] == ["revision"]


# Stored bytes


def test_bytes_are_found_by_their_digest_with_their_uses(otto, page, api):
    publication = Publication.objects.filter(key="articles/leg-pain").earliest("number")
    digests = {
        "publication": publication.snapshot_id,
        "signed_content": publication.snapshot.content,
        "revision": Revision.objects.get(item=page.item.uid, number=1).digest,
    }
    for as_, digest in digests.items():
        response = otto.get(f"documents/{digest}")

        assert hashlib.sha256(response.content).hexdigest() == digest
        assert response["ETag"] == f'"{digest}"'
        uses = otto.get(f"documents/{digest}/uses").json()
        check(api, "ComplianceUses", uses)
        assert as_ in {use["as"] for use in uses["uses"]}
    shown = next(
        use
        for use in otto.get(f"documents/{publication.snapshot_id}/uses").json()["uses"]
        if use["as"] == "publication"
    )
    assert otto.get(shown["at"].removeprefix(f"{ROOT}/")).json()["title"] == "Leg pain"


def test_what_is_only_scheduled_leads_to_no_moment(otto, page, clock):
    item = builders.article(clock, slug="soon", title="Soon")
    builders.schedule(item, clock, clock.after(days=1))
    publication = Publication.objects.get(key="articles/soon")

    uses = otto.get(f"documents/{publication.snapshot_id}/uses").json()["uses"]

    assert [use["at"] for use in uses if use["as"] == "publication"] == [None]


def test_sealed_bytes_are_gone_and_say_under_which_entry(otto, page, clock, frozen, api):
    from cms.publishing import actions

    publication = Publication.objects.filter(key="articles/leg-pain").earliest("number")
    digests = [publication.snapshot_id, publication.snapshot.content]
    request = actions.request_seal(
        item=page.item.uid, digests=digests, by=people.otto(), clock=clock, reason="It names a patient."
    )
    actions.confirm_seal(request=request, by=people.pia(), clock=clock)
    entry = Entry.objects.first().sequence

    for response in (
        otto.get(f"documents/{publication.snapshot_id}"),
        otto.at(page.moments[1]),
    ):
        assert response.status_code == 410
        check(api, "Sealed", response.json())
        assert response.json()["sealed_under"] == entry
    uses = otto.get(f"documents/{publication.snapshot_id}/uses").json()
    assert (uses["stored"], uses["sealed_under"]) == (False, entry)
    assert otto.get("articles/leg-pain/verify").json()["holds"]
    kinds = [event["type"] for event in otto.get("articles/leg-pain/history").json()["items"]]
    assert kinds[:2] == ["seal", "seal_request"]


# Verify


def test_an_item_that_holds_says_so_and_what_was_not_checked(otto, page, api):
    body = otto.get("articles/leg-pain/verify").json()

    check(api, "ComplianceVerdict", body)
    assert body["holds"], body["checks"]
    assert body["sentence"] == "Everything that the record says of this item holds."
    assert min(one["checked"] for one in body["checks"]) > 0
    assert any("verify_audit" in sentence for sentence in body["not_checked"])


def test_verifying_and_history_ask_as_much_for_many_revisions_as_for_few(otto, page, clock):
    def queries(end):
        with CaptureQueriesContext(connection) as captured:
            assert otto.get(f"articles/leg-pain/{end}").status_code == 200
        return len(captured)

    few = queries("history")
    for n in range(12):
        builders.edit(page.item, clock, dek=f"Number {n}")

    assert queries("history") == few <= 30
    assert queries("verify") <= 90
    assert Article.objects.get(pk=page.item.pk).version > 12
