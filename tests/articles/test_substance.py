"""What an editorial change may touch and what it may not."""

import pytest

from articles import substance
from articles.models import Article
from tests.articles import pages

SAME = [
    pytest.param("Walk slowley for a week.", "Walk slowly for a week.", id="a spelling"),
    pytest.param("It hurts; rest.", "It hurts. Rest.", id="punctuation"),
    pytest.param("Take 10 mg with food.", "Take 10 mg along with food.", id="wording beside a dose"),
    pytest.param("The leg’s pain isn't new.", "The leg's pain isn’t new.", id="apostrophes"),
    pytest.param("About 10 milestones", "About 10 markers", id="a word that begins like a unit"),
]
OTHER = [
    pytest.param("numbers", "Walk 10 minutes.", "Walk 100 minutes.", id="a number"),
    pytest.param("numbers", "Walk 10 minutes.", "Walk 10 hours.", id="a unit"),
    pytest.param("numbers", "Under 5.5 mmol/L", "Under 5.6 mmol/L", id="a decimal"),
    pytest.param("numbers", "< 5 mm", "> 5 mm", id="a sign"),
    pytest.param("numbers", "Take two pills.", "Take three pills.", id="a number in words"),
    pytest.param("numbers", "Once, then 5 times", "5 times, then once", id="the order"),
    pytest.param("doses", "Take 10 mg.", "Take 10 g.", id="a dose"),
    pytest.param("doses", "Take it twice daily.", "Take it once daily.", id="how often"),
    pytest.param("numbers", "Take 10 milligrams.", "Take 10 micrograms.", id="a unit in words"),
    pytest.param("numbers", "Take .5 mg.", "Take .9 mg.", id="a decimal without its zero"),
    pytest.param("numbers", "5x10 mg", "5x90 mg", id="a number after a letter"),
    pytest.param("numbers", "Vitamin B12", "Vitamin B6", id="a number in a name"),
    pytest.param("numbers", "½ tablet", "¼ tablet", id="a fraction"),
    pytest.param("numbers", "10⁶ cells", "10⁹ cells", id="a power"),
    pytest.param("numbers", "NYHA class II", "NYHA class III", id="a class"),
    pytest.param("numbers", "Rest twenty minutes.", "Rest fifty minutes.", id="a ten in words"),
    pytest.param("doses", "Take it daily.", "Take it weekly.", id="a rhythm"),
    pytest.param("doses", "One every hour.", "One every day.", id="a rhythm in two words"),
    pytest.param("comparisons", "Less than 50.", "More than 50.", id="less or more"),
    pytest.param("comparisons", "Take it before meals.", "Take it after meals.", id="before or after"),
    pytest.param("comparisons", "It increases the risk.", "It decreases the risk.", id="up or down"),
    pytest.param("negations", "There is no risk.", "There is risk.", id="a no"),
    pytest.param("negations", "You should not stop.", "You should stop.", id="a not"),
    pytest.param("negations", "Don't walk.", "Do walk.", id="a don't"),
    pytest.param("negations", "Walk with pain.", "Walk without pain.", id="a without"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_wording_is_not_substance(before, after):
    assert substance.of_texts([before]) == substance.of_texts([after])


@pytest.mark.parametrize(("name", "before", "after"), OTHER)
def test_a_change_of_meaning_shows_under_its_name(name, before, after):
    assert substance.of_texts([before])[name] != substance.of_texts([after])[name]


def differs(leaflet, change):
    before = Article.substance(pages.composed(leaflet.article))
    change(leaflet)
    after = Article.substance(pages.composed(leaflet.article))
    return [name for name in before if before[name] != after[name]]


def edit(old, new):
    def change(leaflet):
        assert old in pages.BODY
        leaflet.article.body = pages.written(pages.BODY.replace(old, new))
        leaflet.article.save()

    return change


def set_on(name, **values):
    def change(leaflet):
        item = getattr(leaflet, name)
        for field, value in values.items():
            setattr(item, field, value)
        item.save()

    return change


def reorder(leaflet):
    leaflet.article.faq_rows.filter(faq=leaflet.faqs[0]).update(position=9)


def add_an_author(leaflet):
    author = type(leaflet.author).objects.create(name="Ada", slug="ada")
    leaflet.article.author_rows.create(author=author, position=1)


CHANGES = [
    pytest.param(edit("calves ache", "calves acke"), [], id="a typing error"),
    pytest.param(edit("our PAD\ntreatments", "our treatments"), [], id="the words of a link"),
    pytest.param(
        edit("2016 AHA/ACC guideline](cite", "AHA/ACC guideline](cite"), ["numbers"], id="a label's number"
    ),
    pytest.param(
        edit("cite:aha-acc-pad-2016 ", "cite:acc-aha-pad-2024 "), ["citations"], id="a swapped source"
    ),
    pytest.param(edit('"p. 12"', '"page twelve"'), ["citations"], id="a place in a source"),
    pytest.param(edit("assessment:pad)", "topic:peripheral-arterial-disease)"), ["links"], id="a link"),
    pytest.param(edit("tel:+15550100", "tel:+15550199"), ["links"], id="a phone number"),
    pytest.param(edit("need no more", "need more"), ["negations"], id="a no"),
    pytest.param(
        edit("\n\n## How it feels", "\n\nOne.\n\n## How it feels"), ["numbers", "structure"], id="a paragraph"
    ),
    pytest.param(edit("## How it feels", "### How it feels"), ["structure"], id="a level"),
    pytest.param(reorder, ["FAQs"], id="the order of questions"),
    pytest.param(add_an_author, ["authors", "links"], id="an author"),
    pytest.param(set_on("older", status="retracted"), ["citations"], id="what became of a source"),
    pytest.param(set_on("older", doi="10.1000/other"), ["citations"], id="where a source is found"),
    pytest.param(set_on("author", credentials="PhD"), ["authors"], id="what an author is"),
    pytest.param(
        set_on("article", seo_description="In 9 of 10."), ["numbers"], id="a number in search engines"
    ),
    pytest.param(set_on("topic", urgent_help_phone="112"), ["urgent help"], id="the number to call"),
    pytest.param(
        set_on("organization", disclaimer="This is advice."), ["negations", "disclaimer"], id="disclaimer"
    ),
    pytest.param(set_on("assessment", estimated_minutes=5), ["numbers"], id="the minutes of the assessment"),
    pytest.param(set_on("article", audience_min_age=18), ["audience"], id="the audience"),
    pytest.param(set_on("article", seo_title="Other"), [], id="the title for search engines"),
]


@pytest.mark.parametrize(("change", "names"), CHANGES)
def test_an_edit_of_the_page_shows_where_it_should(leaflet, change, names):
    assert sorted(differs(leaflet, change)) == sorted(names)


def test_a_raised_digit_is_not_a_plain_one():
    def block(*marks):
        return [{"type": "paragraph", "id": "p", "children": [{"type": "text", "text": "6", "marks": marks}]}]

    assert substance.structure(block({"type": "sup"})) != substance.structure(block())
    assert substance.structure(block({"type": "strong"})) == substance.structure(block())
