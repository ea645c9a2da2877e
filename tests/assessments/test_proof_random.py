"""The proof against brute force: on random definitions, and on what is left of them once they are mended.

An ordinary run takes the first 150 definitions of each law. `pytest -m slow tests/assessments/
test_proof_random.py` takes 1,000.
"""

import copy
import random
from decimal import Decimal

import pytest

from assessments import evaluation, proof
from assessments.definition import NUMBERS, decimal_text
from assessments.proof import decisions
from assessments.proof.reading import Reading
from assessments.proof.walk import Budget
from tests.assessments import random_definitions, samples
from tests.assessments.every_path import EveryPath, TooManyPaths

FEW, MANY = 150, 1_000


def small(seed):
    """Anything at all, and in turn a few questions with points and bands of rules on their sums."""
    return (
        banded(random.Random(seed)) if seed % 2 else random_definitions.definition_of(seed, most_questions=5)
    )


def banded(chance):
    questions = [_pointed(chance, f"q{place}", place) for place in range(chance.randint(2, 4))]
    names = [row["key"] for row in questions]
    scores = [samples.score("total", names, chance.choice(["wait", "wait", "skip"]))]
    if chance.random() < 0.3:
        scores.append(samples.score("other", chance.sample(names, 1)))
    return samples.definition(
        questions=questions,
        scores=scores,
        outcomes=[
            samples.outcome("high", "urgent"),
            samples.outcome("middle", "soon"),
            samples.outcome("low", does_not_rule_out=samples.NOT_RULED_OUT),
        ],
        rules=[_band_rule(chance, f"r{place}", scores) for place in range(chance.randint(2, 4))],
        default="low",
    )


def _pointed(chance, key, place):
    worth = chance.sample(["0", "0.5", "1", "1.5", "2", "3", "5"], chance.randint(2, 4))
    options = [samples.option(f"o{number}", points=points) for number, points in enumerate(worth)]
    asked = {"any": [samples.when(f"q{place - 1}", chance.choice(["=", "!="]), "o0")]}
    return samples.question(
        key,
        options=options,
        required=chance.random() < 0.85,
        shown_when=asked if place and chance.random() < 0.25 else None,
    )


def _band_rule(chance, key, scores):
    low = chance.randint(0, 12)
    ends = [(chance.choice([">=", ">"]), low), (chance.choice(["<=", "<"]), low + chance.randint(0, 6))]
    name = chance.choice(scores)["key"]
    chosen = ends if chance.random() < 0.6 else [chance.choice(ends)]
    criteria = [samples.on_score(name, operator, decimal_text(Decimal(end) / 2)) for operator, end in chosen]
    if chance.random() < 0.2:
        criteria.append(samples.when("q0", chance.choice(["=", "!="]), "o1"))
    form = "all" if chance.random() < 0.9 else "any"
    return samples.rule(key, chance.choice(["high", "middle"]), **{form: criteria})


def every_path(definition, most=1_500):
    try:
        return EveryPath(definition, most)
    except TooManyPaths:
        return None


def wheres(faults, rule, top=None):
    return {
        fault.where if top is None else fault.where.removeprefix(f"{top}/")
        for fault in faults
        if fault.rule == rule and (top is None or fault.where.startswith(f"{top}/"))
    }


def keys(faults, rule):
    """The keys of the red flags and rules with this fault."""
    return wheres(faults, rule, "rules") | wheres(faults, rule, "red_flags")


def agree(definition):
    """The proof says what brute force sees, no more and no less. Whether it could be compared."""
    faults = proof.check(definition)
    paths = every_path(definition)
    if paths is None or any(fault.rule == "not-proven" for fault in faults):
        return False
    conditions = wheres(faults, "always-true") - {
        f"{n}/{k}" for n in ("rules", "red_flags") for k in paths.holding
    }

    assert wheres(faults, "unreachable-question", "questions") == paths.unreachable()
    assert keys(faults, "impossible") == paths.impossible()
    assert keys(faults, "shadowed") == paths.shadowed()
    assert keys(faults, "always-true") == paths.always() - paths.shadowed()
    assert conditions == paths.conditions_that_always_hold()
    assert wheres(faults, "does-not-rule-out", "outcomes") == paths.lowest_without_words()
    assert bool(wheres(faults, "score-untold")) == paths.untold()
    assert wheres(faults, "gap", "scores") == paths.gaps()
    assert paths.overlaps() <= keys(faults, "overlap")
    reached = {result["outcome"] for _, result in paths.results}
    unreached = {row["key"] for row in definition["outcomes"]} - reached - {definition["default"]}
    assert wheres(faults, "outcome-unreached", "outcomes") == unreached
    return True


