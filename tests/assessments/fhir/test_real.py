"""Questionnaires as they stand in public: nothing of them is lost without a word, and nothing crashes.

The same is asked of small forms of our own, so that it is checked where the shared examples are not there.
"""

import copy
import json
import random
from decimal import Decimal

import pytest

from assessments import evaluation, fhir
from assessments.definition import decimal_text
from tests.assessments import random_definitions
from tests.assessments.fhir import forms
from tests.assessments.fhir.forms import coded, expression, group, item, when

_YES = when("q1", "=", answerBoolean=True)
_SUM = "%resource.item.answer.value.weight().sum()"

OWN = {
    "own-weights": forms.form(
        item("q1", answerOption=[coded("a", 0), coded("b", Decimal("1.5"))], required=True),
        item(
            "q2",
            answerOption=[coded("a", 1, forms.ORDINAL_VALUE)],
            enableWhen=[when("q1", "=", answerCoding={"code": "b"})],
        ),
        item("q3", "open-choice", answerOption=[coded("a", 2)]),
        item("hidden", answerOption=[coded("a", 3)], readOnly=True),
        item("total", "decimal", extension=[expression(forms.CALCULATED, _SUM)]),
    ),
    "own-conditions": forms.form(
        item("q1", "boolean"),
        item("q2", "integer", enableWhen=[_YES]),
        group(
            "g",
            item("q3", enableWhen=[when("q2", ">", answerInteger=3)]),
            item("d", "date", enableWhen=[when("q1", "exists", answerBoolean=True)]),
            enableWhen=[when("q1", "!=", answerString="x"), when("q2", "<", answerInteger=9)],
            enableBehavior="any",
        ),
        group("h", item("s", "string"), enableWhen=[when("q9", "=", answerBoolean=True)]),
    ),
}
FORMS = (*OWN, *forms.INSTRUMENTS, *forms.REAL)


def document(name):
    if name in OWN:
        return copy.deepcopy(OWN[name])
    data = forms.instrument(name) if name in forms.INSTRUMENTS else forms.real(name)
    return json.loads(data, parse_float=Decimal)


def conditions_of(document):
    """Every enableWhen of a file: its path, its item and itself."""
    for steps in forms.nodes(document):
        if len(steps) > 1 and steps[-2] == "enableWhen":
            yield forms.path_of(steps), forms.at(document, steps[:-2]), forms.at(document, steps)


def weights_of(document):
    """Every weight of a file: its path, its item and its option."""
    for steps in forms.nodes(document):
        one = forms.at(document, steps)
        if isinstance(one, dict) and one.get("url") in (forms.ITEM_WEIGHT, forms.ORDINAL_VALUE):
            if "answerOption" not in steps:
                continue
            at = steps.index("answerOption")
            yield (
                forms.path_of(steps),
                forms.at(document, steps[:at]),
                forms.at(document, steps[: at + 2]),
                one,
            )


def is_carried(definition, item, asked):
    """Whether the definition shows the item under this condition."""
    value = next(value for name, value in asked.items() if name.startswith("answer"))
    if isinstance(value, dict):
        value = value["code"]
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = decimal_text(value)
    operator = "answered" if asked["operator"] == "exists" else asked["operator"]
    wanted = {"question": asked["question"], "operator": operator, "value": value}
    rows = [*definition["sections"], *definition["questions"]]
    shown = [one["shown_when"] for one in rows if one["key"] == item["linkId"] and one["shown_when"]]
    return any(wanted in next(iter(one.values())) for one in shown)


@pytest.mark.parametrize("name", FORMS)
def test_every_condition_is_carried_over_or_named(name):
    form = document(name)
    reading = fhir.read(form)
    named = forms.places(reading)

    for path, around, asked in conditions_of(form):
        if path in named:
            continue
        # A group of which nothing is left is named as a whole.
        if forms.plain(path.rpartition(".")[0]) in named and not is_carried(
            reading.definition, around, asked
        ):
            continue
        assert is_carried(reading.definition, around, asked), path


@pytest.mark.parametrize("name", FORMS)
def test_every_weight_is_carried_over_or_named(name):
    form = document(name)
    reading = fhir.read(form)
    named = forms.places(reading)
    made = forms.questions(reading)

    for path, around, option, weight in weights_of(form):
        question = made.get(around["linkId"])
        code = option["valueCoding"]["code"]
        found = [one["points"] for one in question["options"] if one["key"] == code] if question else []
        if found != [decimal_text(weight["valueDecimal"])]:
            assert forms.is_named(path, named), path


def test_the_files_hold_what_is_checked():
    """Else the two above would hold of nothing."""
    counted = {
        name: (len(list(conditions_of(document(name)))), len(list(weights_of(document(name)))))
        for name in FORMS
    }

    assert counted["own-conditions"] == (6, 0)
    assert counted["own-weights"] == (1, 5)
    assert counted["01-phq9-lhc"] == (0, 36)
    assert counted["04-apgar-itemweight"] == (0, 15)
    assert counted["06-sdc-enablewhen-messy"] == (20, 0)
    assert counted["07-enablewhen-operators"] == (56, 0)


