"""The form every content type is edited with: it notices when somebody else saved meanwhile."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from . import record, wording
from .actions.drafts import ChangedOutside, Editing, StaleDraft

#: Fields of the form itself; they belong to no column and stand outside the fieldsets.
OWN_FIELDS = ("base_version", "save_reason")
RESTORED = "Your text is back. Nothing of it is saved yet: look it through, then save."


class PublishableForm(forms.ModelForm):
    """A draft being edited. `base_version` is the version that was read, `save_reason` says why it changed.

    A stale save is an error of the form: what was typed stays, and `stale` says who was faster. Ticking the
    box that then appears posts `save_over` with that newer version and saves over it, knowingly.

    Text that was typed and not saved comes back with `_restore`: the form shows it and is never valid.
    """

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    save_reason = forms.CharField(
        label="Reason for this change",
        required=False,
        max_length=500,
        help_text="Optional. It is kept with the revision.",
    )

    #: The open editing session; the admin sets it on the class it makes for a request that saves.
    editing: Editing | None = None
    stale: StaleDraft | None = None
    #: The form only shows text that was brought back.
    restored = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["base_version"].initial = self.instance.version if self.instance.pk else None
        if self.instance.pk and record.was_published(self.instance.uid, timezone.now()):
            self._want_a_reason()

    def clean(self):
        cleaned = super().clean()
        if self.editing and self.instance.pk:
            self._refuse_stale()
        if "_restore" in self.data:
            self.restored = True
            raise ValidationError(RESTORED, code="restored")
        if self.editing and self.instance.pk:
            try:
                self.editing.take_over(self.instance)
            except ChangedOutside as error:
                self.add_error("save_reason", str(error))
        return cleaned

    def _want_a_reason(self):
        field = self.fields["save_reason"]
        field.required = field.widget.is_required = True
        field.help_text = "Wanted, because readers have seen this. It is kept with the revision."
        field.error_messages["required"] = "Readers have seen this: say why it changes."

    def _refuse_stale(self):
        read = self.cleaned_data.get("base_version")
        if self.data.get("save_over", "").isdecimal():
            read = int(self.data["save_over"])
        if read is None:
            raise ValidationError("This form is incomplete. Copy your text, reload the page and try again.")
        try:
            self.editing.expect(self.instance, read)
        except StaleDraft as error:
            self.stale = error
            raise ValidationError(_stale_sentence(error), code="stale") from error


def _stale_sentence(error: StaleDraft) -> str:
    if not error.newest:
        who = "Somebody saved this"
    else:
        newest = error.newest
        who = f"{newest.by_name} saved revision {newest.number} on {wording.moment(newest.at)}"
    return f"{who}, after you opened this page. Nothing of yours was saved yet; your text is still here."
