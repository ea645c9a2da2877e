"""Forms for people: who they are, what they may do, and their password."""

from django import forms
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AdminPasswordChangeForm as SetPasswordForm
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)

from . import actions, lockout
from .forms_sign_in import keep_password
from .models import User
from .refusals import LockedOut
from .roles import Role

#: What each role may do, for whoever gives it.
EXPLAINED = {
    Role.WRITER: "writes and submits",
    Role.MEDICAL_REVIEWER: "signs as medical reviewer, sends back, takes pages down",
    Role.COMPLIANCE_OFFICER: "signs for compliance, reads the audit trail, seals",
    Role.PUBLISHER: "publishes, schedules, takes down and brings back",
    Role.ADMINISTRATOR: "adds people and gives roles",
}


class PersonForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        required=False,
        choices=[(role.value, f"{role.label}: {EXPLAINED[role]}") for role in Role],
        widget=forms.CheckboxSelectMultiple,
        help_text="Nobody signs what they wrote, whatever their roles.",
    )
    reason = forms.CharField(
        label="Reason for this change",
        required=False,
        max_length=500,
        help_text="For the record. A new name needs one.",
    )

    class Meta:
        model = User
        fields = ["name", "email", "credentials", "is_active", "is_superuser"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            held = self.instance.groups.filter(name__in=Role.values)
            self.fields["roles"].initial = list(held.values_list("name", flat=True))

    def clean_email(self):
        email = User.objects.normalize_email(self.cleaned_data["email"]).lower()
        try:
            actions.refuse_taken(email, self.instance if self.instance.pk else None)
        except actions.EmailTaken as error:
            raise forms.ValidationError(str(error)) from None
        return email

    def clean(self):
        said = super().clean()
        if self.instance.pk and "name" in said and "email" in said:
            before = User.objects.get(pk=self.instance.pk)
            reason = (said.get("reason") or "").strip()
            try:
                actions.refuse_name(before, name=said["name"], email=said["email"], reason=reason)
            except actions.NotThisName as error:
                self.add_error(error.field, str(error))
        return said


class NewPersonForm(PersonForm):
    """A person who comes in: with a first password, or none until one is set."""

    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Without one they cannot sign in until one is set.",
    )

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password")
        if password:
            person = User(email=cleaned.get("email") or "", name=cleaned.get("name") or "")
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class NewPasswordForm(SetPasswordForm):
    """A password that an administrator sets for somebody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].help_text = password_validators_help_text_html()

    def keep(self, by) -> None:
        """Set it, in one entry of the audit trail."""
        keep_password(self.user, self.cleaned_data["password1"], by)


class OwnPasswordForm(AdminPasswordChangeForm):
    """One's own password, changed by oneself; guessing the old one counts as it does at sign-in."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.address = lockout.address_of(request)

    def clean_old_password(self):
        try:
            lockout.refuse(self.user, self.address)
            try:
                return super().clean_old_password()
            except forms.ValidationError:
                lockout.count(self.user, self.address)
                raise
        except LockedOut as error:
            raise forms.ValidationError(str(error)) from None

    def save(self, commit=True):
        keep_password(self.user, self.cleaned_data["new_password1"], self.user)
        return self.user
