"""A page comes in as files, is submitted and signed in the admin, and readers get all of it."""

import re

import pytest

from articles import body
from articles.models import Article
from tests import people

from . import keyboard, published, screens
from .content_folders import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_page_from_files_is_signed_and_reaches_readers_whole(name, own_database, server, open_page):
    given = PAGES[name]
    own_database.manage("import_content", given.content)
    wanda, mila, otto = people.wanda(), people.mila(), people.otto()
    title = Article.objects.get(slug=given.slug).title

    writer = screens.at_desk(open_page, server, wanda)
    screens.open_from_list(writer, "articles/article", title)
    sent = screens.submit(writer, "The page as it stood.")
    assert "It goes live with the last signature." in sent
    phone = screens.at_desk(open_page, server, mila, **screens.PHONE)
    assert "Signed." in screens.sign(phone, title)
    desk = screens.at_desk(open_page, server, otto)
    assert "live now" in screens.sign(desk, title)

    found = published.document(server, f"articles/{given.slug}")
    check_every_element(found, given)
    lines = published.page_lines(given.lines, found)
    assert published.missing_line(lines, published.elements(server, f"/articles/{given.slug}")) is None


def check_every_element(found, given):
    front, text = given.article
    lines = given.lines
    assert found["schema"] == "article/1"
    assert (found["slug"], found["locale"]) == (front["slug"], "en-US")
    assert found["organization"]["name"] == lines[0]
    assert found["topic"]["name"] == lines[1]
    assert found["title"] == lines[2] == front["title"]
    assert found["dek"] == lines[3] == front["dek"]
    assert found["byline"]["text"] + found["display_date_text"] + "2 min read" == lines[4]
    assert [author["type"] for author in found["byline"]["authors"]] == ["team"]
    assert found["display_date"] == front["published"].isoformat()
    assert found["reading_minutes"] == 2
    assert found["hero"] is None
    assert found["urgent_help"] is None
    assert found["corrections"] == []
    assert {tag["name"] for tag in found["tags"]} == set(front["tags"])
    assert found["assessment"]["slug"] == front["assessment"]
    check_body(found, text)
    check_references(found, given)
    check_what_follows(found, front, lines)
    publication = found["publication"]
    assert publication["revision"] == 1
    assert publication["published_at"] == publication["first_published_at"]
    assert publication["reviewed_by"] == []  # Mila has no public profile here
    assert publication["last_reviewed"] < publication["review_due"]
    assert len(publication["content_digest"]) == 64


def check_body(found, text):
    """Every paragraph and heading in order, each with an identifier; links name what they lead to."""
    blocks = found["body"]["blocks"]
    words = [keyboard.MENTION.sub(r"\1", block).removeprefix("## ") for block in text.strip().split("\n\n")]
    assert [said(block) for block in blocks] == [" ".join(one.split()) for one in words]
    assert len({block["id"] for block in blocks}) == len(blocks)
    headings = [said(block) for block in blocks if block["type"] == "heading"]
    assert [entry["text"] for entry in found["body"]["toc"]] == headings
    links = [one for block in blocks for one in block["children"] if one["type"] == "link"]
    assert [(link["target"]["type"], link["target"]["slug"]) for link in links] == [
        (kind, slug) for _words, kind, slug in keyboard.MENTION.findall(text) if kind != "cite"
    ]
    assert len(links) == 2
    draft = Article.objects.get(slug=found["slug"]).body
    linked = [node["attrs"] for node in body.tree.walk(draft) if node["type"] == "entityLink"]
    assert [re.match("[a-z]+_", attrs["target"])[0] for attrs in linked] == ["asm_", "trt_"]
    assert not any("href" in attrs for attrs in linked)


def check_references(found, given):
    """Two mentions of one source, each with its own words; the source says that it was superseded."""
    citations = [
        one for block in found["body"]["blocks"] for one in block["children"] if one["type"] == "citation"
    ]
    [reference] = found["references"]
    assert reference["key"] == given.citations[0]["id"]
    assert reference["doi"] == given.citations[0]["DOI"]
    assert reference["status_when_signed"] == "superseded"
    assert [one["reference"] for one in citations] == [1, 1] == [reference["number"]] * 2
    assert len({one["label"] for one in citations}) == 2
    assert [mention["id"] for mention in reference["mentions"]] == [one["id"] for one in citations]


def check_what_follows(found, front, lines):
    """What stands under the text: questions, providers, disclaimer, next step and library."""
    faqs = found["faqs"]
    assert [(item["question"], item["answer"]["text"]) for item in faqs["items"]] == [
        (faq["question"], faq["answer"]) for faq in front["faqs"]
    ]
    assert len(faqs["items"]) == 3
    after = lines[lines.index(faqs["heading"]) + 7 :]
    providers, next_step, related = found["providers"], found["next_step"], found["related"]
    assert after[:5] == [
        providers["heading"],
        f"{said(providers)} {said(found['disclaimer'])}",
        next_step["eyebrow"],
        next_step["heading"],
        said(next_step),
    ]
    assert after[5:] == [related["eyebrow"], related["heading"]]
    assert [action["target"]["type"] for action in next_step["actions"]] == ["assessment", "treatment"]
    assert related["picks"] == []
    assert found["disclosure"].startswith(found["organization"]["name"])


def said(part):
    """The words of a block, or of a part with inline content."""
    nodes = part.get("children", part.get("content"))
    return "".join(node.get("text") or node.get("label") or said(node) for node in nodes)
