"""Answers belong to the version that was shown: which versions can be evaluated, and why others cannot."""

import pytest

from assessments import document
from assessments.api import editions
from cms import canonical
from cms.publishing import actions, record
from cms.publishing.models import Publication
from tests import people
from tests.assessments import drafts
from tests.assessments.api import staging
from tests.assessments.api.staging import ANSWERS, new_version, post, renamed
from tests.publishing import builders

pytestmark = pytest.mark.django_db

LOW = ANSWERS | {"eases": "longer", "risks": ["none"]}


def title(client, **pin):
    """What readers with a low score are told by the version of this pin."""
    response = post(client, {"answers": LOW, **pin})
    assert response.status_code == 200, response.content
    return response.json()["outcome"]["title"]


def withdrawn(client, query="", **pin):
    response = post(client, {"answers": LOW, **pin}, query=query)
    assert response.status_code == 409, response.content
    return response.json()


def digest(client, path=""):
    return client.get(f"{staging.BASE}/pad{path}").json()["definition_digest"]


def test_a_superseded_version_still_says_what_it_said(client, pad, clock):
    first = digest(client)
    new_version(pad, clock, "Less likely")

    assert title(client) == "Less likely"
    assert title(client, version=2) == "Less likely"
    assert title(client, version=1) == "A narrowed artery is less likely"
    assert title(client, digest=first) == "A narrowed artery is less likely"
    found = post(client, {"answers": LOW, "version": 1}).json()
    assert (found["version"], found["superseded"], found["current_version"]) == (1, True, 2)
    assert found["digest"] == first


def test_a_response_is_pinned_by_its_canonical_address(client, pad, clock):
    new_version(pad, clock, "Less likely")
    body = {"resourceType": "QuestionnaireResponse", "questionnaire": "/api/v1/assessments/pad|1"}
    elsewhere = body | {"questionnaire": "/api/v1/assessments/pad|7"}

    found = post(client, body, content_type="application/fhir+json").json()
    refused = post(client, elsewhere, content_type="application/fhir+json")

    assert (found["version"], found["superseded"]) == (1, True)
    assert (refused.status_code, refused.json()["reason"]) == (409, "not_published")


def test_a_pin_by_both_must_meet_both(client, pad, clock):
    first = digest(client)
    new_version(pad, clock, "Less likely")

    assert title(client, version=1, digest=first)
    assert withdrawn(client, version=2, digest=first)["reason"] == "not_published"


def test_the_same_definition_under_a_new_number_is_not_superseded_for_its_digest(client, pad, clock):
    first = digest(client)
    builders.edit(pad, clock, limits="Questions alone miss half of all people with narrowed arteries.")
    builders.go_live(pad, clock)

    found = post(client, {"answers": LOW, "digest": first}).json()

    assert (found["version"], found["superseded"]) == (2, False)


@pytest.mark.parametrize("pin", [{"version": 9}, {"digest": "0" * 64}], ids=["version", "digest"])
def test_what_was_never_published_is_told_with_what_is_live(client, pad, pin):
    problem = withdrawn(client, **pin)

    assert problem == {
        "type": "/api/problems/version-withdrawn",
        "title": "This version can't be used any more",
        "status": 409,
        "code": "version_withdrawn",
        "detail": "No such version of this assessment was published."
        " Ask again with version 1, which is live.",
        "reason": "not_published",
        "current_version": 1,
        "current_digest": digest(client),
    }


def test_a_draft_and_a_release_in_review_are_not_there(client, pad, clock):
    renamed(pad, clock, "canary")
    draft = digest_of_draft(pad)
    for pin in ({"version": 2}, {"digest": draft}):
        assert withdrawn(client, **pin)["reason"] == "not_published"
    builders.signed(pad, clock)

    for pin in ({"version": 2}, {"digest": draft}):
        assert withdrawn(client, **pin)["reason"] == "not_published"
    assert b"canary" not in client.get(f"{staging.BASE}/pad").content


def digest_of_draft(pad):
    pad.refresh_from_db()
    return canonical.digest_of(document.draft_definition(pad))


def test_a_scheduled_version_is_there_from_its_second_on(client, pad, clock):
    renamed(pad, clock, "Less likely")
    builders.schedule(pad, clock, at=clock.after(hours=2))
    assert withdrawn(client, version=2)["reason"] == "not_published"
    assert title(client) == "A narrowed artery is less likely"

    clock.forward(hours=2)

    assert title(client) == title(client, version=2) == "Less likely"
    assert post(client, {"answers": {}, "version": 1}).json()["superseded"]


