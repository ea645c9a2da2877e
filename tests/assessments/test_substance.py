"""An editorial change leaves alone whatever decides: every part of a document is broken, one way each."""

import copy

import pytest
from django.utils import timezone

from assessments import models
from assessments.substance import substance
from cms.publishing import actions
from tests import people
from tests.articles import pages
from tests.assessments import drafts
from tests.publishing import builders

#: Texts: what is written in them may be mended. A number in them may not, see below.
WORDING = {
    "title", "description", "intended_use", "limits", "disclaimer", "instrument.name", "instrument.rights",
    "intended_for.otherwise.text", "intended_for.otherwise.next_steps.label",
    "definition.sections.title", "definition.sections.text",
    "definition.questions.text", "definition.questions.help", "definition.questions.options.label",
    "definition.scores.label",
    "definition.outcomes.title", "definition.outcomes.does_not_rule_out",
    "definition.outcomes.content.text", "definition.outcomes.next_steps.label",
}  # fmt: skip
#: What is made of the rest, what has checks of its own, and what shared records say.
ELSEWHERE = (
    "definition.outcomes.content.html", "definition.outcomes.content.blocks", "definition_digest",
    "version", "questionnaire", "schema", "id", "slug", "locale", "href", "references", "topic",
    "review_interval_months", "estimated_minutes", "available",
)  # fmt: skip


@pytest.fixture
def document(db):
    people.everybody()
    made = pages.composed(
        drafts.pad(builders.Clock(), max_age=80, instrument_name="A form", instrument_rights="Ours")
    )
    made["definition"]["questions"][0]["help"] = "Count whole years."
    return made


