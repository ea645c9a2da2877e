"""Bodies by example: what each spelling becomes, and what a writer is told when it is wrong."""

import copy
import math
from pathlib import Path

import pytest

from articles import body
from articles.body import identity, markdown, public, wire
from tests.articles.body import sample, trees

SEED = Path(__file__).parents[3].parent / "shared" / "seed"


@pytest.fixture
def tree():
    tree, problems = markdown.parse(sample.MARKDOWN, sample.resolve)
    assert problems == []
    return body.settle(tree)


def paragraph(*content):
    return {"type": "doc", "content": [{"type": "paragraph", "content": list(content)}]}


def words(text, *marks):
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


def citation(**attrs):
    return {"type": "citation", "attrs": {"target": "cit_1", "label": "A source", **attrs}}


def test_the_sample_goes_every_way_and_back(tree):
    assert wire.from_html(wire.to_html(tree)) == tree
    rendered = markdown.render(tree, sample.slug_of)
    again, problems = markdown.parse(rendered, sample.resolve)
    assert problems == []
    assert body.without(again) == body.without(tree)
    assert markdown.render(body.identify(again), sample.slug_of) == rendered
    blocks = public.blocks(tree, sample.target_of, sample.number_of)
    trees.SCHEMA.validate(blocks)
    assert public.text(blocks).replace("\n", " ") == body.text(tree).replace("\n", " ")


def test_an_anchor_that_is_not_the_headings_slug_survives_a_file(tree):
    source = markdown.render(tree, sample.slug_of)

    assert "#### Don't wait {#dont aspect=when_to_get_help}" in source
    assert "## What it feels like {aspect=symptoms}" in source


def test_references_say_where_and_how_a_record_is_named(tree):
    found = body.references(tree)

    assert [(r.role, r.kind, r.target, r.label, r.cited_as) for r in found] == [
        ("cites", "citation", "cit_2024", "2024 guideline", ""),
        ("cites", "citation", "cit_trial", "one trial", "retracted"),
        ("links", "assessment", "asm_pad", "our 2-minute assessment", ""),
        ("links", "treatment", "trt_pad", "treatments", ""),
        ("links", "article", "art_heart", "heart", ""),
        ("links", "topic", "top_pad", "PAD", ""),
        ("links", "author", "aut_team", "the team", ""),
        ("cites", "citation", "cit_2024", "guideline", ""),
        ("links", "assessment", "asm_pad", "Take the assessment", ""),
    ]
    blocks = {node["attrs"]["id"] for node in identity.walk(tree) if "id" in node.get("attrs", {})}
    assert all(reference.block in blocks for reference in found)
    assert len({reference.mention for reference in found if reference.role == "cites"}) == 3


def test_public_blocks_resolve_every_reference(tree):
    blocks = public.blocks(tree, sample.target_of, sample.number_of)

    heading = blocks[1]
    assert heading["id"] == "what-it-feels-like"
    assert heading["aspect"] == "symptoms"
    cited = next(node for node in blocks[2]["children"] if node["type"] == "citation")
    assert (cited["reference"], cited["key"], cited["label"]) == (1, "guideline-2024", "2024 guideline")
    assert cited["locator"] == "p. 12"
    linked = next(node for node in blocks[2]["children"] if node["type"] == "link")
    assert linked["target"] == {"type": "assessment", "slug": "pad"}
    assert linked["href"] == "/assessments/pad"
    assert linked["text"] == "our 2-minute assessment"
    drawn = public.html(blocks)
    assert '<h2 id="what-it-feels-like">What it feels like</h2>' in drawn
    assert f'<a class="citation" id="{cited["id"]}" href="#ref-1">2024 guideline</a>' in drawn
    assert '<aside class="callout callout-urgent">' in drawn
    assert [entry["id"] for entry in public.toc(blocks)] == ["what-it-feels-like", "dont"]


def test_a_reference_to_nothing_becomes_its_words():
    tree = body.settle(paragraph(words("See "), citation()))

    [block] = public.blocks(tree, lambda kind, uid: None, lambda uid: 1)

    assert [child["type"] for child in block["children"]] == ["text", "text"]
    assert public.inline_text(block["children"]) == "See A source"


def test_markup_in_text_is_only_text():
    tree = body.settle(paragraph(words("<script>alert('x')</script> & “more”")))

    drawn = public.html(public.blocks(tree, sample.target_of, sample.number_of))

    assert drawn == "<p>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; “more”</p>"


