"""One page from the form to readers and back, through the admin alone: start reading here."""

import pytest
from django.utils import timezone

from articles.models import Treatment
from cms.publishing import record
from cms.publishing.models import Release
from tests import people

from .browsing import Desk, change_form, page, review

pytestmark = pytest.mark.django_db


def open_release():
    return record.open_releases(timezone.now()).get()


def test_a_draft_becomes_a_live_page_and_comes_down_again():
    wanda, otto, pia = Desk(people.wanda()), Desk(people.otto()), Desk(people.pia())

    added = wanda.open("/admin/articles/treatment/add/").send(name="Walking", slug="walking")
    assert added.messages == ["Saved “Walking” as revision 1."]
    item = Treatment.objects.get()
    form = wanda.open(change_form(item))
    assert "Readers have not seen it." in form.words

    submit = wanda.open(page(item, "submit"))
    assert "release" not in submit.words.lower()
    sent = submit.send(change="substantive", reason="It is new.", when_signed="")
    assert sent.messages == ["Sent to review: waits for compliance."]
    assert "Waits for compliance." in sent.words

    release = open_release()
    assert "Walking" in otto.open("/admin/review/").words
    signing = otto.open(review(release))
    assert "It is new." in signing.words
    wrong = signing.send(password="wrong")
    assert wrong.errors == ["That is not your password. Nothing was signed."]
    signed = signing.send(password=people.PASSWORD)
    assert signed.messages == ["Signed. “Walking” waits to be published."]

    assert "Walking" in pia.open("/admin/review/").words
    live = pia.open(review(release, "publish/")).send()
    assert live.messages == ["“Walking” went live."]
    assert "Readers see revision 1" in live.words

    down = pia.open(page(item, "retire")).send(note="We do not offer it.", reason="It ended.")
    assert down.messages == ["“Walking” was taken down."]
    assert "Retired" in down.words

    history = wanda.open(page(item, "history"))
    for said in ("Revision 1", "submitted", "Approved for compliance", "live from", "Taken down"):
        assert said in history.words


def test_a_typo_on_a_live_page_is_save_and_submit():
    test_a_draft_becomes_a_live_page_and_comes_down_again()
    item = Treatment.objects.get()
    pia, wanda, otto = Desk(people.pia()), Desk(people.wanda()), Desk(people.otto())
    published = item_publication(item)
    back = pia.open(page(item, f"publications/{published.number}/restore")).send(reason="It is back.")
    assert back.messages == ["Revision 1 is live again."]

    wanda.open(change_form(item)).send(description="On level ground.", save_reason="A line was missing.")
    submit = wanda.open(page(item, "submit"))
    assert submit.values()["change"] == "editorial"
    assert submit.values()["reason"].strip() == "A line was missing."
    sent = submit.send()
    assert "It goes live with the last signature." in sent.messages[0]

    done = otto.open(review(open_release())).send(password=people.PASSWORD)
    assert done.messages == ["Signed. “Walking” is live now."]
    assert "Readers see revision 2" in wanda.open(change_form(item)).words


def item_publication(item):
    return record.standing_publications().filter(item=item.uid, outcome="document").first()


def test_what_was_sent_back_says_why_above_the_form():
    wanda, otto = Desk(people.wanda()), Desk(people.otto())
    wanda.open("/admin/articles/treatment/add/").send(name="Walking", slug="walking")
    item = Treatment.objects.get()
    wanda.open(page(item, "submit")).send(reason="It is new.")
    release = Release.objects.get()

    sent_back = otto.open(review(release, "send-back/")).send(note="Say for whom.")

    assert sent_back.messages == ["“Walking” was sent back to Wanda Wright."]
    form = wanda.open(change_form(item))
    assert "Changes requested by Otto Oberman" in form.words
    assert "Say for whom." in form.words
    assert "Say for whom." in wanda.open("/admin/review/").words
