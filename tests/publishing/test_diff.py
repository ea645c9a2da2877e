"""The comparison that signers read: nothing a reader could notice goes unseen, and nothing is invented."""

import copy
import sys

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import markdown, settle
from cms.publishing.diff import align, compare, tokens
from cms.publishing.diff.tokens import Token
from tests.articles import sample_document as sample
from tests.publishing import long_texts


@pytest.fixture
def old():
    return sample.article()


@pytest.fixture
def new():
    return sample.article()


def with_body(document, source):
    document["body"]["blocks"] = sample.blocks(source)
    return document


def edited(document, *pairs):
    source = sample.BODY
    for was, now in pairs:
        assert was in source
        source = source.replace(was, now)
    return with_body(document, source)


def notes(difference):
    said = []
    for section in difference.sections:
        for row in section.rows:
            said += row.notes + [op.note for op in row.ops if op.note]
    return " / ".join(said)


def labels(difference):
    return [section.label for section in difference.sections]


def test_a_document_equals_itself(old, new):
    difference = compare(old, new)

    assert difference.sections == []
    assert difference.summary == "No change that a reader can see"
    assert not difference


def test_what_was_never_published_is_new(new):
    assert compare(None, new).summary == "New"


def test_technical_parts_are_no_changes(old, new):
    new["publication"] = new["json_ld"] = {}
    new["body"]["blocks"][0]["id"] = "b-ffffffff"
    new["references"][0]["mentions"] = []
    new["faqs"]["items"][0]["id"] = "faq_other"

    assert not compare(old, new)


BULLETS = "- It begins after the same distance.\n- It fades"
NUMBERS = "1. It begins after the same distance.\n2. It fades"

BODY_CASES = [
    pytest.param(
        ("guideline](cite:old-2016 ", "guideline](cite:new-2024 "),
        "1 citation replaced",
        "source: 2016 Guideline on Leg Arteries → new-2024",
        id="citation swapped under the same words",
    ),
    pytest.param(
        ("p. 12", "p. 14"), "1 citation changed", "locator: p. 12 → p. 14", id="another page of the source"
    ),
    pytest.param(
        ("[2016 guideline](", "[the 2016 guideline]("),
        "1 citation reworded",
        "",
        id="label reworded",
    ),
    pytest.param(
        ("treatment:pad-care", "treatment:pad-hub"),
        "1 link retargeted",
        "to: treatment pad-care → treatment pad-hub",
        id="link retargeted under the same words",
    ),
    pytest.param(("tel:+15550100", "tel:+15550199"), "1 link retargeted", "+15550199", id="phone number"),
    pytest.param(
        ("**age**", "age"), "1 paragraph formatted differently", "bold → plain", id="bold taken off"
    ),
    pytest.param(
        ("::: urgent", "::: note"), "1 callout changed", "changed from urgent to note", id="kind of callout"
    ),
    pytest.param(
        ("::: quote A patient", "::: quote A nurse"), "1 quote changed", "A nurse", id="who said it"
    ),
    pytest.param(
        ("## Opening", "### Opening"), "1 heading changed", "level 2 became 3", id="level of a heading"
    ),
    pytest.param((BULLETS, NUMBERS), "1 list changed", "is now numbered", id="list numbered"),
    pytest.param(("3 times a week", "5 times a week"), "1 table row changed", "", id="a number in a table"),
    pytest.param(
        ("- It fades within minutes of rest.\n", ""), "1 list item removed", "", id="list item removed"
    ),
    pytest.param(("it avoids", "it does not avoid"), "1 paragraph changed", "", id="a negation"),
]


@pytest.mark.parametrize(("pair", "summary", "note"), BODY_CASES)
def test_every_change_of_the_body_is_seen(old, pair, summary, note):
    new = edited(copy.deepcopy(old), pair)

    difference = compare(old, new)

    assert labels(difference) == ["Body"]
    assert summary in difference.summary
    assert note in notes(difference)


def test_drafts_of_two_revisions_are_compared_as_well(old):
    def draft(source):
        return {"title": "A", "body": settle(markdown.parse(source, sample.uid)[0])}

    source = sample.BODY.replace("cite:old-2016 ", "cite:new-2024 ").replace("::: urgent", "::: note")

    difference = compare(draft(sample.BODY), draft(source))

    assert difference.summary == "1 callout changed, 1 citation replaced: cit_old-2016 → cit_new-2024"


def test_a_moved_paragraph_is_one_move(old, new):
    moving = new["body"]["blocks"].pop(-1)
    new["body"]["blocks"].insert(1, moving)

    difference = compare(old, new)

    assert difference.summary == "1 paragraph moved"
    assert "moved up, from after “I walked to the shop again.”" in notes(difference)


def test_a_moved_and_edited_paragraph_is_one_event(old, new):
    moving = new["body"]["blocks"].pop(-1)
    moving["children"][0]["text"] = "If all of this sounds like you, try our "
    new["body"]["blocks"].insert(1, moving)

    assert compare(old, new).summary == "1 paragraph moved and changed"


