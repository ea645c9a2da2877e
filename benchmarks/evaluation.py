"""What one evaluation costs: `python -m benchmarks.evaluation [--answers 400]`.

An assessment of 16 questions, half of them shown only under conditions, with two scores, a red flag and
five rules, evaluated by the product and by a JSON-Logic library with the same rules, made from the same
definition. First both evaluate the same answers and must agree; then they take turns in one run, because on
a busy machine only such times can be compared. The goal for the pure function is under 100 µs.

JSON-Logic only gets the rules: it checks no answer, and its points are whole numbers, since it sums floats.
"""

import argparse
import random
import statistics
import time

from json_logic import jsonLogic

from assessments import evaluation
from assessments.definition import NUMBERS
from tests.assessments import random_definitions
from tests.assessments.samples import (
    definition,
    on_score,
    option,
    outcome,
    question,
    rule,
    score,
    when,
    yes_no_options,
)

ROUNDS = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=400)
    options = parser.parse_args()
    made, chance = sixteen_questions(), random.Random(16)
    tool, logic = evaluation.compiled(made), Logic(made)
    sets = [random_definitions.full_answers(chance, made) for _ in range(options.answers)]

    outcomes = set()
    for answers in sets:
        result = evaluation.evaluate(tool, answers)
        ours = (
            result["outcome"],
            result["visible"],
            {key: int(text) for key, text in result["scores"].items()},
        )
        if ours != logic.evaluate(answers):
            raise SystemExit(f"They do not agree:\n{ours}\n{logic.evaluate(answers)}")
        outcomes.add(result["outcome"])
    print(f"{len(made['questions'])} questions, {len(sets)} answers, all agree; outcomes: {sorted(outcomes)}")

    times = {"product": [], "JSON-Logic": []}
    for _ in range(ROUNDS):
        for name, evaluate in (
            ("product", lambda one: evaluation.evaluate(tool, one)),
            ("JSON-Logic", logic.evaluate),
        ):
            began = time.perf_counter()
            for answers in sets:
                evaluate(answers)
            times[name].append((time.perf_counter() - began) / len(sets) * 1e6)
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:11} median {middle:7.1f} µs, fastest {min(taken):7.1f}, slowest {max(taken):7.1f}")
    ratio = statistics.median(times["JSON-Logic"]) / statistics.median(times["product"])
    print(f"JSON-Logic takes {ratio:.1f} times as long")

    for name, work in (
        ("refusing a wrong answer", lambda: evaluation.evaluate(tool, sets[0] | {"s0": "no-such-option"})),
        ("compiling", lambda: evaluation.compiled(made)),
    ):
        taken = []
        for _ in range(200):
            began = time.perf_counter()
            work()
            taken.append((time.perf_counter() - began) * 1e6)
        print(f"{name}: median {statistics.median(taken):.1f} µs")


def sixteen_questions() -> dict:
    def levels():
        return [option(f"level-{points}", points=str(points)) for points in range(4)]

    sites = [option(key, points="1") for key in ("calf", "thigh", "foot")] + [option("none", exclusive=True)]
    bands = [
        {"at_least": "50", "at_most": "64", "points": "1"},
        {"at_least": "65", "at_most": None, "points": "2"},
    ]
    pain = {"all": [when("pain", "=", True)]}
    worse = {"any": [when("s0", "!=", "level-0"), when("s1", "=", "level-3")]}
    questions = [
        question("age", "integer", minimum="18", maximum="110", bands=bands),
        question("pain", "yes_no", yes_no_options("1", "0")),
        question("sites", "multi", sites, shown_when=pain),
        question("smokes", "yes_no", yes_no_options("2", "0")),
        question(
            "pack-years",
            "integer",
            minimum="0",
            maximum="99",
            shown_when={"all": [when("smokes", "=", True)]},
        ),
        *[question(f"s{number}", options=levels()) for number in range(3)],
        *[question(f"s{number}", options=levels(), shown_when=worse) for number in range(3, 7)],
        question("rest", "yes_no", yes_no_options("3", "0"), shown_when=pain),
        question("cold", "yes_no", shown_when={"all": [when("rest", "=", True), when("sites", "=", "foot")]}),
        question(
            "walks", "integer", minimum="0", maximum="5000", shown_when={"any": [when("age", ">=", "50")]}
        ),
        question("diabetes", "yes_no", yes_no_options("2", "0")),
    ]
    return definition(
        questions=questions,
        scores=[
            score("total", [each["key"] for each in questions]),
            score("quality", [f"s{number}" for number in range(7)]),
        ],
        outcomes=[
            outcome("call", "emergency"),
            outcome("soon", "soon"),
            outcome("routine", "routine"),
            outcome("low"),
        ],
        red_flags=[rule("cold-foot", "call", any=[when("cold", "=", True)])],
        rules=[
            rule("high", "soon", all=[on_score("total", ">=", "18")]),
            rule("calf", "soon", all=[when("sites", "in", ["calf", "thigh"]), on_score("quality", ">", "9")]),
            rule("old", "routine", all=[when("age", ">=", "70"), when("smokes", "=", True)]),
            rule("walks", "routine", all=[when("walks", "<", "200"), when("diabetes", "=", True)]),
            rule("some", "routine", any=[on_score("quality", ">=", "10"), when("pack-years", ">", "60")]),
        ],
        default="low",
    )


