"""One item of a questionnaire as a question: its type, its limits, and what of it cannot be asked here."""

from assessments.definition import (
    CHOICES,
    DECIMAL,
    INTEGER,
    MOST_PLACES,
    MULTI,
    NOTICE,
    NUMBERS,
    SINGLE,
    YES_NO,
)

from . import native, options, terms
from .ledger import Node, quoted
from .numbers import decimal_of

_NUMBER_TYPES = {"integer": INTEGER, "decimal": DECIMAL}
_CHOICE_TYPES = (terms.CHOICE, terms.CODING, terms.OPEN_CHOICE)
#: Types that can be asked only where the file lists what may be answered.
_LISTED_TYPES = ("string", "text", "integer", "date", "time", "dateTime", "decimal")

_WHY_NOT = {
    "string": "Nobody types a text in an assessment: ask it with options, or leave it out.",
    "text": "Nobody types a text in an assessment: ask it with options, or leave it out.",
    "url": "Nobody types a text in an assessment: ask it with options, or leave it out.",
    "date": "Dates are not asked: ask for an age or a number of days, or leave it out.",
    "dateTime": "Dates are not asked: ask for an age or a number of days, or leave it out.",
    "time": "Times are not asked: ask with options or a number, or leave it out.",
    "attachment": "Files have no place in an assessment: leave it out.",
    "reference": "Records have no place in an assessment: leave it out.",
    "quantity": "A number with a unit that the reader chooses is not asked: ask for a number in one unit.",
}


def blank(key: str, type_: str) -> dict:
    return {
        "key": key,
        "section": None,
        "type": type_,
        "text": "",
        "help": "",
        "required": False,
        "shown_when": None,
        "options": [],
        "unit": None,
        "minimum": None,
        "maximum": None,
        "places": 0,
        "bands": [],
        "code_system": None,
    }


def yes_no_options() -> list[dict]:
    return [
        {"key": key, "label": label, "points": None, "exclusive": False}
        for key, label in (("yes", "Yes"), ("no", "No"))
    ]


def why_not(node: Node) -> str:
    """Why an item cannot be asked; empty where it can."""
    type_ = node.value.get("type")
    listed = bool(node.value.get("answerOption") or node.value.get("answerValueSet"))
    if type_ in _CHOICE_TYPES or type_ in (terms.BOOLEAN, *_NUMBER_TYPES):
        return ""
    if listed and type_ in _LISTED_TYPES:
        return ""
    if type_ is None:
        return "It has no type: say what kind of question it is."
    if isinstance(type_, str) and type_ in _WHY_NOT:
        return _WHY_NOT[type_]
    return f"“{quoted(type_)[:40]}” is no type of question."


def question(node: Node, key: str, sets: options.Sets) -> tuple[dict, options.Offered]:
    """The question that an item asks. Its place, conditions and help are for whoever walks the items."""
    type_ = node.text("type")
    listed = bool(node.value.get("answerOption") or node.value.get("answerValueSet"))
    repeats = node.flag("repeats")
    offered = options.Offered()
    if type_ == terms.BOOLEAN:
        made = {**blank(key, YES_NO), "options": yes_no_options()}
        if listed:
            node.tell(
                "A yes-or-no item can have no options (que-5).", node.take("answerOption"), at="answerOption"
            )
            node.take("answerValueSet")
    elif type_ in _NUMBER_TYPES and not listed:
        made = {**blank(key, _NUMBER_TYPES[type_]), **_limits(node, type_)}
    else:
        offered = options.read(node, sets)
        made = {
            **blank(key, MULTI if repeats else SINGLE),
            "options": offered.options,
            "code_system": offered.code_system,
        }
        _open(node, type_)
    if repeats and made["type"] != MULTI:
        node.tell("It can be answered several times. Here it is answered once.", at="repeats")
    made["text"] = node.text("text")
    made["required"] = node.flag("required")
    node.flag("readOnly")
    _occurrences(node, made)
    _ours(node, made)
    return made, offered


def _open(node: Node, type_: str):
    constraint = node.text("answerConstraint")
    if type_ == terms.OPEN_CHOICE or constraint in ("optionsOrType", "optionsOrString"):
        node.tell(
            "Readers could type an answer of their own. Here they choose: add the options that are missing."
        )
    elif constraint not in ("", "optionsOnly"):
        node.tell("This is not known.", constraint, at="answerConstraint")


