"""The pages of notices: put one on live pages, see what readers are told now, lift it again."""

import re
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from .. import actions, kinds, record, sight, waiting, wording
from ..actions import noticing
from ..forms_workflow import ReasonForm
from ..models import Notice, NoticeKind, NoticePlace, Severity
from . import addresses
from .action_page import ActionPage, refused

#: So many pages of one notice are named in the list; the others are counted.
NAMED = 12
_UID = re.compile(r"[a-z]{2,10}_[a-z0-9]{1,34}")

SEVERITIES = [
    (Severity.INFO, "For information: it may wait until the reader comes to it"),
    (Severity.WARNING, "Warning: readers should know it before they rely on the page"),
    (Severity.URGENT, "Urgent: somebody may come to harm who does not know it"),
]
KINDS = [
    (NoticeKind.SAFETY, "Somebody's safety"),
    (NoticeKind.EVIDENCE, "Evidence that has changed"),
    (NoticeKind.UNDER_REVIEW, "A review that is under way"),
]


class NoticeForm(ReasonForm):
    """What readers are told, how loudly, and on which pages."""

    text = forms.CharField(
        label="What readers are told",
        max_length=noticing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Public, plain text, at most {noticing.LONGEST} characters. It stands above the text.",
        error_messages={"required": "Write what readers are told."},
    )
    severity = forms.ChoiceField(
        label="How urgent is it?",
        choices=SEVERITIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how urgent it is."},
    )
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it is about."},
    )
    items = forms.MultipleChoiceField(
        label="On these pages",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one page."},
    )
    cause = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    filled = forms.CharField(initial="yes", widget=forms.HiddenInput)

    field_order = ["text", "severity", "kind", "items", "reason", "cause", "filled"]

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices
        self.fields["items"].initial = [uid for uid, _ in choices]
        self.fields["reason"].help_text = "For the record. Readers do not see it."
        if len(choices) == 1:
            self.fields["items"].widget = forms.MultipleHiddenInput()

    def clean_cause(self):
        cause = self.cleaned_data["cause"]
        if cause and not _UID.fullmatch(cause):
            raise forms.ValidationError("That is no item. Open this page again from where you came.")
        return cause


class ShowNoticePage(ActionPage):
    """Put a notice on live pages, given as `item=<uid>` once or many times.

    Another page may hand over more than fits an address: the same fields, posted.
    """

    permission = "notice"
    button = "Show it to readers now"
    dangerous = True
    template = "publishing/show_notice.html"
    intro = "Readers see it at once, above the text. The text itself stays as it was signed."

    def __init__(self, request):
        super().__init__(request)
        handed_over = request.method == "POST" and "filled" not in request.POST
        self.given = request.POST if request.method == "POST" else request.GET
        if handed_over:
            # Nothing was typed yet: this only opens the page.
            request.method = "GET"
        asked = [*request.GET.getlist("item"), *self.given.getlist("item")]
        asked = [uid for uid in dict.fromkeys(asked) if _UID.fullmatch(uid)][: noticing.MOST]
        live = record.live_publications(_in_sight(self.person, asked), self.now)
        titles = record.titles_of(live.values())
        self.choices = [(uid, titles[uid]) for uid in asked if uid in titles]
        self.left_out = len(asked) - len(self.choices)
        self.title = "Put a notice on it" if len(self.choices) == 1 else "Put a notice on live pages"
        self.subtitle = self.choices[0][1] if len(self.choices) == 1 else ""

    def form(self, data=None):
        cause = self.given.get("cause", "")
        return NoticeForm(
            data, choices=self.choices, initial={"cause": cause if _UID.fullmatch(cause) else ""}
        )

    def why_not(self):
        if self.choices:
            return ""
        return "There is no live page to put it on. Open a live page, and choose “Put a notice on it” there."

    def act(self, said):
        actions.show_notice(
            items=said["items"],
            kind=said["kind"],
            severity=said["severity"],
            text=said["text"],
            reason=said["reason"],
            cause=said["cause"],
            by=self.person,
            clock=timezone.now,
        )
        titles = dict(self.choices)
        return f"Readers are told now on {wording.and_more([titles[uid] for uid in said['items']])}."

    def context(self, form):
        uids = [uid for uid, _ in self.choices]
        return {
            "subtitle": self.subtitle,
            "left_out": self.left_out,
            "already": _by_notice(noticing.in_force(uids, self.now)) if uids else [],
            # Both fields that a browser sends back, also from a page that was opened by a post.
            "handed_over": uids,
        }

    def back_url(self):
        if len(self.choices) == 1:
            return addresses.change_form(kinds.item(self.choices[0][0])) or reverse("review:notices")
        return reverse("review:notices")


