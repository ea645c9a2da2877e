"""The form of a source, and the page on which somebody says what became of it."""

from django import forms
from django.contrib import admin
from django.http import JsonResponse
from django.urls import NoReverseMatch, path
from django.utils.html import format_html

from articles import citations
from articles.models import Citation, SourceEvent
from cms.publishing import impact, sight, wording
from cms.publishing.admin import PublishableAdmin, addresses, history
from cms.publishing.admin.pages import ItemPage
from cms.publishing.forms_workflow import ReasonForm

Status = Citation.Status

#: What may be said, in the words of whoever has to choose, and the action that says it.
VERBS = {
    Status.SUPERSEDED: ("Superseded: a newer edition takes its place", citations.supersede),
    Status.RETRACTED: (
        "Retracted: it was taken back. Nothing that cites it as if it stood is published any more",
        citations.retract,
    ),
    Status.EXPIRED: ("Expired: the day until which it holds has passed", citations.expire),
    Status.OF_CONCERN: ("Of concern: its publisher doubts it", citations.raise_concern),
    Status.CORRECTED: ("Corrected: its publisher mended it, and it still stands", citations.correct),
    Status.CURRENT: (
        "It stands again: what was said of it was wrong, or was taken back",
        citations.reinstate,
    ),
}
#: So many pages are named; the others are counted.
NAMED = 10
_FROZEN = ("status", "superseded_by", "status_reason")


class BecameForm(ReasonForm):
    """What became of a source, since when, what takes its place, and how we know."""

    status = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it."},
    )
    successor = forms.CharField(
        label="What takes its place",
        required=False,
        max_length=300,
        help_text="The title or key of a source that is here already. Needed when it was superseded.",
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label="The day it happened",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Public. Left empty, it is today.",
        error_messages={"invalid": "Give a day, such as 2024-05-14."},
    )

    field_order = ["status", "successor", "since", "reason"]

    def __init__(self, *args, citation, status, successor, **kwargs):
        super().__init__(*args, **kwargs)
        self.citation = citation
        self.known = successor
        self.fields["successor"].initial = successor.slug if successor else ""
        # A superseded source may get another successor; else nobody says what is said already.
        again = citations.WITH_SUCCESSOR
        self.fields["status"].choices = [
            (value, label) for value, (label, _) in VERBS.items() if value != status or value in again
        ]
        self.fields["reason"].label = "How do you know?"
        self.fields["reason"].error_messages["required"] = "Say how you know."
        self.fields[
            "reason"
        ].help_text = (
            "For the record. The source’s own page shows it too, once that is reviewed and published."
        )

    def clean_successor(self):
        said = self.cleaned_data["successor"].strip()
        if not said:
            return None
        others = Citation.objects.filter(archived_at=None).exclude(pk=self.citation.pk)
        for name in ("slug", "title", "short_title"):
            found = list(others.filter(**{name: said.removeprefix("citations/")}).order_by("pk")[:2])
            if len(found) == 1:
                return found[0]
            if found:
                raise forms.ValidationError("Several sources are called that. Give the key instead.")
        raise forms.ValidationError("No other source here has this title or key. Choose one from the list.")

    def clean(self):
        cleaned = super().clean()
        status, successor = cleaned.get("status"), cleaned.get("successor")
        if status == Status.SUPERSEDED and not successor and "successor" not in self.errors:
            self.add_error("successor", "Name the source that takes its place.")
        if status and successor and status not in citations.WITH_SUCCESSOR and successor != self.known:
            self.add_error(
                "successor",
                "Only what was superseded, retracted or has expired is followed by another source.",
            )
        return cleaned


