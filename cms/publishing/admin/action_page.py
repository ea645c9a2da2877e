"""One page for one action: GET shows a small form and what it will do, POST does it or says why not."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from cms.people.credentials import NotProven

from .. import wording
from ..actions.errors import WITHOUT, NotReady, Refused

UNSEEN = "You may not look at everything that this is about."


class ActionPage:
    """Subclasses say which permission, form and action; this says how a refusal is shown.

    Whatever is refused keeps the typed text. What cannot be done when the page is opened is said instead of
    the form.
    """

    title = ""
    intro = ""
    button = ""
    #: Codename of a permission on releases; empty asks for the item's change permission.
    permission = ""
    dangerous = False
    template = "publishing/action.html"
    form_class: type[forms.Form] = forms.Form

    def __init__(self, request):
        self.request = request
        # Read anew: actions are given the person as they are now, not as the session remembers them.
        self.person = get_user(request)
        self.now = timezone.now()
        self.findings = []
        self.status = 200

    def respond(self):
        if not self.allowed():
            words = WITHOUT.get(self.permission, "may not change this")
            return refused(self.request, f"You {words}.")
        if not self.in_sight():
            return refused(self.request, UNSEEN)
        why_not = ""
        if self.request.method == "POST":
            form = self.form(self.request.POST)
            if form.is_valid() and (message := self._try(form)):
                messages.success(self.request, message)
                return HttpResponseRedirect(self.done_url())
        else:
            form = self.form()
            why_not = self.why_not()
        return TemplateResponse(
            self.request,
            self.template,
            {
                **admin.site.each_context(self.request),
                "title": self.title,
                "page": self,
                "form": form,
                "why_not": why_not,
                "findings": self.findings,
                "back_url": self.back_url(),
                "zone": wording.zone(),
                **self.context(form),
            },
            status=self.status,
        )

    def _try(self, form) -> str:
        """Do it; empty when it was refused, with the reason in the form."""
        try:
            return self.act(form.cleaned_data)
        except NotProven as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            self.status = error.status
        except NotReady as error:
            self.findings = error.findings
            form.add_error(
                None, "This stands against it. Nothing was done yet; what you typed is still here."
            )
        except Refused as error:
            form.add_error(None, str(error))
        return ""

    def allowed(self) -> bool:
        return self.person.has_perm(f"publishing.{self.permission}")

    def in_sight(self) -> bool:
        """Whether the person may look at all that the page is about."""
        return True

    def form(self, data=None):
        return self.form_class(data)

    def why_not(self) -> str:
        """Why the action is not possible now, in a sentence; empty when it is."""
        return ""

    def act(self, said: dict) -> str:
        """Call the action; returns what to tell the person."""
        raise NotImplementedError

    def context(self, form) -> dict:
        return {}

    def back_url(self) -> str:
        raise NotImplementedError

    def done_url(self) -> str:
        return self.back_url()


def refused(request, sentence: str):
    """A 403 that says why, inside the admin."""
    context = {**admin.site.each_context(request), "title": "That is not allowed", "sentence": sentence}
    return TemplateResponse(request, "publishing/refused.html", context, status=403)
