"""Every path through an assessment as a table, for the medical reviewer to read through."""

from django.http import StreamingHttpResponse
from django.template.response import TemplateResponse

from assessments import document, path_table
from cms.publishing.admin import addresses, history

from .checking import proven


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
    answer = StreamingHttpResponse(path_table.as_csv(definition), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{item.slug}-paths.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _why_not(item, definition) -> str:
    if definition is None:
        return "It asks nothing yet, so there are no paths."
    if any(fault.blocks for fault in proven(item, definition)):
        return "There are errors, so its paths cannot be told. Check says what to mend first."
    return ""
