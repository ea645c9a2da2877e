"""Edits of an assessment as people make them, and exactly what a reviewer is told about each."""

import copy
import random

import pytest

from assessments.models import Assessment
from cms import canonical
from cms.publishing import diff
from cms.publishing.diff import known
from tests.assessments import random_definitions, samples
from tests.assessments.files import states
from tests.assessments.samples import on_score, option, question, rule, score, section, step, when

SITE = when("site", "in", ["calf", "thigh"])
RISK = on_score("risk", ">=", "4")
ON_PAIN = {"all": [when("pain", "=", True)]}


def base():
    return samples.definition(
        sections=[section("walking", "When you walk"), section("health", "Your health")],
        questions=[
            question("age", "integer", text="How old are you?", section="health", minimum="18", maximum="120",
                     unit="years", bands=[{"at_least": "18", "at_most": "64", "points": "0"},
                                          {"at_least": "65", "at_most": None, "points": "1"}]),
            question("pain", "yes_no", text="Do you get leg pain?", section="health"),
            question("site", "multi", text="Where do you get the pain?", section="walking",
                     options=[option("calf", points="2"), option("thigh", points="2"),
                              option("none", "None of these", exclusive=True)],
                     shown_when=ON_PAIN),
            question("eases", text="What happens at rest?", section="walking",
                     options=[option("soon", "It goes"), option("late", "It stays")]),
        ],
        scores=[score("risk", ["age", "site"])],
        outcomes=[
            samples.outcome("emergency", "emergency", title="Get help now"),
            samples.outcome("doctor", "soon", title="See a doctor"),
            samples.outcome("low", title="Less likely", does_not_rule_out="It may still be there."),
        ],
        red_flags=[rule("very-old", "emergency", any=[when("age", ">=", "110")])],
        rules=[
            rule("likely", "doctor", all=[SITE, RISK]),
            rule("old", "doctor", all=[when("age", ">", "90")]),
        ],
        default="low",
    )  # fmt: skip


class Edit:
    """The definition under the hands of somebody who changes it."""

    def __init__(self):
        self.definition = base()

    def one(self, part, key):
        return next(one for one in self.definition[part] if one["key"] == key)

    def option(self, question, key):
        return next(one for one in self.options(question) if one["key"] == key)

    def options(self, question):
        return self.one("questions", question)["options"]

    def steps(self, outcome):
        return self.one("outcomes", outcome)["next_steps"]

    @property
    def asked(self):
        return self.definition["questions"]


def case(name, change, *sentences):
    return pytest.param(change, sentences, id=name)


def points(question, option, value):
    return lambda edit: edit.option(question, option).update(points=value)


def put(part, key, **values):
    return lambda edit: edit.one(part, key).update(values)


def criteria(key, *found, part="rules", match="all"):
    def change(edit):
        one = edit.one(part, key)
        one.pop("all", None)
        one.pop("any", None)
        one[match] = list(found)

    return change


