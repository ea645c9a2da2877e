"""What the medical reviewer of an assessment takes along: the table of the paths that are in review."""

import csv

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from assessments.models import Assessment
from cms.publishing import actions
from tests import people
from tests.assessments import drafts
from tests.publishing import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    people.everybody()
    return builders.submit(drafts.pad(timezone.now), timezone.now)


def sheet(release, name="paths.csv"):
    position = release.members.get(kind="assessments").position
    return reverse("review:download", args=[release.uid, position, name])


def rows(answer):
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_the_reviewer_finds_the_table_beside_the_text(client, release):
    client.force_login(people.mila())

    page = client.get(reverse("review:release", args=[release.uid])).content.decode()

    assert f'href="{sheet(release)}"' in page


def test_the_table_tells_what_is_in_review_not_the_draft(client, release):
    tool = Assessment.objects.get()
    asked = tool.question_rows.get(key="age").text
    tool.question_rows.filter(key="age").update(text="Something else entirely?")
    client.force_login(people.mila())

    answer = client.get(sheet(release))

    head, *lines = rows(answer)
    assert head[0] == asked
    assert len(lines) > 1
    assert answer["Content-Disposition"] == 'attachment; filename="pad-revision-1-paths.csv"'
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", ["paths.xlsx", "..", "nothing"])
def test_there_is_no_other_file(client, release, name):
    client.force_login(people.mila())

    assert client.get(sheet(release, name)).status_code == 404


def test_a_text_that_is_not_there_has_no_file(client, release):
    client.force_login(people.mila())

    assert client.get(reverse("review:download", args=[release.uid, 999, "paths.csv"])).status_code == 404


def test_a_sealed_text_has_no_file(client, release):
    member = release.members.get(kind="assessments")
    actions.withdraw(release=release, by=people.wanda(), clock=timezone.now)
    request = actions.request_seal(
        item=member.item, digests=[member.content], by=people.otto(), clock=timezone.now, reason="A patient."
    )
    actions.confirm_seal(request=request, by=people.pia(), clock=timezone.now)
    client.force_login(people.mila())

    assert client.get(sheet(release)).status_code == 404


def test_whoever_may_not_read_the_review_has_no_table(client, release):
    client.force_login(people.nobody())

    assert client.get(sheet(release)).status_code == 403


def test_the_reviewer_reads_how_it_decides(client, release):
    client.force_login(people.mila())
    page = html.fromstring(client.get(reverse("review:release", args=[release.uid])).content.decode())

    [frame] = [text for text in page.xpath("//iframe/@srcdoc") if "PAD assessment" in text]
    said = " ".join(html.fromstring(frame).text_content().split())

    assert "How it decides For review. Readers do not see this part." in said
    assert "When you walk Only when “Do you get pain in your legs when you walk?” is Yes" in said
    assert "Within 10 minutes: 3 points" in said
    assert "None of these: 0 points, goes with no other" in said
    assert "65 to 120: 2 points" in said
    assert "Get help now, when “Has one leg suddenly become cold, pale and painful?” is Yes" in said
    assert "See your doctor, when Risk points at least 4" in said
    assert "Otherwise: A narrowed artery is less likely" in said


def test_readers_do_not_see_how_it_decides(client, release):
    builders.sign_all(release, timezone.now)
    builders.publish(release, timezone.now)

    answer = client.get("/assessments/pad")

    assert answer.status_code == 200
    assert "How it decides" not in answer.content.decode()


def test_a_section_without_a_title_stands_against_submitting(db):
    people.everybody()
    tool = drafts.pad(timezone.now)
    tool.section_rows.update(title="")
    builders.edit(tool, timezone.now, description="Without a title.")

    with pytest.raises(actions.NotReady) as refused:
        builders.submit(tool, timezone.now)

    assert [one.sentence for one in refused.value.findings if one.blocks] == [
        "The section “walking” has no title: write one, or take its questions out of it."
    ]
