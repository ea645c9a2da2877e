"""The page of the period register: two days, what happened between them, a sample, and files to take away."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cms import instant

from .. import register, wording
from ..actions.errors import Refused
from ..register import files, sample
from ..register.sections import Section, Title
from . import addresses
from .action_page import refused

#: So many rows of a section stand on the page; the files hold all of them.
MOST = 100
#: Columns that the page shows, where a table has more than a page is wide.
SHOWN = {
    "publications": ("at", "title", "change", "wrote", "signed", "reason", "state"),
    "corrections": ("at", "title", "line", "wrote", "signed", "reason"),
    "editorial": ("at", "title", "wrote", "signed", "reason"),
    "waivers": ("at", "title", "rule", "sentence", "who", "reason"),
    "recalls": ("at", "title", "because", "pages", "settled", "deadline", "took", "missed"),
    "notices": ("at", "lasted", "text", "severity", "pages", "who"),
    "taken_down": ("at", "title", "what", "note", "who", "reason"),
}
BAD_SIZE = f"Give a number from 1 to {sample.MOST}."


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Give a day such as 2026-03-14.",
            "invalid": "Give a day such as 2026-03-14.",
        },
    )


class PeriodForm(forms.Form):
    """Two days, and how many publications to draw."""

    begins = _day("From")
    ends = _day("To, this day included")
    sample = forms.IntegerField(
        label="Sample",
        min_value=1,
        max_value=sample.MOST,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), BAD_SIZE),
    )

    def clean_sample(self):
        return self.cleaned_data["sample"] or sample.DEFAULT

    def clean(self):
        said = super().clean()
        if "begins" in said and "ends" in said:
            try:
                register.checked(said["begins"], said["ends"], timezone.now())
            except register.Wrong as error:
                self.add_error(error.field, str(error))
        return said


def page(request):
    person = get_user(request)
    if not person.has_perm("publishing.read_record"):
        return refused(request, "You may not read the record.")
    days = register.last_quarter(timezone.localdate())
    said = {"begins": days.begins.isoformat(), "ends": days.ends.isoformat(), "sample": str(sample.DEFAULT)}
    said |= {name: request.GET[name][:20] for name in said if name in request.GET}
    form = PeriodForm(said)
    found = None
    if form.is_valid():
        said = form.cleaned_data
        days = register.Days(said["begins"], said["ends"])
        wanted = {"by": person, "clock": timezone.now, "size": said["sample"]}
        try:
            if as_file := request.GET.get("form", ""):
                return _file(register.export(days, form=as_file, **wanted), as_file)
            found = register.read(days, most=MOST, **wanted)
        except Refused as error:
            return refused(request, str(error))
    context = {
        **admin.site.each_context(request),
        "title": "Period register",
        "form": form,
        "zone": wording.zone(),
        "today": timezone.localdate().isoformat(),
        **(_shown(found, person) if found else {}),
    }
    return TemplateResponse(request, "publishing/register.html", context)


def _file(made: register.Exported, form: str) -> HttpResponse:
    response = HttpResponse(made.body, content_type=register.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Repr-Digest"] = f"sha-256=:{made.base64}:"
    return response


def _shown(found: register.Register, person) -> dict:
    days = found.period.days
    asked = {"begins": days.begins.isoformat(), "ends": days.ends.isoformat(), "sample": found.sample.size}
    full = [one for one in found.sections if one.total]
    return {
        "register": found,
        "figures": found.figures,
        "tables": [_table(one) for one in full],
        "nothing": [one.title for one in found.sections if not one.total],
        "empty": not found.sample.population and len(full) == 0,
        "drawn": [_drawn(row, person) for row in found.sample.rows],
        "recomputed": files.sample_words(found),
        "files": [
            (label, f"?{urlencode({**asked, 'form': form})}")
            for label, form in (("Tables (ZIP of CSV)", "zip"), ("JSON", "json"))
        ],
    }


def _table(section: Section) -> dict:
    names = SHOWN.get(section.key) or [
        name for name in section.columns if not (name == "entry" and len(section.columns) > 7)
    ]
    return {
        "section": section,
        "heads": [section.columns[name] for name in names],
        "rows": [[_cell(row.get(name), section.columns[name]) for name in names] for row in section.rows],
        "more": section.total - len(section.rows),
    }


def _cell(value, label: str) -> dict:
    """A cell for the template: lines of text, and where they lead."""
    if isinstance(value, Title):
        return {"label": label, "lines": [value.text], "url": addresses.by_uid(value.item, "history")} if (
            value.item
        ) else {"label": label, "lines": [value.text]}  # fmt: skip
    if isinstance(value, list):
        return {"label": label, "lines": value}
    if hasattr(value, "hour"):
        return {"label": label, "lines": [wording.both_times(value)]}
    if isinstance(value, date):
        return {"label": label, "lines": [wording.day(value)]}
    return {"label": label, "lines": [] if value in (None, "") else [str(value)]}


def _drawn(row: dict, person) -> dict:
    """One page of the sample, with the ways to look at it."""
    item = row["title"].item
    address = f"{row['key']}?locale={row['locale']}"
    query = urlencode({"address": address, "time": instant.to_text(row["at"])})
    links = [
        ("As it was", f"{reverse('review:as_of')}?{query}"),
        ("History", addresses.by_uid(item, "history")),
    ]
    if person.has_perm("publishing.export_evidence"):
        links.append(("Evidence pack", reverse("evidence:item", args=[item])))
    return {**row, "links": links, "when": wording.both_times(row["at"])}
