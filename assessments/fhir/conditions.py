"""When something is shown: enableWhen as conditions on earlier questions, and how those of groups add up."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.definition import (
    ANSWERED,
    CHOICES,
    EQUALITY,
    NUMBERS,
    ORDER,
    YES_NO,
    decimal_text,
)

from .ledger import Node, quoted
from .numbers import decimal_of
from .options import Offered, offered_value

_OPERATORS = ("exists", *EQUALITY, *ORDER)
#: Of one item, and of all the groups that it is in.
MOST_CONDITIONS, MOST_AROUND = 60, 200
#: For each member of an option the one that asks for it.
_ASKS = {
    "valueCoding": "answerCoding",
    "valueString": "answerString",
    "valueInteger": "answerInteger",
    "valueDate": "answerDate",
    "valueTime": "answerTime",
}


@dataclass
class Asked:
    """A question that was taken over, and what its options were called."""

    question: dict
    offered: Offered


class Known:
    """What conditions may ask for: questions so far, and why the others cannot be asked for."""

    def __init__(self, links: set[str]):
        self.links = links
        self.asked: dict[str, Asked] = {}
        self.left_out: dict[str, str] = {}

    def why_not(self, link: str) -> str:
        if link in self.left_out:
            return self.left_out[link]
        if link in self.links:
            return f"“{link}” comes later, or is where it stands itself. Ask it before."
        return f"No question has the linkId “{link}”."


def read(node: Node, known: Known) -> dict | None:
    """The conditions of an item, None where it has none that could be taken over."""
    asked = node.nodes("enableWhen")
    behavior = node.text("enableBehavior")
    if behavior not in ("", "all", "any"):
        node.tell(f"“{behavior[:40]}” is neither all nor any. All was taken.", behavior, at="enableBehavior")
        behavior = "all"
    if len(asked) > 1 and not behavior:
        node.tell(
            "It has several conditions and does not say if all or any must hold (que-12): all was taken.",
            node.value.get("enableWhen"),
            at="enableBehavior",
        )
    for one in asked[MOST_CONDITIONS:]:
        one.tell(f"There are more than {MOST_CONDITIONS} conditions: this one is left out.", one.value)
        one.take_all()
    found = [
        condition for one in asked[:MOST_CONDITIONS] if (condition := _condition(one, known)) is not None
    ]
    return {behavior or "all": found} if found else None


def in_words(node: Node) -> str:
    """The conditions of an item that is left out, as short as can be: they go with it."""
    asked = node.value.get("enableWhen")
    if not isinstance(asked, list) or not asked:
        return ""
    said = []
    for one in asked:
        if isinstance(one, dict):
            value = next((one[name] for name in one if name.startswith("answer")), "")
            value = value.get("code", value) if isinstance(value, dict) else value
            said.append(f"{one.get('question', '?')} {one.get('operator', '?')} {quoted(value)}")
        else:
            said.append(quoted(one))
    joint = " or " if node.value.get("enableBehavior") == "any" else " and "
    return f" It was shown when {joint.join(said)}."[:2000]


def leave_out(node: Node, known: Known) -> list[str]:
    """Take the conditions of an item that is left out; where they stand. Those that are wrong are told."""
    asked = node.nodes("enableWhen")
    for one in asked:
        if one.value.get("question") not in (*known.left_out, *known.links - set(known.asked)):
            _condition(one, known)
        for name in ("question", "operator", *one.choice("answer")):
            one.take(name)
    node.take("enableBehavior")
    return [one.label for one in asked]


def _condition(node: Node, known: Known) -> dict | None:
    link, operator = node.text("question"), node.text("operator")
    members = list(node.choice("answer"))
    values = {name: node.take(name) for name in members}
    said = node.value

    def left(sentence: str) -> None:
        node.tell(sentence, said)

    if not link:
        return left("It does not say which question it asks for. Choose one.")
    if operator not in _OPERATORS:
        return left(f"“{operator[:20]}” is no operator. Choose one.")
    source = known.asked.get(link)
    if source is None:
        return left(known.why_not(link[:200]))
    if len(values) != 1:
        return left("A condition must have one answer to compare with. Type it.")
    ((member, value),) = values.items()
    question = source.question
    if operator == "exists":
        if member != "answerBoolean" or not isinstance(value, bool):
            return left("“exists” must be true or false (que-7). Choose whether an answer is wanted.")
        return _made(question, ANSWERED, value)
    if question["type"] == YES_NO:
        return _on_yes_no(question, operator, member, value, left)
    if question["type"] in NUMBERS:
        return _on_number(question, operator, member, value, left)
    if question["type"] in CHOICES:
        return _on_choice(node, source, operator, member, value, left)
    return left(f"“{link[:200]}” asks nothing: it is only text.")


def _made(question, operator, value):
    return {"question": question["key"], "operator": operator, "value": value}


def _on_yes_no(question, operator, member, value, left):
    if member != "answerBoolean":
        return left(f"{_kind(member)} never equals the answer yes or no. It probably meant one of these.")
    if not isinstance(value, bool):
        return left("The answer must be true or false. Choose one.")
    if operator in ORDER:
        return left("Yes and no cannot be more or less than each other.")
    return _made(question, operator, value)


def _on_number(question, operator, member, value, left):
    if member not in ("answerInteger", "answerDecimal"):
        return left(f"{_kind(member)} never equals a number. It probably meant the number: type it.")
    number = decimal_of(value)
    if number is None:
        return left("The answer is no number that can be compared with: type it.")
    return _made(question, operator, number)


def _on_choice(node, source: Asked, operator, member, value, left):
    question, offered = source.question, source.offered
    if not question["options"]:
        return left(f"“{question['key']}” has no options that could be taken over: type them, then this.")
    members = {said[0] for said in offered.keys}
    fitting = {_ASKS[said] for said in members}
    if operator in ORDER:
        return left(f"Options cannot be more or less than each other.{_probably(offered, operator, value)}")
    if member not in fitting:
        kind = "a coding" if "valueCoding" in members else "a text or a number from a list"
        return left(
            f"{_kind(member)} never equals {kind}, so as it stands this condition "
            f"{'always' if operator == '!=' else 'never'} holds.{_probably(offered, operator, value)}"
        )
    if member == "answerCoding":
        coding = node.node(member)
        if coding is None:
            return None
        code = coding.text("code") or coding.value.get("display")
        system = coding.text("system")
        key = offered.coding(system, code) if isinstance(code, str) else None
        if key is None:
            return left(f"This is none of the options of “{question['key']}”: choose one.")
        if ("valueCoding", system, code) not in offered.keys:
            node.tell(
                "The code system is missing on one side: the options were compared by code.", blocking=False
            )
        return _made(question, operator, key)
    key = None
    if isinstance(value, str | int) and not isinstance(value, bool):
        name = next(name for name, asks in _ASKS.items() if asks == member)
        key = offered.keys.get((name, "", offered_value(value)))
        if name == "valueInteger" and not isinstance(value, int):
            key = None
    if key is None:
        return left(f"This is none of the options of “{question['key']}”: choose one.")
    return _made(question, operator, key)


def _kind(member: str) -> str:
    return {
        "answerString": "A text",
        "answerInteger": "A whole number",
        "answerDecimal": "A number",
        "answerBoolean": "Yes or no",
        "answerCoding": "A coding",
        "answerDate": "A date",
        "answerDateTime": "A date",
        "answerTime": "A time",
        "answerQuantity": "A number with a unit",
        "answerReference": "A reference",
    }.get(member, "This")


def _probably(offered: Offered, operator: str, value) -> str:
    """What a comparison of a wrong type surely meant."""
    compare = {
        "=": lambda a, b: a == b,
        "!=": lambda a, b: a == b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
    }[operator]
    number = decimal_of(value)
    meant = []
    for (_, _, said), key in offered.keys.items():
        label = next(one["label"] for one in offered.options if one["key"] == key)
        if number is not None:
            try:
                fits = compare(Decimal(str(said)), Decimal(number))
            except ArithmeticError:
                fits = operator in EQUALITY and decimal_text(Decimal(number)) == str(said)
        else:
            fits = operator in EQUALITY and value in (said, label)
        if fits:
            meant.append(f"“{key}” ({label[:60]})" if label != key else f"“{key}”")
    if not meant:
        return " Choose an option."
    word = "is not" if operator == "!=" else "is"
    return f" It probably meant: the answer {word} {' or '.join(meant[:8])}."


def joint(parts: list[dict]) -> tuple[dict | None, list[dict]]:
    """One list of conditions for several that must all hold, and those that cannot be in it.

    "a and b" with "c and d" is one list; "a or b" goes with nothing else.
    """
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return (parts[0] if parts else None), []
    every: list[dict] = []
    loose = []
    for part in parts:
        if "any" in part and len(part["any"]) > 1:
            loose.append(part)
        else:
            every += [one for one in next(iter(part.values())) if one not in every]
    if not loose:
        return {"all": every}, []
    if not every and all(part == loose[0] for part in loose):
        return loose[0], []
    return ({"all": every}, loose) if every else (loose[0], loose[1:])


def shared(parts: list[dict]) -> tuple[dict | None, list[dict]]:
    """What a section may say for all of its questions, and what each of them must say besides."""
    parts = [part for part in parts if part]
    whole, left = joint(parts)
    if not left:
        return whole, []
    loose = next(part for part in parts if "any" in part and len(part["any"]) > 1)
    rest, more = joint([part for part in parts if part is not loose])
    return loose, [one for one in (rest, *more) if one]
