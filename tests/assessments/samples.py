"""Definitions to test with: small builders, the Edinburgh questionnaire and AUDIT-C in our own words."""

from assessments.definition import empty


def option(key, label=None, points=None, exclusive=False):
    return {"key": key, "label": label or key.capitalize(), "points": points, "exclusive": exclusive}


def yes_no_options(yes=None, no=None):
    return [option("yes", "Yes", yes), option("no", "No", no)]


def question(key, type="single", options=(), **more):
    if type == "yes_no" and not options:
        options = yes_no_options()
    made = {
        "key": key,
        "section": None,
        "type": type,
        "text": f"Question {key}?",
        "help": "",
        "required": type != "notice",
        "shown_when": None,
        "options": list(options),
        "unit": None,
        "minimum": None,
        "maximum": None,
        "places": 0,
        "bands": [],
        "code_system": None,
    }
    return {**made, **more}


def section(key, title=None, shown_when=None, text=""):
    return {"key": key, "title": title or key.capitalize(), "text": text, "shown_when": shown_when}


def when(question, operator, value):
    """One condition, or one criterion on an answer."""
    return {"question": question, "operator": operator, "value": value}


def on_score(score, operator, value):
    return {"score": score, "operator": operator, "value": value}


def score(key, questions, when_missing="wait"):
    return {"key": key, "label": key.capitalize(), "questions": list(questions), "when_missing": when_missing}


def step(kind="link", label="Read more", href="https://example.org/more", **more):
    made = {"kind": kind, "label": label, "href": href, "phone": None, "target": None, "promotes": False}
    if kind == "phone":
        made |= {"href": "tel:999", "phone": "999"}
    return {**made, **more}


def outcome(key, urgency="none", next_steps=None, does_not_rule_out="", **more):
    if next_steps is None:
        next_steps = [step("phone", "Call 999")] if urgency in ("urgent", "emergency") else [step()]
    made = {
        "key": key,
        "title": key.replace("-", " ").capitalize(),
        "urgency": urgency,
        "show_score": False,
        "content": {"blocks": [], "html": "", "text": ""},
        "does_not_rule_out": does_not_rule_out,
        "promotes": False,
        "next_steps": next_steps,
    }
    return {**made, **more}


def rule(key, outcome, **criteria):
    """rule("high", "see-doctor", all=[…]) or any=[…]."""
    return {"key": key, "outcome": outcome, **criteria}


def definition(**parts):
    return {**empty(), **parts}


NOT_RULED_OUT = "This result does not rule out a problem with your circulation."


def edinburgh():
    """The Edinburgh Claudication Questionnaire: definite or atypical, by grade, or not claudication."""
    asked = {"all": [when("q1", "=", "yes")]}
    yes_no = [option("yes"), option("no")]
    sites = ["calf", "thigh", "buttock", "hamstring", "shin", "foot", "joint", "other"]
    positive = [
        when("q1", "=", "yes"),
        when("q2", "=", "no"),
        when("q3", "=", "yes"),
        when("q5", "=", "gone-within-10"),
    ]
    definite, atypical = when("q6", "=", "calf"), when("q6", "in", ["thigh", "buttock"])
    return definition(
        questions=[
            question("q1", options=yes_no),
            question("q2", options=yes_no, shown_when=asked),
            question("q3", options=yes_no, shown_when=asked),
            question("q4", options=yes_no, shown_when=asked),
            question("q5", options=[option("gone-within-10"), option("continues-over-10")], shown_when=asked),
            question("q6", "multi", [option(site) for site in sites], shown_when=asked),
        ],
        outcomes=[
            outcome("definite-grade2", "soon"),
            outcome("definite-grade1", "soon"),
            outcome("atypical-grade2", "soon"),
            outcome("atypical-grade1", "soon"),
            outcome("no-exertional-leg-pain", does_not_rule_out=NOT_RULED_OUT),
            outcome("not-claudication", does_not_rule_out=NOT_RULED_OUT),
        ],
        rules=[
            rule("r1", "definite-grade2", all=[*positive, definite, when("q4", "=", "yes")]),
            rule("r2", "definite-grade1", all=[*positive, definite]),
            rule("r3", "atypical-grade2", all=[*positive, atypical, when("q4", "=", "yes")]),
            rule("r4", "atypical-grade1", all=[*positive, atypical]),
            rule("r5", "no-exertional-leg-pain", all=[when("q1", "=", "no")]),
        ],
        default="not-claudication",
    )


def audit_c():
    """AUDIT-C: 0 to 12 points; positive from 3 (women) or 4 (men)."""
    drinks = {"any": [when("a1", "!=", "0")]}
    five = [option(str(points), f"Level {points}", str(points)) for points in range(5)]
    return definition(
        questions=[
            question("sex", options=[option("female"), option("male")]),
            question("a1", options=five),
            question("a2", options=five, shown_when=drinks),
            question("a3", options=five, shown_when=drinks),
        ],
        scores=[score("total", ["a1", "a2", "a3"])],
        outcomes=[
            outcome("positive", "routine", show_score=True),
            outcome("negative", show_score=True, does_not_rule_out=NOT_RULED_OUT),
        ],
        rules=[
            rule("women", "positive", all=[when("sex", "=", "female"), on_score("total", ">=", "3")]),
            rule("men", "positive", all=[when("sex", "=", "male"), on_score("total", ">=", "4")]),
        ],
        default="negative",
    )