CASES = [
    case("points taken away", points("site", "thigh", None),
         "Option “Thigh” of “Where do you get the pain?” no longer counts (2 points before)"),
    case("points given", points("eases", "soon", "3"),
         "Option “It goes” of “What happens at rest?” now counts 3 points"),
    case("other points", points("site", "calf", "0.5"),
         "Option “Calf” of “Where do you get the pain?” counts 0.5 points, before 2 points"),
    case("an option renamed", lambda edit: edit.option("site", "thigh").update(label="Upper leg"),
         "Option “Thigh” of “Where do you get the pain?” now reads “Upper leg”"),
    case("an option added",
         lambda edit: edit.options("site").insert(1, option("foot", points="1")),
         "Option “Foot” added to “Where do you get the pain?” (1 point)"),
    case("an option removed", lambda edit: edit.options("site").pop(0),
         "Option “Calf” removed from “Where do you get the pain?” (2 points before)"),
    case("an option that goes alone no more",
         lambda edit: edit.option("site", "none").update(exclusive=False),
         "Option “None of these” of “Where do you get the pain?” may now be chosen with others"),
    case("options in another order", lambda edit: edit.options("eases").reverse(),
         "Question “What happens at rest?” · Option “It goes” moved down, from the beginning"),
    case("a question reworded", put("questions", "pain", text="Do your legs hurt?"),
         "Question “Do you get leg pain?” now reads “Do your legs hurt?”"),
    case("a question removed", lambda edit: edit.asked.pop(3),
         "Question removed: “What happens at rest?”"),
    case("a question added",
         lambda edit: edit.asked.append(question("feet", text="Cold feet?")),
         "Question added: “Cold feet?”"),
    case("questions in another order",
         lambda edit: edit.asked.insert(0, edit.asked.pop(1)),
         "Question “How old are you?” moved down, from the beginning"),
    case("asked only on a condition", put("questions", "eases", shown_when=ON_PAIN),
         "Question “What happens at rest?” is asked only when “Do you get leg pain?” is Yes"),
    case("asked of everybody",
         put("questions", "site", shown_when=None),
         "Question “Where do you get the pain?” is now always asked"
         " (before only when “Do you get leg pain?” is Yes)"),
    case("asked on another condition",
         put("questions", "site", shown_when={"any": [when("pain", "=", True), when("age", ">=", "50")]}),
         "Question “Where do you get the pain?” is asked only when “Do you get leg pain?” is Yes or"
         " “How old are you?” is at least 50, before when “Do you get leg pain?” is Yes"),
    case("a question that may be left out", put("questions", "eases", required=False),
         "Question “What happens at rest?” may now be left out"),
    case("another kind of answer", put("questions", "eases", type="multi"),
         "Question “What happens at rest?” asks for any of several, before for one of several"),
    case("another section", put("questions", "pain", section="walking"),
         "Question “Do you get leg pain?” now stands in section “When you walk”, before in “Your health”"),
    case("another lower limit", put("questions", "age", minimum="16"),
         "Question “How old are you?” takes answers from 16, before from 18"),
    case("no upper limit", put("questions", "age", maximum=None),
         "Question “How old are you?” takes answers without a limit, before up to 120"),
    case("other points by value", lambda edit: edit.one("questions", "age")["bands"][1].update(points="2"),
         "Question “How old are you?”: points for 65 or more: 1 point became 65 or more: 2 points"),
    case("a section shown on a condition", put("sections", "walking", shown_when=ON_PAIN),
         "Section “When you walk” is shown only when “Do you get leg pain?” is Yes"),
    case("a score that counts less", put("scores", "risk", questions=["site"]),
         "Score “Risk” no longer counts “How old are you?”"),
    case("a score that skips", put("scores", "risk", when_missing="skip"),
         "Score “Risk”: an answer that is missing counts as nothing"),
    case("an outcome more urgent", put("outcomes", "doctor", urgency="urgent"),
         "Outcome “See a doctor” became urgent, before soon"),
    case("an outcome renamed", put("outcomes", "doctor", title="See your doctor"),
         "Outcome “See a doctor” is now called “See your doctor”"),
    case("an outcome that shows its score", put("outcomes", "low", show_score=True),
         "Outcome “Less likely” now shows its score"),
    case("a caveat taken away", put("outcomes", "low", does_not_rule_out=""),
         "Outcome “Less likely” no longer says what it does not rule out: “It may still be there.”"),
    case("a caveat reworded",
         put("outcomes", "low", does_not_rule_out="It can still be there."),
         "Outcome “Less likely” · Does not rule out: “It may still be there.” became"
         " “It can still be there.”"),
    case("a step added",
         lambda edit: edit.steps("low").append(step("phone", "Call 111")),
         "Next step “Call 111” added to “Less likely”"),
    case("a step to elsewhere",
         lambda edit: edit.steps("low")[0].update(href="https://example.org/new"),
         "Next step “Read more” of “Less likely” leads to “https://example.org/new”,"
         " before leads to “https://example.org/more”"),
    case("a higher threshold", criteria("likely", SITE, on_score("risk", ">=", "5")),
         "Rule “likely”: Risk at least 4 became Risk at least 5"),
    case("a rule that asks less", criteria("likely", RISK),
         "Rule “likely” no longer asks: “Where do you get the pain?” is any of Calf, Thigh"),
    case("a rule that asks more", criteria("old", when("age", ">", "90"), when("pain", "=", False)),
         "Rule “old” now also asks: “Do you get leg pain?” is No"),
    case("any instead of all", criteria("likely", SITE, RISK, match="any"),
         "Rule “likely” holds when any of them hold, before all of them"),
    case("a rule to another outcome", put("rules", "old", outcome="low"),
         "Rule “old” leads to “Less likely”, before leads to “See a doctor”"),
    case("rules in another order", lambda edit: edit.definition["rules"].reverse(),
         "Rule “likely” moved down, from the beginning"),
    case("a rule removed", lambda edit: edit.definition["rules"].pop(), "Rule removed: “old”"),
    case("another red flag", criteria("very-old", when("age", ">=", "100"), part="red_flags", match="any"),
         "Red flag “very-old”: “How old are you?” is at least 110 became “How old are you?” is at least 100"),
    case("another default", lambda edit: edit.definition.update(default="doctor"),
         "When no rule holds, readers are told “See a doctor”, before “Less likely”"),
]  # fmt: skip


