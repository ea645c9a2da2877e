"""The page where compliance reviews the audit trail: what is new, what is unusual, and the record of it."""

from datetime import timedelta

from django import forms
from django.urls import reverse
from django.utils import timezone

from cms.audit import reading, trail_reviews

from .. import actions, waiting, wording
from ..actions import trail_review
from .action_page import ActionPage


class ReviewForm(forms.Form):
    """From which entry to which, what was looked at, and what was found."""

    first = forms.IntegerField(label="From entry", min_value=1)
    last = forms.IntegerField(label="To entry", min_value=1)
    looked_at = forms.CharField(
        label="What you looked at",
        max_length=trail_review.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: each lock-out and reset, every change of roles, the sample of the quarter.",
        error_messages={"required": "Say what you looked at."},
    )
    found = forms.ChoiceField(
        label="What you found",
        choices=[("none", "Nothing that needs following up"), ("some", "Something, described below")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you found something."},
    )
    findings = forms.CharField(
        label="What it is, and who follows it up",
        max_length=trail_review.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seed = forms.RegexField(
        "^[0-9a-f]{64}$",
        label="Seed of the sample",
        required=False,
        help_text="If you looked at the sample of a period register: the 64 digits that it prints.",
        error_messages={"invalid": "A seed has 64 digits from 0 to 9 and a to f."},
    )

    def clean(self):
        said = super().clean()
        if said.get("found") == "some" and not said.get("findings", "").strip():
            self.add_error("findings", "Describe what you found.")
        if said.get("found") == "none" and said.get("findings", "").strip():
            self.add_error("found", "You described something below. Choose which it is.")
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", "The last entry comes before the first one.")
        elif said.get("last") and said["last"] > (newest := trail_reviews.newest()):
            self.add_error("last", f"The trail ends at entry {newest}.")
        return said


class TrailReviewPage(ActionPage):
    title = "Review of the audit trail"
    intro = (
        "Look through what was done since the last review, and record that you did. Recording it recomputes"
        " the chain of the whole trail and compares it with the checkpoints; the outcome stands in the entry."
    )
    button = "Record the review"
    permission = "review_trail"
    template = "publishing/trail_review.html"

    def __init__(self, request):
        super().__init__(request)
        self.first, self.last = 1, 0

    def respond(self):
        if self.allowed():
            self.last = trail_reviews.newest()
            self.first = min(trail_reviews.begins(), self.last + 1)
        return super().respond()

    def form(self, data=None):
        return ReviewForm(data, initial={"first": self.first, "last": self.last})

    def why_not(self):
        return "" if self.last else "The trail has no entry yet."

    def act(self, said):
        recorded = actions.review_trail(
            first=said["first"],
            last=said["last"],
            looked_at=said["looked_at"],
            findings=said["findings"],
            seed=said["seed"],
            by=self.person,
            clock=timezone.now,
        )
        if recorded.findings:
            return (
                f"Your review is entry {recorded.entry}. The trail itself does not hold:"
                f" {len(recorded.findings)} findings stand in that entry. Run verify_audit, and see"
                " docs/compliance.md for what to do."
            )
        return f"Your review is entry {recorded.entry}. The chain of the whole trail holds."

    def context(self, form):
        shown = {
            "first": self.first,
            "last": self.last,
            "counts": trail_reviews.counts(self.first, self.last),
            "counts_total": max(0, self.last - self.first + 1),
            "unusual": trail_reviews.unusual(self.first, self.last),
            "own_signatures": trail_reviews.signatures_of(self.person.uid, self.first, self.last),
            "reviews": trail_reviews.recorded(),
            "due_days": trail_reviews.DUE_DAYS,
        }
        if self.request.method != "HEAD":  # what is refused is shown with the page as well
            detail = {"from": self.first, "to": self.last}
            reading.read("trail since the last review", by=self.person, clock=timezone.now, detail=detail)
        return shown

    def back_url(self):
        return reverse("admin:audit_entry_changelist")

    def done_url(self):
        return reverse("review:trail_review")


@waiting.register("trail-review", order=40)
def due(person, now, window):
    """For whoever reviews the trail, once the last review lies too far back."""
    if not person.has_perm("publishing.review_trail"):
        return None
    last = trail_reviews.last()
    begun = last.at if last else trail_reviews.first_moment()
    found = waiting.Group("Review of the audit trail", 0, late=True)
    if begun is None or begun > now - timedelta(days=trail_reviews.DUE_DAYS):
        return found
    said = (
        f"Last reviewed on {wording.moment(last.at)} by {last.entry.actor_name}."
        if last
        else f"It begins on {wording.moment(begun)}, and nobody has reviewed it yet."
    )
    found.count = 1
    row = waiting.Row("Review the trail", reverse("review:trail_review"), said=said, late=True)
    found.rows = [row][window]
    found.all_url = row.url
    return found
