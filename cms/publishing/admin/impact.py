"""What rests on an item, sentence by sentence, and the page that recalls it all at once."""

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

from django import forms
from django.contrib import admin as django_admin
from django.contrib.auth import get_user
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from .. import actions, impact, kinds, recalls, record, sight, wording
from ..actions import recall_plan
from ..actions.recalling import CHANGES, PagesNotReady
from ..forms_workflow import EXPLAINED, ReasonForm
from ..models import Change, Decision, Publishable, Recall
from . import addresses, history
from .action_page import UNSEEN, refused
from .pages import ItemPage

#: More pages than anybody can look through on one screen; filters narrow it.
MOST = 5000
#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: What became of something, as it is said of it.
BECAME = {
    "superseded": "it was superseded",
    "retracted": "it was retracted",
    "expired": "it expired",
    "corrected": "it was corrected",
    "of_concern": "there is concern about it",
    "changed": "it changed",
}


@dataclass
class Row:
    """One page on the list, with the address of its form."""

    affected: impact.Affected
    url: str
    decision: str = ""
    problems: list[str] = field(default_factory=list)


# The list.


def impact_view(admin, request, object_id):
    """Every live page that rests on the item, by type; as a page or as CSV."""
    item = history.item_of(admin, request, object_id)
    now = timezone.now()
    person = get_user(request)
    hidden = sight.unseen(person)
    all_of_them = impact.of(item, now)
    everything = [one for one in all_of_them if one.kind not in hidden]
    found = _filtered(everything, request)
    if request.GET.get("format") == "csv":
        return _csv(item, found)
    decisions = _decisions(item, item.became())
    rows = _rows(found[:MOST])
    context = {
        **admin.admin_site.each_context(request),
        "title": "What rests on it",
        "subtitle": str(item),
        "opts": admin.opts,
        "item": item,
        "change_url": addresses.change_form(item),
        "became": BECAME.get(item.became(), ""),
        "everything": len(everything),
        "unseen": len(all_of_them) - len(everything),
        "found": len(found),
        "sentences": sum(len(one.mentions) for one in found),
        "further": max(0, len(found) - MOST),
        "groups": [(_type_name(kind), list(of)) for kind, of in groupby(rows, key=lambda r: r.affected.kind)],
        "kinds": [(kind, _type_name(kind)) for kind in sorted({one.kind for one in everything})],
        "organizations": sorted({one.organization for one in everything} - {""}),
        "kind": request.GET.get("kind", ""),
        "organization": request.GET.get("organization", ""),
        "on_their_way": _on_their_way(item, now, all_of_them, hidden)[:200],
        "recalls": _recalls(item, now),
        "decisions": decisions,
        "may_recall": person.has_perm("publishing.recall"),
        "may_notice": person.has_perm("publishing.notice"),
        "recall_url": addresses.item_page(item, "recall"),
        "notice_url": reverse("review:show_notice"),
        "csv_url": f"?{_csv_query(request)}",
    }
    return TemplateResponse(request, "publishing/impact.html", context)


def _on_their_way(item: Publishable, now, affected, hidden: set[str]) -> list[impact.OnItsWay]:
    return [one for one in impact.on_their_way(item, now, affected) if one.kind not in hidden]


def _filtered(found: list[impact.Affected], request) -> list[impact.Affected]:
    kind, organization = request.GET.get("kind", ""), request.GET.get("organization", "")
    return [one for one in found if kind in ("", one.kind) and organization in ("", one.organization)]


def _csv_query(request) -> str:
    query = request.GET.copy()
    query["format"] = "csv"
    return query.urlencode()


