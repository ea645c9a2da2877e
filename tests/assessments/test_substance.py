"""An editorial change leaves alone whatever decides: every part of a document is broken, one way each."""

import copy

import pytest

from assessments.substance import substance
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


def other_values(value):
    if isinstance(value, list):
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
        for other in other_values(value):
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
