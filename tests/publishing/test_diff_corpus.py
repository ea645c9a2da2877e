"""Edits as people make them, and exactly what a reviewer is told about each."""

import copy

import pytest

from articles.body import markdown, settle
from articles.models import FAQ, Article, Author, Citation, Organisation, Topic, Treatment
from assessments.models import Assessment
from cms.publishing.diff import Names, compare, known
from tests.articles import sample_document as sample

TITLES = {
    "cit_old-2016": "2016 AHA/ACC guideline",
    "cit_new-2024": "2024 ACC/AHA guideline",
    "ass_pad": "PAD in 2 minutes",
    "ass_pad-long": "PAD in 10 minutes",
    "tre_pad-care": "Leg artery care",
    "top_legs": "Leg arteries",
    "top_veins": "Veins",
    "org_1": "Harbor Clinic",
    "org_2": "Hill Clinic",
    "aut_ana": "Ana Ruiz",
    "aut_ben": "Ben Osei",
    "faq_1": "Is it serious?",
    "faq_2": "Do I need surgery?",
    "faq_3": "Can I keep walking?",
    "art_walk": "A walking plan",
    "usr_mila": "Mila Moreau",
}


def names(model):
    return Names(*known.labels(model), TITLES)


def body(*pairs):
    source = sample.BODY
    for was, now in pairs:
        assert was in source, was
        source = source.replace(was, now, 1)
    return settle(markdown.parse(source, sample.uid)[0])


ARTICLE = {
    "title": "Sore calves",
    "slug": "sore-calves",
    "dek": "Calves that ache on the stairs can be a sign of poor flow.",
    "topic": "top_legs",
    "organization": "org_1",
    "authors": ["aut_ana", "aut_ben"],
    "faqs": ["faq_1", "faq_2", "faq_3"],
    "related": ["art_walk"],
    "tags": ["calves", "walking"],
    "display_date": "2026-07-01",
    "audience_min_age": 18,
    "seo_title": "",
    "disclosure": "Harbor Clinic provides treatments described here.",
    "providers_heading": "",
    "body": body(),
}
AUTHOR = {"author_type": "person", "name": "Ana Ruiz", "credentials": "MD", "role_title": "Cardiologist"}
AUTHOR |= {"bio": "Ana Ruiz treats leg arteries.", "person": None, "organization": "org_1"}
TOPIC = {"name": "Leg arteries", "inline_label": "leg artery", "review_months": 12, "parent": None}
TOPIC |= {
    "synonyms": [{"text": "PAD", "search_only": False}, {"text": "leg veins", "search_only": True}],
    "codes": [{"system": "ICD-10-CM", "code": "I73.9"}],
    "urgent_help_phone": "911",
}
ORGANISATION = {"name": "Harbor Clinic", "faq_heading": "Common questions", "is_default": True}
ORGANISATION |= {"disclaimer": "This is general information.", "routes": {"article": "/learn/{slug}"}}
CITATION = {"title": "Guideline on Leg Arteries", "year": 2016, "status": "current", "superseded_by": None}
CITATION |= {"doi": "10.1161/CIR.0000000000000471", "pmid": "", "csl_extra": {}}
FAQ_STATE = {"question": "Is it serious?", "topic": None}
FAQ_STATE |= {"answer": settle(markdown.parse("It can be.\n\nCall your clinic.", sample.uid)[0], "faq")}
TREATMENT = {"name": "Leg artery care", "description": "Walking and medicine.", "topic": "top_legs"}
ASSESSMENT = {"title": "PAD check", "estimated_minutes": 2, "available": True, "topic": "top_legs"}


def case(name, model, state, change, *sentences, summary=None):
    new = copy.deepcopy(state)
    if callable(change):
        change(new)
    else:
        new |= change
    return pytest.param(model, state, new, sentences, summary, id=name)


def article(name, change, *sentences, summary=None):
    change = {"body": change} if isinstance(change, dict) and change.get("type") == "doc" else change
    return case(name, Article, ARTICLE, change, *sentences, summary=summary)


def move(name, was, now):
    return lambda state: state[name].insert(now, state[name].pop(was))