class BecamePage(ItemPage):
    """Say what became of a source; front ends hear it at once."""

    permission = "recall"
    title = "Say what became of this source"
    intro = (
        "Every live page that cites it tells front ends so at once. No text changes: to bring the pages back"
        " to review is the next step."
    )
    button = "Say it now"
    template = "articles/became.html"

    def __init__(self, request, admin, item):
        super().__init__(request, admin, item)
        self.is_now, successor = citations.standing(item)
        self.successor = Citation.objects.filter(uid=successor).first() if successor else None
        self.affected = impact.of(item, self.now)
        self.hidden = sight.unseen(self.person)

    def form(self, data=None):
        return BecameForm(data, citation=self.item, status=self.is_now, successor=self.successor)

    def why_not(self):
        return "It is archived. Bring it back first." if self.item.archived_at else ""

    def act(self, said):
        _, action = VERBS[said["status"]]
        more = {"successor": said["successor"]} if said["status"] in citations.WITH_SUCCESSOR else {}
        found = action(citation=self.item, reason=said["reason"], since=said["since"], **more, **self.by)
        return " ".join(self._told(found))

    def _told(self, found: citations.Said):
        yield f"“{self.item}” is now said to be {found.event.get_status_display().lower()}."
        pages = len(self.affected)
        yield f"{pages} live page{'s tell' if pages != 1 else ' tells'} front ends so."
        if found.called_off:
            yield f"Called off: {wording.and_more(found.called_off)}."
        if found.blocked:
            yield f"In review, and not to be signed as it is: {wording.and_more(found.blocked)}."
        if found.revision is None:
            yield "The draft was changed outside the application and stays as it is: open it and read it."

    def context(self, form):
        last = SourceEvent.objects.filter(citation=self.item.uid).order_by("-at", "-pk").first()
        seen = [one for one in self.affected if one.kind not in self.hidden]
        coming = impact.on_their_way(self.item, self.now, self.affected)
        return {
            **super().context(form),
            "status": Status(self.is_now).label,
            "successor": self.successor,
            "last": last,
            "affected": seen[:NAMED],
            "pages": len(self.affected),
            "further": max(0, len(self.affected) - len(seen[:NAMED])),
            "on_their_way": [one for one in coming if one.kind not in self.hidden][:NAMED],
            "impact_url": _impact(self.item),
            "sources_url": addresses.item_page(self.item, "sources"),
        }


def _said_by(request) -> str:
    return "became" if request.user.has_perm("publishing.recall") else "who_says"


def _impact(citation: Citation) -> str:
    try:
        return addresses.item_page(citation, "impact")
    except NoReverseMatch:
        return ""


def sources(admin, request, object_id):
    """Other sources for the picker: key and title of those whose title or key holds what was typed."""
    item = history.item_of(admin, request, object_id)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = Citation.objects.filter(archived_at=None, locale=item.locale).exclude(pk=item.pk)
    if asked:
        found = found.filter(title__icontains=asked) | found.filter(slug__icontains=asked)
    rows = found.order_by("title", "pk").values_list("slug", "title", "short_title")[:20]
    return JsonResponse({"pages": [{"key": slug, "title": short or title} for slug, title, short in rows]})


@admin.register(Citation)
class CitationAdmin(PublishableAdmin):
    list_display = ("name", "source_kind", "issued", "status", "what_rests_on_it")
    list_filter = ("status", "source_kind")
    search_fields = ("title", "short_title", "slug", "authors", "doi", "pmid")
    autocomplete_fields = ("superseded_by",)
    prepopulated_fields = {"slug": ("short_title",)}
    fieldsets = (
        (None, {"fields": ("title", "short_title", "slug", "source_kind", "authors", "issued")}),
        ("Where it stands", {"fields": ("container_title", "volume", "issue", "page")}),
        ("Identifiers", {"fields": ("doi", "pmid", "url")}),
        ("Status", {"fields": _FROZEN}),
        ("More", {"classes": ("collapse",), "fields": ("csl_type", "csl_extra", "locale")}),
    )

    @admin.display(description="source", ordering="title")
    def name(self, citation):
        return citation.short_title or citation.title or citation.slug

    @admin.display(description="in live pages")
    def what_rests_on_it(self, citation):
        return format_html('<a href="{}">What rests on it</a>', addresses.item_page(citation, "impact"))

    # A source may come with a status. From then on it is said, with a reason, on a page of its own.

    def get_readonly_fields(self, request, obj=None):
        found = super().get_readonly_fields(request, obj)
        return (*found, *_FROZEN, _said_by(request)) if obj else found

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        what, *rest = (one for one in self.fieldsets if one[0] != "Status")
        return [what, ("Status", {"fields": (*_FROZEN, _said_by(request))}), *rest]

    @admin.display(description="What became of it")
    def became(self, citation):
        return format_html(
            '<a class="move" href="{}">Say what became of this source</a>',
            addresses.item_page(citation, "became"),
        )

    @admin.display(description="What became of it")
    def who_says(self, citation):
        return "A medical reviewer, a compliance officer or a publisher says what became of a source."

    def get_urls(self):
        def became(request, object_id):
            return BecamePage(request, self, history.item_of(self, request, object_id)).respond()

        def candidates(request, object_id):
            return sources(self, request, object_id)

        name = f"{self.opts.app_label}_{self.opts.model_name}"
        site = self.admin_site
        return [
            path("<path:object_id>/became/", site.admin_view(became), name=f"{name}_became"),
            path("<path:object_id>/sources/", site.admin_view(candidates), name=f"{name}_sources"),
            *super().get_urls(),
        ]
