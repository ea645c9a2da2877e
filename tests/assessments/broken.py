"""Definitions that are broken on purpose, one way each, with the fault that a proof must find."""

from dataclasses import dataclass

from assessments.definition import MOST_OPTIONS, MOST_QUESTIONS
from tests.assessments.samples import (
    NOT_RULED_OUT,
    definition,
    on_score,
    option,
    outcome,
    question,
    rule,
    score,
    section,
    step,
    when,
    yes_no_options,
)

#: How the fault shows: answers show it; the definition cannot be evaluated; nothing that runs shows it.
WITNESS, REFUSED, UNSEEN = "witness", "refused", "unseen"


@dataclass(frozen=True)
class Broken:
    name: str
    definition: dict
    rule: str
    where: str
    shows: str = WITNESS
    severity: str = "error"


def whole(**parts):
    """A definition without a fault, with some of its parts replaced.

    Leg pain or none, its side, its strength from 0 to 3, an age; strong pain is urgent.
    """
    sound = {
        "questions": [pain(), side(), strength(), age()],
        "scores": [score("total", ["strength"])],
        "outcomes": [high(), low()],
        "rules": [rule("strong", "high", all=[on_score("total", ">=", "2")])],
        "default": "low",
    }
    return definition(**{**sound, **parts})


def pain(**more):
    return question("pain", "yes_no", **more)


def side(**more):
    asked = {"all": [when("pain", "=", True)]}
    options = [option("left"), option("right")]
    return question("side", **{"options": options, "shown_when": asked, **more})


def strength(points=("0", "1", "2", "3"), **more):
    options = [option(f"s{place}", f"Level {place}", worth) for place, worth in enumerate(points)]
    return question("strength", **{"options": options, **more})


def age(**more):
    return question("age", "integer", **{"minimum": "18", "maximum": "110", **more})


def high(**more):
    return outcome("high", **{"urgency": "urgent", **more})


def low(**more):
    return outcome("low", **{"does_not_rule_out": NOT_RULED_OUT, **more})


def asking(*questions, **more):
    """The sound definition with these questions after its own."""
    return whole(questions=[pain(), side(), strength(), age(), *questions], **more)


def ruling(*rules, **more):
    return whole(rules=list(rules), **more)


def shown(**condition):
    """A last question with this condition."""
    return asking(question("last", "yes_no", shown_when=condition))


def counted(*bands, **more):
    """The age with points from these bands, in the score."""
    rows = [
        {"at_least": at_least, "at_most": at_most, "points": points} for at_least, at_most, points in bands
    ]
    return whole(
        questions=[pain(), side(), strength(), age(bands=rows, **more)],
        scores=[score("total", ["strength", "age"])],
    )


def doors(number, points):
    """So many questions with yes or no, the yes worth what `points` says of its place."""
    keys = [f"d{place}" for place in range(number)]
    return {
        "questions": [
            question(key, "yes_no", yes_no_options(points(place), "0")) for place, key in enumerate(keys)
        ],
        "scores": [score("total", keys)],
    }


def banded(*rows):
    """Rules on the total: (key, lowest, highest)."""
    made = []
    for key, lowest, highest in rows:
        criteria = [on_score("total", ">=", lowest)] if lowest else []
        criteria += [on_score("total", "<=", highest)] if highest else []
        made.append(rule(key, "high", all=criteria))
    return made


REFERENCES = [
    Broken("a condition on a question that is not there", shown(all=[when("gone", "=", True)]),
           "unknown-question", "questions/last/shown_when/0", REFUSED),
    Broken("a condition on an option that is not there", shown(any=[when("side", "=", "middle")]),
           "unknown-option", "questions/last/shown_when/0", REFUSED),
    Broken("a rule on an option that is not there",
           ruling(rule("r", "high", any=[when("side", "in", ["up"])])),
           "unknown-option", "rules/r/0", REFUSED),
    Broken("a question in a section that is not there", asking(question("last", "yes_no", section="gone")),
           "unknown-section", "questions/last", REFUSED),
    Broken("a rule on a score that is not there", ruling(rule("r", "high", all=[on_score("sum", ">", "1")])),
           "unknown-score", "rules/r/0", REFUSED),
    Broken("a rule to an outcome that is not there",
           ruling(rule("r", "gone", all=[on_score("total", ">", "1")])),
           "unknown-outcome", "rules/r", REFUSED),
    Broken("a default that is not there", whole(default="gone"), "unknown-outcome", "default", REFUSED),
    Broken("a score over a question that is not there", whole(scores=[score("total", ["strength", "gone"])]),
           "unknown-question", "scores/total", REFUSED),
    Broken("a condition on itself", shown(any=[when("last", "=", True), when("pain", "=", True)]),
           "self-reference", "questions/last/shown_when/0", REFUSED),
    Broken("a condition on a later question",
           whole(questions=[pain(shown_when={"all": [when("age", ">", "20")]}), side(), strength(), age()]),
           "later-reference", "questions/pain/shown_when/0", REFUSED),
    Broken("a section's condition on a question inside it",
           asking(question("first", "yes_no", section="s"), question("next", "yes_no", section="s"),
                  sections=[section("s", shown_when={"all": [when("first", "=", True)]})]),
           "later-reference", "sections/s/shown_when/0", REFUSED),
]  # fmt: skip

