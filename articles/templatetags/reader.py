"""How templates draw a published document for readers: its text, its links and its dates on this site.

A document's own addresses are those of the organisation's site. Here every link to our content leads to this
site's page of it, so that the reference page and a preview can be walked through.
"""

import json
import re
from datetime import date
from itertools import count

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from articles import addresses, dates
from articles.body import public

register = template.Library()

#: What became of a source, as readers are told.
STANDING = {
    "corrected": "Corrected",
    "of_concern": "Under an expression of concern",
    "superseded": "Superseded",
    "retracted": "Retracted",
    "expired": "No longer in force",
}
NOTICES = {
    "safety": "For your safety",
    "evidence": "The evidence has changed",
    "under_review": "Under review",
}
CALLOUTS = {"note": "Note", "tip": "Tip", "warning": "Warning", "urgent": "Urgent"}
_TABLE = '<div class="table" role="region" aria-label="Table {}" tabindex="0"><table>'
_CALLOUT = re.compile(r'<aside class="callout callout-(\w+)">')
#: `<` and `&` would let text end the script element; the separators end a line in old scripts.
_UNSAFE_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


@register.simple_tag
def blocks_html(blocks):
    """The HTML of public blocks; generated from the closed schema, so it is safe."""
    html = public.html(at_home(blocks))
    # A wide table scrolls by itself on a phone, also from the keyboard.
    numbers = count(1)
    html = re.sub("<table>", lambda _: _TABLE.format(next(numbers)), html).replace(
        "</table>", "</table></div>"
    )
    return mark_safe(_CALLOUT.sub(_labelled, html))


def _labelled(found):
    """A callout says in words what its colour says."""
    label = escape(CALLOUTS.get(found[1], found[1].capitalize()))
    return f'{found[0]}<p class="callout-label">{label}</p>'


@register.simple_tag
def inline_html(nodes):
    """The HTML of public inline nodes."""
    return mark_safe(public.inline_html(at_home(nodes)))


def at_home(value):
    """A copy of public text whose links to our content lead to the pages of this site."""
    if isinstance(value, list):
        return [at_home(part) for part in value]
    if not isinstance(value, dict):
        return value
    made = {name: at_home(part) for name, part in value.items()}
    target = made.get("target")
    if isinstance(target, dict) and target.get("type") in addresses.ROUTES and target.get("slug"):
        made["href"] = address(target["type"], target["slug"])
    return made


@register.simple_tag
def address(type_, slug):
    """Where this site shows an item: "topic", "pad" → /topics/pad."""
    return addresses.href(addresses.ROUTES, type_, slug)


@register.simple_tag
def source(reference):
    """A reference as it is written, where what leads to the source is a link."""
    text = reference.get("formatted") or reference.get("title") or ""
    links = [
        (reference.get("doi"), "doi:{}", "https://doi.org/{}"),
        (reference.get("url") if web(reference.get("url")) and not reference.get("doi") else "", "{}", "{}"),
        (reference.get("pmid"), "PubMed {}", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    ]
    drawn = escape(text)
    for value, said, href in links:
        if value:
            link = format_html('<a href="{}">{}</a>', href.format(value), said.format(value))
            words = escape(said.format(value))
            drawn = drawn.replace(words, link) if words in drawn else f"{drawn} {link}"
    return mark_safe(drawn)


@register.filter
def standing(status):
    """A status in words; empty for a source that stands."""
    return STANDING.get(status, "" if status in ("", "current", None) else str(status).capitalize())


@register.filter
def notice_label(notice):
    """What a notice is about, and how urgent it is."""
    about = NOTICES.get(notice["kind"], "Notice")
    return f"Urgent: {about[0].lower()}{about[1:]}" if notice["severity"] == "urgent" else about


@register.filter
def day(value, locale="en-US"):
    """A day or a moment of a document, "2026-07-01…", as readers of the locale write days."""
    try:
        return dates.written(date.fromisoformat(str(value)[:10]), locale)
    except ValueError:
        return value


@register.filter
def script_json(value):
    """A value as JSON inside a script element that holds data."""
    return mark_safe(json.dumps(value, ensure_ascii=False, sort_keys=True).translate(_UNSAFE_IN_SCRIPT))


@register.filter
def web(url):
    """The address if it is one of the web, else nothing: no other scheme becomes a link."""
    return url if str(url).lower().startswith(("https://", "http://")) else ""
