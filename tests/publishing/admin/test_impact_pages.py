"""The page of what rests on an item, the recall that begins there, and how far it is told to be."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import citations
from cms.publishing import record
from cms.publishing.models import Recall, Release
from tests import people
from tests.publishing import builders, recalls

from .browsing import Desk, change_form, page

pytestmark = pytest.mark.django_db


def superseded():
    people.everybody()
    clock = builders.Clock(timezone.now() - timedelta(hours=1))
    house = recalls.house(clock)
    recalls.supersede(house, clock)
    return house


@pytest.fixture
def house(arranged):
    return arranged(superseded)


def opened(desk, house, **query):
    return desk.open(page(house.old, "impact"), **query)


def chosen(visit, *items, decision="successor"):
    said = {"item": [item.uid for item in items]}
    return said | {f"decision-{item.uid}": decision for item in items}


def hand_over(desk, house, *items, decision="successor"):
    return desk.post(page(house.old, "recall"), **chosen(None, *items, decision=decision))


def test_each_sentence_stands_under_its_page(house):
    visit = opened(Desk(people.mila()), house)

    assert "3 live pages, 4 places." in visit.words
    assert "Walking helps (2016 guideline)." in visit.words
    assert [one.text for one in visit.tree.xpath("//mark")].count("2016 guideline") == 2
    assert "FAQ 1: What of stairs?" in visit.words
    assert "Other" not in visit.words


def test_filters_narrow_the_list(house):
    visit = opened(Desk(people.mila()), house, kind="faqs")

    assert "1 of 3 live page, 1 place." in visit.words
    assert not visit.tree.xpath("//code[contains(text(), 'articles/first')]")
    assert "0 of 3 live pages" in opened(Desk(people.mila()), house, kind="none").words


def test_a_writer_sees_it_and_is_told_who_recalls(house):
    visit = opened(Desk(people.wanda()), house)

    assert "Your role does not include recalling pages" in visit.words
    assert not visit.tree.xpath("//button[text()='Open a release with these']")


def test_the_form_leads_to_it_only_when_something_rests_on_it(house):
    desk = Desk(people.wanda())

    assert desk.open(change_form(house.old)).tree.xpath("//a[text()='What rests on it']")
    assert not desk.open(change_form(house.other)).tree.xpath("//a[text()='What rests on it']")


def test_nothing_rests_on_an_item_that_nothing_mentions(house):
    visit = Desk(people.mila()).open(page(house.other, "impact"))

    assert "No live page mentions or embeds it." in visit.words


def test_the_spreadsheet_holds_each_place_and_no_formula(house):
    clock = timezone.now
    builders.edit(house.first, clock, title="=HYPERLINK(1)")
    builders.go_live(house.first, clock, waivers=builders.accepting(house.first, clock))

    answer = Desk(people.mila()).client.get(page(house.old, "impact"), {"format": "csv"})

    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 5
    assert "'=HYPERLINK(1)" in [row[1] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_recall_is_told_what_it_does_before_it_does_it(house):
    clock = timezone.now
    builders.edit(house.first, clock, dek="New.")
    builders.submit(house.first, clock, waivers=builders.accepting(house.first, clock))

    visit = hand_over(Desk(people.mila()), house, house.first)

    assert visit.status == 200
    assert "“First”: leaves review" in visit.words
    assert "Goes along, because readers have not seen what it says now: “AHA-2016" in visit.words
    assert not Recall.objects.exists()


def test_pages_are_recalled_and_the_progress_is_shown(house):
    desk = Desk(people.mila())
    confirm = hand_over(desk, house, house.first, house.second, house.faq)

    done = confirm.send(reason="A new edition.", **chosen(confirm, house.first, house.second, house.faq))

    assert "Recalled 3 pages. The release waits for compliance and medical review." in done.messages[0]
    assert "0 of 3 settled." in done.words
    assert Release.objects.filter(reason="A new edition.").count() == 1
    assert "0 of 3" in desk.open("/admin/review/recall/").words
    assert "0 of 3 pages settled" in opened(desk, house).words


def test_what_is_typed_stays_when_it_is_refused(house):
    desk = Desk(people.mila())
    confirm = hand_over(desk, house, house.first)

    refused = confirm.send(reason="Typed text", deadline="2001-01-01", **chosen(confirm, house.first))

    assert refused.errors == ["That day has passed. Choose one that lies ahead."]
    assert "Typed text" in refused.response.content.decode()
    assert refused.tree.xpath("//input[@name='item']/@value") == [house.first.uid]
    assert not Recall.objects.exists()


def test_a_page_that_needs_a_person_is_pointed_out(house):
    type(house.first).objects.filter(pk=house.first.pk).update(dek="Past us.")
    desk = Desk(people.mila())
    confirm = hand_over(desk, house, house.first)

    refused = confirm.send(reason="New.", **chosen(confirm, house.first))

    assert "changed outside the application" in refused.words
    assert refused.tree.xpath("//li[@class='has-problems']")
    done = refused.send(reason="New.", **chosen(refused, house.first, decision="by_hand"))
    assert "Recalled 1 page." in done.messages[0]


def test_nothing_chosen_is_said(house):
    desk = Desk(people.mila())

    assert "Choose first" in desk.open(page(house.old, "recall")).words
    assert "Choose first" in hand_over(desk, house).words


def test_nonsense_is_no_fault(house):
    desk = Desk(people.mila())

    answer = desk.post(
        page(house.old, "recall"), item=["x", "\0", house.first.uid], **{"decision-x": "bored"}
    )

    assert answer.status == 200
    assert desk.client.get("/admin/review/recall/rec_none/").status_code == 404
    assert Desk(people.nobody()).client.get("/admin/review/recall/").status_code == 403
    assert opened(desk, house, organization="<b>").status == 200


def test_the_pages_ask_few_questions(house, django_assert_max_num_queries):
    desk = Desk(people.mila())
    opened(desk, house)
    with django_assert_max_num_queries(40):
        opened(desk, house)


def test_titles_and_sentences_are_escaped(house):
    clock = timezone.now
    builders.edit(house.first, clock, title="<script>x</script>")
    builders.go_live(house.first, clock, waivers=builders.accepting(house.first, clock))

    text = opened(Desk(people.mila()), house).response.content.decode()

    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


def test_other_kinds_have_the_same_page(house):
    desk = Desk(people.mila())
    for item in (house.first.topic, house.first.organization, house.faq, house.first.ordered_authors()[0]):
        visit = desk.open(page(item, "impact"))
        assert visit.status == 200
        assert "Take over what changed" in visit.words


def test_a_retired_source_still_tells_its_recalls(house):
    clock = builders.Clock(timezone.now() - timedelta(hours=1))
    done = recalls.recall(house.old, [(house.first, "by_hand")], clock)

    shown = Desk(people.wanda()).open(f"/admin/review/recall/{done.recall.uid}/")

    assert "Wanda Wright" in shown.words
    assert "To be edited" in shown.words
    assert record.live_publication(house.first.uid, timezone.now())
    assert citations.standing(house.old)[0] == "superseded"


def test_the_form_of_a_recalled_page_says_so_and_offers_no_submission(house):
    clock = builders.Clock(timezone.now() - timedelta(hours=1))
    builders.edit(house.first, clock, dek="New.")
    recalls.recall(house.old, [(house.first, "successor")], clock)

    form = Desk(people.wanda()).open(change_form(house.first))

    assert "It was recalled by Pia Palmer: There is a new edition." in form.words
    assert "The form shows a later text, revision 5; it goes on as it is." in form.words
    assert "Submit again" not in form.tree.xpath("//ul[@class='moves']")[0].text_content()
    assert "Submit your change once that is live" in form.words