KEYS = [
    Broken("two questions with one key", asking(pain()), "duplicate-key", "questions/pain", REFUSED),
    Broken("two options with one key",
           asking(question("last", options=[option("a", "One"), option("b"), option("a", "Two")])),
           "duplicate-key", "questions/last/options/0", REFUSED),
    Broken("two sections with one key", whole(sections=[section("s"), section("s")]),
           "duplicate-key", "sections/s", REFUSED),
    Broken("two scores with one key", whole(scores=[score("total", ["strength"])] * 2),
           "duplicate-key", "scores/total", REFUSED),
    Broken("two outcomes with one key", whole(outcomes=[high(), low(), low()]),
           "duplicate-key", "outcomes/low", REFUSED),
    Broken("two rules with one key",
           ruling(rule("r", "high", all=[on_score("total", ">=", "3")]),
                  rule("r", "high", all=[on_score("total", ">=", "2")])),
           "duplicate-key", "rules/r", UNSEEN),
    Broken("a red flag and a rule with one key",
           whole(red_flags=[rule("strong", "high", any=[when("pain", "=", True)])]),
           "duplicate-key", "rules/strong", UNSEEN),
]  # fmt: skip

CRITERIA = [
    Broken("more than, asked of a choice", shown(all=[when("side", ">", "left")]),
           "operator", "questions/last/shown_when/0", REFUSED),
    Broken("one of a list, asked of a number", ruling(rule("r", "high", any=[when("age", "in", ["20"])])),
           "operator", "rules/r/0", REFUSED),
    Broken("one of a list, in a condition", shown(all=[when("side", "in", ["left"])]),
           "operator", "questions/last/shown_when/0", REFUSED),
    Broken("a text as the answer to yes or no", shown(all=[when("pain", "=", "yes")]),
           "value", "questions/last/shown_when/0", REFUSED),
    Broken("a word for a number", shown(all=[when("age", ">", "old")]),
           "value", "questions/last/shown_when/0", REFUSED),
    Broken("a number beyond the limits", shown(all=[when("age", ">", "120")]),
           "value-outside", "questions/last/shown_when/0", UNSEEN),
    Broken("a number beyond the limits, in a rule",
           ruling(rule("r", "high", any=[when("age", "<", "10"), when("pain", "=", True)])),
           "value-outside", "rules/r/0"),
    Broken("answered, with a number", shown(all=[when("pain", "answered", "1")]),
           "value", "questions/last/shown_when/0", REFUSED),
    Broken("a condition on a notice",
           asking(question("note", "notice"),
                  question("last", "yes_no", shown_when={"all": [when("note", "answered", True)]})),
           "notice-asked", "questions/last/shown_when/0", REFUSED),
    Broken("a condition on a score", shown(all=[on_score("total", ">", "1")]),
           "score-too-early", "questions/last/shown_when/0", REFUSED),
    Broken("a red flag on a score",
           whole(red_flags=[rule("flag", "high", any=[on_score("total", ">", "2")])]),
           "score-too-early", "red_flags/flag/0", REFUSED),
    Broken("a rule without criteria", ruling(rule("r", "high", all=[])), "criteria-empty", "rules/r"),
    Broken("a rule without any criteria", ruling(rule("r", "high", any=[])), "criteria-empty", "rules/r"),
    Broken("a rule with both forms",
           ruling(rule("r", "high", all=[when("pain", "=", True)], any=[when("pain", "=", True)])),
           "criteria-form", "rules/r", REFUSED),
]  # fmt: skip

