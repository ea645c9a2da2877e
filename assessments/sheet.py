"""The sheet of questions as a reader fills it in: what fields are called, what was typed means, what is wrong
in words. Pure.

A field is called after its question, `answer:pain`; what was said is {question: [texts]}, as a form sends it,
also where it cannot be taken. `static/assessments/take.js` reads fields in the same way.
"""

import re
from collections.abc import Callable, Mapping

from .definition import CHOICES, INTEGER, MULTI, NOTICE, NUMBERS, YES_NO, Invalid

PREFIX = "answer:"
MISSING = "missing"
#: Enough for every number that can be taken; the rest of what was typed is not looked at.
LONGEST = 40
#: Stands for what no number was read from: what was typed goes no further.
UNREADABLE = "?"

Said = Mapping[str, list[str]]

_NUMBER = re.compile(r"(-?)0*([0-9]*)(?:\.([0-9]*?)0*)?")


def read(
    definition: dict, texts_of: Callable[[str], list[str]], prefix: str = PREFIX
) -> dict[str, list[str]]:
    """What a form says about each question; whatever else it says, or offers no more, is left out."""
    said = {}
    for question in definition["questions"]:
        sent, texts = texts_of(prefix + question["key"]), []
        if question["type"] in CHOICES:
            texts = [option["key"] for option in question["options"] if option["key"] in sent]
            texts = texts if question["type"] == MULTI else texts[:1]
        elif question["type"] in NUMBERS:
            # One more than the longest, so that what is too long does not look as if it were not.
            texts = [text[: LONGEST + 1] for text in sent[:1] if text.strip()]
        if texts:
            said[question["key"]] = texts
    return said


def answers(definition: dict, said: Said) -> dict:
    """The same as answers for an evaluation."""
    return {
        question["key"]: _answer(question["type"], said[question["key"]])
        for question in definition["questions"]
        if question["key"] in said
    }


def _answer(type_: str, texts: list[str]):
    if type_ == MULTI:
        return texts
    if type_ == YES_NO:
        return texts[0] == "yes"
    return number(texts[0], whole=type_ == INTEGER) if type_ in NUMBERS else texts[0]


def number(typed: str, *, whole: bool) -> int | str:
    """A number as people type it: blanks around it, 07, .5 and 36.60 are no mistakes.

    A comma is one: 1,500 is a different number in different countries, and nobody guesses here.
    """
    found = _NUMBER.fullmatch(typed.strip().replace("−", "-"))
    if not found or not any(char in "0123456789" for char in typed) or len(typed) > LONGEST:
        return UNREADABLE
    sign, before, after = found[1], found[2] or "0", found[3] or ""
    if not whole:
        return f"{sign}{before}.{after}" if after else sign + before
    return UNREADABLE if after else int(sign + before)


def drawn(question: dict, texts=(), problem: str = "", *, prefix: str = PREFIX) -> dict:
    """A question as `site/assessment/question.html` draws it, with what was said and what is wrong."""
    name = prefix + question["key"]
    options = [
        {
            "id": f"{name}:{place}",
            "value": option["key"],
            "label": option["label"],
            "exclusive": option["exclusive"],
            "checked": option["key"] in texts,
        }
        for place, option in enumerate(question["options"], start=1)
    ]
    if options and question["type"] != MULTI and not question["required"]:
        # A radio button cannot be taken back without another one.
        label = "I would rather not say"
        options.append({"id": f"{name}:0", "value": "", "label": label, "exclusive": False, "checked": False})
    hint = limits(question)
    parts = {"help": question["help"], "hint": hint, "problem": True}
    return {
        "key": question["key"],
        "type": question["type"],
        "drawn_as": _drawn_as(question["type"]),
        "text": question["text"],
        "help": question["help"],
        "hint": hint,
        "optional": not question["required"] and question["type"] != NOTICE,
        "name": name,
        # What a link to the question leads to.
        "id": options[0]["id"] if options else name,
        "described": " ".join(f"{part}:{name}" for part, there in parts.items() if there),
        "unit": question["unit"],
        "inputmode": _inputmode(question),
        "typed": texts[0] if texts and question["type"] in NUMBERS else "",
        "control": "checkbox" if question["type"] == MULTI else "radio",
        "options": options,
        "problem": problem,
        "in_section": question["section"] is not None,
    }


def _drawn_as(type_):
    if type_ in CHOICES:
        return "choice"
    return "number" if type_ in NUMBERS else "notice"


def _inputmode(question):
    # The keyboards of some phones have no minus among digits.
    if question["minimum"] is None or question["minimum"].startswith("-"):
        return "text"
    return "numeric" if question["type"] == INTEGER else "decimal"


def limits(question: dict) -> str:
    """What numbers are taken, in words."""
    if question["type"] not in NUMBERS:
        return "You may choose more than one." if question["type"] == MULTI else ""
    whole = question["type"] == INTEGER
    words = ("A whole number" if whole else "A number") + _range(question)
    if question["unit"]:
        words += f", in {question['unit']}"
    if not whole and question["places"]:
        words += f", with at most {_places(question['places'])}"
    return f"{words}."


def sentences(question: dict) -> dict[str, str]:
    """What to do about each thing that can be wrong with an answer."""
    if question["type"] not in NUMBERS:
        several = question["type"] == MULTI
        alone = next((option["label"] for option in question["options"] if option["exclusive"]), "")
        return {
            MISSING: "Choose at least one answer." if several else "Choose an answer.",
            Invalid.EXCLUSIVE_OPTION: f"“{alone}” goes with no other answer: choose it alone, or not at all.",
        }
    kind = "whole number" if question["type"] == INTEGER else "number"
    beyond = f"Write a {kind}{_range(question)}."
    how = "Use digits only." if question["type"] == INTEGER else "Use digits, and a point for decimals."
    places = _places(question["places"]) if question["places"] else "no decimal places"
    return {
        MISSING: beyond,
        Invalid.WRONG_TYPE: f"{beyond} {how}",
        Invalid.BELOW_MINIMUM: beyond,
        Invalid.ABOVE_MAXIMUM: beyond,
        Invalid.TOO_PRECISE: f"Write a number with at most {places}."
        if question["places"]
        else f"Write a number with {places}.",
    }


def sentence(question: dict, kind: str) -> str:
    return sentences(question).get(kind) or "Choose one of these answers."


def _range(question):
    least, most = question["minimum"], question["maximum"]
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f" of {least} or more"
    return f" of {most} or less" if most is not None else ""


def _places(count):
    return "1 decimal place" if count == 1 else f"{count} decimal places"


def said_in_words(definition: dict, said: Said, visible: list[str]) -> list[dict]:
    """Each question that was asked and what was said, for a reader to look over or to show to a doctor."""
    found = []
    for question in definition["questions"]:
        if question["key"] not in visible or question["type"] == NOTICE:
            continue
        texts = said.get(question["key"], [])
        if question["type"] in CHOICES:
            labels = {option["key"]: option["label"] for option in question["options"]}
            words = ", ".join(labels[text] for text in texts)
        else:
            words = " ".join(
                [*(text.strip() for text in texts), *([question["unit"] or ""] if texts else [])]
            )
        found.append({"text": question["text"], "said": words.strip() or "No answer"})
    return found


def hidden(said: Said, shown: list[str], prefix: str = PREFIX) -> list[tuple[str, str]]:
    """What a page has to carry on of what it does not show, as names and values of fields."""
    return [(prefix + key, text) for key, texts in said.items() if key not in shown for text in texts]
