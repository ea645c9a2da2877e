"""The options of a question and what they count: in the item, its codings, or a value set in the file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from assessments.definition import KEY, MOST_OPTIONS

from . import terms
from .ledger import Node, storable
from .numbers import decimal_of

_KEY = re.compile(KEY)
_LONGEST_KEY = 120
#: What a contained part says of itself.
_OF_SETS = (
    *("resourceType", "id", "url", "name", "title", "status", "version", "description", "content", "meta"),
    *("text", "experimental", "publisher", "date", "copyright", "identifier", "caseSensitive", "immutable"),
)
_VALUES = ("valueCoding", "valueString", "valueInteger", "valueDate", "valueTime")


def key_from(text: str, taken: Callable[[str], bool]) -> str:
    """A key that nobody has yet, as like the text as can be."""
    made = re.sub(r"[^A-Za-z0-9_./-]+", "-", text)[:_LONGEST_KEY].strip("-.")
    made = made if _KEY.fullmatch(made) else "x"
    key, number = made, 2
    while taken(key):
        end = f"-{number}"
        key, number = made[: _LONGEST_KEY - len(end)] + end, number + 1
    return key


@dataclass
class Offered:
    """The options of one question, and by what FHIR calls each of them."""

    options: list[dict] = field(default_factory=list)
    #: (member, system, code or value) → key; the member is valueCoding, valueString, …
    keys: dict[tuple[str, str, object], str] = field(default_factory=dict)
    systems: list[str] = field(default_factory=list)

    @property
    def code_system(self) -> str | None:
        return self.systems[0] if len(set(self.systems)) == 1 and self.systems[0] else None

    def add(self, node: Node, said: tuple[str, str, object], label: str, points: str | None, exclusive=False):
        """One more option; what it is called is made a key."""
        member, system, value = said
        text = str(value)
        if said in self.keys:
            node.tell(f"The option “{text[:60]}” stands twice: leave one out.", node.value)
            return
        if len(self.options) == MOST_OPTIONS:
            node.tell(f"There are more than {MOST_OPTIONS} options: this one is left out.", node.value)
            return
        taken = {one["key"] for one in self.options}
        key = text if _KEY.fullmatch(text) and text not in taken else key_from(text, taken.__contains__)
        if key != text:
            node.tell(f"The option “{text[:60]}” has the code “{key}” here.", text, blocking=False)
        elif member != "valueCoding":
            node.tell("Options are texts or numbers: each is its own code here.", text, blocking=False)
        self.keys[said] = key
        self.systems.append(system)
        self.options.append({"key": key, "label": label or text, "points": points, "exclusive": exclusive})

    def coding(self, system: str, code: str) -> str | None:
        """The key of a coding: by system and code, or by code where one of the two has no system."""
        exact = self.keys.get(("valueCoding", system, code))
        if exact is not None:
            return exact
        found = [
            key
            for (member, known, value), key in self.keys.items()
            if member == "valueCoding" and value == code and not (known and system)
        ]
        return found[0] if len(found) == 1 else None


class Sets:
    """The value sets and code systems that a file contains."""

    def __init__(self, nodes: list[Node]):
        self.nodes = nodes
        #: Which extensions say what options count.
        self.weights: set[str] = set()
        self._used: set[str] = set()
        self._named: dict[tuple[str, str], Node] = {}
        self._meant: dict[str, dict[str, tuple[str, str | None]]] = {}
        for node in nodes:
            kind = node.value.get("resourceType")
            for name in (f"#{node.value.get('id')}", node.value.get("url")):
                if isinstance(kind, str) and isinstance(name, str):
                    self._named.setdefault((kind, name), node)

    def find(self, kind: str, name: str) -> Node | None:
        """The contained part of this name; asking for it uses it."""
        found = self._named.get((kind, name)) or self._named.get((kind, name.partition("|")[0]))
        if found is not None:
            self._used.add(found.path)
            for silent in _OF_SETS:
                found.take(silent)
        return found

    def meant(self, system: str, code: str) -> tuple[str, str | None]:
        """What a code is called and counts by a code system of the file."""
        if system not in self._meant:
            whole = self.find("CodeSystem", system) if system else None
            self._meant[system] = found = {}
            for one in whole.nodes("concept") if whole else []:
                name, said = one.text("code"), (one.text("display"), _points(self, one))
                if found.setdefault(name, said) != said:
                    one.tell("This code stands twice: only the first was read.", one.value)
        return self._meant[system].get(code, ("", None))

    def close(self):
        for node in self.nodes:
            if node.path not in self._used:
                counts = _counts(node.value)
                points = " It says what options count: type their points." if counts else ""
                sentence = f"Nothing that was read uses this part of the file.{points}"
                node.tell(sentence, node.value, blocking=counts)
                node.take_all()


def _counts(value) -> bool:
    """Whether points stand anywhere in it."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("url") in terms.WEIGHTS:
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def read(node: Node, sets: Sets) -> Offered:
    """The options of a question's item."""
    offered = Offered()
    options = node.nodes("answerOption")
    for option in options:
        _option(option, offered, sets)
    if node.has("answerValueSet"):
        name = node.text("answerValueSet")
        if options:
            node.tell(
                "It has options and a value set (que-4): the options were taken.", name, at="answerValueSet"
            )
        elif name:
            _of_set(node, name, sets, offered)
    if len(set(offered.systems)) > 1:
        node.tell("The options come from several code systems: only their codes are kept.", blocking=False)
    if not offered.options:
        node.tell("It has no options: type them.", node.value.get("text", ""))
    return offered