QUESTIONS = [
    Broken("nothing is asked", whole(questions=[], scores=[], rules=[]), "no-questions", "questions"),
    Broken("a choice without options", asking(question("last")), "no-options", "questions/last"),
    Broken("yes or no with perhaps",
           asking(question("last", "yes_no", [*yes_no_options(), option("perhaps")])),
           "yes-no-options", "questions/last", REFUSED),
    Broken("a section in two pieces",
           asking(question("one", "yes_no", section="s"), question("two", "yes_no"),
                  question("three", "yes_no", section="s"), sections=[section("s")]),
           "section-split", "questions/three", UNSEEN),
    Broken("limits the wrong way round", whole(questions=[pain(), side(), strength(), age(minimum="111")]),
           "limits", "questions/age"),
    Broken("more digits than a number may have",
           whole(questions=[pain(), side(), strength(),
                            question("age", "decimal", minimum="0", maximum="9999999999", places=6)]),
           "places", "questions/age"),
    Broken("more digits below the minimum",
           whole(questions=[pain(), side(), strength(),
                            question("age", "decimal", minimum="-9999999999", maximum="0", places=6)]),
           "places", "questions/age"),
    Broken("a number that counts without limits",
           counted(("65", None, "1"), minimum=None, maximum=None), "limits-missing", "questions/age"),
    Broken("a number that decides without a maximum",
           whole(questions=[pain(), side(), strength(), age(maximum=None)],
                 rules=[rule("old", "high", all=[when("age", ">", "80")])]),
           "limits-missing", "questions/age"),
    Broken("a band the wrong way round", counted(("70", "60", "1"), ("75", None, "2")),
           "band-reversed", "questions/age/bands/0"),
    Broken("bands that overlap", counted(("60", "70", "1"), ("70", None, "2")),
           "band-overlap", "questions/age/bands/1"),
    Broken("bands with a number between them", counted(("60", "69", "1"), ("71", None, "2")),
           "band-gap", "questions/age/bands/0"),
    Broken("bands with a tenth between them",
           whole(questions=[pain(), side(), strength(),
                            question("weight", "decimal", minimum="0", maximum="300", places=1,
                                     bands=[{"at_least": None, "at_most": "60", "points": "0"},
                                            {"at_least": "60.2", "at_most": None, "points": "1"}])],
                 scores=[score("total", ["strength", "weight"])]),
           "band-gap", "questions/weight/bands/0"),
    Broken("points that are no number", whole(questions=[pain(), side(), strength(["0", "1", "2", "3,5"])]),
           "decimal", "questions/strength/options/3", REFUSED),
    Broken("points with too many digits",
           whole(questions=[pain(), side(), strength(["0", "1", "2", "1.1234567"])]),
           "decimal", "questions/strength/options/3", REFUSED),
    Broken("too many questions", asking(*(question(f"m{n}", "yes_no") for n in range(MOST_QUESTIONS))),
           "too-many", "questions", UNSEEN),
    Broken("too many options",
           asking(question("last", options=[option(f"o{n}") for n in range(MOST_OPTIONS + 1)])),
           "too-many", "questions/last", UNSEEN),
]  # fmt: skip

SCORES = [
    Broken("a score of nothing", whole(scores=[score("total", ["strength"]), score("nothing", [])]),
           "score-empty", "scores/nothing", UNSEEN),
    Broken("a score over answers without points", whole(scores=[score("total", ["strength", "side"])]),
           "uncountable", "scores/total", UNSEEN),
    Broken("a score that counts one question twice", whole(scores=[score("total", ["strength", "strength"])]),
           "score-repeats", "scores/total", REFUSED),
    Broken("a score between two bands",
           whole(questions=[pain(), side(), strength(["0", "1", "1.5", "2"])],
                 rules=banded(("few", None, "1"), ("many", "2", None))),
           "gap", "scores/total"),
    Broken("a score between two bands, only on one branch",
           whole(questions=[pain(), side(options=[option("left", points="0"), option("right", points="0.5")]),
                            strength()],
                 scores=[score("total", ["side", "strength"])],
                 rules=banded(("few", None, "1"), ("many", "2", None))),
           "gap", "scores/total"),
    Broken("a score between two bands for women only",
           whole(rules=[rule("few", "high", all=[on_score("total", "<=", "0"), when("pain", "=", True)]),
                        rule("more", "high", all=[on_score("total", ">", "1"), when("pain", "=", True)]),
                        rule("any", "high", all=[on_score("total", ">=", "0"), when("pain", "=", False)])]),
           "gap", "scores/total"),
    Broken("bands that share a score",
           ruling(*banded(("some", "1", "2"), ("many", "2", "3"))), "overlap", "rules/many"),
    Broken("open bands that share a score",
           ruling(*banded(("few", None, "2"), ("many", "2", None))), "overlap", "rules/many"),
    Broken("a score that waits for an optional answer",
           whole(questions=[pain(), side(), strength(required=False), age()]),
           "score-untold", "scores/total"),
]  # fmt: skip