class Logic:
    """The same definition as JSON-Logic: one rule for each condition, score and outcome."""

    def __init__(self, made: dict):
        self.types = {each["key"]: each["type"] for each in made["questions"]}
        self.shown = [(each["key"], self.group(each["shown_when"])) for each in made["questions"]]
        by_key = {each["key"]: each for each in made["questions"]}
        self.scores = {
            each["key"]: {"+": [self.points(by_key[key]) for key in each["questions"]]}
            for each in made["scores"]
        }
        rules = [*made["red_flags"], *made["rules"]]
        self.outcome = {"if": [part for each in rules for part in (self.group(each), each["outcome"])]}
        self.outcome["if"].append(made["default"])

    def evaluate(self, answers: dict):
        data = {}
        for key, shown in self.shown:
            if jsonLogic(shown, data):
                data[key] = answers[key]
        scores = {key: jsonLogic(rule, data) for key, rule in self.scores.items()}
        outcome = jsonLogic(self.outcome, data | {"scores": scores})
        return outcome, list(data), scores

    def group(self, group: dict | None):
        if not group:
            return True
        if "all" in group:
            return {"and": [self.test(one) for one in group["all"]]}
        return {"or": [self.test(one) for one in group["any"]]}

    def test(self, one: dict):
        operator, value = one["operator"], one["value"]
        if "score" in one:
            return {_said(operator): [{"var": f"scores.{one['score']}"}, int(value)]}
        said = {"var": one["question"]}
        match self.types[one["question"]]:
            case "multi" if operator == "in":
                return {"or": [{"in": [key, said]} for key in value]}
            case "multi":
                return {"in": [value, said]} if operator == "=" else {"!": {"in": [value, said]}}
            case kind if kind in NUMBERS:
                return {_said(operator): [said, int(value)]}
        return {_said(operator): [said, value]}

    def points(self, asked: dict):
        said = {"var": asked["key"]}
        worth = {option["key"]: int(option["points"] or 0) for option in asked["options"]}
        match asked["type"]:
            case "multi":
                return {"+": [{"if": [{"in": [key, said]}, points, 0]} for key, points in worth.items()]}
            case "yes_no":
                return {"if": [{"===": [said, True]}, worth["yes"], worth["no"]]}
            case "single":
                steps = [part for key, points in worth.items() for part in ({"===": [said, key]}, points)]
                return {"if": [*steps, 0]}
        steps = []
        for band in asked["bands"]:
            low = {">=": [said, int(band["at_least"])]}
            inside = {"and": [low, {"<=": [said, int(band["at_most"])]}]} if band["at_most"] else low
            steps += [inside, int(band["points"])]
        return {"if": [*steps, 0]}


def _said(operator: str) -> str:
    return {"=": "===", "!=": "!=="}.get(operator, operator)


if __name__ == "__main__":
    main()
