"""The reference page draws a document together with its status: notices first, each source as it stands."""

from datetime import date

import pytest
import time_machine
from lxml import html

from articles import citations
from cms.publishing import actions
from tests import people
from tests.articles import pages
from tests.publishing import builders


@pytest.fixture
def clock():
    return builders.Clock()


@pytest.fixture
def leaf(arranged, clock):
    leaf = arranged(pages.live)
    clock.now = leaf.clock.forward(days=1)
    with time_machine.travel(clock.now, tick=False):
        yield leaf


def drawn(client, address="/articles/sore-calves"):
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode()).find(".//main"), response


def words(element):
    return " ".join(element.text_content().split())


def say(verb, leaf, clock, **more):
    getattr(citations, verb)(citation=leaf.older, by=people.mila(), clock=clock, reason="It says so.", **more)


def test_a_notice_stands_before_everything_else_and_is_escaped(client, leaf, clock):
    before = drawn(client)[1]["ETag"]
    actions.show_notice(
        items=[leaf.article.uid],
        kind="safety",
        severity="urgent",
        text="Call if it is <90 & falling.",
        reason="A recall.",
        by=people.mila(),
        clock=clock,
    )

    main, response = drawn(client)

    assert main[0].tag == "aside"
    assert words(main[0]) == "Urgent: for your safety Call if it is <90 & falling. Since Mar 6, 2040"
    assert main[0].get("role") == "alert"
    assert response["ETag"] != before
    assert "s-maxage=30" in response["Cache-Control"]


def test_a_superseded_source_leads_to_its_successor(client, leaf, clock):
    say("supersede", leaf, clock, successor=leaf.newer, since=date(2024, 5, 14))

    [said] = drawn(client)[0].xpath("//section[@class='references']//p[contains(@class,'source-status')]")

    assert words(said).startswith("Superseded since May 14, 2024. Newer: 2024 ACC/AHA Guideline")
    assert said.xpath(".//a/@href") == ["/citations/acc-aha-pad-2024"]


def test_a_retracted_source_is_said_above_the_text_too(client, leaf, clock):
    say("retract", leaf, clock)

    main, _ = drawn(client)

    assert "cites a source that was retracted after the page was reviewed: reference 1." in words(main[0])
    own, _ = drawn(client, "/citations/aha-acc-pad-2016")
    assert "Retracted since Mar 6, 2040." in words(own)
    assert "StatusRetracted" in words(own)


def test_a_source_that_stands_again_says_nothing(client, leaf, clock):
    say("retract", leaf, clock)
    say("reinstate", leaf, clock)

    main, _ = drawn(client)

    assert main.xpath(".//p[contains(@class,'source-status')]") == []
    assert "StatusCurrent" in words(drawn(client, "/citations/aha-acc-pad-2016")[0])


def test_pages_of_the_topic_are_offered(client, leaf, clock):
    assert "A second page" not in words(drawn(client)[0])
    builders.go_live(builders.article(clock, slug="second", title="A second page", topic=leaf.topic), clock)

    [section] = drawn(client)[0].xpath("//section[@class='related']")

    assert section.xpath(".//a/@href") == ["/articles/second"]