PATHS = [
    Broken("a question whose condition contradicts itself",
           shown(all=[when("pain", "=", True), when("pain", "=", False)]),
           "unreachable-question", "questions/last"),
    Broken("a question that asks for what hides its source",
           shown(all=[when("pain", "=", False), when("side", "=", "left")]),
           "unreachable-question", "questions/last"),
    Broken("a question in a section that nobody sees",
           asking(question("last", "yes_no", section="s"),
                  sections=[section("s", shown_when={"all": [when("age", "<", "18")]})]),
           "unreachable-question", "questions/last"),
    Broken("a question below one that nobody sees",
           asking(question("never", "yes_no", shown_when={"all": [when("age", "<", "18")]}),
                  question("last", "yes_no", shown_when={"all": [when("never", "=", True)]})),
           "unreachable-question", "questions/last"),
    Broken("a condition that always holds", shown(any=[when("pain", "=", True), when("pain", "=", False)]),
           "always-true", "questions/last/shown_when"),
    Broken("a section's condition that always holds",
           asking(question("last", "yes_no", section="s"),
                  sections=[section("s", shown_when={"all": [when("age", ">=", "18")]})]),
           "always-true", "sections/s/shown_when"),
    Broken("a rule that always holds", ruling(rule("r", "high", any=[on_score("total", ">=", "0")])),
           "always-true", "rules/r"),
    Broken("a rule beyond the highest score",
           ruling(*banded(("some", "2", "3"), ("many", "4", None))), "impossible", "rules/many"),
    Broken("a rule between the scores that can be reached",
           whole(questions=[pain(), side(), strength(["0", "5"])],
                 rules=banded(("some", "1", "4"), ("all", "5", None))),
           "impossible", "rules/some"),
    Broken("a rule on two answers that exclude each other",
           ruling(rule("r", "high", all=[when("pain", "=", False), when("side", "=", "left")])),
           "impossible", "rules/r"),
    Broken("a rule on an option that goes with no other",
           asking(question("sites", "multi", [option("calf"), option("none", exclusive=True)]),
                  rules=[rule("r", "high", all=[when("sites", "=", "none"), when("sites", "=", "calf")])]),
           "impossible", "rules/r"),
    Broken("a red flag that can never hold",
           whole(red_flags=[rule("flag", "high", any=[when("pain", "answered", False)])]),
           "impossible", "red_flags/flag"),
    Broken("a rule in the shadow of a wider one",
           ruling(*banded(("some", "1", None), ("many", "2", None))), "shadowed", "rules/many"),
    Broken("a rule in the shadow of two others",
           ruling(rule("yes", "high", all=[when("pain", "=", True)]),
                  rule("weak", "high", all=[on_score("total", "<=", "1")]),
                  rule("never", "high", all=[when("pain", "=", False), on_score("total", "<", "1")])),
           "shadowed", "rules/never"),
    Broken("a rule in the shadow of a red flag",
           whole(red_flags=[rule("flag", "high", any=[when("pain", "=", True)])],
                 rules=[rule("left", "high", all=[when("side", "=", "left")])]),
           "shadowed", "rules/left"),
    Broken("too many different sums",
           whole(**doors(40, lambda place: str(2**place)),
                 rules=[rule("r", "high", all=[on_score("total", ">=", str(2**39))])]),
           "not-proven", "rules/r", UNSEEN),
    Broken("too many answers that decide whether something is asked",
           asking(question("sites", "multi", [option(f"o{n}") for n in range(40)]),
                  *(question(f"f{n}", "yes_no", shown_when={"all": [when("sites", "=", f"o{n}")]})
                    for n in range(40)),
                  question("last", "yes_no",
                           shown_when={"any": [when(f"f{n}", "=", True) for n in range(40)]})),
           "not-proven", "questions/last", UNSEEN),
]  # fmt: skip

