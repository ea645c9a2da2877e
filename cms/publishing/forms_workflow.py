"""The small forms of the workflow: what each action has to be told."""

import hashlib

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from cms.people.forms_sign_in import CodeField

from . import waivers, wording
from .actions.submitting import SUBMITTED
from .models import Change, Live, Meaning

#: Years ahead that something can be scheduled.
FURTHEST = 10
#: What each kind of change means to the person who has to choose one.
EXPLAINED = {
    Change.EDITORIAL: (
        "Editorial",
        "Wording only. No number, dose, negation, citation or link changes. One signature; the dates that"
        " readers see stay.",
    ),
    Change.SUBSTANTIVE: ("Substantive", "The content changed. Full review; the review dates are renewed."),
    Change.CORRECTION: (
        "Correction",
        "Something was wrong. Full review, and a line that tells readers what was corrected.",
    ),
    Change.SAFETY: ("Safety", "It bears on somebody's safety. Full review, and a line that tells readers."),
}
#: What a signature with this meaning states.
STATEMENTS = {
    Meaning.MEDICAL: "I have read this text. It is medically accurate, and its sources support it.",
    Meaning.COMPLIANCE: "I have read this text. It may be published under the rules that bind us.",
}


class ReasonForm(forms.Form):
    """An action that only asks why."""

    reason = forms.CharField(
        label="Why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the record.",
    )

    def __init__(self, *args, optional=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not optional


class MomentField(forms.SplitDateTimeField):
    """A date and a time of the local zone, by the browser's own pickers."""

    def __init__(self, **kwargs):
        widget = forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "Date"},
            time_attrs={"type": "time", "aria-label": "Time"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        )
        kwargs.setdefault("help_text", f"In the time zone {wording.zone()}.")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment <= timezone.now():
            raise forms.ValidationError("That moment has passed. Choose one that lies ahead.")
        if moment and moment.year > timezone.now().year + FURTHEST:
            raise forms.ValidationError(f"Choose a moment in the next {FURTHEST} years.")
        return moment


class SubmitForm(forms.Form):
    """What a writer says when a draft goes to review."""

    change = forms.ChoiceField(
        label="What kind of change is it?",
        choices=[(change.value, EXPLAINED[change][0]) for change in SUBMITTED],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of change it is."},
    )
    reason = forms.CharField(
        label="What changed, and why",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For those who sign, and for the record. Readers do not see it.",
        error_messages={"required": "Say what changed and why."},
    )
    public_line = forms.CharField(
        label="What readers are told",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For a correction or a safety change: one line on the page.",
    )
    also = forms.MultipleChoiceField(label="Send along", required=False, widget=forms.CheckboxSelectMultiple)
    when_signed = forms.BooleanField(label="Publish when signed", required=False, initial=True)
    publish_at = MomentField(label="Not before", required=False)
    #: The submission that was open when this page was drawn, so that a second click does no second thing.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, also=(), waivable=(), **kwargs):
        """`waivable`: (key, what was accepted before) of each finding that has to be mended or accepted."""
        super().__init__(*args, **kwargs)
        self.waived = {waivers.Key(*key): f"accept_{self._name(key)}" for key, _ in waivable}
        for key, before in waivable:
            self.fields[self.waived[key]] = self._why_it_stays(before)
        if len(self.waived) > 1:
            self.fields["accept_all"] = self._why_all_stay()
        self.fields[
            "publish_at"
        ].help_text = f"Leave empty to publish with the last signature. Time zone: {wording.zone()}."
        self.fields["also"].choices = [
            (item.uid, f"{capfirst(item._meta.verbose_name)}: {item}") for item in also
        ]

    def clean(self):
        cleaned = super().clean()
        change = cleaned.get("change")
        if change in (Change.CORRECTION, Change.SAFETY) and not cleaned.get("public_line", "").strip():
            self.add_error("public_line", "Write the line that readers will see about this change.")
        if cleaned.get("publish_at") and not cleaned.get("when_signed"):
            self.add_error("publish_at", "A date needs “Publish when signed”.")
        cleaned["waivers"] = self._reasons(cleaned)
        return cleaned

    def _reasons(self, cleaned) -> dict:
        """Why each finding may stay: what was said of it, else what was said of all."""
        of_all = cleaned.get("accept_all", "")
        reasons = {}
        for key, name in self.waived.items():
            reasons[key] = cleaned.get(name, "") or of_all
            if not reasons[key] and name not in self.errors:
                self.add_error(name, "Mend it, or say why it may stay.")
        return reasons

    @staticmethod
    def _name(key) -> str:
        return hashlib.sha256("\0".join(key).encode()).hexdigest()[:16]

    @staticmethod
    def _why_it_stays(before):
        said = (
            f"{before.by_name} accepted it on {wording.moment(before.at)}. Does this still hold?"
            if before
            else ""
        )
        return forms.CharField(
            label="Why it may stay",
            required=False,
            max_length=2000,
            initial=before.reason if before else "",
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=said,
        )

    @staticmethod
    def _why_all_stay():
        return forms.CharField(
            label="The same reason for all",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="For each of these that has no reason of its own.",
        )


class ScheduleForm(forms.Form):
    at = MomentField(label="Goes live on")


class RetireForm(ReasonForm):
    """Taking a page down: why, for the record; what readers are told; what they may read instead."""

    note = forms.CharField(
        label="What readers are told",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Public. It stands where the page was.",
    )
    successor = forms.CharField(
        label="Read instead",
        required=False,
        max_length=200,
        help_text="Optional: the title or address of a live page, such as articles/leg-pain.",
        widget=forms.TextInput(attrs={"list": "live-pages", "autocomplete": "off"}),
    )

    field_order = ["note", "successor", "reason"]

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["reason"].help_text = "For the record. Readers do not see it."

    def clean_successor(self):
        said = self.cleaned_data["successor"].strip()
        if not said:
            return None
        live = Live.objects.at(timezone.now()).documents().exclude(item=self.item.uid)
        found = list(live.filter(key=said.strip("/")).values_list("item", flat=True)[:2]) or list(
            live.filter(title=said).values_list("item", flat=True).distinct()[:2]
        )
        if not found:
            raise forms.ValidationError(
                "No other live page has this title or address. Choose one from the list."
            )
        if len(found) > 1:
            raise forms.ValidationError("Several live pages are called that. Give the address instead.")
        return found[0]


class SignForm(forms.Form):
    """A signature: its meaning, and the proof of who signs."""

    meaning = forms.ChoiceField(label="What your signature means", widget=forms.RadioSelect)
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password: it is part of your signature."},
    )

    code = CodeField(
        label="Your code",
        help_text="From the app on your phone, with the first signature after you signed in.",
    )

    def __init__(self, *args, meanings, asks_for_code=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_for_code:
            del self.fields["code"]
        self.fields["meaning"].choices = [(meaning, Meaning(meaning).label) for meaning in meanings]
        if len(meanings) == 1:
            self.fields["meaning"].initial = meanings[0]
            self.fields["meaning"].widget = forms.HiddenInput()


class SendBackForm(forms.Form):
    note = forms.CharField(
        label="What should change",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The writer reads this above the form.",
        error_messages={"required": "Say what should change."},
    )


class SealForm(ReasonForm):
    """Which stored texts of an item to blank, and why."""

    digests = forms.MultipleChoiceField(
        label="Stored texts",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose which stored texts to seal."},
    )

    field_order = ["digests", "reason"]

    def __init__(self, *args, digests=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["digests"].choices = digests