class LiftForm(ReasonForm):
    places = forms.MultipleChoiceField(
        label="Take it away from",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one page."},
    )

    field_order = ["places", "reason"]

    def __init__(self, *args, places, ticked, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = [(str(place.pk), place.title) for place in places]
        self.fields["places"].initial = [str(place.pk) for place in places if place.item in ticked]


class LiftPage(ActionPage):
    """Take a notice away from some of the pages that show it, or from all."""

    permission = "notice"
    title = "Lift the notice"
    button = "Lift it now"
    template = "publishing/lift_notice.html"
    intro = "Readers do not see it any more from now on. That it was shown stays in the record."

    def __init__(self, request, uid):
        super().__init__(request)
        self.notice = Notice.objects.filter(pk=uid).first()
        if not self.notice:
            raise Http404("There is no such notice.")
        waiting_ = NoticePlace.objects.filter(notice=self.notice, end__isnull=True)
        places = list(waiting_.order_by("title", "pk"))
        seen = set(_in_sight(self.person, [place.item for place in places]))
        self.places = [place for place in places if place.item in seen]
        self.hidden = len(places) - len(self.places)
        asked = set(request.GET.getlist("item"))
        self.ticked = asked or {place.item for place in self.places}

    def in_sight(self):
        return bool(self.places) or not self.hidden

    def form(self, data=None):
        return LiftForm(data, places=self.places, ticked=self.ticked)

    def why_not(self):
        return "" if self.places else "It was lifted everywhere already."

    def act(self, said):
        wanted = set(said["places"])
        lifted = actions.lift_notice(
            places=[place for place in self.places if str(place.pk) in wanted],
            reason=said["reason"],
            by=self.person,
            clock=timezone.now,
        )
        return f"Lifted from {wording.and_more([place.title for place in lifted])}."

    def context(self, form):
        return {"notice": self.notice}

    def back_url(self):
        return reverse("review:notices")


@dataclass
class InForce:
    """One notice that readers see, and where."""

    notice: Notice
    places: list[NoticePlace] = field(default_factory=list)

    @property
    def named(self) -> list[tuple[str, str]]:
        """Title and address of the first places."""
        return [(place.title, addresses.by_uid(place.item)) for place in self.places[:NAMED]]

    @property
    def further(self) -> int:
        return max(0, len(self.places) - NAMED)

    @property
    def lift_url(self) -> str:
        return reverse("review:lift_notice", args=[self.notice.pk])


def _by_notice(places) -> list[InForce]:
    found: dict[str, InForce] = {}
    for place in places:
        found.setdefault(place.notice_id, InForce(place.notice)).places.append(place)
    return list(found.values())


def _in_sight(person, uids) -> list[str]:
    """Those of these items that the person may look at."""
    hidden = {kinds.model(kind).uid_prefix for kind in sight.unseen(person)}
    return [uid for uid in uids if uid.partition("_")[0] not in hidden]


def _everywhere(person, now) -> list[InForce]:
    """What readers are told now, on the pages that this person may look at."""
    places = noticing.in_force(None, now)
    seen = set(_in_sight(person, {place.item for place in places}))
    return _by_notice(place for place in places if place.item in seen)


def of_items(uids, now) -> list[InForce]:
    """What readers of these items are told now, for the pages of the items."""
    return _by_notice(noticing.in_force(uids, now))


def notices(request):
    """What readers are told now, on which pages, and by whom."""
    if not request.user.has_perm("publishing.view_release"):
        return refused(request, "You may not look at what readers are told.")
    context = {
        **admin.site.each_context(request),
        "title": "Notices that readers see",
        "found": _everywhere(request.user, timezone.now()),
        "may_lift": request.user.has_perm("publishing.notice"),
    }
    return TemplateResponse(request, "publishing/notices.html", context)


@waiting.register("notices", order=80)
def waiting_notices(person, now, window):
    """For those who may lift them: what was said for the time being should not stay for good."""
    if not person.has_perm("publishing.notice"):
        return None
    found = sorted(_everywhere(person, now), key=lambda one: (one.notice.at, one.notice.pk))
    rows = [
        waiting.Row(
            one.notice.text,
            one.lift_url,
            one.notice.get_severity_display(),
            f"On {wording.and_more([place.title for place in one.places], most=2)} since"
            f" {wording.moment(one.notice.at)}.",
        )
        for one in found[window]
    ]
    return waiting.Group("Notices that readers see", len(found), rows, all_url=reverse("review:notices"))
