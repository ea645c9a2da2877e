"""The print: nothing that was published is left out unseen, nothing breaks it, and it is always the same."""

import io
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.platypus import Paragraph

from cms.evidence.printing import fonts, layout, texts

_SYMBOLS = re.compile(r'<font name="Symbol">(.*?)</font>', re.DOTALL)


def read(markup):
    """What a reader sees of markup, with line breaks."""
    return unescape(_SYMBOLS.sub(r"\1", markup).replace("<br/>", "\n"))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Café – “5 mg”", "Café – “5 mg”"),
        ("α → β ≥ 0.9", "α → β ≥ 0.9"),
        ("中", "[U+4E2D]"),
        ("🦵", "[U+1F9B5]"),
        ("a\u202eb", "a[U+202E]b"),
        ("\x07\u200b", "[U+0007][U+200B]"),
        ("ж", "[U+0436]"),
        ("a\nb", "a\nb"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_every_character_is_seen(text, seen):
    assert read(fonts.marked_up(text)) == seen


@given(st.text(max_size=60))
def test_no_character_is_left_out(text):
    text = text.replace("\r\n", "\n")
    expected = "".join(
        char if read(fonts.marked_up(char)) == char else f"[U+{ord(char):04X}]" if char != "\t" else "    "
        for char in text
    )

    assert read(fonts.marked_up(text)) == expected
    Paragraph(fonts.marked_up(text), layout.STYLES["body"])


def build(parts, title="A page"):
    file = io.BytesIO()
    layout.build(file, parts, title=title, author="Otto", digest="0" * 64)
    return file.getvalue()


def words(parts):
    """The words of flowables, wherever they stand."""
    found = []
    for part in parts:
        if isinstance(part, Paragraph):
            found.append(part.getPlainText())
        for name in ("_flowables", "_content"):
            found += words(getattr(part, name, None) or [])
        for row in getattr(part, "_cellvalues", None) or []:
            found += words(row)
    return found


def text(words_, **marks):
    return {"type": "text", "text": words_, "marks": [{"type": name} for name in marks]}


DOCUMENT = {
    "title": "Leg pain",
    "body": {
        "html": "<p>not this</p>",
        "blocks": [
            {"type": "heading", "id": "h", "level": 2, "text": "When", "children": [text("When")]},
            {
                "type": "paragraph",
                "id": "p",
                "children": [
                    text("Rest", strong=True),
                    {
                        "type": "citation",
                        "reference": 3,
                        "label": "the guideline",
                        "locator": "p. 4",
                        "marks": [],
                    },
                    {"type": "link", "href": "/clinic", "text": "us", "children": [text("call us")]},
                ],
            },
            {
                "type": "list",
                "id": "l",
                "ordered": True,
                "start": 1,
                "items": [{"id": "i", "children": [text("one thing")], "blocks": []}],
            },
            {
                "type": "table",
                "id": "t",
                "header": [{"children": [text("Dose")]}],
                "rows": [[{"children": [text("5 mg")]}, {"children": [text("daily")]}]],
            },
            {"type": "quote", "id": "q", "attribution": "Hippocrates", "blocks": []},
            {"type": "cta", "id": "c", "label": "Check your risk", "href": "/check"},
            {"type": "later", "id": "x", "said": "something new"},
        ],
    },
    "faqs": {
        "heading": "Questions",
        "items": [{"question": "Why?", "answer": {"blocks": [], "text": "So."}}],
    },
    "references": [{"number": 3, "formatted": "A guideline. 2016.", "status_when_signed": "superseded"}],
    "audience": {"people": "patients", "min_age": None},
}


def test_a_document_is_printed_with_all_its_words():
    said = "\n".join(words(texts.flowables(DOCUMENT)))

    for part in ("Leg pain", "When", "Rest", "the guideline [3, p. 4]", "call us (/clinic)", "one thing"):
        assert part in said
    for part in ("Dose", "5 mg", "daily", "— Hippocrates", "Check your risk (/check)", "something new"):
        assert part in said
    for part in ("Questions", "Why?", "So.", "[3] A guideline. 2016. (superseded)", "patients"):
        assert part in said
    assert "not this" not in said


@pytest.mark.parametrize(
    "long", ["x" * 12_000, "word " * 3000, "line\n" * 300], ids=["word", "words", "lines"]
)
def test_what_is_very_long_goes_on_over_the_pages(long):
    body = {"blocks": [{"type": "paragraph", "id": "p", "children": [text(long)]}]}
    parts = [
        *texts.flowables({"title": long[:3000], "body": body}),
        layout.table(["Reason", "Who"], [[long, "Otto"], ["short", long]], [1, 1]),
    ]

    data = build(parts, title=long[:300])

    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") > 6  # each of the three places takes more than two


def test_the_same_content_gives_the_same_bytes():
    assert build(texts.flowables(DOCUMENT)) == build(texts.flowables(DOCUMENT))


def test_markup_in_texts_stays_text():
    hostile = '<para><font color="red">x</font></para> & </b> <img src="http://example.org/x.png"/>'

    said = words(texts.flowables({"title": hostile, "dek": hostile}))

    assert said == [hostile, hostile]
    assert b"example.org" not in build(texts.flowables({"title": hostile}))