def _limits(node: Node, type_: str) -> dict:
    made = {
        "minimum": _limit(node, terms.MINIMUM),
        "maximum": _limit(node, terms.MAXIMUM),
        "unit": _unit(node),
        "places": 0,
    }
    if type_ == "decimal":
        made["places"] = MOST_PLACES
        places = node.extension(terms.PLACES)
        if places is not None:
            value = places.take("valueInteger")
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                made["places"] = min(value, MOST_PLACES)
                if value > MOST_PLACES:
                    sentence = f"Numbers have at most {MOST_PLACES} decimal places here."
                    places.tell(sentence, places.value, blocking=False)
            else:
                places.tell("This is no number of decimal places: type it.", places.value)
                places.take_all()
    return made


def _limit(node: Node, url: str) -> str | None:
    found = node.extension(url)
    if found is None:
        return None
    name = next((name for name in ("valueInteger", "valueDecimal") if found.has(name)), "")
    limit = decimal_of(found.take(name)) if name else None
    if limit is None:
        found.tell("This limit is no number: type it.", found.value)
        found.take_all()
    return limit


def _unit(node: Node) -> str | None:
    found = node.extension(terms.UNIT)
    if found is None:
        return None
    coding = found.node("valueCoding")
    if coding is None:
        found.tell("The unit is not understood: type it.", found.value)
        return None
    display, code = coding.text("display"), coding.text("code")
    system = coding.text("system")
    if display and (system or (code and display != code)):
        coding.tell("The codes of units are left out: their names are kept.", coding.value, blocking=False)
    return display or code or None


def unit_of_score(node: Node):
    """A score has no unit here."""
    for one in node.extensions(terms.UNIT):
        one.tell("The unit of a score is left out: write it into its label.", one.value, blocking=False)
        one.take_all()


def _occurrences(node: Node, made: dict):
    """How many answers are wanted, as far as it is more than required and repeats say."""
    for url, name in ((terms.LEAST_ANSWERS, "least"), (terms.MOST_ANSWERS, "most")):
        found = node.extension(url)
        if found is None:
            continue
        value = found.take("valueInteger")
        if not isinstance(value, int) or isinstance(value, bool):
            found.tell("This is no number of answers.", found.value)
            found.take_all()
        elif name == "least" and value > (1 if made["required"] else 0):
            found.tell(
                f"At least {quoted(value)[:20]} answers are wanted: here it is required or not.", value
            )
        elif name == "most" and value < (len(made["options"]) if made["type"] == MULTI else 1):
            found.tell(
                f"At most {quoted(value)[:20]} answers may be given: here there is no such limit.", value
            )


def _ours(node: Node, made: dict):
    """What our own extension says beyond FHIR."""
    said = native.read(node)
    if not said:
        return
    checks = {
        "bands": (native.bands, NUMBERS),
        "options": (native.options, (YES_NO,)),
        "help": (native.text, (NOTICE,)),
        "required": (native.boolean, (NOTICE,)),
        "code_system": (native.text, (*CHOICES, *NUMBERS, NOTICE)),
        "places": (native.places, NUMBERS),
        "unit": (native.text, (*CHOICES, NOTICE)),
        "minimum": (native.number, (*CHOICES, NOTICE)),
        "maximum": (native.number, (*CHOICES, NOTICE)),
        "shown_when": (native.never_or_always, (*CHOICES, *NUMBERS, NOTICE)),
    }
    for name, value in said.items():
        check, types = checks.get(name, (None, ()))
        try:
            if made["type"] not in types:
                raise native.Refused("it does not go with this question")
            made[name] = check(value)
        except native.Refused as error:
            node.tell(f"What this system wrote of “{name[:40]}” cannot be taken: {error}.", value)


def notice(node: Node, key: str) -> dict:
    made = {**blank(key, NOTICE), "text": node.text("text")}
    node.take("type")
    for name, rule in (("required", "que-6"), ("repeats", "que-6"), ("readOnly", "que-9")):
        if node.flag(name):
            node.tell(f"A text can have no “{name}” ({rule}).", at=name, blocking=False)
    _ours(node, made)
    return made