def as_document(definition):
    """As much of a public document as is compared, with what follows from the definition."""
    digest = canonical.digest_of(definition)
    return {
        "title": "Pad",
        "definition": definition,
        "definition_digest": digest,
        "version": int(digest[:4], 16),
        "questionnaire": {"text": digest},
        "intended_for": {"min_age": 18, "excludes": [], "otherwise": {"text": "", "next_steps": []}},
    }


FORMS = {"document": as_document, "state": states.of_definition}


def compared(old, new):
    names = known.wording(Assessment, old, new)
    difference = diff.compare(old, new, names)
    assert diff.apply(difference, old, names) == diff.lines_of(new, names)
    return difference


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("change", "sentences"), CASES)
def test_an_edit_is_told_as_a_reviewer_would(form, change, sentences):
    edit = Edit()
    change(edit)

    difference = compared(FORMS[form](base()), FORMS[form](edit.definition))

    assert difference.sentences == list(sentences)


@pytest.mark.parametrize("form", FORMS)
def test_no_edit_is_no_change(form):
    assert not compared(FORMS[form](base()), FORMS[form](base()))


def alike():
    """Two of each, called the same, as in a questionnaire that asks the same of an arm and of a leg."""
    often = {"text": "How often?", "options": [option("a", "Sometimes"), option("b", "Sometimes")]}
    return samples.definition(
        sections=[section("one", "Pain"), section("two", "Pain")],
        questions=[question("arm", section="one", **often), question("leg", section="two", **often),
                   question("feet", section="two", shown_when={"all": [when("arm", "=", "a")]})],
        scores=[score("first", ["arm"]) | {"label": "Sum"}, score("second", ["leg"]) | {"label": "Sum"}],
        outcomes=[samples.outcome("soon", "soon", title="See a doctor"),
                  samples.outcome("later", title="See a doctor")],
        rules=[rule("high", "soon", all=[when("arm", "=", "a"), on_score("first", ">=", "4")])],
        default="later",
    )  # fmt: skip


ARM, LEG = when("arm", "=", "a"), when("leg", "=", "a")
ALIKE = [
    case("another question in a rule", criteria("high", LEG, on_score("first", ">=", "4")),
         "Rule “high”: “How often? [arm]” is Sometimes [a] became “How often? [leg]” is Sometimes [a]"),
    case("another option in a rule", criteria("high", when("arm", "=", "b"), on_score("first", ">=", "4")),
         "Rule “high”: “How often? [arm]” is Sometimes [a] became “How often? [arm]” is Sometimes [b]"),
    case("another score in a rule", criteria("high", ARM, on_score("second", ">=", "4")),
         "Rule “high”: Sum [first] at least 4 became Sum [second] at least 4"),
    case("a rule to another outcome", put("rules", "high", outcome="later"),
         "Rule “high” leads to “See a doctor [later]”, before leads to “See a doctor [soon]”"),
    case("another default", lambda edit: edit.definition.update(default="soon"),
         "When no rule holds, readers are told “See a doctor [soon]”, before “See a doctor [later]”"),
    case("another condition", put("questions", "feet", shown_when={"all": [LEG]}),
         "Question “Question feet?” is asked only when “How often? [leg]” is Sometimes [a],"
         " before when “How often? [arm]” is Sometimes [a]"),
    case("another section", put("questions", "feet", section="one"),
         "Question “Question feet?” now stands in section “Pain [one]”, before in “Pain [two]”"),
    case("another question in a score", put("scores", "second", questions=["arm"]),
         "Score “Sum” counts “How often? [arm]”, before “How often? [leg]”"),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("change", "sentences"), ALIKE)
