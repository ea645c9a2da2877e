"""Every page of the workflow against every role: who may open it, and that the others read why not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Treatment
from cms.publishing import actions, record
from cms.publishing.admin import routes
from cms.publishing.models import Release, SealRequest
from tests import people
from tests.publishing import builders

from .browsing import Desk, page, review

pytestmark = pytest.mark.django_db

WRITER, MEDICAL, COMPLIANCE, PUBLISHER, ADMIN = "wanda", "mila", "otto", "pia", "ada"
HOUSE = {WRITER, MEDICAL, COMPLIANCE, PUBLISHER, ADMIN}

#: name of the page → who may open it
ITEM_PAGES = {
    "submit": {WRITER, PUBLISHER},
    "confirm_review": {WRITER, PUBLISHER},
    "retire": {MEDICAL, COMPLIANCE, PUBLISHER},
    "archive": {WRITER},
    "unarchive": {WRITER},
    "restore_draft": {WRITER},
    "restore": {PUBLISHER},
    "seal": {COMPLIANCE, PUBLISHER},
    "recall": {MEDICAL, COMPLIANCE, PUBLISHER},
    "impact": HOUSE,
    "compare": HOUSE,
    "as_of": {COMPLIANCE},
    "revision": HOUSE,
    "publication": HOUSE,
    "live_pages": HOUSE,
    "history": HOUSE,
    "change": HOUSE,
}
RELEASE_PAGES = {
    "release": HOUSE,
    "member": HOUSE,
    "download": HOUSE,
    "send_back": {MEDICAL, COMPLIANCE},
    "withdraw": {WRITER, PUBLISHER},
    "publish": {PUBLISHER},
    "schedule": {PUBLISHER},
    "call_off": {PUBLISHER},
}


@pytest.fixture
def item():
    item = builders.save(Treatment(name="Walking", slug="walking"), timezone.now)
    builders.go_live(item, timezone.now)
    builders.edit(item, timezone.now, name="Walking plans")
    builders.submit(item, timezone.now)
    return item


def ends():
    listed = [(name, end) for name, end, _ in [*routes.ITEM_PAGES, *routes.ITEM_VIEWS]]
    return dict(listed) | {"history": "history/", "change": "change/"}


def address(item, name):
    number = record.live_publication(item.uid, timezone.now()).number if "publication" in ends()[name] else 1
    return page(item, ends()[name].replace("<int:number>", str(number)).strip("/"))


def release_page(release, end):
    return review(release, end.replace("<int:position>", "0").replace("<str:name>", "table.csv"))


def test_the_table_names_every_page():
    assert set(ITEM_PAGES) == set(ends())
    assert set(RELEASE_PAGES) == {name for name, _, _ in routes.RELEASE_PAGES}


@pytest.mark.parametrize("who", [*sorted(HOUSE), "nobody"])
def test_item_pages_open_for_the_right_roles(item, who):
    desk = Desk(getattr(people, who)())
    for name, allowed in ITEM_PAGES.items():
        status = desk.client.get(address(item, name), follow=True).status_code
        assert (name, status) == (name, 200 if who in allowed else 403)


@pytest.mark.parametrize("who", [*sorted(HOUSE), "nobody"])
def test_review_pages_open_for_the_right_roles(item, who):
    desk = Desk(getattr(people, who)())
    release = record.open_release_of(item.uid, timezone.now())
    for name, end, _ in routes.RELEASE_PAGES:
        status = desk.client.get(release_page(release, end)).status_code
        # A release of one item shows its difference on the page itself; a treatment has no files beside it.
        found = 404 if name in ("member", "download") else 200
        assert (name, status) == (name, found if who in RELEASE_PAGES[name] or name == "member" else 403)
    assert desk.client.get("/admin/review/").status_code == (403 if who == "nobody" else 200)


@pytest.mark.parametrize("who", sorted(HOUSE))
def test_a_post_by_the_wrong_role_changes_nothing_and_says_so(item, who):
    desk = Desk(getattr(people, who)())
    release = record.open_release_of(item.uid, timezone.now())
    before = Release.objects.count(), record.standing_publications().count()
    said = {"reason": "x", "note": "x", "password": people.PASSWORD, "change": "substantive", "digests": "x"}

    refused = [address(item, name) for name, allowed in ITEM_PAGES.items() if who not in allowed]
    refused += [
        release_page(release, end) for name, end, _ in routes.RELEASE_PAGES if who not in RELEASE_PAGES[name]
    ]
    for one in refused:
        answer = desk.post(one, **said)
        assert (one, answer.status) == (one, 403)
        assert "You may" in answer.words

    assert (Release.objects.count(), record.standing_publications().count()) == before


def test_nobody_signed_out_sees_anything(item):
    release = record.open_release_of(item.uid, timezone.now())
    addresses = [address(item, name) for name in ITEM_PAGES]
    addresses += [release_page(release, end) for _, end, _ in routes.RELEASE_PAGES] + ["/admin/review/"]
    for one in addresses:
        answer = Client().get(one)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_unknown_things_are_not_found(item):
    pia = Desk(people.pia())
    for one in (
        page(item, "revisions/99"),
        page(item, "publications/99"),
        page(item, "publications/99/restore"),
        "/admin/articles/treatment/99/submit/",
        "/admin/articles/treatment/x/submit/",
        "/admin/review/rel_none/",
        "/admin/review/sealing/99/",
    ):
        assert (one, pia.client.get(one).status_code) == (one, 404)


def test_sealing_takes_two_people_and_blanks_the_text(item):
    otto, pia = Desk(people.otto()), Desk(people.pia())
    page_ = otto.open(page(item, "seal"))
    first = builders.record.bytes_of
    digest = next(v for v in page_.tree.xpath("//input[@name='digests']/@value") if _is_revision_one(item, v))

    asked = page_.send(digests=[digest], reason="A patient's name stood in it.")

    assert asked.messages == ["Asked for sealing. Nothing is sealed until somebody else agrees."]
    assert first(digest)
    confirm = f"/admin/review/sealing/{SealRequest.objects.get().pk}/"
    assert "somebody else has to agree" in otto.open(confirm).words
    refused = otto.post(confirm)
    assert refused.errors == ["Sealing takes two people; somebody else has to agree."]
    assert "A patient's name stood in it." in pia.open("/admin/review/").words
    sealed = pia.open(confirm).send()
    assert sealed.messages == ["Sealed. The text is gone; that it existed stays in the record."]
    assert first(digest) == ""
    assert "sealed" in otto.open(page(item, "revisions/1")).words


def _is_revision_one(item, digest):
    from cms.publishing.models import Revision

    return Revision.objects.filter(item=item.uid, number=1, digest=digest).exists()


def test_scheduling_and_calling_off(item):
    pia = Desk(people.pia())
    release = record.open_release_of(item.uid, timezone.now())
    builders.sign_all(release, timezone.now)
    later = timezone.localtime(timezone.now() + timedelta(days=2))

    past = pia.open(review(release, "schedule/")).send(at_0="2020-01-01", at_1="10:00")
    assert past.errors == ["That moment has passed. Choose one that lies ahead."]
    set_ = pia.open(review(release, "schedule/")).send(at_0=f"{later:%Y-%m-%d}", at_1="10:00")
    assert "goes live on" in set_.messages[0]
    assert "10:00 UTC" in set_.words
    twice = pia.post(review(release, "schedule/"), at_0=f"{later:%Y-%m-%d}", at_1="10:00")
    assert twice.errors == ["It is scheduled already."]
    off = pia.open(review(release, "call-off/")).send(reason="Not yet.")
    assert off.messages == ["“Walking plans” will not go live."]
    assert pia.post(review(release, "call-off/"), reason="Again.").errors == ["It is not scheduled."]


def test_sending_a_form_twice_does_nothing_twice(item):
    wanda, otto, pia = Desk(people.wanda()), Desk(people.otto()), Desk(people.pia())
    submit = wanda.open(page(item, "submit"))
    submit.send(change="substantive", reason="Again.", when_signed="")
    twice = submit.send(change="substantive", reason="Again.", when_signed="")
    assert "It was submitted or taken out of review while this page was open." in twice.errors[0]
    assert Release.objects.filter(reason="Again.").count() == 1

    release = record.open_release_of(item.uid, timezone.now())
    signing = otto.open(review(release))
    signing.send(password=people.PASSWORD)
    twice = signing.send(password=people.PASSWORD)
    assert twice.status == 200
    assert release.signatures.count() == 1

    publish = pia.open(review(release, "publish/"))
    publish.send()
    assert publish.send().errors == ["This is not in review any more. Reload the page to see what happened."]
    retire = pia.open(page(item, "retire"))
    retire.send(reason="Old.", note="Gone.")
    assert retire.send(reason="Old.", note="Gone.").errors == ["It is not live."]


def test_a_refused_submission_keeps_what_was_typed(item):
    wanda = Desk(people.wanda())

    said = wanda.open(page(item, "submit")).send(change="correction", reason="A long reason.", public_line="")

    assert "Write the line that readers will see about this change." in said.errors
    assert "A long reason." in said.words


def test_a_writer_who_opens_the_signing_page_reads_why_not(item):
    release = record.open_release_of(item.uid, timezone.now())
    said = Desk(people.wanda()).open(review(release))
    assert "It waits for compliance. Your roles do not include that." in said.words

    both = people._person("Bo Both", ["writer", "compliance_officer"])
    builders.edit(item, timezone.now, by=both, name="By Bo")
    release = builders.submit(item, timezone.now)
    said = Desk(both).open(review(release))
    assert "You wrote part of this, so somebody else must sign it." in said.words
    posted = Desk(both).post(review(release), meaning="compliance", password=people.PASSWORD)
    assert posted.errors == ["You wrote part of this, so somebody else must sign it."]


def test_a_successor_is_a_live_page_by_address_or_title(item):
    other = builders.save(Treatment(name="Running", slug="running"), timezone.now)
    builders.go_live(other, timezone.now)
    pia = Desk(people.pia())
    found = pia.client.get(page(item, "live-pages"), {"q": "run"}).json()
    assert found == {"pages": [{"key": "treatments/running", "title": "Running"}]}
    retire = pia.open(page(item, "retire"))

    wrong = retire.send(reason="Old.", note="Gone.", successor="nowhere")
    assert wrong.errors == ["No other live page has this title or address. Choose one from the list."]
    done = retire.send(reason="Old.", note="Gone.", successor="treatments/running")

    assert "was taken down" in done.messages[0]
    assert record.standing_publications().order_by("-number").first().successor == other.uid


def test_archived_drafts_leave_the_list_and_come_back():
    item = builders.save(Treatment(name="Walking", slug="walking"), timezone.now)
    wanda = Desk(people.wanda())
    wanda.open(page(item, "archive")).send()

    assert "Walking" not in wanda.open("/admin/articles/treatment/").words
    assert "Walking" in wanda.open("/admin/articles/treatment/", archived="yes").words
    assert "Bring it back first." in wanda.open(page(item, "submit")).words
    with pytest.raises(actions.NotReady):
        builders.submit(item, timezone.now)
    wanda.open(page(item, "unarchive")).send()
    assert "Walking" in wanda.open("/admin/articles/treatment/").words