def parts(value, path=()):
    """Every list and every leaf, with its path."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from parts(child, (*path, name))
        return
    yield path, value
    if isinstance(value, list):
        for place, child in enumerate(value):
            yield from parts(child, (*path, place))


def named(path):
    return ".".join(part for part in path if isinstance(part, str))


def with_(document, path, value):
    made = copy.deepcopy(document)
    at = made
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = value
    return made


def other_values(name, value):
    if name.endswith("shown_when") and value is None:
        yield {"any": [{"question": "age", "operator": "answered", "value": True}]}
    elif isinstance(value, list):
        if value:
            yield value[1:]
            yield [*value, value[0]]
        if len(value) > 1:
            yield value[::-1]
            yield [value[1], value[0], *value[2:]]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif value is None:
        yield from ("1", False, 0)
    else:
        yield f"{value}x"
        yield None


def test_whatever_decides_is_substance(document):
    before, tried = substance(document), set()

    for path, value in parts(document):
        name = named(path)
        if name in WORDING or name.startswith(ELSEWHERE):
            continue
        for other in other_values(name, value):
            tried.add(name)
            assert substance(with_(document, path, other)) != before, f"{path}: {value!r} became {other!r}"

    assert {
        "definition.default", "definition.rules", "definition.rules.all.value",
        "definition.red_flags.outcome",
        "definition.questions.minimum", "definition.questions.options.points",
        "definition.questions.options.exclusive", "definition.questions.bands.at_most",
        "definition.sections.shown_when.all.operator", "definition.scores.questions",
        "definition.scores.when_missing", "definition.outcomes.urgency",
        "intended_for.min_age", "intended_for.excludes", "intended_for.otherwise.next_steps.phone",
    } <= tried  # fmt: skip


def test_a_number_and_a_negation_are_substance_in_every_text(document):
    before, tried = substance(document), set()

    for path, value in parts(document):
        if named(path) in WORDING:
            tried.add(named(path))
            for more in (" 99", " not"):
                assert substance(with_(document, path, value + more)) != before, path

    assert tried == WORDING


def test_mended_spelling_is_none(document):
    before = substance(document)

    for path, value in parts(document):
        if named(path) in WORDING:
            assert substance(with_(document, path, f"{value} indeed")) == before, path


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("questions.3.options", "label"),  # yes and no
        ("questions.4.options", "label"),
        ("questions", "text"),
        ("scores", "label"),
        ("outcomes", "title"),
    ],
)
def test_two_that_swap_their_words_are_substance(document, rows, words):
    document["definition"]["scores"].append(
        {"key": "other", "label": "Other", "questions": [], "when_missing": "skip"}
    )
    before = substance(document)
    made = copy.deepcopy(document)
    at = made["definition"]
    for part in rows.split("."):
        at = at[int(part) if part.isdigit() else part]
    at[-1][words], at[-2][words] = at[-2][words], at[-1][words]

    assert substance(made) != before


def _worth_more(item):
    item.criterion_rows.filter(rule="likely").update(value="5")


def _another_question(item):
    models.Question.objects.create(
        assessment=item, position=1, key="leg", text="Which leg is it?", type="yes_no"
    )


def _counts_more(item):
    item.question_rows.filter(key="eases").update(
        options="minutes | Within 10 minutes | 4\nlonger | Longer | 0"
    )


def _asked_of_all(item):
    item.condition_rows.all().delete()


def _another_number(item):
    item.step_rows.filter(outcome="today").update(address="112")


def _points_by_age(item):
    item.question_rows.filter(key="age").update(bands="18 | 49 | 0\n50 | 64 | 2\n65 | 120 | 2")


def _swapped(item):
    item.question_rows.filter(key="eases").update(
        options="longer | Within 10 minutes | 0\nminutes | It takes longer | 3"
    )


def _moved(item):
    item.question_rows.filter(key="age").update(position=2)
    item.question_rows.filter(key="cold").update(position=0)


def _never(item):
    item.question_rows.filter(key="pain").update(text="Do you never get pain in your legs?")


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (_worth_more,
         "questions and rules: “rule ‘likely’, which leads to ‘See your doctor’, when Risk points at least 4”"
         " became “rule ‘likely’, which leads to ‘See your doctor’, when Risk points at least 5”."),
        (_another_question, "questions and rules: “nothing” became “question 3 ‘Which leg is it?’”."),
        (_counts_more,
         "“answer minutes ‘Within 10 minutes’ of question 6 ‘How soon does it ease when you rest?’, points:"
         " 3” became “answer minutes ‘Within 10 minutes’ of question 6 ‘How soon does it ease when you"
         " rest?’, points: 4”."),
        (_asked_of_all,
         "“section ‘When you walk’, only when ‘Do you get pain in your legs when you walk?’ is Yes” became"
         " “section ‘When you walk’, always”."),
        (_another_number,
         "“the next step ‘Call 111’ of outcome ‘Have your foot seen today’, phone 111” became “the next step"
         " ‘Call 111’ of outcome ‘Have your foot seen today’, phone 112”."),
        (_points_by_age,
         "“question 1 ‘How old are you?’, from 50 to 64: 1 point” became"
         " “question 1 ‘How old are you?’, from 50 to 64: 2 points”."),
        (_swapped,
         "numbers: “10 minutes, in answer minutes ‘Within 10 minutes’ of question 6 ‘How soon does it ease"
         " when you rest?’” became “10 minutes, in answer longer ‘Within 10 minutes’ of question 6"),
        (_moved,
         "questions and rules: “question 1 ‘Has one leg suddenly become cold, pale and painful?’” stands in"
         " another place."),
        (_never,
         "negations: “nothing” became “never, in question 4 ‘Do you never get pain in your legs?’”."),
    ],
)  # fmt: skip
def test_what_an_editorial_change_touches_is_named_as_the_writer_sees_it(db, write, sentence):
    people.everybody()
    tool = drafts.pad(timezone.now)
    builders.go_live(tool, timezone.now)
    builders.save(tool, timezone.now, write=write, reason="Another thought.")

    with pytest.raises(actions.NotReady) as refused:
        builders.submit(tool, timezone.now, change="editorial")

    said = " ".join(one.sentence for one in refused.value.findings)
    assert sentence in said
    assert not [key for key in ("question pain", "score:risk", "options minutes") if key in said]
