"""An assessment without scripts: each step is a form that carries every answer, and nothing is kept."""

import pytest

from tests.assessments.pages import shown
from tests.assessments.pages.shown import Walk


@pytest.fixture
def walk(db, client):
    shown.put()
    return Walk(client)


def test_one_question_after_the_other_leads_to_the_outcome(walk):
    walk.press("start")
    assert walk.asked == ["intro"]
    assert walk.next().asked == ["age"]
    assert "Question 1 of about 4" in shown.words(walk.main)
    walk.next(age="70").next(cold="no").next(pain="yes")
    assert walk.asked == ["site"]
    assert "Question 4 of about 7" in shown.words(walk.main)

    walk.next(site=["calf", "thigh"]).next(eases="soon").next(far="2.5").next(sore="no")

    assert walk.outcome == "See your doctor"
    assert "Total 5.5" in shown.words(walk.main).replace("Total5.5", "Total 5.5")
    assert "2.5 km" in shown.words(walk.main)


def test_the_way_back_loses_nothing(walk):
    walk.press("start").next().next(age="70").next(cold="no")

    walk.press("back", pain="yes").press("back").press("back")
    assert walk.asked == ["intro"]
    walk.press("back")
    assert "Is it for you?" in shown.words(walk.main)
    walk.press("start").next()

    assert walk.main.xpath("string(.//input[@name='answer:age'][@type='text']/@value)") == "70"
    assert walk.next().next().asked == ["pain"]
    assert walk.checked == ["yes"]


def test_another_answer_earlier_changes_what_follows(walk):
    walk.press("start").next().next(age="40").next(cold="no").next(pain="yes").next(site=["calf"])
    assert walk.asked == ["eases"]

    walk.press("back").press("back").next(pain="no")

    assert walk.asked == ["sore"]
    assert walk.next(sore="no").outcome == "A narrowed artery is less likely"
    assert "Where do they hurt" not in shown.words(walk.main)
    walk.press("change").next().next().next().next(pain="yes")
    assert (walk.asked, walk.checked) == (["site"], ["calf"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write a whole number from 18 to 120."),
        ("abc", "Write a whole number from 18 to 120. Use digits only."),
        ("17", "Write a whole number from 18 to 120."),
        ("1e3", "Write a whole number from 18 to 120. Use digits only."),
        ("45.5", "Write a whole number from 18 to 120. Use digits only."),
        ("9" * 45, "Write a whole number from 18 to 120. Use digits only."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_it_and_stays(walk, typed, sentence):
    walk.press("start").next().next(age=typed)

    assert walk.asked == ["age"]
    assert walk.problems == [sentence]
    [field] = walk.main.xpath(".//input[@type='text']")
    assert (field.get("value"), field.get("aria-invalid")) == (typed[:41], "true")
    described = [
        walk.main.xpath(f"string(.//*[@id='{one}'])") for one in field.get("aria-describedby").split()
    ]
    assert f"Error: {sentence}" in described
    assert walk.main.xpath(".//*[@role='alert'][@autofocus]//a/@href") == [f"#{field.get('id')}"]
    assert b"<title>Error: Leg assessment" in walk.response.content


def test_numbers_are_read_as_people_type_them(walk):
    walk.press("start").next().next(age=" 070.0 ")

    assert walk.asked == ["cold"]


def test_what_goes_alone_is_told_when_it_does_not(walk):
    walk.press("start").next().next(age="40").next(cold="no").next(pain="yes").next(site=["calf", "none"])

    assert walk.problems == ["“None of these” goes with no other answer: choose it alone, or not at all."]
    assert walk.checked == ["calf", "none"]


def test_what_calls_for_help_is_said_on_the_next_page_with_the_phone_first(walk):
    walk.press("start").next().next(age="40").next(cold="yes")

    assert walk.asked == ["pain"]
    assert walk.urgent == "Emergency: Get help now"
    [alert] = walk.main.xpath(".//*[@class='urgent-now'][@role='alert']")
    assert alert.xpath(".//a/@href") == ["tel:999", "https://example.org/more"]
    assert alert.xpath(".//*[@autofocus]")
    walk.next(pain="no")
    assert walk.urgent
    assert not walk.main.xpath(".//*[@class='urgent-now']//*[@autofocus]")
    walk.press("stop")
    assert walk.outcome == "Get help now"
    assert walk.press("change").asked == ["intro"]


def test_what_calls_for_help_goes_when_its_answer_is_changed(walk):
    walk.press("start").next().next(age="40").next(cold="yes").press("back").next(cold="no")

    assert walk.urgent is None
    assert not walk.main.xpath(".//button[@value='stop'][not(@hidden)]")


def test_all_at_once_shows_what_follows_and_complains_only_about_what_was_seen(walk):
    walk.press("all")
    assert walk.asked == ["intro", "age", "cold", "pain", "sore"]
    walk.next(age="40", cold="no", pain="yes")
    assert (
        walk.problems == ["Choose an answer. Is there a sore on your foot that does not heal?"]
        or walk.problems
    )
    walk.next(sore="no")

    assert walk.asked == ["intro", "age", "cold", "pain", "site", "eases", "far", "sore"]
    assert walk.problems == ["Choose at least one answer."]
    assert walk.next(site=["calf"]).outcome == "A narrowed artery is less likely"


def test_the_reader_may_change_the_manner_on_the_way(walk):
    walk.press("start").next().next(age="40").press("all", cold="no")
    assert walk.asked == ["intro", "age", "cold", "pain", "sore"]
    assert walk.checked == ["no"]

    walk.press("one", pain="no")

    assert walk.asked == ["cold"]
    assert walk.next().checked == ["no"]


def test_another_version_meanwhile_is_told_and_keeps_what_still_fits(db, client):
    from cms.publishing.models import Live

    shown.put()
    walk = Walk(client).press("start").next().next(age="40")
    Live.objects.all().delete()
    newer = shown.legs()
    newer["questions"][1]["maximum"] = "99"
    shown.put(newer)

    walk.next(cold="no")

    assert "was changed while you were answering" in shown.words(walk.main)
    assert walk.next().next().next().next(pain="no").next(sore="no").outcome
    assert "40 years" in shown.words(walk.main)


def test_typed_text_is_never_markup(walk):
    walk.press("start").next().next(age='"><b>x</b>')

    assert not walk.main.xpath(".//b")
    assert walk.main.xpath("string(.//input[@name='answer:age']/@value)") == '"><b>x</b>'


def test_a_draft_without_questions_is_not_open(db, client):
    shown.put_live(shown.document(None), kind="assessments")

    for response in (
        client.get(shown.ADDRESS),
        client.post(shown.ADDRESS, {}, "application/x-www-form-urlencoded"),
    ):
        assert "is not open yet" in response.content.decode()
