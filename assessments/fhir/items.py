"""The walk over the items of a questionnaire: groups become sections, each item a question or a leftover."""

import re
from dataclasses import dataclass, field

from assessments.definition import KEY, MOST_QUESTIONS

from . import asking, conditions, native, options, terms
from .conditions import Asked, Known
from .ledger import Node, quoted
from .totals import Totals

_KEY = re.compile(KEY)
_NO_SUM = (
    "It is calculated, and this is no sum of points that is known here. "
    "Write what it means as scores, rules and outcomes."
)
_HELPING = ("help", "flyover")
#: Types that show a total.
_TOTALS = ("integer", "decimal", "quantity")


@dataclass
class Place:
    """A group, and all that must hold for what is in it to be shown."""

    node: Node | None = None
    key: str = ""
    title: str = ""
    #: The conditions of the group and of those that it is in.
    parts: list[dict] = field(default_factory=list)
    section: dict | None = None
    variables: dict[str, str] = field(default_factory=dict)
    level: int = 1
    kept: bool = False
    above: "Place | None" = None
    texts: list[str] = field(default_factory=list)


class Items:
    """Everything that the items of one questionnaire say."""

    def __init__(self, root: Node, sets: options.Sets, links: set[str], has_scores: bool):
        self.root, self.sets, self.known, self.has_scores = root, sets, Known(links), has_scores
        self.sections: list[dict] = []
        self.questions: list[dict] = []
        self.totals = Totals()
        self.levels: dict[str, int] = {}
        self._keys: set[str] = set()
        self._links: set[str] = set()

    def read(self):
        top = Place(variables=self.totals.variables(self.root, {}))
        self.walk(self.root.nodes("item"), top, [])
        self.totals.close()

    def walk(self, nodes: list[Node], place: Place, extra: list[dict], parent: dict | None = None):
        for node in nodes:
            self.item(node, place, extra, parent)

    def item(self, node: Node, place: Place, extra: list[dict], parent: dict | None):
        link = self.link(node)
        type_ = node.value.get("type")
        if self.is_ours(node, link, place):
            return
        calculated = node.extension(terms.CALCULATED)
        if calculated is not None and type_ not in (terms.GROUP, terms.DISPLAY):
            self.calculated(node, link, calculated, place, extra)
        elif calculated is not None:
            calculated.tell("It is calculated: write it as scores and rules.", calculated.value)
            calculated.take_all()
        elif type_ == terms.GROUP or (type_ is None and node.has("item")):
            self.group(node, link, place, extra)
        elif type_ == terms.DISPLAY:
            self.display(node, link, place, extra, parent)
        else:
            self.question(node, link, place, extra)

    # What an item is called.

    def link(self, node: Node) -> str:
        link = node.text("linkId")
        if not link:
            node.tell(
                "It has no linkId: conditions cannot ask for it. A code was made.", node.value.get("text")
            )
        elif link in self._links:
            node.tell(
                "This linkId stands twice (que-2): conditions on it ask for the first. Give it another.",
                link,
            )
        self._links.add(link)
        return link

    def key(self, node: Node, link: str) -> str:
        if _KEY.fullmatch(link) and link not in self._keys:
            key = link
        else:
            key = options.key_from(link or str(node.value.get("text", "")), self._keys.__contains__)
            if link:
                node.tell(f"The linkId “{quoted(link)[:130]}” is “{key}” here.", link, blocking=False)
        self._keys.add(key)
        return key

    # Groups.

    def group(self, node: Node, link: str, place: Place, extra: list[dict]):
        if node.value.get("type") is None:
            node.tell("It has no type. It was read as a group, because it has items.", at="type")
        node.take("type")
        hidden = node.extension(terms.HIDDEN)
        own = conditions.read(node, self.known)
        around = sum(len(next(iter(part.values()))) for part in (*place.parts, *extra, own or {"all": []}))
        if own and around > conditions.MOST_AROUND:
            node.tell("Too many groups with conditions are in one another: these are left out.", own)
            own = None
        self.known.left_out.setdefault(link, f"“{link[:200]}” is a group: only questions can be asked for.")
        inner = Place(
            node,
            link,
            node.text("text"),
            [*place.parts, *extra, *([own] if own else [])],
            variables=self.totals.variables(node, place.variables),
            level=place.level + 1,
            above=place,
        )
        if node.flag("repeats"):
            node.tell("This group can be filled in several times. Here it is asked once.", at="repeats")
        if node.flag("required"):
            node.tell("This group is required: say of each question whether it is.", at="required")
        if node.flag("readOnly"):
            node.tell("This group cannot be answered (read only): take its questions out.", at="readOnly")
        if hidden is not None and hidden.flag("valueBoolean"):
            hidden.tell("Readers never see this group: take its questions out, or show them.", hidden.value)
        items = node.nodes("item")
        if not items:
            node.tell("This group is empty (que-1): its title and conditions are left out.", node.value)
        self.walk(items, inner, [])
        if inner.texts and not inner.section:
            node.tell("The introduction of this group has no question after it.", "\n".join(inner.texts))
        if items and not inner.section and own and not inner.kept:
            node.tell("No question of this group could be taken over, so its conditions are gone.", own)
        elif items and not inner.section and inner.title:
            node.tell(
                f"The title “{inner.title[:120]}” is left out: no question stands directly under it.",
                inner.title,
                blocking=False,
            )

    def section_of(self, place: Place) -> dict | None:
        """The section of a group, begun with its first question, and begun again after an inner group."""
        if place.node is None:
            return None
        last = self.questions[-1]["section"] if self.questions else None
        if place.section is not None and last == place.section["key"]:
            return place.section
        again = place.section is not None
        if again:
            key = options.key_from(place.key or "section", self._keys.__contains__)
            self._keys.add(key)
            place.node.tell(
                f"This group goes on after another in it: the rest is a section “{key}” of its own.",
                place.title,
                blocking=False,
            )
        else:
            key = self.key(place.node, place.key)
        whole, _ = conditions.shared(place.parts)
        place.section = {
            "key": key,
            "title": place.title,
            "text": "" if again else "\n\n".join(place.texts),
            "shown_when": whole,
        }
        self.sections.append(place.section)
        return place.section

    def add(
        self, node: Node, link: str, made: dict, offered, place: Place, extra: list[dict], own: dict | None
    ):
        section = self.section_of(place)
        made["section"] = section and section["key"]
        rest = conditions.shared(place.parts)[1] if section else []
        shown, lost = conditions.joint([*rest, *extra, *([own] if own else [])])
        made["shown_when"] = made["shown_when"] or shown
        for one in lost:
            node.tell(
                "It is shown under conditions that cannot be said together: this one is missing. "
                "Put it into a section of its own that has this condition.",
                one,
            )
        self.questions.append(made)
        above: Place | None = place
        while above is not None:
            above.kept, above = True, above.above
        self.levels[made["key"]] = place.level
        if link and link not in self.known.asked:
            self.known.asked[link] = Asked(made, offered)

    # Questions.

    def question(self, node: Node, link: str, place: Place, extra: list[dict]):
        why = asking.why_not(node) or self.not_asked(node)
        why = why or self.too_many()
        if why:
            self.leave_out(node, link, why, place, extra)
            return
        own = conditions.read(node, self.known)
        key = self.key(node, link)
        made, offered = asking.question(node, key, self.sets)
        self.totals.variables(node, {})
        self.add(node, link, made, offered, place, extra, own)
        beneath = node.nodes("item")
        if any(one.value.get("type") != terms.DISPLAY for one in beneath):
            node.tell(
                "Questions stand beneath this question: here they follow it, whenever it is shown.",
                blocking=False,
            )
        self.walk(beneath, place, [*extra, *([own] if own else [])], made)

    def too_many(self) -> str:
        full = len(self.questions) >= MOST_QUESTIONS
        return f"There are more than {MOST_QUESTIONS} questions: this one is left out." if full else ""

    def not_asked(self, node: Node) -> str:
        hidden = node.extension(terms.HIDDEN)
        if hidden is not None and hidden.flag("valueBoolean"):
            return "Readers never see it: leave it out, or show it."
        if node.value.get("readOnly") in (True, "true"):
            return "Readers cannot answer it (read only): leave it out, or let them."
        return ""

    def leave_out(
        self, node: Node, link: str, why: str, place: Place, extra: list[dict], expression: str = ""
    ):
        """Tell an item that cannot be asked, with its conditions and options; go on beneath it."""
        words = conditions.in_words(node)
        places = conditions.leave_out(node, self.known)
        offered = node.value.get("answerOption")
        if isinstance(offered, list):
            places += [f"{node.label}.answerOption[{index}]" for index in range(len(offered))]
            words += f" Its {len(offered)} options go with it."
        said = {
            name: node.take(name)
            for name in ("text", "type", "required", "answerOption", "answerValueSet")
            if node.has(name)
        }
        for silent in ("readOnly", "repeats", "maxLength", "answerConstraint"):
            node.take(silent)
        if expression:
            words = f" It was to show: “{quoted(said.get('text', ''))}”.{words}"
        node.tell(f"{why}{words}", expression or said, also=places)
        self.known.left_out.setdefault(
            link,
            f"“{link[:200]}” could not be taken over, so no condition can ask for it. Ask it in another way.",
        )
        self.totals.variables(node, {})
        for one in node.nodes("item"):
            if one.value.get("type") == terms.DISPLAY:
                self.link(one)
                one.tell("This text goes with a question that was left out.", one.value.get("text", ""))
                one.take_all()
            else:
                self.item(one, place, extra, None)

    # Texts.

    def display(self, node: Node, link: str, place: Place, extra: list[dict], parent: dict | None):
        if node.has("item"):
            node.tell("A text can have no items (que-1): they were read as its neighbours.", at="item")
        if parent is not None and self.is_help(node):
            text = node.text("text")
            parent["help"] = "\n\n".join(part for part in (parent["help"], text) if part)
            self.take_display(node)
        elif parent is None and place.node is not None and self.is_help(node):
            self.introduce(place, node.text("text"))
            self.take_display(node)
        elif self.too_many():
            self.leave_out(node, link, self.too_many(), place, extra)
            return
        else:
            own = conditions.read(node, self.known)
            made = asking.notice(node, self.key(node, link))
            self.known.left_out.setdefault(link, f"“{link[:200]}” is only text: it has no answer.")
            self.add(node, "", made, options.Offered(), place, extra, own)
        self.walk(node.nodes("item"), place, extra)

    def take_display(self, node: Node):
        node.take("type")
        for name in ("required", "repeats", "readOnly"):
            node.flag(name)
        words = conditions.in_words(node)
        if words:
            places = conditions.leave_out(node, self.known)
            node.tell(f"A help is shown with its question.{words}", node.value.get("text", ""), also=places)

    def introduce(self, place: Place, text: str):
        if place.section is not None:
            place.section["text"] = "\n\n".join(part for part in (place.section["text"], text) if part)
        else:
            place.texts.append(text)

    def is_help(self, node: Node) -> bool:
        found = node.value.get("extension")
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict) and one.get("url") == terms.ITEM_CONTROL:
                concept = one.get("valueCodeableConcept")
                codings = concept.get("coding") if isinstance(concept, dict) else None
                for coding in codings if isinstance(codings, list) else []:
                    if isinstance(coding, dict) and coding.get("code") in _HELPING:
                        for control in node.extensions(terms.ITEM_CONTROL):
                            control.take_all()
                        return True
        return False

    def calculated(self, node: Node, link: str, calculated: Node, place: Place, extra: list[dict]):
        found, said = self.totals.sum_of(calculated, self.totals.variables(node, place.variables))
        self.known.left_out.setdefault(
            link, f"“{link[:200]}” is calculated: a rule can ask for a score, a condition cannot."
        )
        asking.unit_of_score(node)
        hidden = node.extension(terms.HIDDEN)
        if hidden is not None:
            hidden.take("valueBoolean")
        if found is None:
            calculated.take_all()
            self.leave_out(node, link, _NO_SUM, place, extra, said or quoted(calculated.value))
            return
        words = conditions.in_words(node)
        if words:
            places = conditions.leave_out(node, self.known)
            node.tell(f"A score is told at the end, if its outcome says so.{words}", also=places)
        node.take("required")
        if node.take("type") not in _TOTALS:
            node.tell(
                "It adds points up, but its type is none of a number.", node.value.get("type"), at="type"
            )
        if not node.flag("readOnly"):
            node.tell(
                "Readers could change this total there. Here nobody does.", at="readOnly", blocking=False
            )
        label = node.text("text")
        self.totals.add(node, link, label or link, found)
        for one in node.nodes("item"):
            self.link(one)
            one.tell("This stands beneath a score: write it into an outcome.", one.value)
            one.take_all()

    def is_ours(self, node: Node, link: str, place: Place) -> bool:
        """An item that this system wrote for others to see: what it says stands elsewhere too."""
        found = node.value.get("extension")
        for one in found if isinstance(found, list) else []:
            if isinstance(one, dict) and one.get("url") == terms.OURS:
                said = one.get("valueString")
                if said == native.SCORE and self.has_scores:
                    for silent in ("type", "readOnly"):
                        node.take(silent)
                    node.extensions(terms.OURS)[0].take("valueString")
                    self.totals.written(node, node.text("text"), node.extension(terms.CALCULATED))
                    self.known.left_out.setdefault(link, f"“{link[:200]}” is calculated.")
                    return True
                if said == native.SCORE:
                    node.extensions(terms.OURS)
                    return False
                if said == native.INTRODUCTION and place.node is not None:
                    self.introduce(place, node.text("text"))
                    node.extensions(terms.OURS)[0].take_all()
                    self.take_display(node)
                    return True
        return False


def links_of(value) -> set[str]:
    """Every linkId of a questionnaire, wherever its item stands."""
    found, waiting = set(), [value]
    while waiting:
        one = waiting.pop()
        items = one.get("item") if isinstance(one, dict) else None
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                if isinstance(item.get("linkId"), str):
                    found.add(item["linkId"])
                waiting.append(item)
    return found
