"""The reference page: the list of what is live, and each published document in plain HTML."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from lxml import html as lxml_html

from articles.documents import article as article_document
from articles.templatetags import reader
from cms import canonical
from cms.publishing.models import Content, Facet, Live
from tests import live_rows
from tests.articles import sample_document

DAY = timedelta(days=1)


def put_live(document, start=None, kind="articles"):
    """The document as it would be stored, with its card."""
    live = live_rows.document(
        document["slug"],
        kind=kind,
        item=document["id"],
        title=document.get("title") or document["name"],
        start=start or timezone.now() - DAY,
        locale=document["locale"],
    )
    body = canonical.encode(document)
    live.etag = canonical.digest(body)
    Content(digest=live.etag, body=body.decode(), entry=1).save()
    if kind == "articles":
        live.card = canonical.encode(article_document.card(document)).decode()
        Facet.objects.create(live=live, name="topic", value=document["topic"]["slug"])
    live.save()
    return live


def words_of(element):
    return " ".join(element.text_content().split())


def main_of(page):
    [main] = lxml_html.fromstring(page).xpath("//main")
    return main


# Every part in its place.

LINES = [
    "Harbor Clinic",
    "Peripheral Artery Disease",
    "Sore Calves on the Stairs: Could It Be PAD?",
    "Calves that ache on the stairs can be a sign of poor flow to the legs — and often treatable.",
    "By the Harbor Care Team and Ana Ruiz, MD",
    "Jul 1, 2026",
    "2 min read",
    "If your calves ache on the stairs and stop aching when you stand still, take note. It may be poor flow"
    " to the leg, called peripheral artery disease (PAD).",
    "How it feels",
    "Begin with the basics",
    "Guidelines put walking first, because it helps and does little harm (2016 guideline on leg arteries)."
    " Most people need no more than that.",
    "Opening the artery",
    "If this sounds like you, try our 2-minute PAD check, or read about our PAD care. You can also call the"
    " clinic.",
    "Common questions",
    "Is it serious?",
    "It can be. Narrow leg arteries go with heart disease.",
    "Do I need surgery?",
    "Often not. Walking and medicine come first.",
    "Can I keep walking?",
    "Yes. Rest when it hurts, then go on.",
    "The people who provide this care",
    "The treatments described here are provided at Harbor Clinic. This article is general information, not"
    " medical advice.",
    "Next step",
    "Wondering if peripheral artery care is right for you?",
    "Take our 2-minute check or explore our care.",
    "Resource library",
    "Continue reading",
]


def test_every_part_is_the_text_of_one_element_in_order(db, client):
    put_live(sample_document.article())

    said = [words_of(element) for element in main_of(client.get("/articles/sore-calves").content).iter()]

    assert [said.count(line) for line in LINES] == [1] * len(LINES)
    assert [said.index(line) for line in LINES] == sorted(said.index(line) for line in LINES)


def bare(document):
    """The same with every list empty and every part that may be missing away."""
    document |= {"urgent_help": None, "organization": None, "topic": None, "assessment": None}
    for name in ("tags", "corrections", "references"):
        document[name] = []
    document["body"] = {"blocks": [], "html": "", "toc": [], "word_count": 0}
    document["byline"] = {"text": "", "parts": [], "authors": []}
    document["faqs"]["items"] = []
    document["related"] = {"eyebrow": "", "heading": "", "picks": []}
    document["next_step"] = {"eyebrow": "", "heading": "", "content": [], "html": "", "actions": []}
    document["providers"] = {"heading": "", "content": [], "html": "", "people": []}
    document["disclaimer"] = {"content": [], "html": "", "version": ""}
    document["publication"] = {}
    return document


def test_a_document_of_empty_lists_is_drawn():
    drawn = render_to_string("site/article_body.html", {"document": bare(sample_document.article())})

    assert "Sore Calves" in drawn
    assert "<section" not in drawn
    assert "None" not in drawn


def test_links_to_our_content_stay_on_this_site(db, client):
    put_live(sample_document.article())

    page = client.get("/articles/sore-calves").content.decode()

    assert '<a href="/assessments/pad">2-minute PAD check</a>' in page
    assert '<a href="/treatments/pad-care">explore our care</a>' in page
    assert 'href="/topics/pad"' in page
    assert 'href="/check/pad"' not in re.sub(r"<script.*?</script>", "", page, flags=re.S)


def test_every_reference_can_be_reached_and_leads_out(db, client):
    put_live(sample_document.article())

    main = main_of(client.get("/articles/sore-calves").content)

    for link in main.xpath("//a[contains(@class, 'citation')]"):
        assert main.xpath(f"//li[@id='{link.get('href')[1:]}']")
    assert main.xpath("//a[@href='https://doi.org/10.1161/CIR.0000000000000471']")
    assert "Superseded. Newer: 2024 Guideline" in words_of(main.xpath("//li[@id='ref-1']")[0])
    ids = main.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_three_headings_make_a_table_of_contents_outside_the_text(db, client):
    put_live(sample_document.article())

    page = lxml_html.fromstring(client.get("/articles/sore-calves").content)

    [contents] = page.xpath("//nav[@aria-label='On this page']")
    assert not contents.xpath("ancestor::main")
    for link in contents.xpath(".//a/@href"):
        assert page.xpath(f"//*[@id='{link[1:]}']")


def test_tables_scroll_and_callouts_say_what_they_are():
    html = reader.blocks_html(sample_document.article()["body"]["blocks"])

    assert '<div class="table" role="region" aria-label="Table 1" tabindex="0"><table>' in html
    assert '<p class="callout-label">Urgent</p>' in html


# What surrounds the text.


def test_the_head_says_where_the_page_belongs(db, client):
    document = sample_document.article()
    document["seo"]["title"] = 'A "quoted" <title>'
    document["json_ld"] = {"name": "</script><script>alert(1)</script>"}
    put_live(document)

    page = client.get("/articles/sore-calves").content.decode()
    head = lxml_html.fromstring(page).find("head")

    assert head.xpath("string(title)") == 'A "quoted" <title> | Harbor Clinic'
    assert head.xpath("string(link[@rel='canonical']/@href)") == "https://harbor.example/learn/sore-calves"
    assert head.xpath("string(meta[@property='og:title']/@content)") == 'A "quoted" <title>'
    assert page.count("<script") == 1
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert json.loads(data) == document["json_ld"]


def test_nothing_on_the_page_needs_an_inline_style_or_script(db, client):
    put_live(sample_document.article())

    response = client.get("/articles/sore-calves")

    page = lxml_html.fromstring(response.content)
    assert not page.xpath("//@style | //style | //script[not(@type='application/ld+json')] | //@onclick")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert page.get("lang") == "en-US"


def test_what_a_document_says_is_never_markup():
    document = sample_document.article()
    document["title"] = document["dek"] = "<b>bold</b>"
    document["faqs"]["items"][0]["question"] = "<img src=x onerror=alert(1)>"
    document["references"][0]["formatted"] = "<i>it</i>"
    document["references"][0]["doi"] = '10.1/"><b>'

    drawn = render_to_string("site/article_body.html", {"document": document})

    assert "<b>" not in drawn
    assert "<img" not in drawn
    assert "<i>" not in drawn


# There, moved, gone, not there.


def test_a_page_is_named_by_what_it_says(db, client):
    put_live(sample_document.article())
    first = client.get("/articles/sore-calves")

    again = client.get("/articles/sore-calves", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "s-maxage" in first["Cache-Control"]
    assert client.get("/articles/sore-calves", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", ["/articles/nothing", "/articles/Not-A-Slug", "/topics/nothing"])
def test_what_is_not_there_is_said_plainly(db, client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_wrong_locale_is_said_plainly(db, client):
    response = client.get("/articles/nothing?locale=<x>")

    assert response.status_code == 400
    assert "<x>" not in response.content.decode()


def test_what_is_scheduled_is_not_there_yet(db, client):
    put_live(sample_document.article(), start=timezone.now() + DAY)

    assert client.get("/articles/sore-calves").status_code == 404
    assert "Sore Calves" not in client.get("/").content.decode()


def test_a_moved_page_leads_on(db, client):
    put_live(sample_document.article())
    live_rows.moved("old-calves", item="art_sample", start=timezone.now() - DAY)

    response = client.get("/articles/old-calves")

    assert (response.status_code, response["Location"]) == (308, "/articles/sore-calves")


def test_a_page_that_is_gone_says_why_and_what_to_read(db, client):
    put_live(sample_document.article())
    live_rows.gone(
        "older",
        start=timezone.now() - DAY,
        title="An Older Page",
        note="The advice <b>changed</b>.",
        successor="art_sample",
    )

    response = client.get("/articles/older")

    main = main_of(response.content)
    assert response.status_code == 410
    assert "The advice <b>changed</b>." in words_of(main)
    assert main.xpath("string(//a[@href='/articles/sore-calves'])").startswith("Sore Calves")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(db, client, method):
    assert getattr(client, method)("/").status_code == 405
    assert getattr(client, method)("/articles/sore-calves").status_code == 405


# The list.


def test_an_empty_installation_says_so(db, client):
    response = client.get("/")

    assert response.status_code == 200
    assert "Nothing is published yet" in response.content.decode()


def several(count):
    for number in range(count):
        document = sample_document.article()
        document |= {"slug": f"page-{number}", "id": f"art_{number}", "title": f"Page {number}"}
        if number % 2:
            document["topic"] |= {"slug": "veins", "name": "Veins"}
        put_live(document, start=timezone.now() - DAY + timedelta(minutes=number))


def titles(response):
    return [words_of(heading) for heading in main_of(response.content).xpath(".//li/h2")]


def test_the_list_shows_the_newest_first_page_by_page(db, client):
    several(14)

    first, second = client.get("/"), client.get("/?page=2")

    assert titles(first) == [f"Page {number}" for number in range(13, 1, -1)]
    assert titles(second) == ["Page 1", "Page 0"]
    assert 'href="?page=2"' in first.content.decode()


def test_the_list_is_narrowed_to_a_topic(db, client):
    several(4)

    response = client.get("/?topic=veins")

    assert titles(response) == ["Page 3", "Page 1"]
    assert words_of(main_of(response.content).xpath(".//h1")[0]) == "Articles on Veins"
    for unknown in ("<x>", "%00", "nothing"):
        assert "There is no article on this topic" in client.get(f"/?topic={unknown}").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9", "%00"])
def test_a_page_of_the_list_that_is_not_there_is_said_plainly(db, client, page):
    assert client.get(f"/?page={page}").status_code == 404


def test_the_list_is_named_by_what_it_says_and_never_promises_past_a_change(db, client):
    put_live(sample_document.article())
    live_rows.document("soon", start=timezone.now() + timedelta(seconds=20))
    first = client.get("/")

    assert client.get("/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    seconds = sum(
        int(number) for number in re.findall(r"(?:s-maxage|stale-if-error)=(\d+)", first["Cache-Control"])
    )
    assert seconds <= 20


def test_the_list_takes_few_queries(db, client, django_assert_max_num_queries):
    several(12)

    with django_assert_max_num_queries(8):
        client.get("/")


# Every kind has a page.


def test_a_topic_shows_its_articles(db, client):
    put_live(sample_document.article())
    topic = {**sample_document.article()["topic"], "schema": "topic/1", "locale": settings.DEFAULT_LOCALE}
    topic |= {"synonyms": [{"text": "poor flow", "search_only": False}], "urgent_help": None}
    topic["publication"] = {"review_due": None}
    put_live(topic, kind="topics")

    main = main_of(client.get("/topics/pad").content)

    assert words_of(main.xpath(".//h1")[0]) == "Peripheral Artery Disease"
    assert titles(client.get("/topics/pad")) == ["Sore Calves on the Stairs: Could It Be PAD?"]


def test_every_kind_of_the_real_thing_has_a_page(leaflet, client, django_user_model):
    from articles.models import FAQ, Author, Citation, Organisation, Topic, Treatment
    from assessments.models import Assessment
    from tests.articles import pages

    for model in (FAQ, Author, Citation, Organisation, Topic, Treatment, Assessment):
        item = model.objects.first()
        document = pages.composed(item)
        drawn = render_to_string(f"site/reader/{model.type}.html", {"document": document})

        assert words_of(lxml_html.fromstring(drawn).xpath("//h1")[0])
        assert "None" not in drawn


def test_the_live_table_is_all_that_is_read(db, client):
    assert not Live.objects.exists()
    assert client.get("/articles/sore-calves").status_code == 404
