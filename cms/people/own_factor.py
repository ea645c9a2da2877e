"""One's own second factor in the admin: set it up of one's own accord or anew, and make recovery codes."""

import time

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as remember_device

from . import credentials, pending, second_factor, sign_in
from .forms_sign_in import CodeForm, ProveForm
from .refusals import NotProven

_PROVED_AT = "may_set_up_anew"


def overview(request):
    """What there is, and what can be done about it."""
    _refuse_when_off()
    person = request.user
    return sign_in.page(
        request,
        "people/own_factor.html",
        "Second factor",
        person,
        device=second_factor.device_of(person),
        left=second_factor.recovery_codes_left(person),
        needed=second_factor.can_sign(person),
    )


@sensitive_post_parameters()
def set_up(request):
    """A first phone, or another one in place of it; then password and code of before are asked first."""
    _refuse_when_off()
    person = request.user
    proved_at = request.session.get(_PROVED_AT, 0)
    if second_factor.device_of(person) and not 0 <= time.time() - proved_at < 10 * 60:
        return _prove(request, "Set up another phone", lambda: _allow(request))
    key, form = pending.new_secret(request), CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device, codes = second_factor.enrol(
                person=person, key=key, code=form.cleaned_data["code"], clock=timezone.now
            )
        except NotProven as error:
            form.add_error("code", str(error))
        else:
            pending.forget_secret(request)
            request.session.pop(_PROVED_AT, None)
            remember_device(request, device)
            return sign_in.recovery_codes(request, person, codes, reverse("people:own"))
    return sign_in.enrol_page(request, person, key, form, back_url=reverse("people:own"))


def _allow(request):
    request.session[_PROVED_AT] = time.time()
    return HttpResponseRedirect(reverse("people:set_up"))


@sensitive_post_parameters()
def recovery_codes(request):
    """New recovery codes in place of all before."""
    _refuse_when_off()
    person = request.user
    if not second_factor.device_of(person):
        return HttpResponseRedirect(reverse("people:own"))

    def make():
        codes = second_factor.renew_recovery_codes(person=person, clock=timezone.now)
        return sign_in.recovery_codes(request, person, codes, reverse("people:own"))

    return _prove(request, "Make new recovery codes", make)


def _prove(request, title, go_on):
    """Ask for password and code, then go on."""
    form, status = ProveForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            credentials.reauthenticate(
                request.user, said["password"], said["code"], request=request, always_code=True
            )
        except NotProven as error:
            form.add_error(error.field, str(error).replace(" Nothing was signed.", ""))
            status = error.status
        else:
            return go_on()
    return sign_in.page(
        request, "people/prove.html", title, request.user, status=status, form=form, button=title
    )


def _refuse_when_off():
    if not settings.TWO_FACTOR:
        raise Http404("Second factors are switched off here.")
