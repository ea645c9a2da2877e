"""Try it: a draft as its readers would take it, through the real evaluation. Nothing of it is kept."""

import re

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe

from assessments import document, drawing, evaluation, sheet, wall
from assessments.definition import CHOICES, DECIMAL, NOTICE
from cms.delivery import problems
from cms.publishing.admin import addresses, history

from . import places, showing


def try_it(admin, request, object_id):
    return _page(request, admin, history.item_of(admin, request, object_id))


def _failed(request, fault):
    said = "Something went wrong here. What you answered was kept nowhere."
    answer = HttpResponse(said, status=500, content_type="text/plain", headers={"Cache-Control": "no-store"})
    return problems.marked(answer, fault)


@wall.holding(_failed)
def _page(request, admin, item):
    context = {
        **admin.admin_site.each_context(request),
        "title": "Try it",
        "subtitle": str(item),
        "opts": admin.opts,
        "item": item,
        "change_url": addresses.change_form(item),
        "check_url": addresses.item_page(item, "check"),
        **_shown(item, document.draft_definition(item), request),
    }
    answer = TemplateResponse(request, "assessments/try.html", context)
    answer["Cache-Control"] = "no-store"
    return answer.render()  # here, within the wall: the page holds what was answered


def _shown(item, definition, request) -> dict:
    if definition is None:
        return {"nothing": "It asks nothing yet. Add a question first."}
    try:
        tool = evaluation.compiled(definition)
    except evaluation.Broken as error:
        place = places.of(item, definition)
        where = _where(definition, error.path)
        return {
            "nothing": "It cannot be taken yet, because part of it means nothing.",
            "broken": place.words(where),
            "broken_url": place.url(where),
        }
    answers = showing.from_fields(definition, request.POST)
    result = evaluation.evaluate(tool, answers)
    taken = request.method == "POST"
    visible = result.get("visible") or evaluation.visible(tool, answers)
    asked = {one["key"]: one for one in definition["questions"]}
    missing = set(result.get("missing", ())) if taken else set()
    kinds = dict.fromkeys(missing, sheet.MISSING)
    kinds |= {error["question"]: error["kind"] for error in result.get("errors", ())}
    return {
        "questions": [_question(asked[key], request.POST, kinds.get(key), definition) for key in visible],
        "result": result if taken else None,
        "ignored": [asked[key]["text"] for key in result.get("ignored", ())],
        "missing": len(missing),
        **_outcome(definition, result),
    }


_PART = re.compile(r"(\w+)\[(\d+)\](?:\.(\w+))?(?:.*?\[(\d+)\])?")


def _where(definition, path: str) -> str:
    """“questions[3].options[1]”, as a definition counts, by the key of the row."""
    found = _PART.match(path)
    if not found:
        return path.partition(".")[0]
    kind, place, inside, number = found.groups()
    rows = definition.get(kind) or []
    key = rows[int(place)]["key"] if int(place) < len(rows) else ""
    inside = "" if kind in ("rules", "red_flags") else inside
    return "/".join(part for part in (kind, key, inside, number) if part)


def _question(one: dict, posted, kind: str | None, definition) -> dict:
    said = posted.getlist(showing.BEFORE + one["key"])
    section = next((part for part in definition["sections"] if part["key"] == one["section"]), None)
    return {
        **one,
        "name": showing.BEFORE + one["key"],
        "said": said,
        "value": said[0] if said else "",
        "section": section,
        "chooses": one["type"] in CHOICES,
        "decimal": one["type"] == DECIMAL,
        "says_only": one["type"] == NOTICE,
        "wrong": sheet.sentence(one, kind) if kind else "",
    }


def _outcome(definition, result) -> dict:
    """The outcome that is reached, or the urgent one that holds already, with what decided it."""
    key = result.get("outcome") or (result.get("urgent") or {}).get("outcome")
    known = any(one["key"] == key for one in definition["outcomes"])
    outcome = drawing.told(definition, key) if known else None
    labels = {one["key"]: one["label"] or one["key"] for one in definition["scores"]}
    return {
        "outcome": outcome
        # Written from a tree of the closed schema, with every text in it escaped.
        and {**outcome, "html": mark_safe(outcome["content"]["html"])},
        "urgent": result.get("urgent"),
        "scores": [(labels[name], total) for name, total in result.get("scores", {}).items()],
    }