def mended(definition, chance):
    """The definition without whatever the proof finds wrong, part after part, until no error is left."""
    definition = copy.deepcopy(definition)
    for _ in range(60):
        errors = [fault for fault in proof.check(definition) if fault.blocks]
        if not errors:
            return definition
        _mend(definition, chance.choice(errors))
    raise AssertionError("this cannot be mended")


def _mend(definition, fault):
    kind, _, rest = fault.where.partition("/")
    key = rest.partition("/")[0]
    row = next((row for row in definition.get(kind, []) if row["key"] == key), None)
    match kind, fault.rule:
        case _, "no-questions":
            definition["questions"].append(samples.question("asked", "yes_no"))
        case "questions", "unreachable-question":
            row["shown_when"] = None
            for section in definition["sections"]:
                if section["key"] == row["section"]:
                    section["shown_when"] = None
        case "questions", "limits-missing":
            row["minimum"], row["maximum"] = row["minimum"] or "-3", row["maximum"] or "60"
        case "questions", "limits":
            row["maximum"] = row["minimum"]
        case "questions", _ if fault.rule.startswith("band"):
            row["bands"] = row["bands"][:-1]
        case (("questions" | "sections"), _):
            row["shown_when"] = None
        case "scores", "score-untold":
            row["when_missing"] = "skip"
        case "scores", "uncountable":
            countable = {
                question["key"]
                for question in definition["questions"]
                if question["bands"] or any(one["points"] is not None for one in question["options"])
            }
            row["questions"] = [name for name in row["questions"] if name in countable]
            if not row["questions"]:
                _drop_score(definition, key)
        case "scores", "score-empty":
            _drop_score(definition, key)
        case "scores", "gap":
            names = [rule["key"] for rule in definition["rules"]]
            definition["rules"] = [rule for rule in definition["rules"] if rule["key"] != names[-1]]
        case "outcomes", "does-not-rule-out":
            row["does_not_rule_out"] = samples.NOT_RULED_OUT
        case (("rules" | "red_flags"), _):
            definition[kind].remove(row)
        case _:
            raise AssertionError(fault)


def _drop_score(definition, key):
    definition["scores"] = [score for score in definition["scores"] if score["key"] != key]
    definition["rules"] = [
        rule
        for rule in definition["rules"]
        if all(row.get("score") != key for row in rule.get("all", rule.get("any")))
    ]


def broken_somewhere(definition, chance):
    """The definition with one thing changed that may or may not be wrong."""
    definition = copy.deepcopy(definition)
    asked = [row for row in definition["questions"] if row["type"] != "notice"]
    rows = [
        row
        for owner in [*definition["questions"], *definition["sections"]]
        if owner["shown_when"]
        for row in owner["shown_when"].get("all", owner["shown_when"].get("any"))
    ]
    rows += [
        row
        for rule in [*definition["rules"], *definition["red_flags"]]
        for row in rule.get("all", rule.get("any"))
    ]
    changes = [lambda: chance.shuffle(definition["questions"]), lambda: chance.shuffle(definition["rules"])]
    if rows:
        row = chance.choice(rows)
        changes += [
            lambda: row.update(value=chance.choice(["gone", "2", "a", "yes", True, ["a"], None, "1.50"])),
            lambda: row.update(operator=chance.choice(["=", "!=", ">", "<=", "answered", "in", "~"])),
            lambda: row.update(question=chance.choice(["gone", *(one["key"] for one in asked)])),
        ]
    if asked:
        one = chance.choice(asked)
        changes += [
            lambda: definition["questions"].append(copy.deepcopy(one)),
            lambda: one.update(section=chance.choice(["gone", None])),
            lambda: one.update(options=one["options"][:-1]),
            lambda: one.update(minimum="5", maximum="4", bands=one["bands"][::-1]),
            lambda: one.update(required=not one["required"]),
        ]
    changes += [
        lambda: definition.update(default=chance.choice(["gone", None])),
        lambda: definition.update(outcomes=definition["outcomes"][1:]),
        lambda: definition.update(scores=definition["scores"] * 2),
    ]
    chance.choice(changes)()
    return definition


def sweep(law, number):
    """How many of so many definitions could be compared."""
    return sum(bool(law(seed)) for seed in range(number))