def block(was, now):
    return lambda state: state["body"]["content"].insert(now, state["body"]["content"].pop(was))


def cited_as_retracted(state):
    citation = next(
        node
        for block in state["body"]["content"]
        for node in block.get("content", [])
        if node["type"] == "citation"
    )
    citation["attrs"]["cited_as"] = "retracted"


GUIDELINE = "[2016 guideline on leg arteries](cite:old-2016)"
CASES = [
    # The text.
    article("a number", body(("3 times a week", "5 times a week")), "Table row: “3” became “5”"),
    article("a negation", body(("it avoids", "it never avoids")), "Paragraph: “never” added"),
    article("a word less", body(("little harm", "harm")), "Paragraph: “little” removed"),
    article(
        "paragraph added",
        body(("## How it feels\n", "Rest first.\n\n## How it feels\n")),
        "Paragraph added: “Rest first.”",
    ),
    article(
        "paragraph removed",
        body(("The ache comes with walking and goes with rest. It is easy to take it for **age**.\n\n", "")),
        "Paragraph removed: “The ache comes with walking and goes with rest. It is easy to take it for age.”",
    ),
    article(
        "paragraph moved up",
        block(-1, 1),
        "Paragraph “If this sounds like you, try our 2-minu…” moved up, from"
        " after “I walked to the shop again.”",
        summary="1 paragraph moved",
    ),
    article(
        "paragraph moved down",
        block(0, 5),
        "Paragraph “If your calves ache on the stairs and s…” moved down, from the beginning",
    ),
    article(
        "callout moved",
        block(1, 6),
        "Callout “Call 911 if a leg turns cold, pale and…” moved down, from"
        " after “If your calves ache on the stairs and stop aching when you…”",
    ),
    article("callout kind", body(("::: urgent", "::: warning")), "Callout changed from urgent to warning"),
    article(
        "callout removed",
        lambda s: s["body"]["content"].pop(1),
        "Callout removed: “Call 911 if a leg turns cold, pale and numb.”",
        summary="1 callout removed",
    ),
    article(
        "callout added",
        body(("## How it feels\n", "::: tip\nRest first.\n:::\n\n## How it feels\n")),
        "Callout added: “Rest first.”",
    ),
    article(
        "callout opened up",
        body(
            (
                "::: urgent\nCall 911 if a leg turns cold, pale and numb.\n:::",
                "Call 911 if a leg turns cold, pale and numb.",
            )
        ),
        "Callout removed: “Call 911 if a leg turns cold, pale and numb.”",
        "Paragraph “Call 911 if a leg turns cold, pale and…” does not stand in a callout any more",
    ),
    article("heading reworded", body(("## How it feels", "## How it often feels")), "Heading: “often” added"),
    article(
        "heading level", body(("## Opening", "### Opening")), "Heading “Opening the artery”: level 2 became 3"
    ),
    article(
        "heading aspect",
        lambda s: s["body"]["content"][2]["attrs"].update(aspect="symptoms"),
        "Heading “How it feels”: aspect “symptoms” added",
    ),
    article(
        "list numbered",
        body(("- It begins", "1. It begins"), ("- It fades", "2. It fades")),
        "List “It begins after the same distance.” became a numbered list",
    ),
    article(
        "list item added",
        body(("- It fades", "- It stays away at rest.\n- It fades")),
        "List item added: “It stays away at rest.”",
    ),
    article(
        "list item nested",
        body(("- It fades", "  - It fades")),
        "List added: “It fades within minutes of rest.”",
        "List item “It fades within minutes of rest.” now stands in a list in a list item",
    ),
    article(
        "table row removed",
        body(("| Blood pressure check | every month |\n", "")),
        "Table row removed: “Blood pressure check │ every month”",
    ),
    article(
        "who said it",
        body(("::: quote A patient", "::: quote A nurse")),
        "Quote “I walked to the shop again.”: attribution “A patient” became “A nurse”",
    ),
    article(
        "bold only",
        body(("**age**", "age")),
        "Formatting only: “age” no longer bold",
        summary="1 paragraph formatted differently",
    ),
    article("italic added", body(("poor flow", "*poor flow*")), "Formatting only: “poor flow” now italic"),
    article(
        "line break", body((").\nMost people", ").\\\nMost people")), "Paragraph: “ ” became a line break"
    ),
    # What it rests on and leads to.
    article(
        "citation replaced",
        body((GUIDELINE, GUIDELINE.replace("old-2016", "new-2024"))),
        "Citation replaced: 2016 AHA/ACC guideline → 2024 ACC/AHA guideline",
        summary="1 citation replaced: 2016 AHA/ACC guideline → 2024 ACC/AHA guideline",
    ),
    article(
        "citation page", body(("p. 12", "p. 14")), "Citation “2016 guideline”: locator “p. 12” became “p. 14”"
    ),
    article(
        "citation reworded",
        body(("[2016 guideline](", "[the 2016 guideline](")),
        "Citation “2016 guideline” now reads “the 2016 guideline”",
    ),
    article(
        "citation removed",
        body((f"\n({GUIDELINE})", "")),
        "Citation removed: 2016 AHA/ACC guideline",
        "Paragraph: “(” removed; “)” removed",
        summary="1 paragraph changed, 1 citation removed",
    ),
    article(
        "citation added",
        body(("comes with walking", "comes with walking ([guideline](cite:new-2024))")),
        "Citation added: 2024 ACC/AHA guideline",
        "Paragraph: “(” added; “)” added",
    ),
    article(
        "cited as retracted",
        cited_as_retracted,
        "Citation “2016 guideline on leg arteries” now cited as retracted",
    ),
    article(
        "link retargeted",
        body(("(assessment:pad)", "(assessment:pad-long)")),
        "Link “2-minute PAD check” now leads to “PAD in 10 minutes”, before to “PAD in 2 minutes”",
        summary="1 link retargeted",
    ),
    article(
        "link reworded",
        body(("[2-minute PAD check]", "[quick PAD check]")),
        "Link “2-minute PAD check” now reads “quick PAD check”",
    ),
    article(
        "phone number",
        body(("tel:+15550100", "tel:+15550199")),
        "Link “the clinic” now leads to “tel:+15550199”, before to “tel:+15550100”",
    ),
    article(
        "link removed",
        body(("[the clinic](tel:+15550100)", "the clinic")),
        "Link removed: “the clinic” to “tel:+15550100”",
        "Paragraph: “the clinic” added",
    ),
    # Other parts of an article.
    article("title", {"title": "Sore legs"}, "Title: “Sore calves” became “Sore legs”"),
    article(
        "summary reworded",
        {"dek": ARTICLE["dek"].replace("stairs", "hill")},
        "Summary: “Calves that ache on the stairs can be a sign of poor flow.” became"
        " “Calves that ache on the hill can be a sign of poor flow.”",
    ),
    article("topic", {"topic": "top_veins"}, "Topic: “Leg arteries” became “Veins”"),
    article("organization", {"organization": "org_2"}, "Organization: “Harbor Clinic” became “Hill Clinic”"),
    article("author removed", lambda s: s["authors"].pop(), "Author removed: “Ben Osei”"),
    article("authors reordered", move("authors", 1, 0), "Author “Ana Ruiz” moved down, from the beginning"),
    article("question added", lambda s: s["faqs"].append("faq_4"), "FAQ added: “faq_4”"),
    article(
        "questions reordered",
        move("faqs", 2, 0),
        "FAQ “Can I keep walking?” moved up, from after “Do I need surgery?”",
        summary="1 FAQ moved",
    ),
    article("tag added", lambda s: s["tags"].insert(0, "arteries"), "Tag added: “arteries”"),
    article("related removed", {"related": []}, "Related article removed: “A walking plan”"),
    article("date taken off", {"display_date": None}, "Date shown removed: “2026-07-01”"),
    article("age", {"audience_min_age": 16}, "Audience from age: 18 became 16"),
    article("search title", {"seo_title": "Calves"}, "Search engine title added: “Calves”"),
    article(
        "own heading for providers",
        {"providers_heading": "Who helps"},
        "Providers heading added: “Who helps”",
    ),
    article(
        "disclosure emptied",
        {"disclosure": ""},
        "Disclosure removed: “Harbor Clinic provides treatments described here.”",
    ),
    article(
        "two things at once",
        lambda s: (s.update(title="Sore legs"), s["tags"].pop()),
        "Title: “Sore calves” became “Sore legs”",
        "Tag removed: “walking”",
        summary="title changed, 1 tag removed",
    ),
    # Everything else that is signed.
    case(
        "author's credentials",
        Author,
        AUTHOR,
        {"credentials": "MD, FACC"},
        "Credentials: “MD” became “MD, FACC”",
    ),
    case("author's account", Author, AUTHOR, {"person": "usr_mila"}, "Staff account added: “Mila Moreau”"),
    case(
        "author's biography",
        Author,
        AUTHOR,
        {"bio": "Ana Ruiz treats leg arteries and veins."},
        "Biography: “Ana Ruiz treats leg arteries.” became “Ana Ruiz treats leg arteries and veins.”",
    ),
    case(
        "synonym for search only",
        Topic,
        TOPIC,
        lambda s: s["synonyms"][0].update(search_only=True),
        "Synonym “PAD” · Search only: no became yes",
    ),
    case(
        "code added",
        Topic,
        TOPIC,
        lambda s: s["codes"].append({"system": "MeSH", "code": "D058729"}),
        "Code added: “D058729”",
    ),
    case("review interval", Topic, TOPIC, {"review_months": 6}, "Review interval: 12 became 6"),
    case("emergency number", Topic, TOPIC, {"urgent_help_phone": "112"}, "Urgent help phone: 911 became 112"),
    case(
        "disclaimer",
        Organisation,
        ORGANISATION,
        {"disclaimer": "This is general information, not advice."},
        "Disclaimer: “This is general information.” became “This is general information, not advice.”",
    ),
    case(
        "route",
        Organisation,
        ORGANISATION,
        lambda s: s["routes"].update(article="/read/{slug}"),
        "Routes · Article: “/learn/{slug}” became “/read/{slug}”",
    ),
    case(
        "source superseded",
        Citation,
        CITATION,
        {"status": "superseded", "superseded_by": "cit_new-2024"},
        "Status: “current” became “superseded”",
        "Superseded by added: “2024 ACC/AHA guideline”",
        summary="status changed, superseded by added",
    ),
    case("source's DOI", Citation, CITATION, {"doi": ""}, "DOI removed: “10.1161/CIR.0000000000000471”"),
    case(
        "question reworded",
        FAQ,
        FAQ_STATE,
        {"question": "How serious is it?"},
        "Question: “Is it serious?” became “How serious is it?”",
    ),
    case(
        "answer",
        FAQ,
        FAQ_STATE,
        lambda s: s["answer"]["content"][1]["content"][0].update(text="Call your doctor."),
        "Answer: “Call your clinic.” became “Call your doctor.”",
    ),
    case(
        "care described",
        Treatment,
        TREATMENT,
        {"description": ""},
        "Description removed: “Walking and medicine.”",
    ),
    case("assessment closed", Assessment, ASSESSMENT, {"available": False}, "Available: yes became no"),
    case(
        "assessment's minutes",
        Assessment,
        ASSESSMENT,
        {"estimated_minutes": 3},
        "Estimated minutes: 2 became 3",
    ),
]


@pytest.mark.parametrize(("model", "old", "new", "said", "summary"), CASES)
def test_each_edit_is_told_in_these_sentences(model, old, new, said, summary):
    difference = compare(old, new, names(model))

    assert difference.sentences == list(said)
    if summary:
        assert difference.summary == summary


@pytest.mark.parametrize(("model", "old", "new", "said", "summary"), CASES)
def test_an_edit_undone_is_told_as_well(model, old, new, said, summary):
    assert compare(new, old, names(model)).sentences


@pytest.mark.parametrize(("model", "old", "new", "said", "summary"), CASES)
def test_a_draft_that_nobody_edited_shows_no_change(model, old, new, said, summary):
    assert compare(new, copy.deepcopy(new), names(model)).sections == []


def test_the_corpus_is_as_large_as_was_promised():
    assert len(CASES) >= 40
