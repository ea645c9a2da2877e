"""What administrators and compliance do about somebody's access, each on a page of its own."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from . import access, lockout, second_factor
from .actions import NotAllowed
from .models import User


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept in the record."
    )


class AccessPage:
    """One action on somebody's access: GET shows what it will do, POST does it or says why not."""

    title = intro = button = done = ""

    def __init__(self, admin, request, person):
        self.admin, self.request, self.person = admin, request, person

    def allowed(self) -> bool:
        return self.admin.has_change_permission(self.request, self.person)

    def why_not(self) -> str:
        return ""

    def act(self, reason: str) -> None:
        raise NotImplementedError

    def respond(self):
        if not self.allowed():
            raise PermissionDenied
        form, why_not = ReasonForm(self.request.POST or None), self.why_not()
        if self.request.method == "POST" and not why_not and form.is_valid():
            try:
                self.act(form.cleaned_data["reason"])
            except (NotAllowed, access.NotPossible) as error:
                form.add_error(None, str(error))
            else:
                messages.success(self.request, self.done.format(self.person.name))
                return HttpResponseRedirect(reverse("admin:people_user_change", args=[self.person.pk]))
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": self.title,
            "subtitle": str(self.person),
            "opts": self.admin.opts,
            "page": self,
            "form": form,
            "person": self.person,
            "why_not": why_not,
        }
        return TemplateResponse(self.request, "people/access.html", context)

    @property
    def by(self):
        return {"by": self.request.user, "clock": timezone.now}


class ResetSecondFactor(AccessPage):
    title = "Take away the second factor"
    intro = (
        "For a phone that was lost together with the recovery codes. At the next sign-in another one is set"
        " up. Until a compliance officer confirms that it is they who did, nothing can be signed."
    )
    button = "Take it away"
    done = "The second factor of {} is gone. Compliance confirms before they sign again."

    def why_not(self):
        if self.person.pk == self.request.user.pk:
            return "Set up your own second factor anew on its page."
        has_one = second_factor.device_of(self.person) or second_factor.recovery_codes_left(self.person)
        return "" if has_one else "There is no second factor to take away."

    def act(self, reason):
        access.reset_second_factor(person=self.person, reason=reason, **self.by)


class ConfirmSigner(AccessPage):
    title = "Confirm the signer"
    intro = (
        "Password or second factor were reset by somebody else, so signing is suspended. Make sure, in"
        " person or by a call that you place, that the account is in the right hands."
    )
    button = "Confirm: they may sign again"
    done = "{} may sign again."

    def allowed(self):
        return self.request.user.has_perm("people.confirm_signer")

    def why_not(self):
        try:
            access.refuse_to_confirm(self.person, self.request.user)
        except (NotAllowed, access.NotPossible) as error:
            return str(error)
        return ""

    def act(self, reason):
        access.confirm_signer(person=self.person, reason=reason, **self.by)


class LetIn(AccessPage):
    title = "Let in again"
    intro = "Too many attempts failed, so the account is locked out for a while. This ends it now."
    button = "Let in again"
    done = "{} can sign in again."

    def why_not(self):
        return "" if lockout.is_locked_out(self.person) else "Nothing is locked."

    def act(self, reason):
        lockout.release(person=self.person, reason=reason, **self.by)


PAGES = [
    ("reset_second_factor", "second-factor/reset/", ResetSecondFactor),
    ("confirm_signer", "confirm-signer/", ConfirmSigner),
    ("let_in", "let-in/", LetIn),
]


def routes(admin):
    """The pages of one person's access, for the admin of people."""

    def view(page):
        def shown(request, object_id):
            person = admin.get_object(request, str(object_id))
            if person is None:
                raise Http404("There is no such person.")
            return page(admin, request, person).respond()

        return admin.admin_site.admin_view(shown)

    return [
        path(f"<int:object_id>/{end}", view(page), name=f"people_user_{name}") for name, end, page in PAGES
    ]


def standing(person: User, user: User) -> dict:
    """What the page of a person says about their access, and what this user may do about it."""
    locked = lockout.is_locked_out(person)
    device = second_factor.device_of(person) if settings.TWO_FACTOR else None
    return {
        "two_factor": settings.TWO_FACTOR,
        "device": device,
        "needs_device": settings.TWO_FACTOR and device is None and second_factor.can_sign(person),
        "locked": locked,
        "suspended_at": person.signing_suspended_at,
        "must_change_password": person.must_change_password,
        "may_confirm": person.signing_suspended_at is not None and user.has_perm("people.confirm_signer"),
    }
