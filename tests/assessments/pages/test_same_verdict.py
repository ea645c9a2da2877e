"""With scripts and without them a reader is told the same: for every golden case of a definition."""

import json

import pytest

from assessments import evaluation, sheet, sitting, vectors
from tests.articles import pages as articles
from tests.assessments import drafts
from tests.assessments.pages import shown, taking
from tests.publishing import builders

pytestmark = pytest.mark.once("sqlite")

IN_BROWSER = """async (text) => {
  const [definition, cases] = JSON.parse(text); // as it is sent, a name such as __proto__ is kept
  const { answersOf, standing } = await import("/static/assessments/take.js");
  const evaluator = await import("/static/assessments/evaluator.js");
  return JSON.stringify(cases.map((said) => {
    const { shown, problems, result, urgent } = standing(definition, answersOf(definition, said), evaluator);
    return { shown, problems: [...problems], result, urgent };
  }));
}"""
TYPED = [
    "7", "07", " 7 ", "7.0", "7.", ".5", "0.50", "-3", "−3", "-", ".", "", "1,5", "1e3", "0x1", "Infinity",
    "NaN", "٣", "3 4", "--1", "+1", "000", "-0", "36.60", "9" * 16, "9" * 41, "0.0000001", "1.2.3",
]  # fmt: skip


@pytest.fixture(params=["pad", "legs", "oddly_named"])
def definition(request, own_database):
    if request.param != "pad":
        made = getattr(shown, request.param)()
    else:
        made = articles.composed(drafts.pad(builders.Clock()))["definition"]
    shown.put(made)
    return made


def by_server(definition, said):
    """What the pages without scripts make of a form that says this."""
    tool = evaluation.compiled(definition)
    sent = sitting.Sent(
        go="next", manner="all", asked=tuple(one["key"] for one in definition["questions"]), said=said
    )
    return sitting.step(definition, tool, "", sent)


def test_every_golden_case_ends_in_the_same_way(definition, page):
    cases = vectors.of(definition)
    # What a form cannot say (an unknown option, a word for yes or no) reaches neither of the two.
    said = [sheet.read(definition, reader(shown.said_in_form(definition, one["answers"]))) for one in cases]
    page.goto(shown.ADDRESS)

    found = json.loads(page.evaluate(IN_BROWSER, json.dumps([definition, said])))

    complete = 0
    for case, texts, there in zip(cases, said, found, strict=True):
        here = by_server(definition, texts)
        assert dict(there["problems"]) == {**here.problems}, case["name"]
        assert there["urgent"] == here.urgent, case["name"]
        if case["expected"]["status"] == "complete":
            complete += 1
            assert there["result"] == here.result == case["expected"], case["name"]
        elif case["expected"]["status"] == "incomplete":
            assert there["result"] == case["expected"], case["name"]
            assert list(here.problems) == case["expected"]["missing"], case["name"]
            assert here.page == sitting.QUESTIONS
    assert complete >= 5


def reader(said):
    return lambda name: said.get(name.removeprefix(sheet.PREFIX), [])


def test_typed_numbers_are_read_alike(own_database, page):
    shown.put()
    page.goto(shown.ADDRESS)
    script = """async (typed) => {
      const { number } = await import("/static/assessments/take.js");
      return typed.map((one) => [String(number(one, true)), String(number(one, false))]);
    }"""

    found = page.evaluate(script, TYPED)

    here = [[str(sheet.number(one, whole=whole)) for whole in (True, False)] for one in TYPED]
    beyond = TYPED.index("9" * 16)  # more digits than a browser's numbers have; both are too large
    assert [one for n, one in enumerate(found) if n != beyond] == [
        one for n, one in enumerate(here) if n != beyond
    ]


@pytest.mark.parametrize("definition", ["pad", "oddly_named"], indirect=True)
def test_clicking_through_ends_in_the_same_way(definition, open_page):
    of_each = {}
    for case in vectors.of(definition):
        if case["expected"]["status"] == "complete":
            of_each.setdefault(case["expected"]["outcome"], case)
    assert len(of_each) == len(definition["outcomes"])
    with_scripts, without = open_page(), open_page(java_script_enabled=False)

    for key, case in of_each.items():
        said = shown.said_in_form(definition, case["answers"])
        [outcome] = [one for one in definition["outcomes"] if one["key"] == key]
        taking.open_start(with_scripts)
        taking.open_start(without, scripts=False)

        asked = taking.go_through(with_scripts, said)

        assert asked == taking.go_through(without, said) == case["expected"]["visible"]
        assert taking.told(with_scripts) == taking.told(without)
        assert taking.told(without)[0] == outcome["title"]
        answers = ".your-answers dl"
        assert with_scripts.locator(answers).inner_text() == without.locator(answers).inner_text()
