"""Bodies to test with: hypothesis strategies for valid trees, and one article that reads like a real one."""

import json
import string
from pathlib import Path

import jsonschema
from hypothesis import strategies as st

from articles.body import grammar

# Whatever means something to Markdown or to HTML, beside the letters of several scripts.
NASTY = "\\`*_{}[]()#+-.!|<>&~^:;=\"'/ \t\u00a0—’“”…é́ßΩ字🫀1a9"
LOOKS_LIKE_MARKDOWN = [
    *(
        "1. no list",
        "2016) no list",
        "- no item",
        "# no heading",
        "> no quote",
        "::: note",
        ":::",
        "---",
        "~~~",
    ),
    *("&copy; &amp; &#35;", "<br>", "![no](image)", "[no]: http://reference.example", "http://auto.example"),
    *(
        "| a | b |",
        "a {.term}",
        "x {#id}",
        "{aspect=causes}",
        "C#",
        "**bold** *it*",
        "snake_case _x_",
        "5 * 3 < 4",
    ),
]
texts = st.one_of(
    st.text(st.sampled_from(NASTY + string.ascii_letters), max_size=24),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
    st.sampled_from(LOOKS_LIKE_MARKDOWN),
)
labels = texts.map(lambda text: (text + "label")[:60])
hrefs = st.sampled_from(
    [
        "https://example.org/",
        "https://example.org/a_(b)?c=1&copy;=2&d=%20",
        "http://example.org:8080/*_*",
        "mailto:help@example.org?subject=Hello",
        "tel:+15551234",
        "#what-pad-feels-like",
    ]
)
marks = st.lists(
    st.one_of(
        hrefs.map(lambda href: {"type": "link", "attrs": {"href": href}}),
        st.sampled_from(["es", "la", "zh-Hant"]).map(lambda lang: {"type": "lang", "attrs": {"lang": lang}}),
        st.sampled_from([m for m in grammar.MARKS if m not in grammar.MARK_ATTRS]).map(lambda m: {"type": m}),
    ),
    max_size=3,
    unique_by=lambda mark: mark["type"],
)
texts_with_marks = st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, texts, marks)
citations = st.builds(
    lambda number, label, locator, cited_as, marks: {
        "type": "citation",
        "attrs": {"target": f"cit_{number}", "label": label, "locator": locator, "cited_as": cited_as},
        "marks": marks,
    },
    st.integers(1, 4),
    labels,
    texts,
    st.sampled_from(["", "", "retracted"]),
    marks,
)
entity_links = st.builds(
    lambda kind, number, label, marks: {
        "type": "entityLink",
        "attrs": {"kind": kind, "target": f"{kind[:3]}_{number}", "label": label},
        "marks": marks,
    },
    st.sampled_from(grammar.KINDS),
    st.integers(1, 4),
    labels,
    marks,
)
inlines = st.lists(
    st.one_of(texts_with_marks, texts_with_marks, st.just({"type": "hardBreak"}), citations, entity_links),
    max_size=6,
)
paragraphs = inlines.map(lambda content: {"type": "paragraph", "content": content})
headings = st.builds(
    lambda level, aspect, content: {
        "type": "heading",
        "attrs": {"level": level, "aspect": aspect},
        "content": content,
    },
    st.integers(2, 4),
    st.sampled_from(["", *grammar.ASPECTS]),
    inlines,
)


def _lists(children):
    items = st.builds(
        lambda first, rest: {"type": "listItem", "content": [first, *rest]},
        paragraphs,
        st.lists(st.one_of(paragraphs, children), max_size=2),
    )
    return st.one_of(
        st.builds(
            lambda start, items: {"type": "orderedList", "attrs": {"start": start}, "content": items},
            st.integers(0, 12),
            st.lists(items, min_size=1, max_size=3),
        ),
        st.lists(items, min_size=1, max_size=3).map(lambda items: {"type": "bulletList", "content": items}),
    )


lists = st.recursive(paragraphs, _lists, max_leaves=4)
flow = st.lists(st.one_of(paragraphs, lists), min_size=1, max_size=3)
quotes = st.builds(
    lambda who, content: {"type": "blockquote", "attrs": {"attribution": who}, "content": content},
    texts,
    flow,
)
callouts = st.builds(
    lambda kind, content: {"type": "callout", "attrs": {"kind": kind}, "content": content},
    st.sampled_from(grammar.CALLOUTS),
    flow,
)
cells = paragraphs.map(lambda paragraph: {"type": "tableCell", "content": [paragraph]})
rows = st.lists(cells, min_size=1, max_size=3).map(lambda cells: {"type": "tableRow", "content": cells})
tables = st.lists(rows, min_size=1, max_size=3).map(lambda rows: {"type": "table", "content": rows})
ctas = st.one_of(
    st.builds(
        lambda label, kind: {
            "type": "cta",
            "attrs": {"label": label, "kind": kind, "target": f"{kind[:3]}_1"},
        },
        labels,
        st.sampled_from(grammar.KINDS),
    ),
    st.builds(
        lambda label, href: {"type": "cta", "attrs": {"label": label, "kind": "url", "target": href}},
        labels,
        hrefs,
    ),
)
blocks = st.one_of(paragraphs, paragraphs, headings, lists, quotes, callouts, tables, ctas)
trees = st.lists(blocks, max_size=5).map(lambda content: {"type": "doc", "content": content})


SCHEMA = jsonschema.Draft202012Validator(
    json.loads(Path(grammar.__file__).with_name("schema.json").read_text(encoding="utf-8"))
)


def slug_of(kind, uid):
    return uid.replace("_", "-")


def resolve(kind, slug):
    return slug.replace("-", "_")


def target_of(kind, uid):
    return {"type": kind, "slug": slug_of(kind, uid), "href": f"/{kind}/{slug_of(kind, uid)}"}
