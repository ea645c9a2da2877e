"""What holds for every body: the ways there and back lose nothing."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from articles import body
from articles.body import identity, markdown, public, wire
from tests.articles.body import trees


def settled(tree):
    assert body.validate(tree) == []
    return body.settle(tree)


@given(trees.trees)
def test_normalising_twice_changes_nothing(tree):
    once = body.normalise(tree)

    assert body.validate(once) == []
    assert body.normalise(once) == once


@given(trees.trees)
def test_identifiers_are_unique_and_stay(tree):
    once = settled(tree)

    given_ids = [ref for node in identity.walk(once) if (ref := node.get("attrs", {}).get("id"))]
    mentions = [node["attrs"]["mention"] for node in identity.walk(once) if node["type"] == "citation"]
    assert len(set(given_ids)) == len(given_ids)
    assert len(set(mentions)) == len(mentions)
    assert body.validate(once) == []
    assert body.identify(once) == once
    assert body.identify(body.without(once)) == once
    assert body.identify(body.without(once), previous=once) == once


@given(trees.trees)
def test_the_editors_html_reads_back_as_the_same_tree(tree):
    tree = settled(tree)

    assert wire.from_html(wire.to_html(tree)) == tree


@given(trees.trees)
def test_markdown_reads_back_as_the_same_tree(tree):
    tree = settled(tree)

    source = markdown.render(tree, trees.slug_of)
    again, problems = markdown.parse(source, trees.resolve)

    assert problems == []
    assert body.without(again) == body.without(tree)
    assert markdown.render(body.identify(again), trees.slug_of) == source


@given(st.text(st.sampled_from(trees.NASTY + "\n"), max_size=80))
def test_any_markdown_becomes_a_valid_tree_or_a_problem(source):
    tree, problems = markdown.parse(source, trees.resolve)

    assert problems or body.validate(tree) == []
    if not problems:
        tree = body.identify(tree)
        rendered = markdown.render(tree, trees.slug_of)
        assert (
            markdown.render(body.identify(markdown.parse(rendered, trees.resolve)[0]), trees.slug_of)
            == rendered
        )


TAGS = [
    "p",
    "div",
    "h1",
    "h2",
    "h5",
    "b",
    "em",
    "i",
    "ul",
    "ol",
    "li",
    "blockquote",
    "table",
    "tr",
    "td",
    "th",
]
TAGS += [
    "caption",
    "a href='/x'",
    "a href='https://x.example'",
    "span lang=es",
    "section",
    "font",
    "dl",
    "dt",
    "dd",
]
TAGS += [
    "aside data-callout=tip",
    "cite data-citation=cit_1",
    "div data-cta=url data-target=https://x.example",
    "u",
]
TAGS += [
    "a data-entity=topic data-target=top_1",
    "figure",
    "figcaption",
    "pre",
    "code",
    "sup",
    "x-unknown",
    "center",
]
pieces = st.one_of(
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag.split()[0]}>"),
    st.sampled_from(
        ["alpha", " beta ", "gamma&amp;delta", "<br>", "<hr>", "<!-- gone -->", "&nbsp;", "\n", "é—’"]
    ),
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_no_visible_word_of_pasted_html_is_lost(pasted):
    tree = wire.from_html(pasted)

    assert body.validate(tree) == []
    visible = re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", pasted).replace("&nbsp;", "").replace("&amp;", "&"))
    kept = re.sub(r"\s+", "", body.text(tree))
    assert sorted(kept) == sorted(visible)
    assert set(kept) == set(visible)
    assert wire.from_html(wire.to_html(tree)) == tree


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_pasted(anything):
    assert body.validate(wire.from_html(anything)) == []


@given(trees.trees)
def test_public_blocks_fit_their_schema_and_say_what_the_tree_says(tree):
    tree = settled(tree)

    blocks = public.blocks(tree, trees.target_of, lambda uid: int(uid.split("_")[1]))

    trees.SCHEMA.validate(blocks)
    assert public.text(blocks).replace("\n", " ") == body.text(tree).replace("\n", " ")
    drawn = html.unescape(re.sub(r"<[^>]*>", "", public.html(blocks)))
    assert "".join(drawn.split()) == "".join(body.text(tree).split())
    assert public.toc(blocks) == [
        {"id": block["id"], "level": block["level"], "text": block["text"]}
        for block in blocks
        if block["type"] == "heading"
    ]
