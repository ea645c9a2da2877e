"""Random definitions that hold together, and answers to them: the same from one seed, or drawn by hypothesis.

`definition_of(7)` is always the same definition, for long sweeps; `definitions()` is a strategy, for laws.
What comes out compiles and has every field of the format. It need not be wise: a rule may be shadowed, a
question unreachable, a condition always true. Some keys mean something to a browser.
"""

import random
from decimal import Decimal

from hypothesis import strategies as st

from assessments.definition import CHOICES, NUMBERS, ORDER, SCORE_OPERATORS, decimal_text
from tests.assessments import samples

TYPES = ["single", "single", "multi", "yes_no", "integer", "decimal", "notice"]
POINTS = [None, "-1", "0", "0.1", "0.2", "0.5", "1", "1", "2", "3", "10"]
#: Keys that are also names of what objects of a browser have.
TRAPS = ["constructor", "__proto__", "toString", "length", "0", "1"]


def definitions(most_questions=7):
    """A strategy for definitions."""
    return st.randoms(use_true_random=False).map(lambda chance: definition(chance, most_questions))


def definitions_with(answers, most_questions=7):
    """A strategy for (definition, answers): `answers` is one of the functions below."""

    def both(chance):
        made = definition(chance, most_questions)
        return made, answers(chance, made)

    return st.randoms(use_true_random=False).map(both)


def definition_of(seed: int, most_questions=7) -> dict:
    return definition(random.Random(seed), most_questions)


def definition(chance, most_questions=7) -> dict:
    keys = [f"q{number}" for number in range(1, 1 + chance.randint(1, most_questions))]
    if chance.random() < 0.2:
        keys[chance.randrange(len(keys))] = chance.choice(TRAPS)
    questions, sections = [], []
    for index, key in enumerate(keys):
        if chance.random() < 0.3:
            sections.append(samples.section(f"s{index}", shown_when=_condition(chance, questions)))
        section = sections[-1]["key"] if sections else None
        questions.append(_question(chance, key, section, _condition(chance, questions)))
    asked = [question for question in questions if question["type"] != "notice"]
    scores = [
        samples.score(
            key, _some(chance, [question["key"] for question in asked]), chance.choice(["wait", "skip"])
        )
        for key in ["total", "other"][: chance.randint(0, 2)]
        if asked
    ]
    outcomes = _outcomes(chance)
    names = [outcome["key"] for outcome in outcomes]
    flags, rules = [], []
    if asked:
        for number in range(chance.choice([0, 0, 1, 2])):
            criteria = [_criterion(chance, asked, []) for _ in range(chance.randint(1, 2))]
            flags.append(samples.rule(f"flag-{number}", chance.choice(names), any=criteria))
        for number in range(chance.randint(0, 5)):
            criteria = [_criterion(chance, asked, scores) for _ in range(chance.randint(1, 3))]
            rules.append(samples.rule(f"rule-{number}", chance.choice(names), **{_joined(chance): criteria}))
    return samples.definition(
        sections=sections, questions=questions, scores=scores, outcomes=outcomes,
        red_flags=flags, rules=rules, default=names[-1],
    )  # fmt: skip


def some_answers(chance, definition) -> dict:
    """Valid answers to some of the questions, whether they are visible or not, in no order."""
    questions = [question for question in definition["questions"] if chance.random() < 0.8]
    chance.shuffle(questions)
    return {
        question["key"]: answer(chance, question) for question in questions if question["type"] != "notice"
    }


def full_answers(chance, definition) -> dict:
    """A valid answer to every question, whether it is visible or not: always a complete assessment."""
    asked = [question for question in definition["questions"] if question["type"] != "notice"]
    return {question["key"]: answer(chance, question) for question in asked}


def answer(chance, question):
    """One valid answer. A decimal comes as text or as an exact number."""
    keys = [option["key"] for option in question["options"]]
    match question["type"]:
        case "single":
            return chance.choice(keys)
        case "yes_no":
            return chance.random() < 0.5
        case "multi":
            alone = [option["key"] for option in question["options"] if option["exclusive"]]
            if alone and chance.random() < 0.2:
                return [chance.choice(alone)]
            return _some(chance, [key for key in keys if key not in alone] or alone[:1])
        case "integer":
            return int(number(chance, question))
        case "decimal":
            value = number(chance, question)
            return decimal_text(value) if chance.random() < 0.5 else value


def odd_answers(chance, definition) -> dict:
    """Answers of which some are wrong in some way, and some of questions that are not there."""
    answers = some_answers(chance, definition)
    for question in definition["questions"]:
        if chance.random() < 0.2:
            answers[question["key"]] = odd_value(chance, question)
    if chance.random() < 0.1:
        answers[chance.choice(["nobody-asked", "", "__proto__", "scores", "toString"])] = 1
    return answers


