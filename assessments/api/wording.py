"""What is wrong with an answer, in words that a form can put beside its question. Pure.

The words are made of the definition alone; what was sent is not at hand here.
"""

from assessments.definition import DECIMAL, INTEGER, MULTI, SINGLE, YES_NO, Invalid

_TYPES = {
    SINGLE: "choose one of the answers",
    MULTI: "choose from the list of answers",
    YES_NO: "answer yes or no",
    INTEGER: "give a whole number",
    DECIMAL: "give a number",
}


def told(errors: list[dict], definition: dict) -> list[dict]:
    """The errors of an invalid result, each with its message."""
    asked = {question["key"]: question for question in definition["questions"]}
    return [
        {
            "question": error["question"],
            "kind": error["kind"],
            "message": _message(Invalid(error["kind"]), asked.get(error["question"])),
        }
        for error in errors
    ]


def _message(kind: Invalid, question: dict | None) -> str:
    if question is None:
        if kind is Invalid.UNKNOWN_QUESTION:
            return "There is an answer to a question that is not asked here."
        return "The answers cannot be read: give them by the key of their question."
    return f"“{question['text']}”: {_advice(kind, question)}."


def _advice(kind: Invalid, question: dict) -> str:
    match kind:
        case Invalid.NOT_ASKED:
            return "this is for reading, and takes no answer"
        case Invalid.UNKNOWN_OPTION:
            return "choose one of the answers offered"
        case Invalid.REPEATED_OPTION:
            return "choose each answer once"
        case Invalid.EXCLUSIVE_OPTION:
            alone = " or ".join(f"“{one['label']}”" for one in question["options"] if one["exclusive"])
            return f"{alone} goes with no other answer" if alone else "choose one answer only"
        case Invalid.BELOW_MINIMUM:
            return _limit(question, "minimum", "give at least {}", "give a larger number")
        case Invalid.ABOVE_MAXIMUM:
            return _limit(question, "maximum", "give at most {}", "give a smaller number")
        case Invalid.TOO_PRECISE:
            places = question["places"]
            return f"give at most {places} decimal place{'' if places == 1 else 's'}"
    return _TYPES.get(question["type"], "give an answer of the right kind")


def _limit(question: dict, name: str, words: str, otherwise: str) -> str:
    limit = question[name]
    if limit is None:
        return otherwise
    return words.format(f"{limit} {question['unit']}" if question["unit"] else limit)
