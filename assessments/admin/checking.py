"""Check: what stands against an assessment as it is saved, where to mend it, and answers that show it."""

from dataclasses import dataclass

from django.contrib.auth import get_user
from django.template.response import TemplateResponse
from django.utils import timezone

from assessments import document, evaluation, lines, proof, rules
from cms.publishing.actions import submitting
from cms.publishing.admin import addresses, history
from cms.publishing.composing import CompositionCycle
from cms.publishing.models import Change

from . import places, showing


@dataclass(frozen=True)
class Told:
    """One finding, where it can be mended, and answers that show it."""

    sentence: str
    where: str = ""
    url: str = ""
    quote: str = ""
    #: The answers of the witness in words, question by question.
    answers: tuple[tuple[str, str], ...] = ()
    #: The same as the form of Try it sends them.
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    errors: list[Told]
    warnings: list[Told]
    summary: proof.Summary | None = None
    scores: tuple[tuple[str, str, str], ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    #: Something stands in the way of following the paths, so that they may show more once it is mended.
    stopped: bool = False

    @property
    def paths(self) -> str:
        return f"{self.summary.paths:,}" if self.summary and self.summary.paths else ""


def check(admin, request, object_id):
    item = history.item_of(admin, request, object_id)
    definition = document.draft_definition(item)
    context = {
        **admin.admin_site.each_context(request),
        "title": "Check",
        "subtitle": str(item),
        "opts": admin.opts,
        "item": item,
        "change_url": addresses.change_form(item),
        "try_url": addresses.item_page(item, "try"),
        "paths_url": addresses.item_page(item, "paths"),
        "report": report(item, definition, timezone.now()),
        "definition": definition,
        "may_change": admin.has_change_permission(request, item),
        "person": get_user(request),
    }
    return TemplateResponse(request, "assessments/check.html", context)


def report(item, definition: dict | None, now) -> Report:
    """What the editorial checks and the proof find, errors and warnings, each list in its own order."""
    errors, warnings = [], []
    place = places.of(item, definition)
    for finding in _editorial(item, now):
        if not finding.rule.startswith(rules.OF_PROOF):
            told = Told(
                finding.sentence, place.words(finding.field), place.of_field(finding.field), finding.quote
            )
            (errors if finding.blocks else warnings).append(told)
    if definition is None:
        return Report(errors, warnings)
    warnings += _doubtful(definition, place)
    faults = proven(item, definition)
    for fault in faults:
        (errors if fault.blocks else warnings).append(_told(fault, definition, place))
    if any(fault.blocks for fault in faults):
        return Report(errors, warnings, stopped=_leads_nowhere(definition))
    found = proof.summary(definition)
    labels = {one["key"]: one["label"] or one["key"] for one in definition["scores"]}
    titles = {one["key"]: one["title"] for one in definition["outcomes"]}
    return Report(
        errors,
        warnings,
        found,
        tuple((labels[key], values[0], values[-1]) for key, values in found.scores.items()),
        tuple((titles[key], f"{paths:,}") for key, paths in found.outcomes.items()),
    )


def _doubtful(definition, place) -> list[Told]:
    """Lines of answers that say something else than was probably meant."""
    return [
        Told(sentence, place.words(where), place.url(where))
        for one in definition["questions"]
        for number, sentence in lines.doubtful(one["options"])
        if (where := f"questions/{one['key']}/options/{number}")
    ]


def _leads_nowhere(definition) -> bool:
    """Whether the paths end somewhere in the middle, so that nobody could say where they lead."""
    if definition["default"] not in {one["key"] for one in definition["outcomes"]}:
        return True
    try:
        evaluation.compiled(definition)
    except evaluation.Broken:
        return True
    return False


def proven(item, definition: dict) -> list[proof.Fault]:
    faults = proof.check(definition, intended_for=rules.ages(item.min_age, item.max_age))
    return [fault for fault in faults if fault.rule != "ages-reversed"]


def _editorial(item, now):
    try:
        composed = submitting.preview(item, at=now, change=Change.SUBSTANTIVE)
    except CompositionCycle:
        return []
    return [finding for one in composed if one.item.uid == item.uid for finding in one.findings]


def _told(fault: proof.Fault, definition: dict, place: places.Places) -> Told:
    witness = fault.witness or {}
    return Told(
        fault.sentence,
        place.words(fault.where),
        place.url(fault.where),
        "",
        tuple(showing.in_words(definition, witness)),
        tuple(showing.as_fields(witness)),
    )