def change(path, value):
    def apply(document):
        *steps, last = path
        for step in steps:
            document = document[step]
        document[last] = value

    return apply


PART_CASES = [
    pytest.param(change(["title"], "Sore Shins"), "Title", "title changed", id="title"),
    pytest.param(change(["dek"], "Another."), "Dek", "dek changed", id="dek"),
    pytest.param(change(["seo", "title"], "Calves"), "SEO", "SEO title changed", id="seo"),
    pytest.param(change(["audience", "min_age"], 16), "Audience", "audience min age changed", id="age"),
    pytest.param(change(["disclosure"], ""), "Disclosure", "disclosure removed", id="disclosure"),
    pytest.param(change(["urgent_help"], None), "Urgent help", "urgent help removed", id="urgent help"),
    pytest.param(change(["urgent_help", "phone"], "112"), "Urgent help", "phone changed", id="phone"),
    pytest.param(
        change(["organization", "name"], "Hill Clinic"), "Organization", "name changed", id="organisation"
    ),
    pytest.param(change(["topic", "codes"], []), "Topic", "1 code removed", id="codes"),
    pytest.param(change(["tags"], []), "Tags", "2 tags removed", id="tags"),
    pytest.param(
        lambda d: d["byline"]["authors"].reverse(), "Byline", "1 author moved", id="order of authors"
    ),
    pytest.param(lambda d: d["byline"]["authors"].pop(), "Byline", "1 author removed", id="author"),
    pytest.param(lambda d: d["faqs"]["items"].pop(1), "FAQs", "1 FAQ removed", id="faq removed"),
    pytest.param(
        lambda d: d["faqs"]["items"].append(sample.faq("new", "Is it new?", "Yes.")),
        "FAQs",
        "1 FAQ added",
        id="faq added",
    ),
    pytest.param(
        lambda d: d["faqs"]["items"].append(d["faqs"]["items"].pop(0)),
        "FAQs",
        "1 FAQ moved",
        id="faqs reordered",
    ),
    pytest.param(
        lambda d: d["faqs"]["items"][1].update(
            sample.faq("surgery", "Do I need surgery?", "Often. Walk first.")
        ),
        "FAQs",
        "1 FAQ changed",
        id="answer",
    ),
    pytest.param(
        lambda d: d["providers"].update(sample.inline("Provided by nobody.")),
        "Providers",
        "providers changed",
        id="providers",
    ),
    pytest.param(
        lambda d: d["disclaimer"].update(sample.inline("This is advice."), version="ffff"),
        "Disclaimer",
        "disclaimer changed",
        id="disclaimer",
    ),
    pytest.param(
        lambda d: d["next_step"]["content"][0]["target"].update(slug="other"),
        "Next step",
        "1 link retargeted",
        id="next step",
    ),
    pytest.param(lambda d: d["related"]["picks"].clear(), "Related", "1 pick removed", id="picks"),
    pytest.param(
        lambda d: d["references"].insert(0, sample.reference(1, "x-2020", "Another", 2020)),
        "References",
        "1 reference added",
        id="reference",
    ),
    pytest.param(
        change(["references", 0, "status_when_signed"], "retracted"),
        "References",
        "1 reference changed",
        id="status",
    ),
    pytest.param(change(["display_date"], "2026-07-09"), "Display date", "display date changed", id="date"),
    pytest.param(change(["reading_minutes"], 3), "Reading minutes", "reading minutes changed", id="minutes"),
    pytest.param(change(["slug"], "other"), "Slug", "slug changed", id="slug"),
    pytest.param(
        change(["brand_new"], {"deep": [{"x": "y"}]}), "Brand new", "brand new added", id="unknown part"
    ),
    pytest.param(change(["brand_new"], ["a", "b"]), "Brand new", "2 brand news added", id="unknown list"),
    pytest.param(change(["brand_new"], True), "Brand new", "brand new added", id="unknown flag"),
    pytest.param(change(["title"], ["not", "text"]), "Title", "title", id="another shape"),
    pytest.param(change(["body", "html"], "<p>forged</p>"), "Body", "body HTML changed", id="html alone"),
]


@pytest.mark.parametrize(("apply", "label", "summary"), PART_CASES)
def test_every_other_part_has_its_section(old, new, apply, label, summary):
    apply(new)

    difference = compare(old, new)

    assert labels(difference) == [label]
    assert summary in difference.summary
    assert drawn(difference)


def test_html_and_words_are_not_said_twice(old, new):
    new["body"]["blocks"][0]["children"][0]["text"] = "If your calves ache at night, take note of "
    new["body"] |= {"html": "<p>other</p>", "word_count": 5, "toc": []}

    [section] = compare(old, new).sections

    assert [row.label for row in section.rows if row.kind != "same"] == ["Paragraph"]