@pytest.mark.parametrize("name", FORMS)
def test_what_was_read_can_be_evaluated_and_comes_back(name):
    reading = fhir.read(document(name))

    evaluation.compiled(reading.definition)
    text = forms.export(reading.definition)
    again = fhir.read(text)
    assert again.definition == reading.definition
    assert forms.export(again.definition) == text


def test_the_conditions_that_hl7_compares_with_the_wrong_type():
    reading = fhir.read(document("06-sdc-enablewhen-messy"))

    wrong = [one for one in reading.blocking if "probably meant" in one.sentence]
    assert len(wrong) == 10
    assert (
        "so as it stands this condition never holds. It probably meant: the answer is “2” (Two)."
        in wrong[0].sentence
    )


@pytest.mark.parametrize(
    ("name", "location", "said"),
    [
        ("09-dangling-linkid", "item[2] (linkId q3).enableWhen[0]", "No question has the linkId “q11”."),
        ("10-missing-question-field", "item[2] (linkId q3).enableWhen[0]", "does not say which question"),
    ],
)
def test_broken_conditions_are_told_where_they_stand(name, location, said):
    reading = fhir.read(document(name))

    assert any(one.location == location and said in one.sentence for one in reading.blocking)


@pytest.mark.parametrize(
    ("name", "key", "count", "policy"),
    [
        ("01-phq9-lhc", "/44261-6", 9, "skip"),
        ("04-apgar-itemweight", "9272-6", 5, "wait"),
        ("gad-7", "anxiety-score", 7, "wait"),
    ],
)
def test_totals_of_others_are_scores(name, key, count, policy):
    [score] = fhir.read(document(name)).definition["scores"]

    assert (score["key"], len(score["questions"]), score["when_missing"]) == (key, count, policy)


def test_groups_in_groups_keep_their_conditions():
    definition = fhir.read(document("11-nested-enablewhen")).definition

    wanted = {"all": [{"question": "p1", "operator": "=", "value": "YES"}]}
    assert [(one["key"], one["shown_when"]) for one in definition["sections"]] == [
        ("g1", wanted),
        ("g2", wanted),
    ]


# Nothing is dropped silently, and nothing crashes.


def exports():
    return [json.loads(forms.export(random_definitions.definition_of(seed))) for seed in range(4)]


def strange(document, steps, kind):
    """The document with something unknown in one of its objects."""
    changed = copy.deepcopy(document)
    around = forms.at(changed, steps)
    if kind == "member":
        around["strange"] = "sentinel"
    else:
        around.setdefault("extension", []).append(
            {"url": "http://example.org/strange", "valueString": "sentinel"}
        )
    return changed


@pytest.mark.parametrize(
    "name", ["exports", *OWN, "hunger-vital-sign", "04-apgar-itemweight", "11-nested-enablewhen"]
)
def test_nothing_unknown_goes_by_without_a_word(name):
    """Put into any object of a file, an unknown member or extension is told, or lies in something that is."""
    for form in exports() if name == "exports" else [document(name)]:
        for steps in forms.nodes(form):
            if not isinstance(forms.at(form, steps), dict):
                continue
            for kind in ("member", "extension"):
                reading = fhir.read(strange(form, steps, kind))

                told = any("sentinel" in one.said or "strange" in one.location for one in reading.leftovers)
                assert told or forms.is_named(forms.path_of(steps), forms.places(reading)), (steps, kind)


def other(value):
    """Something else of the same kind; None where it is no text or number."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        return value + 1
    return f"{value}x" if isinstance(value, str) else None


@pytest.mark.parametrize("name", [*OWN, "audit-c", "hunger-vital-sign", "04-apgar-itemweight"])
def test_whatever_is_changed_changes_the_draft_or_a_finding(name):
    """One text or number at a time. All shared files, and taking members out as well, took 30 seconds."""
    form = document(name)
    before = fhir.read(form)
    named = forms.places(before)

    for steps in forms.nodes(form):
        value = other(forms.at(form, steps))
        if value is None:
            continue
        changed = copy.deepcopy(form)
        forms.at(changed, steps[:-1])[steps[-1]] = value

        assert fhir.read(changed) != before or forms.is_named(forms.path_of(steps), named), steps


@pytest.mark.parametrize("source", ["own", "shared"])
def test_mutilated_files_are_read_or_refused(source):
    """300 seeds for each; 3,000 took 10 seconds."""
    files = exports() + [document(name) for name in OWN]
    if source == "shared":
        files = [document(name) for name in (*forms.INSTRUMENTS, *forms.REAL)]
    made = 0
    for seed in range(300):
        chance = random.Random(seed)

        reading = fhir.read(forms.mutated(chance, chance.choice(files)))

        if reading.definition is None:
            assert reading.blocking, seed
            continue
        made += 1
        evaluation.compiled(reading.definition)
        assert fhir.read(forms.export(reading.definition)).definition == reading.definition, seed
    assert made > 200
