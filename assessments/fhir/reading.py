"""From a questionnaire of any maker to a definition, and to a list of everything that did not fit in."""

from dataclasses import dataclass, field

from assessments import definition as definitions

from . import exact, native, options
from .items import Items, links_of
from .ledger import Ledger, Leftover, Node, storable

#: What a questionnaire is called and where it comes from, taken over as it stands.
_ABOUT = ("title", "description", "url", "version", "status", "language", "publisher", "copyright", "purpose")
_STATES = ("draft", "active", "retired", "unknown")
_SHOWN = 80


@dataclass(frozen=True)
class Reading:
    """What a file came to. Without a definition nothing can be made of it; the leftovers say why."""

    definition: dict | None
    title: str = ""
    description: str = ""
    #: The instrument that it follows, and who owns it.
    instrument: str = ""
    copyright: str = ""
    purpose: str = ""
    publisher: str = ""
    language: str = ""
    url: str = ""
    version: str = ""
    leftovers: list[Leftover] = field(default_factory=list)

    @property
    def blocking(self) -> list[Leftover]:
        """What somebody must deal with before it is published."""
        return [one for one in self.leftovers if one.blocking]

    @property
    def notes(self) -> list[Leftover]:
        """What was left out and changes nothing."""
        return [one for one in self.leftovers if not one.blocking]


def read(data: bytes | str | dict) -> Reading:
    """Read a Questionnaire of FHIR R4, R4B or R5. Never fails: what cannot be read is told."""
    twice: list[exact.Twice] = []
    if isinstance(data, bytes | str):
        try:
            data, twice = exact.parse(data)
        except exact.Unreadable as error:
            return _nothing(str(error))
    if not isinstance(data, dict):
        return _nothing("A questionnaire is one JSON object: this is something else.")
    if exact.depth_of(data) > exact.DEEPEST:
        return _nothing(f"It is nested deeper than {exact.DEEPEST} levels: take the questionnaire apart.")
    kind = data.get("resourceType")
    if kind != "Questionnaire":
        if isinstance(kind, str):
            return _nothing(f"This is a {storable(kind)[:_SHOWN]}: take the Questionnaire out of it.")
        return _nothing("It does not say that it is a Questionnaire: it has no resourceType.")
    return _read(data, twice)


def _nothing(sentence: str) -> Reading:
    return Reading(None, leftovers=[Leftover("the file", sentence)])


def _read(data: dict, twice: list[exact.Twice]) -> Reading:
    ledger = Ledger()
    root = ledger.node(data, "", "", "")
    root.take("resourceType")
    about = {name: root.text(name) for name in _ABOUT}
    if about["status"] not in ("", *_STATES):
        root.tell("This is no state of a questionnaire.", about["status"], at="status", blocking=False)
    if about["status"] == "retired":
        root.tell("It is retired: look for what took its place.", about["status"], at="status")
    elif about["status"] == "":
        root.tell("It does not say whether it is a draft or in use.", at="status", blocking=False)
    elif about["status"] != "active":
        root.tell(
            "It is not in use: see whether it is finished.", about["status"], at="status", blocking=False
        )
    # Where it has a title, the name is for programs, and told with other such details.
    name = "" if about["title"] else root.text("name")
    parts = native.read(root)
    sets = options.Sets(root.nodes("contained"))
    items = Items(root, sets, links_of(data), has_scores="scores" in parts)
    items.read()
    definition = _definition(root, items, parts)
    sets.close()
    nodes = ledger.by_object() if twice else {}
    for one in twice:
        sentence = f"“{one.name[:_SHOWN]}” stands twice in one object: only the last was read."
        nodes.get(id(one.around), root).tell(sentence, {one.name: one.lost}, at=one.name)
    if not definition["questions"]:
        root.tell("No question could be taken over.")
    elif (
        not parts
        and not definition["scores"]
        and any(
            option["points"] is not None
            for question in definition["questions"]
            for option in question["options"]
        )
    ):
        root.tell("Options have points, but nothing adds them up: add a score.", blocking=False)
    return Reading(
        definition if definition["questions"] else None,
        title=about["title"] or name,
        description=about["description"],
        instrument=about["title"] or name,
        copyright=about["copyright"],
        purpose=about["purpose"],
        publisher=about["publisher"],
        language=about["language"],
        url=about["url"],
        version=about["version"],
        leftovers=ledger.close(),
    )


def _definition(root: Node, items: Items, parts: dict) -> dict:
    made = {**definitions.empty(), "sections": items.sections, "questions": items.questions}
    questions = {one["key"]: one for one in items.questions}
    asked = {key: one for key, one in questions.items() if one["type"] != definitions.NOTICE}
    computed = items.totals.scores(items)

    def take(name, read):
        if name not in parts:
            return
        try:
            made[name] = read(parts[name])
        except native.Refused as error:
            root.tell(
                f"What this system wrote of {name} cannot be taken: {error}. Write it again.", parts[name]
            )

    take("sections", lambda said: native.sections(said, made["sections"], asked))
    take("scores", lambda said: native.scores(said, asked))
    counts = {key for key, one in asked.items() if any(option["points"] for option in one["options"])}
    items.totals.compare(made["scores"], counts)
    known = {one["key"] for one in made["scores"]}
    made["scores"] += [one for one in computed if one["key"] not in known]
    take("outcomes", native.outcomes)
    outcomes = {one["key"] for one in made["outcomes"]}
    take("red_flags", lambda said: native.rules(said, asked, None, outcomes))
    take("rules", lambda said: native.rules(said, asked, known, outcomes))
    take("default", lambda said: native.default(said, outcomes))
    for name in sorted(set(parts) - {*native.PARTS, "sections"}):
        root.tell(f"“{name[:_SHOWN]}” is not known here: it was written by a newer version.", parts[name])
    return made