def test_a_version_that_was_called_off_was_never_published(client, pad, clock):
    renamed(pad, clock, "Less likely")
    release = builders.schedule(pad, clock, at=clock.after(hours=2))
    builders.call_off(release, clock)
    clock.forward(hours=3)

    assert withdrawn(client, version=2)["reason"] == "not_published"
    assert title(client) == "A narrowed artery is less likely"


def test_what_was_taken_down_is_gone_in_every_version(client, pad, clock):
    new_version(pad, clock, "Less likely")
    builders.retire(pad, clock)
    clock.forward(hours=1)

    for body in ({"answers": {}}, {"answers": {}, "version": 1}, {"answers": {}, "version": 2}):
        response = post(client, body)
        assert (response.status_code, response.json()["code"]) == (410, "gone")
        assert response.json()["detail"] == "This page was taken down."
        assert response["Cache-Control"] == "no-store"


def test_what_went_live_before_a_retirement_stays_withdrawn(client, pad, clock):
    new_version(pad, clock, "Less likely")
    builders.retire(pad, clock)
    clock.forward(hours=1)
    new_version(pad, clock, "Much less likely")

    assert title(client, version=3) == "Much less likely"
    assert withdrawn(client, version=1)["reason"] == "retired"
    assert withdrawn(client, version=2)["reason"] == "retired"


def test_a_restored_version_is_live_under_its_own_number(client, pad, clock):
    first = Publication.objects.filter(item=pad.uid).latest("number")
    new_version(pad, clock, "Less likely")
    builders.restore(first, clock)
    clock.forward(hours=1)

    found = post(client, {"answers": LOW}).json()
    assert (found["version"], found["outcome"]["title"]) == (1, "A narrowed artery is less likely")
    later = post(client, {"answers": LOW, "version": 2}).json()
    assert (later["superseded"], later["current_version"]) == (True, 1)


def test_a_sealed_version_is_not_evaluated_although_it_was_read_before(client, pad, clock):
    before = title(client, version=1), digest(client)
    snapshot = record.live_publication(pad.uid, clock()).snapshot_id
    new_version(pad, clock, "Less likely")
    assert title(client, version=1) == before[0]
    tess = people._person("Tess Tidy", ["compliance_officer"])
    request = actions.request_seal(
        item=pad.uid, digests=[snapshot], by=people.otto(), clock=clock, reason="A patient."
    )
    actions.confirm_seal(request=request, by=tess, clock=clock)

    assert withdrawn(client, version=1)["reason"] == "sealed"
    assert withdrawn(client, digest=before[1])["reason"] == "sealed"
    assert title(client, version=2) == "Less likely"
    gone = client.get(f"{staging.BASE}/pad/versions/1")
    assert (gone.status_code, gone.json()["versions"]) == (410, [2])


def test_each_locale_has_versions_of_its_own(client, pad, clock):
    sources = [row.citation for row in pad.ordered("sources")]
    spanish = drafts.pad(clock, locale="es-US", topic=pad.topic, sources=sources)
    builders.go_live(renamed(spanish, clock, "Menos probable"), clock)
    new_version(pad, clock, "Less likely")

    found = post(client, {"answers": LOW}, query="?locale=es-US").json()

    assert (found["outcome"]["title"], found["version"]) == ("Menos probable", 1)
    assert withdrawn(client, "?locale=es-US", version=2)["current_version"] == 1
    questionnaire = client.get(f"{staging.BASE}/pad/fhir?locale=es-US").json()
    assert questionnaire["url"] == f"{staging.BASE}/pad?locale=es-US"
    assert questionnaire["language"] == "es-US"
    assert title(client, version=2) == "Less likely"
    assert title(client, version=1) == "A narrowed artery is less likely"


def test_an_address_that_moved_leads_on_with_the_answers(client, pad, clock):
    builders.edit(pad, clock, slug="leg-check")
    builders.go_live(pad, clock)
    clock.forward(hours=1)

    response = post(client, {"answers": LOW})

    assert (response.status_code, response["Location"]) == (308, f"{staging.BASE}/leg-check/evaluations")
    assert response["Cache-Control"] == "no-store"
    found = post(client, {"answers": LOW, "version": 1}, "leg-check").json()
    assert (found["assessment"], found["version"]) == ("leg-check", 1)
    for path in ("fhir", "vectors", "versions/1", "versions/1/fhir"):
        assert client.get(f"{staging.BASE}/pad/{path}")["Location"] == f"{staging.BASE}/leg-check/{path}"


def test_many_versions_are_found_with_few_queries(client, pad, clock, django_assert_max_num_queries):
    for number in range(4):
        new_version(pad, clock, f"Title {number}")
    editions._facts.clear()
    editions._editions.clear()

    with django_assert_max_num_queries(4):
        assert title(client, version=2) == "Title 0"
    with django_assert_max_num_queries(2):
        assert title(client, version=2) == "Title 0"