def test_long_unchanged_stretches_are_folded(old, new):
    new["body"]["blocks"][0]["children"][0]["text"] = "If your calves ache at night, take note of "

    [section] = compare(old, new).sections

    shown, folded = section.stretches()
    assert [row.kind for row in shown.rows] == ["changed", "same"]
    assert folded.folded
    assert folded.said == "13 unchanged lines"


# Drawing.


def drawn(difference):
    return render_to_string("publishing/difference.html", {"difference": difference})


def test_what_is_drawn_is_escaped(old, new):
    new["title"] = "<script>alert(1)</script>"
    new["tags"][0]["name"] = "<b>bold</b>"
    new["brand_new"] = {"<i>": "<u>"}

    html = drawn(compare(old, new))

    assert "<script" not in html
    assert "<b>" not in html
    assert "<u>" not in html
    assert "style=" not in html


def test_changes_are_said_in_words_beside_the_colour(old):
    html = drawn(compare(old, edited(copy.deepcopy(old), ("p. 12", "p. 14"), ("3 times", "5 times"))))

    assert "locator: p. 12 → p. 14" in html
    assert ">Changed</strong> Table row" in html
    assert "[Removed: " in html


# Laws.

WORD = st.sampled_from(["leg", "pain", "rest", "walk", "2.5", "mg", "not", " ", " ", ", ", ". ", "–", "Ä"])
MARKS = st.sampled_from([(), ("strong",), ("em", "strong")])
PLAIN = st.builds(lambda text, marks: Token(text, marks), WORD, MARKS)
ATOM = st.builds(
    lambda node, text, key: Token(text, (), node, (("key", key),)),
    st.sampled_from(["citation", "link"]),
    st.sampled_from(["2016 guideline", "care", "leg"]),
    st.sampled_from(["a", "b"]),
)
LINE = st.lists(st.one_of(PLAIN, PLAIN, ATOM), max_size=25)


@given(old=LINE, new=LINE)
@settings(max_examples=300)
def test_the_operations_lead_from_the_old_line_to_the_new(old, new):
    ops = tokens.compare(old, new)

    assert "".join(op.was for op in ops) == tokens.joined(old)
    assert "".join(op.text for op in ops) == tokens.joined(new)
    assert all(op.was == op.text for op in ops if op.kind == "same")


@given(line=LINE)
def test_a_line_equals_itself(line):
    assert all(op.kind == "same" for op in tokens.compare(line, line))


@given(old=LINE, new=LINE)
def test_lines_that_differ_never_look_the_same(old, new):
    spelled = [(t.node, t.marks, t.details, c) for t in old for c in t.text]
    other = [(t.node, t.marks, t.details, c) for t in new for c in t.text]

    if spelled != other:
        assert any(op.kind != "same" for op in tokens.compare(old, new))


PARAGRAPHS = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.lists(st.sampled_from(["one", "two", "three", "four", "five"]), max_size=6),
    ),
    max_size=8,
)


@given(old=PARAGRAPHS, new=PARAGRAPHS)
@settings(max_examples=300)
def test_every_block_is_paired_or_named_once(old, new):
    before, after = (
        [align.Block(tuple(words), id_, align.bag(words), "paragraph") for id_, words in side]
        for side in (old, new)
    )

    pairs = align.align(before, after)

    # A block that moved stands twice: where it stood, and where it stands.
    stood = [p.old for p in pairs if p.old is not None and not (p.moved and p.new is not None)]
    assert stood == list(range(len(old)))
    assert [p.new for p in pairs if p.new is not None] == list(range(len(new)))
    kept = [p.old for p in pairs if p.old is not None and p.new is not None and not p.moved]
    assert kept == sorted(kept)


SCALAR = st.one_of(st.text(max_size=6), st.integers(), st.booleans(), st.none())
VALUE = st.recursive(
    SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["type", "text", "children", "slug", "key", "id", "blocks", "items", "label", "marks", "x"]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


@given(old=VALUE, new=VALUE)
@settings(max_examples=300, deadline=None)
def test_no_shape_of_a_document_is_too_strange(old, new):
    assert not compare({"part": old}, {"part": old})
    compare({"part": old}, {"part": new})


@pytest.mark.parametrize("edit", ["one word in four", "one word in each", "another text"])
def test_four_hundred_paragraphs_are_not_all_compared_with_each_other(edit):
    old, new = long_texts.pair(400, edit)
    weighed = 0

    def count(frame, event, argument):
        nonlocal weighed
        weighed += event == "call" and frame.f_code.co_name == "_weight"

    sys.setprofile(count)
    try:
        difference = compare(old, new)
    finally:
        sys.setprofile(None)

    assert difference
    # 160,000 would be each with each; how long it takes is for benchmarks/comparison.py to say.
    assert weighed <= 2 * align.MOST_COMPARED


def test_a_line_says_where_it_stands():
    document = {"body": {"blocks": sample.blocks("::: tip\nRest.\n:::\n")}}

    [section] = compare({}, document).sections

    assert [row.label for row in section.rows] == ["Callout", "Callout › paragraph"]
