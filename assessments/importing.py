"""A draft from a questionnaire: what was read becomes rows, what was not becomes leftovers that block.

reading = fhir.read(data)
draft = importing.create(reading=reading, slug="gad-7", by=wanda, clock=timezone.now)
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles import body, shelf
from cms.audit import trail
from cms.publishing import actions
from cms.publishing.models.publishable import default_locale

from . import lines
from .definition import PROMOTING
from .fhir import Leftover, Reading
from .fhir import text as exact
from .models import Assessment, NextStep, Outcome, Question, Score, Section
from .models import Leftover as LeftoverRow


class NothingToImport(actions.NotPossible):
    """No draft can be made of the file; the leftovers say why."""

    def __init__(self, leftovers: list[Leftover]):
        super().__init__("No assessment can be made of this file.")
        self.leftovers = leftovers


class AddressTaken(actions.NotPossible):
    """Another assessment has the address."""

    def __init__(self, slug: str):
        super().__init__(f"There is an assessment at “{slug}” already. Choose another address.")


def create(
    *, reading: Reading, by, clock: trail.Clock, slug: str = "", locale: str = "", reason: str = ""
) -> Assessment:
    """A new draft with everything that was read, as one revision. Nothing is written when it is refused."""
    if reading.definition is None:
        raise NothingToImport(reading.leftovers)
    if not by.is_system and not by.has_perm("assessments.add_assessment"):
        raise actions.NotAllowed(f"{by.printed_name} may not add an assessment.")
    rows = _Rows(reading)
    draft = Assessment(
        slug=slug or slugify(rows.title)[:50].strip("-"),
        title=rows.title,
        description=reading.description,
        instrument_name=rows.cut(Assessment, "instrument_name", reading.instrument, "title"),
        instrument_rights="\n\n".join(part for part in (reading.publisher, reading.copyright) if part),
        intended_use=reading.purpose,
        default_outcome=reading.definition["default"] or "",
        **({"locale": locale} if locale else {}),
    )
    _refuse(draft)
    state = {**draft.state(), **rows.state()}
    try:
        with transaction.atomic():
            actions.save(
                item=draft,
                by=by,
                clock=clock,
                reason=reason or f"Imported from {source(reading)}.",
                write=lambda item: item.apply_state(state),
            )
    except IntegrityError as error:
        # Somebody else took it in the meantime.
        raise AddressTaken(draft.slug) from error
    return draft


def source(reading: Reading) -> str:
    """What a questionnaire calls itself."""
    said = "|".join(part for part in (reading.url, reading.version) if part)
    return f"the questionnaire {said}" if said else "a questionnaire"


def rehearse(**arguments) -> Assessment:
    """The draft that would be made; all of it is taken back."""
    with transaction.atomic():
        draft = create(**arguments)
        transaction.set_rollback(True)
    return draft


def _refuse(draft: Assessment) -> None:
    if Assessment.objects.filter(slug=draft.slug, locale=draft.locale).exists():
        raise AddressTaken(draft.slug)
    try:
        draft.clean_fields(exclude=["topic", "slug"] if draft.slug else ["topic"])
        draft._meta.get_field("slug").clean(draft.slug, draft)
    except ValidationError as error:
        raise actions.NotPossible(f"This does not do as an assessment: {' '.join(error.messages)}") from error


class _Rows:
    """The rows that a definition comes to, and what of it no row holds."""

    def __init__(self, reading: Reading):
        self.reading, self.definition = reading, reading.definition
        self.more: list[Leftover] = []
        language, here = reading.language.partition("-")[0], default_locale().partition("-")[0]
        if language and language != here:
            self.tell("language", f"It is written in “{language[:20]}”: set the locale.", reading.language)
        self.title = self.cut(Assessment, "title", reading.title, "title") or "Imported questionnaire"

    def tell(self, location: str, sentence: str, said: str = ""):
        self.more.append(Leftover(location, sentence, said[:500]))

    def cut(self, model, column: str, text: str, location: str) -> str:
        """A text no longer than its column; the whole of it is told."""
        longest = model._meta.get_field(column).max_length
        if longest is None or len(text) <= longest:
            return text
        self.tell(location, f"This text is longer than {longest} characters and was cut: shorten it.", text)
        return text[: longest - 1] + "…"

    def state(self) -> dict:
        """Every list of rows, as a state of a draft says them."""
        made = self.definition
        state = {
            "sections": [self.section(one) for one in made["sections"]],
            "questions": [self.question(one) for one in made["questions"]],
            "conditions": self.conditions(),
            "scores": [self.score(one) for one in made["scores"]],
            "outcomes": [self.outcome(one) for one in made["outcomes"]],
            "next_steps": [self.step(one, step) for one in made["outcomes"] for step in one["next_steps"]],
            "rules": [],
            "criteria": [],
        }
        for name in ("red_flags", "rules"):
            for rule in made[name]:
                self.rule(rule, state, red_flag=name == "red_flags")
        state["leftovers"] = [self.leftover(one) for one in [*self.reading.blocking, *self.more]]
        return state

    def section(self, one: dict) -> dict:
        key = one["key"]
        title = self.cut(Section, "title", one["title"], f"section {key}")
        return {"key": key, "title": title, "text": one["text"], "match": self.shown(one, f"section {key}")}

    def question(self, one: dict) -> dict:
        place = f"question {one['key']}"
        row = {name: one[name] or "" for name in ("key", "section", "text", "help", "minimum", "maximum")}
        return {
            **row,
            "type": one["type"],
            "required": one["required"],
            "match": self.shown(one, place),
            "options": self.options(one, place),
            "unit": self.cut(Question, "unit", one["unit"] or "", place),
            "places": one["places"],
            "bands": lines.write_bands(one["bands"]),
            "code_system": self.cut(Question, "code_system", one["code_system"] or "", place),
        }

    def options(self, one: dict, place: str) -> str:
        """The options as lines, which hold no bar and no line break."""
        written = []
        for option in one["options"]:
            label = " ".join(option["label"].replace("|", "/").split())
            if len(label) > lines.LONGEST_LABEL:
                label = label[: lines.LONGEST_LABEL - 1] + "…"
            if label != option["label"]:
                self.tell(
                    place, f"The label of “{option['key']}” was changed to fit on a line.", option["label"]
                )
            written.append({**option, "label": label or option["key"]})
        text = lines.write_options(written)
        found, problems = lines.options(text)
        if problems or found != written:
            self.tell(place, "Its options could not be written as they are: look at each.", text)
        return text

    def shown(self, one: dict, place: str) -> str:
        """Whether all or any of its conditions must hold."""
        match, conditions = next(iter(one["shown_when"].items())) if one["shown_when"] else ("all", None)
        if match == "any" and conditions == []:
            self.tell(place, "It is never shown: take it out, or say when it is.")
        return match

    def conditions(self) -> list[dict]:
        return [
            {"target": one["key"], **_said(condition, "question")}
            for one in [*self.definition["sections"], *self.definition["questions"]]
            for condition in (next(iter(one["shown_when"].values())) if one["shown_when"] else [])
        ]

    def score(self, one: dict) -> dict:
        return {
            "key": one["key"],
            "label": self.cut(Score, "label", one["label"], f"score {one['key']}"),
            "questions": "\n".join(one["questions"]),
            "when_missing": one["when_missing"],
        }

    def outcome(self, one: dict) -> dict:
        place = f"outcome {one['key']}"
        paragraphs = [line for line in one["content"]["text"].splitlines() if line.strip()]
        blocks = one["content"]["blocks"]
        if _is_more(blocks):
            self.tell(
                place,
                "Only the words of its text were taken: set links, citations and lists again.",
                one["content"]["text"],
            )
        elif _words(blocks) != " ".join(paragraphs).split():
            self.tell(
                place, "Its text stands there twice, and not the same: see which is meant.", exact(blocks)
            )
        return {
            "key": one["key"],
            "title": self.cut(Outcome, "title", one["title"], place),
            "urgency": one["urgency"],
            "content": _text(paragraphs),
            "does_not_rule_out": one["does_not_rule_out"],
            "show_score": one["show_score"],
            "promotes": one["promotes"],
        }

    def step(self, outcome: dict, one: dict) -> dict:
        place = f"outcome {outcome['key']}"
        if one["promotes"] != (one["kind"] in PROMOTING):
            sentence = (
                f"Whether “{one['label'][:80]}” sells something follows from its kind: choose the kind."
            )
            self.tell(place, sentence, one["kind"])
        row = {
            "outcome": outcome["key"],
            "kind": one["kind"],
            "label": self.cut(NextStep, "label", one["label"], place),
            "address": "",
            "article": None,
            "treatment": None,
        }
        if one["kind"] in ("article", "treatment"):
            row[one["kind"]] = found = self.target(one)
            if found is None:
                self.tell(
                    place,
                    f"The page that “{one['label'][:80]}” leads to is not here: choose one.",
                    one["href"],
                )
                row["kind"], row["address"] = "link", self.cut(NextStep, "address", one["href"], place)
            return row
        address = one["phone"] if one["kind"] == "phone" else one["href"]
        if one["kind"] == "phone" and one["href"] != f"tel:{''.join((address or '').split())}":
            sentence = f"“{one['label'][:80]}” shows one number and calls another: see which is meant."
            self.tell(place, sentence, one["href"])
        if one["target"] is not None:
            sentence = f"“{one['label'][:80]}” leads to a page by its kind and name: choose the kind again."
            self.tell(place, sentence, exact(one["target"]))
        if one["kind"] != "phone" and not one["href"].startswith(("https://", "http://")):
            self.tell(
                place, f"“{one['label'][:80]}” leads nowhere that is a web page: choose one.", one["href"]
            )
            address = ""
        return {**row, "address": self.cut(NextStep, "address", address or "", place)}

    def target(self, step: dict) -> str | None:
        target = step["target"]
        slug = target.get("slug") if isinstance(target, dict) else None
        found = shelf.by_slug(step["kind"], slug, default_locale()) if isinstance(slug, str) else None
        return found and found.uid

    def rule(self, one: dict, state: dict, *, red_flag: bool):
        match = "any" if "any" in one else "all"
        state["rules"].append(
            {"key": one["key"], "outcome": one["outcome"], "match": match, "red_flag": red_flag}
        )
        for criterion in one[match]:
            if "score" in criterion:
                subject = {**criterion, "subject": f"score:{criterion['score']}"}
                state["criteria"].append({"rule": one["key"], **_said(subject, "subject")})
            else:
                said = _said(criterion, "question")
                state["criteria"].append({"rule": one["key"], "subject": said.pop("question"), **said})

    def leftover(self, one: Leftover) -> dict:
        longest = LeftoverRow._meta.get_field("location").max_length
        return {"location": one.location[:longest], "sentence": one.sentence, "said": one.said}


def _said(condition: dict, subject: str) -> dict:
    value = condition["value"]
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, list):
        value = ", ".join(value)
    return {subject: condition[subject], "operator": condition["operator"], "value": value}


def _is_more(blocks: list) -> bool:
    """Whether a text is more than plain paragraphs."""
    for block in blocks:
        if not isinstance(block, dict) or block.get("type") != "paragraph":
            return True
        for child in block.get("content") or block.get("children") or []:
            if not isinstance(child, dict) or child.get("type") != "text" or child.get("marks"):
                return True
    return False


def _words(blocks: list[dict]) -> list[str]:
    """The words of plain paragraphs."""
    said = [
        "".join(str(child.get("text", "")) for child in block.get("content") or block.get("children") or [])
        for block in blocks
    ]
    return " ".join(said).split()


def _text(paragraphs: list[str]) -> dict:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": one}]} for one in paragraphs]
    return body.settle({"type": "doc", "content": content}, "faq")
