"""Who reviews and signs an assessment sees every question and every outcome on one page."""

from lxml import html

from assessments.models import Assessment
from cms.publishing.admin import reading
from tests.assessments.pages import shown


def test_everything_is_there_and_nothing_twice(db):
    page = html.fromstring(reading.page(Assessment, shown.document(shown.legs())))

    said = shown.words(page.xpath("//main")[0])
    for one in shown.legs()["questions"]:
        assert one["text"] in said
    for one in shown.legs()["outcomes"]:
        assert one["title"] in said
    assert "Think of the last four weeks." in said
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not page.xpath("//script | //form | //button")


def test_what_asks_nothing_yet_is_drawn_too(db):
    assert "is not open yet" in reading.page(Assessment, shown.document(None))