OUTCOMES = [
    Broken("no outcomes", whole(outcomes=[], rules=[], default=None), "no-outcomes", "outcomes"),
    Broken("no default", whole(default=None), "no-default", "default"),
    Broken("an urgent outcome that begins with a link",
           whole(outcomes=[high(next_steps=[step(), step("phone")]), low()]),
           "phone-first", "outcomes/high/next_steps/0"),
    Broken("an urgent outcome that offers something",
           whole(outcomes=[high(next_steps=[step("phone"), step("offer")]), low()]),
           "promotion", "outcomes/high/next_steps/1"),
    Broken("an urgent outcome with a step that promotes",
           whole(outcomes=[high(next_steps=[step("phone"), step(promotes=True)]), low()]),
           "promotion", "outcomes/high/next_steps/1"),
    Broken("an emergency that promotes", whole(outcomes=[high(urgency="emergency", promotes=True), low()]),
           "promotion", "outcomes/high"),
    Broken("a phone step without a number",
           whole(outcomes=[high(next_steps=[step("phone", phone=None)]), low()]),
           "phone-without-number", "outcomes/high/next_steps/0"),
    Broken("an outcome without a next step", whole(outcomes=[high(), low(next_steps=[])]),
           "no-next-step", "outcomes/low"),
    Broken("a lowest outcome that rules everything out", whole(outcomes=[high(), low(does_not_rule_out=" ")]),
           "does-not-rule-out", "outcomes/low"),
]  # fmt: skip

WARNINGS = [
    Broken("an outcome that nothing reaches", whole(outcomes=[high(), outcome("spare", "soon"), low()]),
           "outcome-unreached", "outcomes/spare", UNSEEN, "warning"),
    Broken("a criterion that never fails",
           ruling(rule("r", "high", all=[when("age", ">=", "18"), on_score("total", ">=", "2")])),
           "never-false", "rules/r/0", WITNESS, "warning"),
    Broken("a criterion that never holds",
           ruling(rule("r", "high", any=[when("age", "<", "18"), on_score("total", ">=", "2")])),
           "never-true", "rules/r/0", WITNESS, "warning"),
    Broken("a criterion on a score that never fails",
           ruling(rule("r", "high", all=[on_score("total", ">=", "0"), when("pain", "=", True)])),
           "never-false", "rules/r/0", WITNESS, "warning"),
    Broken("not left, also when no side was asked",
           ruling(rule("r", "high", all=[when("side", "!=", "left")])),
           "unanswered-differs", "rules/r/0", WITNESS, "warning"),
    Broken("a condition with `!=` that always holds",
           shown(any=[when("side", "!=", "left"), when("side", "!=", "right")]),
           "always-true", "questions/last/shown_when", WITNESS, "warning"),
    Broken("nothing is required",
           whole(questions=[pain(required=False), strength(required=False)],
                 scores=[score("total", ["strength"], "skip")]),
           "nothing-required", "questions", WITNESS, "warning"),
    Broken("one option", asking(question("last", options=[option("only")])),
           "one-option", "questions/last", UNSEEN, "warning"),
    Broken("points that nobody sums", asking(question("last", "yes_no", yes_no_options("1", "0"))),
           "points-unused", "questions/last", UNSEEN, "warning"),
    Broken("a band beyond the limits", counted(("60", "110", "1"), ("111", None, "2")),
           "band-unreached", "questions/age/bands/1", UNSEEN, "warning"),
    Broken("the milder rule first",
           ruling(rule("left", "soon", all=[when("side", "=", "left")]),
                  rule("strong", "high", all=[on_score("total", ">=", "2")]),
                  outcomes=[high(), outcome("soon", "soon"), low()]),
           "milder-first", "rules/left", WITNESS, "warning"),
    Broken("a diagnosis", whole(outcomes=[high(title="You have peripheral artery disease"), low()]),
           "diagnosis", "outcomes/high", UNSEEN, "warning"),
]  # fmt: skip

ERRORS = [*REFERENCES, *KEYS, *CRITERIA, *QUESTIONS, *SCORES, *PATHS, *OUTCOMES]
ALL = [*ERRORS, *WARNINGS]
