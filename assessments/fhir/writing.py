"""From a definition to a questionnaire of FHIR R4.

What R4 and the SDC guide have a place for stands there; the rest stands in extensions of our own, so that
writing what was read writes the same again. docs/fhir.md says what other systems do not see.
"""

from assessments.definition import (
    ANSWERED,
    CHOICES,
    DECIMAL,
    INTEGER,
    MULTI,
    NOTICE,
    NUMBERS,
    SINGLE,
    YES_NO,
)

from . import asking, native, terms
from .numbers import json_number

_TYPES = {
    SINGLE: terms.CHOICE,
    MULTI: terms.CHOICE,
    YES_NO: terms.BOOLEAN,
    INTEGER: "integer",
    DECIMAL: "decimal",
    NOTICE: terms.DISPLAY,
}
#: What of a question of each type FHIR has a place for.
_ALWAYS = {"key", "section", "type", "text", "shown_when"}
_CARRIED = {
    SINGLE: _ALWAYS | {"help", "required", "options", "code_system"},
    MULTI: _ALWAYS | {"help", "required", "options", "code_system"},
    YES_NO: _ALWAYS | {"help", "required"},
    INTEGER: _ALWAYS | {"help", "required", "unit", "minimum", "maximum"},
    DECIMAL: _ALWAYS | {"help", "required", "unit", "minimum", "maximum", "places"},
    NOTICE: _ALWAYS,
}


def questionnaire(
    *,
    definition: dict,
    title: str,
    url: str,
    version: str,
    status: str = "active",
    description: str = "",
    language: str = "",
    name: str = "",
    publisher: str = "",
    date: str | None = None,
    copyright: str = "",
    purpose: str = "",
) -> dict:
    """A Questionnaire resource. Its numbers are int and Decimal: write it with text()."""
    said = {
        "url": url,
        "version": version,
        "name": name,
        "title": title,
        "status": status,
        "date": date,
        "publisher": publisher,
        "description": description,
        "purpose": purpose,
        "copyright": copyright,
        "language": language,
    }
    made = {"resourceType": "Questionnaire", **{key: value for key, value in said.items() if value}}
    beyond = _beyond(definition)
    if beyond:
        made["extension"] = [native.extension(beyond)]
    items = _Writer(definition).items()
    return {**made, "item": items} if items else made


def _beyond(definition: dict) -> dict:
    """What of the whole FHIR has no place for."""
    said = {name: definition[name] for name in native.PARTS if definition[name]}
    used = list(dict.fromkeys(one["section"] for one in definition["questions"] if one["section"]))
    unsaid = any(_asks_nothing(one["shown_when"]) for one in definition["sections"])
    if unsaid or [one["key"] for one in definition["sections"]] != used:
        said["sections"] = definition["sections"]
    return said


def _asks_nothing(shown_when: dict | None) -> bool:
    """A list of conditions without any: FHIR has no way to write it."""
    return bool(shown_when) and not next(iter(shown_when.values()))


class _Writer:
    def __init__(self, definition: dict):
        self.definition = definition
        self.questions = {one["key"]: one for one in definition["questions"]}
        self.sections = {one["key"]: one for one in definition["sections"]}
        # What is asked keeps its key as linkId; what stands beside it takes what is free.
        self.links = {*self.questions, *self.sections}

    def items(self) -> list[dict]:
        made: list[dict] = []
        group = None
        for question in self.definition["questions"]:
            key = question["section"]
            if key is None:
                group = None
                made.append(self.item(question))
                continue
            if group is None or group["linkId"] != key:
                group = self.group(self.sections[key])
                made.append(group)
            group["item"].append(self.item(question))
        return made + [self.score(one) for one in self.definition["scores"]]

    def free(self, link: str) -> str:
        while link in self.links:
            link += "-"
        self.links.add(link)
        return link

    def group(self, section: dict) -> dict:
        made = {"linkId": section["key"], "type": terms.GROUP, **_text(section["title"]), "item": []}
        made |= self.shown_when(section["shown_when"])
        if section["text"]:
            made["item"].append(
                {
                    "linkId": self.free(f"{section['key']}-introduction"),
                    "type": terms.DISPLAY,
                    "text": section["text"],
                    "extension": [{"url": terms.OURS, "valueString": native.INTRODUCTION}],
                }
            )
        return made

    def item(self, question: dict) -> dict:
        kind = question["type"]
        made = {"linkId": question["key"], "type": _TYPES[kind], **_text(question["text"])}
        made |= self.shown_when(question["shown_when"])
        if kind != NOTICE and question["required"]:
            made["required"] = True
        extensions = []
        if kind in (SINGLE, MULTI) and question["options"]:
            made["answerOption"] = [_option(one, question["code_system"]) for one in question["options"]]
        if kind == MULTI:
            made["repeats"] = True
        if kind in NUMBERS:
            extensions += _limits(question)
        beyond = _beyond_item(question)
        if beyond:
            extensions.append(native.extension(beyond))
        if extensions:
            made["extension"] = extensions
        if kind != NOTICE and question["help"]:
            made["item"] = [self.help(question)]
        return made

    def help(self, question: dict) -> dict:
        control = {"system": terms.ITEM_CONTROLS, "code": "help", "display": "Help-Button"}
        return {
            "linkId": self.free(f"{question['key']}-help"),
            "type": terms.DISPLAY,
            "text": question["help"],
            "extension": [{"url": terms.ITEM_CONTROL, "valueCodeableConcept": {"coding": [control]}}],
        }

    def shown_when(self, said: dict | None) -> dict:
        conditions = next(iter(said.values())) if said else []
        if not conditions:
            return {}
        made = {"enableWhen": [self.condition(one) for one in conditions]}
        behavior = next(iter(said))
        if len(conditions) > 1 or behavior == "any":
            made["enableBehavior"] = behavior
        return made

    def condition(self, said: dict) -> dict:
        question, value = self.questions[said["question"]], said["value"]
        made = {"question": said["question"], "operator": said["operator"]}
        if said["operator"] == ANSWERED:
            return {**made, "operator": "exists", "answerBoolean": value}
        if question["type"] == YES_NO:
            return {**made, "answerBoolean": value}
        if question["type"] in NUMBERS:
            return {**made, **_number("answer", question["type"], value)}
        return {**made, "answerCoding": _coding(value, question["code_system"])}

    def score(self, score: dict) -> dict:
        """A computed item for other systems; here the score stands in the extension of the whole."""
        made = {
            "linkId": self.free(score["key"]),
            "type": "decimal",
            **_text(score["label"]),
            "readOnly": True,
            "extension": [{"url": terms.OURS, "valueString": native.SCORE}],
        }
        counting = [self.questions[key] for key in score["questions"] if _counts(self.questions[key])]
        # A sum that leaves out what FHIR cannot count would be a wrong number on somebody's screen.
        if counting and all(one["type"] in (SINGLE, MULTI) for one in counting):
            expression = {"language": terms.FHIRPATH, "expression": _sum([one["key"] for one in counting])}
            made["extension"].append({"url": terms.CALCULATED, "valueExpression": expression})
        return made


