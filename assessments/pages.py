"""The reference page of an assessment, taken with scripts or without, and no trace left of it.

With scripts the browser asks and evaluates by itself (static/assessments/take.js) and sends nothing. Without
them each step is a POST that carries every answer in its body and gets the next page: nothing is written,
no cookie is set, no address holds an answer, and no cache may keep the page.
"""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import pages
from cms.delivery import problems

from . import drawing, evaluation, sheet, sitting, wall
from .definition import NOTICE

KIND = "assessments"
TEMPLATE = "site/assessment/page.html"
#: As for an evaluation through the API.
LONGEST_BODY = 16 * 1024
FORM = "application/x-www-form-urlencoded"

NOTES = {
    sitting.CHANGED: "This assessment was changed while you were answering. Your answers are still here:"
    " please look them over.",
    sitting.MORE: "More questions follow from your answers.",
}


# A step changes nothing and belongs to nobody: there is no session that another site could misuse, and a
# token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request, slug):
    """The start of a live assessment, or the step that follows from what was sent."""
    if request.method != "POST":
        drawn = pages.drawn_live(request, KIND, slug, TEMPLATE, lambda found: _start(found, request))
        return pages.conditional(request, drawn)
    return _stepped(request, slug)


def _failed(request, fault):
    response = _plainly(request, 500, "Something went wrong here. What you answered was kept nowhere.")
    response["Cache-Control"] = "no-store"
    return problems.marked(response, fault)


@wall.holding(_failed)
def _stepped(request, slug):
    response = _refused(request)
    if response is None:
        form = wall.form_of(request)
        response = pages.drawn_live(request, KIND, slug, TEMPLATE, lambda found: _step(found, request, form))
    response["Cache-Control"] = "no-store"
    del response["Surrogate-Key"]
    return response


def _refused(request):
    """What is no form of ours is not read at all: a form with files would be written to the disk."""
    charset = request.content_params.get("charset", "utf-8").lower()
    if request.content_type not in (FORM, "") or charset != "utf-8":
        return _plainly(request, 415, "This page takes its own form only.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > 6 or int(length) > LONGEST_BODY:
        return _plainly(request, 413, "That is more than this assessment asks for.")
    return None


def _plainly(request, status, sentence):
    title = "This did not work" if status == 500 else "This cannot be read"
    context = {"title": title, "sentence": sentence, "address": request.get_full_path()}
    return HttpResponse(render_to_string("site/assessment/refused.html", context, request), status=status)


def _start(found, request):
    definition = found.get("definition")  # older documents have none
    if definition is None:
        return {}
    found["references"] = _mentioned(found, None)
    return {
        "take": {
            "view": sitting.START,
            "count": _count(definition),
            "address": request.get_full_path(),
            "evaluator": static("assessments/evaluator.js"),
            "data": drawing.for_scripts(definition),
            **drawing.whole(definition, found.get("urgency_words")),
        }
    }


def _count(definition):
    """How many questions there are, where everybody is asked the same ones."""
    branches = [*definition["sections"], *definition["questions"]]
    if any(one["shown_when"] for one in branches):
        return None
    return sum(one["type"] != NOTICE for one in definition["questions"])


def _mentioned(found, outcome):
    """The references, each with the ways back to the text of this outcome: others are not on the page."""
    part = f"outcome {outcome}"
    return [
        {**one, "mentions": [mention for mention in one["mentions"] if mention["part"] == part]}
        for one in found["references"]
    ]


def _step(found, request, form):
    definition = found.get("definition")  # older documents have none
    if definition is None:
        return {}
    sent = _sent(definition, form)
    tool = evaluation.of_digest(found["definition_digest"], lambda: definition)
    view = sitting.step(definition, tool, found["definition_digest"], sent)
    found["references"] = _mentioned(found, view.result and view.result["outcome"])
    words = found.get("urgency_words")
    urgent = drawing.told(definition, view.urgent, words=words) if view.urgent else None
    place = [one["key"] for one in definition["questions"]]
    take = {
        "view": view.page,
        "posted": True,
        "address": request.get_full_path(),
        "manner": view.manner,
        "at": view.focus if view.page == sitting.QUESTIONS else "",
        "asked": " ".join(str(place.index(key)) for key in view.shown),
        "carried": sheet.hidden(sent.said, view.shown),
        "urgent": urgent,
        "note": NOTES.get(view.note, ""),
        "count": _count(definition),
    }
    if view.page == sitting.QUESTIONS:
        is_news = urgent and form.get("told") != urgent["key"]
        take |= {
            "groups": drawing.groups(definition, sent.said, view.shown, view.problems),
            "problems": drawing.problems(definition, view.problems),
            "progress": _progress(definition, tool, sent, view),
            "focus_urgent": is_news and not view.problems,
            "focus": "" if view.problems or is_news else view.focus,
        }
    if view.page == sitting.RESULT:
        take |= {
            "outcome": drawing.told(definition, view.result["outcome"], view.result["scores"], words),
            "stopped": "status" not in view.result,
            "said": sheet.said_in_words(definition, sent.said, view.result["visible"]),
        }
    return {"take": take}


def _progress(definition, tool, sent, view):
    if view.manner == sitting.ALL:
        return ""
    return sitting.progress(definition, tool, sent, view.focus)


def _sent(definition, form):
    keys = [one["key"] for one in definition["questions"]]
    asked = {place for place in form.get("asked", "").split() if place.isascii() and place.isdigit()}
    return sitting.Sent(
        go=form.get("go", ""),
        manner=form.get("manner", ""),
        at=form.get("at", ""),
        asked=tuple(key for place, key in enumerate(keys) if str(place) in asked),
        digest=form.get("definition", ""),
        said=sheet.read(definition, form.getlist),
    )
