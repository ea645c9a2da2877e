"""Every path through an assessment as a table, for the medical reviewer to read through."""

import csv
from itertools import chain

from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse

from assessments import document, proof
from cms.publishing.admin import addresses, history

from .checking import proven

#: A spreadsheet would take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def paths(admin, request, object_id):
    item = history.item_of(admin, request, object_id)
    definition = document.draft_definition(item)
    why_not = _why_not(item, definition)
    if why_not:
        context = {
            **admin.admin_site.each_context(request),
            "title": "Paths as CSV",
            "subtitle": str(item),
            "opts": admin.opts,
            "item": item,
            "change_url": addresses.change_form(item),
            "check_url": addresses.item_page(item, "check"),
            "why_not": why_not,
        }
        return TemplateResponse(request, "assessments/no_paths.html", context)
    answer = StreamingHttpResponse(as_csv(definition), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{item.slug}-paths.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _why_not(item, definition) -> str:
    if definition is None:
        return "It asks nothing yet, so there are no paths."
    if any(fault.blocks for fault in proven(item, definition)):
        return "There are errors, so its paths cannot be told. Check says what to mend first."
    return ""


def as_csv(definition: dict):
    """The lines of the table: each question, each score, the rule, the outcome, how many paths."""
    asked = [one for one in definition["questions"] if one["type"] != "notice"]
    scores = definition["scores"]
    titles = {one["key"]: one["title"] for one in definition["outcomes"]}
    head = [
        *(one["text"] for one in asked),
        *(one["label"] or one["key"] for one in scores),
        *("rule", "outcome", "urgency", "paths", "note"),
    ]
    rows = (
        [
            *(row.answers.get(one["key"], "(not asked)") for one in asked),
            *(row.scores.get(one["key"]) or "" for one in scores),
            *(row.rule or "(no rule holds)", titles[row.outcome], row.urgency, row.paths, row.note),
        ]
        for row in proof.path_table(definition)
    )
    writer = csv.writer(_Line())
    yield "\ufeff"  # spreadsheets then read it as UTF-8
    for row in chain([head], rows):
        yield writer.writerow([cell(value) for value in row])


def cell(value) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Line:
    """What a writer of CSV writes to: it hands each line on."""

    def write(self, line):
        return line
