"""Forms of signing in and of one's own second factor."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone

from . import actions
from .models import User
from .roles import Role


class CodeField(forms.CharField):
    """Six digits from an app, or a recovery code; pasted text may have spaces and dashes."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Code")
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("error_messages", {"required": "Type the code that your app shows."})
        super().__init__(
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "inputmode": "text",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                    "class": "code",
                }
            ),
            **kwargs,
        )


class CodeForm(forms.Form):
    code = CodeField()


class ProveForm(forms.Form):
    """Password and code again, before something that opens the account."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )
    code = CodeField(help_text="From your app, or a recovery code.")


class NewPasswordForm(SetPasswordForm):
    """A password of one's own, in place of one that somebody else set."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("That is the password that was set for you. Choose another.")
        return password

    def keep(self, by: User) -> None:
        """Set it, in one entry of the audit trail."""
        keep_password(self.user, self.cleaned_data["new_password1"], by)


def keep_password(person: User, password: str, by: User) -> None:
    roles = list(person.groups.filter(name__in=Role.values).values_list("name", flat=True))
    person.set_password(password)
    actions.change_person(person=person, roles=roles, by=by, clock=timezone.now)
