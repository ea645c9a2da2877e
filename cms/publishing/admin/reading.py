"""Showing stored texts: a document as readers see it, in a frame of its own; a state as plain parts."""

import re

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string, select_template
from django.templatetags.static import static

from ..models import Standing

_UID = re.compile(r"\b[a-z]{3}_[0-9a-f]{20}\b")
#: Style sheets of the reader's page, where they exist.
STYLESHEETS = ("site/site.css", "publishing/reader.css")


def page(model, document: dict) -> str:
    """A page of its own with the document as readers see it, for a frame without scripts."""
    drawn = select_template([f"site/reader/{model.type}.html", "publishing/reader.html"])
    title = model.title_of(document)
    return render_to_string(
        "publishing/reader_frame.html",
        {
            "content": drawn.render({"document": document, "title": title}),
            "document": document,
            "title": title,
            "stylesheets": [static(name) for name in STYLESHEETS if finders.find(name)],
        },
    )


def parts(state: dict, item=None) -> list[tuple[str, list[str]]]:
    """A state or document for reading: each part's label and its lines, items by their titles."""
    fields = item._meta.get_fields() if item else []
    labels = {f.name: str(f.verbose_name) for f in fields if hasattr(f, "verbose_name")}
    found = [
        (labels.get(name, name.replace("_", " ")), lines)
        for name, value in state.items()
        if (lines := list(_lines(value)))
    ]
    uids = {uid for _, lines in found for line in lines for uid in _UID.findall(line)}
    titles = dict(Standing.objects.filter(pk__in=uids).values_list("item", "title"))
    return [
        (label, [_UID.sub(lambda uid: titles.get(uid[0]) or uid[0], line) for line in lines])
        for label, lines in found
    ]


def _lines(value):
    if value in (None, "", [], {}):
        return
    if isinstance(value, dict) and "text" in value and "content" not in value:
        yield str(value["text"])
    elif isinstance(value, dict) and isinstance(value.get("content"), list):
        if any(isinstance(part, dict) and "text" in part for part in value["content"]):
            yield "".join(_inline(part) for part in value["content"])
        else:
            for part in value["content"]:
                yield from _lines(part)
    elif isinstance(value, dict):
        said = [
            f"{name}: {part}" for name, part in value.items() if part not in (None, "") and _is_plain(part)
        ]
        if said:
            yield ", ".join(said)
        for part in value.values():
            if not _is_plain(part):
                yield from _lines(part)
    elif isinstance(value, list):
        for part in value:
            yield from _lines(part)
    else:
        yield str(value)


def _inline(part) -> str:
    if not isinstance(part, dict):
        return str(part)
    if "text" in part:
        return str(part["text"])
    attrs = part.get("attrs") or {}
    return f"[{attrs.get('label') or attrs.get('text') or part.get('type', '')}]"


def _is_plain(value) -> bool:
    return not isinstance(value, dict | list)
