"""What of a questionnaire has been read, and what is left over: nothing goes missing between the two.

A Node is one JSON object of the file. Whoever understands a member takes it; when all is read, the ledger
walks over every node that was ever made and tells each member and each extension that nobody took.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import exact, known

#: A quote is a reminder for the writer, not a copy.
LONGEST_QUOTE = 500
LONGEST_LINK = 60
#: Beyond this, a list of findings helps nobody.
MOST_LEFTOVERS = 1000


@dataclass(frozen=True)
class Leftover:
    """Something of the file that did not become part of the definition, and what the writer does about it."""

    location: str
    sentence: str
    said: str = ""
    #: It changes what the questionnaire means: publishing waits until somebody dealt with it.
    blocking: bool = True
    #: Further places of which the same is true.
    also: tuple[str, ...] = ()


def quoted(value) -> str:
    """A short quote of anything that stands in a file."""
    if not isinstance(value, str):
        value = _beginning(value)
    value = storable(value[: LONGEST_QUOTE + 1])
    return value if len(value) <= LONGEST_QUOTE else value[: LONGEST_QUOTE - 1] + "…"


def _beginning(value) -> str:
    """As much of a value as a quote can hold."""
    found, length = [], 0
    try:
        for piece in exact.pieces(value):
            found.append(piece)
            length += len(piece)
            if length > LONGEST_QUOTE:
                break
    except (TypeError, ValueError):
        # A number that no JSON has, in what somebody parsed themselves.
        found.append("…")
    return "".join(found)


def storable(text: str) -> str:
    """The text without what no database holds: NUL, and halves of a pair that stand alone."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


class Ledger:
    """Every node of one file, and what is told about it."""

    def __init__(self):
        self._told: list[Leftover] = []
        self._nodes: list[Node] = []

    def node(self, value: dict, path: str, label: str, kind: str) -> "Node":
        made = Node(self, value, path, label, kind)
        self._nodes.append(made)
        return made

    def by_object(self) -> dict[int, "Node"]:
        """The nodes by the identity of their object."""
        return {id(node.value): node for node in self._nodes}

    def tell(self, location, sentence, said="", *, blocking=True, also=()):
        location, sentence = storable(location) or "the file", storable(sentence)
        self._told.append(Leftover(location, sentence, quoted(said), blocking, tuple(map(storable, also))))

    def close(self) -> list[Leftover]:
        """Tell what nobody took, and hand out everything: what blocks first, notes of one kind as one."""
        # Closing a node may make nodes of its extensions, which are closed in turn.
        for node in self._nodes:
            node.close()
        blocking = list(dict.fromkeys(one for one in self._told if one.blocking))
        alike: dict[str, list[Leftover]] = {}
        for one in self._told:
            if not one.blocking:
                alike.setdefault(one.sentence, []).append(one)
        everything = [*blocking, *map(_as_one, alike.values())]
        if len(everything) > MOST_LEFTOVERS:
            more = len(everything) - MOST_LEFTOVERS
            sentence = (
                f"{more} more findings are not shown: take the questionnaire apart and import its parts."
            )
            everything = [Leftover("the file", sentence), *everything[:MOST_LEFTOVERS]]
        return everything


def _as_one(notes: list[Leftover]) -> Leftover:
    first, *rest = notes
    places = [place for one in rest for place in (one.location, *one.also)]
    return replace(first, also=(*first.also, *places))


class Node:
    """One JSON object of the file: where it stands, and which of its members nobody took yet."""

    def __init__(self, ledger: Ledger, value: dict, path: str, label: str, kind: str):
        self.ledger, self.value, self.path, self.label, self.kind = ledger, value, path, label, kind
        self._unread = dict.fromkeys(value)
        self._extensions: list[Node] | None = None

    def tell(self, sentence, said="", *, at="", blocking=True, also=()):
        location = f"{self.label}.{at}" if at and self.label else at or self.label
        self.ledger.tell(location, sentence, said, blocking=blocking, also=also)

    def has(self, name: str) -> bool:
        return name in self.value

    def names(self) -> list[str]:
        return list(self.value)

    def take(self, name: str):
        """The member as it stands, or None."""
        self._unread.pop(name, None)
        return self.value.get(name)

    def take_all(self) -> None:
        """All of it is dealt with, extensions as well."""
        self._unread.clear()
        self._extensions = []

    def text(self, name: str) -> str:
        value = self.take(name)
        if value is None:
            return ""
        if isinstance(value, str) and "\x00" not in value:
            return storable(value)
        self.tell(f'"{name}" must be a text.', value, at=name)
        return ""

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        if value in ("true", "false"):
            self.tell(
                f'"{name}" is a text, not true or false. It was read as it is written.',
                value,
                at=name,
                blocking=False,
            )
            return value == "true"
        self.tell(f'"{name}" must be true or false.', value, at=name)
        return False

    def node(self, name: str) -> "Node | None":
        value = self.take(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return self._child(value, name)
        self.tell(f'"{name}" must be an object.', value, at=name)
        return None

    def nodes(self, name: str) -> "list[Node]":
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.tell(f'"{name}" must be a list.', value, at=name)
            return []
        found = []
        for index, one in enumerate(value):
            if isinstance(one, dict):
                found.append(self._child(one, f"{name}[{index}]"))
            else:
                self.tell(f'"{name}" must hold objects.', one, at=f"{name}[{index}]")
        return found

    def extensions(self, url: str) -> "list[Node]":
        """The extensions with this address; whoever asks for them deals with them."""
        found = [one for one in self._all_extensions() if one.value.get("url") == url]
        for one in found:
            one.take("url")
            self._extensions.remove(one)
        return found

    def extension(self, url: str) -> "Node | None":
        """The one extension with this address. Others with the same are told."""
        found = self.extensions(url)
        for more in found[1:]:
            more.tell("This stands twice: only the first was read.", more.value)
            more.take_all()
        return found[0] if found else None

    def choice(self, prefix: str) -> "Iterator[str]":
        """The names of a member that has its type in its name: valueCoding, answerBoolean."""
        return (
            name
            for name in self.value
            if name.startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper()
        )

    def close(self) -> None:
        for one in self._all_extensions():
            said = known.extension(one.value.get("url"), one.value)
            one.tell(said.sentence, one.value, blocking=said.blocking)
            one.take_all()
        self._extensions = []
        for name in list(self._unread):
            self._close_member(name)
        self._unread.clear()

    def _close_member(self, name: str) -> None:
        value = self.value[name]
        if name.startswith("_") and value is not None:
            # What FHIR hangs on a text or a number: translations, styles.
            for index, one in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(one, dict):
                    place = f"{name}[{index}]" if isinstance(value, list) else name
                    self._child(one, place)
                elif one is not None:
                    self.tell(known.STRANGE, value, at=name)
            return
        said = known.member(self.kind, name)
        self.tell(said.sentence, value, at=name, blocking=said.blocking)

    def _all_extensions(self) -> "list[Node]":
        if self._extensions is None:
            self._extensions = self.nodes("extension")
        return self._extensions

    def _child(self, value: dict, place: str) -> "Node":
        path = f"{self.path}.{place}" if self.path else place
        kind = place.partition("[")[0]
        label = f"{self.label}.{place}" if self.label else place
        if kind == "item":
            label = path
            link = value.get("linkId")
            if isinstance(link, str):
                label += f" (linkId {quoted(link)[:LONGEST_LINK]})"
        return self.ledger.node(value, path, label, kind)