def test_what_is_called_the_same_is_told_apart_by_its_key(form, change, sentences):
    edit = Edit()
    edit.definition = alike()
    change(edit)

    difference = compared(FORMS[form](alike()), FORMS[form](edit.definition))

    assert difference.sentences == list(sentences)


def test_what_follows_from_the_rest_is_no_change_of_its_own():
    old, new = as_document(base()), {**as_document(base()), "title": "Legs", "version": 7}
    new["questionnaire"] = {"title": "Legs"}

    assert compared(old, new).sentences == ["Title: “Pad” became “Legs”"]


def test_the_summary_counts_questions_and_rules():
    edit = Edit()
    points("site", "thigh", None)(edit)
    criteria("likely", SITE, on_score("risk", ">=", "5"))(edit)

    assert (
        compared(as_document(base()), as_document(edit.definition)).summary
        == "1 question changed, 1 rule changed"
    )


def test_words_of_an_outcome_are_compared_word_by_word():
    old, new = states.of_definition(base()), states.of_definition(base())
    for state, said in ((old, "See a doctor within a week."), (new, "See a doctor within a day.")):
        state["outcomes"][1]["content"] = {
            "type": "doc",
            "content": [{"type": "paragraph", "content": [{"type": "text", "text": said}]}],
        }

    [said] = compared(old, new).sentences

    assert said == "Outcome “See a doctor”: “See a doctor within a week.” became “See a doctor within a day.”"


def test_a_first_question_is_told_against_an_empty_draft():
    new = states.of_definition(samples.definition(questions=[question("pain", text="Does it hurt?")]))
    old = copy.deepcopy(new)
    old["questions"] = []

    assert compared(old, new).sentences == ["Question added: “Does it hurt?”"]


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_any_change_can_be_applied_and_is_told(seed):
    for number in range(seed, seed + 10):
        chance = random.Random(number)
        old = random_definitions.definition_of(number)
        new = (
            mutated(chance, old) if chance.random() < 0.7 else random_definitions.definition_of(number + 1000)
        )
        for form in FORMS.values():
            before, after = form(old), form(new)

            difference = compared(before, after)

            read = known.wording(Assessment, before, after).read
            differs = read(before) != read(after)
            assert bool(difference.sentences) == differs, number


def mutated(chance, old):
    """The definition with one to three small changes."""
    new = copy.deepcopy(old)
    for _ in range(chance.randint(1, 3)):
        one = chance.choice(new["questions"])
        change = chance.choice(["text", "points", "required", "drop", "move", "urgency", "default", "rule"])
        if change == "text":
            one["text"] += " Today?"
        elif change == "points" and one["options"]:
            chance.choice(one["options"])["points"] = chance.choice([None, "7", "0.5"])
        elif change == "required" and one["type"] != "notice":
            one["required"] = not one["required"]
        elif change == "drop" and one["type"] in ("single", "multi") and len(one["options"]) > 1:
            one["options"].pop()
        elif change == "move":
            new["questions"].append(new["questions"].pop(0))
        elif change == "urgency":
            chance.choice(new["outcomes"])["urgency"] = chance.choice(["none", "soon", "urgent"])
        elif change == "default":
            new["default"] = chance.choice(new["outcomes"])["key"]
        elif change == "rule" and new["rules"]:
            new["rules"].pop(chance.randrange(len(new["rules"])))
    return new