def _option(node: Node, offered: Offered, sets: Sets):
    members = [name for name in node.names() if name in (*_VALUES, "valueReference")]
    exclusive = node.extension(terms.OPTION_EXCLUSIVE)
    alone = exclusive.flag("valueBoolean") if exclusive else False
    if node.flag("initialSelected"):
        node.tell(
            "This option is chosen beforehand. Here readers answer themselves.",
            node.value,
            at="initialSelected",
        )
    if len(members) != 1 or members[0] == "valueReference":
        node.tell("An option must have one value: a code, a text or a number. Type it.", node.value)
        node.take_all()
        return
    member = members[0]
    if member == "valueCoding":
        coding = node.node(member)
        if coding is None:
            return
        _coding(node, coding, offered, alone, sets)
        return
    value = node.take(member)
    wanted = int if member == "valueInteger" else str
    if not isinstance(value, wanted) or isinstance(value, bool) or value == "":
        node.tell(f'"{member}" holds something else: type this option.', value, at=member)
        return
    said, beside = offered_value(value), node.node(f"_{member}")
    points = _points(sets, *([node] if beside is None else [node, beside]))
    offered.add(node, (member, "", said), said, points, alone)


def offered_value(value) -> str:
    """A value of an option as text: numbers of any length are cut."""
    text = value if isinstance(value, str) else decimal_of(value) or "a-number"
    return storable(text)


def _coding(node: Node, coding: Node, offered: Offered, alone: bool, sets: Sets):
    system, code, display = coding.text("system"), coding.text("code"), coding.text("display")
    known, counts = sets.meant(system, code)
    points = _points(sets, node, coding, known=counts)
    if not code and not display:
        coding.tell("An option has neither a code nor a text: type it.", coding.value)
        return
    offered.add(coding, ("valueCoding", system, code or display), display or known, points, alone)


def _of_set(node: Node, name: str, sets: Sets, offered: Offered):
    found = sets.find("ValueSet", name)
    if found is None:
        node.tell("Its options are a list that stands elsewhere: type them.", name, at="answerValueSet")
        return
    compose, expansion = found.node("compose"), found.node("expansion")
    if expansion is not None:
        for silent in ("timestamp", "identifier", "total"):
            expansion.take(silent)
        for one in _listed(expansion, "contains"):
            _concept(one, one.text("system"), offered, sets)
        if compose is not None:
            compose.tell("Only the expansion of this list was read: see if it says the same.", compose.value)
            compose.take_all()
        return
    for include in compose.nodes("include") if compose else []:
        system = include.text("system")
        for one in _listed(include, "concept"):
            _concept(one, system, offered, sets)
        if not include.has("concept"):
            _of_system(include, system, offered, sets)


def _listed(node: Node, name: str) -> list[Node]:
    """The codes of a list that is short enough to choose from."""
    found = node.value.get(name)
    if isinstance(found, list) and len(found) > MOST_OPTIONS:
        node.take(name)
        sentence = f"It lists {len(found)} codes, more than {MOST_OPTIONS}: choose some, and type them."
        node.tell(sentence, found, at=name)
        return []
    return node.nodes(name)


def _of_system(include: Node, system: str, offered: Offered, sets: Sets):
    if include.has("filter") or include.has("valueSet"):
        return  # told, because nobody takes it
    whole = sets.find("CodeSystem", system)
    if whole is None:
        include.tell("Its options are all codes of a system that stands elsewhere: type them.", include.value)
        return
    for one in _listed(whole, "concept"):
        _concept(one, system, offered, sets)


def _concept(one: Node, system: str, offered: Offered, sets: Sets):
    code, display = one.text("code"), one.text("display")
    known, counts = sets.meant(system, code)
    points = _points(sets, one, known=counts)
    if not code:
        one.tell("An option has no code: type it.", one.value)
        return
    offered.add(one, ("valueCoding", system, code), display or known, points)


def _points(sets: Sets, *nodes: Node, known: str | None = None) -> str | None:
    """What an option counts, wherever it stands and whichever of the two extensions says it.

    `known` is what its code counts by a code system of the file.
    """
    found: list[str] = []
    for node in nodes:
        for url in terms.WEIGHTS:
            for one in node.extensions(url):
                points = _weight(one)
                if points is not None:
                    found.append(points)
                    sets.weights.add(url)
    if known is not None:
        found.append(known)
    if len(set(found)) > 1:
        nodes[0].tell(
            f"It counts {' and '.join(dict.fromkeys(found))} at once: {found[0]} was taken.", nodes[0].value
        )
    return found[0] if found else None


def _weight(node: Node) -> str | None:
    name = next((name for name in ("valueDecimal", "valueInteger") if node.has(name)), None)
    value = node.take(name) if name else None
    points = decimal_of(value)
    if points is None:
        node.tell("These points are no number that can be used: type them.", node.value)
        node.take_all()
    return points