def sees_what_brute_force_sees(seed):
    return agree(small(seed))


def has_no_hole_once_mended(seed):
    definition = mended(small(seed), random.Random(seed))
    paths = every_path(definition)
    if paths is None:
        return False
    assert not paths.unreachable()
    assert not paths.impossible()
    assert not paths.shadowed()
    assert not paths.always()
    assert not paths.gaps()
    assert not paths.overlaps()
    assert not paths.uneven_bands()
    assert not paths.lowest_without_words()
    known = {row["key"] for row in definition["outcomes"]}
    assert all(result["outcome"] in known for _, result in paths.results)
    return True


def claims_only_what_holds(seed):
    """Every error shows: answers that fail, or a definition that is refused. True if there was one."""
    chance = random.Random(seed)
    definition = small(seed)
    if seed % 4 > 1:
        definition = broken_somewhere(definition, chance)
    shown = False
    faults = proof.check(definition)
    for fault in faults:
        if fault.claim is not None:
            assert proof.confirms(definition, fault), fault
            shown = True
    if not any(fault.blocks for fault in faults):
        evaluation.compiled(definition)
    return shown


def survives_nonsense(seed):
    """One value anywhere in the definition is replaced by something that does not belong there."""
    chance, definition = random.Random(seed), copy.deepcopy(small(seed))
    owner, name = chance.choice(list(_places(definition)))
    owner[name] = chance.choice([None, "", [], {}, "x", "1", "9" * 16, -1, True, ["x"]])
    faults = proof.check(definition)
    for fault in faults:
        assert fault.claim is None or proof.confirms(definition, fault), fault
    if not any(fault.blocks for fault in faults):
        evaluation.compiled(definition)
    return any(fault.rule == "malformed" for fault in faults)


def _places(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in pairs:
        yield value, name
        yield from _places(child)


def counts_what_brute_force_counts(seed):
    definition = small(seed)
    if any(row["type"] in NUMBERS for row in definition["questions"]):
        return False  # numbers are counted in runs
    faults = proof.check(definition)
    paths = every_path(definition)
    if paths is None or any(fault.rule in ("no-questions", "not-proven") for fault in faults):
        return False
    told = proof.summary(definition)
    outcomes = [result["outcome"] for _, result in paths.results]
    assert told.paths == len(paths.results)
    assert {key: count for key, count in told.outcomes.items() if count} == {
        key: outcomes.count(key) for key in set(outcomes)
    }
    for key, values in told.scores.items():
        assert set(values) == {result["scores"][key] for _, result in paths.results} - {None}
    listed = list(proof.path_table(definition))
    assert len(listed) == len(paths.results)
    assert sorted(row.outcome for row in listed) == sorted(outcomes)
    short = list(proof.path_table(definition, limit=0))
    assert sum(row.paths for row in short) == len(paths.results)
    return True


LAWS = [
    (sees_what_brute_force_sees, 0.5),
    (has_no_hole_once_mended, 0.5),
    (claims_only_what_holds, 0.5),
    (survives_nonsense, 0.1),
    (counts_what_brute_force_counts, 0.1),
]
each_law = pytest.mark.parametrize(("law", "share"), LAWS, ids=[law.__name__ for law, _ in LAWS])


@each_law
def test_the_proof(law, share):
    assert sweep(law, FEW) >= FEW * share


@pytest.mark.slow
@each_law
def test_the_proof_of_many(law, share):
    assert sweep(law, MANY) >= MANY * share


@pytest.mark.parametrize("seed", range(120))
def test_what_a_forgetful_walk_forgets_changes_nothing(seed):
    """Where there are too many states, only the first rule that holds is kept in mind."""
    definition = small(seed)
    if any(fault.rule in ("no-questions", "limits") for fault in proof.check(definition)):
        return
    reading = Reading(definition)
    whole = decisions.among(reading, reading.deciders, Budget())
    first = decisions.among(reading, reading.deciders, Budget(), forgetful=True)

    assert _decided(whole) == _decided(first)
    for place in range(len(reading.deciders)):
        assert (whole.holding(place) is None) == (first.holding(place) is None)
        assert (whole.failing(place) is None) == (first.failing(place) is None)
        for other in range(place):
            assert (whole.holding(other, place) is None) == (first.holding(other, place) is None)


def _decided(decided):
    """By what decides, how many paths."""
    found = {}
    for end in decided.ends:
        found[decided.rule(end)] = found.get(decided.rule(end), 0) + end.paths
    return found