def silent_links(definition: dict) -> set[str]:
    """The linkIds of everything in the questionnaire that asks nothing: groups, texts and totals."""
    found, waiting = set(), _Writer(definition).items()
    while waiting:
        item = waiting.pop()
        found.add(item["linkId"])
        waiting += item.get("item", [])
    return found - {one["key"] for one in definition["questions"]}


def _text(text: str) -> dict:
    return {"text": text} if text else {}


def _coding(code: str, system: str | None) -> dict:
    return {**({"system": system} if system else {}), "code": code}


def _option(option: dict, system: str | None) -> dict:
    coding = _coding(option["key"], system)
    if option["label"]:
        coding["display"] = option["label"]
    extensions = []
    if option["points"] is not None:
        extensions.append({"url": terms.ITEM_WEIGHT, "valueDecimal": json_number(option["points"])})
    if option["exclusive"]:
        extensions.append({"url": terms.OPTION_EXCLUSIVE, "valueBoolean": True})
    return {**({"extension": extensions} if extensions else {}), "valueCoding": coding}


def _limits(question: dict) -> list[dict]:
    made = [
        {"url": url, **_number("value", question["type"], question[name])}
        for name, url in (("minimum", terms.MINIMUM), ("maximum", terms.MAXIMUM))
        if question[name] is not None
    ]
    if question["type"] == DECIMAL:
        made.append({"url": terms.PLACES, "valueInteger": question["places"]})
    if question["unit"]:
        made.append({"url": terms.UNIT, "valueCoding": {"display": question["unit"]}})
    return made


def _number(prefix: str, type_: str, text: str) -> dict:
    value = json_number(text)
    whole = type_ == INTEGER and isinstance(value, int) and abs(value) <= terms.BIGGEST_INTEGER
    return {f"{prefix}{'Integer' if whole else 'Decimal'}": value}


def _beyond_item(question: dict) -> dict:
    """What of a question FHIR has no place for, where it says anything."""
    usual = asking.blank(question["key"], question["type"])
    if question["type"] == YES_NO:
        usual["options"] = asking.yes_no_options()
    said = {
        name: question[name]
        for name in usual
        if name not in _CARRIED[question["type"]] and question[name] != usual[name]
    }
    if question["type"] in CHOICES and question["code_system"] and not question["options"]:
        said["code_system"] = question["code_system"]
    if _asks_nothing(question["shown_when"]):
        said["shown_when"] = question["shown_when"]
    return said


def _counts(question: dict) -> bool:
    return bool(question["bands"]) or any(one["points"] is not None for one in question["options"])


def _sum(keys: list[str]) -> str:
    """The points of the chosen options, looked up in the questionnaire and never in a response."""
    looked_up = [
        f"%questionnaire.repeat(item).where(linkId = '{key}').answerOption"
        f".where(value.code in %resource.repeat(item).where(linkId = '{key}').answer.value.code)"
        f".extension.where(url = '{terms.ITEM_WEIGHT}').value"
        for key in keys
    ]
    first, *rest = looked_up
    return "".join([first, *(f".combine({one})" for one in rest), ".sum()"])