def _csv(item: Publishable, found: list[impact.Affected]) -> HttpResponse:
    """One line for each place; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    head = (
        "type",
        "title",
        "address",
        "locale",
        "organization",
        "part",
        "block",
        "sentence",
        "words",
        "locator",
    )
    writer.writerow(head)
    for one in found:
        for place in one.mentions:
            cells = (_type_name(one.kind), one.title, one.key, one.locale, one.organization, place.part)
            cells += (place.block, place.sentence, place.marked, place.locator)
            writer.writerow([_inert(cell) for cell in cells])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="impact-{item.slug}.csv"'
    return response


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _type_name(kind: str) -> str:
    return capfirst(kinds.model(kind)._meta.verbose_name)


def _rows(found) -> list[Row]:
    forms_ = addresses.forms_of(found)
    return [Row(one, forms_.get(one.item, "")) for one in found]


def _decisions(item: Publishable, because: str) -> list[tuple[str, str]]:
    """What may be done with each page, the usual one first."""
    allowed = item.after()[because]
    if item.replacement() is None:
        allowed = [one for one in allowed if one != Decision.SUCCESSOR]
    return [(one, Decision(one).label) for one in allowed]


def _recalls(item: Publishable, now) -> list[recalls.Progress]:
    rows = Recall.objects.filter(cause=item.uid).order_by("-at", "-uid")[:20]
    return [recalls.of(row, now) for row in rows]


# Recalling.


class RecallForm(ReasonForm):
    """Why, by when, and what kind of change the pages go to review as."""

    deadline = forms.DateField(
        label="Deadline",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="By then readers should see the new text of each page.",
        error_messages={"required": "Say by when it should be done."},
    )
    change = forms.ChoiceField(
        label="What kind of change is it?",
        choices=[(one.value, EXPLAINED[one][0]) for one in CHANGES],
        widget=forms.RadioSelect,
        initial=Change.SUBSTANTIVE.value,
    )
    public_line = forms.CharField(
        label="What readers are told",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For a correction or a safety change: one line on each page.",
    )
    when_signed = forms.BooleanField(label="Publish when signed", required=False, initial=True)
    filled = forms.CharField(initial="yes", widget=forms.HiddenInput)

    field_order = ["reason", "deadline", "change", "public_line", "when_signed", "filled"]

    def clean_deadline(self):
        day = self.cleaned_data["deadline"]
        if day < timezone.localdate():
            raise forms.ValidationError("That day has passed. Choose one that lies ahead.")
        return day

    def clean(self):
        cleaned = super().clean()
        needs_line = cleaned.get("change") in (Change.CORRECTION, Change.SAFETY)
        if needs_line and not cleaned.get("public_line", "").strip():
            self.add_error("public_line", "Write the line that readers will see about this change.")
        return cleaned


class RecallPage(ItemPage):
    """Brings the pages chosen on the list back to review; the list posts its choice here."""

    permission = "recall"
    title = "Recall pages"
    intro = (
        "Each page goes back to review from what readers see now, also while somebody rewrites it. Readers"
        " see nothing new until it is signed."
    )
    button = "Recall these pages"
    template = "publishing/recall.html"

    def __init__(self, request, admin, item):
        super().__init__(request, admin, item)
        if request.method == "POST" and "filled" not in request.POST:
            # Nothing was typed yet: the list only hands over what was chosen.
            self.given, request.method = request.POST, "GET"
        else:
            self.given = request.POST
        self.because = item.became()
        self.allowed_decisions = dict(_decisions(item, self.because))
        default = next(iter(self.allowed_decisions))
        self.chosen = {}
        for uid in filter(self._may_be_chosen, dict.fromkeys(self.given.getlist("item"))):
            said = self.given.get(f"decision-{uid}", default)
            self.chosen[uid] = said if said in self.allowed_decisions else default
        self.by_item: dict[str, list] = {}
        self.done = None

    def _may_be_chosen(self, uid: str) -> bool:
        return recall_plan.is_uid(uid) and sight.may_see_item(self.person, uid)

    def why_not(self):
        if not self.chosen:
            return "Choose first on “What rests on it” which pages to recall."
        return ""

    def form(self, data=None):
        return RecallForm(data, initial={"deadline": timezone.localdate() + timedelta(days=14)})

    def act(self, said):
        try:
            self.done = actions.recall(
                cause=self.item,
                because=self.because,
                places=list(self.chosen.items()),
                reason=said["reason"],
                deadline=said["deadline"],
                change=said["change"],
                public_line=said["public_line"],
                when_signed=said["when_signed"],
                **self.by,
            )
        except PagesNotReady as error:
            self.by_item = error.by_item
            raise
        return _done(self.done)

    def done_url(self):
        return reverse("review:recall", args=[self.done.recall.uid])

    def back_url(self):
        return addresses.item_page(self.item, "impact")

    def context(self, form):
        everything = {one.item: one for one in impact.of(self.item, self.now)}
        rows = _rows([everything[uid] for uid in self.chosen if uid in everything])
        for row in rows:
            uid = row.affected.item
            row.decision = self.chosen[uid]
            row.problems = [finding.sentence for finding in self.by_item.get(uid, [])]
        # What has to be looked at comes first.
        rows.sort(key=lambda row: not row.problems)
        plan, refusal = self._plan()
        return {
            **super().context(form),
            "change_url": addresses.change_form(self.item),
            "became": BECAME.get(self.because, ""),
            "rows": rows,
            "decisions": list(self.allowed_decisions.items()),
            "gone": len(self.chosen) - len(rows),
            "refusal": refusal,
            "ending": [
                (release.uid in plan.scheduled, wording.and_more([m.title for m in release.members.all()]))
                for release in plan.ending.values()
            ]
            if plan
            else [],
            "carried": [page.title for page in plan.carried.values()] if plan else [],
            "along": list(plan.along.values()) if plan else [],
        }

    def _plan(self):
        """What it would end and take along; or why it is not possible as it stands."""
        if not self.chosen or self.done:
            return None, ""
        try:
            return recall_plan.of(self.item, self.because, list(self.chosen.items()), self.now), ""
        except actions.NotPossible as error:
            return None, str(error)


def _done(done) -> str:
    pages = done.recall.places.count()
    said = [f"Recalled {pages} page{'s' * (pages != 1)}."]
    if done.release:
        missing = record.missing_signatures(done.release)
        said.append(f"The release waits for {wording.awaited(missing)}.")
    if done.left_out:
        said.append(f"Left out: {wording.and_more([title for title, _ in done.left_out])}.")
    if done.untouched:
        said.append(f"Rewrites that stay as they are: {wording.and_more([t for t, _ in done.untouched])}.")
    return " ".join(said)


# Where recalls stand.


def recall_list(request):
    """Every recall there was, those with open pages first."""
    if not request.user.has_perm("publishing.view_release"):
        return refused(request, "You may not look at what is in review.")
    hidden = sight.unseen(request.user)
    found = recalls.all_of(timezone.now())
    if hidden:
        found = [one for one in found if sight.may_see_item(request.user, one.recall.cause)]
    found.sort(key=lambda one: (not one.open, one.recall.deadline if one.open else ""))
    return _answer(request, "publishing/recalls.html", "Recalls", recalls=found)


def recall_view(request, uid):
    """One recall: how far it is, and each of its pages."""
    if not request.user.has_perm("publishing.view_release"):
        return refused(request, "You may not look at what is in review.")
    row = Recall.objects.filter(pk=uid).first()
    if row is None:
        raise Http404("There is no such recall.")
    if not sight.may_see_item(request.user, row.cause):
        return refused(request, UNSEEN)
    progress = recalls.of(row, timezone.now())
    cause = kinds.item(row.cause)
    seen = [place for place in progress.places if sight.may_see_item(request.user, place.row.item)]
    forms_ = addresses.forms_of([_Held(place.row.item) for place in seen])
    places = [(place, forms_.get(place.row.item, "")) for place in seen]
    places.sort(key=lambda pair: (pair[0].settled, pair[0].row.title, pair[0].row.pk))
    return _answer(
        request,
        "publishing/recall_progress.html",
        f"Recall: {row.cause_title}",
        progress=progress,
        recall=row,
        places=places,
        unseen=len(progress.places) - len(seen),
        percent=100 * progress.settled // max(1, progress.total),
        became=BECAME.get(row.because, row.because),
        cause_url=addresses.item_page(cause, "impact") if cause else "",
    )


@dataclass(frozen=True)
class _Held:
    item: str

    @property
    def kind(self) -> str:
        return kinds.by_uid(self.item).kind


def _answer(request, template, title, **context):
    base = django_admin.site.each_context(request)
    return TemplateResponse(request, template, {**base, "title": title, "zone": wording.zone(), **context})