def deep(levels):
    node = {"type": "paragraph", "content": [words("x")]}
    for _ in range(levels):
        items = [{"type": "paragraph"}] if node["type"] != "paragraph" else []
        node = {"type": "bulletList", "content": [{"type": "listItem", "content": [*items, node]}]}
    return {"type": "doc", "content": [node]}


INVALID = {
    "no document": ([], "not a document"),
    "nothing": (None, "not a document"),
    "unknown node": ({"type": "doc", "content": [{"type": "iframe"}]}, "“iframe” is not a kind of text"),
    "node without type": ({"type": "doc", "content": [{}]}, "is not a kind of text"),
    "unhashable type": ({"type": "doc", "content": [{"type": []}]}, "is not a kind of text"),
    "text at the top": ({"type": "doc", "content": [words("x")]}, "A document cannot hold a text"),
    "content no list": ({"type": "doc", "content": {"a": 1}}, "must be a list"),
    "unknown key": ({"type": "doc", "content": [], "html": "<b>"}, "A document cannot have “html”"),
    "unknown attribute": (
        {"type": "doc", "content": [{"type": "paragraph", "attrs": {"style": "x"}}]},
        "A paragraph cannot have “style”",
    ),
    "level 1": ({"type": "doc", "content": [{"type": "heading", "attrs": {"level": 1}}]}, "from 2 to 4"),
    "level as a float": (
        {"type": "doc", "content": [{"type": "heading", "attrs": {"level": 2.0}}]},
        "from 2 to 4",
    ),
    "level as a bool": (
        {"type": "doc", "content": [{"type": "heading", "attrs": {"level": True}}]},
        "from 2 to 4",
    ),
    "bad id": (
        {"type": "doc", "content": [{"type": "paragraph", "attrs": {"id": "A b"}}]},
        "cannot be an identifier",
    ),
    "script link": (
        paragraph(words("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})),
        "“javascript:alert(1)”",
    ),
    "relative link": (paragraph(words("x", {"type": "link", "attrs": {"href": "/x"}})), "full address"),
    "unknown mark": (paragraph(words("x", {"type": "blink"})), "not a mark"),
    "mark twice": (paragraph(words("x", {"type": "bold"}, {"type": "bold"})), "given twice"),
    "NUL": (paragraph(words("a\x00b")), "NUL"),
    "half a character": (paragraph(words("a\ud800b")), "half a character"),
    "number as text": (paragraph({"type": "text", "text": 5}), "must be text"),
    "citation of nothing": (paragraph(citation(target="javascript:1")), "which is no record"),
    "citation without words": (paragraph(citation(label="  ")), "has no words"),
    "empty list": ({"type": "doc", "content": [{"type": "bulletList", "content": []}]}, "A list is empty"),
    "too deep": (deep(60), "nested more than"),
    "too long": (paragraph(words("x" * 400_001)), "longer than"),
    "button to a script": (
        {
            "type": "doc",
            "content": [{"type": "cta", "attrs": {"label": "x", "kind": "url", "target": "data:x"}}],
        },
        "no place to go to",
    ),
}


@pytest.mark.parametrize(("value", "sentence"), INVALID.values(), ids=INVALID)
def test_what_is_no_body_is_named_in_a_sentence(value, sentence):
    problems = body.validate(value)

    assert any(sentence in problem.sentence for problem in problems), problems
    with pytest.raises(body.Refused):
        body.settle(value)


def test_profiles_allow_less():
    heading = {
        "type": "doc",
        "content": [{"type": "heading", "attrs": {"level": 2}, "content": [words("x")]}],
    }
    two = {"type": "doc", "content": [paragraph(words("x"))["content"][0]] * 2}

    assert body.validate(heading, "article") == []
    assert "cannot hold a heading" in body.validate(heading, "faq")[0].sentence
    assert body.validate(two, "faq") == []
    assert "one line" in body.validate(two, "inline")[0].sentence
    assert wire.to_html(wire.from_html("<h2>A</h2><table><tr><td>b</table>", "faq")) == "<p>A</p><p>b</p>"


def test_the_empty_body_is_legal_everywhere():
    assert body.settle(body.EMPTY) == body.EMPTY
    assert wire.from_html("") == wire.from_html("<p></p>") == body.EMPTY
    assert wire.to_html(body.EMPTY) == markdown.render(body.EMPTY, sample.slug_of) == ""
    assert markdown.parse("", sample.resolve) == (body.EMPTY, [])
    assert body.words(body.EMPTY) == 0


def test_a_split_paragraph_keeps_its_identifier_once():
    tree = wire.from_html('<p data-id="b-00000001">one</p><p data-id="b-00000001">two</p>')

    first, second = body.identify(tree)["content"]

    assert first["attrs"]["id"] == "b-00000001"
    assert second["attrs"]["id"] not in ("", "b-00000001")


def test_an_edited_file_keeps_the_identifiers_of_what_it_kept(tree):
    edited, _problems = markdown.parse(
        sample.MARKDOWN.replace("Exercise helps", "Exercise really helps").replace(
            "## What it", "New first.\n\n## What it"
        ),
        sample.resolve,
    )

    settled = body.identify(edited, previous=tree)

    old = {node["attrs"]["id"] for node in identity.walk(tree) if "id" in node.get("attrs", {})}
    new = {node["attrs"]["id"] for node in identity.walk(settled) if "id" in node.get("attrs", {})}
    assert len(new - old) == 1
    assert old < new
    assert [r.mention for r in body.references(settled)] == [r.mention for r in body.references(tree)]


def test_headings_made_of_the_same_words_have_addresses_of_their_own():
    tree, _problems = markdown.parse("## Don’t wait\n\n## Don't wait\n\n### —", sample.resolve)

    ids = [node["attrs"]["id"] for node in body.identify(tree)["content"]]

    assert ids[:2] == ["dont-wait", "dont-wait-2"]
    assert ids[2].startswith("h-")


def test_identifying_leaves_the_argument_alone():
    tree = body.normalise(paragraph(words("x")))
    before = copy.deepcopy(tree)

    body.identify(tree)

    assert tree == before


FAULTS = {
    "HTML": ("one\n\n<div>x</div>", 13, "HTML is not part"),
    "inline HTML": ("one\ntwo <b>x</b>", 12, "HTML is not part"),
    "unknown source": ("a\\\nb\n[x](cite:nope)", 13, "There is no citation “nope”"),
    "unknown assessment": ("[x](assessment:nope)", 11, "There is no assessment “nope”"),
    "relative link": ("[x](/about)", 11, "“/about” is not an address"),
    "script": ("[x](javascript:alert)", 11, "is not an address"),
    "no words": ("[](assessment:pad)", 11, "no words"),
    "title": ("# Title", 11, "Headings begin at ##"),
    "picture": ("![x](y.png)", 11, "Pictures"),
    "code": ("x\n\n```\nx\n```", 13, "Code blocks"),
    "indented": ("x\n\n    y", 13, "four spaces"),
    "backticks": ("x `y`", 11, "Code"),
    "rule": ("x\n\n---", 13, "Ruled lines"),
    "unknown callout": ("::: danger\nx\n:::", 11, "“::: danger” is not known"),
    "open callout": ("x\n\n::: note\ny", 13, "never closed"),
    "heading in a quote": ("> ## x", 11, "A quote cannot hold a heading"),
    "unknown class": ("[x]{.big}", 11, "“{.big}” is not known"),
    "unknown aspect": ("x\n\n## y {aspect=nope}", 13, "aspect is one of"),
    "button in a sentence": ("now [x](assessment:pad){.cta}", 11, "stand alone"),
    "button in a table": ("| a |\n| - |\n| [x](assessment:pad){.cta} |", 13, "cannot hold a button"),
    "NUL": ("a\x00b", 11, "NUL"),
}


@pytest.mark.parametrize(("source", "line", "sentence"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_file_is_named_with_its_line(source, line, sentence):
    _tree, problems = markdown.parse(source, sample.resolve, first_line=11)

    assert [(at, sentence in said) for at, said in problems if sentence in said] or problems == sentence
    assert next(at for at, said in problems if sentence in said) == line


def test_one_line_texts_are_inline_nodes():
    nodes, problems = markdown.inline(
        "Take our [2-minute assessment](assessment:pad) or **call**.", sample.resolve
    )

    assert problems == []
    assert [node["type"] for node in nodes] == ["text", "entityLink", "text", "text", "text"]
    assert markdown.inline("[x](assessment:nope)", sample.resolve)[1] == [
        "There is no assessment “nope”: add it, or correct the name."
    ]


PASTED = {
    "heading levels": ("<h1>a</h1><h5>b</h5>", "<h2>a</h2><h4>b</h4>"),
    "script": ("a<script>alert(1)</script><img src=x onerror=1>b", "<p>ab</p>"),
    "loose text": ("a<p>b</p>c", "<p>a</p><p>b</p><p>c</p>"),
    "word list": (
        "<ul>a<li>b<ul><li>c</ul></ul>",
        "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>",
    ),
    "bare link": (
        "<a href='/x'>a</a> <a href='https://x.example'>b</a>",
        '<p>a <a href="https://x.example">b</a></p>',
    ),
    "broken citation": ("<cite data-citation='x y'>a</cite>", "<p>a</p>"),
    "spaces": ("<p> a \n b&nbsp; c </p><p> </p>", "<p>a b&nbsp; c</p>"),
    "marks merge": ("<b>a</b><strong>b <i>c</i></strong>", "<p><strong>ab <em>c</em></strong></p>"),
    "breaks at the edges": ("<p><br>a<br> b<br></p>", "<p>a<br>b</p>"),
    "ragged table": (
        "<table><tr><td>a<td>b<tr><td>c</table>",
        "<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr>"
        "<tr><td><p>c</p></td><td><p></p></td></tr></tbody></table>",
    ),
    "nested table": (
        "<table><tr><td><table><tr><td>a</table></table>",
        "<table><tbody><tr><th><p>a</p></th></tr></tbody></table>",
    ),
    "surrogate": ("a\ud800b", "<p>ab</p>"),
}


@pytest.mark.parametrize(("pasted", "html"), PASTED.values(), ids=PASTED)
def test_pasted_html_becomes_what_the_schema_knows(pasted, html):
    assert wire.to_html(wire.from_html(pasted)) == html


def test_html_without_end_is_refused_with_a_sentence():
    for html in ("<ul><li>" * 3000 + "x", "x" * 5_000_000):
        with pytest.raises(body.Refused, match=r"levels deep|longer than"):
            wire.from_html(html)


def test_deep_nesting_is_kept_or_refused_and_never_dropped():
    kept, problems = markdown.parse("- " * 10 + "x", sample.resolve)
    assert problems == []
    assert body.text(kept) == "x"
    for depth in (20, 39, 41, 500):
        tree, problems = markdown.parse("- " * depth + "x", sample.resolve)
        assert "nested" in problems[0][1]
        assert tree == body.EMPTY


def test_a_text_rewritten_everywhere_keeps_its_identifiers():
    source = "\n\n".join(f"Paragraph {n} with some words that go on and on." for n in range(600))
    tree = body.settle(markdown.parse(source, sample.resolve)[0])
    edited = markdown.parse(source.replace("on and on", "further"), sample.resolve)[0]

    settled = body.identify(edited, previous=tree)

    assert [b["attrs"]["id"] for b in settled["content"]] == [b["attrs"]["id"] for b in tree["content"]]


@pytest.mark.parametrize("href", ["https://a.example/x?y#z", "http://a", "mailto:a@b.c", "tel:+1-555", "#a"])
def test_an_address_that_readers_can_follow_is_kept(href):
    tree = body.settle(paragraph(words("x", {"type": "link", "attrs": {"href": href}})))

    assert wire.from_html(wire.to_html(tree)) == tree


@pytest.mark.parametrize(
    "href",
    [
        "",
        "a",
        "//a.example",
        "https://",
        "https://a@b.example",
        "javascript:x",
        "data:,x",
        "tel:",
        "#",
        "https://a b",
    ],
)
def test_any_other_address_is_refused(href):
    assert body.validate(paragraph(words("x", {"type": "link", "attrs": {"href": href}})))


@pytest.mark.skipif(not SEED.exists(), reason="the seed page is not beside this checkout")
def test_every_line_of_the_seed_page_is_a_text_of_its_body():
    source = (
        (SEED / "content/articles/leg-pain-when-you-walk.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    )
    page = (SEED / "page.txt").read_text(encoding="utf-8").splitlines()
    tree, problems = markdown.parse(source, lambda kind, slug: f"{kind[:3]}_{slug}")
    tree = body.settle(tree)

    texts = [line for line in body.text(tree).split("\n") if line]

    assert problems == []
    first = page.index(texts[0])
    assert [line for line in page[first : page.index("Common questions")] if line] == texts
    assert math.ceil(body.words(tree) / 238) == 2
    assert markdown.render(tree, lambda kind, uid: uid.split("_")[1]).strip() == source.strip()
    assert wire.from_html(wire.to_html(tree)) == tree