def odd_value(chance, question):
    keys = [option["key"] for option in question["options"]] or ["a"]
    wrong = [
        *(
            None,
            [],
            {},
            "",
            "a",
            "yes",
            "no-such-option",
            True,
            False,
            0,
            1,
            -1,
            3,
            10**15,
            -(10**15),
            10**400,
        ),
        *(Decimal("1.5"), Decimal("3.00"), Decimal("1E+2"), Decimal("1E+400"), Decimal("-1E+400"), 0.5, 2.0),
        *(Decimal("0.1234567"), Decimal("-0.0"), float("inf"), float("-inf"), float("nan"), Decimal("sNaN")),
        *("1.5", "01", "1.", "+1", " 1", "1\n", "1e3", "-0", "0.30", "999999999999999", "1000000000000000"),
        *(keys, keys[:1], keys[:1] * 2, [*keys[:1], "no-such-option"], [1], [None], [[]], {"points": 999}),
    ]
    return chance.choice(wrong)


def number(chance, question) -> Decimal:
    """A number within the question's limits, often one at which something changes."""
    step = Decimal(1).scaleb(-question["places"])
    low = Decimal(question["minimum"] if question["minimum"] is not None else "-20")
    high = Decimal(question["maximum"] if question["maximum"] is not None else "60")
    edges = [
        Decimal(edge) for band in question["bands"] for edge in (band["at_least"], band["at_most"]) if edge
    ]
    if edges and chance.random() < 0.4:
        value = chance.choice(edges) + chance.choice([-1, 0, 1]) * step
    else:
        value = low + chance.randint(0, int((high - low) / step)) * step
    return min(max(value, low), high)


def _question(chance, key, section, shown_when):
    type = chance.choice(TYPES)
    required = type != "notice" and chance.random() < 0.75
    more = {"section": section, "shown_when": shown_when, "required": required}
    if type in NUMBERS:
        more |= _limits(chance, type)
    return samples.question(key, type, _options(chance, type), **more)


def _options(chance, type):
    if type == "yes_no":
        return samples.yes_no_options(chance.choice(POINTS), chance.choice(POINTS))
    if type not in CHOICES:
        return []
    keys = ["a", "b", "c", "d", "constructor"][: chance.randint(2, 5)]
    last = keys[-1] if type == "multi" and chance.random() < 0.5 else None
    return [samples.option(key, points=chance.choice(POINTS), exclusive=key == last) for key in keys]


def _limits(chance, type):
    places = 0 if type == "integer" else chance.choice([0, 1, 2])
    step = Decimal(1).scaleb(-places)
    low, bands = Decimal(chance.randint(-3, 20)), []
    edge = low
    for _ in range(chance.randint(0, 3)):
        top = edge + chance.randint(0, 12) * step
        bands.append(
            {
                "at_least": decimal_text(edge),
                "at_most": decimal_text(top),
                "points": chance.choice(POINTS[1:]),
            }
        )
        edge = top + chance.choice([1, 1, 2]) * step
    if bands and chance.random() < 0.3:
        bands[0]["at_least"] = None
    if bands and chance.random() < 0.3:
        bands[-1]["at_most"] = None
    return {
        "places": places,
        "minimum": decimal_text(low) if chance.random() < 0.7 else None,
        "maximum": decimal_text(edge + chance.randint(0, 20)) if chance.random() < 0.7 else None,
        "bands": bands,
        "unit": chance.choice([None, "kg"]),
    }


def _condition(chance, earlier):
    asked = [question for question in earlier if question["type"] != "notice"]
    if not asked or chance.random() < 0.5:
        return None
    return {
        _joined(chance): [_on_answer(chance, asked, inside=False) for _ in range(chance.choice([1, 1, 2, 3]))]
    }


def _criterion(chance, asked, scores):
    if scores and chance.random() < 0.5:
        value = decimal_text(Decimal(chance.randint(-2, 24)) / 2)
        return samples.on_score(chance.choice(scores)["key"], chance.choice(SCORE_OPERATORS), value)
    return _on_answer(chance, asked, inside=True)


def _on_answer(chance, asked, inside):
    question = chance.choice(asked)
    if chance.random() < 0.15:
        return samples.when(question["key"], "answered", chance.random() < 0.7)
    keys = [option["key"] for option in question["options"]]
    if question["type"] in NUMBERS:
        value = decimal_text(number(chance, question))
        return samples.when(question["key"], chance.choice(["=", "!=", *ORDER]), value)
    if inside and question["type"] != "yes_no" and chance.random() < 0.3:
        return samples.when(question["key"], "in", _some(chance, keys))
    value = chance.random() < 0.5 if question["type"] == "yes_no" else chance.choice(keys)
    return samples.when(question["key"], chance.choice(["=", "=", "!="]), value)


def _outcomes(chance):
    urgencies = ["emergency", "urgent", "soon", "routine"]
    made = [
        samples.outcome(f"outcome-{number}", chance.choice(urgencies), show_score=chance.random() < 0.5)
        for number in range(chance.randint(1, 3))
    ]
    return [*made, samples.outcome("lowest", does_not_rule_out=samples.NOT_RULED_OUT)]


def _joined(chance):
    return chance.choice(["all", "any"])


def _some(chance, items):
    """At least one of the items, in their order."""
    chosen = [item for item in items if chance.random() < 0.5]
    return chosen or [chance.choice(items)]
